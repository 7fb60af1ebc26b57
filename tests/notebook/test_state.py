"""Places, marks, bookmarks and queries are there the next time, also for a document under another name."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.marks import NO_MARK, Mark, ReadState
from tui_reader.notebook.database import DATABASE_FILE, Database, open_database
from tui_reader.notebook.places import place_of, position_in
from tui_reader.notebook.quote import whole_path
from tui_reader.notebook.state import QUERIES, QUERY_LENGTH, State
from tui_reader.text.selection import Position

from .samples import TEXT, document

READING, READ = ReadState.READING, ReadState.READ


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(open_database(tmp_path))


def again(state: State) -> State:
    """What the next program finds."""
    path = state.database._path
    assert path is not None
    state.database.close()
    return State(open_database(path.parent))


def at(index: int, offset: int = 0, **of: str) -> tuple[Document, Position]:
    return document(**of), Position(index, offset)  # type: ignore[arg-type]


def test_a_place_is_there_the_next_time(state: State) -> None:
    reading, position = at(2, 7)
    assert state.opened(reading) == (None, NO_MARK)
    state.save([place_of(reading, position)])
    opened = again(state).opened(document())
    assert opened.place is not None and opened.mark == Mark(READING, False, opened.place.percent)
    assert position_in(opened.place, document()) == (position, True)


def test_a_renamed_document_keeps_place_marks_and_bookmarks(state: State) -> None:
    reading, position = at(2, 7)
    state.save([place_of(reading, position)])
    state.set_bookmark("x", place_of(reading, Position(4, 3)))
    renamed = document(path="/elsewhere/b.txt")
    opened = again(state).opened(renamed)
    assert opened.place is not None and position_in(opened.place, renamed) == (position, True)
    assert opened.mark.state == READING
    bookmarks = again(state).bookmarks(renamed)
    assert position_in(bookmarks["x"], renamed) == (Position(4, 3), True)


def test_of_two_with_the_same_text_each_has_its_own_place(state: State) -> None:
    copy = document(path="/copy.txt")
    state.save([place_of(document(), Position(2, 7)), place_of(copy, Position(4, 1))])
    state.set_bookmark("x", place_of(copy, Position(4, 1)))
    state.set_bookmark("x", place_of(document(), Position(2, 7)))
    for of, wanted in ((document(), Position(2, 7)), (copy, Position(4, 1))):
        found = state.opened(of).place
        assert found is not None and found.position == wanted
        assert state.bookmarks(of)["x"].position == wanted


def test_an_edited_document_is_opened_where_the_words_are(state: State) -> None:
    state.save([place_of(document(), Position(4, 8))])
    edited = document("سطر جديد\nوآخر\n" + TEXT)
    opened = state.opened(edited)
    assert opened.place is not None
    assert position_in(opened.place, edited) == (Position(6, 8), True)


def test_a_stored_position_that_the_text_does_not_have_is_not_believed(state: State) -> None:
    place = place_of(document(), Position(4, 8))
    from dataclasses import replace

    for position in (Position(99, 0), Position(0, 999)):
        assert position_in(replace(place, position=position), document()) == (Position(4, 8), True)


def test_reading_does_not_go_back_and_finishing_is_remembered(state: State) -> None:
    end, start = place_of(document(), Position(4, 60)), place_of(document(), Position(0, 0))
    state.save([end])
    state.save([start])
    assert state.opened(document()).mark == Mark(READING, False, end.percent)
    assert state.opened(document()).place == start
    state.save([end], finished=True)
    state.save([start])
    assert state.opened(document()).mark == Mark(READ, False, 100)


def test_marks_are_set_and_taken_back(state: State) -> None:
    first, second = DocumentId("/a.txt"), DocumentId("/many.jsonl", 7)
    state.set_marks({first: Mark(READ, True, 100), second: Mark(favourite=True)})
    assert again(state).marks([first, second, DocumentId("/c.txt")]) == {
        first: Mark(READ, True, 100),
        second: Mark(ReadState.UNREAD, True, 0),
    }
    state.set_marks({first: NO_MARK})
    assert state.marks([first]) == {first: NO_MARK}


def test_marks_are_found_from_every_folder(state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    state.set_marks({DocumentId("deep/a.txt"): Mark(READ)})
    names = ("deep/a.txt", "./deep/a.txt", "deep/../deep/a.txt", "deep/./a.txt", f"{tmp_path}/deep/a.txt")
    ids = [DocumentId(name) for name in names]
    assert state.marks(ids) == dict.fromkeys(ids, Mark(READ))
    monkeypatch.chdir(tmp_path.parent)
    assert state.marks([DocumentId("deep/a.txt")]) == {}


@given(st.lists(st.text("ab./-\udc80", min_size=1, max_size=12), unique=True), st.integers(0, 1))
def test_each_path_is_made_whole_as_it_would_be_alone(paths: list[str], record: int) -> None:
    state = State(open_database(None))
    for path in paths:
        state.set_marks({DocumentId(path, record): Mark(READ)})
        ids = [DocumentId(other, record) for other in paths]
        same = {id for id in ids if whole_path(id.path) == whole_path(path)}
        assert set(state.marks(ids)) >= same
        state.set_marks({DocumentId(path, record): NO_MARK})
        assert {id for id, mark in state.marks(ids).items() if mark == Mark(READ)} == set()


def test_names_that_are_no_utf8_are_kept(state: State) -> None:
    id = DocumentId("/folder/\udcff\udce6.txt")
    state.set_marks({id: Mark(READ)})
    state.save([place_of(Document(id, "\udcff", -1, "نص"), Position(0, 1))])
    assert state.marks([id])[id].state == READ
    assert state.recent()[0].path == id.path


def test_recent_ones_come_latest_first(state: State) -> None:
    for number in range(5):
        state.save([place_of(document(path=f"/{number}.txt"), Position(0, 0))])
    state.save([place_of(document(path="/2.txt"), Position(2, 0))])
    assert [place.path for place in state.recent(3)] == ["/2.txt", "/4.txt", "/3.txt"]


def test_capitals_are_bookmarks_for_all_documents(state: State) -> None:
    here, there = document(), document("نص آخر", "/other.txt")
    state.set_bookmark("a", place_of(here, Position(2, 1)))
    state.set_bookmark("A", place_of(here, Position(2, 2)))
    state.set_bookmark("د", place_of(there, Position(0, 1)))
    assert set(state.bookmarks(here)) == {"a", "A"}
    assert set(state.bookmarks(there)) == {"د", "A"}
    assert set(state.bookmarks(None)) == {"A"}
    state.set_bookmark("A", place_of(there, Position(0, 2)))
    assert state.bookmarks(here)["A"].path == "/other.txt"
    state.delete_bookmark("a", state.bookmarks(here)["a"])
    state.delete_bookmark("A", state.bookmarks(here)["A"])
    assert state.bookmarks(here) == {}


def test_queries_are_remembered_once_each_and_not_for_ever(state: State) -> None:
    for query in ("الأول", "الثاني", "الأول", "  ", "", "x" * (QUERY_LENGTH + 1), "\ud800"):
        state.remember_query(query)
    assert again(state).queries() == ["\ud800", "الأول", "الثاني"]
    for number in range(QUERIES + 10):
        state.remember_query(f"سؤال {number}")
    found = state.queries()
    assert len(found) == QUERIES and found[0] == f"سؤال {QUERIES + 9}" and found[-1] == "سؤال 10"


def test_a_hundred_thousand_marks(state: State) -> None:
    """How fast that is, tests/bench tells: the 0.1 s of the list."""
    ids = [DocumentId(f"/library/{number // 1000}/article-{number}.txt") for number in range(100_000)]
    state.set_marks({id: Mark(ReadState(number % 3), number % 7 == 0, number % 101) for number, id in enumerate(ids)})
    found = state.marks(ids)
    assert len(found) == 100_000
    assert found[ids[70_001]] == Mark(ReadState(70_001 % 3), 70_001 % 7 == 0, 70_001 % 101)


def test_what_somebody_else_wrote_into_the_tables_is_passed_over(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    State(database).save([place_of(document(), Position(0, 1))])
    State(database).set_marks({DocumentId("/library/a.txt"): Mark(READ)})
    database.close()
    with sqlite3.connect(tmp_path / DATABASE_FILE) as other:
        other.execute("UPDATE marks SET state = 99, percent = 'x', favourite = ''")
        other.execute("UPDATE places SET offset = -5, at = 'x', before = x'ff00', title = 7")
    other.close()
    state = State(open_database(tmp_path))
    opened = state.opened(document())
    assert isinstance(opened.mark.state, ReadState) and isinstance(opened.mark.percent, int)
    assert len(state.marks([document().id])) == 1
    assert opened.place is not None
    position_in(opened.place, document())


def test_in_memory_it_works_until_the_end() -> None:
    state = State(Database(open_database(None)._connection, None))
    state.save([place_of(document(), Position(2, 7))])
    assert state.recent()[0].position == Position(2, 7)
