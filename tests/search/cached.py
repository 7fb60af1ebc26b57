"""Libraries that tests load with a cache, time and again."""

import os
from pathlib import Path
from threading import enumerate as enumerate_threads

import pytest

from tui_reader.library.document import Document
from tui_reader.library.read import Choices, load
from tui_reader.library.scan import Problem
from tui_reader.library.store import Store
from tui_reader.search import wire
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

from .libraries import LONG, eventually

#: Long ago enough for a file to be believed unchanged.
AGO = 1_600_000_000


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


def alive(name: str) -> bool:
    """Whether a thread of that name is there."""
    return any(each.name == name for each in enumerate_threads())
