"""What is kept of the document on the screen, and everything that is done to the notebook, on the database's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual.message import Message
from textual.worker import get_current_worker

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.notebook.database import Database
    from tui_reader.notebook.quote import Quote
    from tui_reader.notebook.quotes import Quotes
    from tui_reader.settings.problem import Problem

    from .app import ReaderApp

T = TypeVar("T")

Spans = Sequence[tuple[int, int]]


class Keeper:
    """The notebook of a `ReaderApp`. Of several documents shown one after the other only the last is looked up."""

    class Found(Message):
        """Where the quotes of a document stand in it now."""

        def __init__(self, document: Document, spans: Spans) -> None:
            super().__init__()
            self.document = document
            self.spans = spans

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self._wanted: Document | None = None
        self._looking = False
        self._told: set[tuple[str, tuple[tuple[str, object], ...]]] = set()

    def run(
        self,
        work: Callable[[Quotes], T],
        then: Callable[[T], object],
        failed: Callable[[], object] = lambda: None,
        *,
        once: bool = False,
    ) -> None:
        """Do something to the quotes; ``then`` is called with what came of it. A failure is told, then ``failed``.

        ``once`` tells the same failure of what is done again and again only the first time.
        """

        def on_thread(database: Database) -> T:
            from tui_reader.notebook.quotes import Quotes

            return work(Quotes(database))

        def tell(problem: Problem) -> None:
            failed()
            told = (problem.key, tuple(problem.values.items()))
            if once and told in self._told:
                return
            self._told.add(told)
            self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)

        self._app.memory.submit(on_thread, then, tell)

    # -- keeping ------------------------------------------------------------------------------------------

    def keep(self, document: Document, start: int, end: int, note: str, tags: tuple[str, ...]) -> None:
        """Keep a range of a document's text, and say so when it is on the disk."""

        def work(quotes: Quotes) -> bool:
            from tui_reader.notebook.quote import take

            quotes.add(take(document, start, end, note=note, tags=tags))
            return quotes.database.kept

        def then(kept: bool) -> None:
            text = self._app.catalogue.text
            if kept:
                self._app.say(text("notice.kept", count=end - start))
            else:
                self._app.say(text("notice.kept_for_now", count=end - start), error=True)
            reading = self._app.reading
            if reading.page is not None and reading.page.document is document:
                if reading.selected_range == (start, end):
                    reading.stop_selecting()
                self.look_again()

        self.run(work, then)

    # -- what is tinted -----------------------------------------------------------------------------------

    def look(self, document: Document) -> None:
        """Tint what is kept of a document that has just been shown."""
        self._wanted = document
        if not self._looking:
            self._begin()

    def look_again(self) -> None:
        """The notebook changed: tint what is kept now of what is shown."""
        page = self._app.reading.page
        if page is not None:
            self.look(page.document)

    def _begin(self) -> None:
        self._looking = True

        def work(quotes: Quotes) -> tuple[Document, list[Quote]] | None:
            # The reader may have gone on while this waited.
            document, self._wanted = self._wanted, None
            return None if document is None else (document, quotes.of(document))

        self.run(work, self._read, self._end, once=True)

    def _end(self) -> None:
        self._looking = False
        if self._wanted is not None:
            self._begin()

    def _read(self, read: tuple[Document, list[Quote]] | None) -> None:
        """The quotes are known; where they stand is looked for on a thread that keeps nothing waiting."""
        if read is not None:
            document, quotes = read

            def run() -> None:
                worker = get_current_worker()
                found = spans(document, quotes, lambda: worker.is_cancelled)
                if found is not None:
                    self._app.post_message(self.Found(document, found))

            self._app.aside(run, "kept")
        self._end()

    def take(self, found: Found) -> None:
        """Tint what was found, if it is of what is still shown."""
        page = self._app.reading.page
        if page is not None and page.document is found.document:
            self._app.reading.set_kept(found.spans)


def spans(document: Document, quotes: Sequence[Quote], stop: Callable[[], bool]) -> Spans | None:
    """Where quotes stand in a document now, ascending, those that touch as one; None once ``stop`` says so."""
    from tui_reader.notebook.finding import find_again

    found = []
    for quote in quotes:
        if stop():
            return None
        span = find_again(quote, document).span
        if span:
            found.append(span)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
