"""The store: order, lookup, and readers beside a writer."""

from threading import Thread

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.store import Store


def document(name: str, text: str = "", record: int = 0) -> Document:
    return Document(DocumentId(name, record), name, -1, text)


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
    store.replace(document("b", "new"))
    store.add([document("a", "newer")])
    assert names(store) == ["a", "b", "c"]
    assert [each.text for each in store] == ["newer", "new", ""]
    with pytest.raises(KeyError):
        store.replace(document("d"))


def test_a_removed_document_is_gone_and_the_rest_keep_their_order() -> None:
    store = Store()
    store.add([document("a"), document("b"), document("c")])
    store.remove(DocumentId("b"))
    assert names(store) == ["a", "c"]
    with pytest.raises(KeyError):
        store.remove(DocumentId("b"))


def test_the_version_tells_of_every_change_and_of_nothing_else() -> None:
    store = Store()
    seen = [store.version]
    store.add([])
    assert store.version == seen[-1]
    store.add([document("a")])
    seen.append(store.version)
    store.replace(document("a", "x"))
    seen.append(store.version)
    store.remove(DocumentId("a"))
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
