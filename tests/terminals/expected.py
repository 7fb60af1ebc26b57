"""What a reader should see: the same program under a pilot, its screen as a grid of cells."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rich.cells import get_character_cell_size
from rich.style import Style
from textual.pilot import Pilot
from ui.frames import press, reader, running, searched, segments, settle

from tui_reader.ui.app import ReaderApp

#: What is typed: it stands in the seed and on the mixed page.
QUERY = "الناتو"

#: Pressed once the query's hits are lit: selects from the first hit to a word of the line below.
SELECT = ("v", "Down", "w")

#: Pressed to see the other article, nothing selected.
NEXT = ("Escape", "bracketright")

#: Words of the mixed page that are clicked twice and copied: Latin in an Arabic line, Arabic, Hebrew, and Arabic in
#: an English line.
CLICKED = ("NATO", "ونسبة", "הספרייה", "inside", "عربية")

_TEXTUAL = {"Down": "down", "Escape": "escape", "bracketright": "]", "Return": "enter"}

Colour = tuple[int, int, int]


class Cell(NamedTuple):
    """One cell of the screen: what is drawn in it and its background; a wide one is followed by one without text."""

    text: str
    background: Colour
    bold: bool


class Region(NamedTuple):
    """Columns and rows of a pane, half open."""

    left: int
    top: int
    right: int
    bottom: int


class Scene(NamedTuple):
    """One screen. `lines` are the rows of the reading pane's text as they were written; `words` where one can click."""

    grid: list[list[Cell]]
    reading: Region
    lines: list[str]
    words: dict[str, tuple[int, int]]


class Expected(NamedTuple):
    """The screens of one run: hits and a selection in the seed, hits on the mixed page."""

    seed: Scene
    mixed: Scene


def expected(paths: Sequence[Path], columns: int, rows: int) -> Expected:
    """The screens of a terminal of that size."""
    return asyncio.run(_expected(paths, columns, rows))


async def _expected(paths: Sequence[Path], columns: int, rows: int) -> Expected:
    app = reader(paths)
    async with running(app, (columns, rows)) as pilot:
        await press(pilot, "/")
        await press(pilot, *QUERY)
        await searched(pilot)
        await press(pilot, "enter")
        await _pressed(pilot, SELECT)
        first = _scene(app)
        await _pressed(pilot, NEXT)
        return Expected(first, _scene(app))


async def _pressed(pilot: Pilot[int], keys: Sequence[str]) -> None:
    await press(pilot, *(_TEXTUAL.get(key, key) for key in keys))
    await settle(pilot)


def _scene(app: ReaderApp) -> Scene:
    region = app.reading.region
    pane = Region(region.x, region.y, region.x + app.reading.content_width, region.bottom)
    lines = [row.line.text if row.line else "" for row in app.reading._rows]
    grid = [_cells(segments(app, y)) for y in range(app.size.height)]
    return Scene(grid, pane, lines, {word: at for word in CLICKED if (at := _place(app, word))})


def _cells(row: Sequence[tuple[str, Style]]) -> list[Cell]:
    cells: list[Cell] = []
    for text, style in row:
        shown = style.color if style.reverse else style.bgcolor
        red, green, blue = shown.get_truecolor() if shown else (0, 0, 0)
        colour = red, green, blue
        for character in text:
            columns = get_character_cell_size(character)
            if columns == 0:
                if cells:
                    cells[-1] = cells[-1]._replace(text=cells[-1].text + character)
                continue
            cells.append(Cell(character, colour, bool(style.bold)))
            cells += [Cell("", colour, False)] * (columns - 1)
    return cells


def _place(app: ReaderApp, word: str) -> tuple[int, int] | None:
    """Column and row of a letter in the middle of a word's first place on the screen."""
    pane = app.reading
    assert pane.page is not None
    for y, row in enumerate(pane._rows):
        if row.line is None or word not in row.line.text:
            continue
        offset = row.line.start + row.line.text.index(word) + len(word) // 2
        found = row.line.place(offset)
        if found:
            return pane.region.x + pane._left(row.line) + found[0], pane.region.y + y
    return None
