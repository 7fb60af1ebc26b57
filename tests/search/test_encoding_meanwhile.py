"""A file that is to be read in another encoding while its library is still loaded."""

from pathlib import Path

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.read import Choices, load
from tui_reader.library.scan import Problem
from tui_reader.library.store import Store
from tui_reader.search.follow import Follower
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

from .libraries import LONG, Library, eventually, write

pytestmark = pytest.mark.usefixtures("here")

HEBREW = "מיוחד קוד"
BYTES = HEBREW.encode("cp1255")
ARABIC = BYTES.decode("cp1256")


@pytest.fixture
def first() -> DocumentId:
    for number in range(1, 60):
        write(f"d/{number:02}.txt", f"نص رقم{number}")
    Path("d/00.txt").write_bytes(BYTES)
    return DocumentId("d/00.txt")


def found(index: Index, text: str) -> list[DocumentId]:
    return [hit.document.id for hit in index.search(parse(f"={text.split()[0]} ")).hits]


def test_what_workers_give_is_older(first: DocumentId, by_workers: None) -> None:
    store = Store()
    index = Index(store.get)
    follower = Follower(["d"], store, lambda: index, lambda _: None, choices=Choices({"d/00.txt": "Windows-1255"}))

    def take(documents: list[Document], problems: list[Problem]) -> None:
        if first in [each.id for each in documents]:
            assert documents[0].text == ARABIC
            follower.read_again("d/00.txt")

    work = Pipeline(["d"], store, lambda: index, take, choices=Choices({"d/00.txt": "Windows-1256"}))
    work.start()
    assert work.wait(LONG) and work.error is None
    work.cancel()
    assert [each.text for each in store if each.id == first] == [HEBREW]
    assert found(index, HEBREW) == [first] and found(index, ARABIC) == []
    assert index.search(parse("نص ")).total == 59


def test_what_came_later_all_the_same_is_read_once_more(first: DocumentId) -> None:
    """As a file of an archive does that was on its way."""
    library = Library("d")
    encodings = {"d/00.txt": "Windows-1256"}
    old = [each for each in load(["d/00.txt"], None, Choices(encodings)) if isinstance(each, Document)]
    library.follower = Follower(
        ["d"], library.store, lambda: library.index, library.changes.append, choices=Choices(encodings)
    )
    library.follower.start()
    try:
        encodings["d/00.txt"] = "Windows-1255"
        library.follower.read_again("d/00.txt")
        library.store.add(old)
        library.index.add(old)
        assert found(library.index, ARABIC) == [first]
        library.follower.begin()
        eventually(lambda: found(library.index, HEBREW) == [first] and found(library.index, ARABIC) == [])
        eventually(lambda: [each.text for each in library.store if each.id == first] == [HEBREW])
    finally:
        library.follower.stop()
        assert library.follower.wait(LONG)
