"""How a line is shown where the reader asks for another look: tashkeel hidden, other digits, justified.

Pure functions on a Line's cells. The author's characters, their levels and their places stay what they are;
selection, search and copies know nothing of it.
"""

import re
import unicodedata
from typing import Literal, NamedTuple

from .justify import Mode, justify
from .line import Cell, Line
from .width import DOTTED_CIRCLE

Digits = Literal["written", "arabic", "extended", "ascii"]

#: First digit of each set.
ZEROS: dict[str, str] = {"arabic": "٠", "extended": "۰", "ascii": "0"}

# Vowel signs, Quranic signs, niqqud and cantillation. Hamza and madda (U+0653 to U+0655) are part of a letter.
_TASHKEEL = re.compile(
    "[\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\ufb1e]+"
)
# Hebrew letters that hold their points, as one character each.
_POINTED = re.compile("[\ufb1d\ufb1f\ufb2a-\ufb4e]")
_DIGIT_SETS = {ord(zero) + value: value for zero in ZEROS.values() for value in range(10)}


class Display(NamedTuple):
    """What the reader asked for. The default shows the text as it is written."""

    tashkeel: bool = True
    digits: Digits = "written"
    justified: Mode = "off"
    controls: bool = False
    """Whether bidi controls are drawn: in columns of their own, so that layout does it (`tui_reader.text.layout`)."""


AS_WRITTEN = Display()


def shown(line: Line, display: Display, width: int) -> Line:
    """The line as it is to be drawn in ``width`` columns; its offsets and levels are those of the text."""
    if display == AS_WRITTEN:
        return line
    cells = line.cells
    if not display.tashkeel:
        cells = tuple(map(without_tashkeel, cells))
    if display.digits != "written":
        cells = tuple(with_digits(cell, display.digits) for cell in cells)
    return justify(line.shown_as(cells) if cells != line.cells else line, width, display.justified)


def without_tashkeel(cell: Cell) -> Cell:
    """The cell without vowel signs, Quranic signs, niqqud and cantillation; one that is nothing else keeps them."""
    text = bare(cell.text)
    if text == cell.text or not text.strip(DOTTED_CIRCLE):
        return cell
    return cell._replace(text=text, nominal=bare(cell.nominal))


def bare(text: str) -> str:
    """The text without vowel signs, Quranic signs, niqqud and cantillation."""
    if _POINTED.search(text):
        text = unicodedata.normalize("NFD", text)
    return _TASHKEEL.sub("", text)


def with_digits(cell: Cell, digits: Digits) -> Cell:
    """The cell with its digit from another set, in the author's place: numbers are not reordered again."""
    if len(cell.text) != 1 or ord(cell.text) not in _DIGIT_SETS:
        return cell
    digit = chr(ord(ZEROS[digits]) + _DIGIT_SETS[ord(cell.text)])
    return cell._replace(text=digit, nominal=digit)
