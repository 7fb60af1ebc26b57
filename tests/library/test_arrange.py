"""Which documents a list shows, and in which order."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library import arrange as arranging
from tui_reader.library.arrange import ORDERS, SIGNS, STATES, Arrangement, Filter, arrange, bears, count, has, when
from tui_reader.library.document import Document, DocumentId, Metadata
from tui_reader.library.marks import Mark, ReadState
from tui_reader.settings.settings import SORTS

TEXTS = ["كتاب في العلم", "ספר", "A book", "یک کتاب گرانبها", "كتاب " * 20]


def document(number: int, title: str = "", text: str = "", folder: str = "lib", **values: object) -> Document:
    return Document(DocumentId(f"{folder}/{number}.txt"), title, -1, text, **values)  # type: ignore[arg-type]


LIBRARY = [
    document(2, "ب", TEXTS[0], "lib/a", modified=2e8, metadata=Metadata(date="2024-05-12")),
    document(10, "أ", TEXTS[1], "lib/a/b", modified=1e8),
    document(1, "C", TEXTS[2], "lib", modified=3e8, metadata=Metadata(date="١٤٤٥/٣/١", language="en")),
    document(3, "ب", TEXTS[4], "lib/a", modified=None, format="Markdown"),
]
MARKS = {
    LIBRARY[0].id: Mark(ReadState.READING, True, 40),
    LIBRARY[1].id: Mark(ReadState.READ, False, 100),
}


def numbers(documents: object) -> list[int]:
    return [int(each.id.path.split("/")[-1].split(".")[0]) for each in documents]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("found", [2, 10, 1, 3]),
        ("title", [1, 10, 2, 3]),
        ("name", [1, 2, 3, 10]),
        ("date", [2, 10, 1, 3]),
        ("length", [3, 2, 1, 10]),
        ("progress", [10, 2, 1, 3]),
    ],
)
def test_orders(order: str, told: list[int]) -> None:
    assert numbers(arrange(LIBRARY, Arrangement(order), MARKS)) == told  # type: ignore[arg-type]


def test_every_order_is_tested_turned_round() -> None:
    for order in ORDERS:
        there = arrange(LIBRARY, Arrangement(order), MARKS)
        back = arrange(LIBRARY, Arrangement(order, reverse=True), MARKS)
        assert Counter(numbers(there)) == Counter(numbers(back))
        assert numbers(there)[0] != numbers(back)[0]


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Filter(), [2, 10, 1, 3]),
        (Filter(state="unread"), [1, 3]),
        (Filter(state="reading"), [2]),
        (Filter(state="read"), [10]),
        (Filter(sign="favourite"), [2]),
        (Filter(sign="favourite", state="reading"), [2]),
        (Filter(sign="favourite", state="unread"), []),
        (Filter(language="ar"), [2, 3]),
        (Filter(language="he"), [10]),
        (Filter(language="en"), [1]),
        (Filter(language="xx"), []),
        (Filter(format="Markdown"), [3]),
        (Filter(folder="lib/a"), [2, 10, 3]),
        (Filter(folder="lib/a/b"), [10]),
        (Filter(folder="li"), []),
        (Filter(folder="lib/a", language="ar", state="unread"), [3]),
    ],
)
def test_filters(wanted: Filter, told: list[int]) -> None:
    assert numbers(arrange(LIBRARY, Arrangement(filter=wanted), MARKS)) == told


def test_what_is_counted_is_what_a_filter_keeps() -> None:
    counts = count(LIBRARY, MARKS)
    assert counts.total == 4

    def kept(wanted: Filter) -> int:
        return len(arrange(LIBRARY, Arrangement(filter=wanted), MARKS))

    assert {state: counts.states.get(state, 0) for state in STATES} == {s: kept(Filter(state=s)) for s in STATES}
    assert {sign: counts.signs.get(sign, 0) for sign in SIGNS} == {s: kept(Filter(sign=s)) for s in SIGNS}
    assert counts.languages == {code: kept(Filter(language=code)) for code in counts.languages}
    assert counts.formats == {name: kept(Filter(format=name)) for name in counts.formats}
    assert counts.folders == {name: kept(Filter(folder=name)) for name in counts.folders}
    assert set(counts.folders) == {"lib", "lib/a", "lib/a/b"}


@pytest.mark.parametrize(
    ("date", "modified", "told"),
    [
        ("2024-05-12", 0.0, "2024-05-12"),
        ("2024-5", None, "2024-05"),
        ("٢٠٢٤/٠٥/١٢ م", None, "2024-05-12"),
        ("1999", None, "1999"),
        ("May 2024", None, ""),
        (None, None, ""),
        (None, 1e300, ""),
    ],
)
def test_dates(date: str | None, modified: float | None, told: str) -> None:
    assert when(document(1, modified=modified, metadata=Metadata(date=date))) == told


def test_a_file_is_dated_by_its_day_where_its_text_is_not() -> None:
    assert when(document(1, modified=1e9)).startswith("2001-09-0")


@given(st.lists(st.text(alphabet="abcأبت 12", max_size=4), max_size=40), st.sampled_from(ORDERS), st.booleans())
def test_many_in_pieces_are_sorted_as_all_at_once(titles: list[str], order: str, reverse: bool) -> None:
    documents = [document(n, title, "x" * (len(title) % 3)) for n, title in enumerate(titles)]
    whole = arrange(documents, Arrangement(order, reverse), {})  # type: ignore[arg-type]
    before = arranging.AT_ONCE
    arranging.AT_ONCE = 3
    try:
        assert arrange(documents, Arrangement(order, reverse), {}) == whole  # type: ignore[arg-type]
    finally:
        arranging.AT_ONCE = before
    assert Counter(numbers(whole)) == Counter(range(len(titles)))


def test_cancelled() -> None:
    assert arrange(LIBRARY, Arrangement("title", filter=Filter(state="unread")), MARKS, lambda: True) == []


def test_each_order_is_a_setting() -> None:
    assert ORDERS == SORTS


def test_each_state_is_some_mark() -> None:
    assert [state for state in STATES if has(Mark(), state)] == ["unread"]
    assert [state for state in STATES if has(Mark(ReadState.READ, True, 3), state)] == ["read"]
    assert [[sign for sign in SIGNS if bears(Mark(favourite=each), sign)] for each in (False, True)] == [[], [*SIGNS]]
