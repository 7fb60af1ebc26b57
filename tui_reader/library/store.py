"""Every document, in memory, in order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId


class Snapshot(Sequence["Document"]):
    """The documents of one moment, in order: it never changes, and taking it costs nothing."""

    __slots__ = ("_count", "_documents")

    def __init__(self, documents: list[Document]) -> None:
        # The list may grow behind what is seen of it here, and is otherwise never changed.
        self._documents = documents
        self._count = len(documents)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | Sequence[Document]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._count)
            return self._documents[start : stop if stop >= 0 else None : step]
        if not -self._count <= index < self._count:
            raise IndexError(f"document {index} of {self._count}")
        return self._documents[index % self._count]

    def __iter__(self) -> Iterator[Document]:
        return islice(self._documents, self._count)


class Store:
    """Documents in the order they were added, and by id.

    Any thread may call any method. Readers never wait: they get a Snapshot. ``version`` grows with every
    change, so that whoever derived something from a snapshot knows whether it still holds.
    """

    def __init__(self) -> None:
        self._writing = Lock()
        self._documents: dict[DocumentId, Document] = {}
        self._version = 0
        self._order: list[Document] = []
        self._snapshot = Snapshot(self._order)

    @property
    def version(self) -> int:
        """Number of changes so far."""
        return self._version

    def add(self, documents: Iterable[Document]) -> None:
        """Append documents; one whose id is known replaces the old one where that stands."""
        new = {document.id: document for document in documents}
        if not new:
            return
        with self._writing:
            known = {id: new.pop(id) for id in list(new) if id in self._documents}
            if known:
                self._order = [known.get(each.id, each) for each in self._order]
                self._documents.update(known)
            self._documents.update(new)
            self._order.extend(new.values())
            self._changed()

    def change(
        self, place: Callable[[DocumentId], Any], added: Iterable[Document] = (), removed: Iterable[DocumentId] = ()
    ) -> None:
        """Several changes as one: readers see all of them or none.

        ``added`` are put where the sort key ``place`` says, among documents that stand in its order; one whose id is
        known replaces the old one where that stands. ``removed`` are taken out, unknown ids passed over; what is in
        both stays, as what was added. Snapshots go on showing the documents as they were.
        """
        new = {document.id: document for document in added}
        with self._writing:
            gone = self._documents.keys() & set(removed) - new.keys()
            if not (gone or new):
                return
            order = [new.get(each.id, each) for each in self._order if each.id not in gone]
            fresh = [(place(id), each) for id, each in new.items() if id not in self._documents]
            fresh.sort(key=lambda pair: pair[0])
            at = first = 0
            while first < len(fresh):
                at = bisect_right(order, fresh[first][0], at, key=lambda each: place(each.id))
                # Those that stand side by side are put in at once: there may be thousands.
                end = len(fresh)
                if at < len(order):
                    end = max(first + 1, bisect_left(fresh, place(order[at].id), first, key=lambda pair: pair[0]))
                order[at:at] = [each for _, each in fresh[first:end]]
                at, first = at + end - first, end
            for id in gone:
                del self._documents[id]
            self._documents.update(new)
            self._order = order
            self._changed()

    def get(self, id: DocumentId) -> Document | None:
        """The document with this id, None where there is none."""
        return self._documents.get(id)

    def snapshot(self) -> Snapshot:
        """All documents in order; the same object as before where nothing changed."""
        return self._snapshot

    def __len__(self) -> int:
        return len(self._documents)

    def __contains__(self, id: object) -> bool:
        return id in self._documents

    def __iter__(self) -> Iterator[Document]:
        """Over a snapshot: documents may come and go meanwhile."""
        return iter(self.snapshot())

    def _changed(self) -> None:
        self._snapshot = Snapshot(self._order)
        self._version += 1
