"""Rows are made a few at a time: keys come between them, and what is painted is never half of something."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tui_reader.ui import rail
from tui_reader.ui.app import ReaderApp

from .frames import part, reader, running, settle, write

TEXTS = {f"{n}.txt": f"Title {n}\n\n" + "\n".join(f"text {n} row {row}" for row in range(60)) for n in range(9)}


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReaderApp:
    monkeypatch.setattr(rail, "SLICE", 0.0)  # one row at a time
    return reader([write(tmp_path / "lib", TEXTS)])


async def test_what_was_painted_stands_until_all_is_made(app: ReaderApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rail, "PATIENCE", float("inf"))
    async with running(app) as pilot:
        before = part(app, app.reading)
        app.list.go(3)
        while not (app.reading.making and app.reading._made):
            await asyncio.sleep(0)
        heard: list[int] = []
        app.call_later(heard.append, 1)
        while not heard:
            await asyncio.sleep(0)
        assert app.reading.making, "what came meanwhile was done first"
        assert part(app, app.reading) == before
        await settle(pilot)
        assert not app.reading.making
        assert any("text 3 row 0" in "".join(row) for row in part(app, app.reading))


async def test_what_changes_meanwhile_is_made_anew(app: ReaderApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rail, "PATIENCE", float("inf"))
    async with running(app) as pilot:
        app.list.go(3)
        while len(app.reading._made) < 5:
            await asyncio.sleep(0)
        app.list.go(5)
        await settle(pilot)
        shown = ["".join(row) for row in part(app, app.reading)]
        assert sum("text 5 row" in row for row in shown) > 20
        assert not any("text 3 row" in row for row in shown)


async def test_keys_that_come_faster_than_rows_cannot_keep_a_pane_from_being_painted(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rail, "PATIENCE", -1.0)
    async with running(app) as pilot:
        app.list.go(3)
        while not app.reading.making:
            await asyncio.sleep(0)
        while app.reading.making:
            assert len(app.reading._made) in (0, app.reading.size.height)
            await asyncio.sleep(0)
        await settle(pilot)
        assert any("text 3 row 0" in "".join(row) for row in part(app, app.reading))


async def test_who_runs_through_the_list_does_not_wait_for_texts_on_the_way(app: ReaderApp) -> None:
    async with running(app) as pilot:
        app.list.go(1)
        while not app.reading.making:
            await asyncio.sleep(0)
        app.reading._changed_at = 0.0  # long ago
        app.list.go(2)
        while app.list.entries[2].document.id != app.shown:
            await asyncio.sleep(0)
        assert app.reading._changed_at, "the text is new, and may be made a few rows at a time"
        await settle(pilot)
        assert any("text 2 row 0" in "".join(row) for row in part(app, app.reading))
