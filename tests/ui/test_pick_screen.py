"""Picking a row of a list: by keys, by typing a part of it, by the mouse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from textual import events
from textual.app import App

from tui_reader.settings.themes import load_theme
from tui_reader.terminal.emit import Way
from tui_reader.ui.pick_rows import MadeRows, PickRow, Sieve
from tui_reader.ui.pick_screen import PickList, PickScreen
from tui_reader.ui.theme import styles

ROWS = [
    PickRow("Fruit", heading=True),
    PickRow("Apple", "3"),
    PickRow("كُمثرى", "٢", marked=True),
    PickRow("Trees", heading=True),
    PickRow("Oak", depth=1),
    *(PickRow(f"Ash {number}") for number in range(40)),
]
LOOK = styles(load_theme("light", None)[0])


class Picking(App[int]):
    """An app with nothing but the screen."""

    CSS = "#pick { height: 14; width: 40; } #pick-list { height: 10; } #pick-filter { height: 1; }"

    def __init__(self, level: int = 0) -> None:
        super().__init__()
        self.level = level
        self.taken: list[int | None] = []

    def on_mount(self) -> None:
        self.push_screen(self.pick_screen(), self.taken.append)

    def pick_screen(self) -> PickScreen:
        return PickScreen(LOOK, lambda: Way.VISUAL, self.level, "Pick", ROWS)

    @property
    def rows(self) -> PickList:
        return self.screen.query_one(PickList)


def shown(app: Picking) -> list[str]:
    return [app.rows.render_line(y).text for y in range(app.rows.size.height)]


async def test_the_one_in_force_is_under_the_cursor_and_enter_takes_it() -> None:
    app = Picking()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        assert app.rows.chosen == 2
        assert [row[1] for row in shown(app)[:4]] == ["F", " ", "•", "T"]
        await pilot.press("enter")
        await pilot.pause()
        assert app.taken == [2]


@pytest.mark.parametrize(
    ("keys", "chosen"),
    [("up", 1), ("up up up", 1), ("down", 4), ("down up", 2), ("pagedown pagedown", 21), ("pagedown " * 9, 44)],
)
async def test_keys_pass_over_headings(keys: str, chosen: int) -> None:
    app = Picking()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*keys.split())
        assert app.rows.chosen == chosen
        place = app.rows.cursor
        assert ROWS[chosen].text.split()[-1] in "".join(shown(app)) or chosen == 2
        assert app.rows.shown[place] == chosen


@pytest.mark.parametrize(
    ("typed", "chosen", "left"),
    [("oak", 4, 1), ("APP", 1, 1), ("كمثري", 2, 1), ("ash 3", 8, 13),
     ("2", 2, 14), ("zzz", None, 0)],
)
async def test_typing_narrows_it(typed: str, chosen: int | None, left: int) -> None:
    app = Picking()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*("space" if letter == " " else letter for letter in typed))
        await pilot.pause()
        assert app.rows.chosen == chosen
        assert sum(not ROWS[index].heading for index in app.rows.shown) == left
        await pilot.press("enter")
        await pilot.pause()
        assert app.taken == [chosen]


async def test_mouse() -> None:
    app = Picking()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        await pilot.click(PickList, offset=(5, 0))
        assert app.rows.chosen == 2, "a heading cannot be picked"
        await pilot.click(PickList, offset=(5, 4))
        assert app.rows.chosen == 4
        await pilot.click(PickList, offset=(5, 4), times=2)
        await pilot.pause()
        assert app.taken == [4]


@pytest.mark.parametrize("leave", ["escape", "beside"])
async def test_leaving_takes_nothing(leave: str) -> None:
    app = Picking()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        if leave == "escape":
            await pilot.press("escape")
        else:
            await pilot.click(offset=(59, 23))
        await pilot.pause()
        assert app.taken == [None]


async def test_a_right_to_left_interface_is_mirrored() -> None:
    app = Picking(level=1)
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        rows = shown(app)
        assert rows[0].rstrip().endswith("Fruit")
        assert rows[1].index("3") < rows[1].index("Apple")
        assert rows[2].rstrip().endswith("•")


class Many(Picking):
    """So many rows that to make them all would take a while."""

    COUNT = 100_000

    def __init__(self) -> None:
        super().__init__()
        self.made: list[int] = []

    def pick_screen(self) -> PickScreen:
        def row(index: int) -> PickRow:
            self.made.append(index)
            return PickRow(f"row {index}")

        return PickScreen(LOOK, lambda: Way.VISUAL, 0, "Pick", MadeRows(self.COUNT, row), self.COUNT // 2)


async def test_of_many_rows_only_those_seen_are_made() -> None:
    app = Many()
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        assert app.rows.chosen == 50_000
        assert any("row 50000" in row for row in shown(app))
        assert len(set(app.made)) < 50
        await pilot.press("pagedown", "down", "enter")
        await pilot.pause()
        assert app.taken == [50_010]
        assert len(set(app.made)) < 50


async def test_many_rows_are_looked_through_on_a_thread_and_enter_waits_for_that() -> None:
    app = Many()
    app.COUNT = 5_000
    threads: list[str] = []

    class Named(Sieve):
        def find(self, words: Sequence[str], cancelled: Callable[[], bool] = lambda: False) -> list[int] | None:
            threads.append(threading.current_thread().name)
            return super().find(words, cancelled)

    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        app.rows._sieve = Named(app.rows._all)
        settled: list[bool] = []
        app.rows.settled = lambda: settled.append(True)
        for key in ("4", "3", "2", "1", "enter"):
            app.post_message(events.Key(key, None if key == "enter" else key))
        while not app.taken:
            await pilot.pause(0.01)
        assert app.taken == [4321]
        assert settled == [True]
        assert "MainThread" not in threads


async def test_what_is_typed_and_taken_back_shows_every_row_again() -> None:
    app = Many()
    app.COUNT = 1_000
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.pause()
        await pilot.press("7", "7", "backspace", "backspace")
        await pilot.pause()
        assert not app.rows.sifting
        assert app.rows.shown == range(1_000)
