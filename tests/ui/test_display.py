"""The keys of the display: what they draw, and that searching, selecting and copying know nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui_reader.settings.settings import read_settings
from tui_reader.text.selection import Position, Selection
from tui_reader.ui.app import ReaderApp

from .frames import lit, part, press, reader, reading_rows, rows, running, seen, settle, type_query, until, write

TEXT = "عنوان\n" + "سَمِعَ محمد 12 قِصَّةً مِنْ كِتَابٍ كَبِيرٍ عَنْ مَدِينَةٍ قديمة؛ " * 9 + "النهاية."


@pytest.fixture
def app(tmp_path: Path) -> ReaderApp:
    return reader([write(tmp_path / "a", {"a.txt": TEXT})])


async def chord(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await press(pilot, ",", key)


def drawn(app: ReaderApp) -> str:
    return "\n".join("".join(row) for row in part(app, app.reading))


def line_columns(app: ReaderApp) -> list[int]:
    """Columns of the lines on the screen, the title's and the last one's left out."""
    return [row.line.columns for row in reading_rows(app) if row.line and row.place.paragraph and row.line.columns][:-1]


async def test_tashkeel_and_digits(app: ReaderApp) -> None:
    async with running(app) as pilot:
        assert "\u064e" in drawn(app) and " 12 " in drawn(app)
        await chord(pilot, "t", "d")
        assert not set("\u064b\u064d\u064e\u064f\u0650\u0651\u0652") & set(drawn(app))
        assert "١٢" in drawn(app) and " 12 " not in drawn(app)
        await chord(pilot, "t")
        assert "\u064e" in drawn(app)


async def test_bidi_controls(tmp_path: Path, copies: list[str]) -> None:
    text = "ab \u05d0\u200f. \u2067cd\u2069!"
    app = reader([write(tmp_path / "a", {"a.txt": text})])
    async with running(app) as pilot:
        assert "←" not in drawn(app)
        await chord(pilot, "b")
        assert "ab ←\u05d0. ↤cd↧!" in drawn(app)
        assert "Bidi controls are shown" in rows(app)[-1]
        app.reading.focus()
        await settle(pilot)
        await press(pilot, "v", "a", "s", "y")
        await until(pilot, lambda: copies == [text])
        await chord(pilot, "b")
        assert not set("←↧↤") & set(drawn(app)) and "Bidi controls are hidden" in rows(app)[-1]


async def test_lines_are_filled_by_spaces_then_by_strokes_then_not_at_all(app: ReaderApp) -> None:
    async with running(app) as pilot:
        ragged = line_columns(app)
        assert len(set(ragged)) > 1
        for strokes in (False, True):
            await chord(pilot, "j")
            assert set(line_columns(app)) == {app.reading.measure}
            assert ("ـ" in drawn(app)) == strokes
        await chord(pilot, "j")
        assert line_columns(app) == ragged


async def test_a_resize_and_a_measure_keep_lines_full(app: ReaderApp) -> None:
    async with running(app) as pilot:
        await chord(pilot, "j", "j", "W")
        for size in ((90, 30), (140, 40)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert set(line_columns(app)) == {app.reading.measure} and "ـ" in drawn(app)


async def test_what_is_copied_is_the_authors_text(app: ReaderApp, copies: list[str]) -> None:
    async with running(app) as pilot:
        await chord(pilot, "t", "d", "j", "j", "w", "s")
        assert "ـ" in drawn(app)
        page = app.reading.page
        assert page is not None
        app.reading.focus()
        await settle(pilot)
        start, end = TEXT.index("محمد"), TEXT.index("قديمة") + 200
        app.reading.selection = Selection(page.position(start), page.position(end))
        app.reading.refresh()
        await settle(pilot)
        await press(pilot, "y")
        await until(pilot, lambda: copies)
        assert copies == [TEXT[start:end]]


async def test_strokes_between_selected_letters_are_lit_and_no_others(app: ReaderApp) -> None:
    async with running(app) as pilot:
        await chord(pilot, "j", "j")
        page = app.reading.page
        assert page is not None
        row = next(row for row in reading_rows(app) if row.line and any(cell.start < 0 for cell in row.line.cells))
        line = row.line
        assert line is not None
        start, end = (Position(row.place.paragraph, offset) for offset in (line.start, line.end))
        app.reading.selection = Selection(start, end)
        app.reading.refresh()
        await settle(pilot)
        y = reading_rows(app).index(row)
        left = app.reading._left(line)
        assert lit(app, app.reading, app.look.selection) == [(left + at, y) for at in range(line.columns)]


async def test_a_search_finds_the_same_and_lights_whole_words(app: ReaderApp) -> None:
    async with running(app) as pilot:
        await chord(pilot, "t", "d", "j", "j")
        await type_query(pilot, "محمد")
        marks = lit(app, app.reading, app.look.hit) + lit(app, app.reading, app.look.current_hit)
        cells = {
            (app.reading._left(row.line) + column, y): start
            for y, row in enumerate(reading_rows(app))
            if row.line
            for column in range(row.line.columns)
            for start in [row.line.offset_at(column)]
        }
        base = TEXT.index("\n") + 1
        assert marks
        assert {TEXT[base + cells[mark]] for mark in marks} == set("محمد")


async def test_nothing_but_the_text(app: ReaderApp) -> None:
    async with running(app) as pilot:
        place = app.reading.extent()[0]
        await press(pilot, "z")
        await until(pilot, lambda: app.reading.size.width == 120)
        assert not app.list.display and not app.search_bar.display and app.reading.has_focus
        assert not "".join("".join(row) for row in part(app, app.status)).strip()
        assert app.reading.extent()[0] == place
        await chord(pilot, "t")
        assert "hidden" in "".join("".join(row) for row in part(app, app.status)), "what has to be said is said"
        await press(pilot, "escape")
        await until(pilot, lambda: app.reading.size.width < 120)
        assert app.list.display and app.search_bar.display and app.reading.has_focus


@pytest.mark.parametrize("key", ["z", "/", "shift+tab"])
async def test_panes_come_back_with_the_keys(app: ReaderApp, key: str) -> None:
    async with running(app) as pilot:
        await press(pilot, "z", key)
        assert app.list.display and app.search_bar.display
        assert app.search_bar.has_focus == (key == "/")
        assert app.list.has_focus == (key == "shift+tab")
        assert "%" in "".join("".join(row) for row in part(app, app.status))


async def test_the_interface_speaks_arabic_and_is_mirrored(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": TEXT, "b.txt": "second"})], state=tmp_path)
    async with running(app) as pilot:
        await press(pilot, "tab")
        await press(pilot, "}")
        place, left = app.reading.extent()[0], app.list.region.x
        assert left == 0 and app.reading.region.x > 0
        await chord(pilot, "l")
        await until(pilot, lambda: app.list.region.x > 0)
        assert app.list.region.right == 120 and app.reading.region.x == 0
        assert app.reading.extent()[0] == place
        assert seen("".join(part(app, app.search_bar)[0])).strip() == "/  ابحث في المكتبة"
        assert "الواجهة بالعربية" in seen("".join(part(app, app.status)[0]))
        assert "دقيقة" in seen("\n".join("".join(row) for row in part(app, app.list)))
        await chord(pilot, "l")
        await until(pilot, lambda: app.list.region.x == 0)
        assert "Search the library" in "".join(part(app, app.search_bar)[0])
    assert read_settings(None, tmp_path)[0].language == "en"
