"""The program on the screen: puts the panes together, loads, searches, and hands keys to what they stand for."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.geometry import Size
from textual.worker import get_current_worker

from tui_reader.actions import display_key
from tui_reader.messages.catalogue import Catalogue
from tui_reader.settings.settings import Settings
from tui_reader.settings.themes import load_theme
from tui_reader.terminal.emit import Way
from tui_reader.terminal.here import Here
from tui_reader.terminal.profiles import Profile
from tui_reader.text.display import Display

from . import describe
from .article_list import ArticleList, Entry
from .bidi_input import BidiInput
from .commands import Commands
from .keys import PENDING, Keys
from .lights import Lights
from .reading_pane import ReadingPane
from .shelf import Shelf
from .status_line import StatusLine
from .terminal_app import TerminalApp
from .theme import styles, textual_theme

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId

    # What loads and searches is imported when it is first needed: the first frame comes before it.
    from tui_reader.search.snippet import Snippet

#: Narrower windows than this, in columns, show one pane at a time.
NARROW = 70

#: Higher windows, in rows, have a blank one between the bars and the panes.
TALL = 20

#: Seconds in which the second half of a key that sends two characters arrives.
SAME_READ = 0.03

#: Keys that may move the focus out of an input.
LEAVING = ("escape", "enter", "tab", "shift+tab", "ctrl+p")


class ReaderApp(TerminalApp):
    """Search bar, list, reading pane and status line over a Store that fills while they are live."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "tui-reader"

    def __init__(
        self,
        paths: Sequence[str],
        settings: Settings,
        catalogue: Catalogue,
        profile: Profile,
        keys: Keys,
        *,
        here: Here | None = None,
        driver: type[Driver] | None = None,
        stdin: bytes | None = None,
        themes: Path | None = None,
        state: Path | None = None,
        environ: Mapping[str, str] = os.environ,
        notices: Sequence[str] = (),
    ) -> None:
        super().__init__(profile, here, driver)
        self.settings = settings
        self.catalogue = catalogue
        self.keys = keys
        self.environ = environ
        self.themes_folder, self.state_folder = themes, state
        self.reading_theme, theme_problems = load_theme(settings.theme, themes)
        self.look = styles(self.reading_theme, self.coloured)
        self._notices = [*notices, *(catalogue.text(p.key, **p.values) for p in theme_problems)]
        self.shelf = Shelf(paths, stdin, self.post_message)
        self.places: dict[DocumentId, int] = {}
        self.typed = ""
        self.prompt: BidiInput | None = None
        self._shown: DocumentId | None = None
        self.commands = Commands(self)
        self._half: events.Key | None = None
        self._touched = False
        self.lights = Lights(self)
        self._held: list[events.Key] | None = None
        self._searching = ""
        self._search_again = False
        # Before Textual parses its style sheet, so that it need not do it twice.
        theme = textual_theme(self.reading_theme)
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)
        self.stylesheet.set_variables(self.get_css_variables())

    # -- the screen -------------------------------------------------------------------------------------

    @property
    def coloured(self) -> bool:
        """Whether colours are shown: Textual turns them to greys where NO_COLOR is set."""
        return not self.no_color

    @property
    def level(self) -> int:
        """The interface's base level: 1 where it is right to left."""
        return int(self.catalogue.direction == "rtl")

    def compose(self) -> ComposeResult:
        text, look, level = self.catalogue.text, self.look, self.level

        def way() -> Way:
            return self.way

        self.search_bar = BidiInput(look, way, level, text("search.placeholder"), id="search", prefix="/ ")
        self.list = ArticleList(look, way, level, text("list.loading"), id="list")
        empty = (text("reading.empty"), text("reading.empty_document"))
        chosen = self.settings
        display = Display(chosen.tashkeel, chosen.digits, chosen.justify)
        self.reading = ReadingPane(
            look, way, level, chosen.measure, empty, id="reading", display=display, spacing=chosen.spacing
        )
        self.status = StatusLine(look, way, level, text("status.separator"), id="status")
        # The screen itself holds the four: the style sheet docks them, and each container would cost a start.
        self.frame = self.screen
        self._fit(self.size)
        self.frame.set_class(True, "list", "rtl" if level else "ltr")
        yield from (self.search_bar, self.status, self.list, self.reading)

    def on_mount(self) -> None:
        self.list.focus()
        self.status.notices(self._notices)

    def on_unmount(self) -> None:
        self.shelf.close()

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        self.frame.set_class(size.width < NARROW, "narrow")
        self.frame.set_class(size.height >= TALL, "tall")

    def _use_theme(self) -> None:
        """Draw everything in the theme chosen."""
        self.look = styles(self.reading_theme, self.coloured)
        theme = textual_theme(self.reading_theme)
        self.register_theme(theme)
        self.theme = theme.name
        for widget in self.screen.query("*"):
            if hasattr(widget, "look"):
                widget.look = self.look
                widget.refresh()

    # -- loading ----------------------------------------------------------------------------------------

    def on_ready(self) -> None:
        """The first frame stands: what was put off for it is done now, before a thread competes for the interpreter."""
        # Threads that load and search give way to the interface within a millisecond, not five.
        sys.setswitchinterval(0.001)
        gc.enable()
        gc.freeze()  # nothing of the start is garbage, so no later collection need look at it

        self.shelf.load()

    def on_shelf_loaded(self, message: Shelf.Loaded) -> None:
        self.shelf.problems += message.problems
        if not self.typed.strip():
            self._show_library()
        elif self._searching == self.typed:
            # A search that is begun anew with every batch would never end.
            self._search_again = True
        else:
            self._begin_search()
        self._show_status()

    def on_shelf_loading_done(self) -> None:
        store, problems = self.shelf.store, self.shelf.problems
        if not len(store):
            self.list.show((), 0, self.catalogue.text("list.empty"))
            path = ", ".join(self.shelf.paths)
            empty = self.catalogue.text("notice.empty_folder", path=path)
            self.say(describe.problem(self.catalogue, problems[0]) if problems else empty, error=True)
        elif len(store) == 1 and not self._touched:
            self.reading.focus()
        self._show_status()

    def _show_library(self) -> None:
        """All documents in their order, the cursor where it was."""
        documents = self.shelf.documents
        at = self.list.cursor
        if self._shown is not None and not (at < len(documents) and documents[at].id == self._shown):
            at = next((index for index, document in enumerate(documents) if document.id == self._shown), at)
        self._list(documents, at, self.catalogue.text("list.empty"))

    def _list(self, documents: Sequence[Document], cursor: int, empty: str) -> None:
        """Fill the list, and show the article under its cursor."""
        self.list.show(_Entries(self, documents), cursor, empty)
        if documents:
            self.preview(documents[self.list.cursor])

    def detail(self, document: Document) -> str | Snippet:
        """The second row of an article in the list."""
        return self.shelf.snippet(document) or describe.metadata(self.catalogue, document)

    # -- reading ----------------------------------------------------------------------------------------

    def preview(self, document: Document, last: bool = False) -> None:
        """Show a document at its place, or at its first (or last) hit while there is a query."""
        hit = self.shelf.hits.get(document.id)
        if document.id == self._shown and self.reading.page and self.reading.page.document is document:
            if not self.lights.fits(hit):
                self.lights.light(hit, last)
            return
        self._keep_place()
        self._shown = document.id
        direction = {"ltr": 0, "rtl": 1}.get(self.settings.direction)
        at = self.places.get(document.id, 0)
        self.reading.show(document, describe.meta(self.catalogue, document), at, direction)
        self.lights.light(hit, last)

    def on_lights_found(self, message: Lights.Found) -> None:
        self.lights.take(message)

    def _keep_place(self) -> None:
        if self._shown is not None and self.reading.page is not None:
            self.places[self._shown] = self.reading.place

    # -- searching --------------------------------------------------------------------------------------

    def on_input_changed(self, event: BidiInput.Changed) -> None:
        if event.input is self.search_bar:
            self.typed = event.value
            from tui_reader.search.query import parse

            if parse(event.value).words:
                self._begin_search()
            else:
                self.workers.cancel_group(self, "search")
                self.shelf.clear()
                self._show_library()
                self.lights.light(None)
                self._show_status()
        elif event.input is self.prompt:
            self.commands.prompt_changed(event.value)

    def _begin_search(self) -> None:
        """Look for what is typed now; without documents there is nothing to look in yet."""
        if self.shelf.index is not None:
            self._searching = self.typed
            self._search(self.typed)

    @work(thread=True, exclusive=True, group="search")
    def _search(self, typed: str) -> None:
        worker = get_current_worker()
        if found := self.shelf.search(typed, lambda: worker.is_cancelled):
            self.post_message(found)

    def on_shelf_found(self, message: Shelf.Found) -> None:
        if message.typed != self.typed:
            return
        self._searching = ""
        if self._search_again:
            self._search_again = False
            self._begin_search()
        again = self.shelf.take(message)
        documents = self.shelf.documents
        # More documents of the same query keep the cursor on its article; another query begins at the best.
        kept = (index for index, document in enumerate(documents) if again and document.id == self._shown)
        self._list(documents, next(kept, 0), self.catalogue.text("search.no_results"))
        if not documents:
            self.lights.light(None)
        self._show_status()

    # -- what the panes say -----------------------------------------------------------------------------

    def on_article_list_moved(self, message: ArticleList.Moved) -> None:
        self.preview(message.entry.document)
        if message.opened:
            self.reading.focus()
        self._show_status()

    def on_text_pane_changed(self) -> None:
        self._show_status()

    def on_descendant_focus(self) -> None:
        self.keys.reset()
        in_list = self.screen.focused in (self.list, self.search_bar)
        self.frame.set_class(in_list, "list")
        self._show_status()

    def say(self, text: str, error: bool = False) -> None:
        """A notice on the status line."""
        self.status.notice(text, error)

    def _show_status(self) -> None:
        if self.is_running:
            self.status.show(*describe.status(self))

    # -- keys -------------------------------------------------------------------------------------------

    @property
    def place(self) -> str:
        """Which rows of keys are in force: one of actions.PLACES."""
        if self.screen.focused is self.list:
            return "list"
        return "selecting" if self.reading.selecting else "reading"

    async def on_event(self, event: events.Event) -> None:
        """Keys of the panes are acted on here, in the order they came: several may arrive in one read.

        A key that goes to an input comes back as `on_key` if it is no editing; until one that may leave the input
        is back, those after it wait.
        """
        if isinstance(event, events.Key) and not event.is_forwarded and len(self.screen_stack) == 1:
            self._touched = True
            self.status.clear_notice()
            if self._held is not None:
                self._held.append(event)
                return
            if isinstance(self.screen.focused, BidiInput):
                if event.key in LEAVING:
                    self._held = []
            elif await self._pane_key(event):
                return
        await super().on_event(event)

    async def on_key(self, event: events.Key) -> None:
        """A key that an input did not take."""
        if len(self.screen_stack) > 1 or not isinstance(self.screen.focused, BidiInput):
            return
        await self.commands.input_key(event)
        held, self._held = self._held or [], None
        for key in held:
            await self.on_event(key)

    async def _pane_key(self, event: events.Key) -> bool:
        """Do what a key in the list or the reading pane stands for; whether it stands for anything."""
        if self._half is not None:
            first, self._half = self._half, None
            if joined := Keys.joined(first.character or "", event.character):
                await self._run_key(joined, joined)
                return True
            await self._run_key(first.key, first.character)
        if Keys.waits(event.character):
            self._half = event
            self.set_timer(SAME_READ, self._half_alone)
            return True
        return await self._run_key(event.key, event.character)

    async def _half_alone(self) -> None:
        if self._half is not None:
            first, self._half = self._half, None
            await self._run_key(first.key, first.character)

    async def _run_key(self, key: str, character: str | None) -> bool:
        """Do what a key stands for; whether it stands for anything."""
        name = self.keys.action(self.place, key, character)
        if name and name != PENDING:
            await self.run_named(name)
        return name is not None

    async def run_named(self, name: str) -> None:
        """Run the action of that name."""
        done = getattr(self.commands, name)()
        if done is not None:
            await done

    def action_help_quit(self) -> None:
        """ctrl+c, which other programs end by: say how this one is."""
        keys = [action.keys[0] for action in self.keys.actions if action.name == "quit" and action.keys]
        self.say(self.catalogue.text("notice.quit", key=display_key(*keys[:1] or ("ctrl+q",))))

    def copy_to_clipboard(self, text: str) -> None:
        """What an input copies or cuts goes the same way as everything else."""
        self.commands.copy_text(text)


class _Entries(Sequence[Entry]):
    """The list's entries, made when they are asked for: a hundred thousand cost nothing."""

    def __init__(self, app: ReaderApp, documents: Sequence[Document]) -> None:
        self._app = app
        self._documents = documents

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        document = self._documents[index]
        return Entry(document, lambda: self._app.detail(document))
