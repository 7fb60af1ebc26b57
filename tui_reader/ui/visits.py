"""Where reading stopped in each document: found again when it is shown, kept while it is read."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.message import Message
from textual.timer import Timer

from tui_reader.library.marks import NO_MARK
from tui_reader.text.selection import Position

from .marking import Marking
from .shelf import opened_as
from .trail import Stop, Trail

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.marks import Mark
    from tui_reader.notebook.database import Database
    from tui_reader.notebook.places import Place
    from tui_reader.settings.problem import Problem

    from .app import ReaderApp

#: Seconds after which a place that changed is kept, at most.
SAVE_SECONDS = 1.0

#: Code points of a text; in a longer one that was rewritten a place is looked for on a thread.
LONG = 1 << 21

#: Places known from the start, so that a document is shown at its own at once.
KNOWN = 500


class Visits:
    """The places of a `ReaderApp`'s documents.

    A document is *read* from when the text has the keys or was scrolled; one that is only passed over in the list
    leaves no trace.
    """

    class Guest(Message):
        """The document of a place that no name in this library leads to, to be shown from an offset on."""

        def __init__(self, place: Place, found: tuple[Document, int] | None, resumed: bool) -> None:
            super().__init__()
            self.place = place
            self.found = found
            self.resumed = resumed
            """Whether reading goes on there of itself."""

    def __init__(self, app: ReaderApp, resume: bool) -> None:
        self._app = app
        self.trail = Trail()
        self.marking = Marking(app)
        self.read = False
        """Whether what is on the screen is read."""
        self.resuming = resume
        """Whether the document that was read last is still waited for, and no other is to be shown of itself."""
        self._learnt = self._invited = False
        self._goal: Place | None = None  # where to go on, once that document is there
        self._places: dict[DocumentId, tuple[Document, int]] = {}  # each in the text as it was read
        self._known: dict[tuple[str, int], Place] = {}
        self._last: DocumentId | None = None  # the document that was read last
        self._start = 0  # the place it was shown at
        self._wanted: Document | None = None  # the one to be looked up next
        self._asked: Document | None = None  # the one that is shown at its beginning until it was looked up
        self._looking = False
        self._saved: dict[DocumentId, tuple[int, bool]] = {}
        self._timer: Timer | None = None
        self._first = True

    # -- from earlier runs --------------------------------------------------------------------------------

    def begin(self) -> None:
        """The first frame stands: read what was kept."""
        if self._app.state_folder is None:
            self.resuming = False
            return

        def work(database: Database) -> tuple[list[Place], list[str]]:
            from tui_reader.notebook.state import State

            state = State(database)
            return state.recent(KNOWN), state.queries()

        def failed(problem: Problem) -> None:
            self.marking.failed(problem)
            self._learn(([], []))

        self._app.memory.submit(work, self._learn, failed)

    def _learn(self, kept: tuple[list[Place], list[str]]) -> None:
        places, queries = kept
        self._learnt = True
        self._app.searcher.history.fill(queries)
        self._known = {(place.path, place.record): place for place in places}
        if self.resuming and places:
            self._goal = places[0]
        loader = self._app.shelf.loader
        self.more(loader is not None and loader.done)

    def more(self, done: bool = False) -> None:
        """There are more documents, or all: go on where reading stopped last, if that was asked for."""
        self.marking.look(done)
        if not self.resuming:
            return
        document = self.document_of(self._goal) if self._goal is not None else None
        if document is not None and not self._app.touched:
            self.resuming = False
            self._app.commands.arrive_at(document, self.at(document))
        elif self._goal is not None and done and not self._app.touched:
            goal, self._goal = self._goal, None
            self.invite(goal, resumed=True)
        elif self._app.touched or (done and self._learnt and not self._invited):
            self.resuming = False
            self._app.show_listed()

    def document_of(self, place: Place) -> Document | None:
        """The document of this library that a place is in, by its name."""
        from tui_reader.library.document import DocumentId

        for path in (*opened_as(place.path, self._app.shelf.paths), place.path):
            if document := self._app.shelf.store.get(DocumentId(path, place.record)):
                return document
        return None

    # -- showing ------------------------------------------------------------------------------------------

    def at(self, document: Document) -> int:
        """Where to show a document; what cannot be told at once is looked up by `shown`."""
        if held := self._places.pop(document.id, None):
            at = self.now(*held, document)
            if at is None:
                return 0
            self._places[document.id] = document, at
            return at
        if known := self._known_place(document):
            text = document.text
            around = text[known.at - len(known.before) : known.at + len(known.after)]
            if known.length == len(text) and around == known.before + known.after:
                self._places[document.id] = document, known.at
                return known.at
        return 0

    @staticmethod
    def now(read: Document, at: int, document: Document) -> int | None:
        """Where an offset of a document is in what it has become; None where it would take long to tell."""
        if read is document:
            return at
        if document.length > LONG:
            return None
        from tui_reader.notebook.finding import moved

        return moved(at, read.text, document.text)

    def _known_place(self, document: Document) -> Place | None:
        if not self._known:
            return None
        from tui_reader.notebook.quote import whole_path

        return self._known.get((whole_path(document.id.path), document.id.record))

    def shown(self, document: Document) -> None:
        """A document has just been shown: it is not read yet, and where that stopped may have to be looked up."""
        self.read = False
        self._start = self._app.reading.place
        self._asked = self._wanted = None
        if document.id not in self._places and self.marking.keeps(document.id):
            self._asked = self._wanted = document
            if not self._looking:
                self._look()

    def shown_again(self, document: Document, start: int) -> None:
        """What is shown was rewritten: the same place of it is shown, which began at ``start``."""
        if start == self._start:
            self._start = self._app.reading.place
        if self._asked is not None:
            self._asked = self._wanted = document
            if not self._looking:
                self._look()

    def stay(self) -> None:
        """The place that is shown was asked for: no other is gone to."""
        self._asked = None

    def _look(self) -> None:
        self._looking = True

        def work(database: Database) -> tuple[Document, int | None, Mark] | None:
            from tui_reader.notebook.places import position_in
            from tui_reader.notebook.state import State

            # The reader may have gone on while this waited.
            document, self._wanted = self._wanted, None
            if document is None:
                return None
            place, mark = State(database).opened(document)
            return document, document.offset(*position_in(place, document)[0]) if place else None, mark

        self._app.memory.submit(work, self._take, lambda problem: self._take(None))

    def _take(self, found: tuple[Document, int | None, Mark] | None) -> None:
        """Where a document was read is known: go there, unless the reader has begun to read."""
        self._looking = False
        if self._wanted is not None:
            self._look()
        if found is None:
            return
        document, at, mark = found
        self.marking.inherit(document, mark)
        if document is not self._asked:
            return
        self._asked = None
        app = self._app
        page, reading = app.reading.page, app.reading
        still = reading.place == self._start and reading.selection is None
        if at and page is not None and page.document is document and still and app.lights.query is None:
            self._places[document.id] = document, at
            reading.settle_at(at)
            self._start = reading.place

    # -- reading ------------------------------------------------------------------------------------------

    @property
    def here(self) -> Stop | None:
        """The place that is read; None where nothing is."""
        page = self._app.reading.page
        if page is None or not self.read:
            return None
        return Stop(page.document.id, self._app.reading.place, page.document)

    def mark(self) -> None:
        """The reader is about to jump: this is where to come back to."""
        here = self.here
        if here is None and self._last is not None and self._last in self._places:
            document, at = self._places[self._last]
            here = Stop(self._last, at, document)
        if here is not None:
            self.trail.leave(here)

    def change(self) -> None:
        """What is shown, or which pane has the keys, has changed."""
        app = self._app
        page = app.reading.page
        if page is None or not app.screen_stack:  # the last message of a screen that is gone
            return
        at = app.reading.place
        if not self.read:
            if app.lights.query is not None:
                self._start = at  # a hit was shown: nobody scrolled
            if app.screen_stack[0].focused is not app.reading and at == self._start:
                return
            self._visit(page.document.id)
        self._asked = None if at != self._start else self._asked
        length = page.document.length
        if length or self.marking.of(page.document.id) == NO_MARK:  # what was emptied while it was read is not read
            # As the status line counts: what has been seen, not what the screen begins with.
            percent = app.reading.percent if app.reading.extent()[2] else 100 * at // max(length, 1)
            self.marking.progress(page.document.id, percent, app.reading.at_end)
        if self._timer is None and app.is_running:
            self._timer = app.set_timer(SAVE_SECONDS, self.save)

    def _visit(self, id: DocumentId) -> None:
        """Reading begins."""
        if self._last is not None and self._last != id:
            self.mark()
        self.read, self._last = True, id

    def go_on(self, id: DocumentId) -> None:
        """The reader goes to a place of a document: that is no new visit, whence to come back is remembered already."""
        self._last = id

    def leave(self) -> None:
        """Another document is to be shown, or none any more."""
        page = self._app.reading.page
        if page is not None and self.read:
            self._places[page.document.id] = page.document, self._app.reading.place
            self.save()

    def save(self) -> None:
        """Keep the place of what is read, if it is another one."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        page = self._app.reading.page
        if page is None or not self.read or not self.marking.keeps(page.document.id):
            return
        document, at, finished = page.document, self._app.reading.place, self._app.reading.at_end
        if not document.length and self.marking.of(document.id) != NO_MARK:
            return  # it was emptied while it was read, and may be written again
        if self._saved.get(document.id) == (at, finished):
            return
        self._saved[document.id] = at, finished
        folder = self._app.state_folder if self._first else None
        self._first = False
        paths, percent = self._app.shelf.paths, self.marking.of(document.id).percent

        def work(database: Database) -> None:
            from tui_reader.notebook.places import place_of
            from tui_reader.notebook.state import State

            State(database).save([place_of(document, Position(*document.locate(at)))], finished, percent)
            if folder is not None:
                from tui_reader.library.scan import STANDARD_INPUT
                from tui_reader.notebook.quote import whole_path
                from tui_reader.settings.last import write_last

                # That this is not kept loses a convenience; whoever cannot write there is told by the line above.
                with suppress(OSError):
                    if STANDARD_INPUT not in paths:
                        write_last(folder, [whole_path(path) for path in paths])

        self._app.memory.submit(work, failed=self.marking.failed)

    def renamed(self, old: DocumentId, new: DocumentId) -> None:
        """A document has another name now."""
        if old in self._places:
            self._places[new] = self._places.pop(old)
        if self._last == old:
            self._last = new
        self.trail.renamed(old, new)
        self.marking.renamed(old, new)

    # -- from elsewhere -----------------------------------------------------------------------------------

    def invite(self, place: Place, resumed: bool = False) -> None:
        """Find the document of a place by something else than its name in this library, on a thread: its file where it
        lies, else one of this library with the same text. ``resumed`` looks for no file outside of the library."""
        documents = self._app.shelf.store.snapshot()
        self._invited = self._invited or resumed

        def run() -> None:
            from tui_reader.notebook.places import position_in

            document = None if resumed else _read(place)
            if document is None:
                document = next((each for each in documents if _is_like(each, place)), None)
            found = None
            if document is not None:
                document.prepare()
                found = document, document.offset(*position_in(place, document)[0])
            self._app.post_message(self.Guest(place, found, resumed))

        self._app.ask(run, "guest")


def _read(place: Place) -> Document | None:
    """The document of a place, read from its file, if that is there."""
    from tui_reader.library.document import Document
    from tui_reader.library.read import load

    if not os.path.isfile(place.path):  # noqa: PTH113
        return None
    each = (item for item in load([place.path]) if isinstance(item, Document))
    return next((item for item in each if item.id.record == place.record), None)


def _is_like(document: Document, place: Place) -> bool:
    """Whether a document has the text that a place was in."""
    return document.length == place.length and document.digest == place.digest
