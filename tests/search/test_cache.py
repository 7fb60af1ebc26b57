"""The cache: the same library without reading it, whatever became of the files and of the cache."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.library.mounts import Mount
from tui_reader.library.packs import PackedDocument
from tui_reader.library.read import Choices, load
from tui_reader.library.scan import Problem
from tui_reader.library.store import Store
from tui_reader.search import cache, crew, merging, pipeline, process, wire
from tui_reader.search.cache import Cache
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

LONG = 60

#: Long ago enough for a file to be believed unchanged.
AGO = 1_600_000_000


@pytest.fixture(autouse=True)
def by_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "SMALL_FILES", 0)
    # What stands in the list first comes from the files themselves.
    monkeypatch.setattr(pipeline, "AHEAD", 0)
    monkeypatch.setattr(pipeline, "REST", 0.2)


def write(name: str, text: str, when: int = AGO) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (when, when))


def library(count: int = 30) -> None:
    for number in range(count):
        write(f"d/{number % 3}/{number:02}.txt", f"عنوان {number}\nنص رقم{number}")


class Opened:
    """A library, loaded."""

    def __init__(self, *paths: str, choices: Choices | None = None, few: bool = False) -> None:
        """``few``: wait until its segments, and the pieces of the cache, are few."""
        self.store = Store()
        self.index = Index(self.store.get)
        self.problems: list[Problem] = []
        self.read: list[str] = []
        work = Pipeline(
            paths or ("d",),
            self.store,
            lambda: self.index,
            self._take,
            cache=Path("cache"),
            choices=choices or Choices(),
        )
        work.start()
        assert work.wait(LONG)
        assert work.error is None
        if few:
            eventually(lambda: not alive("merger"))
        work.cancel()
        self.found, self.loaded = work.found, work.loaded

    def _take(self, documents: list[Document], problems: list[Problem]) -> None:
        self.problems += problems

    def same_as_the_files(self, *paths: str) -> None:
        """What is listed and found is what reading the files gives."""
        documents = [each for each in load(paths or ("d",)) if isinstance(each, Document)]
        assert list(self.store) == documents
        assert self.found == self.loaded
        for each in documents:
            words = each.text.split()
            hits = self.index.search(parse(f"={words[-1]} ")).hits
            assert each.id in [hit.document.id for hit in hits]
            assert all(hit.document is self.store.get(hit.document.id) for hit in hits)
        assert self.index.search(parse("نص ")).total == sum("نص" in each.text for each in documents)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of files that workers are told to read from now on."""
    told: list[str] = []
    real = wire.told

    def telling(value: object) -> bytes:
        if isinstance(value, dict) and "careful" in value:
            told.extend(file.path for file in value["files"])
        return real(value)

    monkeypatch.setattr("tui_reader.search.crew.told", telling)
    return told


def pieces() -> list[Path]:
    return sorted(Path("cache").rglob("*.piece"))


def eventually(condition: Callable[[], object]) -> None:
    import time

    for _ in range(LONG * 100):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("what was waited for never came")


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
    import time

    library(3)
    write("d/1/01.txt", "نص", int(time.time()))
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


def test_pieces_of_which_little_is_left_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    library(40)
    Opened()
    before = pieces()
    changed = [f"d/{number % 3}/{number:02}.txt" for number in range(0, 40, 2)]
    for path in changed:
        write(path, f"نص {path} جديد", AGO + 9)
    Opened().same_as_the_files()
    eventually(lambda: not all(each.exists() for each in before))
    told = reads(monkeypatch)
    Opened().same_as_the_files()
    assert told and not set(told) & set(changed)
    told.clear()
    Opened().same_as_the_files()
    assert told == []


def test_many_small_pieces_become_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MANY_SMALL", 3)
    library(6)
    for number in range(5):
        write(f"d/0/new{number}.txt", f"نص جديد{number}")
        Opened().same_as_the_files()
    eventually(lambda: len(pieces()) < 5)
    Opened().same_as_the_files()


def test_the_library_used_longest_ago_is_dropped_first(monkeypatch: pytest.MonkeyPatch) -> None:
    library(6)
    write("e/a.txt", "نص")
    Opened("d")
    (old,) = (each for each in Path("cache/library").iterdir())
    os.utime(old, (AGO, AGO))
    monkeypatch.setattr(cache, "LARGEST", 1)
    Opened("e")
    Opened("e")
    eventually(lambda: not old.exists())
    monkeypatch.setattr(cache, "LARGEST", 1 << 30)
    Opened("d").same_as_the_files()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_piece_is_removed(data: st.DataObject) -> None:
    if not Path("d").exists():
        library(12)
        Opened()
    if not pieces():
        Opened()
    piece = pieces()[-1]
    sound = piece.read_bytes()
    (whole,) = (each for each in Cache(Path("cache"), ["d"], Choices()).pieces() if each.file == piece)
    texts = [document.text for document in whole.documents]
    at = data.draw(st.integers(0, len(sound) - 1))
    match data.draw(st.sampled_from(["cut", "flip", "noise", "empty"])):
        case "cut":
            damaged = sound[:at]
        case "flip":
            damaged = sound[:at] + bytes([sound[at] ^ (1 << data.draw(st.integers(0, 7)))]) + sound[at + 1 :]
        case "noise":
            damaged = data.draw(st.binary(max_size=200))
        case _:
            damaged = b""
    piece.write_bytes(damaged)
    found = [each for each in Cache(Path("cache"), ["d"], Choices()).pieces() if each.file == piece]
    for each in found:  # only where what was changed says nothing
        assert [document.text for document in each.documents] == texts
    assert piece.exists() == bool(found)
    piece.write_bytes(sound)


def test_after_damage_the_library_is_whole() -> None:
    library(12)
    Opened()
    piece = pieces()[-1]
    data = piece.read_bytes()
    piece.write_bytes(data[: len(data) // 2])
    Opened().same_as_the_files()
    Opened().same_as_the_files()


def alive(name: str) -> bool:
    """Whether a thread of that name is there."""
    return any(each.name == name for each in enumerate_threads())


def test_a_piece_that_lacks_a_file_is_found_in_though_others_come_late(monkeypatch: pytest.MonkeyPatch) -> None:
    library()
    Opened()
    Path("d/0/00.txt").unlink()
    listed, ended = Event(), Event()
    pieces_of, end_scan, results = Cache.pieces, crew.Crew._end_scan, crew.Crew.results

    def late(self: Cache) -> Iterator[cache.Piece]:
        yield from pieces_of(self)
        assert listed.wait(LONG)
        ended.wait(1)  # who does not wait for the last piece ends before

    def to_the_end(self: crew.Crew) -> Iterator[object]:
        yield from results(self)
        ended.set()

    monkeypatch.setattr(Cache, "pieces", late)
    monkeypatch.setattr(crew.Crew, "_end_scan", lambda self: (end_scan(self), listed.set()))
    monkeypatch.setattr(crew.Crew, "results", to_the_end)
    told = reads(monkeypatch)
    Opened().same_as_the_files()
    assert not told


def test_pieces_become_few_once_all_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    library(400)
    monkeypatch.setattr(crew, "LAST_FILES", 50)
    first = Opened()
    many = len(pieces())
    assert len(first.index.segments) == many > 3
    Opened(few=True).same_as_the_files()
    assert len(pieces()) == 1
    told = reads(monkeypatch)
    again = Opened(few=True)
    again.same_as_the_files()
    assert len(again.index.segments) == 1 and not told


def test_pieces_of_several_segments_become_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one merge cannot hold all of them: none of a piece's segments is left behind."""
    library(400)
    monkeypatch.setattr(crew, "LAST_FILES", 50)
    monkeypatch.setattr(process, "PROGRAM", SMALL_SEGMENTS)
    monkeypatch.setattr(merging, "LARGEST", 220)
    many = Opened(few=True)
    many.same_as_the_files()
    assert 1 < len(pieces()) < 5
    assert len(many.index.segments) == len(pieces())
    told = reads(monkeypatch)
    Opened().same_as_the_files()
    assert not told


SMALL_SEGMENTS = """
import sys
sys.path.insert(0, sys.argv[1])
from tui_reader.search import building, worker
building.SEGMENT_DOCUMENTS = worker.PACK_DOCUMENTS = 20
worker.main()
"""


def test_what_changed_before_pieces_become_few_is_right_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    library(400)
    monkeypatch.setattr(crew, "LAST_FILES", 50)
    Opened()
    for number in range(0, 400, 50):
        write(f"d/{number % 3}/{number:02}.txt", f"عنوان جديد\nنص غيره{number}", AGO + 5)
    Path("d/1/01.txt").unlink()
    Opened(few=True).same_as_the_files()
    assert len(pieces()) == 1
    told = reads(monkeypatch)
    Opened(few=True).same_as_the_files()
    assert told == []


def test_a_piece_that_is_damaged_is_joined_with_none(monkeypatch: pytest.MonkeyPatch) -> None:
    library(400)
    monkeypatch.setattr(crew, "LAST_FILES", 50)
    Opened()
    before = pieces()
    data = before[1].read_bytes()
    before[1].write_bytes(data[:-40] + b"x" * 40)
    kept = [each.read_bytes() for each in before]
    key = Cache(Path("cache"), ["d"], Choices()).key
    cache.join(str(before[0].parent), key, [(str(each), 1) for each in before], [b"segment"])
    assert [each.read_bytes() for each in pieces()] == kept
    Opened(few=True).same_as_the_files()


def test_a_piece_of_another_library_is_not_taken_for_ours() -> None:
    library(12)
    write("e/0/00.txt", "غيره")
    Opened("d")
    Opened("e")
    first, second = (Cache(Path("cache"), [path], Choices()).folder for path in "de")
    theirs = next(second.iterdir())
    theirs.rename(first / "000000-x.piece")
    Opened("d").same_as_the_files()


def test_only_the_reader_may_look_into_it() -> None:
    library(3)
    Opened()
    for each in (*Path("cache").rglob("*.piece"), Cache(Path("cache"), ["d"], Choices()).folder):
        assert each.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(sys.platform == "win32", reason="what is mapped cannot be written there")
def test_nobody_may_write_a_piece() -> None:
    library(3)
    Opened()
    pieces = list(Path("cache").rglob("*.piece"))
    assert pieces and not any(each.stat().st_mode & 0o222 for each in pieces)


def test_where_another_machine_may_take_a_piece_away_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "mounts", lambda: [Mount("/", "nfs4")])
    cache._is_away.cache_clear()
    library(12)
    Opened("d")
    second = Opened("d")
    pieces = list(Path("cache").rglob("*.piece"))
    assert pieces
    for each in pieces:
        each.chmod(0o600)
        os.truncate(each, 0)
    second.same_as_the_files()
    cache._is_away.cache_clear()


def test_what_other_versions_kept_and_what_was_never_ended_is_dropped_after_a_while() -> None:
    library(6)
    Opened("d")
    ours = Cache(Path("cache"), ["d"], Choices()).folder
    old, recent, unlike = (Path("cache/library") / name for name in ("00000000-0", "00000000-1", "2"))
    for each in (old, recent, unlike):
        each.mkdir()
        (each / "1.piece").write_bytes(b"x")
    for name, days in (("a.part", 2), ("b.part", 0)):
        (ours / name).write_bytes(b"x")
        os.utime(ours / name, (time.time() - days * 86400,) * 2)
    for each in (old, unlike):
        os.utime(each, (time.time() - 8 * 86400,) * 2)
    Opened("d")
    eventually(lambda: not old.exists() and not unlike.exists() and not (ours / "a.part").exists())
    assert recent.exists() and (ours / "b.part").exists() and list(ours.glob("*.piece"))
