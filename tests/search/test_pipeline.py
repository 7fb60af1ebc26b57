"""The pipeline: from paths to a store, and what stands in its way."""

import gzip
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread, get_ident

import pytest

from tui_reader.library import scan
from tui_reader.library.document import Document
from tui_reader.library.formats import source
from tui_reader.library.read import Choices, read
from tui_reader.library.scan import Candidate, Problem
from tui_reader.library.store import Store
from tui_reader.search import crew, pipeline, process, tasks
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

from .libraries import LONG, eventually
from .loads import Loaded, children, write

pytestmark = pytest.mark.usefixtures("here")


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_small_library_is_read_in_order_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("started a process"))
    write(*(f"d/{number}.txt" for number in range(150)), "d/a.png")
    store, documents, problems, threads = Store(), [], [], set()
    index = Index(store.get)
    ended = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        documents.extend(new)
        problems.extend(bad)
        threads.add(get_ident())
        assert all(store.get(each.id) is each for each in new)

    work = Pipeline(["d", "gone"], store, lambda: index, take, lambda: ended.append(work.done))
    work.start()
    assert work.wait(LONG)
    assert [each.id.path for each in store] == [f"d/{number}.txt" for number in range(150)]
    assert documents == list(store)
    eventually(lambda: index.search(parse("نص ")).total == 150)
    assert {(each.path, each.code) for each in problems} == {("d/a.png", "unknown-format"), ("gone", "missing")}
    assert (work.found, work.loaded, work.scanned, work.error) == (150, 150, True, None)
    assert ended == [True]
    assert get_ident() not in threads


def sizes(paths: list[str], clock: Clock, step: float, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the batches where reading one file takes ``step`` seconds."""

    def slowly(candidate: Candidate, *rest: object) -> Iterator[Document | Problem]:
        clock.now += step
        return read(candidate)

    monkeypatch.setattr(pipeline, "read", slowly)
    found: list[int] = []
    work = Pipeline(paths, Store(), lambda: Index(Store().get), lambda new, bad: found.append(len(new)), clock=clock)
    work.start()
    assert work.wait(LONG)
    assert work.error is None
    return found


def test_of_a_long_text_paragraphs_and_level_are_known_before_it_is_shown() -> None:
    write("a.txt", text="سطر طويل\n" * 10_000)
    write("b.txt")
    long, short = Loaded(".").run().documents
    assert long._level == 1 and long._spans is not None
    assert short._level is None


def test_the_first_document_comes_at_once_and_the_rest_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(9)))
    assert sizes(["d"], Clock(), 0.0, monkeypatch) == [1, 8, 0]
    assert sizes(["d"], Clock(), pipeline.BATCH_SECONDS, monkeypatch) == [*[1] * 9, 0]
    assert sizes(["d"], Clock(), pipeline.BATCH_SECONDS / 4, monkeypatch) == [1, 4, 4, 0]


def test_standard_input_is_read() -> None:
    assert [each.text for each in Loaded("-", stdin="نص".encode()).run().store] == ["نص"]


def test_a_callback_that_raises_ends_it_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.txt", "b.txt")
    ended = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        raise RuntimeError("the screen is gone")

    work = Pipeline(["a.txt", "b.txt"], Store(), lambda: Index(Store().get), take, lambda: ended.append(1))
    work.start()
    assert work.wait(LONG)
    assert isinstance(work.error, RuntimeError)
    assert ended == [1]
    assert capsys.readouterr() == ("", "")


def test_cancelling_ends_it_and_no_batch_comes_after() -> None:
    write(*(f"d/{number}.txt" for number in range(100)))
    begun, go, ended = Event(), Event(), []
    found: list[int] = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        found.append(len(new))
        begun.set()
        assert go.wait(LONG)

    store = Store()
    work = Pipeline(["d"], store, lambda: Index(store.get), take, lambda: ended.append(work.cancelled))
    work.start()
    assert begun.wait(LONG)
    assert not work.wait(0)
    work.cancel()
    go.set()
    assert work.wait(LONG)
    assert (found, len(store), ended, work.done) == ([1], 1, [True], True)


def test_a_pipe_that_was_named_is_read_and_keeps_nobody_waiting() -> None:
    write("a.txt", "z.txt")
    os.mkfifo("fifo")
    loaded = Loaded("a.txt", "fifo", "z.txt")
    loaded.work.start()
    eventually(lambda: len(loaded.store) == 2)
    assert not loaded.work.done and loaded.work.found == 3
    Path("fifo").write_bytes("من أنبوب".encode())
    assert loaded.work.wait(LONG)
    assert [(each.id.path, each.text) for each in loaded.store] == [
        ("a.txt", "نص"),
        ("fifo", "من أنبوب"),
        ("z.txt", "نص"),
    ]
    assert (loaded.work.loaded, loaded.problems) == (3, [])


def test_a_pipe_that_never_ends_does_not_keep_it_from_being_cancelled() -> None:
    os.mkfifo("fifo")
    loaded = Loaded("fifo")
    loaded.work.start()
    loaded.work.cancel()
    assert loaded.work.wait(LONG)
    Path("fifo").write_bytes(b"")  # lets the thread go


@pytest.mark.parametrize("workers", [False, True])
def test_bombs_are_bounded_together(workers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SPARE", 1 << 20)
    monkeypatch.setattr(crew, "MOST_WORKERS", 1)
    if workers:
        monkeypatch.setattr(pipeline, "SMALL_FILES", 0)
        change = "from tui_reader.library.formats import source; source.SPARE = 1 << 20; from"
        monkeypatch.setattr(process, "PROGRAM", process.PROGRAM.replace("from", change, 1))
    Path("d").mkdir()
    for number in range(8):
        Path(f"d/{number}.txt.gz").write_bytes(gzip.compress(b"word " * 250_000))
    loaded = Loaded("d").run()
    assert loaded.names[:2] == ["d/0.txt.gz", "d/1.txt.gz"]
    assert len(loaded.names) < 6 and len(loaded.names) + len(loaded.problems) == 8
    assert {each.code for each in loaded.problems} == {"bomb"}


def test_choices_reach_the_files_they_are_for(by_workers: None) -> None:
    Path("a.txt").write_bytes("كتاب".encode("cp1256"))
    Path("b.jsonl").write_text('{"corps": "متن", "text": "غيره"}\n', encoding="utf-8")
    store = Store()
    choices = Choices({"a.txt": "Windows-1256"}, {"text": "corps"})
    work = Pipeline(["a.txt", "b.jsonl"], store, lambda: Index(store.get), choices=choices)
    work.start()
    assert work.wait(LONG)
    assert [each.text for each in store] == ["كتاب", "متن"]


def test_many_threads_may_ask_how_far_it_is(by_workers: None) -> None:
    write(*(f"d/{number}.txt" for number in range(200)))
    loaded = Loaded("d")
    seen: list[tuple[int, int]] = []

    def look() -> None:
        while not loaded.work.done:
            seen.append((loaded.work.loaded, loaded.work.found))
            time.sleep(0.001)

    looking = Thread(target=look)
    looking.start()
    loaded.run()
    looking.join()
    assert seen == sorted(seen)
    assert all(done <= found for done, found in seen)


SILENT = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from tui_reader.library import scan
class Os:
    '''A system in which some paths never answer, as those of a network folder whose server is gone.'''
    def __getattr__(self, name):
        return getattr(os, name)
    def stat(self, path, **rest):
        if path in SILENT_PATHS: time.sleep(1000)
        return os.stat(path, **rest)
scan.os = Os()
from tui_reader.search import worker
worker.main()
"""


def _silent(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """To everybody who asks about these paths nothing is answered, here and in workers."""
    monkeypatch.setattr(process, "PROGRAM", SILENT.replace("SILENT_PATHS", repr(paths)))
    monkeypatch.setattr(pipeline, "PATIENCE", 0.5)
    monkeypatch.setattr(tasks, "SILENCE", 2.0)

    class Os:
        def __getattr__(self, name: str) -> object:
            return getattr(os, name)

        def stat(self, path: str) -> os.stat_result:
            if path in paths:
                time.sleep(1000)
            return os.stat(path)  # noqa: PTH116 - what is stood in for

    monkeypatch.setattr(scan, "os", Os())


@pytest.mark.parametrize("named", [("d",), ("d/gone", "d/there"), ("d/gone", "d/there", "d/a.txt")])
def test_a_folder_that_does_not_answer_is_named_and_the_others_are_read(
    named: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt", "d/gone/b.txt", "d/there/c.txt", "d/there/d.txt", "d/z.txt")
    _silent(monkeypatch, "d/gone")
    loaded = Loaded(*named).run()
    assert loaded.problems == [Problem("d/gone", "no-answer", "", True)]
    there = ["d/there/c.txt", "d/there/d.txt"]
    assert loaded.names == (["d/a.txt", *there, "d/z.txt"] if "d" in named else [*there, *named[2:]])
    assert loaded.work.scanned and loaded.count("نص ") == len(loaded.names)
    eventually(lambda: not children())


def test_a_file_that_does_not_answer_here_is_left_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "b.txt", "c.txt")
    real = pipeline.read

    def read(candidate: Candidate, *rest: object) -> Iterator[Document | Problem]:
        if candidate.path == "b.txt":
            time.sleep(1000)
        return real(candidate, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read", read)
    monkeypatch.setattr(pipeline, "PATIENCE", 0.5)
    loaded = Loaded("a.txt", "b.txt", "c.txt", "gone").run()
    assert loaded.names == ["a.txt", "b.txt", "c.txt"] and loaded.count("نص ") == 3
    assert loaded.problems == [Problem("gone", "missing", "", True)]
    assert (loaded.work.found, loaded.work.loaded) == (3, 3)
