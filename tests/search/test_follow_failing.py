"""Following that fails: it is told, begins anew, and is given up only when that was in vain."""

from collections.abc import Callable
from threading import Thread

import pytest

from tui_reader.library.document import DocumentId
from tui_reader.library.scan import Problem
from tui_reader.search import follow
from tui_reader.search.reconcile import Changes, Reconciler

from .libraries import LONG, Library, eventually, settled, write

pytestmark = pytest.mark.usefixtures("here")


def told(library: Library) -> list[tuple[str, str]]:
    """What was told of as failed, with why."""
    problems = [problem for changes in library.changes for problem in changes.problems]
    return [(each.path, each.detail) for each in problems if each.code == "not-followed"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "PAUSES", (0.01, 0.01, 0.01))


def failing(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """The first looks fail; how many did."""
    real, failed = Reconciler.look, []

    def look(self: Reconciler, *rest: object) -> list[str]:
        if len(failed) < times:
            failed.append(1)
            raise RuntimeError("a mistake")
        return real(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Reconciler, "look", look)
    return failed


def test_what_fails_is_told_and_begins_anew(
    open_: Callable[..., Library], pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt")
    failing(monkeypatch, 2)
    library = open_("d")
    eventually(lambda: told(library) == [("d", "RuntimeError: a mistake")])
    write("d/b.txt")
    settled(library)
    eventually(lambda: any("d" in changes.settled for changes in library.changes))


def test_what_fails_time_and_again_is_given_up_and_everything_else_goes_on(
    open_: Callable[..., Library], pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt")
    failed = failing(monkeypatch, 1000)
    library = open_("d")
    eventually(lambda: library.follower._parts and not library.follower._parts[0].thread.is_alive())
    assert len(failed) == 4
    assert told(library) == [("d", "RuntimeError: a mistake")], "it is said once"
    library.follower.stop()
    assert library.follower.wait(LONG)


def test_who_looks_after_the_others_may_fail(
    open_: Callable[..., Library], pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = follow.mounts, []

    def mounts() -> list[object]:
        if not failed:
            failed.append(1)
            raise RuntimeError("can't start new thread")
        return real()

    monkeypatch.setattr(follow, "mounts", mounts)
    write("d/a.txt")
    library = open_("d")
    eventually(lambda: told(library))
    write("d/b.txt")
    settled(library)
    eventually(lambda: any("d" in changes.settled for changes in library.changes))


def test_that_nobody_hears_of_it_ends_nothing(
    open_: Callable[..., Library], pauses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt")
    library = open_("d")

    def deaf(changes: Changes) -> None:
        raise RuntimeError("the loop is closed")

    library.follower._reconciler._on_changes = deaf
    write("d/b.txt")
    eventually(lambda: DocumentId("d/b.txt") in library.store)
    library.follower._reconciler._on_changes = library.changes.append
    write("d/c.txt")
    settled(library)


def test_no_probe_outlives_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    stopped: list[str] = []
    threads: list[Thread] = []
    write("d/a.txt")
    library = Library("d")
    (part,) = library.follower._all_parts()
    part.apart = True
    part.heard = float("-inf")

    class Probe:
        """It takes its time to be made: the end comes meanwhile."""

        def __init__(self, path: str, answered: object) -> None:
            made.append(path)
            threads.append(Thread(target=library.follower.stop))
            threads[0].start()
            threads[0].join(0.2)

        def stop(self) -> None:
            stopped.append(made[-1])

    monkeypatch.setattr(follow, "Probe", Probe)
    library.follower._look_after(part)
    threads[0].join(LONG)
    assert made == stopped == ["d"]
    part.probe = None
    part.heard = float("-inf")
    library.follower._look_after(part)
    assert made == ["d"], "after the end none is made"


def test_what_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where who looks after all begins anew just when it is named."""
    answers: list[Callable[[], None]] = []

    class Probe:
        def __init__(self, path: str, answered: Callable[[], None]) -> None:
            answers.append(answered)

        def stop(self) -> None:
            pass

    write("d/far/a.txt")
    library = Library("d")
    follower = library.follower
    monkeypatch.setattr(follow, "Probe", Probe)
    tell = follower._reconciler.tell

    def meanwhile(problem: Problem) -> None:
        tell(problem)
        Thread(target=follower._see_to_all, daemon=True).start()
        eventually(lambda: answers)

    monkeypatch.setattr(follower._reconciler, "tell", meanwhile)
    follower._silence("d/far")
    assert len(answers) == 1
    write("d/far/b.txt")
    answers[0]()
    assert DocumentId("d/far/b.txt") in library.store
    answers[0]()
    assert told(library) == []
    follower.stop()
