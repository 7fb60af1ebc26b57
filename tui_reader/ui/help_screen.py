"""Every action with its keys: to read, or to type a part of its name and run it (help and palette are one)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from tui_reader.actions import WHERE, Action, display_key, for_where
from tui_reader.messages.catalogue import Catalogue
from tui_reader.terminal.emit import Way
from tui_reader.text.fold import fold

from .bidi_input import BidiInput
from .paint import Row, blank_strip, caption
from .theme import Styles


class ActionRows(Widget):
    """The actions, a row each, under the headings of their places."""

    ALLOW_SELECT = False

    def __init__(self, look: Styles, way: Callable[[], Way], catalogue: Catalogue, actions: Sequence[Action]) -> None:
        super().__init__(id="action-rows")
        self.look = look
        self._way = way
        self._catalogue = catalogue
        self._actions = actions
        self._rows: list[tuple[str, Action | None]] = []
        self._top = 0
        self.cursor = 0
        self.filter("")

    def filter(self, typed: str) -> None:
        """Show the actions whose help or keys hold what was typed, in any order of its words."""
        words = fold(typed).split()
        self._rows = []
        for where in WHERE:
            rows: list[tuple[str, Action | None]] = [
                (self._catalogue.text(action.help), action)
                for action in for_where(where, self._actions)
                if all(word in fold(self._catalogue.text(action.help)) for word in words)
            ]
            if rows:
                self._rows += [(self._catalogue.text(f"help.{where}"), None), *rows]
        self.cursor = next((index for index, (_, action) in enumerate(self._rows) if action), 0)
        self._top = 0
        self.refresh()

    @property
    def chosen(self) -> Action | None:
        """The action under the cursor."""
        return self._rows[self.cursor][1] if self._rows else None

    def move(self, rows: int) -> None:
        """Move the cursor, over headings."""
        index = self.cursor
        step = 1 if rows > 0 else -1
        for _ in range(abs(rows)):
            following = index + step
            while 0 <= following < len(self._rows) and self._rows[following][1] is None:
                following += step
            if not 0 <= following < len(self._rows):
                break
            index = following
        self.cursor = index
        height = max(1, self.size.height)
        # The heading above the first row stays in sight.
        low = 0 if index <= 1 else index
        self._top = min(max(self._top, index - height + 1), low)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        look, width = self.look, self.size.width
        index = self._top + y
        if index >= len(self._rows):
            return blank_strip(width, look.bar)
        text, action = self._rows[index]
        rtl = self._catalogue.direction == "rtl"
        if action is None:
            cells = caption(text, max(0, width - 2), int(rtl))
            free = width - 2 - sum(cell.columns for cell in cells) if rtl else 0
            row = Row().blank(1 + free, look.bar_dim).add(cells, look.bar_dim)
            return row.pad(width, look.bar_dim).strip(self._way())
        style = look.list_cursor if index == self.cursor else look.bar
        dim = look.list_cursor_dim if index == self.cursor else look.bar_dim
        shown = "  ".join(f"\u2066{display_key(key)}\u2069" for key in action.keys)
        keys = caption(shown, max(8, width // 2), int(rtl))
        help_cells = caption(text, max(0, width - 6 - sum(cell.columns for cell in keys)), int(rtl))
        used = sum(cell.columns for cell in (*keys, *help_cells))
        row = Row().blank(3, style)
        if rtl:
            row.add(keys, dim).blank(width - 6 - used, style).add(help_cells, style)
        else:
            row.add(help_cells, style).blank(width - 6 - used, style).add(keys, dim)
        return row.pad(width, style).strip(self._way())

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y
        if index < len(self._rows) and self._rows[index][1]:
            self.cursor = index
            self.refresh()
            if event.chain > 1:
                assert isinstance(self.screen, HelpScreen)
                self.screen.dismiss(self.chosen)

    def on_mouse_scroll_down(self, _event: events.MouseScrollDown) -> None:
        self.move(3)

    def on_mouse_scroll_up(self, _event: events.MouseScrollUp) -> None:
        self.move(-3)


class HelpScreen(ModalScreen[Action | None]):
    """Ends with the action to run, or None."""

    def __init__(
        self, look: Styles, way: Callable[[], Way], catalogue: Catalogue, actions: Sequence[Action]
    ) -> None:
        super().__init__()
        self._rows = ActionRows(look, way, catalogue, actions)
        level = int(catalogue.direction == "rtl")
        self._input = BidiInput(look, way, level, catalogue.text("help.filter"), id="help-filter", prefix="? ")

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield self._input
            yield self._rows

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._rows.filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(self._rows.chosen)

    def on_key(self, event: events.Key) -> None:
        moves = {"up": -1, "down": 1, "pageup": -self.size.height // 2, "pagedown": self.size.height // 2}
        if event.key == "escape":
            self.dismiss(None)
        elif event.key in moves:
            self._rows.move(moves[event.key])
        elif event.key not in ("tab", "shift+tab"):
            return
        event.stop()
        event.prevent_default()
