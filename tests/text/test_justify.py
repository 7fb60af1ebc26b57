"""Justification: tests/data/kashida.tsv, and what no line that is stretched may lose."""

import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from unicode_files import DATA

from tui_reader.terminal.emit import Way, emit, emit_text
from tui_reader.text import layout, shape
from tui_reader.text.justify import LONGEST, justify, place_in
from tui_reader.text.line import Cell, Line
from tui_reader.text.selection import spans

sys.path.insert(0, str(Path(__file__).parents[1]))
from terminal import model

PROSE = (
    "كان السائح يمشي في مدينة قديمة، فوجد بيتًا كبيرًا عند النهر (بناه محمد سنة ١٩٢٤)، ثم سأل رجلًا من أهلها "
    "عن قصة هذا البيت فقال له: «إن الله كريم، والسلام عليكم»، وذهب إلى سوق الكتب مع NATO and 24 others."
)
VOCALISED = "مُدَرِّسَةٌ كَتَبَتْ رِسَالَةً إِلَى وَالِدَيْهَا، فَقَرَأَ الْأَبُ مَا كَتَبَتْ وَفَرِحَ فَرَحًا شَدِيدًا."
HEBREW = "שלום לכולם, זה משפט ארוך בעברית שיש בו כמה מילים (כמו tests) ומספרים 12.5 כדי שיהיו בו כמה שורות."


def cases() -> list[tuple[str, str, str]]:
    """Language, marked word and priority of each row of the table."""
    lines = (DATA / "kashida.tsv").read_text(encoding="utf-8").split("\n")
    return [(*line.split("\t"), "", "")[:3] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("language", "marked", "priority"), cases())
def test_table(language: str, marked: str, priority: str) -> None:
    word = marked.replace("|", "")
    assert shape.WORD.fullmatch(word)
    place = place_in(word)
    told = (word[: place.offset] + "|" + word[place.offset :], str(place.priority)) if place else (word, "")
    assert told == (marked, priority)


def test_every_language_and_priority_is_in_the_table() -> None:
    assert {priority for _, _, priority in cases()} == {"", *"1234567"}
    assert {language for language, _, _ in cases()} == {"ar", "ckb", "fa", "ur"}


def test_places_are_remembered_within_bounds() -> None:
    assert place_in.cache_info().maxsize is not None


@given(st.text("ابسهلمكيندوـلا\u064e\u0651\u200c\u200d\u0670", max_size=9))
def test_a_stroke_joins_what_was_joined_and_changes_no_form(word: str) -> None:
    """A tatweel there joins on both sides, and every letter has the form it had."""
    place = place_in(word)
    if place is None:
        return
    longer = word[: place.offset] + shape.TATWEEL + word[place.offset :]
    forms = list(shape.forms(longer))
    assert forms.pop(place.offset) == shape.TATWEEL
    assert tuple(forms) == shape.forms(word)
    assert not shape.is_transparent(word[place.offset])


# --- lines ------------------------------------------------------------------------------------------------

ARABIC = "كلمة لا الناتو الله مُدَرِّسَةٌ كـتاب می‌خواهم سلام بلاد שלום ١٩٩٩ كتبوا"
OTHERS = "שָׁלוֹם ten The (x) «اقتباس» سلام؛ 2004 و2024 $50 \u202bב\u202c 日本"
WORDS = st.sampled_from(f"{ARABIC} {OTHERS}".split())
TEXTS = st.lists(WORDS, min_size=3, max_size=25).map(" ".join) | st.text(
    "ابسـلاكُ אבab 01٢ ()«».,\t\u200f\u202e\u202c", max_size=60
)
MODES = st.sampled_from(["spaces", "kashida"])


@st.composite
def stretched(draw: st.DrawFn) -> tuple[Line, Line, int]:
    """A line, the line justified and the width."""
    text, base, width = draw(TEXTS), draw(st.integers(0, 1)), draw(st.integers(8, 40))
    lines = list(layout.lines(text, base, width))
    line = lines[draw(st.integers(0, len(lines) - 1))]
    return line, justify(line, width, draw(MODES)), width


def is_kashida(cell: Cell) -> bool:
    return cell.start < 0


@pytest.mark.parametrize("mode", ["spaces", "kashida"])
@pytest.mark.parametrize("text", [PROSE, VOCALISED, HEBREW])
@pytest.mark.parametrize("width", [23, 40, 57])
def test_every_line_but_the_last_is_exactly_as_wide_as_asked(text: str, width: int, mode: str) -> None:
    *lines, last = layout.lines(text, 1, width)
    assert [justify(line, width, mode).columns for line in lines] == [width] * len(lines)
    assert justify(last, width, mode) is last
    assert last.columns < width


@given(stretched())
def test_nothing_is_lost_moved_or_changed(found: tuple[Line, Line, int]) -> None:
    line, justified, width = found
    assert (justified.start, justified.end, justified.visible_end) == (line.start, line.end, line.visible_end)
    kept = [cell for cell in justified.cells if not is_kashida(cell)]
    for before, after in zip(line.cells, kept, strict=True):
        if before != after:
            assert before.text == " " and after.text.strip(" ") == after.nominal.strip(" ") == ""
            assert after == before._replace(text=after.text, nominal=after.nominal, columns=len(after.text))
    assert all(cell.text == cell.nominal == shape.TATWEEL for cell in justified.cells if is_kashida(cell))
    if justified is not line:
        assert justified.columns in (width, line.columns)


@given(stretched())
def test_a_stroke_stands_between_two_letters_of_a_word(found: tuple[Line, Line, int]) -> None:
    _, justified, _ = found
    cells = justified.cells
    for index, cell in enumerate(cells):
        if is_kashida(cell):
            after = next(other for other in reversed(cells[:index]) if not is_kashida(other))
            before = next(other for other in cells[index:] if not is_kashida(other))
            assert before.level == cell.level == after.level and cell.level & 1
            assert shape.WORD.fullmatch(before.nominal[0]) and shape.WORD.fullmatch(after.nominal[0])
            between = justified.paragraph.text[before.start : after.end]
            assert not re.search(r"\s", between) and before.start < after.start


@given(stretched())
def test_forced_ends_and_full_lines_stay(found: tuple[Line, Line, int]) -> None:
    line, justified, width = found
    assert justify(line, width, "off") is line
    if line.ends_paragraph or line.columns >= width:
        assert justified is line


def test_a_line_made_to_end_is_not_stretched() -> None:
    first, second = layout.lines("سلام عليكم\u2028والسلام", 1, 30)
    assert justify(first, 30, "kashida") is first and justify(second, 30, "spaces") is second


def test_the_best_places_are_stretched_first_one_round_at_a_time() -> None:
    """سمع (2) comes before كتاب (4), and that before من (7)."""
    line, _ = layout.lines("من كتاب سمع قالوا", 1, 12)
    by_columns = {
        missing: "".join(cell.text for cell in reversed(justify(line, line.columns + missing, "kashida").cells))
        for missing in range(1, 5)
    }
    assert [unicodedata.normalize("NFKC", text) for text in by_columns.values()] == [
        "من كتاب سـمع", "من كتـاب سـمع", "مـن كتـاب سـمع", "مـن كتـاب ســمع",
    ]  # fmt: skip


def test_strokes_have_an_end_and_spaces_take_the_rest() -> None:
    line, *_ = layout.lines("سمع دار كلاممممممممممممممممممممم", 1, 8)
    wide = justify(line, 30, "kashida")
    # دار has no place: its letters do not join.
    assert sum(map(is_kashida, wide.cells)) == LONGEST
    assert [cell.columns for cell in wide.cells if cell.text.isspace()] == [30 - line.columns - LONGEST + 1]


def test_a_line_without_spaces_is_filled_by_its_place_alone() -> None:
    line, *_ = layout.lines("سمع كلاممممممممممممممممممممممم", 1, 5)
    assert justify(line, 12, "kashida").columns == 12
    assert justify(line, 12, "spaces").columns == line.columns


def test_spaces_are_shared_evenly_the_first_read_first() -> None:
    line, _ = layout.lines("אב גד הו זחטיכלמנ", 1, 10)
    columns = [cell.columns for cell in reversed(justify(line, 11, "spaces").cells) if cell.text.isspace()]
    assert columns == [3, 2]


def test_an_indent_and_a_tab_keep_their_columns() -> None:
    line, _ = layout.lines("   aa\tbb cc dddddddddddd", 0, 17)
    justified = justify(line, 17, "spaces")
    assert [cell.columns for cell in justified.cells] == [1, 1, 1, 1, 1, 3, 1, 1, 5, 1, 1]


@pytest.mark.parametrize("text", [HEBREW, "English, a few words of it, and then more", "日本 語の 文章 です 長い"])
def test_only_arabic_script_is_stretched(text: str) -> None:
    for line in layout.lines(text, 0, 20):
        assert not any(map(is_kashida, justify(line, 20, "kashida").cells))


# --- the map ----------------------------------------------------------------------------------------------


@given(stretched())
def test_places_and_offsets(found: tuple[Line, Line, int]) -> None:
    _, line, _ = found
    column = 0
    for cell in line.cells:
        for at in range(column, column + cell.columns):
            assert line.start <= line.offset_at(at) < line.visible_end
        if not is_kashida(cell):
            assert line.place(cell.start) == line.place(cell.end - 1) == (column, cell)
            assert {line.offset_at(at) for at in range(column, column + cell.columns)} == {cell.start}
        column += cell.columns


@given(stretched(), st.integers(0, 99), st.integers(0, 99))
def test_a_selection_lights_the_same_text(found: tuple[Line, Line, int], a: int, b: int) -> None:
    """And of strokes those between two letters that are lit, no other."""
    line, justified, _ = found
    length = line.end - line.start
    start, end = sorted((line.start + a % (length + 1), line.start + b % (length + 1)))

    def lit(of: Line) -> list[bool]:
        columns = {column for first, last in spans(of, start, end) for column in range(first, last)}
        answers, column = [], 0
        for cell in of.cells:
            answers.append(column in columns)
            assert len({at in columns for at in range(column, column + cell.columns)}) == 1
            column += cell.columns
        return answers

    of_justified = lit(justified)
    kept = [is_lit for cell, is_lit in zip(justified.cells, of_justified, strict=True) if not is_kashida(cell)]
    assert kept == lit(line)
    for index, cell in enumerate(justified.cells):
        if is_kashida(cell):
            sides = [
                next(lit for other, lit in side if not is_kashida(other))
                for side in (
                    list(zip(justified.cells, of_justified, strict=True))[index:],
                    reversed(list(zip(justified.cells, of_justified, strict=True))[:index]),
                )
            ]
            assert of_justified[index] == all(sides)


# --- what terminals make of it ----------------------------------------------------------------------------

BLANK = Cell(" ", " ", 1, -1, -1, 0)
TERMINALS = [
    (Way.VISUAL, model.nothing), (Way.LRO, model.nothing), (Way.LRO, model.row), (Way.LRO, model.spans),
    (Way.INVERSE, model.row), (Way.INVERSE_2800, model.row), (Way.INVERSE_2800, model.stripping),
    (Way.WORDS, model.tokens),
]  # fmt: skip
ORDINARY = st.lists(st.sampled_from(ARABIC.split()), min_size=4, max_size=25).map(" ".join)


def pictured(cells: list[Cell]) -> list[str]:
    """What should be seen column by column; widened spaces are several."""
    shown: list[str] = []
    for cell in cells:
        shown += [" "] * cell.columns if cell.text.isspace() else [model.plain(cell.text)]
    return shown


@pytest.mark.parametrize(("way", "terminal"), TERMINALS)
@settings(max_examples=60, deadline=None)
@given(text=ORDINARY, width=st.integers(12, 40), mode=MODES)
def test_the_reader_sees_the_cells(way: Way, terminal, text: str, width: int, mode) -> None:  # type: ignore[no-untyped-def]
    for line in layout.lines(text, 1, width):
        cells = [BLANK, *justify(line, width, mode).cells]
        third = len(cells) // 3
        styles = [0] * third + [1] * third + [0] * (len(cells) - 2 * third)
        assert [shown for shown, _ in terminal(emit(cells, styles, way))] == pictured(cells)


@given(stretched())
def test_logical_is_the_text_with_strokes_in_it(found: tuple[Line, Line, int]) -> None:
    line, justified, _ = found
    assume(not any(cell.level > 1 for cell in line.cells))
    sent = emit_text(justified.cells, Way.LOGICAL)
    plain = emit_text(line.cells, Way.LOGICAL)
    assert sent.replace(shape.TATWEEL, "").replace(" ", "") == plain.replace(shape.TATWEEL, "").replace(" ", "")
