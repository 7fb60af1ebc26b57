"""A picture of a terminal as cells: where they are, what is drawn in each, and a drawing to compare it with."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageStat

from .expected import Cell, Colour, Region
from .inside import FIRST, LAST

FACES = {False: "DejaVuSansMono.ttf", True: "DejaVuSansMono-Bold.ttf"}

#: Advance of every letter of DejaVu Sans Mono, as a part of its size.
ADVANCE = 0.602

#: Difference of brightness from which on something is drawn in a cell at all.
FAINT = 48

Box = tuple[int, int, int, int]


class Cells(NamedTuple):
    """Where the cells of a picture are."""

    left: float
    top: float
    width: float
    height: float

    def box(self, x: int, y: int, x_end: int | None = None, y_end: int | None = None) -> Box:
        """Pixels of a cell, or of those up to another one."""
        x_end, y_end = x + 1 if x_end is None else x_end, y + 1 if y_end is None else y_end
        return (
            round(self.left + x * self.width), round(self.top + y * self.height),
            round(self.left + x_end * self.width), round(self.top + y_end * self.height),
        )  # fmt: skip


def find_cells(picture: Image.Image, columns: int, rows: int) -> Cells | None:
    """By the marks that `inside` drew; None where they are not both there."""
    first, last = _bounds(picture, FIRST), _bounds(picture, LAST)
    if first is None or last is None or last[2] <= first[0] or last[3] <= first[1]:
        return None
    return Cells(first[0], first[1], (last[2] - first[0]) / columns, (last[3] - first[1]) / rows)


def _bounds(picture: Image.Image, colour: Colour) -> Box | None:
    """Where a colour is, give or take what a terminal makes of it."""
    away = ImageChops.difference(picture, Image.new("RGB", picture.size, colour))
    near = [band.point(lambda value: 255 if value < 24 else 0) for band in away.split()]
    return ImageChops.multiply(ImageChops.multiply(near[0], near[1]), near[2]).getbbox()


def background(picture: Image.Image, box: Box) -> Colour:
    """The colour most of a cell has."""
    data = picture.crop(box).tobytes()
    red, green, blue = Counter(zip(data[::3], data[1::3], data[2::3], strict=True)).most_common(1)[0][0]
    return red, green, blue


def ink(picture: Image.Image, cells: Cells, pane: Region) -> Image.Image:
    """What is drawn in a pane, white on black, whatever the colours of each cell."""
    whole = cells.box(pane.left, pane.top, pane.right, pane.bottom)
    drawn = Image.new("L", (whole[2] - whole[0], whole[3] - whole[1]))
    for y in range(pane.top, pane.bottom):
        for x in range(pane.left, pane.right):
            box = cells.box(x, y)
            part = picture.crop(box)
            red, green, blue = ImageChops.difference(
                part, Image.new("RGB", part.size, background(picture, box))
            ).split()
            away = ImageChops.lighter(ImageChops.lighter(red, green), blue)
            most = max(away.tobytes(), default=0)
            if most >= FAINT:
                away = away.point([min(255, value * 255 // most) for value in range(256)])
                drawn.paste(away, (box[0] - whole[0], box[1] - whole[1]))
    return drawn


class Reference:
    """The cells of a pane drawn with the terminal's font, at the size and height that fit its picture best."""

    def __init__(self, drawn: Image.Image, grid: Sequence[Sequence[Cell]], pane: Region, cells: Cells) -> None:
        self.cells = cells._replace(left=0, top=0)
        self.pane = pane
        self.letters = list(_letters(grid, pane))
        self.blanks = [
            (x - pane.left, y - pane.top)
            for y in range(pane.top, pane.bottom)
            for x in range(pane.left, pane.right)
            if grid[y][x].text.isspace()
        ]
        size = cells.width / ADVANCE
        sizes = [size + step / 2 for step in range(-3, 4)]
        heights = [cells.height * step / 40 for step in range(24, 40)]
        soft = drawn.filter(ImageFilter.GaussianBlur(1))
        best = min((self._away(soft, size, height), size, height) for size in sizes for height in heights)
        self.drawn = self._draw(drawn.size, *best[1:])
        #: Where strokes must meet they do, even if a picture that is quite wrong fits a smaller size best.
        self.meeting = self._draw(drawn.size, size + 0.5, best[2])

    def _away(self, soft: Image.Image, size: float, height: float) -> float:
        return ImageStat.Stat(
            ImageChops.difference(soft, self._draw(soft.size, size, height).filter(ImageFilter.GaussianBlur(1)))
        ).mean[0]

    def _draw(self, extent: tuple[int, int], size: float, height: float) -> Image.Image:
        drawn = Image.new("L", extent)
        pen = ImageDraw.Draw(drawn)
        for x, y, cell in self.letters:
            left, top = self.cells.box(x, y)[:2]
            pen.text((left, top + height), cell.text[0], fill=255, font=_font(size, cell.bold), anchor="ls")
        return drawn


def _letters(grid: Sequence[Sequence[Cell]], pane: Region) -> Iterator[tuple[int, int, Cell]]:
    """The cells of a pane that the font has a letter for, at their place in the pane."""
    for y in range(pane.top, pane.bottom):
        for x in range(pane.left, pane.right):
            cell = grid[y][x]
            if cell.text.strip() and in_font(cell.text[0]):
                yield x - pane.left, y - pane.top, cell


@lru_cache
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    # Without Raqm, which would join letters and put them in order by itself.
    return ImageFont.truetype(FACES[bold], size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache
def in_font(character: str) -> bool:
    """Whether DejaVu Sans Mono can draw it; what it lacks each terminal takes from a font of its own choice."""
    font = _font(16, False)
    return font.getmask(character).getbbox() is not None and bytes(font.getmask(character)) != bytes(
        font.getmask("\U0010fffe")
    )


def likeness(one: bytes, other: bytes) -> float:
    """Correlation of two equally large pieces of picture, -1 to 1; 0 where one of them is of one colour."""
    count = len(one)
    mean_one, mean_other = sum(one) / count, sum(other) / count
    one_away, other_away = [v - mean_one for v in one], [v - mean_other for v in other]
    length = (sum(v * v for v in one_away) * sum(v * v for v in other_away)) ** 0.5
    return sum(a * b for a, b in zip(one_away, other_away, strict=True)) / length if length else 0.0


def is_form(cell: Cell) -> bool:
    """Whether it shows a form of an Arabic letter that the font has."""
    tag = unicodedata.decomposition(cell.text[:1]).partition(" ")[0]
    return tag in ("<isolated>", "<initial>", "<medial>", "<final>") and in_font(cell.text[0])
