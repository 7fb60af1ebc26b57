"""The cache: the same library without reading it, whatever became of the files and of the cache."""

import os
import time
from pathlib import Path
from threading import Thread

import pytest

from tui_reader.library.packs import PackedDocument
from tui_reader.library.read import Choices
from tui_reader.library.scan import Problem
from tui_reader.search import cache
from tui_reader.search.cache import Cache

from .cached import AGO, Opened, library, reads, write
from .libraries import LONG, eventually

pytestmark = pytest.mark.usefixtures("caching")


def test_the_second_opening_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    library()
    Opened().same_as_the_files()
    told = reads(monkeypatch)
    again = Opened()
    again.same_as_the_files()
    assert told == []
    assert all(isinstance(each, PackedDocument) for each in again.store)


def test_only_what_changed_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    library()
    Opened()
    write("d/1/04.txt", "عنوان جديد\nنص رقم4 آخر", AGO + 5)
    write("d/2/02.txt", "عنوان 2\nنص رقم9", AGO + 5)  # of the same length
    write("d/0/00a.txt", "قادم\nنص جديد")
    Path("d/0/03.txt").unlink()
    Path("d/2/08.txt").rename("d/1/08b.txt")
    told = reads(monkeypatch)
    Opened().same_as_the_files()
    assert sorted(told) == ["d/0/00a.txt", "d/1/04.txt", "d/1/08b.txt", "d/2/02.txt"]
    told.clear()
    Opened().same_as_the_files()
    assert told == []


def test_a_file_that_was_written_just_now_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be written once more within the same tick of the disk's clock."""

    library(3)
    write("d/1/01.txt", "نص", int(time.time()) + LONG)
    Opened()
    told = reads(monkeypatch)
    Opened().same_as_the_files()
    assert told == ["d/1/01.txt"]


def test_a_file_with_a_problem_is_named_again() -> None:
    library(3)
    write("d/0/bad.txt", "\0" * 500)
    first, second = Opened(), Opened()
    assert first.problems == second.problems == [Problem("d/0/bad.txt", "not-text", "binary", True)]


def test_other_paths_choices_or_programs_have_pieces_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    library(3)
    keys = {
        Cache(Path("c"), paths, choices).key
        for paths in (["d"], ["d", "e"], ["./d"])
        for choices in (Choices(), Choices(fields={"text": "t"}))
    }
    assert len(keys) == 6
    before = Cache(Path("c"), ["d"], Choices()).key
    monkeypatch.setattr(cache, "_program", lambda: 5)
    assert Cache(Path("c"), ["d"], Choices()).key != before
    absolute = Cache(Path("c"), ["/d"], Choices()).key
    monkeypatch.chdir("d")
    assert Cache(Path("c"), ["/d"], Choices()).key == absolute
    assert Cache(Path("c"), ["d"], Choices()).key not in keys


def test_another_encoding_of_a_file_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    library(4)
    Path("d/0/x.txt").write_bytes("كتاب".encode("cp1256"))
    os.utime("d/0/x.txt", (AGO, AGO))
    Opened()
    told = reads(monkeypatch)
    opened = Opened(choices=Choices({"d/0/x.txt": "Mac Arabic"}))
    assert told == ["d/0/x.txt"]
    assert {each.encoding for each in opened.store} == {"UTF-8", "Mac Arabic"}


@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_the_cache_may_be_deleted_at_any_moment(when: str) -> None:
    import shutil

    library(300)
    Opened()
    if when == "before":
        shutil.rmtree("cache")
        Opened().same_as_the_files()
        return
    stop: list[bool] = []

    def delete() -> None:
        while not stop:
            shutil.rmtree("cache", ignore_errors=True)

    deleting = Thread(target=delete)
    deleting.start()
    try:
        for _ in range(3):
            Opened().same_as_the_files()
    finally:
        stop.append(True)
        deleting.join()


def test_a_cache_that_cannot_be_written_is_done_without() -> None:
    library()
    Path("cache").write_text("a file")
    Opened().same_as_the_files()
    assert Path("cache").read_text() == "a file"


def test_two_programs_at_once() -> None:
    library(60)
    opened: list[Opened] = []
    threads = [Thread(target=lambda: opened.append(Opened())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 3
    for each in opened:
        each.same_as_the_files()
    Opened().same_as_the_files()
    assert not list(Path("cache").rglob("*.part"))
    # What another program wrote as well is dropped again.
    ours = Cache(Path("cache"), ["d"], Choices())
    eventually(lambda: sum(len(piece.rows.paths) for piece in ours.pieces()) < 120)
    Opened().same_as_the_files()
