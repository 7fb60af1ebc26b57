"""How a line is shown: tashkeel hidden, other digits. Offsets, levels and columns stay those of the text."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.terminal.emit import Way, emit_text
from tui_reader.text import layout
from tui_reader.text.display import AS_WRITTEN, ZEROS, Display, shown
from tui_reader.text.line import Line

BARE = Display(tashkeel=False)


def one_line(text: str, base: int = 1) -> Line:
    (line,) = layout.lines(text, base, 200)
    return line


def read(line: Line) -> list[str]:
    """What each cell is drawn as, in logical order."""
    return [cell.text for cell in sorted(line.cells, key=lambda cell: cell.start)]


def drawn(text: str, display: Display, base: int = 1) -> str:
    """A line as it is drawn, from left to right."""
    return "".join(cell.text for cell in shown(one_line(text, base), display, 200).cells)


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        ("كَتَبَ", "ﻛ ﺘ ﺐ"),
        ("مُدَرِّسَةٌ", "ﻣ ﺪ ﺭ ﺳ ﺔ"),
        ("سَلَامٌ", "ﺳ ﻼ ﻡ"),
        ("رَحْمٰن", "ﺭ ﺣ ﻤ ﻦ"),
        ("ﷲ قُلۖ", "ﷲ   ﻗ ﻞ"),
        ("שָׁלוֹם", "ש ל ו ם"),
        ("בְּרֵאשִׁ֖ית", "ב ר א ש י ת"),
        ("שׁ יִ", "ש   י"),
        ("מן־הים׃", "מ ן ־ ה י ם ׃"),
        ("café", "c a f é"),
    ],
)
def test_tashkeel_hidden(text: str, clusters: str) -> None:
    """Vowel signs, Quranic signs, niqqud and cantillation go; joins, lam-alef and punctuation stay."""
    wanted = clusters.replace("   ", " _ ").split(" ")
    assert read(shown(one_line(text), BARE, 200)) == [cluster.replace("_", " ") for cluster in wanted]


@pytest.mark.parametrize("text", ["ب\u0654", "ب\u0655", "ا\u0653", "أؤإئآ", "ۀ", "e\u0301", "◌ָ", "\u064e", "ـ"])
def test_what_is_part_of_a_letter_stays(text: str) -> None:
    """Hamza above and below, madda; a mark that stands for itself on a dotted circle."""
    line = one_line(text)
    assert shown(line, BARE, 200).cells == line.cells


def test_hidden_marks_are_not_sent_in_any_way() -> None:
    line = shown(one_line("كَتَبَ لَامٌ שָׁלוֹם"), BARE, 200)
    for way in Way:
        assert not set("\u064e\u064c\u05b8\u05c1\u05b9") & set(emit_text(line.cells, way))


@pytest.mark.parametrize(("name", "five"), [("arabic", "٥"), ("extended", "۵"), ("ascii", "5")])
@pytest.mark.parametrize("digit", ["5", "٥", "۵"])
def test_every_set_to_every_other(name: str, five: str, digit: str) -> None:
    assert drawn(f"{digit}", Display(digits=name)) == five  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["$50", "1.5-2.5", "(12/5/2024)", "عام 1.5-2.5 و$50 ثم ١٢٫٥-٣", "שנת 2024-05 ו$50", "۱۲/۵ درصد"]
)
@pytest.mark.parametrize("digits", ["arabic", "extended", "ascii"])
@pytest.mark.parametrize("base", [0, 1])
def test_numbers_are_not_reordered_again(text: str, digits: str, base: int) -> None:
    """Each digit stands where the author's stood: the levels are those of the author's digits."""
    line = one_line(text, base)
    other = shown(line, Display(digits=digits), 200)  # type: ignore[arg-type]
    value = {chr(ord(zero) + at): at for zero in ZEROS.values() for at in range(10)}
    for before, after in zip(line.cells, other.cells, strict=True):
        assert before._replace(text="", nominal="") == after._replace(text="", nominal="")
        if before.text in value:
            assert after.text == after.nominal == chr(ord(ZEROS[digits]) + value[before.text])
        else:
            assert before == after


def test_a_price_that_opens_a_paragraph() -> None:
    """European digits join the $ to them (W5); Arabic-Indic ones of the author's own would not."""
    assert drawn("$٥٠ سعر", AS_WRITTEN) == "ﺮﻌﺳ ٥٠$"
    assert drawn("$50 سعر", AS_WRITTEN) == "ﺮﻌﺳ $50"
    assert drawn("$50 سعر", Display(digits="arabic")) == "ﺮﻌﺳ $٥٠"
    assert drawn("1.5-2.5 kg", Display(digits="arabic"), 0) == "١.٥-٢.٥ kg"
    assert drawn("שנת 2024", Display(digits="arabic"), 1) == "٢٠٢٤ תנש"


TEXTS = st.text("ابلاكـُ\u0651\u0654 אָבab019٠١۲ ()$.-،\t\u200f", max_size=60)
OPTIONS = ((True, False), ("written", *ZEROS), ("off", "spaces", "kashida"))
DISPLAYS = [Display(*each) for each in itertools.product(*OPTIONS)]  # type: ignore[arg-type]


@given(TEXTS, st.integers(0, 1), st.integers(5, 40), st.sampled_from(DISPLAYS))
def test_any_display_keeps_every_place_of_the_text(text: str, base: int, width: int, display: Display) -> None:
    for line in layout.lines(text, base, width):
        other = shown(line, display, width)
        kept = [cell for cell in other.cells if cell.start >= 0]
        assert [cell[3:] for cell in kept] == [cell[3:] for cell in line.cells]
        assert (other.start, other.end, other.text) == (line.start, line.end, line.text)
        if display.justified == "off":
            assert [cell.columns for cell in kept] == [cell.columns for cell in line.cells]
        if display == AS_WRITTEN:
            assert other is line


def test_all_at_once() -> None:
    line, *_ = layout.lines("سَمِعَ 12 رَجُلًا مِنْ أَهْلِ مَدِينَةٍ طويلللللة", 1, 26)
    other = shown(line, Display(False, "arabic", "kashida"), 26)
    assert other.columns == 26
    row = "".join(cell.text for cell in other.cells)
    assert "١٢" in row and "ـ" in row and not set("\u064e\u0650\u064b") & set(row)
