"""What is made of a changed path: what becomes of the documents."""

import errno
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from tui_reader.library import scan
from tui_reader.library.document import DocumentId
from tui_reader.library.scan import Problem
from tui_reader.search import reconcile
from tui_reader.search.reconcile import Changes

from .libraries import Library, ids, write

pytestmark = pytest.mark.usefixtures("here")


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
    assert library.look("d") == Changes([], [], [], [], [Problem("d", "missing", "", True)])
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


def test_nothing_is_asked_here_of_what_is_asked_apart(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt", "نص")
    library = Library("d")
    monkeypatch.setattr(reconcile.os.path, "isfile", lambda path: pytest.fail(f"asked about {path}"))
    assert library.follower._reconciler._known({"d/a.txt"}, True).keys() == {"d/a.txt"}
    assert library.follower._reconciler._known({"d/gone.txt"}, True) == {}


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


@pytest.mark.parametrize("path", ["d", "b.txt"])
def test_what_was_named_is_told_of_while_it_is_away(path: str) -> None:
    write("d/a.txt", "نص")
    write("b.txt", "نص")
    library = Library("d", "b.txt")
    Path(path).rename("away")
    assert library.look(path) == Changes([], [], [], [], [Problem(path, "missing", "", True)])
    assert library.look(path) is None, "told once"
    Path("away").rename(path)
    assert library.look(path) is not None
    assert path in library.changes[-1].settled
    assert library.look(path) is None
    assert len(library.store) == 2


def test_a_link_that_leads_nowhere_is_told_of_until_it_is_gone() -> None:
    write("d/a.txt", "نص")
    Path("d/link.txt").symlink_to("gone.txt")
    library = Library("d")
    dangling = Problem("d/link.txt", "dangling", "", True)
    library.follower.begin([dangling])
    assert library.look("d") is None, "it is known"
    write("d/gone.txt", "نص آخر")
    assert library.look("d") is not None
    assert library.changes[-1].settled >= {"d/link.txt"}
    Path("d/gone.txt").unlink()
    changes = library.look("d", "d/link.txt")
    assert changes is not None and changes.problems == [dangling]
    Path("d/link.txt").unlink()
    assert library.look("d/link.txt") is not None
    assert library.changes[-1].settled == {"d/link.txt"}
    assert library.is_as_on_disk()


def test_many_files_that_went_away_while_all_was_loaded_are_told_as_one() -> None:
    write("d/a.txt", "نص")
    library = Library("d")
    gone = [Problem(f"d/{number}.txt", "missing", "", True) for number in range(1500)]
    library.follower.begin(gone[:2])
    assert not library.changes
    library.follower.begin(gone)
    assert library.changes[-1].problems == [Problem("d", "vanished", "1,500", True)]
    assert library.changes[-1].settled == {each.path for each in gone}


def test_a_file_that_may_not_be_read_any_more_is_told_of_and_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.txt", "نص")
    library = Library("d")
    closed = Problem("d/a.txt", "unreadable", os.strerror(errno.EACCES), True)
    with monkeypatch.context() as context:
        context.setattr(os, "access", lambda path, mode: False)
        context.setattr(reconcile, "read", lambda *_: iter([closed]))
        changes = library.look("d/a.txt")
        assert changes is not None and changes.problems == [closed] and not changes.removed
        assert library.look("d/a.txt") is None, "told once"
    assert library.look("d/a.txt") is not None
    assert "d/a.txt" in library.changes[-1].settled
    assert library.is_as_on_disk()
