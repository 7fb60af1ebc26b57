"""The reading pane: a document with the places found in it and a selection lit, by keyboard and mouse."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events

from tui_reader.text.flow import Place
from tui_reader.text.layout import Line
from tui_reader.text.selection import Position, Selection, spans, step, unit_around, word_near

from .paint import Row, line_spans
from .text_pane import TextPane
from .view import View

if TYPE_CHECKING:
    from tui_reader.library.document import Document

    from .page import Laid

#: Rows between the pane's edge and a hit that had to be brought into view, as a share of the height.
HIT_AT = 1 / 3

#: How often a drag beyond the edge scrolls, in seconds.
DRAG_SCROLL = 0.05

#: Hits marked on the scroll bar, about, at most.
MOST_MARKS = 500

#: What clicking twice, three and four times selects.
CLICKS = {2: "word", 3: "sentence", 4: "paragraph"}

Range = tuple[int, int, int]


class ReadingPane(TextPane):
    """A `TextPane` with hits and a selection. Both are ranges of the text: they survive a resize."""

    hits: Sequence[Range] = ()
    """Places found, in order: (paragraph, start, end), the title's paragraph -1 where it is not of the text."""
    hit: int | None = None
    """Which of them is the current one."""
    selection: Selection | None = None
    selecting = False
    """Whether the moving keys extend the selection."""
    _selects = False
    """Whether selecting begins as soon as there are rows."""
    kept: Sequence[tuple[int, int]] = ()
    """Ranges of the document's text that stand in the notebook: half-open, ascending, none touching another."""
    _dragging = False
    _drag_at = (0, 0)
    _origin: tuple[Position, Position] | None = None  # what a drag, or a click with Shift, goes on from
    _unit: str | None = None  # what a drag goes by; None for clusters
    _clicks = 0
    _pressed = (0, 0)
    _clicked: tuple[tuple[int, int], float] | None = None  # where and when the button was last let go
    _picked: Selection | None = None
    _goal: int | None = None

    def on_mount(self) -> None:
        self._drag_timer = self.set_interval(DRAG_SCROLL, self._scroll_drag, pause=True)

    def show(
        self, document: Document | None, meta: str, at: int = 0, direction: int | None = None, laid: Laid | None = None
    ) -> None:
        self.selection, self.selecting, self._selects = None, False, False
        self._origin = self._picked = None
        self.kept = ()
        self._set_hits(())
        self.mark_rail(())
        super().show(document, meta, at, direction, laid)

    # -- hits ---------------------------------------------------------------------------------------------

    def set_hits(self, hits: Sequence[Range]) -> None:
        """Light other places of the same document: (paragraph, start, end), the title's paragraph -1 if need be."""
        self._set_hits(hits)
        self._changed()
        if self.page is not None:
            page, length = self.page, max(1, len(self.page.document.text))
            self.mark_rail([page.text_offset(self._hit_position(index)) / length for index in self._marked_hits()])

    def _marked_hits(self) -> range:
        """Hits to be marked along the whole text: all, or evenly chosen where nobody could tell them apart."""
        return range(0, len(self.hits), 1 + len(self.hits) // MOST_MARKS)

    def _set_hits(self, hits: Sequence[Range]) -> None:
        self.hits, self.hit = hits, None

    def hit_at(self, place: Range) -> int | None:
        """Which of the hits is at that place; None where none is."""
        index = bisect_left(self.hits, place)
        return index if index < len(self.hits) and self.hits[index] == place else None

    def _hit_position(self, index: int) -> Position:
        assert self.page is not None
        paragraph, start, _ = self.hits[index]
        return self.page.shown_at(paragraph, start)

    def go_to_hit(self, index: int) -> None:
        """Make a hit the current one and show it."""
        if self.page is not None and self.hits:
            self.hit = index % len(self.hits)
            self.bring_into_view(self._hit_position(self.hit))
            self._changed()

    def next_hit(self, forward: bool) -> bool:
        """To the hit after (before) the current one, or after what is on the screen; False past the last (first)."""
        if self.page is None or not self.hits:
            return False
        if self.hit is not None:
            index = self.hit + (1 if forward else -1)
        else:
            index = bisect_left(range(len(self.hits)), self._anchor, key=self._hit_position) - (0 if forward else 1)
        if not 0 <= index < len(self.hits):
            return False
        self.go_to_hit(index)
        return True

    def choose_hit(self, offset: int) -> None:
        """Make the hit at an offset of the text the current one, if there is one, and show nothing else."""
        if self.page is not None:
            position = self.page.position(max(0, min(offset, len(self.page.document.text))))
            index = bisect_left(range(len(self.hits)), position, key=self._hit_position)
            if index < len(self.hits) and self._hit_position(index) == position:
                self.hit = index
                self._changed()

    # -- what the reader has before him -------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is to be kept where the text is rewritten. Of a title that is not of the text nothing is selected."""
        page = self.page
        if page is None:
            return View(0)
        hit = None if self.hit is None else page.text_offset(self._hit_position(self.hit))
        selected = None
        if self.selection is not None and self.selection.start.paragraph >= page.shift:
            selected = page.text_offset(self.selection.anchor), page.text_offset(self.selection.focus)
        directions = {
            page.text_offset(Position(paragraph, 0)): level
            for paragraph, level in page.paragraph_directions.items()
            if paragraph >= page.shift
        }
        return View(self.place, hit, selected, self.selecting, directions)

    def select_again(self, view: View) -> None:
        """Select what a view says."""
        if self.page is not None and view.selected is not None:
            anchor, focus = (self.page.position(offset) for offset in view.selected)
            self.selection, self.selecting, self._goal = Selection(anchor, focus), view.selecting, None
            self._changed()

    # -- quotes -------------------------------------------------------------------------------------------

    def set_kept(self, spans: Sequence[tuple[int, int]]) -> None:
        """Tint other ranges of the document's text: see `kept`."""
        if spans != self.kept:
            self.kept = spans
            self.refresh()

    def _kept_in(self, line: Line, paragraph: int) -> list[tuple[int, int]]:
        """What is kept of a line, as ranges of its paragraph."""
        assert self.page is not None
        if not self.kept or paragraph < self.page.shift:
            return []
        base = self.page.text_offset(Position(paragraph, 0))
        first = bisect_left(self.kept, base + line.start, key=lambda span: span[1])
        last = bisect_left(self.kept, base + line.end, key=lambda span: span[0])
        return [(max(0, start - base), end - base) for start, end in self.kept[first:last]]

    # -- place --------------------------------------------------------------------------------------------

    @property
    def focus_paragraph(self) -> int:
        """The shown paragraph that is meant: the selection's, the current hit's, else the first on the screen."""
        if self.selection is not None:
            return self.selection.focus.paragraph
        if self.hit is not None and self.on_screen(position := self._hit_position(self.hit)):
            return position.paragraph
        return self._rows[0].place.paragraph if self._rows else 0

    def step(self, unit: str, forward: bool) -> None:
        """To the next or previous paragraph or sentence; extends the selection while selecting."""
        if self.page is None:
            return
        if self.selecting:
            self.extend(unit, forward)
        else:
            self.go_to(step(self.page, self._anchor, unit, forward))

    def bring_into_view(self, position: Position) -> None:
        """Scroll only where the position is not on the screen."""
        if not self.on_screen(position):
            self.go_to(position, int(self.size.height * HIT_AT))

    # -- selecting ----------------------------------------------------------------------------------------

    def start_selecting(self) -> None:
        """Begin at the current hit if it is on the screen, else in the middle of it."""
        if self.page is None:
            return
        if not self._rows:
            # On a narrow screen the pane has its rows when it has been shown.
            self._selects = True
            return
        self.selecting, self._goal = True, None
        if self.selection is None:
            if self.hit is not None and self.on_screen(position := self._hit_position(self.hit)):
                end = self.hits[self.hit][2]
                self.selection = Selection(position, Position(position.paragraph, end))
            else:
                lines = [row for row in self._rows if row.line is not None and row.line.text.strip()]
                row = lines[len(lines) // 2] if lines else self._rows[0]
                start = Position(row.place.paragraph, row.line.start if row.line else 0)
                self.selection = Selection(start, start)
        self._changed()

    def relay(self, laid: Laid | None = None) -> None:
        super().relay(laid)
        if self._selects and self._rows:
            self._selects = False
            self.start_selecting()

    def stop_selecting(self) -> None:
        """Select nothing."""
        self.selection, self.selecting, self._selects = None, False, False
        self._changed()

    def extend(self, unit: str, forward: bool) -> None:
        """Move the selection's focus by a unit of `text.selection.EDGES`."""
        if self.page is not None and self.selection is not None:
            self._goal = None
            self._set_focus(step(self.page, self.selection.focus, unit, forward))

    def extend_sideways(self, leftwards: bool) -> None:
        """Move the focus a cluster to the left or right as the paragraph is read."""
        if self.page is not None and self.selection is not None:
            rtl = bool(self.page.level(self.selection.focus.paragraph))
            self.extend("cluster", leftwards == rtl)

    def extend_rows(self, rows: int) -> None:
        """Move the focus up or down by rows, keeping its column where lines are long enough."""
        if self._flow is None or self.selection is None:
            return
        place = self._flow.place_of(self.selection.focus)
        if self._goal is None:
            self._goal = self._column(self.selection.focus, place)
        target = self._flow.move(place, rows)
        while self._line(target) is None and target not in (self._flow.last(), Place(0, 0, 0)):
            target = self._flow.move(target, 1 if rows > 0 else -1)
        line = self._line(target)
        if line is not None:
            self._set_focus(Position(target.paragraph, line.offset_at(self._goal - self._left(line))))

    def pick(self, unit: str) -> None:
        """Select the word, sentence or paragraph under the caret; picked again, the one that was picked before."""
        if self.page is None or self.selection is None:
            return
        # The caret stands behind what was picked; a larger unit is to be that which holds it.
        at = self.selection.start if self.selection == self._picked else self.selection.focus
        text = self.page.paragraph(at.paragraph)
        start, end = word_near(text, at.offset) if unit == "word" else _unit_at(text, at.offset, unit)
        self.selection = self._picked = Selection(Position(at.paragraph, start), Position(at.paragraph, end))
        self._goal = None
        self.bring_into_view(self.selection.focus)
        self._changed()

    def point_to(self, start: int, end: int) -> None:
        """Select a range of the document's text and show where it begins."""
        if self.page is not None:
            self.selection, self.selecting = Selection(self.page.position(start), self.page.position(end)), False
            self.bring_into_view(self.selection.anchor)
            self._changed()

    @property
    def selected_range(self) -> tuple[int, int] | None:
        """The selected range of the document's text; None where none of it is selected."""
        if self.page is None or self.selection is None:
            return None
        start, end = self.page.text_offset(self.selection.start), self.page.text_offset(self.selection.end)
        return (start, end) if start < end else None

    def extend_to(self, position: Position) -> None:
        """Move the focus to a position."""
        if self.selection is not None:
            self._set_focus(position)

    def swap_ends(self) -> None:
        """Go on from the selection's other end."""
        if self.selection is not None:
            self.selection = Selection(self.selection.focus, self.selection.anchor)
            self.bring_into_view(self.selection.focus)
            self._changed()

    @property
    def selected_length(self) -> int:
        """How many characters are selected."""
        if self.page is None or self.selection is None:
            return 0
        return self.page.length(self.selection)

    def selected_text(self) -> str:
        """Exactly the characters selected; empty where there is no selection."""
        if self.page is None or self.selection is None:
            return ""
        return self.page.slice(self.selection)

    def _set_focus(self, focus: Position) -> None:
        assert self.selection is not None
        self.selection = Selection(self.selection.anchor, focus)
        self.bring_into_view(focus)
        self._changed()

    # -- drawing ------------------------------------------------------------------------------------------

    def _mark(self, row: Row, line: Line, paragraph: int, left: int) -> None:
        assert self.page is not None
        for start, end in self._kept_in(line, paragraph):
            row.restyle(line_spans(line, left, spans(line, start, end)), self.look.kept)
        number = paragraph - self.page.shift
        # One that begins before the line may reach into it; hits do not overlap, so no other can.
        first = max(0, bisect_left(self.hits, (number, line.start)) - 1)
        for index in range(first, bisect_left(self.hits, (number, line.end))):
            of, start, end = self.hits[index]
            if of == number and end > line.start:
                look = self.look.current_hit if index == self.hit else self.look.hit
                row.restyle(line_spans(line, left, spans(line, start, end)), look)
        if self.selection is not None:
            within = self.selection.within(paragraph, len(self.page.paragraph(paragraph)))
            if within:
                row.restyle(line_spans(line, left, spans(line, *within)), self.look.selection)
            focus = self.selection.focus
            if self.selecting and focus.paragraph == paragraph:
                column = self._caret_column(line, left, focus.offset)
                if column is not None:
                    row.restyle([(column, column + 1)], self.look.caret)

    def _caret_column(self, line: Line, left: int, offset: int) -> int | None:
        """Where the caret stands on this line; None where it stands on another."""
        if line.start <= offset < line.end:
            found = line.place(offset)
            if found is not None and offset < line.visible_end:
                return left + found[0]
        elif not (offset == line.end == line.paragraph.origin + len(line.paragraph.text)):
            return None
        return left - 1 if line.base_level else left + line.columns

    # -- mouse --------------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a selection, of words at the second click, sentences at the third; with Shift, extend the last one."""
        if self.on_rail(event.x):
            return
        at = self.content_x(event.x), event.y
        cluster = self.cluster_at(*at)
        if event.button != 1 or cluster is None:
            return
        self._drag_at = self._pressed = at
        if event.shift and (self.selection is not None or self._origin is not None):
            if self.selection is not None and (self._origin is None or self.selection.anchor not in self._origin):
                self._origin, self._unit = (self.selection.anchor, self.selection.anchor), None
            self._drag_to(*at)
        else:
            again = self._clicked and self._clicked[0] == at
            soon = self._clicked and event.time - self._clicked[1] <= self.app.CLICK_CHAIN_TIME_THRESHOLD
            self._clicks = self._clicks + 1 if again and soon else 1
            self._unit = CLICKS.get(min(self._clicks, max(CLICKS)))
            self._origin = self._around(cluster)
            self.selection, self.selecting = Selection(*self._origin) if self._unit else None, False
        self._dragging = True
        self.capture_mouse()
        self._changed()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if not self._dragging:
            return
        self._drag_at = (self.content_x(event.x), event.y)
        if 0 <= event.y < self.size.height:
            self._drag_timer.pause()
        else:
            self._drag_timer.resume()
        self._drag_to(*self._drag_at)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._dragging:
            self._dragging = False
            at = self.content_x(event.x), event.y
            if at != self._drag_at:  # a terminal that tells of no moves
                self._drag_to(*at)
            self._clicked = at, event.time
            if at != self._pressed:
                self._clicks = 0
            self._drag_timer.pause()
            self.release_mouse()

    def _around(self, cluster: tuple[Position, Position]) -> tuple[Position, Position]:
        """The ends of the unit that a drag goes by around a cluster."""
        if self._unit is None or self.page is None:
            return cluster
        paragraph, offset = cluster[0]
        start, end = _unit_at(self.page.paragraph(paragraph), offset, self._unit)
        return Position(paragraph, start), Position(paragraph, end)

    def _drag_to(self, x: int, y: int) -> None:
        cluster = self.cluster_at(x, max(0, min(y, self.size.height - 1)))
        if cluster and self._origin:
            start, end = self._origin
            first, last = self._around(cluster)
            # Both what the drag began in and what it has reached are taken.
            if first < start:
                self.selection = Selection(end, first)
            elif (first, last) != self._origin or self.selection is not None:
                self.selection = Selection(start, max(end, last))
            self._changed()

    def _scroll_drag(self) -> None:
        x, y = self._drag_at
        self.scroll_rows(-1 if y < 0 else 1)
        self._drag_to(x, y)


def _unit_at(text: str, offset: int, unit: str) -> tuple[int, int]:
    """The unit that holds an offset; at the text's end the last sentence, or paragraph."""
    return unit_around(text, offset if unit == "word" else max(0, min(offset, len(text) - 1)), unit)
