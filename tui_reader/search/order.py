"""What workers read, put back in the order of the files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.scan import Problem

if TYPE_CHECKING:
    from .segment import Segment


class Indexed(NamedTuple):
    """A segment of the index, and which documents it is of."""

    segment: Segment
    ids: Sequence[DocumentId]
    """Those of documents that are there no more are ids that nothing has."""
    replaces: tuple[Segment, ...] = ()
    """The segments handed on before that it is the merge of."""
    piece: str = ""
    """The file of the cache that holds it, where that is known already."""


class Batch(NamedTuple):
    """Documents, problems and segments to be handed on together."""

    documents: list[Document]
    problems: list[Problem]
    segments: list[Indexed]


class Order:
    """Takes documents file by file as they come, gives them in the order of their files, numbered from 0.

    A segment waits until all its documents were given: what is found is also listed.
    """

    def __init__(self) -> None:
        self._next = 0
        self._held: dict[int, list[Document]] = {}
        self._ended: set[int] = set()
        self._runs: dict[int, tuple[int, Sequence[Document]]] = {}
        self._segments: list[tuple[int, int, Indexed]] = []
        self._piece = 1
        self._done: set[int] = set()
        self._problems: list[Problem] = []
        self.ended = 0
        """Files of which everything has come."""

    def put(self, file: int, documents: Sequence[Document], ended: bool) -> None:
        """Documents of a file; whether they are its last. What comes again for a file that had ended is dropped."""
        if self.has(file):
            return
        if documents:
            self._held.setdefault(file, []).extend(documents)
        if ended:
            self._ended.add(file)
            self.ended += 1

    def put_run(self, first: int, files: int, documents: Sequence[Document]) -> None:
        """All documents of so many files, from that one on; nothing came of any of them before."""
        self._runs[first] = files, documents
        self.ended += files

    def has(self, file: int) -> bool:
        """Whether everything of that file has come."""
        return file < self._next or file in self._ended

    def forget(self, file: int) -> None:
        """A file that has not ended is read from its beginning again."""
        if not self.has(file):
            self._held.pop(file, None)

    def tell(self, problems: Sequence[Problem]) -> None:
        """Problems are handed on as they come."""
        self._problems += problems

    def index(self, file: int, indexed: Indexed, piece: int = 0) -> None:
        """A segment whose last document is of that file.

        Segments of the same piece of work are handed on side by side, as they lie in the cache: those of a later one
        wait for its end. The pieces are numbered from 1; 0 is of none.
        """
        self._segments.append((piece, file, indexed))

    def end(self, piece: int) -> None:
        """All segments of that piece have come."""
        self._done.add(piece)
        while self._piece in self._done:
            self._done.discard(self._piece)
            self._piece += 1

    @property
    def waiting(self) -> bool:
        """Whether anything is held back."""
        return bool(self._held or self._runs or self._segments or self._problems)

    def ready(self) -> Batch | None:
        """Everything up to the first file that is not there yet; of that one what has come. None for nothing."""
        documents: list[Document] = []
        while True:
            if run := self._runs.pop(self._next, None):
                self._next += run[0]
                documents += run[1]
                continue
            documents += self._held.pop(self._next, ())
            if self._next not in self._ended:
                break
            self._ended.discard(self._next)
            self._next += 1
        segments, waiting = [], []
        for entry in sorted(self._segments, key=lambda each: each[0]):
            piece, file, indexed = entry
            if file < self._next and piece <= self._piece:
                segments.append(indexed)
            else:
                waiting.append(entry)
        self._segments = waiting
        problems, self._problems = self._problems, []
        return Batch(documents, problems, segments) if documents or problems or segments else None
