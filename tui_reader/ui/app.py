"""The program on the screen: puts the panes together, loads, searches, and hands keys to what they stand for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.geometry import Size

from tui_reader.actions import display_key
from tui_reader.messages.catalogue import Catalogue
from tui_reader.settings.settings import Settings
from tui_reader.settings.themes import load_theme
from tui_reader.terminal.emit import Way
from tui_reader.terminal.here import Here
from tui_reader.terminal.profiles import Profile
from tui_reader.text.display import Display
from tui_reader.text.sanitise import one_line

from . import describe
from .arranger import Arranger
from .article_list import ArticleList, Entries
from .bidi_input import BidiInput
from .commands import Commands
from .commands.concordance import Gathered
from .garbage import Garbage
from .keeper import Keeper
from .key_order import KeyOrder
from .keys import PENDING, Keys
from .lights import Lights
from .living import Living
from .memory import Memory
from .previews import PASSING, PASSING_ANYWHERE, Previews
from .reading_pane import ReadingPane
from .searcher import Searcher
from .shelf import Shelf
from .status_line import StatusLine
from .terminal_app import TerminalApp
from .theme import styles, textual_theme
from .visits import Visits

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
        cache: Path | None = None,
        environ: Mapping[str, str] = os.environ,
        notices: Sequence[str] = (),
        resume: bool = False,
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
        folder = cache if settings.cache else None
        self.shelf = Shelf(paths, stdin, self.post_message, folder, settings.fields, state)
        self.prompt: BidiInput | None = None
        self.shown: DocumentId | None = None
        self.commands = Commands(self)
        self.searcher = Searcher(self)
        self._half: events.Key | None = None
        self.touched = False
        self.lights = Lights(self)
        self.memory = Memory(self.post_message, state)
        self.keeper = Keeper(self)
        self.visits = Visits(self, resume)
        self.arranger = Arranger(self)
        self.living = Living(self)
        self.previews = Previews(self)
        self.garbage = Garbage(self)
        self.key_order = KeyOrder(self)
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
        display = Display(chosen.tashkeel, chosen.digits, chosen.justify, chosen.controls)
        self.reading = ReadingPane(
            look, way, level, chosen.measure, empty, id="reading", display=display, spacing=chosen.spacing
        )
        self.reading.gives_way = lambda: self.search_bar.has_focus
        self.status = StatusLine(look, way, level, text("status.separator"), id="status")
        # The screen itself holds the four: the style sheet docks them, and each container would cost a start.
        self.frame = self.screen
        self._fit(self.size)
        self.frame.set_class(True, "list", "rtl" if level else "ltr")
        yield from (self.search_bar, self.status, self.list, self.reading)

    def on_mount(self) -> None:
        self.screen.set_focus(self.list)  # at once: a key may be waiting already
        self.status.notices(self._notices)

    def on_unmount(self) -> None:
        self.visits.leave()
        self.shelf.close()
        self.memory.close()
        self.garbage.end()

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
        self.garbage.begin()
        self.visits.begin()
        self.shelf.load()
        self.guard()
        self._spin = self.set_interval(1 / describe.TURNS, self._show_status)

    def on_shelf_loaded(self, message: Shelf.Loaded) -> None:
        self.shelf.problems.add(message.problems)
        if not self.searcher.more():
            self.show_listed()
        self.visits.more()
        self._show_status()

    def on_shelf_loading_done(self) -> None:
        self._spin.stop()
        self.visits.more(done=True)
        self.aside(_import_screens, "screens")
        self.searcher.done()
        if self.shelf.none_so_far:
            self.searcher.more()  # what was said of some is said of all now
        if self.shelf.loader is not None and self.shelf.loader.error is not None:
            self.failed("loader", self.shelf.loader.error)
        if not len(self.shelf.store):
            self.list.show((), 0, self.catalogue.text("list.empty"))
            self.say(describe.nothing(self), error=True)
        elif len(self.shelf.store) == 1 and not self.touched:
            self.reading.focus()
        self._show_status()

    def show_listed(self, keep: bool = True) -> None:
        """List what there is, or what was found, as the reader wants it arranged.

        ``keep`` leaves the cursor on its article; else it goes to the first.
        """
        self.arranger.show(self.shelf.documents, self.shown if keep else None, describe.empty_list(self))

    def on_arranger_done(self, message: Arranger.Done) -> None:
        self.arranger.take(message)
        self._show_status()

    def on_arranger_folded(self, message: Arranger.Folded) -> None:
        self.arranger.take_folds(message)

    def on_arranger_pointed(self, message: Arranger.Pointed) -> None:
        self.arranger.take_place(message)

    def on_arranger_counted(self, message: Arranger.Counted) -> None:
        self.commands.choose_filter(message.counts)

    def fill(self, documents: Sequence[Document], cursor: int, empty: str, wanted: DocumentId | None = None) -> None:
        """Fill the list, and show the article under its cursor; ``empty`` is said where there is none."""
        entries = Entries(documents, self.detail, self.visits.marking.of)
        self.list.show(entries, cursor, empty, describe.list_header(self), self.arranger.rows)
        if documents and not self.visits.resuming and not self.living.reads_on(documents[self.list.cursor].id, wanted):
            self.previews.ask(documents[self.list.cursor])

    def detail(self, document: Document) -> str | Snippet:
        """The second row of an article in the list."""
        mark = self.visits.marking.of(document.id)
        return self.shelf.snippet(document) or describe.listed(self.catalogue, document, mark)

    # -- reading ----------------------------------------------------------------------------------------

    def renamed(self, old: DocumentId, new: DocumentId) -> None:
        """A document has another name now."""
        self.visits.renamed(old, new)
        if self.shown == old:
            self.shown = new

    def on_shelf_changed(self, message: Shelf.Changed) -> None:
        self.living.change(message)
        self._show_status()

    def on_shelf_polling(self) -> None:
        self.say(self.catalogue.text("notice.polling"))

    def on_living_again(self, message: Living.Again) -> None:
        self.living.show_again(message)

    def on_previews_laid_out(self, message: Previews.LaidOut) -> None:
        self.previews.take(message)

    def on_lights_found(self, message: Lights.Found) -> None:
        self.lights.take(message)

    def on_memory_opened(self, message: Memory.Opened) -> None:
        self.status.notices([self.catalogue.text(problem.key, **problem.values) for problem in message.problems])

    def on_visits_guest(self, message: Visits.Guest) -> None:
        self.commands.receive(message)

    def on_keeper_found(self, message: Keeper.Found) -> None:
        self.keeper.take(message)

    # -- searching --------------------------------------------------------------------------------------

    def on_input_changed(self, event: BidiInput.Changed) -> None:
        if event.input is self.search_bar:
            self.searcher.change(event.value)
            self._show_status()
        elif event.input is self.prompt:
            self.commands.prompt_changed(event.value)

    def on_shelf_found(self, message: Shelf.Found) -> None:
        self.searcher.take(message)
        self._show_status()

    # -- what the panes say -----------------------------------------------------------------------------

    def on_article_list_moved(self, message: ArticleList.Moved) -> None:
        self.previews.ask(message.entry.document)
        if message.opened:
            self.reading.focus()
        self._show_status()

    def on_article_list_scrolled(self) -> None:
        self.searcher.look_ahead()

    def on_article_list_folder_clicked(self, message: ArticleList.FolderClicked) -> None:
        self.arranger.fold(message.path, message.closed, self.list.cursor)

    def on_article_list_header_clicked(self, _message: ArticleList.HeaderClicked) -> None:
        self.commands.take_suggestion()

    def on_gathered(self, message: Gathered) -> None:
        self.commands.show_concordance(message.places, message.more)

    def on_text_pane_changed(self) -> None:
        self.visits.change()
        self._show_status()

    def on_descendant_focus(self) -> None:
        if not self.screen_stack:  # the last message of a screen that is gone
            return
        self.keys.reset()
        self.commands.forget_letter()
        if self.screen.focused is self.reading:
            self.previews.finish()
        in_list = self.screen.focused in (self.list, self.search_bar)
        self.frame.set_class(in_list, "list")
        if in_list:
            self.commands.leave_zen()
        self.visits.change()
        self._show_status()

    def failed(self, group: str, error: BaseException) -> None:
        """Work beside the screen failed, which is a mistake of ours: say so, and go on."""
        if group == "search":
            self.searcher.failed()
        elif group == "preview":
            self.previews.failed()
        reason = f"{type(error).__name__}: {error}"
        self.say(self.catalogue.text("notice.failed", what=group, reason=one_line(reason)), error=True)

    def say(self, text: str, error: bool = False) -> None:
        """A notice on the status line, or on that of a screen that covers it."""
        getattr(self.screen, "footer", self.status).notice(text, error)

    def _show_status(self) -> None:
        self.status.tell(lambda: describe.status(self), (self.list, self.reading))

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
        is back, those after it wait. On a screen that covers this one each waits for the one before it.
        """
        if isinstance(event, events.InputEvent):
            self.garbage.used()
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if self.key_order.waits(event):
            return
        covered, done = len(self.screen_stack) > 1, False
        if not covered:
            self.touched = True
            self.status.clear_notice()
            if not isinstance(self.screen.focused, BidiInput):
                done = await self._pane_key(event)
            elif event.key in LEAVING:
                self.key_order.hold()
        if not done:
            await super().on_event(event)
        if covered or len(self.screen_stack) > 1:
            self.key_order.settle()

    async def on_key(self, event: events.Key) -> None:
        """A key that an input did not take."""
        if len(self.screen_stack) > 1 or not isinstance(self.screen.focused, BidiInput):
            return
        await self.commands.input_key(event)
        if len(self.screen_stack) > 1:
            self.key_order.settle()
        else:
            await self.key_order.go_on()

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
        if self.commands.take_letter(key, self.keys.meant(character)):
            return True
        name = self.keys.action(self.place, key, character)
        if name and name != PENDING:
            await self.run_named(name)
        return name is not None

    async def run_named(self, name: str) -> None:
        """Run the action of that name."""
        passing = name in PASSING_ANYWHERE or (name in PASSING and self.screen.focused is self.list)
        if not passing:
            self.previews.finish()
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


def _import_screens() -> None:
    """Run on a thread once nothing is loaded: what the first screens over the page would be waited for."""
    from . import arrangements, bookmark_screen, concordance_screen, help, notebook_screen, pick_screen  # noqa: F401
