"""Unread, being read, read, favourite: drawn in the list, filtered and sorted by, kept for the next run."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from tui_reader.library.arrange import Filter
from tui_reader.library.marks import Mark, ReadState
from tui_reader.notebook.database import open_database
from tui_reader.notebook.state import State
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.article_list import STAR

from .frames import part, press, reader, rows, running, settle, style_grid, until, write
from .test_listing import choose, listed
from .test_memory import TEXTS, known, read_to


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", TEXTS)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def mark(app: ReaderApp, name: str) -> Mark:
    document = next(each for each in app.shelf.store if each.id.path.endswith(name))
    return app.visits.marking.of(document.id)


async def test_reading_marks_and_the_end_is_read(folder: Path, state: Path) -> None:
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await read_to(pilot, 6)
        half = mark(app, "a.txt")
        assert half.state == ReadState.READING and 0 < half.percent < 100
        assert half.percent == app.reading.percent, "as the status line says it"
        await press(pilot, "g")
        assert mark(app, "a.txt") == half, "it never goes back"
        await press(pilot, "right_square_bracket", "G")
        assert mark(app, "b.txt") == Mark(ReadState.READ, False, 100)
        assert mark(app, "c.txt") == Mark()
    ids = [document.id for document in app.shelf.store]
    assert list(State(open_database(state)).marks(ids).values()) == [half, Mark(ReadState.READ, False, 100)]
    again = reader([folder], state=state)
    async with running(again) as pilot:
        await until(pilot, lambda: mark(again, "a.txt") == half and mark(again, "b.txt").state == ReadState.READ)


async def test_marks_are_drawn(folder: Path, state: Path) -> None:
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await read_to(pilot, 6)
        await press(pilot, "right_square_bracket", "G", "escape", "down", "*")
        await settle(pilot)
        shown = ["".join(row) for row in part(app, app.list)]
        assert f"{mark(app, 'a.txt').percent} %" in shown[1]
        assert "read" in shown[3]
        assert STAR in shown[4] and STAR not in shown[0] + shown[2]
        assert "%" not in shown[5]
        await press(pilot, "*", "up", "up")
        top = app.list.region.y

        def bold(row: int) -> bool:
            return any(style.bold for style in style_grid(app, top + row)[: app.list.region.right])

        assert not bold(2) and bold(4), "the unread one is the stronger"
        assert STAR not in "\n".join(rows(app))


async def test_favourites_are_kept_and_filtered(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "down", "*")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: mark(app, "b.txt").favourite)
        await choose(pilot, "L", "favourites")
        await until(pilot, lambda: listed(app) == ["b.txt"])
        await press(pilot, "U")
        await until(pilot, lambda: listed(app) == ["b.txt"])
        assert app.arranger.arrangement.filter == Filter(state="unread", sign="favourite")
        await press(pilot, "U", "*")
        await settle(pilot)
        assert not mark(app, "b.txt").favourite
        assert listed(app) == ["b.txt"], "it stays until the list is chosen anew"


async def test_what_was_known_before_undoes_nothing(folder: Path, state: Path) -> None:
    """What the database knows of an article may come after the reader has said that it is no favourite any more."""
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await press(pilot, "*", "*")
        document = app.list.entries[0].document
        app.visits.marking.inherit(document, Mark(ReadState.UNREAD, True, 0))
        assert not mark(app, "a.txt").favourite


async def test_unread_only_and_the_one_that_is_read_meanwhile(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await read_to(pilot, 2)
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: mark(app, "a.txt").state == ReadState.READING)
        await press(pilot, "U")
        await until(pilot, lambda: listed(app) == ["b.txt", "c.txt"])
        await press(pilot, "enter", "space")
        assert mark(app, "b.txt").state == ReadState.READING
        app.show_listed()
        await until(pilot, lambda: "b.txt" in listed(app) and not app.arranger._running)
        assert app.reading.page and app.reading.page.document.id.path.endswith("b.txt")
        await press(pilot, "escape", "U")
        await until(pilot, lambda: "a.txt" in listed(app))
        await press(pilot, "U")
        await until(pilot, lambda: "b.txt" not in listed(app))


async def test_sorted_by_progress(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "down")
        await read_to(pilot, 4)
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: mark(app, "b.txt").percent)
        await choose(pilot, "S", "progress")
        await until(pilot, lambda: listed(app)[0] == "b.txt")


async def test_a_renamed_favourite_stays_one(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await read_to(pilot, 2)
        await press(pilot, "escape", "*")
    (folder / "a.txt").rename(folder / "0.txt")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: mark(app, "0.txt").favourite)
        await known(pilot)
    ids = [document.id for document in app.shelf.store]
    assert [each.favourite for each in State(open_database(state)).marks(ids).values()] == [True]


async def test_reading_on_at_once_loses_no_mark(folder: Path, state: Path) -> None:
    """What is read and marked before the marks of earlier runs are known is joined with them."""
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "*")
        await read_to(pilot, 8)
        await press(pilot, "right_square_bracket", "G")
    app = reader([folder], state=state)
    gate = Event()
    app.memory.submit(lambda database: gate.wait(30))
    async with running(app) as pilot:
        await read_to(pilot, 1)
        await press(pilot, "escape", "down", "*")
        await settle(pilot)
        gate.set()
        await known(pilot)
        await until(pilot, lambda: mark(app, "b.txt").state == ReadState.READ)
        assert mark(app, "a.txt").favourite and mark(app, "b.txt").favourite
    ids = [document.id for document in app.shelf.store]
    first, second = State(open_database(state)).marks(ids).values()
    assert first.favourite and first.percent > 20
    assert second == Mark(ReadState.READ, True, 100)
