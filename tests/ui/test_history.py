"""Going through what was searched before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui_reader.ui.history import KEPT, History


def test_back_and_forth() -> None:
    history = History()
    history.fill(["c", "b", "a"])
    assert history.older("typ") == "c"
    assert history.older("c") == "b"
    assert history.older("b") == "a"
    assert history.older("a") is None
    assert history.newer("a") == "b"
    assert history.newer("b") == "c"
    assert history.newer("c") == "typ"
    assert history.newer("typ") is None


def test_typing_on_begins_anew() -> None:
    history = History()
    history.fill(["b", "a"])
    assert history.older("") == "b"
    assert history.newer("bx") is None
    assert history.older("bx") == "b"
    assert history.newer("b") == "bx"


def test_what_is_there_already_is_no_step() -> None:
    history = History()
    history.fill(["b", "a"])
    assert history.older("b") == "a"


def test_adding() -> None:
    history = History()
    assert history.add(" a ")
    assert not history.add("a")
    assert not history.add("  ")
    assert history.add("b")
    assert history.add("a")
    history.fill(["old", "b"])
    assert history.older("") == "a"
    assert history.older("a") == "b"
    assert history.older("b") == "old"
    assert history.older("old") is None


@given(st.lists(st.text(alphabet="ab ", max_size=3), max_size=30), st.text(alphabet="abc", max_size=2))
def test_all_of_it_and_back(queries: list[str], typed: str) -> None:
    history = History()
    for query in queries:
        history.add(query)
    shown, seen = typed, []
    while (older := history.older(shown)) is not None:
        seen.append(older)
        shown = older
    assert len(seen) == len(set(seen))
    assert set(seen) | {typed} == {query.strip() for query in queries if query.strip()} | {typed}
    while (newer := history.newer(shown)) is not None:
        shown = newer
    assert shown == typed


def test_bounded() -> None:
    history = History()
    for number in range(KEPT + 100):
        history.add(str(number))
    shown, steps = "", 0
    while (older := history.older(shown)) is not None:
        shown, steps = older, steps + 1
    assert steps == KEPT
