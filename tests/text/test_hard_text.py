"""Hostile and degenerate text: bounded work, and an answer for everything."""

import gc
import weakref
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.text import bidi, layout, paragraphs
from tui_reader.text.layout import PART, REACH

MILLION = 1_000_000


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lengths of the texts that the resolver was asked for."""
    lengths: list[int] = []
    resolve = bidi._resolve

    def counted(text: str, base: int) -> bytes:
        lengths.append(len(text))
        return resolve(text, base)

    monkeypatch.setattr(bidi, "_resolve", counted)
    return lengths


@pytest.mark.parametrize("word", ["كلمة ", "word ", "ab اب 12 (x) ", "ا", "\u0651", "\u2067", "漢", "1,"])
def test_a_paragraph_of_a_million_characters_begins_at_once(word: str, asked: list[int]) -> None:
    """The first lines of a long paragraph cost its first part, however long it is, and no call is large."""
    text = word * (MILLION // len(word))
    lines = list(islice(layout.lines(text, 1, 72), 3))
    parts = {line.paragraph.origin for line in lines}
    assert all(sum(cell.columns for cell in line.cells) == line.columns for line in lines)
    assert len(parts) <= 3
    assert max(asked, default=0) <= 4 * bidi.PIECE
    assert len(asked) <= 8 * len(parts)


def test_parts_tile_a_long_paragraph_and_cut_no_cluster() -> None:
    text = ("كَلِمَةٌ لا تنتهي " * 700 + "لَا" * 5000) * 2
    parts = layout.parts(text)
    assert [start for start, _ in parts] == [0, *(end for _, end in parts)][:-1]
    assert parts[-1][1] == len(text)
    assert all(0 < end - start <= PART for start, end in parts)
    assert all(text[start] in "كلتا" for start, _ in parts)
    assert "".join(line.text for line in layout.lines(text, 1, 60)) == text


@pytest.mark.parametrize("base", [0, 1])
@pytest.mark.parametrize(
    "sentence", ["قال abc -- (اسم) 12, ثم. ", "אמר abc -- \u2067x 1, ב\u2069 3 ", "word -- אב 1-2 "]
)
def test_a_part_has_the_levels_of_the_whole(sentence: str, base: int) -> None:
    """Where nothing reaches further than the context of a part, cutting it off changes no level."""
    text = sentence * (2 * PART // len(sentence) + 1)
    whole = bidi.levels(text, base)
    parts = list(layout.paragraph_parts(text, base))
    assert len(parts) > 1
    assert b"".join(part.levels for part in parts) == whole


def test_what_reaches_further_than_a_part_sees_is_lost() -> None:
    """The price of pieces, as documented: an isolate opened more than REACH earlier is not known of."""
    text = "\u2067" + "abc, 12. " * (2 * REACH // 9) + "\u2069"
    parts = list(layout.paragraph_parts(text, 0))
    assert parts[0].levels[1] == parts[1].levels[0] == 2
    assert parts[-1].levels[0] == 0


def test_ten_thousand_nested_isolates() -> None:
    text = "\u2067\u2066" * 5000 + "אb" + "\u2069" * 10_000 + "c"
    lines = list(layout.lines(text, 0, 20))
    assert "".join(line.text for line in lines) == text
    assert [cell.text for line in lines for cell in line.cells] in (["א", "b", "c"], ["b", "א", "c"])
    assert max(max(line.paragraph.levels) for line in lines) <= bidi.MAX_DEPTH + 1


def test_only_marks() -> None:
    lines = list(layout.lines("\u0651" * 3000, 1, 20))
    assert sum(line.end - line.start for line in lines) == 3000
    assert all(len(cell.text) <= 14 for line in lines for cell in line.cells)


@pytest.mark.parametrize("text", ["", " ", "   ", "\t", "\u200f", "\u202e", "\xa0\u2003", "\x0b", "\u2028"])
@pytest.mark.parametrize("base", [0, 1])
def test_nothing_to_see(text: str, base: int) -> None:
    lines = list(layout.lines(text, base, 10))
    assert "".join(line.text for line in lines) == text
    assert lines and all(line.cells == () and line.place(0) is None for line in lines)
    assert {line.offset_at(column) for line in lines for column in (-1, 0, 5)} <= {0, len(text)}


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x1c", "\x1d", "\x1e", "\x85", "\u2029"])
def test_every_paragraph_end(end: str) -> None:
    text = f"ab{end}{end}cd{end}"
    assert [text[start:stop] for start, stop in paragraphs.split(text)] == ["ab", "", "cd"]
    assert paragraphs.split("") == [(0, 0)]


@pytest.mark.parametrize("end", list(paragraphs.FORCED_BREAKS))
def test_forced_line_breaks_end_no_paragraph(end: str) -> None:
    text = f"ab{end}cd"
    assert paragraphs.split(text) == [(0, 5)]
    assert [line.text for line in layout.lines(text, 0, 40)] == [f"ab{end}", "cd"]


@pytest.mark.parametrize(
    ("char", "drawn"),
    [("\ud800", "\ufffd"), ("\x00", "␀"), ("\x1b", "␛"), ("\x7f", "␡"), ("\x9b", "\ufffd"), ("\ufdd0", "\ufffd"),
     ("\uffff", "\ufffd"), ("\U0010ffff", "\ufffd")],
)  # fmt: skip
def test_what_cannot_be_shown_has_a_stand_in_and_its_own_offset(char: str, drawn: str) -> None:
    (line,) = layout.lines(f"ا {char} ب", 1, 40)
    assert {cell.start: cell.text for cell in line.cells}[2] == drawn
    assert [cell.start for cell in line.cells] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("char", ["\U0001faff", "\U0001f7ff", "\u20cf", "\ufffb", "\U0001fffe", "\u0378"])
def test_what_python_has_no_class_for_opens_no_paragraph_unless_it_may_be_a_letter(char: str) -> None:
    """Symbols and currency signs younger than Python's own tables; U+0378 lies in a block of letters."""
    assert bidi.base_level(f"{char} סלאם") == int(char != "\u0378")


@pytest.mark.parametrize(
    ("char", "drawn"),
    [
        ("\ufff9", "\ufffd"), ("\ufffb", "\ufffd"), ("\U00013430", "\ufffd"),
        ("\u0602", "*"), ("\u06dd", "○"), ("\u0605", "\ufffd"),
    ],
)
def test_a_format_character_that_is_not_ignorable_is_seen_in_a_form_terminals_agree_on(char: str, drawn: str) -> None:
    """VTE, kitty and Konsole give the signs that span digits no column, xterm and tmux one."""
    (line,) = layout.lines(f"ا{char}،", 1, 40)
    assert "".join(cell.text for cell in line.cells if cell.start == 1).startswith(drawn)
    assert line.columns == 3


def test_lone_surrogates_keep_offsets() -> None:
    (line,) = layout.lines("\ud800\U0001f600ا\udfffب", 0, 40)
    assert [(cell.start, cell.columns) for cell in line.cells] == [(0, 1), (1, 2), (4, 1), (3, 1), (2, 1)]


def test_the_caches_answer_for_what_they_were_asked() -> None:
    """Their keys hold all that an answer depends on; both are bounded."""
    layout.analyse.cache_clear()
    assert layout.analyse("אb", 0) is layout.analyse("אb", 0)
    assert layout.analyse("אb", 0).levels != layout.analyse("אb", 1).levels
    assert layout.analyse("1", 0, 3).clusters[0].start == 3
    assert layout.analyse("1", 0, 3, "א").levels != layout.analyse("1", 0, 3, "a").levels
    assert layout.analyse("- ", 0, 0, "a", "a").levels != layout.analyse("- ", 0, 0, "א", "א").levels
    assert layout.analyse.cache_info().maxsize is not None
    paragraph = layout.analyse("one two three", 0)
    assert [len(paragraph.lines(width)) for width in (5, 80, 5)] == [3, 1, 3]
    assert paragraph.lines(5) is paragraph.lines(5)
    assert layout._broken.cache_info().maxsize is not None


def test_what_is_laid_out_is_let_go_without_a_search_for_circles() -> None:
    paragraph = layout.Paragraph("one two three", 0)
    assert paragraph.lines(5)[0].columns and paragraph.clusters
    gone = weakref.ref(paragraph)
    layout._broken.cache_clear()
    gc.disable()
    try:
        del paragraph
        assert gone() is None
    finally:
        gc.enable()


@given(st.text(st.sampled_from("abאב \u2067\u2069\u202b\u202c1."), max_size=80), st.integers(0, 80))
def test_context_stands_for_what_it_leaves_out(text: str, cut: int) -> None:
    """Reduced to what is open and the last strong letter, it gives letters after it the levels of the whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bidi, "CONTEXT", 0)
        before = bidi.context(text[:cut])
    rest = text[cut:] + "ab"
    whole = bidi.levels(text[:cut] + rest, 0)[cut:]
    again = bidi.levels(rest, 0, before)
    letters = [at for at, char in enumerate(rest) if char in "abאב"]
    assert [whole[at + len(text[:cut]) - cut] for at in letters if cut <= len(text)] == [
        again[at] for at in letters if cut <= len(text)
    ]


@pytest.mark.parametrize(("text", "level"), [("אב, ", 2), ("אב abc, ", 0), ("\u2067אב ", 2), ("", 0)])
def test_context_keeps_the_last_strong_letter(text: str, level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number's level depends on it (W2, W7)."""
    monkeypatch.setattr(bidi, "CONTEXT", 0)
    assert list(bidi.levels("12", 0, bidi.context(text))) == [level, level]


def test_what_stands_around_a_part_is_reduced_once_and_for_its_own_texts_only() -> None:
    """Every row of a screen asks for its part; another text on either side is another answer."""
    layout._around.cache_clear()
    text = "سلام (hi) " * 5000
    spans = layout.parts(text)
    for _ in range(40):
        layout.analyse_part(text, 1, *spans[1])
    assert layout._around.cache_info().misses == 1
    assert layout._around("ab ", "ג") != layout._around("ab ", "x") != layout._around("אב ", "x")
    assert layout._around.cache_info().maxsize is not None
