"""What workers read, put back in the order of the files."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.scan import Problem

if TYPE_CHECKING:
    from .segment import Segment

#: Seconds for which one file may keep others waiting.
LATE = 1.0


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
    late: list[Document]
    """Documents that stand before some which were handed on already."""


class Order:
    """Takes documents file by file as they come, gives them in the order of their files, numbered from 0.

    A file that keeps others waiting for LATE seconds is passed over: a disk may answer late, a parser take a minute.
    What comes of it then is given as it comes, apart from the rest. A segment waits until all its documents were
    given: what is found is also listed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = 0
        self._held: dict[int, list[Document]] = {}
        self._ended: set[int] = set()
        self._runs: dict[int, tuple[int, Sequence[Document]]] = {}
        self._late: set[int] = set()
        """Files before ``_next`` of which not everything was given."""
        self._come: dict[int, int] = {}
        """Of files that come piece by piece, how many documents came, since they were begun the last time."""
        self._given: dict[int, int] = {}
        """And how many were given."""
        self._since: float | None = None
        """When something began to wait for ``_next``; None where nothing does."""
        self._reach = self._last = 0
        """The last file that waited then, and the last one of which something came."""
        self._segments: list[tuple[int, int, Indexed]] = []
        self._piece = 1
        self._done: set[int] = set()
        self._problems: list[Problem] = []
        self.ended = 0
        """Files of which everything has come."""

    def put(self, file: int, documents: Sequence[Document], ended: bool) -> None:
        """Documents of a file; whether they are its last. What comes again of a file is dropped."""
        if self.has(file):
            return
        self._last = max(self._last, file)
        if not ended or file in self._come:
            before = self._come.get(file, 0)
            self._come[file] = before + len(documents)
            documents = documents[max(0, self._given.get(file, 0) - before) :]
        if documents:
            self._held.setdefault(file, []).extend(documents)
        if ended:
            self._ended.add(file)
            self.ended += 1

    def put_run(self, first: int, files: int, documents: Sequence[Document]) -> None:
        """All documents of so many files, from that one on; nothing came of any of them, or behind them, before."""
        self._last = first
        self._runs[first] = files, documents
        self.ended += files

    def has(self, file: int) -> bool:
        """Whether everything of that file has come."""
        return (file < self._next and file not in self._late) or file in self._ended

    def forget(self, file: int) -> None:
        """A file that has not ended is read from its beginning again."""
        if not self.has(file) and file in self._come:
            self._held.pop(file, None)
            self._come[file] = 0

    def tell(self, problems: Sequence[Problem]) -> None:
        """Problems are handed on as they come."""
        self._problems += problems

    def index(self, file: int, indexed: Indexed, piece: int = 0) -> None:
        """A segment whose last document is of that file.

        Segments of the same piece of work are handed on side by side, as they lie in the cache: those of a later one
        wait for its end, but for no file that is late. The pieces are numbered from 1; 0 is of none.
        """
        self._segments.append((piece, file, indexed))

    def end(self, piece: int) -> None:
        """All segments of that piece have come."""
        self._done.add(piece)
        while self._piece in self._done:
            self._done.discard(self._piece)
            self._piece += 1

    def ready(self) -> Batch:
        """Everything up to the first file that is not there yet, and of that one, and of those that were passed over,
        what has come; it may be nothing."""
        late = self._of_late()
        before = self._next
        documents = self._in_order()
        now = self._clock()
        if not (self._held or self._runs or self._ended):
            self._since = None
        elif self._since is None or documents or self._next != before:
            self._since, self._reach = now, self._last
        elif now - self._since >= LATE:
            documents = self._in_order(self._reach)
            self._since = None
        segments, waiting = [], []
        for entry in sorted(self._segments, key=lambda each: each[0]):
            piece, file, indexed = entry
            if file < self._next and (piece <= self._piece or self._late):
                segments.append(indexed)
            else:
                waiting.append(entry)
        self._segments = waiting
        problems, self._problems = self._problems, []
        return Batch(documents, problems, segments, late)

    def _in_order(self, reach: int = 0) -> list[Document]:
        """What has come of the files from the next one on, up to the first that has not ended; those before ``reach``
        are passed over."""
        documents: list[Document] = []
        while True:
            if run := self._runs.pop(self._next, None):
                self._next += run[0]
                documents += run[1]
                continue
            documents += self._taken(self._next)
            if self._next in self._ended:
                self._end_file(self._next)
            elif self._next < reach:
                self._late.add(self._next)
            else:
                return documents
            self._next += 1

    def _of_late(self) -> list[Document]:
        """What has come of files that were passed over."""
        documents = [each for file in sorted(self._late & self._held.keys()) for each in self._taken(file)]
        for file in self._late & self._ended:
            self._late.discard(file)
            self._end_file(file)
        return documents

    def _taken(self, file: int) -> list[Document]:
        documents = self._held.pop(file, [])
        if file in self._come:
            self._given[file] = self._given.get(file, 0) + len(documents)
        return documents

    def _end_file(self, file: int) -> None:
        self._ended.discard(file)
        self._come.pop(file, None)
        self._given.pop(file, None)
