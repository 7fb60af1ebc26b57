"""A library on disk that tests change and look after."""

import time
from collections.abc import Callable
from pathlib import Path

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.read import load
from tui_reader.library.store import Store
from tui_reader.search.follow import Follower
from tui_reader.search.index import Index
from tui_reader.search.query import parse
from tui_reader.search.reconcile import Changes

#: Seconds until what is waited for is given up as failed.
LONG = 60


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


def settled(library: Library) -> None:
    eventually(library.is_as_on_disk)
