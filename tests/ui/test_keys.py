"""Keys whichever layout is on, the help screen, themes and directions."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import Color

from tui_reader.settings.themes import TEXT_PAIRS, theme_names

from .frames import SEEDS, part, press, reader, rows, running, segments, settle, until, write


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    return write(tmp_path, {f"{n}.txt": f"title {n}\n\n" + "نص عربي\n" * 200 for n in range(5)})


async def test_arabic_letters_act_as_their_keys(articles: Path) -> None:
    app = reader([articles])
    async with running(app) as pilot:
        await press(pilot, "ت", "ت", "ن")  # j j k
        assert app.list.cursor == 1
        await press(pilot, "د", "د", "ج")  # ] ] [
        assert app.list.cursor == 2
        await press(pilot, "enter", " ", " ")
        down = app.reading.place
        assert down
        await press(pilot, "\ufefb")  # b, as one character
        assert 0 < app.reading.place < down
        await press(pilot, "ر")  # v
        assert app.reading.selecting
        await press(pilot, "escape", "ظ")  # /
        await press(pilot, "ض")
        assert app.reading.selecting is False


async def test_lam_and_alef_in_one_read_are_b_and_apart_are_not(articles: Path) -> None:
    app = reader([articles])
    async with running(app) as pilot:
        await press(pilot, "enter", " ", " ")
        place = app.reading.place
        await press(pilot, "ل", "ا")
        await until(pilot, lambda: app.reading.place != place)
        assert 0 < app.reading.place < place, "b, a page back; not g, the start"
        await press(pilot, "ل")
        await until(pilot, lambda: app.reading.place == 0)  # g alone, after a while


async def test_the_chord_on_an_arabic_layout(articles: Path) -> None:
    app = reader([articles])
    async with running(app) as pilot:
        before = app.reading_theme.name
        await press(pilot, "و", "ؤ")  # , c
        assert app.reading_theme.name != before


async def test_hebrew_letters(articles: Path) -> None:
    app = reader([articles], keyboard="hebrew")
    async with running(app) as pilot:
        await press(pilot, "ח", "ח", "ל")  # j j k
        assert app.list.cursor == 1


async def test_themes_change_and_come_round(articles: Path, tmp_path: Path) -> None:
    app = reader([articles], state=tmp_path / "state")
    async with running(app) as pilot:
        first = app.reading_theme.name
        seen = [first]
        for _ in theme_names(None):
            await press(pilot, ",", "c")
            seen.append(app.reading_theme.name)
            theme = app.reading_theme
            pairs = {
                (Color.parse(getattr(theme, text)).triplet, Color.parse(getattr(theme, back)).triplet)
                for text, back in TEXT_PAIRS
            }
            for y in range(40):
                for text, style in segments(app, y):
                    if text.strip():
                        assert style.color and style.bgcolor
                        assert (style.color.triplet, style.bgcolor.triplet) in pairs, (theme.name, text)
        assert seen[-1] == first
        assert set(seen) == set(theme_names(None))
        assert {"light", "dark", "sepia", "high-contrast"} <= set(seen)


async def test_no_color(articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.filter import Monochrome, NoColor

    monkeypatch.setenv("NO_COLOR", "1")
    app = reader([articles])
    async with running(app) as pilot:
        assert any(isinstance(each, (Monochrome, NoColor)) for each in app._filters)
        await press(pilot, ",", "c")
        assert app.is_running


async def test_the_direction_of_a_paragraph_then_of_the_document(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "first\nsecond"})
    app = reader([tmp_path])
    async with running(app) as pilot:

        def left() -> list[int]:
            found = ["".join(row) for row in part(app, app.reading)]
            return [len(row) - len(row.lstrip()) for row in found if row.strip() in ("first", "second")]

        start = left()
        await press(pilot, ",", "r")
        one = left()
        assert one[0] > start[0]
        assert one[1] == start[1]
        await press(pilot, ",", "r")
        assert left()[0] > start[0]
        assert left()[1] > start[1]
        await press(pilot, ",", "r")
        assert left() == start


async def test_help_opens_filters_and_runs(articles: Path) -> None:
    app = reader([articles])
    async with running(app) as pilot:
        await press(pilot, "enter", " ")
        assert app.reading.place
        await press(pilot, "?")
        await settle(pilot)
        assert len(app.screen_stack) == 2
        assert app.catalogue.text("action.quit") in "\n".join(rows(app))
        for letter in "to the start":
            await press(pilot, letter)
        shown = "\n".join(rows(app))
        assert app.catalogue.text("action.start") in shown
        assert app.catalogue.text("action.quit") not in shown
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        assert app.reading.place == 0
        await press(pilot, "ctrl+p")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await press(pilot, *"zzzz", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await press(pilot, "?", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.screen.focused is app.reading


async def test_every_action_has_something_to_run() -> None:
    from tui_reader.actions import ACTIONS

    app = reader([SEEDS])
    async with running(app) as pilot:
        for action in ACTIONS:
            if action.name == "quit":
                continue
            await app.run_named(action.name)
            await settle(pilot)
            while len(app.screen_stack) > 1:
                app.pop_screen()
                await settle(pilot)
        assert app.is_running


async def test_quit() -> None:
    for key in ("q", "ctrl+q"):
        app = reader([SEEDS])
        async with running(app) as pilot:
            await press(pilot, key)
            await until(pilot, lambda app=app: not app.is_running or app._exit)
        assert app.return_code == 0
