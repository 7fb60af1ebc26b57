"""From what stands in the search bar to what is listed: searched on a thread, at every key and as documents come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from .history import History
from .shelf import Shelf

if TYPE_CHECKING:
    from tui_reader.notebook.database import Database

    from .app import ReaderApp


class Searcher:
    """The searches of a `ReaderApp`."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.typed = ""
        """What stands in the search bar."""
        self.history = History()
        self._running: str | None = None
        self._again = False

    @property
    def answered(self) -> bool:
        """Whether what is listed answers what stands in the search bar."""
        shelf = self._app.shelf
        return shelf.results is not None and shelf.answered == self.typed

    def remember(self) -> None:
        """What stands in the search bar was meant: it can be gone back to."""
        typed = self.typed
        if not self.history.add(typed) or self._app.state_folder is None:
            return

        def work(database: Database) -> None:
            from tui_reader.notebook.state import State

            State(database).remember_query(typed.strip())

        self._app.memory.submit(work, failed=self._app.visits.marking.failed)

    def change(self, typed: str) -> None:
        """Something else stands in the search bar."""
        from tui_reader.search.query import parse

        if typed and not self.typed:
            self._app.visits.mark()  # what is found may be shown in the place of what is read
        self.typed = typed
        if parse(typed).words:
            self._begin()
        else:
            app = self._app
            app.workers.cancel_group(app, "search")
            self._running = None
            app.shelf.clear()
            app.show_listed()
            app.lights.light(None)

    def more(self) -> bool:
        """There are more documents; whether they are searched for what stands in the search bar."""
        if not self.typed.strip():
            return False
        if self._running == self.typed:
            # A search that is begun anew with every batch would never end.
            self._again = True
        else:
            self._begin()
        return True

    def _begin(self) -> None:
        """Look for what is typed now; without documents there is nothing to look in yet."""
        if self._app.shelf.index is not None:
            typed = self._running = self.typed
            self._app.aside(lambda: self._search(typed), "search")

    def _search(self, typed: str) -> None:
        """Run on a thread."""
        worker = get_current_worker()
        if found := self._app.shelf.search(typed, lambda: worker.is_cancelled):
            self._app.post_message(found)
            for more in self._app.shelf.excerpt(found, lambda: worker.is_cancelled):
                self._app.call_later(self._take_snippets, more)

    def _take_snippets(self, more: Shelf.Excerpted) -> None:
        if self._app.shelf.take_snippets(more):
            self._app.list.refresh()

    def take(self, found: Shelf.Found) -> None:
        """List what was found, if it is still what is searched for."""
        if found.typed != self.typed:
            return
        self._running = None
        if self._again:
            self._again = False
            self._begin()
        again = self._app.shelf.take(found)
        # More documents of the same query keep the cursor on its article; another query begins at the best.
        self._app.show_listed(keep=again)
        if not self._app.shelf.documents:
            self._app.lights.light(None)

    def failed(self) -> None:
        """The search that was running has come to nothing."""
        self._running = None
