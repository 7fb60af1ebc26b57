"""What is offered where nothing was found, and going back to what was searched before."""

from __future__ import annotations

from pathlib import Path

import pytest

from .frames import press, reader, rows, running, searched, settle, type_query, until, write

TEXTS = {
    "1.txt": "النفط\n\nأسعار النفط في السوق",
    "2.txt": "Hello\n\nhello world, oil prices",
    "3.txt": "שלום\n\nשלום לכולם",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", TEXTS)


@pytest.mark.parametrize(
    ("typed", "meant", "found"),
    [("hgkt'", "النفط", "1.txt"), ("اثممخ", "hello", "2.txt"), ("akuo", "שלום", "3.txt"), ("יקךךם", "hello", "2.txt")],
)
async def test_did_you_mean(folder: Path, typed: str, meant: str, found: str) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await type_query(pilot, typed)
        assert app.shelf.results is not None
        assert not app.shelf.results.total, "never applied unasked"
        assert app.shelf.suggestion == (meant, 1)
        assert "? (1)" in "\n".join(rows(app))
        assert app.search_bar.value == typed
        await press(pilot, "enter")
        await searched(pilot)
        assert app.search_bar.value == meant
        assert [entry.document.id.path.rsplit("/")[-1] for entry in app.list.entries] == [found]
        assert app.shelf.suggestion is None
        assert app.screen.focused is app.search_bar
        await press(pilot, "enter")
        await settle(pilot)
        assert app.screen.focused is app.reading


async def test_it_can_be_clicked(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await type_query(pilot, "hgkt'")
        await pilot.click("#list", offset=(5, 0))
        await searched(pilot)
        assert app.search_bar.value == "النفط"


async def test_what_is_said_of_the_list_is_said_whole(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"{n} oil rig" for n in range(3)})
    app = reader([tmp_path])

    def beside() -> list[str]:
        """The rows of the list."""
        wide = app.list.content_size.width
        return [row[:wide].strip() for row in rows(app)[app.list.region.y :]]

    async with running(app) as pilot:
        await pilot.resize_terminal(90, 24)
        for typed, said in (
            ("x", "No article has all of these words"),
            ("oil rig up", "None has all words; 3 have most:"),
        ):
            app.search_bar.value = typed
            await until(pilot, lambda said=said: " ".join(beside()).startswith(said))  # type: ignore[misc]
            assert len(beside()[0]) < len(said)
        await pilot.click("#list", offset=(3, 4))
        await settle(pilot)
        assert app.list.cursor == 1, "below two rows that are said and the two of the first article"


async def test_articles_that_have_most_of_the_words(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await type_query(pilot, "أسعار النفط غدا")
        assert app.shelf.results is not None
        assert app.shelf.results.total == 0
        assert len(app.shelf.results.partial) == 1
        assert [entry.document.id.path.rsplit("/")[-1] for entry in app.list.entries] == ["1.txt"]
        assert "1 has most:" in "\n".join(rows(app))
        await press(pilot, "enter")
        await settle(pilot)
        assert app.screen.focused is app.reading
        assert app.reading.hits


async def test_back_to_what_was_searched(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        for query in ("oil", "النفط"):
            await type_query(pilot, query)
            await press(pilot, "enter")
            await settle(pilot)
            await press(pilot, "/", "escape")
            await settle(pilot)
        await press(pilot, "up")
        await searched(pilot)
        assert app.search_bar.value == "النفط"
        await press(pilot, "up")
        await searched(pilot)
        assert app.search_bar.value == "oil"
        await press(pilot, "down", "down")
        await settle(pilot)
        assert app.search_bar.value == ""


async def test_down_goes_through_the_list_and_up_comes_back(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "/", "down", "down", "up")
        await until(pilot, lambda: app.list.cursor == 1)
        assert app.search_bar.value == ""
