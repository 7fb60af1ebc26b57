"""Documents into segments of the index, in a worker: made as documents come, merged where they become many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_reader.library.document import Document

from . import merging
from .segment import LARGEST, Segment, build

#: Documents, and code points of them, from which a segment is made.
SEGMENT_DOCUMENTS, SEGMENT_CHARACTERS = 5000, 4 << 20

#: Segments that are left as they are: once all is loaded, those of all pieces of work are merged together.
UNMERGED = 4


class Builder:
    """The segments of one piece of work.

    ``send(segment, documents, files, merged)`` is called with each: how many of the documents added it is
    of, how many files had ended with them; or of how many of the last segments it is the merge.
    """

    def __init__(self, send: Callable[[Segment, int, int, int], object]) -> None:
        self._send = send
        self.segments: list[Segment] = []
        """Those that are left."""
        self._documents: list[Document] = []
        self._characters = self._files = 0

    def add(self, documents: Sequence[Document], files: int) -> None:
        """Documents that were told of, and how many files ended with them."""
        self._documents += documents
        self._characters += sum(each.length for each in documents)
        self._files += files
        if len(self._documents) >= SEGMENT_DOCUMENTS or self._characters >= SEGMENT_CHARACTERS:
            self._build()

    def end(self) -> None:
        """Make a segment of what is left; and one of all where they are many, and that is not too large."""
        if self._documents:
            self._build()
        if len(self.segments) > UNMERGED and sum(each.documents for each in self.segments) <= LARGEST:
            self._merge(len(self.segments))

    def _build(self) -> None:
        documents, self._documents, self._characters = self._documents, [], 0
        self._tell(build(documents), len(documents), 0)
        while len(self.segments) > UNMERGED and (chosen := merging.due([each.documents for each in self.segments])):
            if chosen.stop != len(self.segments):
                return
            self._merge(chosen.stop - chosen.start)

    def _merge(self, last: int) -> None:
        parts = self.segments[-last:]
        del self.segments[-last:]
        self._tell(merging.merge(parts), 0, last)

    def _tell(self, segment: Segment, documents: int, merged: int) -> None:
        self.segments.append(segment)
        self._send(segment, documents, self._files, merged)
