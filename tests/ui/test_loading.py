"""A library that is greater than one look: it fills while the screen is live, follows the disk, and lets go."""

import os
import subprocess
from pathlib import Path

import pytest
from textual import events
from textual.app import ComposeResult

from tui_reader.library.document import DocumentId
from tui_reader.search import pipeline, process
from tui_reader.ui.shelf import Shelf

from .frames import press, reader, rows, running, settle, type_query, until, write


@pytest.fixture(autouse=True)
def by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is small, and nothing is read before a worker has read it."""
    monkeypatch.setattr(pipeline, "SMALL_FILES", 0)


def workers() -> list[str]:
    told = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    return [line for line in told.splitlines() if "-X utf8" in line or "<defunct>" in line]


async def test_what_workers_read_is_listed_in_order_and_found(tmp_path: Path) -> None:
    write(tmp_path / "d", {f"{n}.txt": f"عنوان {n}\n\nنص رقم{n}" for n in range(300)})
    app = reader([tmp_path / "d"])
    async with running(app) as pilot:
        names = [Path(entry.document.id.path).name for entry in app.list.entries]
        assert names == [f"{n}.txt" for n in range(300)]
        assert app.reading.page is not None and app.reading.page.document.title == "عنوان 0"
        await type_query(pilot, "رقم271")
        assert [entry.document.title for entry in app.list.entries] == ["عنوان 271"]
        assert app.reading.page.document.title == "عنوان 271"
        assert app.reading.hits
    await until(pilot, lambda: not workers())


async def test_a_file_that_ends_its_worker_is_named_on_the_screen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "AHEAD", 0)
    changed = """
import os, sys
sys.path.insert(0, sys.argv[1])
from tui_reader.search import worker
real = worker.read
def read(candidate, *rest):
    if candidate.path.endswith("/bad.txt"): os.abort()
    return real(candidate, *rest)
worker.read = read
worker.main()
"""
    monkeypatch.setattr(process, "PROGRAM", changed)
    write(tmp_path / "d", {"bad.txt": "x", **{f"{n}.txt": f"title {n}" for n in range(20)}})
    app = reader([tmp_path / "d"])
    async with running(app, size=(160, 30)) as pilot:
        assert len(app.list.entries) == 20
        assert [problem.code for problem in app.shelf.problems] == ["crashed"]
        await until(pilot, lambda: "bad.txt" in rows(app)[-1])


async def test_leaving_while_it_loads_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = "import sys, time; sys.path.insert(0, sys.argv[1])\nfrom tui_reader.search import worker\n"
    slow += "worker.read = lambda *_: time.sleep(1000)\nworker.main()"
    monkeypatch.setattr(process, "PROGRAM", slow)
    write(tmp_path / "d", {f"{n}.txt": f"title {n}" for n in range(300)})
    app = reader([tmp_path / "d"])
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, workers)
        await press(pilot, "q")
    await until(pilot, lambda: not workers())
    assert app.shelf.loader is not None and app.shelf.loader.wait(30)
    assert app.shelf.follower is not None and app.shelf.follower.wait(30)


async def test_what_changes_on_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "d", {f"{n}.txt": f"title {n}" for n in range(5)})
    app = reader([tmp_path / "d"])
    told: list[Shelf.Changed] = []
    post = app.shelf._post

    def heard(message: object) -> object:
        if isinstance(message, Shelf.Changed):
            told.append(message)
        return post(message)  # type: ignore[arg-type]

    app.shelf._post = heard
    async with running(app) as pilot:
        write(tmp_path / "d", {"2a.txt": "new"})
        await until(pilot, lambda: told)
        new = DocumentId(str(tmp_path / "d" / "2a.txt"))
        assert told[0].changes.added == [new]
        assert [each.id.path[-6:] for each in app.shelf.store][2:4] == ["/2.txt", "2a.txt"]


async def test_the_second_opening_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "d", {f"{n}.txt": f"عنوان {n}\n\nنص رقم{n}" for n in range(300)})
    for file in (tmp_path / "d").iterdir():
        os.utime(file, (1_600_000_000, 1_600_000_000))
    for _ in range(2):
        app = reader([tmp_path / "d"])
        app.shelf._cache = tmp_path / "cache"
        async with running(app) as pilot:
            assert len(app.list.entries) == 300
            await type_query(pilot, "رقم271")
            assert [entry.document.title for entry in app.list.entries] == ["عنوان 271"]
        assert list((tmp_path / "cache").rglob("*.piece"))
        # From now on no worker can read anything.
        monkeypatch.setattr("tui_reader.search.crew.Crew._give", lambda *_: pytest.fail("reads again"))


async def test_a_key_pressed_before_the_first_frame_is_a_key(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", {"a.txt": "one", "b.txt": "two"})])
    compose = app.compose

    def pressed() -> ComposeResult:
        app.post_message(events.Key("G", "G"))
        return compose()

    app.compose = pressed  # type: ignore[method-assign]
    async with running(app) as pilot:
        await settle(pilot)
        assert (app.search_bar.value, app.screen.focused) == ("", app.list)
