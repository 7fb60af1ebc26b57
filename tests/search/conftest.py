"""What the tests of libraries that are looked after stand on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui_reader.library import watch
from tui_reader.search import follow, mapped, order, pipeline
from tui_reader.search.follow import Follower

from .libraries import LONG, Library


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(follow, "mounts", list)  # what this machine has mounted changes nothing here
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often."""
    monkeypatch.setattr(watch, "STEP", 20)
    monkeypatch.setattr(watch, "LOOK", 100)
    monkeypatch.setattr(watch, "POLL", 100)


@pytest.fixture
def open_(quick: None) -> Iterator[Callable[..., Library]]:
    """Opens libraries that are looked after until the test ends."""
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


@pytest.fixture
def live(open_: Callable[..., Library]) -> Iterator[Callable[..., Library]]:
    """The same, and nothing fails."""
    opened: list[Library] = []

    def open_well(*paths: str) -> Library:
        opened.append(open_(*paths))
        return opened[-1]

    yield open_well
    problems = [problem for each in opened for changes in each.changes for problem in changes.problems]
    assert "not-followed" not in [each.code for each in problems]


@pytest.fixture
def by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is small."""
    monkeypatch.setattr(pipeline, "SMALL_FILES", 0)


@pytest.fixture
def punctual(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file is late, however slow this machine is."""
    monkeypatch.setattr(order, "LATE", float("inf"))


@pytest.fixture
def caching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pipeline, "SMALL_FILES", 0)
    # What stands in the list first comes from the files themselves.
    monkeypatch.setattr(pipeline, "AHEAD", 0)
    monkeypatch.setattr(pipeline, "REST", 0.2)
    # Pieces that are written over here wait until nobody needs what they were.
    monkeypatch.setattr(mapped, "LOOK", 0.05)
