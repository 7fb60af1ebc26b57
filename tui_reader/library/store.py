"""Every document, in memory, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId


class Store:
    """Documents in the order they were added, and by id.

    Any thread may call any method. Writers hold a lock for one dict operation a document; readers get
    a tuple that never changes under them. ``version`` grows with every change, so that whoever
    derived something from a snapshot knows whether it still holds.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._documents: dict[DocumentId, Document] = {}
        self._version = 0
        self._snapshot: tuple[Document, ...] | None = ()

    @property
    def version(self) -> int:
        """Number of changes so far."""
        return self._version

    def add(self, documents: Iterable[Document]) -> None:
        """Append documents; one whose id is known replaces the old one where that stands."""
        new = {document.id: document for document in documents}
        if not new:
            return
        with self._lock:
            self._documents.update(new)
            self._changed()

    def replace(self, document: Document) -> None:
        """Put a changed document where the one with its id stands; KeyError where there is none."""
        with self._lock:
            if document.id not in self._documents:
                raise KeyError(document.id)
            self._documents[document.id] = document
            self._changed()

    def remove(self, id: DocumentId) -> None:
        """Take a document out; the others keep their order. KeyError where it is not there."""
        with self._lock:
            del self._documents[id]
            self._changed()

    def get(self, id: DocumentId) -> Document | None:
        """The document with this id, None where there is none."""
        return self._documents.get(id)

    def snapshot(self) -> tuple[Document, ...]:
        """All documents in order; the same object as before where nothing changed."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = tuple(self._documents.values())
            return self._snapshot

    def __len__(self) -> int:
        return len(self._documents)

    def __contains__(self, id: object) -> bool:
        return id in self._documents

    def __iter__(self) -> Iterator[Document]:
        """Over a snapshot: documents may come and go meanwhile."""
        return iter(self.snapshot())

    def _changed(self) -> None:
        self._version += 1
        self._snapshot = None
