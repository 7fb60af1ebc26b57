"""A pane that shows one document, laid out around the place that is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from tui_reader.settings.settings import MAX_MEASURE, MIN_MEASURE, Spacing
from tui_reader.terminal.emit import Way
from tui_reader.text.display import AS_WRITTEN, Display, shown
from tui_reader.text.flow import Flow, Place
from tui_reader.text.flow import Row as FlowRow
from tui_reader.text.layout import Line
from tui_reader.text.selection import Position, spans

from .page import Laid, Page
from .paint import Row, blank_strip, caption, line_spans
from .rail import RailPane
from .theme import Styles

if TYPE_CHECKING:
    from tui_reader.library.document import Document

#: How much later, in seconds, a pane is drawn that gives way to another one: two frames of a screen.
GIVE_WAY = 0.035

#: Panes at least this wide, in columns, have two blank ones on either side of the text; others one.
ROOMY = 50


class TextPane(RailPane, can_focus=True):
    """Shows a document from an anchor on: a Position, so that a resize keeps the place.

    ``level`` is the interface's base level, ``measure`` the columns of a line, ``empty`` what is said without a
    document and of one without text.
    """

    class Changed(Message):
        """What is shown of the document changed: what the status line says of it is old."""

    def __init__(
        self,
        look: Styles,
        way: Callable[[], Way],
        level: int,
        measure: int,
        empty: tuple[str, str],
        *,
        id: str,
        display: Display = AS_WRITTEN,
        spacing: Spacing = "auto",
    ) -> None:
        super().__init__(look, level, id=id)
        self.display_options = display
        self.spacing: Spacing = spacing
        self.page: Page | None = None
        self.meta = ""
        self._way = way
        self._measure = measure
        self._empty, self._empty_document = empty
        self._flow: Flow | None = None
        self._anchor = Position(0, 0)
        self._top = Place(0, 0, 0)
        self._rows: list[FlowRow] = []
        self.gives_way: Callable[[], bool] = lambda: False
        """Whether something else is drawn first now: what is typed and found, before the text that it is found in."""
        self.late: Timer | None = None
        """Runs while the pane has to be drawn and gives way."""

    # -- content ----------------------------------------------------------------------------------------

    def show(
        self, document: Document | None, meta: str, at: int = 0, direction: int | None = None, laid: Laid | None = None
    ) -> None:
        """Another document from text offset ``at`` on; ``meta`` is the line under its title.

        ``direction`` is the base level every paragraph takes, None for its own; ``laid`` is the document laid out so
        already, where it has been.
        """
        # Who runs through the list sees the text of where he stops, and does not stop at texts on the way.
        self.start_anew()
        self.page = laid.page if laid else Page(document, direction) if document else None
        self.meta = meta
        self._anchor = Position(0, 0)
        if self.page and document and at:
            self._anchor = self.page.position(min(at, len(document.text)))
        self.relay(laid)

    def relay(self, laid: Laid | None = None) -> None:
        """Lay out again, the place kept: the size, a direction or the look of the text changed."""
        if self.page is None or not self.size.height:
            self._flow, self._rows = None, []
        else:
            fits = laid is not None and laid.manner == self.manner
            self._flow = laid.flow if laid and fits else self.page.flow(*self.manner)
            self._fill(self._flow.place_of(self._anchor), keep_anchor=True)
        self._changed()

    @property
    def manner(self) -> tuple[int, Spacing, bool]:
        """What `Page.flow` is given."""
        return self.measure, self.spacing, self.display_options.controls

    @property
    def measure(self) -> int:
        """Columns of a line: what was asked for, or what there is room for."""
        return max(1, min(self._measure, self.content_width - (4 if self.content_width >= ROOMY else 2)))

    def speak(self, level: int, empty: tuple[str, str], meta: str) -> None:
        """The interface speaks another language: its base level, what is said in it; the place is kept."""
        self._level = level
        self._empty, self._empty_document = empty
        self.meta = meta
        self.relay()

    def widen(self, columns: int) -> int:
        """Make lines longer or shorter by so many columns, as far as there is room; the measure then."""
        self._measure = max(MIN_MEASURE, min(MAX_MEASURE, self.measure + columns))
        self.relay()
        return self.measure

    def _fill(self, top: Place, keep_anchor: bool = False) -> None:
        """Find the rows on the screen from ``top`` on, which moves up where the document's end comes before."""
        assert self._flow is not None
        self._top = self._flow.top_within(top, self.size.height)
        if not keep_anchor:
            self._anchor = self._flow.position_of(self._top)
        self._rows = self._flow.page(self._top, self.size.height)

    def drawn_row(self, y: int) -> FlowRow:
        """A row that is on the screen, its line as it is drawn."""
        row = self._rows[y]
        return row._replace(line=self._as_shown(row.line)) if row.line else row

    def _as_shown(self, line: Line) -> Line:
        return shown(line, self.display_options, self.measure)

    def _changed(self) -> None:
        if self.is_mounted:
            first, last, length = self.extent()
            self.show_rail(first / max(1, length), 1.0 if not length else max(0.0, (last - first) / length))
            self.post_message(self.Changed())
        self.refresh()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        if layout or recompose or not self.is_mounted or not self.gives_way():
            return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)
        self.forget_rows()
        if self.late is None:
            self.late = self.set_timer(GIVE_WAY, self._draw)
        return self

    def _draw(self) -> None:
        """What else there was to draw has been."""
        self.late = None
        super().refresh()

    # -- place ------------------------------------------------------------------------------------------

    def extent(self) -> tuple[int, int, int]:
        """Text offsets of the first and the last character on the screen, and the text's length."""
        if self.page is None or self._flow is None or not self._rows:
            return 0, 0, 0
        length = len(self.page.document.text)
        first = 0
        if self._top != Place(0, 0, 0):
            first = self.page.text_offset(self._flow.position_of(self._top))
        last = self._rows[-1]
        if last.place == self._flow.last():
            return first, length, length
        if last.line is None:
            return first, self.page.text_offset(self._flow.position_of(last.place)), length
        return first, self.page.text_offset(Position(last.place.paragraph, last.line.end)), length

    @property
    def place(self) -> int:
        """Text offset the screen begins with."""
        return self.page.text_offset(self._anchor) if self.page else 0

    @property
    def percent(self) -> int:
        """How much of the text has been shown when the screen's last row has been read."""
        _, last, length = self.extent()
        return 100 if not length else last * 100 // length

    @property
    def at_end(self) -> bool:
        """Whether the last row of the text is on the screen."""
        return self._flow is not None and bool(self._rows) and self._rows[-1].place == self._flow.last()

    def scroll_rows(self, rows: int) -> None:
        """Further down (negative: up), no further than the ends."""
        if self._flow is not None:
            self._fill(self._flow.move(self._top, rows))
            self._changed()

    def go_to(self, position: Position, row: int = 0) -> None:
        """Show a position ``row`` rows below the top, as far as the ends allow; a hidden pane once it is shown."""
        if self._flow is None:
            self._anchor = position
        else:
            self._fill(self._flow.move(self._flow.place_of(position), -row))
            self._changed()

    def go_to_fraction(self, fraction: float) -> None:
        """Show the text from that part of it on, 0 to 1."""
        if self.page is not None:
            self.go_to_offset(round(fraction * len(self.page.document.text)))

    def go_to_offset(self, offset: int) -> None:
        """Show the text from that offset on, no further than its ends; 0 shows a title that is not of it too."""
        if self.page is not None:
            offset = max(0, min(offset, len(self.page.document.text)))
            self.go_to(self.page.position(offset) if offset else Position(0, 0))

    def settle_at(self, offset: int) -> None:
        """Show the text from exactly that offset on: what `place` was when it was read there, whatever the width."""
        if self.page is not None:
            offset = max(0, min(offset, len(self.page.document.text)))
            self._anchor = self.page.position(offset) if offset else Position(0, 0)
            self.relay()

    def go_to_end(self) -> None:
        """Show the last row at the bottom."""
        if self._flow is not None:
            self._fill(self._flow.last())
            self._changed()

    def ends(self) -> tuple[Position, Position]:
        """First and last position of what is shown."""
        assert self.page is not None
        last = len(self.page.paragraphs) - 1
        return Position(0, 0), Position(last, len(self.page.paragraph(last)))

    def on_screen(self, position: Position) -> bool:
        """Whether the row that shows a position is on the screen."""
        if self._flow is None or not self._rows:
            return False
        return self._rows[0].place <= self._flow.place_of(position) <= self._rows[-1].place

    # -- geometry ---------------------------------------------------------------------------------------

    @property
    def _margin(self) -> int:
        return max(1, (self.content_width - self.measure) // 2)

    def _left(self, line: Line) -> int:
        """The column of the pane a line begins in."""
        return self._margin + line.indent(self.measure)

    def _line(self, place: Place) -> Line | None:
        """The line at a place as it is drawn; None for a row that follows a paragraph."""
        assert self._flow is not None
        line = self._flow.row(place).line
        return self._as_shown(line) if line else None

    def _column(self, position: Position, place: Place) -> int:
        """The column of the pane that shows a position in the row at ``place``."""
        line = self._line(place)
        found = line.place(position.offset) if line else None
        return self._left(line) + found[0] if line and found else self._margin

    def cluster_at(self, x: int, y: int) -> tuple[Position, Position] | None:
        """Start and end of the cluster drawn where the terminal says that a column and row of the pane was clicked.

        Beside a line, its end twice.
        """
        if not self._rows or self._flow is None:
            return None
        row = self.drawn_row(max(0, min(y, len(self._rows) - 1)))
        paragraph = row.place.paragraph
        if row.line is None:
            end = self._flow.position_of(row.place)
            return end, end
        if y >= len(self._rows):
            end = Position(paragraph, row.line.visible_end)
            return end, end
        left = self._left(row.line)
        x = Row().blank(left, self.look.text).add(row.line.cells, self.look.text).seen(self._way(), x)
        offset = row.line.offset_at(x - left)
        found = row.line.place(offset)
        end_offset = found[1].end if found and found[1].start == offset else offset
        return Position(paragraph, offset), Position(paragraph, end_offset)

    # -- drawing ----------------------------------------------------------------------------------------

    def content_line(self, y: int) -> Strip:
        look, width = self.look, self.content_width
        if self.page is None and y == 0:
            return self._message(self._empty).strip(self._way())
        if y >= len(self._rows) or self.page is None:
            return blank_strip(width, look.text)
        row = self.drawn_row(y)
        paragraph = row.place.paragraph
        is_title = paragraph == self.page.title
        if row.line is None:
            if is_title and row.extra == 0:
                return self._meta(bool(self.page.level(paragraph))).strip(self._way())
            return blank_strip(width, look.text)
        if not self.page.document.text and paragraph == self.page.shift:
            return self._message(self._empty_document).strip(self._way())
        line = row.line
        left = self._left(line)
        heading = self.page.is_heading(paragraph)
        drawn = Row().blank(left, look.text).add(line.cells, look.title if heading else look.text)
        for start, end, style in self.page.set_apart(paragraph, line.start, line.end):
            drawn.overlay(line_spans(line, left, spans(line, start, end)), look.set_apart[style])
        self._mark(drawn.pad(width, look.text), line, paragraph, left)
        return drawn.strip(self._way())

    def _mark(self, row: Row, line: Line, paragraph: int, left: int) -> None:
        """Light what is marked on a line; ``left`` is the column it begins in. A plain pane marks nothing."""

    def _meta(self, rtl: bool) -> Row:
        """The line of metadata under a title, on the title's side."""
        cells = caption(self.meta, self.measure, self._level)
        free = self.measure - sum(cell.columns for cell in cells) if rtl else 0
        row = Row().blank(self._margin + free, self.look.dim).add(cells, self.look.dim)
        return row.pad(self.content_width, self.look.dim)

    def _message(self, text: str) -> Row:
        cells = caption(text, self.measure, self._level)
        style: Style = self.look.dim
        return Row().blank(self._margin, style).add(cells, style).pad(self.content_width, style)

    # -- events -----------------------------------------------------------------------------------------

    def on_resize(self, _event: events.Resize) -> None:
        self.relay()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-3)
