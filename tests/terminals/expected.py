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

from tui_reader.text import segment
from tui_reader.text.selection import Position, Selection
from tui_reader.ui.app import ReaderApp

#: What is typed where nothing else is asked for: it stands in the seed and on the mixed page.
QUERY = "الناتو"

#: Pressed once the query's hits are lit: selects from the first hit to a word of the line below.
SELECT = ("v", "Down", "w")

#: Pressed to see the other article, nothing selected.
NEXT = ("Escape", "bracketright")

#: Words of the mixed page that are clicked twice and copied: Latin in an Arabic line, Arabic, Hebrew, and Arabic in
#: an English line.
CLICKED = ("NATO", "ونسبة", "הספרייה", "inside", "عربية")

#: Typed into the search bar, and the parts of it over which the pointer is drawn, from a letter up to another one.
BAR = "قال NATO من 12 شهرا"
DRAWN = ((0, 3), (4, 8), (1, 10), (16, 6))

#: Rows of a page, about, on which something is clicked or a drag begins.
SOME = 4

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


Point = tuple[int, int]
"""Column and row of the screen."""


class Drag(NamedTuple):
    """The pointer is drawn from one letter to another; `text` is what that selects."""

    start: Point
    end: Point
    text: str


class Scene(NamedTuple):
    """One screen. `lines` are the rows of the reading pane's text as they were written; `words` where one can click,
    `drags` where one can select over several lines."""

    grid: list[list[Cell]]
    reading: Region
    lines: list[str]
    words: dict[str, Point]
    drags: list[Drag]


class Expected(NamedTuple):
    """The screens of one run: hits in the seed, a selection there too, hits on the mixed page, then the seed again,
    whose row in the list was clicked at `row`; and what is selected in the search bar."""

    found: Scene
    seed: Scene
    mixed: Scene
    row: Point
    again: Scene
    bar: list[Drag]


def expected(paths: Sequence[Path], query: str, columns: int, rows: int) -> Expected:
    """The screens of a terminal of that size."""
    return asyncio.run(_expected(paths, query, columns, rows))


async def _expected(paths: Sequence[Path], query: str, columns: int, rows: int) -> Expected:
    app = reader(paths)
    async with running(app, (columns, rows)) as pilot:
        await press(pilot, "/")
        await press(pilot, *query)
        await searched(pilot)
        await press(pilot, "enter")
        await settle(pilot)
        found = _scene(app)
        await _pressed(pilot, SELECT)
        first = _scene(app)
        await _pressed(pilot, NEXT)
        mixed = _scene(app)
        row = app.list.region.x + 5, app.list.region.y
        await pilot.click(offset=row)
        await settle(pilot)
        again = _scene(app)
        await press(pilot, "/", "escape", *BAR)
        await searched(pilot)
        return Expected(found, first, mixed, row, again, _bar(app))


async def _pressed(pilot: Pilot[int], keys: Sequence[str]) -> None:
    await press(pilot, *(_TEXTUAL.get(key, key) for key in keys))
    await settle(pilot)


def _scene(app: ReaderApp) -> Scene:
    region = app.reading.region
    pane = Region(region.x, region.y, region.x + app.reading.content_width, region.bottom)
    lines = [row.line.text if row.line else "" for row in app.reading._rows]
    grid = [_cells(segments(app, y)) for y in range(app.size.height)]
    words = {word: at for word in CLICKED if (at := _place(app, word))} or _middles(app)
    return Scene(grid, pane, lines, words, _drags(app))


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


def _middles(app: ReaderApp) -> dict[str, Point]:
    """Of some rows of the reading pane a word that stands on the screen once, with a letter in the middle of it."""
    shown = [row.line.text for row in app.reading._rows if row.line]
    found: dict[str, Point] = {}
    for text in shown[:: max(1, len(shown) // SOME)]:
        words = [text[slice(*span)] for span in segment.words(text)]
        rare = [word for word in words if len(word) > 2 and sum(row.count(word) for row in shown) == 1]
        if rare and (at := _place(app, rare[len(rare) // 2])):
            found[rare[len(rare) // 2]] = at
    return found


def _drags(app: ReaderApp) -> list[Drag]:
    """From the middle of some rows of the reading pane to a quarter of a row further down, and up again."""
    pane = app.reading
    assert pane.page is not None
    rows = [(y, row) for y, row in enumerate(pane._rows) if row.line is not None and row.line.cells]
    found = []
    for (y, row), (last_y, last) in list(zip(rows, rows[2:], strict=False))[:: max(1, len(rows) // SOME)]:
        ends = []
        for at, each, part in ((y, row, 2), (last_y, last, 4)):
            assert each.line is not None
            letters = [cell for cell in each.line.cells if cell.nominal.isalnum() and cell.columns == 1]
            if letters:
                cell = letters[len(letters) // part]
                place = each.line.place(cell.start)
                assert place is not None
                point = pane.region.x + pane._left(each.line) + place[0], pane.region.y + at
                ends.append((point, Position(each.place.paragraph, cell.start), cell.end))
        if len(ends) == 2:
            (start, first, _), (end, second, after) = ends
            text = pane.page.slice(Selection(first, Position(second.paragraph, after)))
            found.append(Drag(end, start, text) if len(found) % 2 else Drag(start, end, text))
    return found


def _bar(app: ReaderApp) -> list[Drag]:
    """What is selected when the pointer is drawn from a letter in the search bar to another."""
    bar = app.search_bar
    cells, start, _ = bar._window()
    left = bar.region.x + 1 + len(bar._prefix) + start
    columns = {cell.start: left + sum(each.columns for each in cells[:at]) for at, cell in enumerate(cells)}
    return [
        Drag((columns[first], bar.region.y), (columns[last], bar.region.y), BAR[min(first, last) : max(first, last)])
        for first, last in DRAWN
    ]
