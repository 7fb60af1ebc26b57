"""What holds of any text at any width: generated text of all bidi classes, emoji, marks, tabs and controls."""

import unicodedata
from itertools import pairwise

import pyte
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_reader.text import bidi, layout, segment, shape
from tui_reader.text.sanitise import sanitise
from tui_reader.text.width import is_invisible

ARABIC = "ابتلسكمنهويىةءأإآؤئپچژگکیےںۃەێ"
MARKS = "\u064e\u064f\u0651\u0670\u0654\u05b0\u05bc\u0301\u0308\u20dd\ufe0f\u034f\u0653"
CONTROLS = (
    "\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\xad\u2060\ufeff"
    "\x00\x1b\x7f\x9b"
)
SPACES = "    \t\xa0\u2003\u3000\u2028\x0b\x0c"
OTHERS = (
    "abcXYZéאבגדשםןרת0123456789٠١٢۴۵.,:;/-+%$#()[]{}<>«»“”؟،؛﴾﴿﷼ﷺﷲﻻﻼﺎ漢字カ한\u1100\u1161\u11a8👍🏽👩🇸🇦☀️𞤀𐤀𞸀\u0600\u06dd०क\u094dष"
    "\ud800\udfff\ufdd0\uffff\U0010ffff\u0378\U000e0061\u3164\u115f"
)
chars = st.one_of(*map(st.sampled_from, (ARABIC, ARABIC, MARKS, CONTROLS, SPACES, OTHERS, OTHERS)))
texts = st.text(chars, max_size=60) | st.text(max_size=30).filter(
    lambda text: not any(bidi.bidi_class(char) == "B" for char in text)
)
even_chars = st.sampled_from(ARABIC + "abcאבג 12.,()-؟  \u064e\u0651\u200c\u200e\u200f\xa0لا")
widths = st.integers(1, 24)
bases = st.integers(0, 1)


@given(st.lists(st.integers(0, 126)))
def test_reordering_is_a_permutation(levels: list[int]) -> None:
    assert sorted(bidi.visual_order(levels)) == list(range(len(levels)))


def by_definition(levels: list[int]) -> list[int]:
    """Rule L2 as it is written."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = order[at:end][::-1]
            at = end + 1
    return order


@given(st.lists(st.integers(0, 5)))
def test_reordering_is_rule_l2(levels: list[int]) -> None:
    assert bidi.visual_order(levels) == by_definition(levels)


@given(texts, bases)
def test_clusters_tile_the_text_and_join_lam_alefs(text: str, base: int) -> None:
    clusters = layout.analyse(text, base).clusters
    assert [cluster.start for cluster in clusters] == [0, *(cluster.end for cluster in clusters)][: len(clusters)]
    assert "".join(text[cluster.start : cluster.end] for cluster in clusters) == text
    boundaries = set(segment.clusters(text))
    alefs = {match.start(1) for match in shape.LAM_ALEF.finditer(text)}
    assert {cluster.end for cluster in clusters} == boundaries - alefs


@given(texts, bases, widths)
@example("漢\u200f\x0b\u202b\x0bb", 0, 1)  # nothing to draw between what is too wide and the ends of two lines
@example("\u0600b\u202b\x0b", 1, 1)
def test_lines_tile_the_paragraph(text: str, base: int, width: int) -> None:
    lines = list(layout.lines(text, base, width))
    assert (lines[0].start, lines[-1].end) == (0, len(text))
    assert all(line.end == following.start and line.start < line.end for line, following in pairwise(lines))
    assert "".join(line.text for line in lines) == text
    ends = {cluster.end for cluster in layout.analyse(text, base).clusters}
    assert all(line.end in ends for line in lines if text)
    assert all(line.start <= line.visible_end <= line.end for line in lines)
    for line in lines:
        left_out = line.text[line.visible_end - line.start :]
        assert all(char.isspace() or is_invisible(char) for char in left_out)


@given(texts, bases, widths)
@example("abcdef\u0600 \u06dd12\u09bf xx", 0, 10)  # the white space that ends a cluster, between words
@example("ab \u200e\ufe0f\t", 0, 2)  # white space ends a line though a variation selector without a base stands in it
def test_no_line_is_wider_than_its_width_unless_one_cluster_is(text: str, base: int, width: int) -> None:
    for line in layout.lines(text, base, width):
        assert line.columns <= width or sum(cell.columns > 0 for cell in line.cells) == 1


@given(texts, bases, widths)
@example("0\u06ddلآ", 0, 4)  # a lam-alef behind a sign that spans what follows is one column, too
def test_a_line_is_as_long_as_it_may_be(text: str, base: int, width: int) -> None:
    """Wrapping again at the widest line's width changes nothing."""
    lines = list(layout.lines(text, base, width))
    measured = max(line.columns for line in lines)
    if measured < width:
        again = layout.Paragraph(text, base).lines(measured)
        assert [line.end for line in again] == [line.end for line in lines]


@given(st.text(even_chars, max_size=60), bases, widths)
def test_both_ways_of_filling_agree(text: str, base: int, width: int) -> None:
    paragraph = layout.Paragraph(text, base)
    if not layout._UNEVEN.search(text):
        assert list(paragraph._fill(width)) == list(paragraph._fill_uneven(width))


@given(texts, bases, widths)
def test_places_and_offsets(text: str, base: int, width: int) -> None:
    """Position -> place -> offset is the cluster's start, for a position inside a cluster too."""
    paragraph = layout.analyse(text, base)
    for line in paragraph.lines(width):
        drawn = {cell.start for cell in line.cells}
        for cluster in paragraph.clusters:
            if cluster.start in drawn and line.start <= cluster.start < line.end:
                for offset in range(cluster.start, cluster.end):
                    place = line.place(offset)
                    assert place is not None
                    column, cell = place
                    assert (cell.start, cell.end) == (cluster.start, min(cluster.end, line.visible_end))
                    assert {line.offset_at(at) for at in range(column, column + cell.columns)} == {cluster.start}
        edges = {line.start, line.visible_end}
        assert all(line.offset_at(column) in drawn | edges for column in range(-2, width + 3))
        assert {line.offset_at(-1), line.offset_at(line.columns)} <= edges


@given(texts, bases, widths)
def test_cells_are_the_visible_clusters_once_each(text: str, base: int, width: int) -> None:
    for line in layout.lines(text, base, width):
        cells = sorted(line.cells, key=lambda cell: cell.start)
        assert all(cell.end <= following.start for cell, following in pairwise(cells))
        assert all(line.start <= cell.start < cell.end <= max(line.visible_end, cell.start + 1) for cell in cells)


@given(texts, bases, widths)
def test_what_is_drawn_measures_what_we_say(text: str, base: int, width: int) -> None:
    for line in layout.lines(text, base, width):
        for cell in line.cells:
            assert cell_len(cell.text) == cell_len(cell.nominal) == cell.columns > 0, cell
        drawn = "".join(cell.text for cell in line.cells)
        assert cell_len(drawn) == line.columns


@given(texts, bases)
def test_clusters_measure_what_their_cells_do(text: str, base: int) -> None:
    """But for tabs, whose columns depend on their place, and soft hyphens, drawn where a line ends."""
    paragraph = layout.analyse(text, base)
    columns = {cluster[:2]: cluster.columns for cluster in paragraph.clusters}
    for line in paragraph.lines(1000):
        for cell in line.cells:
            if not set(text[cell.start : cell.end]) & {"\t", "\xad"}:
                # A cell without the white space that ends its cluster is none of them.
                assert cell.columns == columns.get((cell.start, cell.end), cell.columns)


@given(texts, bases, widths)
@example("a\u0600b\u202e", 0, 8)
def test_nothing_drawn_is_a_control_or_format_character(text: str, base: int, width: int) -> None:
    for line in layout.lines(text, base, width):
        for cell in line.cells:
            for char in cell.text + cell.nominal.replace("\u200c", "").replace("\u200d", ""):
                assert sanitise(char) == char, (cell, hex(ord(char)))
                assert char == " " or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Zs", "Zl", "Zp")


@settings(deadline=None)
@given(texts, bases)
def test_a_terminal_gives_a_line_the_columns_we_say(text: str, base: int) -> None:
    for line in layout.lines(text, base, 40):
        screen = pyte.Screen(100, 2)
        stream = pyte.Stream(screen)
        for cell in line.cells:
            # Cell by cell: this terminal drops what follows an enclosing mark in one write.
            stream.feed(cell.text)
        assert (screen.cursor.x, screen.cursor.y) == (line.columns, 0), line.cells


@settings(deadline=None)
@given(st.text(st.sampled_from("aאب 12.,-()[]\u202b\u202c\u2067\u2066\u2069"), min_size=1, max_size=150), bases)
def test_levels_in_pieces_where_nothing_reaches_across(text: str, base: int) -> None:
    """Pieces agree with the whole but for brackets and isolates cut in two, if each is cut in a word."""
    word = "אב" if base else "ab"
    sentences = [text.translate(dict.fromkeys(map(ord, "()[]\u202b\u202c\u2067\u2066\u2069"))), word * 3, text[:20]]
    whole = word.join(sentences[:2])
    with pytest.MonkeyPatch.context() as patch:
        wanted = bidi.levels(whole, base)
        patch.setattr(bidi, "PIECE", 16)
        patch.setattr(bidi, "CONTEXT", 4)
        patch.setattr(bidi, "shorten", lambda text: (text, []))
        if all(cut_in_word(whole, base, end) for _, end in bidi.pieces(whole, base)[:-1]):
            assert bidi.levels(whole, base) == wanted


def cut_in_word(text: str, base: int, at: int) -> bool:
    """Whether strong letters of the base direction stand on both sides."""
    towards = ("R", "AL") if base else ("L",)
    return bidi.bidi_class(text[at - 1]) in towards and bidi.bidi_class(text[at]) in towards


@settings(deadline=None)
@given(texts, bases)
@example("\u067e\u067e\u200c", 0)  # a joiner that ends the text
@example("aa\u200d \u0627", 1)
def test_shortening_changes_no_level(text: str, base: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        ours = bidi.levels(text, base)
        patch.setattr(bidi, "shorten", lambda text: (text, []))
        assert bidi.levels(text, base) == ours


@given(texts, bases, widths)
def test_a_truncated_paragraph_holds_all_clusters_that_fit(text: str, base: int, width: int) -> None:
    paragraph = layout.analyse(text, base)
    (line, *others), cells = paragraph.lines(1_000_000), layout.truncate(paragraph, width)
    if not others and line.columns <= width:
        assert tuple(cells) == line.cells
        return
    kept = column = 0
    for cluster in paragraph.clusters:
        column += cluster.columns
        if column > width - 1 or cluster.end > line.visible_end:
            break
        kept = cluster.end
    assert [cell for cell in cells if cell.start >= 0] == (paragraph.cells(0, kept, kept, True) if width > 0 else [])


@given(texts, bases, widths)
def test_a_truncated_paragraph_fits(text: str, base: int, width: int) -> None:
    cells = layout.truncate(layout.analyse(text, base), width)
    assert sum(cell.columns for cell in cells) <= width
    assert [cell for cell in cells if cell.start < 0] in ([], [layout.Cell("…", "…", 1, -1, -1, base)])
