"""A word in the middle of a row, its context on both sides in reading order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.text.kwic import centred

#: Text, base level, word, width; the row, and the columns the word takes in it.
ROWS = [
    ("one two three", 0, "two", 13, " one two thr…", (5, 8)),
    ("one two three", 0, "two", 9, "…e two t…", (3, 6)),
    ("one two three", 0, "one", 9, "   one t…", (3, 6)),
    ("one two three", 0, "three", 9, "… three  ", (2, 7)),
    ("אבג דהו זחט", 1, "דהו", 13, " טחז והד גבא ", (5, 8)),
    ("אבג דהו זחט", 1, "דהו", 9, "…ז והד ג…", (3, 6)),
    ("אבג abc זחט", 1, "abc", 13, " טחז abc גבא ", (5, 8)),
    ("abc (אבג) def", 0, "אבג", 13, "abc (גבא) def", (5, 8)),
    ("אבג", 1, "אבג", 9, "   גבא   ", (3, 6)),
    ("日本語日本語", 0, "語日", 9, "本語日本…", (2, 6)),
    ("abcdefghij", 0, "bcdefghi", 4, "…cd…", (0, 4)),
    ("a", 0, "a", 1, "a", (0, 1)),
]


@pytest.mark.parametrize(("text", "level", "word", "width", "row", "span"), ROWS)
def test_rows(text: str, level: int, word: str, width: int, row: str, span: tuple[int, int]) -> None:
    start = text.index(word)
    made = centred(text, level, start, start + len(word), width)
    assert "".join(cell.text for cell in made.cells) == row
    assert made.span == span


LETTERS = st.text(alphabet="abאבגسلام 12(日)\u0301,", min_size=1, max_size=60)


@given(LETTERS, st.integers(0, 1), st.integers(0, 59), st.integers(1, 10), st.integers(0, 40))
def test_any_place_in_any_width(text: str, level: int, start: int, length: int, width: int) -> None:
    start = min(start, len(text) - 1)
    end = min(len(text), start + length)
    cells, (first, last) = centred(text, level, start, end, width)
    assert sum(cell.columns for cell in cells) == width
    assert 0 <= first <= last <= width or (first, last) == (0, 0)
    column = 0
    for cell in cells:
        if cell.start >= 0:
            assert 0 <= cell.start < cell.end <= len(text)
            if cell.start >= start and cell.end <= end:
                assert first <= column < last
        column += cell.columns


def test_only_some_of_an_endless_paragraph_is_looked_at() -> None:
    text = "كلمة " * 200_000
    made = centred(text, 1, 500_000, 500_004, 60)
    assert sum(cell.columns for cell in made.cells) == 60
    assert {made.cells[0].text, made.cells[-1].text} == {"…"}
