"""The status line: place, hits, language and direction on it, or for a while what just happened."""

import asyncio
from collections.abc import Callable, Sequence

from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui_reader.terminal.emit import Way
from tui_reader.text.bidi import EXPLICIT
from tui_reader.text.layout import Cell

from .paint import Row, blank_strip, caption, wrapped
from .rail import RailPane
from .theme import Styles

#: How long a notice stands, in seconds.
NOTICE_SECONDS = 6.0

#: How long each part of one stands that does not fit into the row, in seconds.
PART_SECONDS = 4.0


class StatusLine(Widget):
    """One row. ``level`` is the interface's base level: pieces are read from that side."""

    ALLOW_SELECT = False

    def __init__(self, look: Styles, way: Callable[[], Way], level: int, separator: str, *, id: str) -> None:
        super().__init__(id=id)
        self.look = look
        self._way = way
        self._level = level
        self._separator = separator
        self._start: Sequence[str] = ()
        self._end: Sequence[str] = ()
        self._notice: tuple[str, bool] | None = None
        self._part = 0
        self.quiet = False
        """Nothing is shown but notices."""
        self._timer: Timer | None = None
        self._waiting: list[str] = []
        self.due = False
        """Whether what the panes show is still to be told."""

    def speak(self, level: int, separator: str) -> None:
        """The interface speaks another language, of this base level."""
        self._level, self._separator = level, separator
        self.refresh()

    def show(self, start: Sequence[str], end: Sequence[str]) -> None:
        """The pieces on the side where reading begins, and those on the other."""
        if (start, end) != (self._start, self._end):
            self._start, self._end = start, end
            self.refresh()

    def tell(self, pieces: Callable[[], tuple[Sequence[str], Sequence[str]]], panes: Sequence[RailPane]) -> None:
        """Show the pieces of what panes show, once they show it; asked for more often than that, once."""
        if not self.due:
            self.due = True
            self.call_later(self._tell, pieces, panes)

    def _tell(self, pieces: Callable[[], tuple[Sequence[str], Sequence[str]]], panes: Sequence[RailPane]) -> None:
        if any(pane.making for pane in panes):
            asyncio.get_running_loop().call_soon(self.call_later, self._tell, pieces, panes)
            return
        self.due = False
        if self.app.is_running:
            self.show(*pieces())

    def notice(self, text: str, error: bool = False) -> None:
        """Say something for a while; what does not fit into the row, in parts one after the other."""
        self._notice, self._part = (text, error), 0
        self._stand()

    def _stand(self) -> None:
        """Show a part of what is said, for a while."""
        if self._timer is not None:
            self._timer.stop()
        seconds = NOTICE_SECONDS if len(self._parts) < 2 else PART_SECONDS
        self._timer = self.set_timer(seconds, self._go_on)
        self.refresh()

    def _go_on(self) -> None:
        self._part += 1
        if self._part < len(self._parts):
            self._stand()
        else:
            self.clear_notice()

    @property
    def _parts(self) -> Sequence[Sequence[Cell]]:
        """What is said, in rows."""
        text = self.noticed or ""
        return wrapped(text, max(1, self.size.width - 2), self._level)

    def notices(self, texts: Sequence[str]) -> None:
        """Say several things that are wrong, one after the other."""
        self._waiting = list(texts)
        self.clear_notice()

    def clear_notice(self) -> None:
        """Show the pieces again, or what else has to be said."""
        if self._waiting:
            self.notice(self._waiting.pop(0), error=True)
        elif self._notice is not None:
            self._notice = None
            self.refresh()

    @property
    def noticed(self) -> str | None:
        """The notice on show, if any."""
        return self._notice[0] if self._notice else None

    def render_line(self, y: int) -> Strip:
        look, width = self.look, self.size.width
        room = max(0, width - 2)
        if self.quiet and not self._notice:
            return blank_strip(width, look.text)
        if y or not room:
            return blank_strip(width, look.bar)
        if self._notice:
            style = look.bar_error if self._notice[1] else look.bar
            parts = self._parts
            first, second = parts[min(self._part, len(parts) - 1)], caption("", 0, self._level)
        else:
            style = look.bar_dim
            # Where both do not fit, the place in the text is what a reader misses most.
            first = caption(self._joined(self._start), room, self._level)
            used = sum(cell.columns for cell in first)
            second = caption(self._joined(self._end), max(0, room - used - 2), self._level)
        if self._level:
            first, second = second, first
        free = room - sum(cell.columns for cell in (*first, *second))
        row = Row().blank(1, style).add(first, style).blank(free, style).add(second, style).pad(width, style)
        return row.strip(self._way())

    def _joined(self, pieces: Sequence[str]) -> str:
        # Each piece is isolated (FSI … PDI): a Hebrew file name must not reorder the numbers beside it.
        return self._separator.join(f"\u2068{EXPLICIT.sub('', piece)}\u2069" for piece in pieces if piece)
