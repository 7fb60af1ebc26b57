"""The encoding of a file, chosen by a key and remembered."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest

from tui_reader.settings import encodings
from tui_reader.settings.encodings import ENCODINGS_FILE, read_encodings
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.commands import display

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


async def test_a_format_that_says_it_itself_is_left_alone() -> None:
    sample = Path(__file__).parents[1] / "data" / "formats" / "sample.epub"
    app = reader([sample])
    async with running(app) as pilot:
        await press(pilot, ",", "e")
        assert app.status.noticed and app.status.noticed.startswith("EPUB")
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize(
    ("name", "content", "shown"),
    [
        ("page.html", '<meta charset="windows-1255"><p>نص الصفحة كلها هنا</p>', "نص الصفحة كلها هنا"),
        ("rows.csv", "title,text\nأول,نص أول في جدول\nثان,نص ثان في جدول\n", "نص أول في جدول"),
        ("rows.jsonl", '{"text":"نص أول في سجل"}\n{"text":"نص ثان في سجل"}\n', "نص أول في سجل"),
    ],
)
async def test_every_format_of_text_is_read_so(tmp_path: Path, name: str, content: str, shown: str) -> None:
    folder = write(tmp_path / "lib", {name: content.encode("cp1256")})
    app = reader([folder])
    async with running(app) as pilot:
        await until(pilot, lambda: app.shelf.loader is not None and app.shelf.loader.done)
        await choose(pilot, "IBM 864")
        await until(pilot, lambda: app.reading.page.document.encoding == "IBM 864")
        count = len(app.list.entries)
        await choose(pilot, "Windows-1256")
        await until(pilot, lambda: text(app) == shown)
        assert len(app.list.entries) == count, "all records of the file are read again"
        assert {each.document.encoding for each in app.list.entries} == {"Windows-1256"}


async def test_records_that_another_encoding_makes_none_of_come_and_go(tmp_path: Path) -> None:
    rows = "".join(f'{{"text":"نص السجل رقم {n} من ثلاثة"}}\n' for n in range(3))
    app = reader([write(tmp_path / "lib", {"rows.jsonl": rows.encode("cp1256")})])
    async with running(app) as pilot:
        await until(pilot, lambda: len(app.list.entries) == 3)
        await choose(pilot, "UTF-16 LE")
        await until(pilot, lambda: app.shelf.problems)
        assert len(app.list.entries) == 3, "what cannot be read so stays as it was"
        await choose(pilot, "Windows-1256")
        await settle(pilot)
        assert text(app).startswith("نص السجل") and len(app.list.entries) == 3


async def test_a_choice_that_cannot_be_kept_is_told(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    (state / ENCODINGS_FILE).mkdir(parents=True)
    app = reader([folder / "old.txt"], state=state)
    async with running(app) as pilot:
        await choose(pilot, "864")
        await until(pilot, lambda: "not remembered" in (app.status.noticed or ""))
        await until(pilot, lambda: app.reading.page.document.encoding == "IBM 864")


async def test_two_choices_in_a_row_are_both_kept_also_by_who_leaves_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    folder = write(tmp_path / "lib", {name: ARABIC.encode("cp1256") for name in ("a.txt", "b.txt")})
    real, second, writing = encodings.read_encodings, Event(), []

    def slowly(folder: Path) -> dict[str, str]:
        """The second choice comes while the first is written."""
        kept = real(folder)
        if not writing:
            writing.append(1)
            second.wait(60)
        return kept

    app = reader([folder], state=state)
    async with running(app) as pilot:
        monkeypatch.setattr(encodings, "read_encodings", slowly)
        commands = app.commands
        first = Thread(target=commands._read_as, args=(str(folder / "a.txt"), "IBM 864"))
        first.start()
        await until(pilot, lambda: writing)
        other = Thread(target=commands._read_as, args=(str(folder / "b.txt"), "KOI8-R"))
        other.start()
        await until(pilot, lambda: str(folder / "b.txt") in app.shelf.encodings and not other.is_alive())
        second.set()
        app.memory.close()
        first.join(60)
    assert real(state) == {str(folder / "a.txt"): "IBM 864", str(folder / "b.txt"): "KOI8-R"}


async def test_a_file_in_an_archive_is_read_so_and_no_other_in_it(tmp_path: Path) -> None:
    folder, state = tmp_path / "lib", tmp_path / "state"
    folder.mkdir()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", ARABIC.encode("cp1256"))
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("in.zip", inner.getvalue())
        archive.writestr("b.txt", ARABIC.encode("cp1256"))
        archive.writestr("c.txt.gz", gzip.compress(ARABIC.encode("cp1256")))
    wanted = ["IBM 864", "IBM 864", "Windows-1256"]

    def encodings(app: ReaderApp) -> list[str]:
        return [each.encoding for each in app.shelf.store]

    app = reader([folder], state=state)
    async with running(app) as pilot:
        for count in (1, 2):
            await choose(pilot, "IBM 864")
            await until(pilot, lambda count=count: encodings(app)[:count] == wanted[:count])
            await until(pilot, lambda: "IBM 864, chosen" in rows(app)[-1])
            await press(pilot, "]")
        assert encodings(app) == wanted
    app = reader([folder], state=state)
    async with running(app) as pilot:
        assert encodings(app) == wanted, "also the next time"
        await choose(pilot, "itself")
        await until(pilot, lambda: encodings(app) == ["Windows-1256", "IBM 864", "Windows-1256"])
        await press(pilot, "]")
        await choose(pilot, "itself")
        await until(pilot, lambda: encodings(app) == ["Windows-1256"] * 3)
    assert read_encodings(state) == {}


async def test_a_disk_that_does_not_answer_keeps_no_key_waiting(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Event()

    class Os:
        """A system whose answers take long."""

        def __getattr__(self, name: str) -> object:
            return getattr(os, name)

        class path:  # noqa: N801 - os.path
            @staticmethod
            def isfile(path: str) -> bool:
                assert current_thread().daemon, "the end of the program would wait for the disk"
                assert answers.wait(60), "the screen waits for the disk"
                return os.path.isfile(path)  # noqa: PTH113 - what is stood in for

    monkeypatch.setattr(display, "os", Os())
    app = reader([folder])
    async with running(app) as pilot:
        assert len(app.list.entries) == 2
        await choose(pilot, "IBM 864")
        await press(pilot, "j")
        assert app.list.cursor == 1
        await press(pilot, "k")
        assert app.reading.page.document.encoding != "IBM 864"
        answers.set()
        await until(pilot, lambda: app.reading.page.document.encoding == "IBM 864")


async def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    folder = write(tmp_path / "lib", {"a.txt": ARABIC.encode("cp1256"), "b.txt": b"b"})
    app = reader([folder])
    async with running(app) as pilot:
        (folder / "a.txt").unlink()
        await choose(pilot, "IBM 864")
        await until(pilot, lambda: "no file of its own" in (app.status.noticed or ""))
