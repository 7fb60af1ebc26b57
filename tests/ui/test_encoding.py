"""The encoding of a file, chosen by a key and remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_reader.settings.encodings import ENCODINGS_FILE, read_encodings
from tui_reader.ui.app import ReaderApp

from .frames import Pilot, press, reader, rows, running, settle, type_query, until, write

ARABIC = "هذا نص عربي قديم كتب في نظام قديم ولا يعرف أحد كيف كتب.\n\nوهذه فقرة ثانية فيه.\n" * 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", {"old.txt": ARABIC.encode("cp1256"), "page.html": "<p>نص صفحة</p>"})


async def choose(pilot: Pilot[int], typed: str) -> None:
    """Choose an encoding by its name."""
    app = pilot.app
    await press(pilot, ",", "e")
    await until(pilot, lambda: len(app.screen_stack) == 2)
    await settle(pilot)
    await press(pilot, *typed, "enter")
    await until(pilot, lambda: len(app.screen_stack) == 1)


def text(app: ReaderApp) -> str:
    assert app.reading.page
    return app.reading.page.document.text


async def test_a_file_is_read_in_the_encoding_that_was_chosen_also_the_next_time(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    app = reader([folder], state=state)
    async with running(app) as pilot:
        assert text(app) == ARABIC
        await choose(pilot, "Windows-1255")
        await until(pilot, lambda: text(app) == ARABIC.encode("cp1256").decode("cp1255", "replace"))
        await settle(pilot)
        assert "Windows-1255, chosen" in rows(app)[-1]
    assert list(read_encodings(state).values()) == ["Windows-1255"]
    app = reader([folder], state=state)
    async with running(app) as pilot:
        assert text(app) != ARABIC and app.reading.page and app.reading.page.document.encoding == "Windows-1255"
        await type_query(pilot, "قديم")
        assert not app.list.entries
        await press(pilot, "escape", "escape")
        await choose(pilot, "itself")
        await until(pilot, lambda: text(app) == ARABIC)
        await type_query(pilot, "قديم")
        assert len(app.list.entries) == 1, "what is found follows"
    assert read_encodings(state) == {}


async def test_a_relative_path_is_the_same_file(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = tmp_path / "state"
    monkeypatch.chdir(folder)
    for paths in (["old.txt"], ["."], [folder]):
        app = reader(paths, state=state)
        async with running(app) as pilot:
            if paths == ["old.txt"]:
                await choose(pilot, "864")
            await until(pilot, lambda app=app: app.reading.page.document.encoding == "IBM 864")
    assert read_encodings(state) == {str(folder / "old.txt"): "IBM 864"}


async def test_standard_input_too_for_as_long_as_it_is_read(tmp_path: Path) -> None:
    state = tmp_path / "state"
    app = reader(["-"], stdin=ARABIC.encode("cp1256"), state=state)
    async with running(app) as pilot:
        await choose(pilot, "8859-8")
        await until(pilot, lambda: app.reading.page.document.encoding == "ISO-8859-8")
    assert read_encodings(state) == {}


async def test_a_format_that_says_it_itself_is_left_alone(folder: Path) -> None:
    app = reader([folder / "page.html"])
    async with running(app) as pilot:
        await press(pilot, ",", "e")
        assert app.status.noticed and app.status.noticed.startswith("HTML")
        assert len(app.screen_stack) == 1


async def test_a_choice_that_cannot_be_kept_is_told(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / ENCODINGS_FILE).mkdir(parents=True)
    app = reader([folder / "old.txt"], state=state)
    async with running(app) as pilot:
        await choose(pilot, "864")
        await until(pilot, lambda: "not remembered" in (app.status.noticed or ""))
        await until(pilot, lambda: app.reading.page.document.encoding == "IBM 864")
