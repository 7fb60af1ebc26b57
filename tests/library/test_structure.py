"""Tables of contents and styled pieces, packed into integers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.structure import DEEPEST, STYLES, Heading, Outline, Styled, Styles

HEADINGS = st.lists(
    st.builds(Heading, st.integers(1, DEEPEST), st.integers(0, 1000), st.none() | st.text(min_size=1, max_size=3)),
    unique_by=lambda heading: heading.paragraph,
)
PIECES = st.lists(
    st.builds(
        lambda start, length, style, target: Styled(start, start + length, style, target),
        st.integers(0, 200),
        st.integers(1, 60),
        st.sampled_from(STYLES),
        st.none() | st.text(min_size=1, max_size=3),
    )
)


@given(HEADINGS)
def test_an_outline_is_its_headings_in_order(headings: list[Heading]) -> None:
    wanted = sorted(headings, key=lambda heading: heading.paragraph)
    outline = Outline(headings)
    assert list(outline) == wanted and list(outline[1:3]) == wanted[1:3]
    assert list(Outline(list(outline))) == wanted
    assert not wanted or outline[-1] == wanted[-1]
    for paragraph in range(0, 1001, 97):
        above = [place for place, heading in enumerate(wanted) if heading.paragraph <= paragraph]
        assert outline.at(paragraph) == (above[-1] if above else None)


def test_a_level_is_one_of_six() -> None:
    assert [heading.level for heading in Outline([Heading(0, 0), Heading(9, 1)])] == [1, DEEPEST]


@given(PIECES, st.integers(0, 260), st.integers(1, 60))
def test_pieces_between_two_places_are_those_that_share_a_letter(pieces: list[Styled], start: int, length: int) -> None:
    styles = Styles(pieces)
    assert sorted(map(str, styles)) == sorted(map(str, pieces))
    wanted = [piece for piece in styles if piece.start < start + length and piece.end > start]
    assert list(styles.between(start, start + length)) == wanted


def test_an_empty_piece_is_none_and_places_are_checked() -> None:
    styles = Styles([Styled(3, 3, "code"), Styled(1, 2, "link", "x")])
    assert len(styles) == 1 and styles[-1] == styles[0] == Styled(1, 2, "link", "x")
    with pytest.raises(IndexError):
        styles[1]
