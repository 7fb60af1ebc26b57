"""Finding in the article on the screen only, and what is marked along its scroll bar."""

from __future__ import annotations

from pathlib import Path

import pytest

from .frames import press, reader, rows, running, settle, type_query, until, write

TEXTS = {
    "a.txt": "العنوان\n\n" + "كتاب أول\n\nسطر آخر\n\n" * 40,
    "b.txt": "Second\n\nكتاب ثان\n",
}


@pytest.fixture
def two(tmp_path: Path) -> Path:
    return write(tmp_path / "two", TEXTS)


async def test_find_lights_at_every_key_and_stays_in_the_article(two: Path) -> None:
    app = reader([two])
    async with running(app) as pilot:
        await press(pilot, "f", *"سطر")
        await until(pilot, lambda: len(app.reading.hits) == 40)
        await press(pilot, "enter")
        await until(pilot, lambda: "1 of 40" in rows(app)[-1])
        assert app.screen.focused is app.reading
        await press(pilot, "N")
        await settle(pilot)
        assert app.reading.hit == 39
        assert app.list.cursor == 0, "the next article holds it not; nor is it asked"
        await press(pilot, "n")
        await settle(pilot)
        assert app.reading.hit == 0
        await press(pilot, "escape")
        await settle(pilot)
        assert not app.reading.hits
        assert app.screen.focused is app.reading


async def test_giving_up_goes_back(two: Path) -> None:
    app = reader([two])
    async with running(app, (100, 20)) as pilot:
        await press(pilot, "enter", " ")
        await settle(pilot)
        before = app.reading.place
        await press(pilot, "f", *"العنوان")
        await until(pilot, lambda: len(app.reading.hits) == 1)
        assert app.reading.place != before
        await press(pilot, "escape")
        await settle(pilot)
        assert app.reading.place == before
        assert not app.reading.hits


async def test_the_query_of_the_library_is_lit_again(two: Path) -> None:
    app = reader([two])
    async with running(app) as pilot:
        await type_query(pilot, "كتاب")
        await press(pilot, "enter")
        shown = len(app.reading.hits)
        await press(pilot, "f", *"ثان", "enter")
        await settle(pilot)
        await press(pilot, "escape")
        await settle(pilot)
        assert len(app.reading.hits) == shown


async def test_what_is_not_there_is_said(two: Path) -> None:
    app = reader([two])
    async with running(app) as pilot:
        await press(pilot, "f", *"zzz", "enter")
        await settle(pilot)
        assert app.status.noticed == app.catalogue.text("notice.not_here", typed="\u2068zzz\u2069")
        await press(pilot, "f", "enter")
        await settle(pilot)
        assert app.lights.own is None


async def test_hits_are_marked_along_the_scroll_bar(two: Path) -> None:
    app = reader([two])
    async with running(app, (100, 24)) as pilot:
        assert "•" not in "".join(rows(app))
        await press(pilot, "f", *"العنوان")
        await until(pilot, lambda: app.reading.hits)
        marked = [y for y, row in enumerate(rows(app)) if row.rstrip().endswith("•")]
        assert len(marked) == 1, "one hit, at the top"
        top = marked[0]
        await press(pilot, "backspace", "escape", "f", *"كتاب")
        await until(pilot, lambda: len(app.reading.hits) == 40)
        marked = [y for y, row in enumerate(rows(app)) if row.rstrip().endswith("•")]
        assert marked[0] == top
        assert len(marked) == app.reading.size.height
