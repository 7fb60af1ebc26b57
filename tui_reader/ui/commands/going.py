"""Going to places: bookmarks, back and forward, contents, what was read last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tui_reader.text.sanitise import one_line
from tui_reader.text.selection import Position

from ..describe import isolated
from .base import Group

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.marks import Mark
    from tui_reader.notebook.database import Database
    from tui_reader.notebook.places import Place

    from ..app import ReaderApp
    from ..bookmark_screen import BookmarkScreen
    from ..trail import Stop
    from ..visits import Visits

#: Documents offered of those that were read last.
RECENT = 100


class Going(Group):
    """Every jump remembers where it began."""

    def __init__(self, app: ReaderApp) -> None:
        super().__init__(app)
        self._letter: Callable[[str], None] | None = None

    # -- there --------------------------------------------------------------------------------------------

    def arrive_at(self, document: Document, at: int) -> None:
        """Show a document from an offset on, to be read; what is lit in it moves nothing."""
        app = self._app
        app.visits.go_on(document.id)
        app.previews.show(document)
        app.visits.stay()
        app.lights.stay()
        page = app.reading.page
        if page is not None and page.document is not document:  # rewritten since it was looked for
            at = app.visits.now(document, at, page.document) or 0
        app.reading.settle_at(at)
        app.screen_stack[0].set_focus(app.reading)
        app.arranger.point(document.id)

    def _go_to_place(self, place: Place) -> None:
        """Go to a place that was kept, in this library or outside of it."""
        app = self._app
        app.visits.mark()
        document = app.visits.document_of(place)
        if document is None:
            app.visits.invite(place)
            return

        def work(_: Database) -> int:
            from tui_reader.notebook.places import position_in

            return document.offset(*position_in(place, document)[0])

        app.memory.submit(work, lambda at: self.arrive_at(document, at), app.visits.marking.failed)

    def receive(self, message: Visits.Guest) -> None:
        """The document of a place was found under another name, or outside of this library; or nowhere."""
        app = self._app
        if message.resumed:
            app.visits.resuming = False
            if message.found is None or app.touched:
                app.show_listed()
                return
        if message.found is None:
            self._say("notice.place_gone", path=isolated(one_line(message.place.path)))
            return
        document, at = message.found
        self.arrive_at(document, at)
        # What is in no list must not be taken for what the list shows in its place.
        app.living.orphaned = document.id not in app.shelf.store

    # -- back and forward ---------------------------------------------------------------------------------

    def back(self) -> None:
        trail = self._app.visits.trail
        self._walk(trail.back(self._app.visits.here, self._is_there), "notice.no_way_back")

    def forward(self) -> None:
        trail = self._app.visits.trail
        self._walk(trail.forward(self._app.visits.here, self._is_there), "notice.no_way_forward")

    def _is_there(self, stop: Stop) -> bool:
        return stop.document in self._app.shelf.store

    def _walk(self, stop: Stop | None, refusal: str) -> None:
        document = self._app.shelf.store.get(stop.document) if stop is not None else None
        if stop is None or document is None:
            self._app.say(self._app.catalogue.text(refusal))
        else:
            self._arrive_again(document, stop)

    def _arrive_again(self, document: Document, stop: Stop) -> None:
        """Go to where the reader was, also where the document was rewritten since."""
        at = stop.at if stop.read is None else self._app.visits.now(stop.read, stop.at, document)
        self.arrive_at(document, stop.at if at is None else at)

    # -- bookmarks ----------------------------------------------------------------------------------------

    def take_letter(self, key: str, character: str | None) -> bool:
        """Give the key to the command that waits for one; whether there is any."""
        if self._letter is None:
            return False
        wanted, self._letter = self._letter, None
        if key != "escape" and character and character.isalnum():
            wanted(character)
        return True

    def forget_letter(self) -> None:
        """Nothing waits for a letter any more: the keys went elsewhere."""
        self._letter = None

    def bookmark(self) -> None:
        """Mark the place that is read by the letter that comes next."""
        page = self._app.reading.page
        if page is None:
            return
        document, at = page.document, self._app.reading.place

        def mark(letter: str) -> None:
            def work(database: Database) -> bool:
                from tui_reader.notebook.places import place_of
                from tui_reader.notebook.state import State

                State(database).set_bookmark(letter, place_of(document, Position(*document.locate(at))))
                return database.kept

            def then(kept: bool) -> None:
                self._say("notice.bookmarked" if kept else "notice.bookmarked_for_now", letter=letter)

            self._app.memory.submit(work, then, self._app.visits.marking.failed)

        self._letter = mark
        self._say("notice.press_letter")

    def bookmarks(self) -> None:
        """Show the bookmarks; a letter goes to its own at once."""
        from ..bookmark_screen import BookmarkScreen

        app = self._app
        page = app.reading.page
        document = page.document if page is not None else None
        back = app.visits.trail.last is not None

        def delete(letter: str, place: Place) -> None:
            def without(database: Database) -> dict[str, Place]:
                from tui_reader.notebook.state import State

                State(database).delete_bookmark(letter, place)
                return State(database).bookmarks(document)

            def then(places: dict[str, Place]) -> None:
                self._say("notice.bookmark_deleted", letter=letter)
                fill(places)

            app.memory.submit(without, then, app.visits.marking.failed)

        screen = BookmarkScreen(app.look, lambda: app.way, app.level, app.catalogue, app.keys.meant, back, delete)

        def work(database: Database) -> dict[str, Place]:
            from tui_reader.notebook.state import State

            return State(database).bookmarks(document)

        def taken(letter: str | None) -> None:
            self._go_to_bookmark(screen, letter)

        def fill(places: dict[str, Place]) -> None:
            screen.fill(places, document)
            app.key_order.settle()

        app.push_screen(screen, taken)
        app.memory.submit(work, fill, app.visits.marking.failed)

    def _go_to_bookmark(self, screen: BookmarkScreen, letter: str | None) -> None:
        if letter == screen.BACK:
            last = self._app.visits.trail.last
            document = self._app.shelf.store.get(last.document) if last is not None else None
            if last is None or document is None:
                self._say("notice.no_way_back")
                return
            self._app.visits.mark()
            self._arrive_again(document, last)
        elif letter is not None and letter in screen.places:
            self._go_to_place(screen.places[letter])
        elif letter is not None:
            self._say("notice.no_bookmark", letter=letter)

    # -- contents and documents ---------------------------------------------------------------------------

    def contents(self) -> None:
        """The chapters of the document, the present one marked."""
        from ..outline_rows import outline_rows

        app = self._app
        page = app.reading.page
        if page is None:
            return
        document, outline = page.document, page.outline
        if not len(outline):
            self._say("notice.no_contents")
            return

        def go(index: int) -> None:
            app.visits.mark()
            now = app.reading.page
            if now is page or now is None:
                app.reading.go_to(Position(outline[index].paragraph + page.shift, 0))
            else:  # rewritten while the reader chose
                at = app.visits.now(document, document.offset(outline[index].paragraph, 0), now.document)
                app.reading.go_to_offset(at or 0)
            self._focus(app.reading)

        here = outline.at(document.locate(app.reading.place)[0])
        rows = outline_rows(document, outline, here)
        self._pick(app.catalogue.text("prompt.contents"), rows, go, at=here or 0)

    def recent(self) -> None:
        """Documents that were read, the last one first."""

        def work(database: Database) -> tuple[list[Place], dict[DocumentId, Mark]]:
            from tui_reader.library.document import DocumentId
            from tui_reader.notebook.state import State

            state = State(database)
            places = state.recent(RECENT)
            return places, state.marks(DocumentId(place.path, place.record) for place in places)

        self._app.memory.submit(work, self._choose_recent, self._app.visits.marking.failed)

    def _choose_recent(self, kept: tuple[Sequence[Place], Mapping[DocumentId, Mark]]) -> None:
        from ..outline_rows import place_rows

        places, marks = kept

        catalogue = self._app.catalogue
        if not places:
            self._say("notice.nothing_read")
            return
        rows = place_rows(catalogue, places, marks)
        go = self._go_to_place
        self._pick(catalogue.text("prompt.recent"), rows, lambda index: go(places[index]), wide=True)

    # -- marks --------------------------------------------------------------------------------------------

    def favourite(self) -> None:
        """Make the article a favourite, or no longer."""
        entry = self._app.list.current
        if entry is None:
            return
        starred = self._app.visits.marking.star(entry.document)
        self._say("notice.favourite" if starred else "notice.no_favourite")
