"""Documents into segments of the index, in a worker, as they come."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_reader.library.document import Document

from .segment import Segment, build

#: Documents, and code points of them, from which a segment is made. Larger ones take more memory while they are made,
#: smaller ones more time; they are merged once all is loaded.
SEGMENT_DOCUMENTS, SEGMENT_CHARACTERS = 5000, 4 << 20


class Builder:
    """The segments of one piece of work.

    ``send(segment, documents, files)`` is called with each: how many of the documents added it is of, and how many
    files had ended with them.
    """

    def __init__(self, send: Callable[[Segment, int, int], object]) -> None:
        self._send = send
        self._documents: list[Document] = []
        self._characters = self._files = 0

    def add(self, documents: Sequence[Document], files: int) -> None:
        """Documents that were told of, and how many files ended with them."""
        self._documents += documents
        self._characters += sum(each.length for each in documents)
        self._files += files
        if len(self._documents) >= SEGMENT_DOCUMENTS or self._characters >= SEGMENT_CHARACTERS:
            self.end()

    def end(self) -> None:
        """Make a segment of what is left."""
        if self._documents:
            documents, self._documents, self._characters = self._documents, [], 0
            self._send(build(documents), len(documents), self._files)
