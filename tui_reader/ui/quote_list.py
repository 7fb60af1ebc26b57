"""Kept quotes, two rows each: their words, and dim below them where they are from. Only those on the screen drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_reader.terminal.emit import Way
from tui_reader.text.bidi import base_level
from tui_reader.text.sanitise import one_line

from .describe import isolated
from .paint import Row, blank_strip, caption
from .rail import RailPane
from .theme import Styles

if TYPE_CHECKING:
    from tui_reader.notebook.quote import Quote

ROWS_EACH = 2

#: Code points of a quote, its note or its title that are laid out for a row: no row shows more.
DRAWN = 400


class QuoteList(RailPane, can_focus=True):
    """Quotes with a cursor. ``separator`` stands between what the second rows say."""

    AT_ONCE = False

    class Chosen(Message):
        """A quote was clicked twice."""

    def __init__(self, look: Styles, way: Callable[[], Way], level: int, separator: str, *, id: str) -> None:
        super().__init__(look, level, id=id)
        self._way = way
        self._separator = separator
        self.header = ""
        """Said above the quotes; nothing where it is empty."""
        self.empty = ""
        """Said where there are none."""
        self.quotes: Sequence[Quote] = ()
        self.cursor = 0
        self._top = 0

    # -- content ----------------------------------------------------------------------------------------

    def show(self, quotes: Sequence[Quote], cursor: int) -> None:
        """Other quotes, the cursor on that one of them, or the last."""
        self.quotes = quotes
        self.put(cursor)

    @property
    def current(self) -> Quote | None:
        """The quote under the cursor."""
        return self.quotes[self.cursor] if self.quotes else None

    @property
    def page(self) -> int:
        """Quotes on the screen."""
        return max(1, (self.size.height - bool(self.header)) // ROWS_EACH)

    def put(self, index: int) -> None:
        """Put the cursor on a quote, at the ends if there is none."""
        self.cursor = max(0, min(index, len(self.quotes) - 1))
        self._show_from(max(min(self._top, self.cursor), self.cursor - self.page + 1))

    def _show_from(self, top: int) -> None:
        """Show other quotes, the cursor where it is."""
        self._top = max(0, min(top, len(self.quotes) - self.page))
        count = max(1, len(self.quotes))
        self.show_rail(self._top / count, min(1.0, self.page / count))
        self.refresh()

    def go_to_fraction(self, fraction: float) -> None:
        self._show_from(round(fraction * len(self.quotes)))

    # -- drawing ----------------------------------------------------------------------------------------

    def content_line(self, y: int) -> Strip:
        look, width = self.look, self.content_width
        if self.header and y == 0:
            return self._said(self.header, width, look.bar_accent)
        y -= bool(self.header)
        index, second = self._top + y // ROWS_EACH, y % ROWS_EACH
        if not self.quotes and y == 0:
            return self._said(self.empty, width, look.list_dim)
        if index >= len(self.quotes):
            return blank_strip(width, look.bar)
        quote, chosen, room = self.quotes[index], index == self.cursor, max(0, width - 2)
        dim = look.list_cursor_dim if chosen else look.list_dim
        words = one_line(quote.text[:DRAWN].strip())
        level = base_level(words, int(quote.direction == "rtl"))
        if second:
            text, style = self._source(quote), dim
        else:
            text, style = words, look.list_title_read
            if chosen:
                style = look.list_cursor_focused if self.has_focus else look.list_cursor
        # Both rows stand on the side of the quote's own direction.
        cells = caption(text, room, level)
        free = room - sum(cell.columns for cell in cells)
        gap = dim if chosen else look.bar
        row = Row().blank(1 + (free if level else 0), gap).add(cells, style).pad(width, gap)
        return row.strip(self._way())

    def _said(self, text: str, width: int, style: Style) -> Strip:
        """A row of our own words."""
        cells = caption(text, max(0, width - 2), self._level)
        free = width - 2 - sum(cell.columns for cell in cells) if self._level else 0
        return Row().blank(1 + free, style).add(cells, style).pad(width, style).strip(self._way())

    def _source(self, quote: Quote) -> str:
        """Title, tags, note and the day it was kept."""
        day = datetime.fromisoformat(quote.created).astimezone().date().isoformat()
        tags = " ".join(f"#{tag}" for tag in quote.tags)
        pieces = (quote.title[:DRAWN], tags[:DRAWN], quote.note[:DRAWN], day)
        return self._separator.join(isolated(one_line(piece)) for piece in pieces if piece.strip())

    # -- events -----------------------------------------------------------------------------------------

    def on_resize(self, _event: events.Resize) -> None:
        self.put(self.cursor)

    def on_focus(self, _event: events.Focus) -> None:
        self.refresh()

    def on_blur(self, _event: events.Blur) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        index = self._top + (event.y - bool(self.header)) // ROWS_EACH
        if event.y >= bool(self.header) and index < len(self.quotes) and not self.on_rail(event.x):
            self.put(index)
            if event.chain > 1:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._show_from(self._top + 2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._show_from(self._top - 2)
