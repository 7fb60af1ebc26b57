"""Keys that arrive in one read, as from a paste of commands or a slow line: each acts where the one before it led."""

from pathlib import Path

from textual import events

from tui_reader.ui.notebook_screen import NotebookScreen
from tui_reader.ui.pick_screen import PickScreen
from tui_reader.ui.quote_list import QuoteList

from .frames import SEEDS, reader, running, settle, until, write
from .test_notebook import keep, kept, quote_of


def press(app, *keys: tuple[str, str | None]) -> None:  # type: ignore[no-untyped-def]
    """Put keys into the app's queue at once, before it has seen any of them."""
    for key, character in keys:
        app.post_message(events.Key(key, character))


async def test_a_query_enter_and_a_command(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        press(app, ("slash", "/"), *((letter, letter) for letter in "الناتو"), ("enter", "\r"), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert app.search_bar.value == "الناتو"


async def test_a_percentage(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app, size=(60, 12)) as pilot:
        press(app, ("percent_sign", "%"), ("5", "5"), ("0", "0"), ("enter", "\r"), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert 40 <= app.reading.percent <= 70
        assert app.prompt is not None
        assert app.prompt.value == "50"


async def test_selecting_begins_when_the_text_is_shown_however_late(tmp_path: Path) -> None:
    # Of two articles neither is opened by itself.
    app = reader([write(tmp_path, {"a.txt": "one", "b.txt": "two"})])
    async with running(app, size=(60, 12)) as pilot:
        assert not app.reading.size.height
        app.reading.start_selecting()
        for _ in range(3):
            app.screen.refresh()
            await settle(pilot)
        app.reading.focus()
        await until(pilot, lambda: app.reading.selecting)


def notebook_of(folder: Path) -> tuple[Path, Path]:
    """A library of one article and a state folder with three quotes of it."""
    article = folder / "a.txt"
    article.write_text("Title\n\none two three four five six\n", encoding="utf-8")
    quotes = [quote_of(article, word, day) for day, word in enumerate(("one", "two", "three"), 1)]
    return article, keep(folder / "state", quotes)


async def test_the_notebook_is_opened_and_a_note_is_written(tmp_path: Path) -> None:
    article, state = notebook_of(tmp_path)
    app = reader([article], state=state)
    async with running(app) as pilot:
        press(
            app, ("quotation_mark", '"'), ("tab", "\t"), ("j", "j"), ("e", "e"),
            *((letter, letter) for letter in "edjq"), ("enter", "\r"), ("j", "j"), ("d", "d"), ("escape", None),
            ("v", "v"),
        )  # fmt: skip
        await until(pilot, lambda: app.reading.selecting)
        assert len(app.screen_stack) == 1
    assert [(quote.text, quote.note) for quote in kept(state)] == [("two", "edjq"), ("three", "")]


async def test_what_is_looked_for_in_the_notebook_and_then_done(tmp_path: Path) -> None:
    article, state = notebook_of(tmp_path)
    app = reader([article], state=state)
    async with running(app) as pilot:
        press(
            app, ("quotation_mark", '"'), *((letter, letter) for letter in "one"), ("tab", "\t"), ("d", "d"),
            ("slash", "/"), *(("backspace", "\x7f"),) * 3, ("t", "t"), ("w", "w"), ("tab", "\t"), ("d", "d"),
        )  # fmt: skip
        await until(pilot, lambda: isinstance(app.screen, NotebookScreen) and len(app.screen._deleted) == 2)
    assert [quote.text for quote in kept(state)] == ["three"]


async def test_a_list_to_pick_from_is_left_for_the_page(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        press(app, ("question_mark", "?"), ("x", "x"), ("escape", None), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert not isinstance(app.screen, PickScreen)


async def test_a_row_is_picked_and_the_page_goes_on(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        press(app, ("ctrl+p", None), *((letter, letter) for letter in "zen"), ("enter", "\r"), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert len(app.screen_stack) == 1


async def test_a_bookmark_and_a_command(tmp_path: Path) -> None:
    article, state = notebook_of(tmp_path)
    app = reader([article], state=state)
    async with running(app) as pilot:
        app.reading.focus()
        press(
            app, ("m", "m"), ("A", "A"), ("apostrophe", "'"), ("A", "A"), ("v", "v"), ("w", "w"), ("apostrophe", "'"),
            ("Z", "Z"), ("w", "w"),
        )  # fmt: skip
        await until(pilot, lambda: app.reading.selected_text().count(" ") == 2)
        assert len(app.screen_stack) == 1


async def test_clicks_that_leave_a_screen_leave_no_other(tmp_path: Path) -> None:
    article, state = notebook_of(tmp_path)
    app = reader([article], state=state)
    async with running(app) as pilot:
        press(app, ("question_mark", "?"))
        await until(pilot, lambda: isinstance(app.screen, PickScreen))
        await settle(pilot)
        for _ in range(4):
            app.post_message(click(events.MouseDown, 119, 39))
            app.post_message(click(events.MouseUp, 119, 39))
        await settle(pilot)
        assert len(app.screen_stack) == 1
        press(app, ("quotation_mark", '"'))
        await until(pilot, lambda: isinstance(app.screen, NotebookScreen) and app.screen._settled)
        await settle(pilot)
        region = app.screen.query_one(QuoteList).region
        for _ in range(6):
            app.post_message(click(events.MouseDown, region.x + 3, region.y))
            app.post_message(click(events.MouseUp, region.x + 3, region.y))
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        assert app.is_running


def click(kind: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, 1, False, False, False, x, y)
