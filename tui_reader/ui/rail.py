"""A pane with a thin scroll bar at its far side. It knows fractions, not rows: long texts are not laid out whole."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Sequence
from time import perf_counter
from typing import Self

from rich.segment import Segment
from textual import events
from textual.color import Color
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from .paint import WholeStrip, blank_strip
from .theme import Styles

#: Seconds for which rows are made before keys and other widgets have their turn.
SLICE = 0.004

#: Seconds after which rows are made in one go, however long that takes: keys may come faster than a screen of them.
PATIENCE = 0.25


class RailPane(Widget):
    """Draws its content one column narrower, and the rail beside it: click or drag the rail to go elsewhere.

    The rail is no widget of its own: each of them costs a start some ten milliseconds. ``level`` is the
    interface's base level: the rail stands where reading ends, on the right, or in a right-to-left one on the left.

    To lay out a screen of rows that were never shown takes longer than a frame. So they are made a few at a time, with
    room for keys in between, and painted when all of them are there; what was painted before stands meanwhile.
    """

    ALLOW_SELECT = False

    #: Whether the first thing painted is all rows, however long they take; else blanks, until they are made.
    AT_ONCE = True

    def __init__(self, look: Styles, level: int, *, id: str) -> None:
        super().__init__(id=id)
        self.look = look
        self._level = level
        self._rail_start, self._rail_share = 0.0, 1.0
        self._rail_marks: Sequence[float] = ()
        self._rail_held = False
        self._made: dict[int, Strip] = {}  # rows of what is to be shown next
        self._made_for = Size(0, 0)
        self._ready: dict[int, Strip] = {}  # rows of what is painted, all of them, or none
        self._painted = Size(0, 0)  # the size they fill
        self._drawn_in: Size | None = None
        self._changed_at: float | None = None  # when what has not been painted yet began to change

    # -- for the panes ----------------------------------------------------------------------------------

    def content_line(self, y: int) -> Strip:
        """A row of the content, `content_width` columns wide; here an empty one."""
        return blank_strip(self.content_width, self.look.text)

    def go_to_fraction(self, fraction: float) -> None:
        """Show the content from that part of it on, 0 to 1; an empty pane stays where it is."""

    @property
    def content_width(self) -> int:
        """Columns beside the rail."""
        return max(0, self._room.width - 1)

    def content_x(self, x: int) -> int:
        """A column of the widget as one of the content."""
        return x - self._level

    def on_rail(self, x: int) -> bool:
        """Whether a column of the widget is the rail, or the rail is being dragged."""
        return self._rail_held or x == (0 if self._level else self.content_width)

    def show_rail(self, start: float, share: float) -> None:
        """Where the shown part begins and how much of the whole it is, 0 to 1; a share of 1 draws nothing."""
        if (start, share) != (self._rail_start, self._rail_share):
            self._rail_start, self._rail_share = start, share
            self.refresh()

    def mark_rail(self, fractions: Sequence[float]) -> None:
        """Mark places on the rail: where in the whole they are, 0 to 1, ascending. They are drawn a row each."""
        self._rail_marks = fractions
        self.refresh()

    @property
    def _room(self) -> Size:
        """The size, which Textual works out anew each time it is asked: a row asks for it ten times."""
        return self._drawn_in or self.size

    # -- making rows ------------------------------------------------------------------------------------

    @property
    def making(self) -> bool:
        """Whether something has changed that has not been given to the screen yet."""
        return self._changed_at is not None

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """What is drawn has changed: make its rows, and then have those painted that are others now."""
        self.forget_rows()
        if not self.is_mounted or not self.size:
            self._ready = {}
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        if regions or layout or recompose or not repaint:
            super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self._begin()
        return self

    def _begin(self) -> None:
        if self._changed_at is None:
            self._changed_at = perf_counter()
            self.call_later(self._make)

    def start_anew(self) -> None:
        """Something else is shown from here on: nobody has waited for it yet."""
        if self._changed_at is not None:
            self._changed_at = perf_counter()

    def forget_rows(self) -> None:
        """What rows were made of is old."""
        self._made.clear()

    def _make(self) -> None:
        """Make rows for a while; once all are there, have them painted."""
        began = perf_counter()
        assert self._changed_at is not None
        hurry = began - self._changed_at > PATIENCE
        size = self.size
        for y in range(size.height):
            if self._row(y, size) and not hurry and perf_counter() - began > SLICE:
                # Not call_later alone: a widget reads its messages one after the other, and lets nobody in between.
                asyncio.get_running_loop().call_soon(self.call_later, self._make)
                return
        self._changed_at = None
        before, self._ready, self._made = self._ready, self._made, {}
        painted, self._painted = self._painted, size
        if painted != size or before.keys() != self._ready.keys():
            super().refresh()
            return
        for y, row in before.items():
            if row == self._ready[y]:
                self._ready[y] = row  # it knows already what it looks like
        if changed := [y for y, row in self._ready.items() if row is not before[y]]:
            super().refresh(*(Region(0, y, size.width, 1) for y in changed))

    def _row(self, y: int, size: Size) -> bool:
        """See to it that a row is made; whether it was not before."""
        if self._made_for != size:
            self._made = {}
            self._made_for = size
        if y in self._made:
            return False
        self._drawn_in = size
        try:
            self._made[y] = self._draw_row(y)
        finally:
            self._drawn_in = None
        return True

    def _cut(self, size: Size) -> None:
        """Let what was painted stand in another size until rows are made for that: cut off, or with blanks beside it
        and below."""
        level, width = self._level, max(0, size.width - 1)
        left = min(width, max(0, self._painted.width - 1))
        rail = self._as_sent(Strip([Segment(" ", self.look.rail)], 1))
        below = self._as_sent(blank_strip(width, self.look.text))
        cut: dict[int, Strip] = {}
        for y in range(size.height):
            segments = list(below)
            if row := self._ready.get(y):
                segments = list(row.crop(level, level + left))
                ground = segments[0].style if segments else None
                segments.append(Segment(" " * (width - left), ground))
            cut[y] = WholeStrip([*rail, *segments] if level else [*segments, *rail], size.width)
        self._ready, self._painted = cut, size
        self._begin()

    # -- drawing and mouse ------------------------------------------------------------------------------

    def _thumb(self) -> range:
        """The rows of the part that is shown."""
        height = self._room.height
        if self._rail_share >= 1:
            return range(0)
        rows = max(1, round(height * self._rail_share))
        first = min(height - rows, round(self._rail_start * height))
        return range(first, first + rows)

    def _marked(self, y: int) -> bool:
        """Whether a mark falls into a row."""
        marks, height = self._rail_marks, self._room.height
        first = bisect_left(marks, y / height)
        return first < len(marks) and (marks[first] < (y + 1) / height or y + 1 == height)

    def render_line(self, y: int) -> Strip:
        size = self.size
        return self._painted_row(y, size) if size.width else Strip([])

    def _painted_row(self, y: int, size: Size) -> Strip:
        if self._painted != size and (self._ready or not self.AT_ONCE):
            self._cut(size)
        if y in self._ready:
            return self._ready[y]
        self._row(y, size)
        return self._made[y]

    def render_lines(self, crop: Region) -> list[Strip]:
        """What is painted. All that a style sheet might do to a row is left out: it takes longer than to make the row,
        and a pane has no border, and colours of its own."""
        size = self.size
        rows = [self._painted_row(y, size) for y in crop.line_range]
        return rows if crop.column_span == (0, size.width) else [row.crop(*crop.column_span) for row in rows]

    def _as_sent(self, row: Strip) -> Strip:
        """A row in the colours that are shown: greys where there are none."""
        for each in self.get_line_filters():
            row = row.apply_filter(each, self._ground)
        return WholeStrip(row, row.cell_length)

    @property
    def _ground(self) -> Color:
        """What is behind dim letters."""
        ground = self.look.text.bgcolor
        return Color.from_rich_color(ground) if ground else Color(0, 0, 0)

    def _draw_row(self, y: int) -> Strip:
        if self._rail_marks and self._marked(y):
            rail = Strip([Segment("•", self.look.rail_mark)], 1)
        else:
            rail = Strip([Segment(" ", self.look.thumb if y in self._thumb() else self.look.rail)], 1)
        content = self.content_line(y)
        content = content.adjust_cell_length(self.content_width)
        return self._as_sent(Strip.join([rail, content] if self._level else [content, rail]))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if self.on_rail(event.x):
            self._rail_held = True
            self.capture_mouse()
            self._follow(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._rail_held:
            self._follow(event.y)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        if self._rail_held:
            self._rail_held = False
            self.release_mouse()

    def _follow(self, y: int) -> None:
        if self._rail_share < 1:
            row = min(max(y - len(self._thumb()) / 2, 0), self.size.height)
            self.go_to_fraction(row / max(1, self.size.height))
