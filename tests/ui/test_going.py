"""Bookmarks, back and forward, contents, what was read last, problems."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import DocumentId
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.bookmark_screen import BookmarkScreen
from tui_reader.ui.pick_screen import PickList
from tui_reader.ui.trail import Stop, Trail

from .frames import Pilot, press, reader, rows, running, settle, type_query, until, write
from .test_memory import TEXTS, known, read_to

CHAPTERS = "# كتاب\n\n" + "\n\n".join(
    f"{'#' * (2 + number % 2)} فصل {number}\n\n" + "نص الفصل كلام طويل. " * 60 for number in range(12)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", {**TEXTS, "d.md": CHAPTERS})


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def name(app: ReaderApp) -> str:
    assert app.reading.page
    return Path(app.reading.page.document.id.path).name


async def picking(pilot: Pilot[int], key: str) -> PickList:
    """Open what a key picks from; its rows."""
    app = pilot.app
    await press(pilot, key)
    await until(pilot, lambda: len(app.screen_stack) == 2 and list(app.screen.query(PickList)))
    await known(pilot)
    return app.screen.query_one(PickList)


async def left(pilot: Pilot[int]) -> None:
    """Wait until what was picked has been gone to."""
    await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
    await known(pilot)


async def test_a_letter_marks_a_place_and_goes_there_again(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        at = await read_to(pilot, 4)
        await press(pilot, "m", "x")
        await known(pilot)
        assert "x" in (app.status.noticed or "")
        await press(pilot, "G")
        end = app.reading.place
        await press(pilot, "'", "x")
        await left(pilot)
        assert app.reading.place == at
        await press(pilot, "'", "'")
        await left(pilot)
        assert app.reading.place == end, "and back to where one was"
        await press(pilot, "'", "'")
        await left(pilot)
        assert app.reading.place == at


async def test_a_capital_is_for_all_documents_and_a_letter_for_one(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        at = await read_to(pilot, 4)
        await press(pilot, "m", "X", "m", "x")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await press(pilot, "down", "enter")
        await press(pilot, "'", "x")
        await left(pilot)
        assert name(app) == "b.txt" and "no bookmark x" in (app.status.noticed or "")
        await press(pilot, "'", "X")
        await left(pilot)
        await until(pilot, lambda: name(app) == "a.txt" and app.reading.place == at)
        assert app.list.cursor == 0
        await press(pilot, "backspace")
        assert name(app) == "b.txt" and app.list.cursor == 1


async def test_bookmarks_are_shown_and_picked_from(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", "m", "a")
        at = await read_to(pilot, 3)
        await press(pilot, "m", "b", "G")
        shown = await picking(pilot, "'")
        assert isinstance(app.screen, BookmarkScreen)
        assert [row.text[0] for row in shown._all] == ["a", "b", "'"]
        await press(pilot, "down", "enter")
        await left(pilot)
        assert app.reading.place == at


async def test_a_bookmark_is_deleted_from_the_list(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", "m", "a", "m", "b", "m", "C")
        shown = await picking(pilot, "'")
        assert [row.text[0] for row in shown._all] == ["a", "b", "C"]
        await press(pilot, "down", "delete")
        await until(pilot, lambda: [row.text[0] for row in shown._all] == ["a", "C"])
        assert "b is deleted" in (app.status.noticed or "")
        await press(pilot, "delete")
        await until(pilot, lambda: [row.text[0] for row in shown._all] == ["a"])
        await press(pilot, "delete")
        await until(pilot, lambda: "No bookmarks yet" in shown._all[0].text)
        await press(pilot, "delete", "enter")
        await left(pilot)
        await press(pilot, "'", "a")
        await left(pilot)
        assert "no bookmark a" in (app.status.noticed or "")


async def test_no_bookmark_and_giving_up(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", "m", "escape", "'")
        await until(pilot, lambda: isinstance(app.screen, BookmarkScreen))
        await known(pilot)
        assert "No bookmarks yet" in "\n".join(rows(app))
        await press(pilot, "enter")
        await left(pilot)
        assert app.focused is app.reading, "the escape after m was for m alone"
        await press(pilot, "'", "'")
        await left(pilot)
        assert app.catalogue.text("notice.no_way_back") == app.status.noticed


async def test_a_letter_of_another_layout_is_that_of_its_key(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        at = await read_to(pilot, 2)
        await press(pilot, "m", "ش")
        await known(pilot)
        await press(pilot, "G", "'", "a")
        await left(pilot)
        assert app.reading.place == at


async def test_a_key_that_goes_elsewhere_marks_nothing(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", "m")
        app.list.focus()
        await settle(pilot)
        await press(pilot, "j")
        assert app.list.cursor == 1


async def test_back_and_forward_in_and_across_documents(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        first = await read_to(pilot, 2)
        await press(pilot, "%", *"50", "enter")
        half = app.reading.place
        await press(pilot, "right_square_bracket")
        await settle(pilot)
        assert name(app) == "b.txt"
        await press(pilot, "space")
        other = app.reading.place
        await press(pilot, "alt+left")
        assert (name(app), app.reading.place) == ("a.txt", half)
        await press(pilot, "backspace")
        assert (name(app), app.reading.place) == ("a.txt", first)
        await press(pilot, "backspace")
        assert app.catalogue.text("notice.no_way_back") == app.status.noticed
        await press(pilot, "alt+right")
        assert app.reading.place == half
        await press(pilot, "alt+right")
        assert (name(app), app.reading.place) == ("b.txt", other)
        await press(pilot, "alt+right")
        assert app.catalogue.text("notice.no_way_forward") == app.status.noticed


async def test_a_search_can_be_come_back_from(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        at = await read_to(pilot, 3)
        await type_query(pilot, "رقم 100")
        await press(pilot, "enter")
        await until(pilot, lambda: app.reading.hits and app.reading.place != at)
        await press(pilot, "backspace")
        assert (name(app), app.reading.place) == ("a.txt", at)


async def test_the_contents_are_a_tree_with_the_present_chapter_marked(folder: Path) -> None:
    app = reader([folder / "d.md"])
    async with running(app) as pilot:
        await press(pilot, "c")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        shown = app.screen.query_one(PickList)._all
        assert [row.text for row in shown] == ["كتاب", *(f"فصل {number}" for number in range(12))]
        assert [row.depth for row in shown[:4]] == [0, 1, 2, 1]
        assert [index for index, row in enumerate(shown) if row.marked] == [0]
        await press(pilot, *"فصل 7", "enter")
        await left(pilot)
        await press(pilot, "c")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        assert [row.text for row in app.screen.query_one(PickList)._all if row.marked] == ["فصل 7"]
        await press(pilot, "escape")
        await left(pilot)
        await press(pilot, "backspace")
        assert app.reading.place == 0


async def test_a_text_without_chapters_says_so(folder: Path) -> None:
    app = reader([folder / "a.txt"])
    async with running(app) as pilot:
        await press(pilot, "c")
        assert app.status.noticed == app.catalogue.text("notice.no_contents")


async def test_what_was_read_last_also_outside_of_this_library(folder: Path, state: Path) -> None:
    first = reader([folder], state=state)
    async with running(first) as pilot:
        at = await read_to(pilot, 3)
        percent = first.reading.percent
        await press(pilot, "right_square_bracket", "G")
        await read_to(pilot, 0)
    app = reader([folder / "c.txt", folder / "b.txt"], state=state)
    async with running(app) as pilot:
        shown = await picking(pilot, "R")
        assert [row.text[1:-1] for row in shown._all] == ["ثان", "أول"]
        assert [row.detail.partition(" · ")[0] for row in shown._all] == ["read", f"{percent} %"]
        await press(pilot, "down", "enter")
        await until(pilot, lambda: name(app) == "a.txt")
        await settle(pilot)
        assert app.reading.place == at and app.focused is app.reading
        app.show_listed()
        await settle(pilot)
        assert name(app) == "a.txt", "a guest is not taken away by the list"
        await picking(pilot, "R")
        await press(pilot, *"ثان", "enter")
        await until(pilot, lambda: name(app) == "b.txt")
        assert app.list.cursor == 1


@pytest.mark.parametrize("keys", [("R", "enter"), ("'", "A")], ids=["recent", "bookmark"])
async def test_places_are_gone_to_also_where_the_file_has_another_name(
    folder: Path, state: Path, keys: tuple[str, str]
) -> None:
    async with running(reader([folder], state=state)) as pilot:
        at = await read_to(pilot, 3)
        await press(pilot, "m", "A")
        await settle(pilot)
    (folder / "a.txt").rename(folder / "z.txt")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await picking(pilot, keys[0])
        await press(pilot, keys[1])
        await until(pilot, lambda: name(app) == "z.txt" and app.focused is app.reading)
        await settle(pilot)
        assert (app.reading.place, app.list.cursor, app.living.orphaned) == (at, 3, False)


async def test_a_document_that_is_gone_is_named(folder: Path, state: Path) -> None:
    async with running(reader([folder / "c.txt"], state=state)) as pilot:
        await press(pilot, "enter")
    (folder / "c.txt").unlink()
    app = reader([folder / "a.txt"], state=state)
    async with running(app) as pilot:
        await picking(pilot, "R")
        await press(pilot, *"ثالث", "enter")
        await until(pilot, lambda: "c.txt" in (app.status.noticed or ""))
        assert name(app) == "a.txt"


async def test_nothing_read_yet(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "R")
        await known(pilot)
        assert app.status.noticed == app.catalogue.text("notice.nothing_read")


async def test_every_problem_can_be_looked_at(folder: Path) -> None:
    write(folder, {"binary.txt": b"\x7fELF" + bytes(200), "x.strange": "?"})
    app = reader([folder, folder / "nowhere"])
    async with running(app) as pilot:
        await press(pilot, "P")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        shown = [row.text for row in app.screen.query_one(PickList)._all]
        assert len(shown) == len(app.shelf.problems) >= 2
        assert "binary.txt" in shown[0] and "nowhere" in shown[1], "before what is only passed over"
        assert "2 problems, the first: " in rows(app)[-1]
        await press(pilot, "enter")
        await left(pilot)
    mixed = reader([write(folder.parent / "mixed", {"a.txt": "نص", "x.strange": "?"})])
    async with running(mixed) as pilot:
        assert "problem" not in rows(mixed)[-1], "a picture among texts is nothing wrong"
        await press(pilot, "P")
        await until(pilot, lambda: len(mixed.screen_stack) == 2)
        assert len(mixed.screen.query_one(PickList)._all) == 1
        await press(pilot, "escape")
    clean = reader([folder / "a.txt"])
    async with running(clean) as pilot:
        await press(pilot, "P")
        assert clean.status.noticed == clean.catalogue.text("notice.no_problems")


STOPS = st.builds(Stop, st.sampled_from([DocumentId("a"), DocumentId("b")]), st.integers(0, 5))


@given(st.lists(STOPS, max_size=20), STOPS)
def test_what_was_gone_back_is_gone_forward_again(stops: list[Stop], here: Stop) -> None:
    trail = Trail()
    for stop in stops:
        trail.leave(stop)
    behind: list[Stop] = []
    at = here
    while (stop := trail.back(at)) is not None:
        behind.append(at)
        at = stop
    while (stop := trail.forward(at)) is not None:
        assert stop == behind.pop()
        at = stop
    assert at == here and not behind


def test_stops_that_are_gone_are_passed_over() -> None:
    trail = Trail()
    for stop in (Stop(DocumentId("a"), 1), Stop(DocumentId("gone"), 2)):
        trail.leave(stop)
    assert trail.back(None, lambda stop: stop.document.path != "gone") == Stop(DocumentId("a"), 1)
