"""Bytes to text, and which encoding that was."""

import re
from typing import Literal, NamedTuple

FEW_NULS = 8
FEW_CONTROLS = 64
"""A file holds this many NULs, or other control characters that are not white space, and is still text; a
longer one may be a tenth of them. A terminal recording or a document made to harm opens, and is shown
with stand-ins; a program or a picture does not."""

_HEAD = 1 << 16
_NUL = b"\0"
# C0 and DEL without white space, ESC (coloured logs) and backspace (bold in manual pages).
_CONTROLS = bytes([*range(0x08), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])

_MAGIC = re.compile(
    rb"(?P<program>\x7fELF|MZ\x90\0|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\0asm)"
    rb"|(?P<PDF>%PDF-\d)"
    rb"|(?P<image>\x89PNG\r\n\x1a\n|GIF8[79]a|\xff\xd8\xff|RIFF....WEBP|II\*\0|MM\0\*)"
    rb"|(?P<archive>PK(?:\x03\x04|\x05\x06)|\x1f\x8b\x08|\xfd7zXZ\0|BZh\d1AY&SY|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"
    rb"|\x28\xb5\x2f\xfd)"
    rb"|(?P<database>SQLite format 3\0)"
    rb"|(?P<document>\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1)"
    rb"|(?P<media>OggS\0|ID3[\x02-\x04]\0|RIFF....(?:WAVE|AVI ))",
    re.DOTALL,
)

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 BOM"),
    (b"\xff\xfe", "utf-16-le", "UTF-16 LE"),
    (b"\xfe\xff", "utf-16-be", "UTF-16 BE"),
)


class NotText(Exception):  # noqa: N818 - says what the bytes are
    """The bytes are not text in an encoding that is known here.

    ``code`` is ``not-text`` (a binary) or ``not-utf8`` (perhaps text, in an encoding without a byte order
    mark); ``detail`` is the kind of file, or where the first undecodable byte is, in English.
    """

    def __init__(self, code: Literal["not-text", "not-utf8"], detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Decoded(NamedTuple):
    """Text, exact to its line ends, without a byte order mark. It holds no surrogates."""

    text: str
    encoding: str
    """``UTF-8``, ``UTF-8 BOM``, ``UTF-16 LE`` or ``UTF-16 BE``."""
    replaced: int = 0
    """How many broken UTF-16 units U+FFFD stands for."""


def decode(data: bytes) -> Decoded:
    """The text of a file's bytes: by byte order mark, else UTF-8.

    A UTF-16 file names itself by its mark, so a lone surrogate or an odd last byte in it is shown as
    U+FFFD and counted: text must be something that can be written out again. Bytes that are not valid UTF-8
    raise NotText, and so does what is no text at all.
    """
    magic = _MAGIC.match(data)
    if magic:
        raise NotText("not-text", magic.lastgroup or "binary")
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], codec, name)
    return _decode(data, "utf-8", "UTF-8")


def _decode(data: bytes, codec: str, name: str) -> Decoded:
    replaced = 0
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        if codec == "utf-8":
            if _is_binary(data[:_HEAD]):
                raise NotText("not-text", "binary") from None
            raise NotText("not-utf8", f"0x{data[error.start]:02X} at byte {error.start}") from None
        text = data.decode(codec, "replace")
        # Those that are U+FFFD in the file itself are kept by both ways of decoding.
        replaced = text.count("\ufffd") - data.decode(codec, "ignore").count("\ufffd")
    if _is_binary(text[:_HEAD].encode("utf-8")):
        raise NotText("not-text", "binary")
    return Decoded(text, name, replaced)


def _is_binary(head: bytes) -> bool:
    """Whether the head of a file holds more control characters than a text does."""
    tenth = len(head) // 10
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return head.count(_NUL) > max(FEW_NULS, tenth) or controls > max(FEW_CONTROLS, tenth)
