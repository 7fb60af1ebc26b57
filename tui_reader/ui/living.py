"""What changes on disk while it is read: the list follows, the text keeps its place, the end of a growing one is kept
in sight for who asked for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

from tui_reader.text.sanitise import one_line

from . import describe

if TYPE_CHECKING:
    from tui_reader.library.document import Document

    from .app import ReaderApp
    from .shelf import Shelf

#: Code points around a place by which it is found again in a text that was rewritten.
AROUND = 64


class Living:
    """The changes of a `ReaderApp`'s library."""

    class Again(Message):
        """The document on the screen was rewritten, and this is where its place is now, an offset of its text."""

        def __init__(self, document: Document, at: int) -> None:
            super().__init__()
            self.document = document
            self.at = at

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.following = False
        """Whether the end of the text is to stay in sight when it grows."""
        self.orphaned = False
        """Whether what is read is no longer there."""

    def change(self, message: Shelf.Changed) -> None:
        """Take over what changed."""
        app, changes = self._app, message.changes
        app.shelf.problems.forget(changes.settled)
        app.shelf.problems.add(changes.problems)
        for old, new in changes.renamed:
            app.renamed(old, new)
        shown = app.reading.page.document if app.reading.page else None
        if shown is not None and shown.id in changes.removed and shown.id not in changes.added:
            # Who is reading it reads on; who only passed by sees the next one.
            self.orphaned = app.screen.focused is app.reading
            app.say(app.catalogue.text("notice.removed", path=describe.isolated(one_line(shown.id.path))), error=True)
        if not app.searcher.more():
            app.show_listed()
        if shown is not None and shown.id in changes.replaced:
            self._show_again(shown)

    def _show_again(self, old: Document) -> None:
        """The document on the screen was rewritten: find where its place is now, on a thread."""
        app = self._app
        new = app.shelf.store.get(old.id)
        if new is None or new is old:
            return
        place = app.reading.place

        def find() -> None:
            from tui_reader.notebook.finding import find_place

            before, now = old.text, new.text
            at = place
            if not now.startswith(before[: place + AROUND]):
                around = before[max(0, place - AROUND) : place], before[place : place + AROUND]
                at = find_place(now, place, len(before), *around)[0]
            app.post_message(self.Again(new, at))

        app.aside(find, "again")

    def show_again(self, message: Again) -> None:
        """Show the new text at its place, or at its end where that is followed."""
        app, document = self._app, message.document
        if app.reading.page is None or app.reading.page.document.id != document.id:
            return
        at_end = app.reading.percent == 100
        app.previews.show_again(document, message.at)
        if self.following and at_end:
            app.reading.go_to_end()

    def follow(self) -> bool:
        """Keep the end in sight, or no longer; whether it is now."""
        self.following = not self.following
        if self.following:
            self._app.reading.go_to_end()
        return self.following
