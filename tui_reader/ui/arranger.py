"""The list as the reader wants it: sorted and filtered on a thread, shown when that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

if TYPE_CHECKING:
    from tui_reader.library.arrange import Arrangement, Counts
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.marks import Mark

    from .app import ReaderApp
    from .article_list import Entry

#: Documents among which one is looked for at once; among more, on a thread.
FEW = 2000


class Arranger:
    """Puts a `ReaderApp`'s documents into its list. Of two requests at once only the later one is answered."""

    class Done(Message):
        """Documents to list, and where the cursor is to stand."""

        def __init__(self, documents: Sequence[Document], cursor: int, empty: str) -> None:
            super().__init__()
            self.documents = documents
            self.cursor = cursor
            self.empty = empty

    class Pointed(Message):
        """The place in the list of the document that was looked for in it; None where it is not listed."""

        def __init__(self, entries: Sequence[Entry], cursor: int | None) -> None:
            super().__init__()
            self.entries = entries
            self.cursor = cursor

    class Counted(Message):
        """How many documents there are of each kind."""

        def __init__(self, counts: Counts) -> None:
            super().__init__()
            self.counts = counts

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self._arrangement: Arrangement | None = None
        self.marks: dict[DocumentId, Mark] = {}
        """How far the reader is with documents; those not in it are unread."""
        # As they were when the arrangement was chosen: what is read does not vanish from among the unread meanwhile.
        self._marks: dict[DocumentId, Mark] = {}
        self._running = False
        self._wanted: DocumentId | None = None
        self._next: tuple[Sequence[Document], DocumentId | None, str] | None = None

    @property
    def plain(self) -> bool:
        """Whether documents are listed as they are."""
        return self._arrangement is None or self._arrangement.plain

    @property
    def filtered(self) -> bool:
        """Whether only some documents are listed."""
        return not self.plain and any(value is not None for value in self.arrangement.filter)

    @property
    def arrangement(self) -> Arrangement:
        """The order and the filter in force."""
        from tui_reader.library.arrange import Arrangement

        return self._arrangement or Arrangement()

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self._marks = dict(self.marks)

    def learn(self, marks: dict[DocumentId, Mark]) -> None:
        """All marks, those of earlier runs and of this one. The mapping is taken over: a copy of many takes time."""
        self.marks = marks
        if self._arrangement is not None:
            self._marks = dict(marks)
        if self._arrangement is not None and (self._arrangement.filter.state or self._arrangement.order == "progress"):
            self._app.show_listed()

    def point(self, id: DocumentId) -> None:
        """Put the list's cursor on a document that is shown already, if it is listed."""
        entries = self._app.list.entries

        def find() -> Arranger.Pointed:
            at = next((index for index, each in enumerate(entries) if each.document.id == id), None)
            return self.Pointed(entries, at)

        if len(entries) <= FEW:
            self.take_place(find())
        else:
            self._app.aside(lambda: self._app.post_message(find()), "point")

    def take_place(self, found: Pointed) -> None:
        """A document's place in the list is known; ``point`` asked for it."""
        if found.cursor is not None and found.entries is self._app.list.entries:
            self._app.list.point(found.cursor)

    def show(self, documents: Sequence[Document], wanted: DocumentId | None, empty: str) -> None:
        """List documents, the cursor on the one that is wanted, or where it was if that one is gone; else on the first.

        ``empty`` is said where none is left. A long list that is to be sorted, filtered or searched for the one that is
        wanted stands a little later.
        """
        at = self._app.list.cursor
        there = wanted is None or (at < len(documents) and documents[at].id == wanted)
        if self.plain and (there or len(documents) <= FEW):
            self._next = None
            self._app.workers.cancel_group(self._app, "arrange")
            self._running = False
            self._app.fill(documents, _cursor(documents, wanted, at), empty)
        elif self._running:
            # One that was begun anew with every batch of documents would never end.
            self._next = documents, wanted, empty
        else:
            self._begin(documents, wanted, empty)

    def _begin(self, documents: Sequence[Document], wanted: DocumentId | None, empty: str) -> None:
        self._running, self._wanted = True, wanted
        arrangement, marks = self._arrangement, dict(self._marks)
        at = self._app.list.cursor

        def run() -> None:
            from tui_reader.library.arrange import arrange

            worker = get_current_worker()
            kept = documents
            if arrangement is not None:
                kept = arrange(documents, arrangement, marks, lambda: worker.is_cancelled)
            if not worker.is_cancelled:
                self._app.post_message(self.Done(kept, _cursor(kept, wanted, at), empty))

        self._app.aside(run, "arrange")

    def count(self) -> None:
        """Count what there is to filter by, on a thread."""
        documents, marks = self._app.shelf.store.snapshot(), dict(self.marks)

        def run() -> None:
            from tui_reader.library.arrange import count

            self._app.post_message(self.Counted(count(documents, marks)))

        self._app.aside(run, "count")

    def take(self, done: Done) -> None:
        """List what was arranged, and begin with what was asked for meanwhile."""
        if not self._running:
            return
        self._running = False
        if self._next is None and self._wanted is not None and self._wanted != self._app.shown:
            # The reader went to another article meanwhile.
            self._begin(self._app.shelf.documents, self._app.shown, done.empty)
            return
        self._app.fill(done.documents, done.cursor, done.empty)
        if self._next is not None:
            following, self._next = self._next, None
            self._begin(*following)


def _cursor(documents: Sequence[Document], wanted: DocumentId | None, at: int) -> int:
    """Where the one that is wanted stands: looked for first where it was, and that place if it is gone."""
    if wanted is None:
        return 0
    if at < len(documents) and documents[at].id == wanted:
        return at
    return next((index for index, document in enumerate(documents) if document.id == wanted), at)
