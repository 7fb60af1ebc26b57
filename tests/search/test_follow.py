"""What is told of changes on disk, and taken over."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui_reader.library import watch
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.read import load
from tui_reader.library.store import Store
from tui_reader.library.watch import Told, Watch
from tui_reader.search import pipeline
from tui_reader.search.follow import Follower
from tui_reader.search.index import Index

from .libraries import LONG, Library, eventually, settled, write

pytestmark = pytest.mark.usefixtures("here")


def test_a_folder_is_looked_after(live: Callable[..., Library]) -> None:
    for number in range(20):
        write(f"d/{number}.txt", f"نص {number}")
    library = live("d")
    write("d/first.txt", "نص")
    settled(library)
    write("d/3.txt", "نص آخر")
    settled(library)
    Path("d/4.txt").unlink()
    settled(library)
    Path("d/5.txt").rename("d/renamed.txt")
    settled(library)
    write("d/new/deep/er/6.txt", "نص عميق")
    settled(library)
    Path("d/new").rename("d/newer")
    settled(library)
    shutil.rmtree("d/newer")
    settled(library)
    write("d/.hidden.txt")
    write("d/.git/x.txt")
    write("d/last.txt")
    settled(library)
    assert library.count("نص ") == len(library.store)


def test_a_named_file_is_looked_after_also_when_another_takes_its_place(live: Callable[..., Library]) -> None:
    write("a.log", "سطر\n")
    library = live("a.log")
    with Path("a.log").open("a", encoding="utf-8") as log:
        log.write("ثان\n")
    settled(library)
    write("b", "غيره")
    Path("b").replace("a.log")
    settled(library)
    assert [each.text for each in library.store] == ["غيره"]


def test_a_folder_that_goes_and_comes_back(live: Callable[..., Library]) -> None:
    write("d/a.txt", "نص")
    library = live("d")
    shutil.rmtree("d")
    time.sleep(0.3)
    write("d/b.txt", "نص جديد")
    settled(library)
    write("d/c.txt", "نص أجد")
    settled(library)


def test_a_folder_reached_through_a_link_is_named_as_it_was(live: Callable[..., Library], here: Path) -> None:
    write("real/a.txt")
    Path("link").symlink_to("real")
    library = live("link", str(here / "real/../other/.."))
    write("real/b.txt", "نص")
    eventually(lambda: DocumentId("link/b.txt") in library.store)


def test_where_nothing_can_be_watched_it_looks_now_and_then(
    live: Callable[..., Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles

    def full(*_: object, force_polling: bool, **__: object) -> Iterator[set[object]]:
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(watchfiles, "watch", full)
    write("d/a.txt")
    library = live("d")
    write("d/b.txt")
    settled(library)
    Path("d/a.txt").unlink()
    settled(library)
    assert library.polling == [True]


def test_a_remote_folder_is_polled(live: Callable[..., Library], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "is_remote", lambda path: True)
    write("d/a.txt")
    library = live("d")
    time.sleep(0.5)
    write("d/b.txt")
    settled(library)


def test_a_flood_of_changes_makes_it_look_at_everything(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    monkeypatch.setattr(watch, "FLOOD", 3)
    many = {(watchfiles.Change.added, os.path.realpath(f"d/{number}.txt")) for number in range(5)}
    monkeypatch.setattr(watchfiles, "watch", lambda *_, **__: iter([many, {next(iter(many))}]))
    Path("d").mkdir()
    watching = Watch(["d"])
    told = watching.changes()
    assert next(told) == Told({"d"})
    assert len(next(told).paths) == 1
    watching.stop()


def test_what_changes_while_it_loads_is_taken_over_afterwards(quick: None) -> None:
    write("d/a.txt")
    library = Library("d")
    library.follower.start()
    time.sleep(0.5)
    write("d/b.txt")
    time.sleep(0.5)
    assert len(library.store) == 1
    library.follower.begin()
    eventually(lambda: len(library.store) == 2)
    library.follower.stop()
    assert library.follower.wait(LONG)


def test_a_program_that_ends_without_a_word_ends_well(here: Path) -> None:
    """Other threads' Rust must not meet an interpreter that is going away."""
    write("d/a.txt")
    program = """
import sys, time
from tui_reader.library.store import Store
from tui_reader.search.follow import Follower
from tui_reader.search.index import Index
store = Store()
index = Index(store.get)
follower = Follower(["d"], store, lambda: index, lambda changes: print(len(store), flush=True))
follower.start()
follower.begin()
while not len(store): time.sleep(0.01)
sys.exit(5)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=LONG)
    assert (ended.returncode, ended.stdout, ended.stderr) == (5, "1\n", "")


def test_a_pipeline_and_a_follower_agree_on_the_order(here: Path) -> None:
    for name in ("d/b/2.txt", "d/b/10.txt", "d/a.txt", "d/c.txt", "z.txt"):
        write(name)
    store = Store()
    index = Index(store.get)
    work = pipeline.Pipeline(["z.txt", "d"], store, lambda: index)
    work.start()
    assert work.wait(LONG)
    follower = Follower(["z.txt", "d"], store, lambda: index, lambda changes: None)
    write("d/b/9.txt")
    write("d/B.txt")
    follower.look({"d"})
    assert list(store) == [each for each in load(["z.txt", "d"]) if isinstance(each, Document)]
