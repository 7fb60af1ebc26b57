"""Key word in context: a place in a paragraph on one row, the word in the middle, what is read before and after it
at its two sides as the paragraph itself would have them."""

from __future__ import annotations

from typing import NamedTuple

from .layout import ELLIPSIS, analyse_part
from .line import Cell, Line

BLANK = Cell(" ", " ", 1, -1, -1, 0)
"""One column of nothing."""


class Centred(NamedTuple):
    """A row of cells in visual order, and the half-open span of the columns that the word takes in it."""

    cells: tuple[Cell, ...]
    span: tuple[int, int]


def centred(text: str, base_level: int, start: int, end: int, width: int) -> Centred:
    """The place ``[start, end)`` of a paragraph ``text`` on a row of exactly ``width`` columns, cut with … where the
    paragraph goes on. Cells count in the paragraph; a word wider than the row shows its beginning."""
    first, last = _cut(text, start, -width), _cut(text, end, width)
    part = analyse_part(text, base_level, first, last)
    cells = Line(part, first, last, last).cells
    columns: list[int] = []
    column = 0
    for cell in cells:
        columns.append(column)
        column += cell.columns
    placed = zip(columns, cells, strict=True)
    taken = [(at, at + cell.columns) for at, cell in placed if cell.end > start and cell.start < end]
    left = min((at for at, _ in taken), default=0)
    right = max((at for _, at in taken), default=0)
    shift = (width - (right - left)) // 2 - left
    if right - left > width:
        shift = width - right if base_level else -left
    row: list[Cell] = [BLANK] * width
    cut_left = first > 0 if not base_level else last < len(text)
    cut_right = last < len(text) if not base_level else first > 0
    for at, cell in zip(columns, cells, strict=True):
        place = at + shift
        if place < 0 or place + cell.columns > width:
            cut_left, cut_right = cut_left or place < 0, cut_right or place >= 0
        elif cell.columns:
            # A wide cell fills its columns; those behind its first are taken out below.
            row[place : place + cell.columns] = [cell, *([_BEHIND] * (cell.columns - 1))]
    dots = Cell(ELLIPSIS, ELLIPSIS, 1, -1, -1, base_level)
    if cut_left and shift <= 0 < width and row[0].columns == 1:
        row[0] = dots
    if cut_right and column + shift >= width > 0 and row[-1].columns == 1:
        row[-1] = dots
    shown = (max(0, left + shift), min(width, right + shift))
    return Centred(tuple(cell for cell in row if cell is not _BEHIND), shown)


_BEHIND = Cell("", "", 0, -1, -1, 0)


def _cut(text: str, at: int, reach: int) -> int:
    """Where to cut the paragraph: some way from ``at``, between words where there is a space near."""
    target = at + reach
    if reach < 0:
        if target <= 0:
            return 0
        space = text.rfind(" ", max(0, target - -reach), target)
        return space + 1 if space >= 0 else target
    if target >= len(text):
        return len(text)
    space = text.find(" ", target, target + reach)
    return space if space >= 0 else target
