"""What changes on disk while it is read: the list follows, the text keeps its place, the end of a growing one is kept
in sight for who asked for that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from tui_reader.text.sanitise import one_line

from . import describe
from .page import Laid, Page
from .view import View, view_in

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId

    from .app import ReaderApp
    from .shelf import Shelf


class _Lost(NamedTuple):
    """A place that a text has lost: a program empties a file before it writes it again."""

    document: Document
    view: View
    left: int
    """The place that is shown meanwhile: who goes on from there does not want the other one back."""


class Living:
    """The changes of a `ReaderApp`'s library."""

    class Again(Message):
        """What the document on the screen has become, and what the reader had before him of it."""

        def __init__(self, before: Document, view: View, laid: Laid, now: View, lost: _Lost | None) -> None:
            super().__init__()
            self.before = before
            self.view = view
            self.laid = laid
            self.now = now
            self.lost = lost

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self.orphaned = False
        """Whether what is shown is not in the list, which shows no other one for it."""
        self._followed: DocumentId | None = None  # whose end is to stay in sight when it grows
        self._renamed: tuple[Document, DocumentId] | None = None
        self._lost: _Lost | None = None

    @property
    def name(self) -> DocumentId | None:
        """What the document on the screen is called now; None where none is."""
        page = self._app.reading.page
        if page is None:
            return None
        renamed = self._renamed
        return renamed[1] if renamed is not None and renamed[0] is page.document else page.document.id

    def reads_on(self, listed: DocumentId, wanted: DocumentId | None) -> bool:
        """Whether what is shown stays, though another article is listed where it was: somebody is reading it."""
        if wanted not in (None, listed) and self._app.screen_stack[0].focused is self._app.reading:
            self.orphaned = True
        return self.orphaned

    def change(self, message: Shelf.Changed) -> None:
        """Take over what changed."""
        app, changes = self._app, message.changes
        app.shelf.problems.forget(changes.settled)
        app.shelf.problems.add(changes.problems)
        self._rename(changes.renamed)
        name = self.name
        left = {*changes.removed, *(old for old, _ in changes.renamed)}
        if name is not None and name in left and name not in app.shelf.store:
            # Who is reading it reads on; who only passed by sees the next one.
            self.orphaned = app.screen_stack[0].focused is app.reading
            app.say(app.catalogue.text("notice.removed", path=describe.isolated(one_line(name.path))), error=True)
        elif self.orphaned and name in changes.added:
            self.orphaned = False
            app.status.clear_notice()
        elif changes.added and len(changes.added) == len(app.shelf.store):
            app.status.clear_notice()  # that there is nothing to read
        if not app.searcher.more():
            app.show_listed()
        self._look_again()

    def _rename(self, pairs: Sequence[tuple[DocumentId, DocumentId]]) -> None:
        """Documents have other names now."""
        app, page = self._app, self._app.reading.page
        for old, new in pairs:
            shown, ours = app.shown, page is not None and old == self.name
            app.renamed(old, new)
            if ours and old == self._followed:
                app.shown = shown  # the end of a log is looked for under its name: what had it was put aside
            elif ours and page is not None:
                self._renamed = page.document, new

    def _look_again(self) -> None:
        """If the document on the screen is another one now, find on a thread where its places are."""
        app, name, page = self._app, self.name, self._app.reading.page
        now = app.shelf.store.get(name) if name is not None else None
        if page is None or now is None or now is page.document:
            return
        before, view, direction = page.document, app.reading.view, page.direction
        manner, height = app.reading.manner, app.reading.size.height
        lost = self._lost
        if lost is not None and (lost.document.id != now.id or lost.left != view.place):
            lost = None

        def find() -> None:
            there, sure = view_in(view, before.text, now.text)
            missing = lost
            if lost is not None:
                again, found = view_in(lost.view, lost.document.text, now.text)
                if found:
                    there, missing = again, None
            elif not sure:
                missing = _Lost(before, view, there.place)
            new = Page(now, direction)
            for at, level in there.directions.items():
                new.paragraph_directions[new.position(at).paragraph] = level
            laid = Laid.out(new, manner)
            laid.prepare(new.position(there.place), 0, height)
            app.post_message(self.Again(before, view, laid, there, missing))

        app.aside(find, "again")

    def show_again(self, message: Again) -> None:
        """Show the new text at its place, or at its end where that is followed."""
        app, page = self._app, self._app.reading.page
        if page is None or page.document is not message.before:
            return
        document = message.laid.page.document
        if app.shelf.store.get(document.id) is not document or app.reading.view != message.view:
            self._look_again()  # one of the two has gone on meanwhile
            return
        at_end = app.reading.percent == 100
        app.previews.show_again(message.laid, message.now)
        self._lost = message.lost._replace(left=app.reading.place) if message.lost is not None else None
        if self._followed == document.id and at_end:
            app.reading.go_to_end()

    @property
    def following(self) -> bool:
        """Whether the end of what is shown is to stay in sight."""
        return self._followed is not None and self._followed == self.name

    def follow(self) -> bool:
        """Keep the end of what is shown in sight, or no longer; whether it is now."""
        self._followed = None if self.following else self.name
        reading = self._app.reading
        if self.following:
            reading.go_to_end()
        reading.post_message(reading.Changed())
        return self.following
