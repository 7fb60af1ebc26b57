"""From what stands in the search bar to what is listed: searched on a thread, at every key and as documents come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer
from textual.worker import get_current_worker

from .history import History
from .shelf import Shelf

if TYPE_CHECKING:
    from tui_reader.notebook.database import Database

    from .app import ReaderApp


#: Seconds without another answer after which snippets are made of what is not seen yet.
REST = 0.3


class Searcher:
    """The searches of a `ReaderApp`."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.typed = ""
        """What stands in the search bar."""
        self.history = History()
        self._running: str | None = None
        self._again = False
        self._all_there = False
        self._growing = False
        """Whether it was typed while there was more to come, which may be better than what was found first."""
        self._looking_ahead = False
        self._ahead: Timer | None = None

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
        self._growing = not self._all_there
        if parse(typed).words:
            self._begin()
        else:
            app = self._app
            app.workers.cancel_group(app, "search")
            self._running = None
            app.shelf.clear()
            app.show_listed()
            app.lights.light(None)

    def done(self) -> None:
        """There will be no more documents."""
        self._all_there = True
        self._growing &= self._running is not None

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
            seen = self._app.list.page + 1
            self._app.aside(lambda: self._search(typed, seen), "search")

    def _search(self, typed: str, seen: int) -> None:
        """Run on a thread."""
        worker = get_current_worker()
        shelf = self._app.shelf
        if found := shelf.search(typed, seen, lambda: worker.is_cancelled):
            self._app.post_message(found)
            for more in shelf.excerpt(found.results, found.waiting, lambda: worker.is_cancelled):
                self._app.call_later(self._take_snippets, more)

    def _take_snippets(self, more: Shelf.Excerpted) -> None:
        if self._app.shelf.take_snippets(more):
            self._app.list.refresh()

    def look_ahead(self) -> None:
        """Have snippets made of the articles that are seen, and of those a page below them."""
        shelf, articles = self._app.shelf, self._app.list
        results = shelf.results
        if results is None or self._looking_ahead:
            return
        seen = articles.seen
        until = min(seen.stop + len(seen), len(articles.entries))
        hits = shelf.lacking([articles.entries[index].document for index in range(seen.start, until)])
        if not hits:
            return
        self._looking_ahead = True
        shelf.await_snippets(hits)

        def run() -> None:
            try:
                for more in shelf.excerpt(results, hits, lambda: shelf.results is not results):
                    self._app.call_later(self._take_snippets, more)
            finally:
                self._app.call_later(self._looked_ahead)

        self._app.aside(run, "ahead")

    def _looked_ahead(self) -> None:
        self._looking_ahead = False
        self.look_ahead()

    def _rested(self) -> None:
        self._ahead = None
        self.look_ahead()

    def take(self, found: Shelf.Found) -> None:
        """List what was found, if it is still what is searched for."""
        if found.typed != self.typed:
            return
        self._running = None
        if self._again:
            self._again = False
            self._begin()
        again = self._app.shelf.take(found)
        # More documents of the same query keep the cursor on its article; another query begins at the best, and stays
        # there while more come and the reader only types.
        at_best = self._growing and self._app.search_bar.has_focus and not self._app.list.cursor
        self._app.show_listed(keep=again and not at_best)
        loader = self._app.shelf.loader
        self._growing &= self._running is not None or not self._all_there
        if self._app.shelf.none_so_far and loader is not None and loader.done:
            self.more()  # loading ended meanwhile
        if not self._app.shelf.documents:
            self._app.lights.light(None)
        if self._ahead is not None:
            self._ahead.stop()
        self._ahead = self._app.set_timer(REST, self._rested)

    def failed(self) -> None:
        """The search that was running has come to nothing."""
        self._running = None
