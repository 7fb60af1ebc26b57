"""What the list shows of how far the reader is: loaded for its documents, changed by reading and by a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui_reader.library.marks import NO_MARK, Mark, ReadState

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.notebook.database import Database
    from tui_reader.settings.problem import Problem

    from .app import ReaderApp

#: The marks are looked up again when there are so many times the documents there were, and when all are there.
GROWTH = 2


class Marking:
    """The read and favourite marks of a `ReaderApp`'s documents."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self._own: dict[DocumentId, Mark] = {}  # of this run: the database may not have been asked yet
        self._starred: set[DocumentId] = set()  # those of which the reader said whether they are favourites
        self._looked_at = 0
        self._looking = False
        self._told: set[str] = set()

    def of(self, id: DocumentId) -> Mark:
        """The mark of a document."""
        return self._app.arranger.marks.get(id, NO_MARK)

    # -- from the database --------------------------------------------------------------------------------

    def look(self, done: bool = False) -> None:
        """There are more documents, or with ``done`` all: look their marks up."""
        documents = self._app.shelf.store.snapshot()
        if self._app.state_folder is None or self._looking or not documents:
            return
        if len(documents) < GROWTH * self._looked_at and not (done and len(documents) > self._looked_at):
            return
        self._looking, self._looked_at = True, len(documents)

        def work(database: Database) -> dict[DocumentId, Mark]:
            from tui_reader.notebook.state import State

            return State(database).marks(document.id for document in documents)

        self._app.memory.submit(work, self._take, self._unread)

    def _unread(self, problem: Problem) -> None:
        self._looking = False
        self.failed(problem)

    def _take(self, marks: dict[DocumentId, Mark]) -> None:
        self._looking = False
        if marks:
            marks.update({id: self._joined(id, own, marks.get(id, NO_MARK)) for id, own in self._own.items()})
            self._app.arranger.learn(marks)
            self._app.list.refresh()
        loader = self._app.shelf.loader
        self.look(loader is not None and loader.done)

    def _joined(self, id: DocumentId, own: Mark, old: Mark) -> Mark:
        """What is known of this run and what was known before it, as one: reading never goes back."""
        favourite = own.favourite if id in self._starred else old.favourite
        return Mark(max(own.state, old.state), favourite, max(own.percent, old.percent))

    def inherit(self, document: Document, mark: Mark) -> None:
        """What is known of the same text under another name is true of this document too, unless the reader has said
        meanwhile whether it is a favourite."""
        if mark != NO_MARK and self.of(document.id) == NO_MARK and document.id not in self._starred:
            self._starred.add(document.id)
            self._show(document.id, mark)
            self.keep(document)

    def keeps(self, id: DocumentId) -> bool:
        """Whether anything is kept of a document: what came through a pipe is another text the next time."""
        from tui_reader.library.scan import STANDARD_INPUT

        return self._app.state_folder is not None and id.path != STANDARD_INPUT

    # -- from the reader ----------------------------------------------------------------------------------

    def progress(self, id: DocumentId, percent: int, finished: bool) -> None:
        """Reading has come so far; it never goes back. (The database is told with the place.)"""
        old = self.of(id)
        state = max(old.state, ReadState.READ if finished else ReadState.READING)
        self._show(id, Mark(state, old.favourite, max(old.percent, 100 if finished else percent)))

    def star(self, document: Document) -> bool:
        """Make a document a favourite, or no longer; whether it is one now."""
        mark = self.of(document.id)
        self._starred.add(document.id)
        self._show(document.id, mark._replace(favourite=not mark.favourite))
        self.keep(document)
        return not mark.favourite

    def keep(self, document: Document) -> None:
        """Keep the mark of a document."""
        id = document.id
        if not self.keeps(id):
            return
        mark, starred = self.of(id), id in self._starred

        def work(database: Database) -> None:
            from tui_reader.notebook.state import State

            state = State(database)
            old = state.opened(document).mark
            favourite = mark.favourite if starred else old.favourite
            state.set_marks({id: Mark(max(mark.state, old.state), favourite, max(mark.percent, old.percent))})

        self._app.memory.submit(work, failed=self.failed)

    def _show(self, id: DocumentId, mark: Mark) -> None:
        if mark != self.of(id):
            self._own[id] = self._app.arranger.marks[id] = mark
            self._app.list.refresh()

    def renamed(self, old: DocumentId, new: DocumentId) -> None:
        """A document has another name now."""
        document = self._app.shelf.store.get(new)
        if document is not None:
            self.inherit(document, self.of(old))

    def failed(self, problem: Problem) -> None:
        """Something was not kept: say so, once for each reason."""
        if problem.key not in self._told:
            self._told.add(problem.key)
            self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)
