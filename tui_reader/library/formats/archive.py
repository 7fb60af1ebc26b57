"""Zip files, opened within bounds: their members by name, nothing written to the disk."""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from tui_reader.library.encodings import NotText, decode
from tui_reader.library.formats.source import Source

MOST_LISTED = 32 << 20
"""Bytes of a zip file's list of members: some 300,000 of them."""

_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_ENCRYPTED, _UTF8 = 0x1, 0x800
_UNIX = 3
_CHUNK = 1 << 20
# The others are rare, and LZMA's may ask for 4 GiB of memory.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
_UNICODE_PATH = 0x7075

# What zipfile and the decompressors behind it raise on bytes that are not what they should be.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, IndexError, OverflowError)


class Member(NamedTuple):
    """A file in an archive."""

    name: str
    """With / between its parts, and without any that leads elsewhere; it may hold any character."""
    info: zipfile.ZipInfo


class Archive:
    """One zip file. Everything read from it is taken off its source's budget."""

    def __init__(self, source: Source) -> None:
        """Raises NotText where it is no zip file, or its list is longer than MOST_LISTED."""
        if _list_size(source.data) > MOST_LISTED:
            raise NotText("bomb", f"a list of members of more than {MOST_LISTED >> 20} MiB")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source.data))
        except (*_BROKEN, NotImplementedError) as error:
            raise NotText("damaged", f"zip: {error}") from None
        self.budget = source.spending()
        self.members: tuple[Member, ...] = tuple(self._named(source))
        """Every file in it, in the archive's order."""
        self.by_name = {member.name: member for member in reversed(self.members)}
        self._folded = {member.name.casefold(): member for member in reversed(self.members)}

    def find(self, name: str) -> Member | None:
        """The member of this name; one that differs in case alone, where there is no other."""
        return self.by_name.get(name) or self._folded.get(name.casefold())

    def read(self, member: Member) -> bytes:
        """A member's bytes; raises NotText (encrypted, bomb, damaged)."""
        if member.info.flag_bits & _ENCRYPTED:
            raise NotText("encrypted", "a password is needed")
        if member.info.compress_type not in _METHODS:
            raise NotText("damaged", f"compression method {member.info.compress_type} is not read")
        if member.info.file_size > self.budget.left:
            self.budget.refuse()
        chunks: list[bytes] = []
        try:
            with self._zip.open(member.info) as file:
                while chunk := file.read(_CHUNK):
                    self.budget.spend(len(chunk))
                    chunks.append(chunk)
        except (*_BROKEN, NotImplementedError, RuntimeError) as error:
            raise NotText("damaged", str(error) or type(error).__name__) from None
        return b"".join(chunks)

    def _named(self, source: Source) -> Iterator[Member]:
        infos = [info for info in self._zip.infolist() if not info.filename.endswith("/") and _is_regular(info)]
        old = b"\n".join(info.orig_filename.encode("cp437") for info in infos if not _is_unicode(info))
        codec = _names_encoding(old)
        for info in infos:
            name = _unicode_path(info)
            if name is None:
                name = info.orig_filename
                if not _is_unicode(info):
                    name = decode(name.encode("cp437"), forced=codec).text
            parts = re.split(r"[/\\]", name)
            clean = "/".join(part for part in parts if part not in ("", ".", ".."))
            if clean:
                yield Member(clean, info)


def _is_regular(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file: the bytes of a link are where it leads, and devices have none."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return info.create_system != _UNIX or kind in (0, stat.S_IFREG)


def _is_unicode(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & _UTF8) or info.orig_filename.isascii()


def _names_encoding(names: bytes) -> str:
    """The encoding of the names that do not say theirs: of all of them together, for one name tells little."""
    if not names:
        return "UTF-8"
    try:
        found = decode(names).encoding
    except NotText:
        return "IBM 437"
    return found if found != "UTF-8 BOM" else "UTF-8"


def _unicode_path(info: zipfile.ZipInfo) -> str | None:
    """The name in an extra field of Info-ZIP's, which is UTF-8 and holds for the name whose checksum it gives."""
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        field = extra[4 : 4 + size]
        if kind == _UNICODE_PATH and len(field) > 5 and field[0] == 1:
            checksum = struct.unpack_from("<I", field, 1)[0]
            if checksum == zlib.crc32(info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")):
                return field[5:].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None


def _list_size(data: bytes) -> int:
    """Bytes of the list of members, as the end of the file gives it; it is what zipfile will read."""
    end = data.rfind(_END, max(len(data) - (1 << 16) - 22, 0))
    if end < 0 or end + 22 > len(data):
        return 0
    size: int = struct.unpack_from("<I", data, end + 12)[0]
    if size == 0xFFFFFFFF or data[end - 20 : end - 16] == b"PK\x06\x07":
        end64 = data.rfind(_END64, 0, end)
        if 0 <= end64 <= len(data) - 56:
            size = struct.unpack_from("<Q", data, end64 + 40)[0]
    return size
