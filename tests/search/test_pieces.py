"""The pieces of the cache: few, whole, not for everyone, and not for ever."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.mounts import Mount
from tui_reader.library.read import Choices
from tui_reader.search import cache, crew, mapped, merging, process
from tui_reader.search.cache import Cache
from tui_reader.search.merger import Merger
from tui_reader.search.order import Indexed
from tui_reader.search.segment import build

from .cached import AGO, Opened, library, pieces, reads, write
from .libraries import LONG, eventually

pytestmark = pytest.mark.usefixtures("caching")


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


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "too many"), OSError(errno.ENOMEM, "no room"), MemoryError()])
def test_a_piece_that_cannot_be_opened_at_the_moment_stays(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    library(12)
    Opened()
    before = pieces()
    ours = Cache(Path("cache"), ["d"], Choices())

    def cannot(file: Path) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(cache, "mapped", cannot)
        assert list(ours.pieces()) == []
    assert [each.file.name for each in ours.pieces()] == [each.name for each in before] != []


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask after a process there: run it on Linux or macOS")
@pytest.mark.parametrize("away", [False, True])
def test_what_a_process_left_unfinished_goes_when_it_is_gone(away: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    library(6)
    Opened()
    folder = pieces()[0].parent
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    begun = {name: folder / f"000001-{name}-1.part" for name in (f"{gone.pid:x}", f"{os.getpid():x}", "1", "f" * 40)}
    odd = [folder / "other.part", folder / "000001-x-1.part"]
    for each in (*begun.values(), *odd):
        each.write_bytes(b"x")
    monkeypatch.setattr(cache, "may_vanish", lambda _: away)
    Cache(Path("cache"), ["d"], Choices()).tidy([])
    left = {name for name, each in begun.items() if each.exists()}
    assert left == (set(begun) if away else {f"{os.getpid():x}", "1"})
    assert all(each.exists() for each in odd) and pieces()


def test_after_damage_the_library_is_whole() -> None:
    library(12)
    Opened()
    piece = pieces()[-1]
    data = piece.read_bytes()
    piece.write_bytes(data[: len(data) // 2])
    Opened().same_as_the_files()
    Opened().same_as_the_files()


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
    monkeypatch.setattr(mapped, "mounts", lambda: [Mount("/", "nfs4")])
    mapped._is_away.cache_clear()
    library(12)
    Opened("d")
    second = Opened("d")
    pieces = list(Path("cache").rglob("*.piece"))
    assert pieces
    for each in pieces:
        each.chmod(0o600)
        os.truncate(each, 0)
    second.same_as_the_files()
    mapped._is_away.cache_clear()


@pytest.mark.skipif(sys.platform != "linux", reason="no other system holds up who cuts a file that is mapped")
def test_a_piece_that_is_cut_short_while_it_is_used_is_still_whole_here() -> None:
    library(12)
    Opened("d")
    second = Opened("d")
    for each in pieces():
        each.chmod(0o600)
        os.truncate(each, 0)
    second.same_as_the_files()
    Opened("d").same_as_the_files()


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


def test_a_piece_whose_segments_lie_apart_is_joined_with_none() -> None:
    """Those of another file may stand between them where its own was late."""
    first, between, second, last = (
        Indexed(build([Document(id, "", -1, "نص")]), [id]) for id in map(DocumentId, ("a", "b", "c", "d"))
    )
    merger = Merger(None)
    for segments, piece in (([first, second], "one"), ([between], "two"), ([last], "three")):
        merger.kept(segments, piece)
    assert merger._pieces_of([first, between]) == []
    assert merger._pieces_of([second, last]) == [], "the rest of a piece is not all of it"
    merger.kept([between], "two")
    merger.kept([last], "three")
    assert merger._pieces_of([between, last]) == [("two", 1), ("three", 1)]
