"""A list to pick from, over the page: type a part of a row's words, Enter takes it, Esc leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.worker import get_current_worker

from tui_reader.terminal.emit import Way
from tui_reader.text.fold import fold

from .bidi_input import BidiInput
from .cover import Cover, Result
from .paint import Row, blank_strip, caption
from .pick_rows import PickRow, Sieve
from .rail import RailPane
from .theme import Styles

#: Columns a row is drawn in from: one blank, the mark, one blank.
INDENT = 3

#: Rows that are looked through at once; more, on a thread.
FEW = 300


class PickList(RailPane):
    """The rows, with a cursor that passes over headings. ``level`` is the interface's base level.

    The cursor begins on row ``at``, or the first of those that are marked.
    """

    AT_ONCE = False

    class Picked(Message):
        """A row was clicked twice."""

    class Sifted(Message):
        """The rows that hold what was typed."""

        def __init__(self, typed: str, shown: list[int]) -> None:
            super().__init__()
            self.typed = typed
            self.shown = shown

    def __init__(
        self, look: Styles, way: Callable[[], Way], level: int, rows: Sequence[PickRow], at: int | None = None
    ) -> None:
        super().__init__(look, level, id="pick-list")
        self._way = way
        self._all = rows
        self._sieve = Sieve(rows)
        self._typed = ""
        self._waiting: list[Callable[[], object]] = []
        self.sifting = False
        """Whether what is typed is still being looked for."""
        self.settled: Callable[[], object] = lambda: None
        """Called when what waited for that has been done."""
        self._top = 0
        self.shown: Sequence[int] = range(len(rows))
        """Indices of the rows that hold what was typed."""
        self.cursor = 0
        """The place of the cursor among `shown`."""
        self.put(next((place for place, row in enumerate(rows) if row.marked), 0) if at is None else at)

    def fill(self, rows: Sequence[PickRow]) -> None:
        """Other rows, all of them, the cursor on the first."""
        self._all, self._sieve = rows, Sieve(rows)
        self._sift([])
        self.put(0)

    def filter(self, typed: str) -> None:
        """Show the rows that hold all words of what was typed, and the headings that stand above any of them."""
        words, self._typed = fold(typed).split(), typed
        if not words or len(self._all) <= FEW:
            self.workers.cancel_group(self, "pick")
            self._sift(words)
            return
        self.sifting, sieve = True, self._sieve

        def run() -> None:
            worker = get_current_worker()
            shown = sieve.find(words, lambda: worker.is_cancelled)
            if shown is not None:
                self.post_message(self.Sifted(typed, shown))

        self.run_worker(run, thread=True, exclusive=True, group="pick", exit_on_error=False)

    def _sift(self, words: Sequence[str]) -> None:
        shown = self._sieve.find(words) if words else None
        self._show(range(len(self._all)) if shown is None else shown)

    def _show(self, shown: Sequence[int]) -> None:
        self.shown, self.sifting = shown, False
        self._top = 0
        self.put(0)
        if self._waiting:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()
            self.settled()

    def on_pick_list_sifted(self, message: Sifted) -> None:
        message.stop()
        if self.sifting and message.typed == self._typed:
            self._show(message.shown)

    def when_sifted(self, act: Callable[[], object]) -> None:
        """Do something with the rows that hold what is typed, once they are known: keys may be faster."""
        if self.sifting:
            self._waiting.append(act)
        else:
            act()

    @property
    def busy(self) -> bool:
        """Whether something waits for that."""
        return bool(self._waiting)

    def give_up(self) -> None:
        """Do nothing of what waits."""
        self._waiting.clear()

    @property
    def chosen(self) -> int | None:
        """The index of the row under the cursor; None where there is none."""
        return self.shown[self.cursor] if self._pickable(self.cursor) else None

    def _pickable(self, place: int) -> bool:
        return 0 <= place < len(self.shown) and not self._all[self.shown[place]].heading

    def put(self, place: int) -> None:
        """Put the cursor on a row, the next below if that is a heading."""
        self.cursor = max(0, min(place, len(self.shown) - 1))
        if not self._pickable(self.cursor) and self._pickable(self.cursor + 1):
            self.cursor += 1
        self._keep_in_view()

    def move(self, rows: int) -> None:
        """Move the cursor, over headings, as far as there are rows."""
        step = 1 if rows > 0 else -1
        for _ in range(abs(rows)):
            following = self.cursor + step
            while 0 <= following < len(self.shown) and not self._pickable(following):
                following += step
            if not 0 <= following < len(self.shown):
                break
            self.cursor = following
        self._keep_in_view()

    def _keep_in_view(self) -> None:
        height = max(1, self.size.height)
        # The heading above the first row stays in sight.
        low = 0 if self.cursor <= 1 else self.cursor
        self._top = max(0, min(max(self._top, self.cursor - height + 1), low, len(self.shown) - 1))
        self._show_part()

    def _show_part(self) -> None:
        total = max(1, len(self.shown))
        self.show_rail(self._top / total, min(1.0, self.size.height / total))
        self.refresh()

    def go_to_fraction(self, fraction: float) -> None:
        self._show_from(round(fraction * len(self.shown)))

    def _show_from(self, top: int) -> None:
        self._top = max(0, min(top, len(self.shown) - self.size.height))
        self._show_part()

    # -- drawing ------------------------------------------------------------------------------------------

    def content_line(self, y: int) -> Strip:
        place = self._top + y
        if place >= len(self.shown):
            return blank_strip(self.content_width, self.look.bar)
        index = self.shown[place]
        at_cursor = place == self.cursor
        style = self.look.list_cursor if at_cursor else self.look.bar
        dim = self.look.list_cursor_dim if at_cursor else self.look.bar_dim
        return self.row(index, self.content_width, style, dim).pad(self.content_width, style).strip(self._way())

    def row(self, index: int, width: int, style: Style, dim: Style) -> Row:
        """One row of ``width`` columns: its words where reading begins, the detail at the far side."""
        text, detail, heading, marked, depth = self._all[index]
        if heading:
            cells = caption(text, max(0, width - 2), self._level)
            free = width - 2 - sum(cell.columns for cell in cells) if self._level else 0
            return Row().blank(1 + free, dim).add(cells, dim)
        room = max(0, width - 2 * INDENT)
        aside = caption(detail, max(8, room // 2) if detail else 0, self._level)
        used = sum(cell.columns for cell in aside)
        words = caption(text, max(0, room - used - 2 * depth - bool(used)), self._level)
        free = room - used - 2 * depth - sum(cell.columns for cell in words)
        mark = caption("•" if marked else " ", 1, 0)
        row = Row()
        if self._level:
            row.blank(INDENT, style).add(aside, dim).blank(free, style).add(words, style).blank(2 * depth, style)
            return row.blank(1, style).add(mark, style).blank(1, style)
        row.blank(1, style).add(mark, style).blank(1 + 2 * depth, style).add(words, style)
        return row.blank(free, style).add(aside, dim)

    # -- events -------------------------------------------------------------------------------------------

    def on_resize(self, _event: events.Resize) -> None:
        # As near to the beginning as the cursor allows: the size is not known before.
        self._top = 0
        self._keep_in_view()

    def on_click(self, event: events.Click) -> None:
        place = self._top + event.y
        if not self.on_rail(event.x) and self._pickable(place):
            self.cursor = place
            self.refresh()
            if event.chain > 1:
                self.post_message(self.Picked())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._show_from(self._top + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._show_from(self._top - 3)


class Picker(Cover[Result]):
    """A screen with a line to type in and rows below it. `take` says what picking a row gives."""

    def __init__(self, rows: PickList, filter_line: BidiInput) -> None:
        super().__init__()
        self.rows = rows
        self._input = filter_line

    def compose(self) -> ComposeResult:
        with Vertical(id="pick"):
            yield self._input
            yield self.rows

    def take(self, index: int | None) -> None:
        """Leave with the row of that index, or without one."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self._input.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.rows.filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.rows.when_sifted(lambda: self.take(self.rows.chosen))

    @property
    def busy(self) -> bool:
        """Whether a key waits for what a thread does."""
        return self.rows.busy

    def give_up(self) -> None:
        """Do nothing of what waits."""
        self.rows.give_up()

    def on_pick_list_picked(self) -> None:
        self.take(self.rows.chosen)

    def on_click(self, event: events.Click) -> None:
        """A click beside the box leaves it."""
        if event.widget is self:
            self.take(None)

    def on_key(self, event: events.Key) -> None:
        page = max(1, self.rows.size.height - 1)
        moves = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        if event.key == "escape":
            self.take(None)
        elif event.key in moves:
            self.rows.when_sifted(lambda: self.rows.move(moves[event.key]))
        elif event.key not in ("tab", "shift+tab"):
            return
        event.stop()
        event.prevent_default()


class PickScreen(Picker["int | None"]):
    """Ends with the index of the row that was picked, or None. ``placeholder`` says what is to be picked."""

    def __init__(
        self,
        look: Styles,
        way: Callable[[], Way],
        level: int,
        placeholder: str,
        rows: Sequence[PickRow],
        at: int | None = None,
    ) -> None:
        line = BidiInput(look, way, level, placeholder, id="pick-filter", prefix="? ")
        super().__init__(PickList(look, way, level, rows, at), line)

    def take(self, index: int | None) -> None:
        self.leave(index)
