"""What each row of ACTIONS does: one method an action, named for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.widget import Widget

from tui_reader.actions import display_key
from tui_reader.settings.settings import DIGITS, JUSTIFIED, SPACINGS, Source, Spacing, save_choice
from tui_reader.settings.themes import load_theme, theme_names
from tui_reader.text.display import Display
from tui_reader.text.selection import Position

from .bidi_input import BidiInput

#: Columns by which lines become longer or shorter.
MEASURE_STEP = 4

Choice = TypeVar("Choice", bound=str)


def _after(chosen: Choice, choices: tuple[Choice, ...]) -> Choice:
    """The choice that comes next, the first after the last."""
    return choices[(choices.index(chosen) + 1) % len(choices)]


if TYPE_CHECKING:
    from tui_reader.terminal.clipboard import Outcome

    from .app import ReaderApp


class Commands:
    """The actions of a `ReaderApp`. Names that begin with an underscore are no actions."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app

    def _say(self, key: str, **values: object) -> None:
        """A notice in the catalogue's words."""
        self._app.say(self._app.catalogue.text(key, **values))

    def _focus(self, widget: Widget) -> None:
        """Give a widget the keys at once: the next one may be waiting already."""
        self._app.screen.set_focus(widget)

    # -- everywhere -------------------------------------------------------------------------------------

    def search(self) -> None:
        # At once, not when messages have been answered: what is typed next is part of the query.
        self._app.screen.set_focus(self._app.search_bar)

    def next_hit(self) -> None:
        self._walk_hits(True)

    def previous_hit(self) -> None:
        self._walk_hits(False)

    def _walk_hits(self, forward: bool) -> None:
        """To the next hit, of this document or of the next one that has any; past the last, the first again."""
        if self._app.reading.next_hit(forward):
            return
        if self._app.finding:
            return  # the places of this text are still being looked for
        if not self._app.shelf.hits:
            self._say("status.no_hits")
            return
        if not self._app.list.move(1 if forward else -1):
            self._app.list.go(0 if forward else len(self._app.list.entries) - 1)
            self._say("notice.first_hit" if forward else "notice.last_hit")
        if entry := self._app.list.current:
            self._app.preview(entry.document, last=not forward)
            if self._app.reading.hits:
                self._app.reading.go_to_hit(0 if forward else len(self._app.reading.hits) - 1)

    def next_pane(self) -> None:
        self._turn(1)

    def previous_pane(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        panes = [self._app.search_bar, self._app.list, self._app.reading]
        at = panes.index(self._app.screen.focused) if self._app.screen.focused in panes else 1
        self._focus(panes[(at + by) % len(panes)])

    def step_back(self) -> None:
        """Out of selecting, a selection, a query, the reading pane: one at a time."""
        if self._app.reading.selection is not None:
            self._app.reading.stop_selecting()
        elif self._app.screen.focused is self._app.reading:
            self._focus(self._app.list)
        elif self._app.search_bar.value:
            self._app.search_bar.value = ""

    def previous_article(self) -> None:
        if not self._app.list.move(-1):
            self._say("notice.first_article")

    def next_article(self) -> None:
        if not self._app.list.move(1):
            self._say("notice.last_article")

    def help(self) -> None:
        from .help_screen import HelpScreen

        screen = HelpScreen(self._app.look, lambda: self._app.way, self._app.catalogue, tuple(self._app.keys.actions))
        self._app.push_screen(screen, self._app.run_chosen)

    def palette(self) -> None:
        self.help()

    def quit(self) -> None:
        self._app.exit(0)

    # -- moving -----------------------------------------------------------------------------------------

    def _move(self, rows: int) -> None:
        if self._app.screen.focused is self._app.list:
            self._app.list.move(rows)
        elif self._app.reading.selecting:
            self._app.reading.extend_rows(rows)
        else:
            self._app.reading.scroll_rows(rows)

    def _page(self, share: float) -> None:
        """By a share of what the pane shows; a whole page keeps one row of the old one."""
        in_list = self._app.screen.focused is self._app.list
        rows = self._app.list.page if in_list else self._app.reading.size.height - (abs(share) == 1)
        self._move(int(rows * share) or (1 if share > 0 else -1))

    def line_up(self) -> None:
        self._move(-1)

    def line_down(self) -> None:
        self._move(1)

    def page_up(self) -> None:
        self._page(-1)

    def page_down(self) -> None:
        self._page(1)

    def half_page_up(self) -> None:
        self._page(-0.5)

    def half_page_down(self) -> None:
        self._page(0.5)

    def start(self) -> None:
        if self._app.screen.focused is self._app.list:
            self._app.list.go(0)
        elif self._app.reading.selecting:
            self._app.reading.extend_to(self._app.reading.ends()[0])
        else:
            self._app.reading.go_to(Position(0, 0))

    def end(self) -> None:
        if self._app.screen.focused is self._app.list:
            self._app.list.go(len(self._app.list.entries) - 1)
        elif self._app.reading.selecting:
            self._app.reading.extend_to(self._app.reading.ends()[1])
        else:
            self._app.reading.go_to_end()

    def previous_paragraph(self) -> None:
        self._app.reading.step("paragraph", False)

    def next_paragraph(self) -> None:
        self._app.reading.step("paragraph", True)

    def previous_sentence(self) -> None:
        self._app.reading.step("sentence", False)

    def next_sentence(self) -> None:
        self._app.reading.step("sentence", True)

    async def percentage(self) -> None:
        if self._app.prompt is None:
            text = self._app.catalogue.text("prompt.percentage")
            self._app.prompt = BidiInput(self._app.look, lambda: self._app.way, self._app.level, text, id="prompt")
            await self._app.frame.mount(self._app.prompt)
        self._app.frame.add_class("prompting")
        self._app.prompt.value = ""
        self._focus(self._app.prompt)

    # -- list, reading, selecting -----------------------------------------------------------------------

    def open(self) -> None:
        if self._app.list.current:
            self._focus(self._app.reading)

    def select(self) -> None:
        if self._app.reading.selecting:
            self._app.reading.stop_selecting()
        else:
            self._app.reading.start_selecting()

    def select_left(self) -> None:
        self._app.reading.extend_sideways(True)

    def select_right(self) -> None:
        self._app.reading.extend_sideways(False)

    def select_next_word(self) -> None:
        self._app.reading.extend("word", True)

    def select_previous_word(self) -> None:
        self._app.reading.extend("word", False)

    def select_other_end(self) -> None:
        self._app.reading.swap_ends()

    def copy(self) -> None:
        text = self._app.reading.selected_text()
        if text:
            self.copy_text(text)
        else:
            key = display_key("v")
            reason = self._app.catalogue.text("notice.nothing_selected", key=key)
            self._say("notice.not_copied", reason=reason)

    def copy_text(self, text: str) -> None:
        """Copy this text, and say how that went."""
        self._app.run_worker(lambda: self._copy(text), thread=True, exclusive=True, group="copy")

    def _copy(self, text: str) -> None:
        """Run on a thread: tools may take their time."""
        from tui_reader.terminal import clipboard

        outcome = clipboard.copy(text, environ=self._app.environ)
        self._app.call_from_thread(self._copied, text, outcome)

    def _copied(self, text: str, outcome: Outcome) -> None:
        from .describe import copied

        if outcome.sequence and self._app._driver is not None:
            self._app._driver.write(outcome.sequence)
        self._app.say(copied(self._app.catalogue, text, outcome), error=outcome.via is None)
        if self._app.reading.selecting:
            self._app.reading.stop_selecting()

    # -- display ----------------------------------------------------------------------------------------

    def next_theme(self) -> None:
        names = theme_names(self._app.themes_folder)
        at = names.index(self._app.reading_theme.name) if self._app.reading_theme.name in names else -1
        self._app.reading_theme, problems = load_theme(names[(at + 1) % len(names)], self._app.themes_folder)
        self._app._use_theme()
        if problems:
            self._app.say(self._app.catalogue.text(problems[0].key, **problems[0].values), error=True)
        elif self._keep("theme", self._app.reading_theme.name):
            self._say("notice.theme", name=self._app.reading_theme.name)

    def _keep(self, name: str, value: str | int) -> bool:
        """Remember a choice for the next start; says so and gives False where that failed."""
        if self._app.state_folder is None:
            return True
        problem = save_choice(name, value, self._app.settings, self._app.state_folder)
        if problem:
            self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)
        return problem is None

    @property
    def _display(self) -> Display:
        """How the text is drawn."""
        return self._app.reading.display_options

    def _show_as(self, display: Display) -> None:
        """Draw the text another way, at the same place."""
        self._app.reading.display_options = display
        self._app.reading.relay()

    def tashkeel(self) -> None:
        shown = not self._display.tashkeel
        self._show_as(self._display._replace(tashkeel=shown))
        if self._keep("tashkeel", shown):
            self._say("display.tashkeel_shown" if shown else "display.tashkeel_hidden")

    def digits(self) -> None:
        chosen = _after(self._display.digits, DIGITS)
        self._show_as(self._display._replace(digits=chosen))
        if self._keep("digits", chosen):
            self._say(f"display.digits_{chosen}")

    def justify(self) -> None:
        chosen = _after(self._display.justified, JUSTIFIED)
        self._show_as(self._display._replace(justified=chosen))
        if self._keep("justify", chosen):
            self._say(f"display.justify_{chosen}")

    def wider(self) -> None:
        self._widen(MEASURE_STEP)

    def narrower(self) -> None:
        self._widen(-MEASURE_STEP)

    def _widen(self, columns: int) -> None:
        measure = self._app.reading.widen(columns)
        if self._keep("measure", measure):
            self._say("display.measure", columns=measure)

    def spacing(self) -> None:
        chosen: Spacing = _after(self._app.reading.spacing, SPACINGS)
        self._app.reading.spacing = chosen
        self._app.reading.relay()
        if self._keep("spacing", chosen):
            self._say(f"display.spacing_{chosen}")

    def direction(self) -> None:
        """The paragraph the other way, then the document, then both as they are by themselves."""
        page = self._app.reading.page
        if page is None:
            return
        paragraph = self._app.reading.focus_paragraph
        if page.direction is not None:
            page.direction = None
            page.paragraph_directions.clear()
            said = "direction.document_auto"
        elif paragraph in page.paragraph_directions:
            level = page.paragraph_directions.pop(paragraph)
            page.direction = level
            page.paragraph_directions.clear()
            said = "direction.document_rtl" if level else "direction.document_ltr"
        else:
            level = 1 - page.level(paragraph)
            page.paragraph_directions[paragraph] = level
            said = "direction.paragraph_rtl" if level else "direction.paragraph_ltr"
        self._app.reading.relay()
        self._say(said)

    def terminal(self) -> None:
        """Send text another way, and remember it for this terminal; what was recognised comes round again."""
        here, state = self._app.here, self._app.state_folder
        self._app.use_profile(here.try_next())
        recognised = here.recognised.profile.name
        name = here.profile.name
        if self._app.settings.source("terminal") in (Source.FILE, Source.CHOICE):
            kept = self._keep("terminal", name)
        else:
            from tui_reader.settings.terminals import save_learnt

            # What is recognised anyway is better forgotten than remembered.
            problem = save_learnt(here.identity, None if name == recognised else name, state) if state else None
            kept = problem is None
            if problem:
                self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)
        if kept and name == recognised:
            self._say("terminal.recognised", name=name, way=here.profile.way.value)
        elif kept:
            self._say("terminal.tried", way=here.profile.way.value)

    # -- keys of the inputs -----------------------------------------------------------------------------

    async def input_key(self, event: events.Key) -> None:
        """Keys in the search bar and the prompt that are no editing."""
        field = self._app.screen.focused
        assert isinstance(field, BidiInput)
        in_prompt = field is self._app.prompt
        match event.key:
            case "escape" if in_prompt:
                self._end_prompt()
            case "escape" if field.value:
                field.value = ""
            case "escape":
                self._focus(self._app.list)
            case "enter" if in_prompt:
                value = field.value.strip().rstrip("%٪ ")
                self._end_prompt()
                if value.isdecimal():
                    self._app.reading.go_to_fraction(min(100, int(value)) / 100)
            case "enter":
                self._open_first()
            case "tab" | "shift+tab" if not in_prompt:
                self._turn(1 if event.key == "tab" else -1)
            case "up" | "down" | "pageup" | "pagedown" if not in_prompt:
                rows = self._app.list.page if event.key.startswith("page") else 1
                self._app.list.move(rows if event.key.endswith("down") else -rows)
            case "ctrl+p":
                self.palette()
            case _:
                return
        event.stop()
        event.prevent_default()

    def _open_first(self) -> None:
        if self._app.list.current:
            self._app.screen.set_focus(self._app.reading)

    def _end_prompt(self) -> None:
        self._app.frame.remove_class("prompting")
        self._focus(self._app.reading)
