"""Which places of the text on the screen are lit: those of the query that found it, or of one for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from .shelf import QUICK

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.search.index import Hit
    from tui_reader.search.places import Range
    from tui_reader.search.query import Query

    from .app import ReaderApp


class Lights:
    """The lit places of a `ReaderApp`'s reading pane. In a long text they are looked for on a thread."""

    class Found(Message):
        """The places of a query in a long document; ``last`` where the last of them is to be shown."""

        def __init__(self, document: Document, query: Query, ranges: Sequence[Range], last: bool) -> None:
            super().__init__()
            self.document = document
            self.query = query
            self.ranges = ranges
            self.last = last

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.query: Query | None = None
        """What is lit."""
        self.own: Query | None = None
        """What is looked for in this document only; it outshines the query that found the document."""
        self.waiting = False
        """Whether places are still being looked for."""
        self._hit: Hit | None = None
        self._still = False
        self._current: int | None = None

    def stay(self) -> None:
        """Show none of the places that are lit now of its own accord: the reader has gone to another one."""
        self._still = True

    def light(self, hit: Hit | None, last: bool = False) -> None:
        """Light a hit's places in the text on the screen, and show the first or the last of them."""
        self._hit, self.own = hit, None
        self._light(hit.query if hit else None, last)

    def light_again(self, hit: Hit | None, current: int | None) -> None:
        """The text on the screen was rewritten: light in it what was lit, and move nothing.

        Without a hit, as long as nobody searched for it anew, by what found the old text. ``current`` is the offset at
        which the current place is now.
        """
        self._hit = hit or self._hit
        query = self.own or (self._hit.query if self._hit else None)
        self._light(query, False, still=True, current=current)

    def fits(self, hit: Hit | None) -> bool:
        """Whether what is lit is what this hit would light."""
        self._hit = hit
        return self.own is not None or self.query == (hit.query if hit else None)

    def look_for(self, typed: str) -> None:
        """Light what was typed in the document on the screen; nothing to look for lights its hits again."""
        from tui_reader.search.query import parse

        query = parse(typed)
        self.own = query if query.words else None
        self._light(self.own or (self._hit.query if self._hit else None), False)

    def end(self) -> bool:
        """Look for nothing in this document any more; whether anything was."""
        if self.own is None:
            return False
        self.light(self._hit)
        return True

    def _light(self, query: Query | None, last: bool, still: bool = False, current: int | None = None) -> None:
        self.query, self.waiting, self._still, self._current = query, False, still, current
        reading = self._app.reading
        document = reading.page.document if reading.page else None
        self._app.workers.cancel_group(self._app, "places")
        if query is None or document is None:
            reading.set_hits(())
        elif len(document.text) <= QUICK:
            self._show(self._ranges(document, query), last)
        else:
            reading.set_hits(())
            self.waiting = True
            self._app.aside(lambda: self._search(document, query, last), "places")

    def _ranges(self, document: Document, query: Query) -> Sequence[Range]:
        """The places; those of a hit are kept with it, and are of the text that was searched."""
        from tui_reader.search.places import ranges

        hit = self._hit
        if hit is not None and hit.query == query and hit.document is document:
            return hit.ranges
        return ranges(document, query)

    def _search(self, document: Document, query: Query, last: bool) -> None:
        """Run on a thread."""
        worker = get_current_worker()
        found = self._ranges(document, query)
        if not worker.is_cancelled:
            self._app.post_message(self.Found(document, query, found, last))

    def take(self, found: Found) -> None:
        """Show what was found, if it is still what is looked for."""
        page = self._app.reading.page
        if self.query == found.query and page is not None and page.document is found.document:
            self.waiting = False
            self._show(found.ranges, found.last)

    def _show(self, ranges: Sequence[Range], last: bool) -> None:
        self._app.reading.set_hits(ranges)
        if not self._still:
            self._app.reading.go_to_hit(-1 if last else 0)
        elif self._current is not None:
            self._app.reading.choose_hit(self._current)
