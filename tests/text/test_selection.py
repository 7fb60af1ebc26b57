"""Steps, units and ranges of a selection: always within the text, always going on, and never part of a cluster."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.text import segment
from tui_reader.text.layout import analyse
from tui_reader.text.selection import EDGES, REACH, Position, Selection, step, unit_around

UNITS = tuple(EDGES)
WORDS = st.sampled_from(
    [
        "سلام",
        "مُدَرِّسَةٌ",
        "لا",
        "الكـتاب",
        "NATO",
        "12",
        "١٢٣",
        "د.",
        "שָׁלוֹם",
        "👩‍👩‍👧",
        "日本",
        "«نعم»",
        "؟",
        ".",
        "\t",
        "\u200f",
        "\u2028",
        "e\u0301",
    ]
)
PARAGRAPH = st.lists(WORDS, max_size=12).map(" ".join)


class Text(NamedTuple):
    """Paragraphs to move in."""

    paragraphs: tuple[str, ...]

    def paragraph(self, index: int) -> str:
        return self.paragraphs[index]


TEXTS = st.lists(PARAGRAPH, min_size=1, max_size=5).map(lambda paragraphs: Text(tuple(paragraphs)))


def walk(text: Text, unit: str, start: Position, forward: bool) -> list[Position]:
    """The stops from a position to the end of the text."""
    stops = [start]
    while (following := step(text, stops[-1], unit, forward)) != stops[-1]:
        stops.append(following)
        assert len(stops) < 10_000
    return stops


@given(TEXTS, st.sampled_from(UNITS))
def test_steps_go_on_to_either_end_of_the_text(text: Text, unit: str) -> None:
    first, last = Position(0, 0), Position(len(text.paragraphs) - 1, len(text.paragraphs[-1]))
    there = walk(text, unit, first, True)
    assert all(a < b for a, b in pairwise(there))
    back = walk(text, unit, last, False)
    assert all(a > b for a, b in pairwise(back))
    for position in (*there, *back):
        assert 0 <= position.offset <= len(text.paragraph(position.paragraph))
    if any(text.paragraphs[-1:]):
        assert there[-1] == last
    if text.paragraphs[0]:
        assert back[-1] == first
    # Both ways stop at the same places, the ends apart.
    edges = {first, last, there[-1], back[-1]}
    assert set(there) - edges == set(back) - edges or unit == "cluster"


@given(TEXTS, st.sampled_from(UNITS))
def test_no_stop_is_within_a_cluster_of_unicode(text: Text, unit: str) -> None:
    for position in walk(text, unit, Position(0, 0), True):
        paragraph = text.paragraph(position.paragraph)
        inside = set(range(1, len(paragraph))) - set(segment.clusters(paragraph))
        # A lam-alef is one cell and two letters: it may be parted. Nothing else may.
        parted = [
            cluster for cluster in analyse(paragraph, 0).clusters if cluster.start < position.offset < cluster.end
        ]
        assert position.offset not in inside or not parted


@given(PARAGRAPH.filter(bool), st.sampled_from(["word", "sentence", "paragraph"]), st.data())
def test_the_unit_around_an_offset_holds_it(text: str, unit: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text) - 1))
    start, end = unit_around(text, offset, unit)
    assert 0 <= start <= offset < end <= len(text)
    if unit == "sentence":
        assert (start, end) in segment.sentences(text)
    if unit == "word" and text[offset].isalnum():
        assert (start, end) in segment.words(text)


@given(PARAGRAPH)
def test_sentences_tile_the_text(text: str) -> None:
    spans = segment.sentences(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@pytest.mark.parametrize("unit", ["word", "sentence"])
def test_far_into_a_long_paragraph_units_are_the_same(unit: str) -> None:
    text = "هذه جملة من كلمات كثيرة. وهذه أخرى د. أحمد؟ " * (4 * REACH // 40)
    spans = segment.words(text) if unit == "word" else segment.sentences(text)
    for start, end in spans[:: len(spans) // 50]:
        assert unit_around(text, start, unit) == (start, end)
        if start:
            assert step(Text((text,)), Position(0, start - 1), unit, True) == Position(0, start)


@pytest.mark.parametrize("unit", ["word", "sentence", "cluster"])
def test_only_the_end_of_a_long_paragraph_is_looked_at_to_step_back_into_it(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "هذه جملة من كلمات كثيرة. وهذه أخرى. " * (4 * REACH // 36)
    stops = EDGES[unit](text)
    looked: list[int] = []

    def edges(text: str, of: Callable[[str], list[int]] = EDGES[unit]) -> list[int]:
        looked.append(len(text))
        return of(text)

    monkeypatch.setitem(EDGES, unit, edges)
    assert step(Text((text, "نهاية")), Position(1, 0), unit, False) == Position(0, stops[-1])
    assert max(looked) <= 2 * REACH


@given(st.tuples(st.integers(0, 4), st.integers(0, 9)), st.tuples(st.integers(0, 4), st.integers(0, 9)))
def test_either_end_may_come_first(one: tuple[int, int], other: tuple[int, int]) -> None:
    selection = Selection(Position(*one), Position(*other))
    turned = Selection(selection.focus, selection.anchor)
    assert (selection.start, selection.end) == (turned.start, turned.end)
    for paragraph in range(6):
        within = selection.within(paragraph, 9)
        assert within == turned.within(paragraph, 9)
        assert (within is None) == (not selection.start.paragraph <= paragraph <= selection.end.paragraph)
        if within:
            assert 0 <= within[0] <= 9 and (within[0] <= within[1])
