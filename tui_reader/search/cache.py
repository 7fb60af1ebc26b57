"""What was read and indexed, on disk: the second opening of a library reads none of its files again.

A library has a folder, named by a digest of what makes its documents what they are: paths, choices, version of the
program. In it lie pieces, each the packs and segments of some thousand files as a worker sent them, with a table of
the files (path, size, time of change). A piece is written beside its place and moved there whole, and never changed:
it may be deleted at any moment, and two programs may write at once. It is mapped into memory: nobody may write it, and
`mapped` sees to it that whoever does so all the same does not end the program. Nothing in it is believed unseen or ever
run.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import reduce
from hashlib import blake2b
from mmap import mmap
from operator import add
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from tui_reader import __version__
from tui_reader.library import packs
from tui_reader.library.document import Document
from tui_reader.library.packs import Damaged
from tui_reader.library.read import Choices

from . import wire
from .mapped import let_go, mapped, may_vanish
from .wire import Frame, Kind, frames, send, told

if TYPE_CHECKING:
    from .segment import Segment

#: Bytes that all libraries together may take; those used longest ago are dropped.
LARGEST = 3 << 30

#: Seconds without use after which what other versions of the program kept is dropped, and what was never ended.
FORGOTTEN, GIVEN_UP = 7 * 86400, 86400

#: Seconds for which a file must have been left alone: written twice within a tick of the clock, it looks the same.
SETTLED = 2.0

#: The share of a piece's documents that must still be there, and how many small pieces there may be, before they are
#: dropped and their files read again into a better one.
WORTH, SMALL, MANY_SMALL = 0.75, 500, 16

ALIGNMENT = 64
"""Bytes of which the place of a segment in a piece is a multiple, as those of its arrays in it are."""

_FOLDER = "library"
_SUFFIX, _BEGUN = ".piece", ".part"


class Rows(NamedTuple):
    """The files of a piece, in columns. A file that met a problem has no row: it is read again each time."""

    paths: list[str]
    sizes: list[int]
    modified_ns: list[int]
    encodings: list[str]
    """Which one the reader chose for each; empty for none."""
    firsts: list[int]
    """Its documents are those from here on."""
    lengths: list[int]
    """How many they are."""

    def told(self) -> list[Any]:
        """In JSON's types."""
        return [packs.joined(self.paths), *self[1:]]

    @classmethod
    def heard(cls, told: Sequence[Any], documents: int) -> Rows:
        """From what told() gave; Damaged where these are no files of so many documents."""
        rows = cls(packs.apart(told[0]), *told[1:])
        for column, kind in zip(cast(tuple[list[Any], ...], rows), (str, int, int, str, int, int), strict=True):
            if len(column) != len(rows.paths) or not set(map(type, column)) <= {kind}:
                raise Damaged("files")
        if rows.paths and not 0 <= min(rows.firsts) <= max(map(add, rows.firsts, rows.lengths)) <= documents:
            raise Damaged("files")
        if rows.paths and min(rows.lengths) < 0:
            raise Damaged("files")
        return rows


class Piece(NamedTuple):
    """What a worker once made of some files."""

    file: Path
    rows: Rows
    documents: list[Document]
    segments: list[tuple[Segment, int]]
    """In order, each with how many of the documents it is of."""


class Cache:
    """The folder of one library below ``folder``. Nothing here raises for what is on the disk, or is not."""

    def __init__(self, folder: Path, paths: Sequence[str], choices: Choices) -> None:
        self._all = folder / _FOLDER
        here = "" if all(os.path.isabs(path) for path in paths) else _cwd()  # noqa: PTH117
        program = [__version__, _program(), packs.VERSION]
        told_apart = [*program, here, list(paths), sorted(choices.fields.items())]
        self.key = blake2b(told(told_apart), digest_size=16).hexdigest()
        self._ours = f"{blake2b(told(program), digest_size=4).hexdigest()}-"
        self.folder = self._all / (self._ours + self.key)

    def pieces(self) -> Iterator[Piece]:
        """Every sound piece, in the order of their names; what is none is removed.

        One that the system cannot open at the moment (too many files, too little memory) is passed over.
        """
        try:
            names = sorted(file for file in self.folder.iterdir() if file.suffix == _SUFFIX)
            os.utime(self.folder)
        except OSError:
            return
        for file in names:
            try:
                piece = _read(file, self.key)
            except (OSError, MemoryError):
                continue
            except (ValueError, KeyError, TypeError, IndexError, OverflowError):
                self.drop(file)
                continue
            yield piece

    def drop(self, file: Path) -> None:
        """Remove a piece."""
        with suppress(OSError):
            file.unlink(missing_ok=True)

    def tidy(self, kept: Sequence[tuple[Piece, int]]) -> None:
        """Drop pieces of which too little is left, given with how many of their documents; and bound what is left."""
        small = [piece.file for piece, _ in kept if len(piece.documents) < SMALL]
        for piece, count in kept:
            if count < WORTH * len(piece.documents) or (len(small) > MANY_SMALL and piece.file in small):
                self.drop(piece.file)
        with suppress(OSError):
            found = [(each.stat().st_mtime, each) for each in self._all.iterdir() if each.is_dir()]
            left: list[tuple[Path, int]] = []
            for used, each in sorted(found, key=lambda pair: (pair[1] == self.folder, *pair)):
                if not each.name.startswith(self._ours) and used < time.time() - FORGOTTEN:
                    _remove(each)
                else:
                    left.append((each, _tidied(each)))
            total = sum(size for _, size in left)
            for each, size in left:
                if total <= LARGEST:
                    return
                total -= size
                _remove(each)


def _tidied(folder: Path) -> int:
    """Remove from a folder what was begun and never will be ended; the bytes of what is left."""
    total = 0
    away = may_vanish(folder / _BEGUN)  # another machine's processes are not known here
    for file in folder.iterdir():
        with suppress(OSError):  # another program may drop it now
            status = file.stat()
            old = status.st_mtime < time.time() - GIVEN_UP
            if file.suffix == _BEGUN and (old or not (away or _is_written(file.stem))):
                file.unlink()
            else:
                total += status.st_size
    return total


def _is_written(name: str) -> bool:
    """Whether the process that began a piece of that name may still be there."""
    if os.name == "nt":  # to ask after a process there is to end it
        return True
    try:
        os.kill(int(name.split("-")[1], 16), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except (OSError, ValueError, IndexError):  # another user's, or no name of ours
        return True
    return True


def _remove(folder: Path) -> None:
    """Remove a library's pieces and its folder, as far as that can be."""
    with suppress(OSError):
        for file in folder.iterdir():
            with suppress(OSError):
                file.unlink()
        folder.rmdir()


class Writer:
    """Writes one piece while a worker sends it. On any trouble there is no piece, and nothing else happens."""

    def __init__(self, folder: str, key: str, number: int) -> None:
        self._began = time.time_ns()
        self._target = Path(folder) / f"{number:06}-{os.getpid():x}-{self._began:x}{_SUFFIX}"
        self._at = 0
        self._checks: list[int] = []
        self._rows = Rows([], [], [], [], [], [])
        self._documents = 0
        self._descriptor: int | None = None
        self._beside = self._target.with_suffix(_BEGUN)
        with suppress(OSError):
            self._target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            # Where a file that nobody may write can be deleted all the same, nobody may.
            self._descriptor = os.open(self._beside, flags, 0o600 if os.name == "nt" else 0o400)
        self.write(Kind.PIECE, told({"key": key}))

    def write(self, kind: Kind, head: bytes, *body: bytes | memoryview) -> None:
        """A frame, whose body may come in parts."""
        if self._descriptor is None:
            return
        if kind == Kind.SEGMENT:  # its arrays are to be aligned where the file is mapped
            head += bytes(-(self._at + wire.BEFORE + len(head)) % ALIGNMENT)
        self._at += wire.BEFORE + len(head) + sum(map(len, body))
        checked = (head,) if kind == Kind.SEGMENT else (head, *body)
        self._checks.append(reduce(lambda check, part: zlib.crc32(part, check), checked, 0))
        try:
            send(self._descriptor, kind, 0, head, *body)
        except OSError:
            self.give_up()

    def file(self, path: str, size: int, modified_ns: int, encoding: str, count: int, sound: bool) -> None:
        """A file whose last ``count`` documents were written; whether it may be passed over next time."""
        sound &= modified_ns < self._began - SETTLED * 1e9
        if sound:
            for column, value in zip(
                self._rows, (path, size, modified_ns, encoding, self._documents, count), strict=True
            ):
                cast(list[Any], column).append(value)
        self._documents += count

    def piece(self, rows: Rows, documents: int) -> None:
        """The files of another piece, of which so many documents were written."""
        firsts = [first + self._documents for first in rows.firsts]
        for column, more in zip(self._rows, rows._replace(firsts=firsts), strict=True):
            cast(list[Any], column).extend(cast(list[Any], more))
        self._documents += documents

    def end(self) -> str:
        """Everything is written: put the piece in its place, and say where that is; nothing where there is none."""
        if not self._rows.paths:
            self.give_up()
        self.write(Kind.FILES, told(self._rows.told()))
        self.write(Kind.END, told(list(self._checks)))
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with suppress(OSError):
                self._beside.replace(self._target)
                return str(self._target)
        return ""

    def give_up(self) -> None:
        """Leave nothing behind."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            with suppress(OSError):
                self._beside.unlink(missing_ok=True)


def join(folder: str, key: str, pieces: Sequence[tuple[str, int]], segment: Sequence[bytes | memoryview]) -> str:
    """Put one piece in the place of several, and say where it is: their packs and files in order, and the merge of
    their segments.

    Each of ``pieces`` is given with how many documents it holds. Where one of them is not sound, all stay.
    """
    number = Path(pieces[0][0]).name.partition("-")[0]
    writer = Writer(folder, key, int(number) if number.isdecimal() else 0)
    try:
        for file, documents in pieces:
            for frame in _frames(mapped(file), key):
                if frame.kind == Kind.PACK:
                    writer.write(Kind.PACK, frame.head, frame.body)
                elif frame.kind == Kind.FILES:
                    writer.piece(Rows.heard(frame.told(), documents), documents)
    except (OSError, ValueError, KeyError, TypeError, MemoryError):
        writer.give_up()
        return ""
    writer.write(Kind.SEGMENT, b"", *segment)
    made = writer.end()
    if made:
        for file, _ in pieces:
            with suppress(OSError):
                Path(file).unlink(missing_ok=True)
    return made


def move(piece: str, documents: Iterable[Document]) -> None:
    """Let documents have their texts in a piece that holds them, where they take no memory that is needed otherwise."""
    if may_vanish(piece):
        return
    try:
        buffer = mapped(piece)
        found = list(frames(memoryview(buffer)))
        packs.move(documents, [frame.body for frame in found if frame.kind == Kind.PACK])
        at = 0
        for frame in found:
            if frame.kind == Kind.PACK:
                let_go(buffer, at, at + frame.size)
            at += frame.size
    except (OSError, ValueError):
        return


def _frames(buffer: mmap, key: str) -> Iterator[Frame]:
    """The frames of a piece; Damaged in the end, or on the way, where it is none. A segment checks itself."""
    checks: list[int] = []
    for frame in frames(memoryview(buffer)):
        if frame.kind == Kind.END:
            if frame.told() != checks:
                raise Damaged("checks")
            return
        check = zlib.crc32(frame.head)
        checks.append(check if frame.kind == Kind.SEGMENT else zlib.crc32(frame.body, check))
        if frame.kind == Kind.PIECE and frame.told() != {"key": key}:
            raise Damaged("key")
        yield frame
    raise Damaged("short")


def _read(file: Path, key: str) -> Piece:
    """A piece; ValueError, OSError and what json makes of noise where it is none."""
    from . import segment_file

    documents: list[Document] = []
    segments: list[tuple[Segment, int]] = []
    told: list[Any] = [[]] * len(Rows._fields)
    buffer = mapped(file)
    at = 0
    for frame in _frames(buffer, key):
        at += frame.size
        if frame.kind == Kind.PACK:
            documents += packs.unpack(frame.head, frame.body)[0]
            # Texts are asked for seldom.
            let_go(buffer, at - frame.size, at)
        elif frame.kind == Kind.SEGMENT:
            segment = segment_file.read(frame.body)
            segments.append((segment, segment.documents))
        elif frame.kind == Kind.FILES:
            told = frame.told()
    if sum(count for _, count in segments) != len(documents):
        raise Damaged("segments")
    return Piece(file, Rows.heard(told, len(documents)), documents, segments)


def _cwd() -> str:
    try:
        return str(Path.cwd())
    except OSError:  # it was removed
        return ""


def _program() -> int:
    """When the program was last changed: an older one may have read the same files otherwise."""
    package = Path(packs.__file__).parents[1]
    folders = (package / name for name in ("library", "library/formats", "search", "text"))
    return max(file.stat().st_mtime_ns for folder in folders for file in folder.glob("*.py"))
