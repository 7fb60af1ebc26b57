"""Rows are made a few at a time: keys come between them, and what is painted is never half of something."""

from __future__ import annotations

import asyncio
import gc
import threading
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.geometry import Size

from tui_reader.library.document import Document
from tui_reader.ui import garbage, rail
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.page import Laid
from tui_reader.ui.reading_pane import ReadingPane

from .frames import part, press, reader, running, settle, write

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
        while app.reading.page is None or app.list.entries[2].document != app.reading.page.document:
            await asyncio.sleep(0)
        assert app.reading._changed_at, "the text is new, and may be made a few rows at a time"
        await settle(pilot)
        assert any("text 2 row 0" in "".join(row) for row in part(app, app.reading))


async def test_only_rows_that_are_others_now_are_painted_again(app: ReaderApp) -> None:
    async with running(app) as pilot:
        app.list.go(1)
        await settle(pilot)
        before = dict(app.list._ready)
        app.list.go(2)
        await settle(pilot)
        changed = [y for y, row in app.list._ready.items() if row is not before[y]]
        assert changed == [2, 3, 4, 5], "the two articles that the cursor left and reached"


@pytest.mark.parametrize(("width", "height"), [(90, 30), (130, 50), (120, 20)])
async def test_in_another_size_what_was_painted_stands_until_rows_are_made(
    app: ReaderApp, width: int, height: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rail, "PATIENCE", float("inf"))
    async with running(app) as pilot:
        before, old = dict(app.reading._ready), app.reading.size
        app.post_message(events.Resize(Size(width, height), Size(width, height)))
        while app.reading.size == old:
            await asyncio.sleep(0)
        size = app.reading.size
        assert app.reading.making
        rows = app.reading.render_lines(size.region)
        assert {row.cell_length for row in rows} == {size.width}
        room = min(old.width, size.width) - 1
        for y, row in enumerate(rows):
            assert row.text[:room] == (before[y].text[:room] if y in before else " " * room)
        await settle(pilot)
        assert not app.reading.making
        assert any("text 0 row 0" in "".join(row) for row in part(app, app.reading))


async def test_an_article_that_is_passed_over_is_laid_out_on_a_thread_and_the_last_one_shown(
    app: ReaderApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    prepare = Laid.prepare

    def prepared(laid: Laid, *where: Any) -> None:
        threads.append(threading.current_thread().name)
        prepare(laid, *where)

    monkeypatch.setattr(Laid, "prepare", prepared)
    shown: list[str] = []
    show = ReadingPane.show

    def showing(pane: ReadingPane, document: Document, *rest: Any) -> None:
        shown.append(document.title)
        show(pane, document, *rest)

    async with running(app) as pilot:
        monkeypatch.setattr(ReadingPane, "show", showing)
        for _ in range(4):
            app.post_message(events.Key("down", None))
        await settle(pilot)
        assert app.reading.page is not None and app.reading.page.document.title == "Title 4"
        assert shown[-1] == "Title 4" and len(shown) <= 2
        assert threads and "MainThread" not in threads


async def test_what_is_done_to_a_text_is_done_to_the_one_under_the_cursor(app: ReaderApp) -> None:
    async with running(app) as pilot:
        for wanted in range(1, 5):
            app.list.go(wanted)
            while not app.previews.pending:
                await asyncio.sleep(0)
            await app.run_named("select")
            assert app.reading.selecting
            assert app.reading.page is not None and app.reading.page.document.title == f"Title {wanted}"
            await settle(pilot)
            assert app.reading.selecting, "and is not shown anew"
            app.reading.stop_selecting()


async def test_garbage_is_looked_for_when_nobody_is_there(app: ReaderApp, monkeypatch: pytest.MonkeyPatch) -> None:
    now, collected = [0.0], []
    async with running(app) as pilot:
        monkeypatch.setattr(gc, "collect", lambda: collected.append(now[0]))
        app.garbage._clock = lambda: now[0]
        app.garbage._used = None
        app.garbage.look()
        assert not collected, "nothing was done"
        await press(pilot, "down")
        now[0] += garbage.REST / 2
        app.garbage.look()
        assert not collected
        await press(pilot, "up")
        now[0] += garbage.REST
        for _ in range(3):
            app.garbage.look()
        assert collected == [1.5 * garbage.REST]
