"""The list as the reader wants it: sorted and filtered on a thread, shown when that is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from .list_rows import FolderRows

if TYPE_CHECKING:
    from tui_reader.library.arrange import Arrangement, Counts, Order
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.marks import Mark
    from tui_reader.library.tree import Folder

    from .app import ReaderApp
    from .article_list import Entry

#: Documents among which one is looked for at once; among more, on a thread.
FEW = 2000


class Arranger:
    """Puts a `ReaderApp`'s documents into its list. Of two requests at once only the later one is answered."""

    class Done(Message):
        """Documents to list, and where the cursor is to stand."""

        def __init__(
            self, documents: Sequence[Document], cursor: int, empty: str, rows: FolderRows | None = None
        ) -> None:
            super().__init__()
            self.documents = documents
            self.cursor = cursor
            self.empty = empty
            self.rows = rows
            """Where they stand under their folders; None where they stand one below the other."""

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

    class Folded(Message):
        """Folders were opened or closed."""

        def __init__(self, before: FolderRows, rows: FolderRows, cursor: int) -> None:
            super().__init__()
            self.before = before
            self.rows = rows
            self.cursor = cursor

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.foldered = app.settings.folders
        """Whether articles stand under the folders they lie in, while nothing is looked for."""
        self.rows: FolderRows | None = None
        """Where what is listed stands, when it is not one below the other."""
        self.closed: set[str] | None = set()
        """Folders that show nothing of what is in them; None for all but one in which everything lies."""
        self._arrangement = _arrangement(app.settings.sort)
        # What is found has an order of its own: the best first, until the reader wants it otherwise.
        self._of_hits: tuple[Order, bool] = "found", False
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
        return self._arrangement is None or self.arrangement.plain

    @property
    def of_hits(self) -> bool:
        """Whether what is listed was found."""
        return self._app.shelf.results is not None

    @property
    def filtered(self) -> bool:
        """Whether only some documents are listed."""
        return not self.plain and any(value is not None for value in self.arrangement.filter)

    @property
    def arrangement(self) -> Arrangement:
        """The order and the filter in force: of what is found, or of everything."""
        from tui_reader.library.arrange import Arrangement

        all_of_them = self._arrangement or Arrangement()
        order, reverse = self._of_hits
        return all_of_them._replace(order=order, reverse=reverse) if self.of_hits else all_of_them

    @arrangement.setter
    def arrangement(self, arrangement: Arrangement) -> None:
        if self.of_hits:
            self._of_hits = arrangement.order, arrangement.reverse
            order, reverse, _ = self._arrangement or ("found", False, None)
            arrangement = arrangement._replace(order=order, reverse=reverse)
        self._arrangement = arrangement
        self._marks = dict(self.marks)

    @property
    def _by_marks(self) -> bool:
        """Whether what is listed, or where, follows from the marks."""
        wanted = self.arrangement.filter
        return wanted.state is not None or wanted.sign is not None or self.arrangement.order == "progress"

    def learn(self, marks: dict[DocumentId, Mark]) -> None:
        """All marks, those of earlier runs and of this one. The mapping is taken over: a copy of many takes time."""
        self.marks = marks
        if self._arrangement is not None:
            self._marks = dict(marks)
        if self._arrangement is not None and self._by_marks:
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
        if self.plain and not self._in_folders and (there or len(documents) <= FEW):
            self._next = None
            self._app.workers.cancel_group(self._app, "arrange")
            self._running = False
            self.rows = None
            self._app.fill(documents, _cursor(documents, wanted, at), empty, wanted)
        elif self._running:
            # One that was begun anew with every batch of documents would never end.
            self._next = documents, wanted, empty
        else:
            self._begin(documents, wanted, empty)

    def _begin(self, documents: Sequence[Document], wanted: DocumentId | None, empty: str) -> None:
        self._running, self._wanted = True, wanted
        arrangement, marks = None if self.plain else self.arrangement, dict(self._marks)
        folders, closed = self._in_folders, self.closed if self.closed is None else set(self.closed)
        at = self._app.list.cursor

        def run() -> None:
            from tui_reader.library.arrange import arrange

            worker = get_current_worker()
            kept, rows = documents, None
            try:
                if arrangement is not None:
                    kept = arrange(documents, arrangement, marks, lambda: worker.is_cancelled)
                if folders:
                    from tui_reader.library.tree import by_folder

                    tree = by_folder(kept, lambda: worker.is_cancelled)
                    kept = tree.documents
                    rows = FolderRows(len(kept), tree.folders, _inner(tree.folders) if closed is None else closed)
            finally:
                # Where that fails, which the app is told, they stand as they come: the list goes on.
                if not worker.is_cancelled:
                    self._app.post_message(self.Done(kept, _cursor(kept, wanted, at), empty, rows))

        self._app.aside(run, "arrange")

    @property
    def _in_folders(self) -> bool:
        return self.foldered and not self.of_hits

    def fold(self, path: str, close: bool, cursor: int) -> None:
        """Close a folder, or open it, and put the cursor there, on a thread: there may be many."""
        before = self._app.list.rows
        if not isinstance(before, FolderRows):
            return
        closed = self.closed = set(before.closed) | {path} if close else set(before.closed) - {path}

        def run() -> None:
            self._app.post_message(self.Folded(before, FolderRows(before.count, before.folders, closed), cursor))

        self._app.aside(run, "fold")

    def take_folds(self, folded: Folded) -> None:
        """Show which folders are open now, unless the list is another one already."""
        if folded.before is self._app.list.rows:
            self._app.list.stand(folded.rows)
            self._app.list.go(folded.cursor)

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
        self.rows = done.rows
        if done.rows is not None:
            self.closed = set(done.rows.closed)
        self._app.fill(done.documents, done.cursor, done.empty, self._wanted)
        if self._next is not None:
            following, self._next = self._next, None
            self._begin(*following)


def _arrangement(sort: str) -> Arrangement | None:
    """The setting of that name; None for what is listed as it was found, which is all that a first frame needs."""
    if sort == "found":
        return None
    from tui_reader.library.arrange import ORDERS, Arrangement

    wanted = sort.removeprefix("-")
    return Arrangement(next(order for order in ORDERS if order == wanted), sort != wanted)


def _cursor(documents: Sequence[Document], wanted: DocumentId | None, at: int) -> int:
    """Where the one that is wanted stands: looked for first where it was, and that place if it is gone."""
    if wanted is None:
        return 0
    if at < len(documents) and documents[at].id == wanted:
        return at
    return next((index for index, document in enumerate(documents) if document.id == wanted), at)


def _inner(folders: Sequence[Folder]) -> set[str]:
    """All folders, without the one in which everything lies where there is such a one."""
    return {each.path for each in folders[1 if folders and folders[0].within == _total(folders) else 0 :]}


def _total(folders: Sequence[Folder]) -> int:
    return sum(each.own for each in folders)
