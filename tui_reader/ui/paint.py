"""Rows of cells with their styles -> Textual strips, as the terminal's profile has them sent.

Every text on the screen goes through here; nothing from outside reaches a Strip in another way.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui_reader.terminal.emit import Way, emit, seen_column
from tui_reader.text.bidi import base_level
from tui_reader.text.layout import Cell, Line, analyse, truncate

#: One column of nothing.
BLANK = Cell(" ", " ", 1, -1, -1, 0)


class Row:
    """One row under construction: cells from left to right, each with its style."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []
        self.styles: list[Style] = []
        self.columns = 0

    def blank(self, columns: int, style: Style) -> "Row":
        """Add blank columns."""
        columns = max(0, columns)
        self.cells += [BLANK] * columns
        self.styles += [style] * columns
        self.columns += columns
        return self

    def add(self, cells: Sequence[Cell], style: Style) -> "Row":
        """Add cells in one style."""
        self.cells += cells
        self.styles += [style] * len(cells)
        self.columns += sum(cell.columns for cell in cells)
        return self

    def pad(self, width: int, style: Style) -> "Row":
        """Fill up to ``width`` columns on the right."""
        return self.blank(width - self.columns, style)

    def restyle(self, columns: Sequence[tuple[int, int]], style: Style) -> "Row":
        """Give the cells that have a part in these half-open column spans another style."""
        for index in self._within(columns):
            self.styles[index] = style
        return self

    def overlay(self, columns: Sequence[tuple[int, int]], style: Style) -> "Row":
        """Add to the style of the cells in these spans what another one says."""
        for index in self._within(columns):
            self.styles[index] += style
        return self

    def _within(self, columns: Sequence[tuple[int, int]]) -> list[int]:
        """The cells that have a part in half-open column spans."""
        if not columns:
            return []
        lit = {column for start, end in columns for column in range(start, end)}
        found, column = [], 0
        for index, cell in enumerate(self.cells):
            after = column + cell.columns
            if column in lit or (after > column + 1 and not lit.isdisjoint(range(column, after))):
                found.append(index)
            column = after
        return found

    def seen(self, way: Way, column: int) -> int:
        """The column in which a reader sees what was clicked, of the one the terminal tells."""
        return seen_column(self.cells, way, column)

    def strip(self, way: Way) -> Strip:
        """The row as it is sent."""
        return Strip([Segment(text, style) for text, style in emit(self.cells, self.styles, way)], self.columns)


class WholeStrip(Strip):
    """A strip that does not keep itself: Textual's does where it is not cut, and would only be let go by a search
    for such circles."""

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The pieces between columns at which it is cut."""
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else super().divide(cuts)


def blank_strip(width: int, style: Style) -> Strip:
    """A row of nothing, which is sent alike to every terminal."""
    return Strip([Segment(" " * width, style)], width)


@lru_cache(maxsize=256)  # of the rows on a screen: a list whose cursor moves is drawn anew at each key
def caption(text: str, width: int, document: int) -> tuple[Cell, ...]:
    """A text on one row of at most ``width`` columns, cut at its own end, in its own direction.

    ``document`` is the base level of what it belongs to, for a text without letters of its own.
    """
    return tuple(truncate(analyse(text, base_level(text, document)), width))


@lru_cache(maxsize=16)
def wrapped(text: str, width: int, document: int) -> tuple[tuple[Cell, ...], ...]:
    """A text on as many rows of at most ``width`` columns as it takes, as `caption` has it on one."""
    return tuple(line.cells for line in analyse(text, base_level(text, document)).lines(width))


def aligned(cells: Sequence[Cell], width: int, rtl: bool, style: Style) -> Row:
    """A row of ``width`` columns with the cells at their own side."""
    free = width - sum(cell.columns for cell in cells)
    return Row().blank(free if rtl else 0, style).add(cells, style).pad(width, style)


def line_spans(line: Line, left: int, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Column spans on a line moved to where the line stands in its row."""
    return [(left + start, left + end) for start, end in spans]
