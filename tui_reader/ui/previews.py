"""The article under the list's cursor, shown beside it: laid out on a thread, so that keys are taken meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.message import Message

from . import describe
from .page import Laid, Page
from .reading_pane import HIT_AT
from .shelf import QUICK
from .text_pane import GIVE_WAY

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.search.index import Hit

    from .app import ReaderApp
    from .view import View

#: Actions that go on through the list while a text is still laid out; all others are done to the text itself.
PASSING = ("line_up", "line_down", "page_up", "page_down", "half_page_up", "half_page_down", "start", "end")
PASSING_ANYWHERE = ("previous_article", "next_article")


class Previews:
    """Which article a `ReaderApp`'s reading pane shows. Of several that are asked for one after the other, the last."""

    class LaidOut(Message):
        """A document can be shown without delay."""

        def __init__(self, document: Document, laid: Laid) -> None:
            super().__init__()
            self.document = document
            self.laid = laid

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self._wanted: Document | None = None
        self._late: Document | None = None  # what has given way to the list
        self._running = False

    @property
    def pending(self) -> bool:
        """Whether a document is still to be shown."""
        return self._wanted is not None

    def ask(self, document: Document) -> None:
        """Show a document as soon as it is laid out; what was shown stands until then."""
        name = self._app.living.name
        if name in (None, document.id) or not self._app.reading.size.height:
            self.show(document)
            return
        self._app.shown, self._wanted = document.id, document
        if not self._running:
            self._running = True
            self._begin()

    def _begin(self) -> None:
        """Have it laid out; while somebody types, after what is found was drawn."""
        document = self._wanted
        if document is None:
            self._running = False
            return
        if self._app.search_bar.has_focus and document is not self._late:
            self._late = document
            self._app.set_timer(GIVE_WAY, self._begin)
            return
        lay_out = self._layout(document)
        self._app.aside(lambda: self._app.post_message(self.LaidOut(document, lay_out())), "preview")

    def _layout(self, document: Document) -> Callable[[], Laid]:
        """What lays out the part of a document that is to be seen, to be run on a thread."""
        app, reading = self._app, self._app.reading
        direction, at = self._direction, app.visits.at(document)
        manner, height = reading.manner, reading.size.height
        hit = app.shelf.hits.get(document.id)

        def lay_out() -> Laid:
            laid = Laid.out(Page(document, direction), manner)
            laid.prepare(laid.page.position(at), 0, height)
            if place := _first_place(hit, document):
                laid.prepare(laid.page.shown_at(place[0], place[1]), int(height * HIT_AT), height)
            return laid

        return lay_out

    def take(self, message: LaidOut) -> None:
        """Show what was laid out, unless the reader has gone on."""
        if self._wanted is message.document:
            now = self._app.shelf.store.get(message.document.id)
            if now is None or now is message.document:
                self.show(message.document, laid=message.laid)
            else:  # rewritten meanwhile
                self._wanted = now
        self._begin()

    def finish(self) -> None:
        """Show what is to be shown now, however long that takes: something is about to be done to it."""
        if self._wanted is not None:
            self.show(self._wanted)

    def failed(self) -> None:
        """What was being laid out came to nothing."""
        self._running, self._wanted = False, None

    @property
    def _direction(self) -> int | None:
        return {"ltr": 0, "rtl": 1}.get(self._app.settings.direction)

    def show(self, document: Document, last: bool = False, laid: Laid | None = None) -> None:
        """Show a document at its place, or at its first (or last) hit while there is a query; where it was rewritten
        since the list or a screen over it knew it, as it is now."""
        app = self._app
        self._wanted = None
        now = app.shelf.store.get(document.id)
        if now is not None and now is not document:
            document, laid = now, None
        hit = app.shelf.hits.get(document.id)
        app.living.orphaned = False
        app.shown = document.id
        if app.living.name == document.id:
            # One that was rewritten meanwhile is shown again by `show_again`, at its place.
            if not app.lights.fits(hit):
                app.lights.light(hit, last)
            return
        app.visits.leave()
        at = app.visits.at(document)
        app.reading.show(document, describe.meta(app.catalogue, document), at, self._direction, laid)
        app.visits.shown(document)
        app.keeper.look(document)
        app.lights.light(hit, last)

    def show_again(self, laid: Laid, view: View) -> None:
        """Show what a document has become, as the reader had it before him."""
        app, document = self._app, laid.page.document
        start = app.reading.place
        if self._wanted is None:
            app.shown = document.id
        app.reading.show(document, describe.meta(app.catalogue, document), view.place, laid.page.direction, laid)
        app.visits.shown_again(document, start)
        app.keeper.look(document)
        app.lights.light_again(app.shelf.hits.get(document.id), view.hit)
        app.reading.select_again(view)


def _first_place(hit: Hit | None, document: Document) -> tuple[int, int, int] | None:
    """Where the first place of a hit is, that is shown at once; those of a long text follow."""
    if hit is None or hit.document is not document or document.length > QUICK:
        return None
    return next(iter(hit.ranges), None)
