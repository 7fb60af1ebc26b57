"""The concordance: every hit on a row, and the way from a row to its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from tui_reader.text.selection import Position

from ..shelf import listed
from .base import Group

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.search.query import Query

    from ..concordance_screen import Place


class Gathered(Message):
    """The places of a query; ``more`` where there are others that are not shown."""

    def __init__(self, places: Sequence[Place], more: bool) -> None:
        super().__init__()
        self.places = places
        self.more = more


class Concordance(Group):
    """Hits in their contexts."""

    def concordance(self) -> None:
        """Of what is looked for in this document, else of all that was found."""
        lights, shelf, page = self._app.lights, self._app.shelf, self._app.reading.page
        if lights.own is not None and page is not None:
            self._gather([page.document], lights.own)
        elif shelf.results is not None and shelf.documents:
            self._gather(shelf.documents, listed(shelf.results).query)
        else:
            self._say("notice.nothing_searched")

    def _gather(self, documents: Sequence[Document], query: Query) -> None:
        def run() -> None:
            from tui_reader.search.concordance import lines

            from ..concordance_screen import MOST, Place

            worker = get_current_worker()
            read: dict[object, Document] = {}

            def remembered() -> Iterator[Document]:
                for document in documents:
                    read[document.id] = document
                    yield document

            places: list[Place] = []
            more = False
            for line in lines(remembered(), query):
                if worker.is_cancelled:
                    return
                if len(places) == MOST:
                    more = True
                    break
                places.append(Place(read[line.document], line))
            self._app.post_message(Gathered(places, more))

        self._app.aside(run, "concordance")

    def show_concordance(self, places: Sequence[Place], more: bool) -> None:
        """Let the reader choose a hit, and go there."""
        from ..concordance_screen import ConcordanceScreen

        app, text = self._app, self._app.catalogue.text
        if not places:
            self._say("status.no_hits")
            return
        said = text("concordance.first" if more else "concordance.hits", count=len(places))
        screen = ConcordanceScreen(app.look, lambda: app.way, app.level, said, places)
        screen.rows.settled = app.key_order.settle
        app.push_screen(screen, self._go)

    def _go(self, place: Place | None) -> None:
        """Show a hit in its document."""
        if place is None:
            return
        app, line = self._app, place.line
        entries = app.list.entries
        own = app.lights.own
        at = next((index for index, each in enumerate(entries) if each.document.id == place.document.id), None)
        app.visits.mark()
        if own is None and at is not None:
            app.list.go(at)
        app.previews.show(place.document)
        self._focus(app.reading)
        page = app.reading.page
        if page is None:
            return
        index = app.reading.hit_at((line.paragraph, line.start, line.end))
        if page.document is not place.document and line.paragraph >= 0:  # rewritten while the reader chose
            at = place.document.offset(line.paragraph, line.start)
            app.reading.go_to_offset(app.visits.now(place.document, at, page.document) or 0)
        elif index is not None:
            app.reading.go_to_hit(index)
        else:
            app.reading.bring_into_view(Position(max(0, line.paragraph + page.shift), line.start))
