"""Cluster, Cell and Line: a slice of a paragraph at one width, and the map between its columns and its text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from .paragraphs import FORCED_BREAKS

if TYPE_CHECKING:
    from .layout import Paragraph


class Cluster(NamedTuple):
    """The unit that is never split: a grapheme cluster, or a lam-alef with its marks (two of them).

    Half-open code point offsets in the paragraph; ``columns`` is 0 for what is not drawn (bidi controls), and
    that of a tab at the beginning of a line.
    """

    start: int
    end: int
    columns: int


class Cell(NamedTuple):
    """What is drawn at one place of a line.

    ``text`` is sanitised, joined, mirrored, marks after their base; ``nominal`` the same before joining and
    mirroring, in logical order, with ZWNJ and ZWJ, for terminals that join by themselves. Both take ``columns``
    columns. ``start`` and ``end`` are code point offsets in the paragraph, -1 for padding, kashida and the
    ellipsis; ``level`` is the resolved embedding level (odd: right to left).
    """

    text: str
    nominal: str
    columns: int
    start: int
    end: int
    level: int


@dataclass(frozen=True)
class Line:
    """A slice of a paragraph at one width. ``start`` and ``end`` are code point offsets in the paragraph, white
    space that ends the line included; ``visible_end`` leaves it out."""

    paragraph: Paragraph = field(repr=False)
    start: int
    end: int
    visible_end: int

    @property
    def text(self) -> str:
        """The exact logical slice."""
        origin = self.paragraph.origin
        return self.paragraph.text[self.start - origin : self.end - origin]

    @property
    def base_level(self) -> int:
        """The paragraph's base level: 0 left to right, 1 right to left."""
        return self.paragraph.base_level

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The cells in visual order, left to right (rules L1, L2, L4); white space that ends the line has none."""
        return tuple(self.paragraph.cells(self.start, self.end, self.visible_end))

    def shown_as(self, cells: Sequence[Cell]) -> Line:
        """The same slice drawn with other cells, in visual order: its places and columns are those of the cells."""
        line = Line(self.paragraph, self.start, self.end, self.visible_end)
        line.__dict__["cells"] = tuple(cells)
        return line

    @property
    def ends_paragraph(self) -> bool:
        """Whether the line ends because its paragraph (or a part of it) does, or was made to (UAX #14 BK)."""
        return self.end == self.paragraph.origin + len(self.paragraph.text) or self.text[-1:] in tuple(FORCED_BREAKS)

    @cached_property
    def columns(self) -> int:
        """Columns of all cells."""
        return sum(cell.columns for cell in self.cells)

    @cached_property
    def _places(self) -> tuple[list[int], list[tuple[int, Cell]]]:
        """Logical starts, ascending, and with each its column and cell."""
        placed, column = [], 0
        for cell in self.cells:
            if cell.start >= 0:
                placed.append((column, cell))
            column += cell.columns
        placed.sort(key=lambda place: place[1].start)
        return [cell.start for _, cell in placed], placed

    def place(self, offset: int) -> tuple[int, Cell] | None:
        """Column and cell of the cluster that holds a code point offset.

        For one that is not drawn (a control, white space that ends the line) the cell before it in logical
        order, or the first; None for a line without cells.
        """
        starts, placed = self._places
        if not placed:
            return None
        return placed[max(0, bisect_right(starts, offset) - 1)]

    def offset_at(self, column: int) -> int:
        """Start of the cluster drawn at a column (from 0, left to right).

        Left or right of the text: the line's start or ``visible_end``, whichever is read on that side.
        """
        at = 0
        for index, cell in enumerate(self.cells if column >= 0 else ()):
            if at <= column < at + cell.columns:
                if cell.start < 0:  # a kashida: the letter it stretches
                    beside = (*self.cells[index:], *reversed(self.cells[:index]))
                    return next((other.start for other in beside if other.start >= 0), self.visible_end)
                return cell.start
            at += cell.columns
        return self.start if (column < 0) != bool(self.base_level) else self.visible_end

    def indent(self, width: int) -> int:
        """Columns left free on the left when the line is aligned to its own direction in ``width`` columns."""
        return max(0, width - self.columns) if self.base_level else 0
