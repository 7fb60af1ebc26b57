"""Watching in a process of its own: what it tells, and that it never outlives who asked."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from tui_reader.library import watch_apart
from tui_reader.library.watch import Told
from tui_reader.library.watch_apart import WatchApart

#: Seconds until what is waited for is given up as failed.
LONG = 60


def told_until(watching: WatchApart, path: str) -> list[Told]:
    """What is told until a path is in it."""
    told = []
    for each in watching.changes():
        told.append(each)
        if len(told) == 1:
            Path(path).write_text("new", encoding="utf-8")
        if path in each.paths:
            watching.stop()
    return told


def test_changes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    watching = WatchApart(["d"])
    assert {path for told in told_until(watching, "d/\u0643.txt") for path in told.paths} == {"d/\u0643.txt"}
    assert watching._process is not None
    assert watching._process.poll() is not None, "it has ended"
    assert watching._here is None


@pytest.mark.skipif(sys.platform != "linux", reason="a name is Unicode there")
def test_a_name_that_is_no_unicode_makes_it_look_at_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    watching = WatchApart(["d"])
    told: list[Told] = []
    for each in watching.changes():
        told.append(each)
        if len(told) == 1:
            Path("d/\u0643\udcff.txt").write_text("new", encoding="utf-8")
        elif "d" in each.paths:
            Path("d/a.txt").write_text(f"watched on {len(told)}", encoding="utf-8")
        elif each.paths:
            break
    watching.stop()
    assert told[-1].paths == {"d/a.txt"}
    assert sum("d" in each.paths for each in told) > 1, "also what changed until it was watched again"


def test_where_no_process_can_be_had_it_is_watched_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()

    def none(*_arguments: object, **_options: object) -> None:
        raise OSError

    monkeypatch.setattr(watch_apart.subprocess, "Popen", none)
    assert told_until(WatchApart(["d"]), "d/a.txt")[-1].paths == {"d/a.txt"}


def test_a_process_that_dies_is_replaced_by_watching_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    watching = WatchApart(["d"])
    told: list[Told] = []
    for each in watching.changes():
        told.append(each)
        assert watching._process is not None
        if watching._here is None:
            Path("d/lost.txt").write_text("while nobody watched", encoding="utf-8")
            watching._process.kill()
        elif "d" in each.paths:
            Path("d/a.txt").write_text("new", encoding="utf-8")
        elif "d/a.txt" in each.paths:
            break
    watching.stop()
    assert {"d"} in [each.paths for each in told], "everything is looked at"


@pytest.mark.parametrize("dies", ["killed", "not started"])
def test_what_may_hang_is_never_watched_here(
    dies: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(watch_apart, "AGAIN", 0.01)
    monkeypatch.setattr(watch_apart, "Watch", lambda *_, **__: pytest.fail("a disk is asked from here"))
    Path("d").mkdir()
    real = subprocess.Popen
    refused: list[object] = []

    def popen(*arguments: object, **options: object) -> object:
        if dies == "not started" and len(refused) < 3:
            refused.append(arguments)
            raise BlockingIOError
        return real(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(watch_apart.subprocess, "Popen", popen)
    watching = WatchApart(["d"], here=False)
    processes = set()
    told: list[Told] = []
    for each in watching.changes():
        told.append(each)
        assert watching._process is not None
        processes.add(watching._process.pid)
        if dies == "killed" and len(processes) < 3:
            Path("d/lost.txt").write_text("while nobody watched", encoding="utf-8")
            watching._process.kill()
            watching._process.wait()
        elif "d" in each.paths:
            Path("d/a.txt").write_text("new", encoding="utf-8")
        elif "d/a.txt" in each.paths:
            break
    watching.stop()
    assert {"d"} in [each.paths for each in told], "everything is looked at"


def test_what_was_told_in_part_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    monkeypatch.setattr(watch_apart, "_PROGRAM", 'print("[[\\"d/a", end="")')
    watching = WatchApart(["d"])
    assert next(iter(watching.changes())).paths == {"d"}
    watching.stop()


def test_stopped_before_it_began(tmp_path: Path) -> None:
    watching = WatchApart([str(tmp_path)])
    watching.stop()
    assert list(watching.changes()) == []


def test_stopped_from_another_thread(tmp_path: Path) -> None:
    watching = WatchApart([str(tmp_path)])
    thread = Thread(target=lambda: list(watching.changes()))
    thread.start()
    watching.stop()
    thread.join(LONG)
    assert not thread.is_alive()


OWNER = """
import sys
from tui_reader.library.watch_apart import WatchApart
watching = WatchApart([sys.argv[1]])
for _ in watching.changes():
    print(watching._process.pid, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked after by descriptors, which Linux has")
def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER, str(tmp_path)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    child = os.pidfd_open(int(owner.stdout.readline()))
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    assert select.select([child], [], [], LONG)[0]
    os.close(child)
    owner.stdout.close()
