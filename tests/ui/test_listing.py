"""Sorting and filtering the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_reader.settings.settings import read_settings
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.list_rows import FolderRows

from .frames import Pilot, press, reader, rows, running, settle, type_query, until, write

TEXTS = {
    "1.txt": "تفاح\n\nنص عربي قصير",
    "2.txt": "אבג\n\nטקסט קצר",
    "3.md": "# Banana\n\nEnglish text, somewhat longer than the others. " + "More of it. " * 20,
    "deep/4.txt": "باب\n\nنص عربي آخر",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", TEXTS)


def listed(app: ReaderApp) -> list[str]:
    return [entry.document.id.path.rsplit("/")[-1] for entry in app.list.entries]


async def choose(pilot: Pilot[int], key: str, typed: str) -> None:
    """Open what a key picks from, and take the first row that holds what is typed."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await press(pilot, key)
    await until(pilot, lambda: len(app.screen_stack) == 2)
    await settle(pilot)
    await press(pilot, *typed, "enter")
    await until(pilot, lambda: len(app.screen_stack) == 1)
    await settle(pilot)


async def test_sort_and_turn_round(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        assert listed(app) == ["1.txt", "2.txt", "3.md", "4.txt"]
        await choose(pilot, "S", "title")
        await until(pilot, lambda: listed(app) == ["3.md", "2.txt", "4.txt", "1.txt"])
        assert app.list.current and app.list.current.document.id == app.shelf.store.snapshot()[0].id, "it stays"
        assert app.catalogue.text("order.title") in (app.status.noticed or "")
        await choose(pilot, "S", "title")
        await until(pilot, lambda: listed(app) == ["1.txt", "4.txt", "2.txt", "3.md"])
        await choose(pilot, "S", "longest")
        await until(pilot, lambda: listed(app)[0] == "3.md")
        await choose(pilot, "S", "as they come")
        await until(pilot, lambda: listed(app) == ["1.txt", "2.txt", "3.md", "4.txt"])


async def test_order_and_folders_are_remembered(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await choose(pilot, "S", "title")
        assert read_settings(None, state)[0].sort == "title"
        await choose(pilot, "S", "title")
        await press(pilot, "T")
        kept = read_settings(None, state)[0]
        assert (kept.sort, kept.folders) == ("-title", True)
        await press(pilot, "T")
        assert read_settings(None, state)[0].folders, "they are closed, and shown"
        await press(pilot, "T")
        assert not read_settings(None, state)[0].folders
    again = reader([folder], sort=kept.sort)
    async with running(again) as pilot:
        await until(pilot, lambda: listed(again) == ["1.txt", "4.txt", "2.txt", "3.md"])
        assert again.catalogue.text("order.reversed") in rows(again)[-1]
    foldered = reader([folder], folders=kept.folders)
    async with running(foldered) as pilot:
        await until(pilot, lambda: isinstance(foldered.list.rows, FolderRows))


async def test_filters_of_every_kind(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await choose(pilot, "L", "arabic")
        await until(pilot, lambda: listed(app) == ["1.txt", "4.txt"])
        assert "Arabic" in rows(app)[-1] or "Arabic" in (app.status.noticed or "")
        await choose(pilot, "L", "deep")
        await until(pilot, lambda: listed(app) == ["4.txt"])
        await choose(pilot, "L", "everything")
        await until(pilot, lambda: len(listed(app)) == 4)
        await choose(pilot, "L", "markdown")
        await until(pilot, lambda: listed(app) == ["3.md"])
        await choose(pilot, "L", "hebrew")
        await until(pilot, lambda: listed(app) == [])
        assert app.catalogue.text("list.filtered")[:20] in "\n".join(rows(app))
        await choose(pilot, "L", "hebrew")
        await until(pilot, lambda: listed(app) == ["3.md"])


async def test_what_is_found_has_an_order_of_its_own(folder: Path, tmp_path: Path) -> None:
    (folder / "5.txt").write_text("أخبار\n\nنص عربي، نص عربي، نص عربي", encoding="utf-8")
    state = tmp_path / "state"
    app = reader([folder], state=state, sort="-title")
    async with running(app) as pilot:
        whole = ["1.txt", "4.txt", "5.txt", "2.txt", "3.md"]
        await until(pilot, lambda: listed(app) == whole)
        await type_query(pilot, "عربي")
        await until(pilot, lambda: listed(app)[:1] == ["5.txt"] and len(listed(app)) == 3)
        best = listed(app)
        app.list.focus()
        await choose(pilot, "S", "title")
        await until(pilot, lambda: listed(app) == ["5.txt", "4.txt", "1.txt"])
        await choose(pilot, "S", "title")
        await until(pilot, lambda: listed(app) == ["1.txt", "4.txt", "5.txt"])
        await choose(pilot, "S", "as they come")
        await until(pilot, lambda: listed(app) == best)
        await press(pilot, "/", "escape")
        await until(pilot, lambda: listed(app) == whole)
        assert read_settings(None, state)[0].sort == "found", "what is found was sorted, not the list"


async def test_what_is_found_is_filtered_and_sorted_too(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await type_query(pilot, "نص")
        assert sorted(listed(app)) == ["1.txt", "4.txt"]
        app.list.focus()
        await choose(pilot, "S", "title")
        await press(pilot, "/", "escape")
        await until(pilot, lambda: len(listed(app)) == 4)
        await type_query(pilot, "نص")
        await until(pilot, lambda: listed(app) == ["4.txt", "1.txt"])
        assert app.list.cursor == 0


async def test_leaving_changes_nothing(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        for key in "SL":
            await press(pilot, key)
            await until(pilot, lambda: len(app.screen_stack) == 2)
            await press(pilot, "escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)
        assert app.arranger.plain
        assert len(listed(app)) == 4


async def test_a_list_that_cannot_be_sorted_is_listed_as_it_comes_and_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_reader.library import arrange

    real, failed = arrange.arrange, []

    def broken(*arguments: object) -> object:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(arrange, "arrange", broken)
    app = reader([folder])
    async with running(app) as pilot:
        app.failed = lambda group, error: failed.append((group, str(error)))  # type: ignore[method-assign]
        await choose(pilot, "S", "title")
        await until(pilot, lambda: failed)
        assert failed == [("arrange", "a mistake")]
        assert listed(app) == ["1.txt", "2.txt", "3.md", "4.txt"]
        monkeypatch.setattr(arrange, "arrange", real)
        await choose(pilot, "S", "longest")
        await until(pilot, lambda: listed(app)[0] == "3.md")
