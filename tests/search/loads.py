"""Libraries that tests have a pipeline load."""

import os
import subprocess
from pathlib import Path

from tui_reader.library.document import Document
from tui_reader.library.scan import Problem
from tui_reader.library.store import Store
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

from .libraries import LONG


def write(*names: str, text: str = "نص") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


class Loaded:
    """A pipeline that has run, and all that it gave."""

    def __init__(self, *paths: str, stdin: bytes | None = None) -> None:
        self.store = Store()
        self.index = Index(self.store.get)
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.work = Pipeline(paths, self.store, lambda: self.index, self._take, stdin=stdin)

    def _take(self, documents: list[Document], problems: list[Problem]) -> None:
        self.documents += documents
        self.problems += problems

    def run(self) -> "Loaded":
        self.work.start()
        assert self.work.wait(LONG)
        assert self.work.error is None
        return self

    def count(self, query: str) -> int:
        """How many documents are found."""
        return self.index.search(parse(query)).total

    @property
    def names(self) -> list[str]:
        return [each.id.path for each in self.store]


def children() -> list[int]:
    """Process ids of our workers, zombies too."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in told.splitlines() if "-X utf8" in line or "<defunct>" in line]


def alive(pid: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(told.strip()) and not told.startswith("Z")
