"""Changes on disk, and what becomes of the documents."""

import io
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui_reader.library import scan, watch
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.mounts import Mount
from tui_reader.library.read import load
from tui_reader.library.scan import Problem
from tui_reader.library.store import Store
from tui_reader.library.watch import Told, Watch
from tui_reader.library.watch_apart import WatchApart
from tui_reader.search import asking, follow, pipeline, reconcile, tasks
from tui_reader.search.follow import Follower
from tui_reader.search.index import Index
from tui_reader.search.query import parse
from tui_reader.search.reconcile import Changes

LONG = 60


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(follow, "mounts", list)  # what this machine has mounted changes nothing here
    return tmp_path


def write(name: str, text: str = "نص") -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def eventually(condition: Callable[[], object]) -> None:
    for _ in range(LONG * 100):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("what was waited for never came")


class Library:
    """Paths that were loaded, and are looked after."""

    def __init__(self, *paths: str) -> None:
        self.paths = paths
        self.store = Store()
        self.index = Index(self.store.get)
        documents = [each for each in load(paths) if isinstance(each, Document)]
        self.store.add(documents)
        self.index.add(documents)
        self.changes: list[Changes] = []
        self.polling: list[bool] = []
        self.follower = Follower(
            paths, self.store, lambda: self.index, self.changes.append, lambda: self.polling.append(True)
        )

    def look(self, *paths: str) -> Changes | None:
        """What changed about these paths, without which of them were looked at; None for nothing."""
        before = len(self.changes)
        self.follower.look(set(paths))
        assert len(self.changes) <= before + 1
        return self.changes[before]._replace(settled=frozenset()) if len(self.changes) > before else None

    def is_as_on_disk(self) -> bool:
        return list(self.store) == [each for each in load(self.paths) if isinstance(each, Document)]

    def count(self, query: str) -> int:
        results = self.index.search(parse(query))
        assert all(hit.document is self.store.get(hit.document.id) for hit in results.hits)
        return results.total


def ids(*names: str) -> list[DocumentId]:
    return [DocumentId(name) for name in names]


# -- what is made of a changed path --------------------------------------------------------------------------


def test_a_new_file_stands_where_it_belongs() -> None:
    write("d/1.txt")
    write("d/3.txt")
    library = Library("d")
    write("d/2.txt", "نص جديد")
    assert library.look("d/2.txt") == Changes(ids("d/2.txt"), [], [], [], [])
    assert library.is_as_on_disk()
    assert (library.count("نص "), library.count("جديد")) == (3, 1)


def test_a_changed_file_is_read_again() -> None:
    write("d/1.txt", "نص قديم")
    library = Library("d")
    write("d/1.txt", "نص آخر تماما")
    assert library.look("d/1.txt") == Changes([], ids("d/1.txt"), [], [], [])
    assert library.is_as_on_disk()
    assert (library.count("قديم"), library.count("تماما")) == (0, 1)


def test_a_file_that_is_the_same_is_left_alone() -> None:
    write("d/1.txt")
    library = Library("d")
    before = library.store.get(DocumentId("d/1.txt"))
    assert library.look("d/1.txt", "d") is None
    assert library.store.get(DocumentId("d/1.txt")) is before


def test_a_file_of_the_same_length_that_was_written_again_is_read() -> None:
    write("d/1.txt", "قلم")
    library = Library("d")
    write("d/1.txt", "كتب")
    os.utime("d/1.txt", ns=(0, Path("d/1.txt").stat().st_mtime_ns + 1_000_000))
    assert library.look("d/1.txt") is not None
    assert library.is_as_on_disk()


def test_a_removed_file_and_a_removed_folder() -> None:
    for name in ("d/1.txt", "d/a/2.txt", "d/a/b/3.txt", "d/ab/4.txt"):
        write(name)
    library = Library("d")
    Path("d/1.txt").unlink()
    assert library.look("d/1.txt") == Changes([], [], ids("d/1.txt"), [], [])
    shutil.rmtree("d/a")
    changes = library.look("d/a")
    assert changes is not None and sorted(changes.removed) == ids("d/a/2.txt", "d/a/b/3.txt")
    assert library.is_as_on_disk() and library.count("نص ") == 1


def test_a_renamed_file_is_known_again() -> None:
    write("d/1.txt", "نص أول")
    write("d/2.txt", "نص ثان")
    library = Library("d")
    Path("d/1.txt").rename("d/3.txt")
    changes = library.look("d/1.txt", "d/3.txt")
    assert changes == Changes([], [], [], [(DocumentId("d/1.txt"), DocumentId("d/3.txt"))], [])
    assert library.is_as_on_disk() and library.count("نص ") == 2


def test_a_renamed_folder_takes_its_files_with_it() -> None:
    for number in range(5):
        write(f"d/a/{number}.txt", f"نص {number}")
    library = Library("d")
    Path("d/a").rename("d/b")
    changes = library.look("d/a", "d/b")
    assert changes is not None
    expected = [(DocumentId(f"d/a/{n}.txt"), DocumentId(f"d/b/{n}.txt")) for n in range(5)]
    assert sorted(changes.renamed) == expected and not (changes.added or changes.removed)
    assert library.is_as_on_disk()


def test_a_file_of_many_records_loses_and_gains_some() -> None:
    write("d/a.jsonl", '{"text": "نص أول"}\n{"text": "نص ثان"}\n')
    write("d/b.txt")
    library = Library("d")
    write("d/a.jsonl", '{"text": "نص ثالث"}\n')
    changes = library.look("d/a.jsonl")
    assert changes is not None and len(changes.replaced) == len(changes.removed) == 1
    assert library.is_as_on_disk() and library.count("نص ") == 2
    write("d/a.jsonl", '{"text": "نص ثالث"}\n{"text": "نص رابع"}\n{"text": "نص خامس"}\n')
    library.look("d/a.jsonl")
    assert library.is_as_on_disk() and library.count("نص ") == 4
    Path("d/a.jsonl").unlink()
    library.look("d/a.jsonl")
    assert library.is_as_on_disk() and library.count("نص ") == 1


def test_the_members_of_an_archive_go_with_it() -> None:
    write("d/b.txt")
    with zipfile.ZipFile("d/a.zip", "w") as archive:
        archive.writestr("x/1.txt", "نص")
        archive.writestr("2.txt", "نص")
    library = Library("d")
    assert library.count("نص ") == 3
    with zipfile.ZipFile("d/a.zip", "w") as archive:
        archive.writestr("2.txt", "نص آخر")
    library.look("d/a.zip")
    assert library.is_as_on_disk() and library.count("نص ") == 2
    Path("d/a.zip").unlink()
    library.look("d/a.zip")
    assert library.is_as_on_disk() and library.count("نص ") == 1


def test_an_archive_in_an_archive_is_no_file_of_its_own() -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("deep.txt", "نص")
    Path("d").mkdir()
    with zipfile.ZipFile("d/a.zip", "w") as archive:
        archive.writestr("in.zip", inner.getvalue())
    library = Library("d")
    assert library.look("d") is None
    assert [each.text for each in library.store] == ["نص"]
    Path("d/a.zip").unlink()
    changes = library.look("d")
    assert changes is not None and changes.removed == ids("d/a.zip/in.zip/deep.txt")


def test_hidden_files_and_unknown_formats_are_passed_over() -> None:
    write("d/a.txt")
    library = Library("d")
    write("d/x.png")
    write("d/a.txt~")
    assert library.look("d/x.png", "d/a.txt~", "d/gone.tmp") is None


def test_a_named_file_of_no_known_format_is_followed() -> None:
    write("notes.log", "سطر\n")
    library = Library("notes.log")
    write("notes.log", "سطر\nثان\n")
    assert library.look("notes.log") is not None
    assert library.is_as_on_disk()


def test_what_becomes_unreadable_is_named_and_stays_readable_here() -> None:
    write("d/a.txt", "نص قديم")
    library = Library("d")
    Path("d/a.txt").write_bytes(b"\0" * 1000)
    changes = library.look("d/a.txt")
    assert changes is not None and [each.code for each in changes.problems] == ["not-text"]
    assert not changes.removed and library.count("قديم") == 1


def test_what_was_looked_at_is_told_so_that_its_problems_can_be_forgotten() -> None:
    write("d/a.txt", "نص")
    Path("d/b.txt").write_bytes(b"\0" * 1000)
    library = Library("d")
    write("d/b.txt", "نص ثان")
    library.follower.look({"d/b.txt"})
    assert library.changes[-1].settled == {"d/b.txt"} and not library.changes[-1].problems
    Path("d/b.txt").write_bytes(b"\0" * 1000)
    library.follower.look({"d/b.txt"})
    assert library.changes[-1].problems
    Path("d/b.txt").unlink()
    library.follower.look({"d/b.txt"})
    assert library.changes[-1].settled == {"d/b.txt"}


def test_a_folder_that_was_named_and_is_gone_keeps_its_documents() -> None:
    write("d/a.txt")
    library = Library("d")
    Path("d").rename("away")
    assert library.look("d") is None
    assert len(library.store) == 1
    Path("away").rename("d")
    write("d/b.txt")
    assert library.look("d") is not None
    assert library.is_as_on_disk()


@pytest.mark.parametrize("small", [True, False])
def test_thousands_of_changes_at_once(small: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "SMALL_FILES", 10_000 if small else 10)
    for number in range(600):
        write(f"d/{number % 7}/{number}.txt", f"نص {number}")
    library = Library("d")
    for number in range(0, 600, 2):
        write(f"d/{number % 7}/{number}.txt", f"نص {number} فرع")
    for number in range(1, 200, 2):
        Path(f"d/{number % 7}/{number}.txt").unlink()
    write("d/new/1.txt", "نص فرع")
    library.look(*(f"d/{number % 7}/{number}.txt" for number in range(600)), "d/new")
    assert library.is_as_on_disk()
    assert library.count("فرع") == 301
    assert library.count("نص ") == 501


def test_a_great_folder_is_listed_by_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "SMALL_FILES", 5)
    for number in range(100):
        write(f"d/{number % 3}/{number}.txt", f"نص {number}")
    library = Library("d")
    assert library.look("d") is None
    write("d/1/1.txt", "نص آخر")
    Path("d/2/2.txt").unlink()
    write("d/new.txt")
    assert library.look("d") == Changes(ids("d/new.txt"), ids("d/1/1.txt"), ids("d/2/2.txt"), [], [])
    assert library.is_as_on_disk()


def test_a_file_written_in_parts_ends_up_whole() -> None:
    write("d/a.txt", "")
    library = Library("d")
    text = ""
    for part in range(5):
        text += f"جزء {part}\n"
        write("d/a.txt", text)
        library.look("d/a.txt")
    assert library.is_as_on_disk()


# -- what is told of changes -----------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often."""
    monkeypatch.setattr(watch, "STEP", 20)
    monkeypatch.setattr(watch, "LOOK", 100)
    monkeypatch.setattr(watch, "POLL", 100)


@pytest.fixture
def live(quick: None) -> Iterator[Callable[..., Library]]:
    followers: list[Follower] = []

    def open_(*paths: str) -> Library:
        library = Library(*paths)
        followers.append(library.follower)
        library.follower.start()
        library.follower.begin()
        return library

    yield open_
    for each in followers:
        each.stop()
        assert each.wait(LONG)
        assert each.error is None


def settled(library: Library) -> None:
    eventually(library.is_as_on_disk)


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


def test_a_record_that_is_gone_goes_though_another_one_is_broken() -> None:
    lines = [f'{{"text": "سجل رقم {n}"}}\n' for n in range(3)]
    write("d/a.jsonl", "".join(lines))
    library = Library("d")
    assert len(library.store) == 3
    write("d/a.jsonl", lines[0] + "{broken\n")
    library.follower.look({"d/a.jsonl"})
    assert [each.text for each in library.store] == ["سجل رقم 0"]
    # One of which nothing can be read stays as it was.
    write("d/a.jsonl", "{broken\n")
    library.follower.look({"d/a.jsonl"})
    assert [each.text for each in library.store] == ["سجل رقم 0"]


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


def test_nothing_is_asked_here_of_what_is_asked_apart(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt", "نص")
    library = Library("d")
    monkeypatch.setattr(reconcile.os.path, "isfile", lambda path: pytest.fail(f"asked about {path}"))
    assert library.follower._reconciler._known({"d/a.txt"}, True).keys() == {"d/a.txt"}
    assert library.follower._reconciler._known({"d/gone.txt"}, True) == {}


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
    assert library.follower.wait(LONG) and library.follower.error is None


def test_a_folder_that_may_not_be_read_any_more_is_named_and_keeps_its_documents(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("d/a.txt", "نص")
    write("d/b/c.txt", "نص")
    library = Library("d")
    forbidden = {"d/b"}

    class Os:
        def __getattr__(self, name: str) -> object:
            return getattr(os, name)

        def scandir(self, path: str) -> object:
            if path in forbidden:
                raise PermissionError(13, "Permission denied", path)
            return os.scandir(path)

    monkeypatch.setattr(scan, "os", Os())
    changes = library.look("d/b")
    assert changes is not None and [each.path for each in changes.problems] == ["d/b"]
    assert library.look("d") is None, "it is said once"
    assert len(library.store) == 2
    forbidden.clear()
    library.follower.look({"d/b"})
    assert "d/b" in library.changes[-1].settled
    assert len(library.store) == 2


def test_a_file_in_whose_place_stands_something_else() -> None:
    for name in ("a", "b", "c"):
        write(f"d/{name}.txt", "نص")
    library = Library("d")
    for name in ("a", "b", "c"):
        Path(f"d/{name}.txt").unlink()
    write("d/a.txt/inner.txt", "نص آخر")
    os.mkfifo("d/b.txt")
    Path("d/c.txt").symlink_to("c.txt")
    changes = library.look("d/a.txt", "d/b.txt", "d/c.txt")
    assert changes is not None
    assert changes.added == ids("d/a.txt/inner.txt") and changes.removed == ids("d/a.txt")
    assert {(each.path, each.code) for each in changes.problems} == {("d/b.txt", "special-file"), ("d/c.txt", "loop")}
    assert library.look("d") is None, "that is said once"
    for name in ("b", "c"):
        Path(f"d/{name}.txt").unlink()
    changes = library.look("d/b.txt", "d/c.txt")
    assert changes is not None and changes.removed == ids("d/b.txt", "d/c.txt")


def test_a_link_back_to_a_folder_above_it_is_not_entered() -> None:
    write("d/a.txt")
    write("d/b/c.txt")
    library = Library("d")
    for link in ("d/loop", "d/b/loop"):
        Path(link).symlink_to(Path("d").resolve())
        library.follower.look({link})
    library.follower.look({"d/loop/a.txt", "d/b/loop/b"})
    assert library.is_as_on_disk() and len(library.store) == 2
    # A link to another folder is.
    write("e/f.txt")
    Path("d/other").symlink_to(Path("e").resolve())
    library.follower.look({"d/other"})
    assert library.is_as_on_disk() and len(library.store) == 3
