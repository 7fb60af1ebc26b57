"""Files and folders into documents, whatever stands in the way."""

import errno
import os
import socket
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library import formats, read
from tui_reader.library.document import Document
from tui_reader.library.read import load
from tui_reader.library.scan import Candidate, OwnCode, ParserCode, Problem, TooMany, _in_order, natural, place, scan


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*names: str | bytes, text: str = "نص") -> None:
    for name in names:
        path = Path(os.fsdecode(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def results(*paths: str, stdin: bytes | None = None) -> tuple[list[str], list[Problem]]:
    """Paths of the documents, and the problems."""
    documents: list[str] = []
    problems: list[Problem] = []
    for each in load(paths, stdin):
        if isinstance(each, Document):
            documents.append(each.id.path)
        else:
            assert each.code in (*get_args(OwnCode), *get_args(ParserCode))
            problems.append(each)
    return documents, problems


def spy(monkeypatch: pytest.MonkeyPatch, function: str) -> list[tuple[object, object]]:
    """First argument and answer of every call of one function of os from now on."""
    calls: list[tuple[object, object]] = []
    real = getattr(os, function)

    def spying(*given: object) -> object:
        answer = real(*given)
        calls.append((given[0], answer))
        return answer

    monkeypatch.setattr(os, function, spying)
    return calls


def test_a_file_is_a_document_with_what_is_known_of_it() -> None:
    write("d/a.txt", text="عنوان\nنص")
    os.utime("d/a.txt", (10, 20.5))
    (document,) = load(["d/a.txt"])
    assert isinstance(document, Document)
    assert (document.id, document.title, document.text) == (("d/a.txt", 0), "عنوان", "عنوان\nنص")
    assert (document.size, document.modified) == (len("عنوان\nنص".encode()), 20.5)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("d", "d/b/a.txt"),
        ("d/", "d/b/a.txt"),
        (".", "./d/b/a.txt"),
        ("./d//", "./d//b/a.txt"),
        ("d/../d", "d/../d/b/a.txt"),
    ],
)
def test_a_path_is_as_given_joined_with_the_name_below_it(given: str, shown: str) -> None:
    write("d/b/a.txt")
    assert results(given) == ([shown], [])


def test_an_absolute_path_stays_absolute(here: Path) -> None:
    write("d/a.txt")
    assert results(str(here / "d"))[0] == [str(here / "d" / "a.txt")]


def test_folders_are_walked_in_natural_order_and_arguments_as_given() -> None:
    write("d/10.txt", "d/9.txt", "d/B.txt", "d/a/2.txt", "d/a/1.md", "d/c.txt", "d/١١.txt", "z.txt")
    expected = ["d/9.txt", "d/10.txt", "d/١١.txt", "d/a/1.md", "d/a/2.txt", "d/B.txt", "d/c.txt"]
    assert results("z.txt", "d")[0] == ["z.txt", *expected]
    assert results("d", "z.txt")[0] == [*expected, "z.txt"]


@given(st.lists(st.text(st.sampled_from("aAß10٣²\udcff."), max_size=8)))
def test_natural_order_is_total(names: list[str]) -> None:
    backwards = names[::-1]
    assert sorted(names, key=natural) == sorted(backwards, key=natural)
    assert sorted(["x10", "x9", "X9a", "x"], key=natural) == ["x", "x9", "X9a", "x10"]
    assert natural("1" * 10_000) > natural("1" * 300)


@given(st.sampled_from(["00.txt", "a0B000", "٣0ß0", "0", "x"]), st.data())
def test_names_that_a_program_numbered_are_in_natural_order(shape: str, data: st.DataObject) -> None:
    digit = st.sampled_from("0129")
    name = st.tuples(*(digit if letter == "0" else st.just(letter) for letter in shape)).map("".join)
    names = data.draw(st.lists(name | st.sampled_from(["00.txt", "b1B2"]), max_size=9, unique=True))
    entries = [SimpleNamespace(name=each) for each in names]
    assert [each.name for each in _in_order(entries)] == sorted(names, key=natural)  # type: ignore[arg-type]


def test_hidden_names_are_left_out_unless_they_are_named() -> None:
    write("d/.a.txt", "d/.git/b.txt", "d/c.txt")
    assert results("d") == (["d/c.txt"], [])
    assert results("d/.a.txt", "d/.git") == (["d/.a.txt", "d/.git/b.txt"], [])


def test_an_unknown_format_in_a_folder_is_named_and_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/a.png", "d/README", "d/b.txt")
    opened = spy(monkeypatch, "open")
    assert results("d") == (
        ["d/b.txt"],
        [Problem("d/a.png", "unknown-format", "", False), Problem("d/README", "unknown-format", "", False)],
    )
    assert [path for path, _ in opened] == ["d/b.txt"]


def test_a_file_of_unknown_format_that_is_named_is_tried_as_text() -> None:
    write("README", "notes.log")
    Path("a.bin").write_bytes(bytes(100))
    assert results("README", "notes.log", "a.bin") == (
        ["README", "notes.log"],
        [Problem("a.bin", "not-text", "binary", True)],
    )


def test_a_file_of_known_format_that_is_no_text_counts() -> None:
    write("d/z.txt")
    Path("d/a.txt").write_bytes(b"\x7fELF")
    assert results("d") == (["d/z.txt"], [Problem("d/a.txt", "not-text", "program", True)])


def test_a_pdf_is_refused_as_one_by_its_name_and_by_its_bytes() -> None:
    write("d/b.PDF")
    Path("d/a.txt").write_bytes(b"%PDF-1.7")
    Path("c.pdf").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile("z.zip", "w") as packed:
        packed.writestr("d.pdf", b"%PDF-1.7")
    assert results("d", "c.pdf", "z.zip") == (
        [],
        [
            Problem("d/a.txt", "pdf", "PDF", True),
            Problem("d/b.PDF", "pdf", "", False),
            Problem("c.pdf", "pdf", "PDF", True),
            Problem("z.zip/d.pdf", "pdf", "", False),
        ],
    )


def test_a_missing_path_is_a_problem_and_the_others_are_read() -> None:
    write("a.txt")
    documents, problems = results("gone.txt", "nul\0", "a.txt", "a.txt/below")
    assert documents == ["a.txt"]
    assert [(each.path, each.code, each.fatal) for each in problems] == [
        ("gone.txt", "missing", True),
        ("nul\0", "missing", True),
        ("a.txt/below", "missing", True),
    ]


def test_an_empty_folder_gives_nothing() -> None:
    Path("d/e").mkdir(parents=True)
    assert results("d") == ([], [])
    assert results() == ([], [])


def test_standard_input_is_a_document() -> None:
    write("a.txt")
    (document, _) = load(["-", "a.txt", "-"], "سطر\nثان".encode())
    assert isinstance(document, Document)
    assert (document.id, document.title, document.modified) == (("-", 0), "سطر", None)
    assert results("-") == ([], [Problem("-", "unreadable", os.strerror(errno.EBADF), True)])
    assert results("-", stdin=bytes(99)) == ([], [Problem("-", "not-text", "binary", True)])


def test_a_file_reached_twice_is_one_document(here: Path) -> None:
    write("d/a.txt", "d/b.txt")
    assert results("d/b.txt", "d", "./d/../d/a.txt", str(here / "d"), "gone", "./gone") == (
        ["d/b.txt", "d/a.txt"],
        [Problem("gone", "missing", "", True)],
    )


@pytest.mark.parametrize(
    "name",
    [b"new\nline.txt", b"\x1b[2J\x07.txt", "\u202etxt.a.txt".encode(), b"\xff\xfe.txt", b" .txt", b"-.txt"],
)
def test_any_name_is_kept_as_it_is(name: bytes) -> None:
    write(b"d/" + name, text="")
    (document,) = load(["d"])
    assert isinstance(document, Document)
    assert os.fsencode(document.id.path) == b"d/" + name
    assert os.fsencode(document.title) == name


def test_links_are_followed_and_loops_named() -> None:
    write("d/a/x.txt", "other/y.txt")
    Path("d/a/up").symlink_to("..")
    Path("d/self").symlink_to(".")
    Path("d/link").symlink_to("../other")
    Path("d/z.txt").symlink_to("a/x.txt")
    assert results("d") == (
        ["d/a/x.txt", "d/link/y.txt", "d/z.txt"],
        [Problem("d/a/up", "loop", "", False), Problem("d/self", "loop", "", False)],
    )


def test_many_links_to_one_another_end() -> None:
    for name in "abcdefgh":
        write(f"d/{name}/x.txt")
        for other in "abcdefgh":
            Path(f"d/{name}/{other}").symlink_to(f"../{other}")
    documents, problems = results("d")
    assert len(documents) == 8
    assert {each.code for each in problems} == {"loop"}


def test_links_that_lead_nowhere() -> None:
    Path("d").mkdir()
    Path("d/a.txt").symlink_to("gone")
    Path("d/b").symlink_to("gone")
    Path("d/c.txt").symlink_to("c.txt")
    documents, problems = results("d")
    assert not documents
    assert problems == [
        Problem("d/a.txt", "dangling", "", True),
        Problem("d/b", "unknown-format", "", False),
        Problem("d/c.txt", "loop", "", True),
    ]
    assert results("d/a.txt", "d/c.txt")[1] == [problems[0], problems[2]]


def test_what_is_no_file_is_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    write("d/z.txt")
    os.mkfifo("d/fifo.txt")
    os.mkfifo("d/fifo")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("d/socket.md")
        real = os.open
        monkeypatch.setattr(
            os, "open", lambda path, *rest: real(path, *rest) if path == "d/z.txt" else pytest.fail(path)
        )
        documents, problems = results("d", "/dev/null")
    assert documents == ["d/z.txt"]
    assert problems == [
        Problem("d/fifo", "unknown-format", "", False),
        Problem("d/fifo.txt", "special-file", "", True),
        Problem("d/socket.md", "special-file", "", True),
        Problem("/dev/null", "special-file", "", True),
    ]


def test_a_named_fifo_is_read_to_its_end_as_the_shell_means_it() -> None:
    os.mkfifo("fifo")
    writer = Thread(target=Path("fifo").write_bytes, args=("نص".encode() * 100_000,))
    writer.start()
    (document,) = load(["fifo"])
    writer.join()
    assert isinstance(document, Document)
    assert (document.id, document.text, document.modified) == (("fifo", 0), "نص" * 100_000, None)


def test_a_fifo_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("fifo")
    monkeypatch.setattr(read, "LARGEST_FILE", 1000)
    monkeypatch.setattr(os, "read", lambda number, size: b"x" * 100)
    descriptor = os.open("fifo", os.O_RDWR | os.O_NONBLOCK)
    assert results("fifo") == ([], [Problem("fifo", "too-large", "", True)])
    os.close(descriptor)


def test_a_great_folder_is_not_listed_by_who_cannot_wait() -> None:
    write(*(f"d/{number}.txt" for number in range(5)), "a.txt")
    assert len(list(scan(["d"], 5))) == 5
    finding = scan(["a.txt", "d"], 4)
    assert isinstance(next(finding), Candidate)
    with pytest.raises(TooMany):
        next(finding)


@given(st.lists(st.lists(st.sampled_from(["a", "B", "10", "9", "é"]), min_size=1, max_size=3), min_size=1, max_size=12))
def test_places_are_in_the_order_of_a_scan(parts: list[list[str]]) -> None:
    roots = ["z", "d"]
    with tempfile.TemporaryDirectory() as top:
        for each in parts:
            for root in roots:
                file = Path(top, root, *each[:-1], each[-1] + ".txt")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
        named = [str(Path(top, root)) for root in roots]
        found = [each.path for each in scan(named)]
        assert found == sorted(found, key=lambda path: place(path, named))
        assert place(str(Path(top, "other")), named) > place(found[-1], named)


@pytest.mark.parametrize("become", [os.mkfifo, os.mkdir])
def test_a_file_that_became_something_else_holds_nothing_up(
    become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    become("a.txt")
    opened, closed = spy(monkeypatch, "open"), spy(monkeypatch, "close")
    assert list(read.read(Candidate("a.txt", formats.PLAIN_TEXT))) == [Problem("a.txt", "special-file", "", True)]
    assert [number for _, number in opened] == [number for number, _ in closed] != []


def test_a_file_that_vanishes_before_it_is_read() -> None:
    write("d/a.txt", "d/b.txt", "d/c.txt")
    seen = []
    for each in load(["d"]):
        seen.append(each if isinstance(each, Problem) else each.id.path)
        Path("d/b.txt").unlink(missing_ok=True)
    assert seen == ["d/a.txt", Problem("d/b.txt", "missing", "", True), "d/c.txt"]


def refuse(monkeypatch: pytest.MonkeyPatch, function: str, path: str, code: int = errno.EACCES) -> None:
    """Let one function of os fail for one path: these tests may run as a user who may do everything."""
    real = getattr(os, function)

    def refusing(given: str, *rest: object) -> object:
        if given == path:
            raise OSError(code, os.strerror(code), given)
        return real(given, *rest)

    monkeypatch.setattr(os, function, refusing)


@pytest.mark.parametrize("function", ["scandir", "stat"])
def test_a_folder_that_cannot_be_listed_is_a_problem(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    write("d/a/x.txt", "d/b/y.txt")
    refuse(monkeypatch, function, "d/a")
    problem = Problem("d/a", "unreadable", os.strerror(errno.EACCES), True)
    assert results("d") == (["d/b/y.txt"], [problem])
    assert results("d/a", "d/b") == (["d/b/y.txt"], [problem])


@pytest.mark.parametrize("code", [errno.EACCES, errno.EIO, errno.ENXIO])
def test_a_file_that_cannot_be_opened_is_a_problem(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    write("d/a.txt", "d/b.txt")
    refuse(monkeypatch, "open", "d/a.txt", code)
    assert results("d") == (["d/b.txt"], [Problem("d/a.txt", "unreadable", os.strerror(code), True)])


def test_a_file_that_fails_while_it_is_read_is_a_problem_and_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write("a.txt")
    closed = spy(monkeypatch, "close")

    def failing(number: int, size: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "read", failing)
    assert results("a.txt") == ([], [Problem("a.txt", "unreadable", os.strerror(errno.EIO), True)])
    assert len(closed) == 1


def test_a_file_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("huge.txt").open("wb") as file:
        file.truncate(read.LARGEST_FILE + 1)
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("read"))
    assert results("huge.txt") == ([], [Problem("huge.txt", "too-large", "", True)])


def test_a_file_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt")
    monkeypatch.setattr(read, "LARGEST_FILE", 1000)
    monkeypatch.setattr(os, "read", lambda number, size: b"x" * 100)
    assert results("a.txt") == ([], [Problem("a.txt", "too-large", "", True)])


def test_a_file_read_in_pieces_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", text="نص" * 1000)
    real = os.read
    monkeypatch.setattr(os, "read", lambda number, size: real(number, min(size, 7)))
    (document,) = load(["a.txt"])
    assert isinstance(document, Document) and document.text == "نص" * 1000


@pytest.mark.parametrize(
    ("error", "code", "detail"),
    [(RecursionError(), "not-understood", "RecursionError"), (MemoryError(), "too-large", "")],
)
def test_what_a_parser_raises_stays_in_its_file(error: Exception, code: str, detail: str) -> None:
    def parse(source: formats.Source) -> Iterator[Document]:
        yield from formats.plain_text(source)
        raise error

    write("a.txt")
    first, second = read.read(Candidate("a.txt", formats.Format("x", (".x",), parse)))
    assert isinstance(first, Document)
    assert second == Problem("a.txt", code, detail, True)  # type: ignore[arg-type]


def test_folders_nested_deeper_than_python_calls(here: Path) -> None:
    deep = 1500
    try:
        for _ in range(deep):
            Path("d").mkdir()
            os.chdir("d")
        write("x.txt")
        os.chdir(here)
        assert results("d") == (["d/" * deep + "x.txt"], [])
    finally:
        # pytest's own way of removing it calls itself once a folder.
        os.chdir(here)
        Path("d/" * deep + "x.txt").unlink()
        for depth in range(deep, 0, -1):
            Path("d/" * depth).rmdir()


def test_scan_opens_nothing_and_goes_no_further_than_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a/x.txt", "b/y.txt")
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
    finding = scan(["a", "b"])
    first = next(finding)
    assert isinstance(first, Candidate)
    assert (first.path, first.format, first.size) == ("a/x.txt", formats.PLAIN_TEXT, len("نص".encode()))
    assert first.modified_ns == Path("a/x.txt").stat().st_mtime_ns
    write("b/z.txt")
    assert [each.path for each in finding] == ["b/y.txt", "b/z.txt"]
