"""Bidi controls that are drawn: each as its sign, one column, in its place; all else stands as it does without."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from test_layout_properties import bases, chars, widths

from tui_reader.text import bidi, layout
from tui_reader.text.controls import SIGNS
from tui_reader.text.width import char_columns

texts = st.text(st.one_of(chars, st.sampled_from("".join(SIGNS))), max_size=40)


def lines(text: str, base: int, width: int, controls: bool = True) -> tuple[layout.Line, ...]:
    return layout.Paragraph(text, base, controls=controls).lines(width)


def test_the_signs_are_those_of_all_bidi_controls() -> None:
    explicit = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
    marks = {"\u200e", "\u200f", "\u061c"}
    assert {char for char in map(chr, range(0x110000)) if bidi.bidi_class(char) in explicit} | marks == set(SIGNS)
    assert len(set(SIGNS.values())) == len(SIGNS)
    for sign in SIGNS.values():
        assert bidi.bidi_class(sign) == "ON" and sign not in bidi.MIRRORED and char_columns(sign) == 1


def test_where_they_stand() -> None:
    # An RLM makes the full stop a part of the Hebrew word; the override turns what it holds.
    (line,) = lines("ab \u05d0\u200f. \u202ecd\u202c!", 0, 40)
    assert "".join(cell.text for cell in line.cells) == "ab dc⇤ .←\u05d0↓!"
    assert line.columns == 12
    (hidden,) = lines("ab \u05d0\u200f. \u202ecd\u202c!", 0, 40, controls=False)
    assert hidden.columns == 9


@given(texts, bases)
def test_all_else_is_drawn_as_without_them(text: str, base: int) -> None:
    seen = [cell for line in lines(text, base, 10_000) for cell in line.cells if cell.text[:1] != " "]
    hidden = [cell for line in lines(text, base, 10_000, controls=False) for cell in line.cells if cell.text[:1] != " "]
    assert [cell for cell in seen if text[cell.start] not in SIGNS] == hidden
    signs = sorted((cell.start, cell.text) for cell in seen if text[cell.start] in SIGNS)
    assert signs == [(at, SIGNS[char]) for at, char in enumerate(text) if char in SIGNS]


@given(texts, bases, widths)
def test_lines_hold_them(text: str, base: int, width: int) -> None:
    found = lines(text, base, width)
    assert "".join(line.text for line in found) == text
    assert all(line.end == following.start for line, following in pairwise(found))
    for line in found:
        assert line.columns <= width or sum(cell.columns > 0 for cell in line.cells) == 1
        column = 0
        for cell in line.cells:
            assert {line.offset_at(at) for at in range(column, column + cell.columns)} == {cell.start}
            assert line.place(cell.start) == (column, cell)
            column += cell.columns
