"""What workers read, in the order of the files, whichever of them is late."""

import os
import signal
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.scan import place
from tui_reader.library.store import Store
from tui_reader.search import crew, order, pipeline, process, tasks
from tui_reader.search.order import LATE, Indexed, Order
from tui_reader.search.segment import build

from .libraries import LONG, eventually
from .loads import Loaded, children, write


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def document(file: int, record: int = 0) -> Document:
    return Document(DocumentId(f"d/{file}.txt", record), "", -1, "نص")


SEGMENT = build([document(0)])


def numbers(documents: list[Document]) -> list[int]:
    return [int(each.id.path[2:-4]) for each in documents]


def given_of(made: Order) -> tuple[list[int], list[int]]:
    """Files of the documents that are ready, and of those that are late."""
    batch = made.ready()
    return numbers(batch.documents), numbers(batch.late)


def test_a_file_that_keeps_others_waiting_is_passed_over_and_its_documents_come_apart() -> None:
    clock = Clock()
    made = Order(clock)
    assert given_of(made) == ([], [])
    clock.now = 10 * LATE
    made.put(1, [document(1)], True)
    assert given_of(made) == ([], []), "nobody waited before"
    clock.now += LATE / 2
    made.put(3, [document(3)], True)
    assert given_of(made) == ([], [])
    clock.now += LATE / 2
    assert given_of(made) == ([1], []), "the third has not waited long for the second"
    assert given_of(made) == ([], [])
    made.put(0, [document(0)], False)
    assert given_of(made) == ([], [0])
    clock.now += LATE
    assert given_of(made) == ([3], [])
    made.put(2, [document(2)], True)
    made.put(0, [document(0, 1)], True)
    assert given_of(made) == ([], [0, 2])
    assert made.ended == 4
    made.put(4, [document(4)], True)
    assert given_of(made) == ([4], [])


def test_a_file_of_which_more_and_more_comes_is_not_late() -> None:
    clock = Clock()
    made = Order(clock)
    made.put(1, [document(1)], True)
    for record in range(9):
        made.put(0, [document(0, record)], False)
        assert given_of(made) == ([0], [])
        clock.now += LATE * 0.9
    made.put(0, [], True)
    assert given_of(made) == ([1], [])


def test_what_the_cache_holds_does_not_wait_for_each_file_that_it_does_not() -> None:
    clock = Clock()
    made = Order(clock)
    for file in range(1, 40, 2):
        made.put_run(file, 1, [document(file)])
    assert given_of(made) == ([], [])
    clock.now += LATE
    assert given_of(made) == (list(range(1, 40, 2)), [])


def test_a_file_that_is_late_and_read_again_is_given_once() -> None:
    clock = Clock()
    made = Order(clock)
    made.put(0, [document(0, 0)], False)
    made.put(1, [document(1)], True)
    assert given_of(made) == ([0], [])
    clock.now += LATE
    assert given_of(made) == ([1], [])
    made.put(0, [document(0, 1)], False)
    assert given_of(made) == ([], [0])
    made.put(0, [document(0, 2)], False)
    made.forget(0)
    assert given_of(made) == ([], [])
    made.put(0, [document(0, 0)], False)
    made.put(0, [document(0, 1), document(0, 2)], False)
    made.put(0, [document(0, 3)], True)
    assert [each.id.record for each in made.ready().late] == [2, 3]
    assert made.has(0)


def test_segments_of_later_work_do_not_wait_for_what_is_late() -> None:
    clock = Clock()
    made = Order(clock)
    made.put(1, [document(1)], True)
    made.index(1, Indexed(SEGMENT, [document(1).id]), 2)
    assert made.ready().segments == []
    clock.now += LATE
    assert [each.segment for each in made.ready().segments] == [SEGMENT]


# -- any order -------------------------------------------------------------------------------------------

Happening = tuple[Any, ...]


@st.composite
def _library(draw: st.DrawFn) -> tuple[list[int], list[list[Happening]]]:
    """Files with so many documents each, and what happens to them: runs of the cache, and pieces of work."""
    files: list[int] = []
    runs: list[Happening] = []
    work: list[list[Happening]] = []
    for piece in range(1, draw(st.integers(1, 4)) + 1):
        doing: list[Happening] = []
        indexed: list[int] = []
        for _ in range(draw(st.integers(1, 4))):
            if counts := draw(st.lists(st.integers(0, 2), max_size=2)):
                runs.append(("run", len(files), len(counts)))
                files += counts
            file, count = len(files), draw(st.integers(0, 3))
            files.append(count)
            indexed.append(file)
            if draw(st.booleans()):  # its worker dies at it, and it is read again
                doing += [("put", file, 0, draw(st.integers(0, count)), False), ("forget", file)]
            part = draw(st.integers(0, count))
            doing += [("put", file, 0, part, False), ("put", file, part, count, True)]
            if draw(st.booleans()):
                doing.append(("index", piece, indexed))
                indexed = []
        work.append([*doing, *([("index", piece, indexed)] if indexed else []), ("end", piece)])
    return files, [runs, *work]


@st.composite
def _happenings(draw: st.DrawFn) -> tuple[list[int], list[Happening]]:
    """All of it in any order of the workers, and with any time between."""
    files, (runs, *work) = draw(_library())
    found: list[Happening] = []
    while left := [each for each in (runs, *work) if each]:
        chosen = draw(st.sampled_from(left))
        if runs and chosen[0][0] == "put" and chosen[0][1] > runs[0][1]:
            chosen = runs  # nothing can come of a file behind it before: files are numbered as they are found
        found += [chosen.pop(0), ("wait", draw(st.sampled_from([None, 0.0, LATE / 2, LATE])))]
    return files, [*found, ("wait", 0.0)]


@given(_happenings())
def test_every_document_comes_once_and_stands_where_it_belongs(made: tuple[list[int], list[Happening]]) -> None:
    files, happenings = made
    documents = [[document(file, record) for record in range(count)] for file, count in enumerate(files)]
    clock, store = Clock(), Store()
    under_test = Order(clock)
    come: list[DocumentId] = []
    found: list[DocumentId] = []

    def take() -> None:
        batch = under_test.ready()
        listed = [each.id for each in store]
        store.add(batch.documents)
        store.change(lambda id: place(id.path, ["d"]), batch.late)
        assert [each.id for each in store if each.id in listed] == listed, "what is listed keeps its order"
        come.extend(each.id for each in (*batch.documents, *batch.late))
        for part in batch.segments:
            assert all(id in store for id in part.ids), "what is found is listed"
            found.extend(part.ids)

    for kind, what, *rest in happenings:
        if kind == "put":
            first, end, ended = rest
            under_test.put(what, documents[what][first:end], ended)
        elif kind == "forget":
            under_test.forget(what)
        elif kind == "run":
            under_test.put_run(what, rest[0], [*chain(*documents[what : what + rest[0]])])
        elif kind == "index":
            ids = [each.id for file in rest[0] for each in documents[file]]
            under_test.index(rest[0][-1], Indexed(SEGMENT, ids), what)
        elif kind == "end":
            under_test.end(what)
        elif what is not None:
            clock.now += what
            take()
    every = [each.id for of_file in documents for each in of_file]
    assert [each.id for each in store] == every
    assert sorted(come) == sorted(every), "each once"
    assert under_test.ended == len(files) and all(map(under_test.has, range(len(files))))
    indexed = [file for kind, _, *rest in happenings if kind == "index" for file in rest[0]]
    assert sorted(found) == sorted(each.id for file in indexed for each in documents[file])


# -- with workers ----------------------------------------------------------------------------------------

SLOW = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from tui_reader.search import worker
real = worker.read
def read(candidate, *rest):
    for item in real(candidate, *rest):
        while candidate.path == 'd/5.txt' and os.path.exists('gate'): time.sleep(0.01)
        yield item
worker.read = read
worker.main()
"""


@pytest.mark.usefixtures("here", "by_workers")
@pytest.mark.parametrize("killed", [False, True])
def test_a_file_that_is_slow_hides_nothing_that_others_read(killed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PROGRAM", SLOW)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(pipeline, "AHEAD", 0)
    monkeypatch.setattr(order, "LATE", 0.1)
    monkeypatch.setattr(crew, "LOOK", 0.05)
    monkeypatch.setattr(tasks, "SILENCE", float("inf"))
    monkeypatch.setattr(crew, "FIRST_FILES", (20, 20))
    names = [f"d/{number}.txt" for number in range(100)]
    write(*names)
    Path("gate").touch()
    loaded = Loaded("d")
    loaded.work.start()
    others = set(names[20:])  # those of other pieces of work
    eventually(lambda: {each.id.path for each in loaded.store} >= others and loaded.count("نص ") == len(others))
    assert loaded.names == [each for each in names if each in set(loaded.names)]
    assert "d/5.txt" not in loaded.names and not loaded.work.done
    if killed:
        for pid in children():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    Path("gate").unlink()
    assert loaded.work.wait(LONG)
    assert (loaded.names, loaded.problems, loaded.work.error) == (names, [], None)
    assert sorted(each.id.path for each in loaded.documents) == sorted(names)
    assert loaded.count("نص ") == 100
    assert (loaded.work.found, loaded.work.loaded) == (100, 100)
