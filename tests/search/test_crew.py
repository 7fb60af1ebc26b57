"""The workers together: what is known before anything is listed, and what is listed then."""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from tui_reader.library.read import NO_CHOICES
from tui_reader.library.scan import Candidate, scan
from tui_reader.search import crew as crew_module
from tui_reader.search.cache import Cache, Piece
from tui_reader.search.crew import FIRST_FILES, Crew
from tui_reader.search.hand import Hand
from tui_reader.search.tasks import Files

pytestmark = pytest.mark.usefixtures("punctual")


def _library(folder: Path, count: int) -> list[str]:
    paths = [folder / f"{number:03}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"مقال رقم {number}", encoding="utf-8")
    return list(map(str, paths))


def _candidates(folder: Path, count: int) -> list[Candidate]:
    return [item for item in scan([str(folder)]) if isinstance(item, Candidate)][:count]


@pytest.mark.parametrize("known", [0, 1, 7, 60, 120])
def test_what_is_known_before_anything_is_listed_comes_once_and_first(tmp_path: Path, known: int) -> None:
    paths = _library(tmp_path, 120)
    crew = Crew()
    crew.scan([str(tmp_path)], first=Files.of(_candidates(tmp_path, known)))
    batches = list(crew.results())
    assert [each.id.path for batch in batches for each in batch.documents] == paths
    assert [id.path for batch in batches for part in batch.segments for id in part.ids] == paths
    assert (crew.found, crew.loaded, crew.scanned) == (120, 120, True)


def test_what_is_known_and_gone_is_a_problem_and_the_rest_comes(tmp_path: Path) -> None:
    paths = _library(tmp_path, 12)
    first = Files.of(_candidates(tmp_path, 6))
    Path(paths[2]).unlink()
    crew = Crew()
    crew.scan([str(tmp_path)], first=first)
    batches = list(crew.results())
    assert [each.id.path for batch in batches for each in batch.documents] == [*paths[:2], *paths[3:]]
    assert [each.path for batch in batches for each in batch.problems] == [paths[2]]


def test_what_is_known_is_read_before_a_process_lists_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _library(tmp_path, 12)
    said: list[tuple[int, str]] = []
    say = Hand.say

    def hear(self: Hand, kind: crew_module.Kind, *rest: object) -> None:
        said.append((self.pid, kind.name))
        say(self, kind, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Hand, "say", hear)
    crew = Crew()
    crew.scan([str(tmp_path)], first=Files.of(_candidates(tmp_path, 6)))
    assert sum(len(batch.documents) for batch in crew.results()) == 12
    reader, scanner = said[0], said[1]
    assert (reader[1], scanner[1]) == ("READ", "SCAN")
    assert reader[0] != scanner[0]


def test_what_a_piece_of_the_cache_holds_can_be_found_before_the_next_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, kept = tmp_path / "library", tmp_path / "cache"
    folder.mkdir()
    paths = _library(folder, FIRST_FILES[0] + 10)  # the second piece begins behind the first piece of work
    for path in paths:
        os.utime(path, (1e9, 1e9))

    def opened() -> Crew:
        crew = Crew(cache=Cache(kept, [str(folder)], NO_CHOICES))
        crew.scan([str(folder)])
        return crew

    for _ in opened().results():
        pass
    pieces, come = Cache.pieces, Event()

    def slow(self: Cache) -> Iterator[Piece]:
        first, *others = pieces(self)
        yield first
        come.wait(60)
        yield from others

    monkeypatch.setattr(Cache, "pieces", slow)
    found: list[str] = []
    for batch in opened().results():
        found += [id.path for part in batch.segments for id in part.ids]
        if found and not come.is_set():
            assert found == paths[: FIRST_FILES[0]]
            come.set()
    assert come.is_set()
    assert found == paths
