"""The search bar: what is typed is joined and in order, and the caret stands where the next letter appears."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets.input import Selection

from tui_reader.ui.app import ReaderApp

from .frames import columns, lit, part, press, raw, reader, rows, running, seen, settle, unjoined, until

#: Where the value of the search bar begins: a blank and "/ ".
LEFT = 3


def caret(app: ReaderApp) -> int:
    """The column the caret is drawn in; there is one caret, which may stand on a wide character or a tab."""
    found = [x for x, _ in lit(app, app.search_bar, app.look.caret)]
    assert found
    assert found == list(range(found[0], found[0] + len(found)))
    return found[0]


def bar(app: ReaderApp) -> list[str]:
    """The search bar's columns."""
    return part(app, app.search_bar)[0]  # type: ignore[return-value]


async def put(pilot: Pilot[int], value: str, cursor: int | None = None) -> None:
    """A value with the caret somewhere in it."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    app.search_bar.focus()
    app.search_bar.value = value
    app.search_bar.cursor_position = len(value) if cursor is None else cursor
    await settle(pilot)


async def test_arabic_is_joined_and_in_order() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/", *"السلام عليكم")
        row = rows(app)[0]
        assert seen(row).strip().startswith("السلام عليكم")
        assert "ﻼ" in row, "the lam-alef is one character"
        assert not set(row) & set("السلم"), "no letter stands unjoined"
        assert app.search_bar.value == "السلام عليكم"


async def test_arabic_stands_on_the_right_with_the_caret_left_of_it() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/", *"كتب")
        assert "".join(bar(app)).rstrip(" ").endswith("ﺐﺘﻛ")
        assert bar(app)[-1] == " "
        assert caret(app) == len(bar(app)) - 5


async def test_latin_stands_on_the_left_with_the_caret_right_of_it() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/", *"NATO")
        assert "".join(bar(app)[:LEFT + 4]) == " / NATO"
        assert caret(app) == LEFT + 4


async def test_a_space_that_was_typed_moves_the_caret() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/", *"ab ")
        assert caret(app) == LEFT + 3
        await put(pilot, "")
        await press(pilot, *"اب ")
        assert caret(app) == len(bar(app)) - 5


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("حلف NATO", "NATO ﻒﻠﺣ"),
        ("NATO حلف", "NATO ﻒﻠﺣ"),
        ("عام 2004 (الناتو)", "(ﻮﺗﺎﻨﻟﺍ) 2004 ﻡﺎﻋ"),
        ("say שלום now", "say םולש now"),
    ],
)
async def test_mixed_text_is_in_order(value: str, shown: str) -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/")
        await put(pilot, value)
        assert shown in rows(app)[0]


async def test_the_next_letter_appears_under_the_caret() -> None:
    """At any place of any mixture, for a letter of the direction that was typed last."""
    dice = random.Random(7)
    app = reader([])
    async with running(app, (60, 20)) as pilot:
        for _ in range(150):
            value = "".join(dice.choice(["ab", "דה", " ", "12", "a", "ו", "(", ")", ", "]) for _ in range(6))
            at = dice.randint(0, len(value))
            await put(pilot, value, at)
            first, second = dice.choice([("Y", "Z"), ("ש", "ת")])
            await press(pilot, first)
            before, base = caret(app), app.search_bar._base()
            await press(pilot, second)
            if app.search_bar._base() == base:
                assert bar(app)[before] == second, (value, at, second)


async def test_the_caret_is_in_sight_wherever_it_is() -> None:
    dice = random.Random(8)
    atoms = ["ab", "شركة", "لا", "ًّ", " ", "12", "٣", "日", "👩‍👩‍👧", "🇸🇦", "e\u0301", "\x1b", "\t"]
    atoms += ["\u200f", "\u200d", "\u202e"]
    app = reader([])
    async with running(app, (40, 12)) as pilot:
        for _ in range(150):
            value = "".join(dice.choice(atoms) for _ in range(dice.choice((1, 4, 40))))
            await put(pilot, value, dice.randint(0, len(value)))
            app.search_bar._typing_level = dice.randint(0, 1)
            app.search_bar.refresh()
            await settle(pilot)
            assert LEFT <= caret(app) < 40
            assert len(bar(app)) == 40


@pytest.mark.parametrize("letter", ["م", "m"])
async def test_long_values_follow_the_caret(letter: str) -> None:
    app = reader([])
    async with running(app, (40, 12)) as pilot:
        await put(pilot, letter * 100)
        end = caret(app)
        await press(pilot, "home")
        start = caret(app)
        await press(pilot, "end")
        assert caret(app) == end
        assert (start < end) == (letter == "m")
        assert unjoined("".join(bar(app))).count(letter) > 30


VALUES = ["مرحبا بالعالم", "hello world", "حلف NATO في", "say שלום now", "12 عام 34", "ab דה 12"]


@pytest.mark.parametrize("value", VALUES)
async def test_left_goes_left_and_right_goes_right(value: str) -> None:
    """From the right edge to the left edge without standing still or turning round, and back."""
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, value)
        for key, sign in (("right", 1), ("left", -1), ("right", 1)):
            places = [caret(app)]
            for _ in range(3 * len(value)):
                await press(pilot, key)
                places.append(caret(app))
            steps = [after - before for before, after in pairwise(places)]
            assert all(step * sign >= 0 for step in steps), (key, places)
            edge = "".join(bar(app)).rstrip()
            limits = (LEFT, len(edge)) if app.search_bar._base() == 0 else (len(bar(app)) - 2 - len(value), 119)
            assert limits[0] <= places[-1] <= limits[1]
        await press(pilot, *["left"] * 40)
        left = caret(app)
        await press(pilot, *["right"] * 40)
        assert caret(app) - left >= len(value) - 1


async def test_backspace_takes_one_code_point_and_delete_a_cluster() -> None:
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, "كَتَب")
        await put(pilot, "كَتَ")
        await press(pilot, "backspace")
        assert app.search_bar.value == "كَت", "a mark alone"
        await press(pilot, "home", "delete")
        assert app.search_bar.value == "ت", "the letter with its mark"
        await put(pilot, "لا", 1)
        await press(pilot, "backspace")
        assert app.search_bar.value == "ا", "half a lam-alef"


async def test_undo() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/", *"اب", "backspace")
        assert app.search_bar.value == "ا"
        await press(pilot, "ctrl+z")
        assert app.search_bar.value == "اب"
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
        assert app.search_bar.value == ""
        await press(pilot, "م")
        assert app.search_bar.value == "م"


async def paste(pilot: Pilot[int], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await settle(pilot)


async def test_several_pasted_lines_are_one() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/")
        await paste(pilot, "سطر أول\r\nسطر ثان\n")
        assert app.search_bar.value == "سطر أول سطر ثان"
        await put(pilot, "")
        await paste(pilot, "a\rb\u2028c\u2029d\x85e\x0bf\x0cg\x1ch")
        assert app.search_bar.value == "a b c d e f g h"


async def test_pasted_controls_do_no_harm() -> None:
    app = reader([])
    async with running(app) as pilot:
        await press(pilot, "/")
        await paste(pilot, "a\x1b]52;c;eA==\x07\x9b2Jb\u202eحرف\u2066x")
        shown = raw(app)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(shown)
        assert LEFT <= caret(app) < 120


async def test_paste_replaces_what_is_selected() -> None:
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, "واحد اثنان")
        app.search_bar.selection = Selection(5, 10)
        await paste(pilot, "ثلاثة")
        assert app.search_bar.value == "واحد ثلاثة"
        await press(pilot, "ctrl+z")
        assert app.search_bar.value == "واحد اثنان"


async def test_a_click_puts_the_caret_there() -> None:
    """On a letter: the next one is typed before it, in reading order; beside the text, at that side's end."""
    app = reader([])
    async with running(app) as pilot:
        for value in ("abcdef", "דהוזחט"):
            await put(pilot, value)
            shown = bar(app)
            for index, letter in enumerate(value):
                await pilot.click(app.search_bar, offset=(shown.index(letter), 0))
                await settle(pilot)
                assert app.search_bar.cursor_position == index
        await pilot.click(app.search_bar, offset=(10, 0))
        await settle(pilot)
        assert app.search_bar.cursor_position == 6
        await put(pilot, "abcdef")
        await pilot.click(app.search_bar, offset=(100, 0))
        await settle(pilot)
        assert app.search_bar.cursor_position == 6


async def test_the_selection_is_lit_where_it_stands() -> None:
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, "דה ab")
        app.search_bar.selection = Selection(1, 4)
        await settle(pilot)
        width = len(bar(app))
        # From the left: a b, blank, ה ד; the caret's own colour wins over one of them.
        marked = {x for x, _ in lit(app, app.search_bar, app.look.selection)} | {caret(app)}
        wanted = {bar(app).index("a", LEFT), bar(app).index("ה"), bar(app).index("ה") - 1}
        assert wanted <= marked | {caret(app)}
        assert bar(app).index("ד") not in marked
        assert width == 120


async def test_the_caret_is_not_drawn_without_the_keys() -> None:
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, "abc")
        app.list.focus()
        await settle(pilot)
        await until(pilot, lambda: not lit(app, app.search_bar, app.look.caret))
        assert columns(app)[0][LEFT] == "a"


async def test_a_double_click_selects_a_word_and_a_triple_click_everything() -> None:
    app = reader([])
    async with running(app) as pilot:
        await put(pilot, "رئيس NATO، كتابٌ")
        for letter, word in (("ك", "كتابٌ"), ("N", "NATO"), ("ر", "رئيس"), ("،", "،")):
            x = next(x for x, cell in enumerate(bar(app)) if unjoined(cell)[:1] == letter)
            await pilot.click(app.search_bar, offset=(x, 0), times=2)
            await settle(pilot)
            assert app.search_bar.selected_text == word
        assert len(lit(app, app.search_bar, app.look.selection)) == 1
        await pilot.click(app.search_bar, offset=(x, 0), times=3)
        await settle(pilot)
        assert app.search_bar.selected_text == app.search_bar.value
        await press(pilot, "م")
        assert app.search_bar.value == "م"
        await press(pilot, "backspace")
        await pilot.click(app.search_bar, offset=(20, 0), times=2)
        assert app.search_bar.selection.is_empty
