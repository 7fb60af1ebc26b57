"""A piece of work that a worker is given: files to be read, and what of them has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

from tui_reader.library import packs
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.scan import Candidate

from .order import Indexed

if TYPE_CHECKING:
    from .segment import Segment

#: Seconds within which a worker says something, more for many bytes; else what it reads does not answer.
SILENCE, BYTES_A_SECOND = 20.0, 1 << 20

#: Seconds within which a worker begins what it is given: a machine that has much to do starts a process slowly.
START = 60.0


class File(NamedTuple):
    """A file to be read, as it was found."""

    path: str
    size: int
    modified_ns: int


class Files(NamedTuple):
    """Files as they were found, in columns: a hundred thousand are looked up at once, not one by one."""

    paths: list[str]
    sizes: list[int]
    modified_ns: list[int]

    def told(self) -> list[Any]:
        """In JSON's types."""
        return [packs.joined(self.paths), self.sizes, self.modified_ns]

    @classmethod
    def heard(cls, told: Sequence[Any]) -> Files:
        """From what told() gave."""
        paths, sizes, modified_ns = told
        return cls(packs.apart(paths), sizes, modified_ns)

    @classmethod
    def of(cls, files: Sequence[File | Candidate]) -> Files:
        """Those files."""
        return cls([f.path for f in files], [f.size for f in files], [f.modified_ns for f in files])

    def since(self, index: int) -> Files:
        """All but so many first ones."""
        return Files(self.paths[index:], self.sizes[index:], self.modified_ns[index:])

    def without(self, paths: Collection[str]) -> Files:
        """Those of other paths."""
        wanted = [path not in paths for path in self.paths]
        paths_left = list(compress(self.paths, wanted))
        return Files(paths_left, list(compress(self.sizes, wanted)), list(compress(self.modified_ns, wanted)))

    def file(self, index: int) -> File:
        """One of them."""
        return File(self.paths[index], self.sizes[index], self.modified_ns[index])

    def __len__(self) -> int:
        return len(self.paths)


class Work:
    """Some files to be read one after another, and what of them has come."""

    def __init__(self, number: int, files: list[tuple[int, File]]) -> None:
        self.number = number
        self.files = files
        """With their numbers in the order of everything."""
        self.careful = False
        """Whether each file is told of before it is opened, because one of them ended a worker."""
        self.ids: list[DocumentId] = []
        """Of the documents that have come and are in no segment yet."""
        self.documents: list[Document] = []
        self.indexed = 0
        """How many of the files are in a segment to their end."""
        self.segments: list[Indexed] = []
        self.at: int | None = None
        """Index of the file being read, where that is told."""
        self.last: int | None = None
        """Index of the file of which everything came last, which may not be indexed yet."""
        self.suspect: int | None = None
        """Number of the file at which a worker died before."""
        self.parsing = self.begun = False
        self.heard = 0.0

    @property
    def patience(self) -> float:
        """Seconds of silence after which it is given up."""
        if self.parsing:
            return float("inf")
        if not self.begun:
            return START
        files = self.files if self.at is None else self.files[self.at : self.at + 1]
        return SILENCE + sum(file.size for _, file in files) / BYTES_A_SECOND

    @property
    def half_done(self) -> bool:
        """Whether half of the files have come."""
        return self.last is not None and 2 * (self.last + 1) >= len(self.files)

    def index(self, segment: Segment, documents: int, files: int) -> Indexed:
        """A segment of the next ``documents``; how many files ended with them."""
        indexed = Indexed(segment, self.ids[:documents])
        del self.ids[:documents]
        self.indexed = files
        self.segments.append(indexed)
        return indexed

    def begin_again(self, without: int | None) -> None:
        """Do carefully what is in no segment yet, without one of the files."""
        self.files = [each for index, each in enumerate(self.files) if index >= self.indexed and index != without]
        self.ids, self.documents, self.segments, self.indexed = [], [], [], 0
        self.careful, self.at, self.last, self.parsing, self.begun = True, None, None, False, False
