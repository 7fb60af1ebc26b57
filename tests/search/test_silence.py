"""Disks that do not answer: named, asked nothing, waited for."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_reader.library import scan, watch_apart
from tui_reader.library.document import DocumentId
from tui_reader.library.mounts import Mount
from tui_reader.library.scan import Problem
from tui_reader.library.watch_apart import WatchApart
from tui_reader.search import asking, follow, tasks

from .libraries import LONG, Library, eventually, settled, write

pytestmark = pytest.mark.usefixtures("here")


def test_what_does_not_answer_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt", "نص")
    write("d/gone/b.txt", "نص")
    library = Library("d", "d/gone")
    real = os.stat

    def stat(path: str, **rest: object) -> os.stat_result:
        assert "gone" not in str(path), "this would never come back"
        return real(path, **rest)  # type: ignore[arg-type]

    library.follower.begin([Problem("d/gone", "no-answer", "", True)])
    monkeypatch.setattr(os, "stat", stat)
    write("d/a.txt", "نص آخر")
    library.follower.look({"d", "d/gone"})
    assert [each.text for each in library.store] == ["نص آخر", "نص"]


WAITS = """
import os, time
while os.path.exists("gate"): time.sleep(0.01)
"""


@pytest.fixture
def gate(quick: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file: as long as it is there, what does not answer does not answer."""
    monkeypatch.setattr(asking, "_PROBE", WAITS)
    monkeypatch.setattr(asking, "LOOK", 0.05)
    monkeypatch.setattr(follow, "LOOK", 0.05)
    monkeypatch.setattr(tasks, "SILENCE", 1.0)
    return Path("gate")


def silences(library: Library) -> list[str]:
    return [each.path for changes in library.changes for each in changes.problems if each.code == "no-answer"]


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be held up there: run it on Linux or macOS")
def test_a_mount_that_hangs_keeps_nothing_else_waiting_and_comes_back(
    live: Callable[..., Library], gate: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "mounts", lambda: [Mount(f"{here}/d/far", "fuse.hangs"), Mount("/", "ext4")])
    write("d/a.txt", "نص")
    write("d/far/b.txt", "نص")
    library = live("d")
    write("d/far/c.txt", "نص")
    settled(library)
    far = next(part for part in library.follower._parts if part.paths == ["d/far"])
    assert isinstance(far.watch, WatchApart) and far.watch._process is not None
    gate.touch()
    far.watch._process.send_signal(signal.SIGSTOP)
    eventually(lambda: silences(library) == ["d/far"])
    write("d/near.txt", "نص")
    eventually(lambda: DocumentId("d/near.txt") in library.store)
    library.follower.look({"d"})
    assert DocumentId("d/far/b.txt") in library.store, "it was read, and can be read on"
    write("d/far/d.txt", "نص")
    far.watch._process.send_signal(signal.SIGCONT)
    gate.unlink()
    settled(library)
    assert any("d/far" in changes.settled for changes in library.changes)
    assert silences(library) == ["d/far"]
    write("d/far/e.txt", "نص")
    settled(library)


def test_who_watches_a_mount_that_may_hang_is_replaced_by_another_process(
    live: Callable[..., Library], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_apart, "AGAIN", 0.01)
    monkeypatch.setattr(watch_apart, "Watch", lambda *_, **__: pytest.fail("a disk is asked from here"))
    monkeypatch.setattr(follow, "mounts", lambda: [Mount(f"{here}/d/far", "nfs4"), Mount("/", "ext4")])
    write("d/a.txt", "نص")
    write("d/far/b.txt", "نص")
    library = live("d")
    write("d/far/c.txt", "نص")
    settled(library)
    for part in library.follower._parts:
        assert isinstance(part.watch, WatchApart) and part.watch._process is not None
        part.watch._process.kill()
    write("d/d.txt", "نص")
    write("d/far/e.txt", "نص")
    settled(library)


def test_a_folder_that_hangs_where_no_mount_was_known(
    live: Callable[..., Library], gate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt", "نص")
    write("d/far/b.txt", "نص")
    library = live("d")
    settled(library)
    gate.touch()

    class Os:
        def __getattr__(self, name: str) -> object:
            return getattr(os, name)

        def stat(self, path: str) -> os.stat_result:
            while path == "d/far" and gate.exists():
                time.sleep(0.01)
            return os.stat(path)  # noqa: PTH116 - what is stood in for

    monkeypatch.setattr(scan, "os", Os())
    write("d/c.txt", "نص")
    library.follower.look({"d"})
    assert silences(library) == ["d/far"]
    assert {id.path for id in library.store._documents} == {"d/a.txt", "d/far/b.txt", "d/c.txt"}
    write("d/far/b.txt", "نص آخر")
    gate.unlink()
    settled(library)
    assert any("d/far" in changes.settled for changes in library.changes)


def test_what_did_not_answer_while_it_was_loaded_comes_back(quick: None, gate: Path) -> None:
    write("d/a.txt", "نص")
    library = Library("d")
    write("d/far/b.txt", "نص")
    gate.touch()
    library.follower.start()
    library.follower.begin([Problem("d/far", "no-answer", "", True)])
    write("d/c.txt", "نص")
    eventually(lambda: DocumentId("d/c.txt") in library.store)
    assert DocumentId("d/far/b.txt") not in library.store
    gate.unlink()
    settled(library)
    library.follower.stop()
    assert library.follower.wait(LONG)
