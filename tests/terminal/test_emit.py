"""What the reader sees in each kind of terminal is what the cells say, whatever the way of sending."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.terminal.emit import LRM, LRO, PDF, STRONG_BLANK, Way, emit, emit_text, seen_column
from tui_reader.text.bidi import base_level, mirror
from tui_reader.text.layout import Cell, analyse, truncate

from . import model

SAMPLES = [
    "الناتو (حلف شمال الأطلسي) في 2004 و2017 و2024.",
    "قال: «لا إله إلا الله»، ثم قرأ The Economist (عدد 12) كله",
    "ذهب إلى CIA، ثم قال NATO: نعم!",
    "הוא אמר (בשנת 2004) שלום, world!",
    "English with كلمتان عربيتان inside, and 12 more.",
    "(ا) ب (ج)",
    "سَلَامٌ عَلَيْكُم",
    "می‌خواهم کتاب‌ها را بخوانم",
    "عام ١٩٩٩ و ٢٠٠٤ م",
    "اردو میں لکھا ہے، پاکستان",
    "plain ASCII (only) 2024",
    "",
    " ",
    "2004",
    "(١٢)",
    "؟! ،؛ كتاب(ها) هنا؟! في 2024م، و١٢٫٥ كم",
]
STRONG = ("L", "R", "AL", "AN")
BLANK = Cell(" ", " ", 1, -1, -1, 0)


def line(text: str, base: int) -> list[Cell]:
    """All of a text as one line, as a pane draws it: a blank of its own first."""
    return [BLANK, *(cell for row in analyse(text, base).lines(1000) for cell in row.cells)]


def pictured(cells: list[Cell], styles: list[int]) -> model.Seen:
    """What should be seen: the drawn characters with their styles, in order."""
    return [(model.plain(cell.text), style) for cell, style in zip(cells, styles, strict=True)]


def letters(seen: model.Seen) -> list[str]:
    return [text for text, _ in seen]


def test_rows_and_styles_must_match() -> None:
    with pytest.raises(ValueError, match="1 cells but 2 styles"):
        emit([BLANK], [1, 2], Way.VISUAL)


@pytest.mark.parametrize("way", Way)
def test_an_empty_row_sends_nothing(way: Way) -> None:
    assert emit([], [], way) == []


# --- rows to be made --------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "كلمة",
        "لا",
        "الناتو",
        "أب",
        "سَلامٌ",
        "שלום",
        "می‌خواهم",
        "ten",
        "The",
        "x",
        "2004",
        "17",
        "١٩٩٩",
        "٥",
        "۱۲",
        "و2024",
    ]
)
LEFT, RIGHT = st.sampled_from(["", "", "«", "(", "["]), st.sampled_from(["", "", "", ".", "،", "؟", "!", ":"])
CLOSE = {"": "", "«": "»", "(": ")", "[": "]"}


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Words as people write them: in balanced brackets or not, with what ends them, parted by blanks."""
    words = []
    for word in draw(st.lists(WORDS, max_size=9)):
        opening = draw(LEFT)
        words.append(opening + word + CLOSE[opening] + draw(RIGHT))
    return " ".join(words)


# Anything at all, brackets and separators of every kind next to letters and digits of every class.
SOUP = st.text(alphabet="ابلاكُ אבabC019٠١٢۳۴ ()[]«»<>.,،:/-+%$؟…", max_size=24)


ANY = texts() | SOUP


@st.composite
def rows(draw: st.DrawFn, source: st.SearchStrategy[str] = ANY) -> tuple[list[Cell], list[int]]:
    """A row in either base direction, with hits and selections (styles) that begin and end anywhere."""
    cells = line(draw(source), draw(st.integers(0, 1)))
    styles: list[int] = []
    while len(styles) < len(cells):
        styles += [draw(st.integers(0, 2))] * draw(st.integers(1, 8))
    return cells, styles[: len(cells)]


def samples(test):  # type: ignore[no-untyped-def]
    """Run a test of (cells, styles) on every sample, in both directions, with a hit in the middle."""
    cases = [(text, base) for text in SAMPLES for base in (0, 1)]

    def on_sample(text: str, base: int) -> None:
        cells = line(text, base)
        third = len(cells) // 3
        test(cells, [0] * third + [1] * third + [0] * (len(cells) - 2 * third))

    return pytest.mark.parametrize(("text", "base"), cases)(on_sample)


def beyond_inverse_2800(cells: list[Cell]) -> bool:
    """The limits of inverse-2800 in ordinary words: `17؟` where no right-to-left letter comes before it, and
    brackets that touch a run on both sides or stand beside such a number, which may pair with others."""
    kinds = {"AL": "R", "R": "R", "AN": "A", "EN": "E", "L": "L", "WS": " ", "ON": "."}
    row = "".join(kinds.get(unicodedata.bidirectional(cell.nominal[0]), ",") for cell in cells)
    row = "".join("M" if unicodedata.mirrored(cell.text[0]) else kind for kind, cell in zip(row, cells, strict=True))
    return re.search(r"R[^RLAE ]*E[^RL]*([LM]|$)|[RA][^RALE ]*M[^RALE ]*[RAE]", row) is not None


def check(cells: list[Cell], styles: list[int], way: Way, terminal) -> None:  # type: ignore[no-untyped-def]
    assert terminal(emit(cells, styles, way)) == pictured(cells, styles)


def visual_on_nothing(cells: list[Cell], styles: list[int]) -> None:
    check(cells, styles, Way.VISUAL, model.nothing)


def lro_everywhere(cells: list[Cell], styles: list[int]) -> None:
    for terminal in (model.nothing, model.row, model.spans):
        check(cells, styles, Way.LRO, terminal)


def lro_where_the_row_decides(cells: list[Cell], styles: list[int]) -> None:
    """Limit: with a right-to-left base the blanks that stand at the row's ends change sides; the text does
    not. So two panes need more than lro there (mlterm: its own switch)."""
    seen = model.row(emit(cells, styles, Way.LRO), base=None)
    assert "".join(letters(seen)).strip() == "".join(letters(pictured(cells, styles))).strip()


def inverse_on_rows(cells: list[Cell], styles: list[int]) -> None:
    check(cells, styles, Way.INVERSE, model.row)


def words_in_kitty(cells: list[Cell], styles: list[int]) -> None:
    check(cells, styles, Way.WORDS, model.tokens)


test_visual_on_samples = samples(visual_on_nothing)
test_lro_on_samples = samples(lro_everywhere)
test_lro_on_samples_where_the_row_decides = samples(lro_where_the_row_decides)
test_inverse_on_samples = samples(inverse_on_rows)
test_words_on_samples = samples(words_in_kitty)


@samples
def test_inverse_2800_on_samples(cells: list[Cell], styles: list[int]) -> None:
    check(cells, styles, Way.INVERSE_2800, model.stripping)
    check(cells, styles, Way.INVERSE_2800, model.row)


@settings(deadline=None)
@given(rows())
def test_visual_on_a_terminal_that_does_nothing(row: tuple[list[Cell], list[int]]) -> None:
    visual_on_nothing(*row)


@settings(deadline=None)
@given(rows())
def test_lro_on_nothing_on_rows_and_on_spans(row: tuple[list[Cell], list[int]]) -> None:
    lro_everywhere(*row)


@settings(deadline=None)
@given(rows())
def test_lro_where_the_row_decides(row: tuple[list[Cell], list[int]]) -> None:
    lro_where_the_row_decides(*row)


@settings(deadline=None)
@given(rows())
def test_inverse_on_rows(row: tuple[list[Cell], list[int]]) -> None:
    inverse_on_rows(*row)


@settings(deadline=None)
@given(rows(texts()))
def test_inverse_2800_on_putty(row: tuple[list[Cell], list[int]]) -> None:
    """Limit, so ordinary words only: with no control to part them, separators and signs that stand between
    letters and digits with no blank near, and halves of brackets, are the terminal's to place."""
    if not beyond_inverse_2800(row[0]):
        check(*row, Way.INVERSE_2800, model.stripping)


@settings(deadline=None)
@given(rows())
def test_words_on_kitty(row: tuple[list[Cell], list[int]]) -> None:
    """Limit: a token that begins, to the eye, with a right-to-left letter and has Latin ones too.

    kitty takes Persian digits for letters (`model.tokens`), so they begin such a token as well.
    """
    cells, styles = row
    token: list[str] = []
    for cell in [*cells, BLANK]:
        if cell.text == " ":
            if token and token[0] != "L" and "L" in token:
                return
            token = []
        elif "\u06f0" <= cell.nominal[0] <= "\u06f9":
            token.append("AN")
        elif cell.text not in "؛؟ـ" and (kind := unicodedata.bidirectional(cell.nominal[0])) in STRONG:
            token.append(kind)
    words_in_kitty(cells, styles)


# --- panes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "terminal"),
    [
        (Way.VISUAL, model.nothing),
        (Way.LRO, model.nothing),
        (Way.LRO, model.row),
        (Way.LRO, model.spans),
        (Way.INVERSE, model.row),
        (Way.INVERSE_2800, model.stripping),
        (Way.INVERSE_2800, model.row),
        (Way.WORDS, model.tokens),
    ],
)
@settings(max_examples=40, deadline=None)
@given(left=rows(texts()), right=rows(texts()))
def test_two_panes_never_swap(way, terminal, left, right) -> None:  # type: ignore[no-untyped-def]
    if way is Way.INVERSE_2800 and any(beyond_inverse_2800(cells) for cells, _ in (left, right)):
        return
    if way is Way.WORDS and any(
        c.isascii() and c.isalpha() for cells, _ in (left, right) for cell in cells for c in cell.text
    ):
        return
    seen = terminal([*emit(*left, way), *emit(*right, way)])
    assert seen == pictured(*left) + pictured(*right)


@settings(deadline=None)
@given(rows())
def test_a_style_never_changes_what_is_sent(row: tuple[list[Cell], list[int]]) -> None:
    """Runs are found before styles: only lro, which overrides each style run, sends more."""
    cells, styles = row
    for way in Way:
        if way is not Way.LRO:
            assert "".join(text for text, _ in emit(cells, styles, way)) == emit_text(cells, way)


@settings(deadline=None)
@given(rows())
def test_neighbours_of_one_style_are_one_pair(row: tuple[list[Cell], list[int]]) -> None:
    for way in Way:
        sent = emit(*row, way)
        assert all(one[1] != two[1] for one, two in pairwise(sent))
        assert all(text for text, _ in sent)


# --- what exactly is sent ---------------------------------------------------------------------------------


def test_a_row_without_right_to_left_text_needs_no_override() -> None:
    assert emit_text(line("plain (2024)", 0), Way.LRO) == " plain (2024)"


def test_an_override_never_stands_in_the_first_column_of_a_pane() -> None:
    sent = emit(line("אב ab", 1), [0, 0, 1, 1, 1, 1], Way.LRO)
    assert sent == [(f" {LRO}a{PDF}", 0), (f"{LRO}b בא{PDF}", 1)]


def test_marks_on_both_sides_of_a_run_and_brackets_left_to_the_eye() -> None:
    assert emit_text(line("אב (גד)", 1), Way.INVERSE) == f" ({LRM}גד{LRM}) {LRM}אב{LRM}"


def test_blanks_outside_runs_have_a_direction() -> None:
    assert emit_text(line("אב ab גד", 0), Way.INVERSE_2800) == "\u2800אב\u2800ab\u2800גד"
    assert emit_text(line("אב גד", 0), Way.INVERSE_2800) == "\u2800אב גד"


def test_kitty_is_sent_a_token_turned_with_its_punctuation() -> None:
    assert emit_text(line("(אב), גד.", 1), Way.WORDS) == " גד. (אב),"
    assert emit_text(line("ב2024", 1), Way.WORDS) == " ב4202"


def test_kitty_turns_persian_digits_as_it_does_arabic_ones() -> None:
    assert emit_text(line("(١٢", 1), Way.WORDS) == " (٢١"
    assert emit_text(line("(۱۲", 1), Way.WORDS) == " (۲۱"


def test_kitty_is_sent_a_token_with_a_joiner_as_it_is_drawn() -> None:
    # It takes a letter with a ZWNJ from another font, which leaves the letter before it without its join.
    drawn = line("می\u200cخوانیم", 1)
    assert emit_text(drawn, Way.WORDS) == " " + "".join(cell.text for cell in reversed(drawn[1:]))


def test_a_joiner_counts_even_where_the_terminal_strips_it() -> None:
    # PuTTY throws a ZWNJ away and would join what it parts: the whole word goes out in its forms, other words do not.
    cells = line("کتاب می\u200cخوانیم", 1)
    word = "".join(cell.text for cell in reversed(cells[1:9]))
    assert "ﺧ" in word
    assert emit_text(cells, Way.INVERSE_2800) == f"{STRONG_BLANK}کتاب {word}"


def test_kitty_keeps_colours_in_their_columns() -> None:
    cells = line("אבג", 1)
    assert emit(cells, [0, 1, 0, 0], Way.WORDS) == [(" ", 0), ("א", 1), ("בג", 0)]
    assert emit(cells, [0, 1, 0, 0], Way.INVERSE) == [(f" {LRM}אב", 0), (f"ג{LRM}", 1)]


@pytest.mark.parametrize("way", Way)
def test_a_lam_alef_is_one_presentation_form(way: Way) -> None:
    cells = line("بلاد", 1)
    sent = emit_text(cells, way)
    assert "\ufefc" in sent and "ل" not in sent
    assert len([c for c in sent if c not in (LRM, LRO, PDF)]) == sum(cell.columns for cell in cells)


@pytest.mark.parametrize("way", [Way.INVERSE, Way.INVERSE_2800, Way.WORDS, Way.LOGICAL])
def test_terminals_that_join_are_sent_plain_letters(way: Way) -> None:
    sent = emit_text(line("كَتَبَ", 1), way)
    assert sent.replace(LRM, "").strip(" \u2800") == "كَتَبَ"


def test_logical_is_the_text_itself() -> None:
    for text in ("هذا (نص) فيه 12 و١٢ و abc.", "הוא אמר (בשנת 2004) שלום, world!", "كَتَبَ «كتابًا»"):
        assert emit_text(line(text, 1), Way.LOGICAL) == " " + text


def test_logical_keeps_padding_and_ellipsis_in_place() -> None:
    pad = Cell(" ", " ", 1, -1, -1, 1)
    cells = [pad, pad, Cell("…", "…", 1, -1, -1, 1), *line("אב", 1)[1:]]
    assert emit_text(cells, Way.LOGICAL) == "  אב…"


def test_a_tab_drawn_as_blanks_is_a_blank() -> None:
    tab = Cell("   ", "   ", 3, 2, 3, 0)
    assert emit_text([BLANK, tab, Cell("x", "x", 1, 3, 4, 0)], Way.INVERSE_2800) == STRONG_BLANK * 4 + "x"


# --- clicks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [Way.INVERSE, Way.INVERSE_2800])
def test_a_click_is_told_where_the_terminal_keeps_the_letter(way: Way) -> None:
    cells = line("אב גד (הו) 12 ab", 1)
    assert "".join(cell.text for cell in cells) == " ab 12 (וה) דג בא"
    sent = emit_text(cells, way).replace(LRM, "").replace(STRONG_BLANK, " ")
    for column, character in enumerate(sent):
        seen = cells[seen_column(cells, way, column)]
        assert character in (seen.text, mirror(seen.text)), (column, character)


@pytest.mark.parametrize("way", [Way.VISUAL, Way.LRO, Way.WORDS])
def test_other_terminals_tell_where_the_letter_is_seen(way: Way) -> None:
    cells = line("אב גד", 1)
    assert [seen_column(cells, way, column) for column in range(-1, 9)] == list(range(-1, 9))


@given(rows())
def test_every_column_is_seen_once(row: tuple[list[Cell], list[int]]) -> None:
    cells, _ = row
    columns = sum(cell.columns for cell in cells)
    for way in Way:
        assert sorted(seen_column(cells, way, column) for column in range(columns)) == list(range(columns))
        assert seen_column(cells, way, columns) == columns, "beside the row nothing was moved"


@pytest.mark.parametrize(
    ("texts", "gap"),
    [
        (["12 % · 3", "UTF-8 · عربي"], 3),
        (["أول نص", "second one"], 1),
        (["a", "كتاب", "1,000"], 2),
        (["كتاب", "سماء"], 0),
        (["one", "سماء (hi) كتاب", "one"], 4),
    ],
)
def test_logical_keeps_texts_that_stand_beside_one_another_apart(texts: list[str], gap: int) -> None:
    blank = Cell(" ", " ", 1, -1, -1, 0)
    cells: list[Cell] = []
    for text in texts:
        cells += [*([blank] * gap if cells else []), *truncate(analyse(text, base_level(text)), 80)]
    assert emit_text(cells, Way.LOGICAL) == (" " * gap).join(texts)
