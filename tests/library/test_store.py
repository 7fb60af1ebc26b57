"""The store: order, lookup, and readers beside a writer."""

from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.store import Store


def document(name: str, text: str = "", record: int = 0) -> Document:
    return Document(DocumentId(name, record), name, -1, text)


def by_name(id: DocumentId) -> str:
    return id.path


def names(store: Store) -> list[str]:
    return [each.id.path for each in store]


def test_documents_stand_in_the_order_they_were_added() -> None:
    store = Store()
    store.add([document("b"), document("a")])
    store.add([document("c", record=1), document("c")])
    assert [each.id for each in store] == [("b", 0), ("a", 0), ("c", 1), ("c", 0)]
    assert len(store) == 4
    assert DocumentId("c", 1) in store and DocumentId("d") not in store
    assert store.get(DocumentId("a")) is store.snapshot()[1]
    assert store.get(DocumentId("a", 1)) is None


def test_a_changed_document_keeps_its_place() -> None:
    store = Store()
    store.add([document("a"), document("b"), document("c")])
    store.add([document("b", "new"), document("d")])
    store.change(by_name, [document("a", "newer")])
    assert names(store) == ["a", "b", "c", "d"]
    assert [each.text for each in store] == ["newer", "new", "", ""]


def test_a_removed_document_is_gone_and_the_rest_keep_their_order() -> None:
    store = Store()
    store.add([document("a"), document("b"), document("c")])
    store.change(by_name, removed=[DocumentId("b"), DocumentId("never")])
    assert names(store) == ["a", "c"]
    assert DocumentId("b") not in store and len(store) == 2
    version = store.version
    store.change(by_name, removed=[DocumentId("b")])
    assert store.version == version


@given(
    st.lists(st.integers(0, 30), unique=True), st.lists(st.integers(0, 30), unique=True), st.sets(st.integers(0, 30))
)
def test_what_is_added_later_stands_where_it_belongs(first: list[int], later: list[int], removed: set[int]) -> None:
    store = Store()
    store.add(document(f"{number:02}") for number in sorted(first))
    before = store.snapshot()
    store.change(by_name, [document(f"{n:02}", "new") for n in later], [DocumentId(f"{n:02}") for n in removed])
    kept = (set(first) - removed) | set(later)
    assert names(store) == [f"{number:02}" for number in sorted(kept)]
    assert [each.text == "new" for each in store] == [number in later for number in sorted(kept)]
    assert [each.id.path for each in before] == [f"{number:02}" for number in sorted(first)]
    assert all(store.get(each.id) is each for each in store)


def test_the_version_tells_of_every_change_and_of_nothing_else() -> None:
    store = Store()
    seen = [store.version]
    store.add([])
    assert store.version == seen[-1]
    store.add([document("a")])
    seen.append(store.version)
    store.add([document("a", "x")])
    seen.append(store.version)
    store.change(by_name, removed=[DocumentId("a")])
    seen.append(store.version)
    assert seen == sorted(set(seen))


def test_a_snapshot_never_changes_and_is_made_once() -> None:
    store = Store()
    store.add([document("a")])
    before = store.snapshot()
    assert store.snapshot() is before
    store.add([document("b")])
    assert [each.title for each in before] == ["a"]
    assert len(store.snapshot()) == 2


def test_a_snapshot_is_a_sequence_of_its_moment() -> None:
    store = Store()
    everything = [document(str(number)) for number in range(5)]
    store.add(everything)
    taken = store.snapshot()
    store.add([document("5")])
    assert list(taken) == everything
    assert [taken[index] for index in range(-5, 5)] == everything * 2
    for part in (slice(None), slice(1, None), slice(-2, None), slice(None, None, -1), slice(10), slice(4, 1, -2)):
        assert list(taken[part]) == everything[part]
    assert everything[2] in taken and document("5") not in taken
    for index in (5, -6):
        with pytest.raises(IndexError):
            taken[index]


def test_readers_beside_a_writer_see_a_growing_prefix() -> None:
    store = Store()
    everything = [document(str(number)) for number in range(3000)]

    def write() -> None:
        for each in everything:
            store.add([each])

    writer = Thread(target=write)
    writer.start()
    while writer.is_alive():
        seen = list(store)
        assert seen == everything[: len(seen)]
    writer.join()
    assert list(store) == everything
