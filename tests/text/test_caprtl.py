"""Cases a person can check by eye: tests/data/caprtl/, where capitals stand for right-to-left letters."""

import re

import pytest
from unicode_files import DATA

from tui_reader.text import bidi, layout

CONTROLS = {
    "al": "\u0628", "an": "\u0663", "nsm": "\u0301", "sp": " ",
    "tab": "\t", "ls": "\u2028", "shy": "\xad", "nbsp": "\xa0", "c1": "\x93", "nul": "\x00",
    "lrm": "\u200e", "rlm": "\u200f", "alm": "\u061c", "zwnj": "\u200c", "zwj": "\u200d", "lb": "{", "rb": "}",
    "lre": "\u202a", "rle": "\u202b", "pdf": "\u202c", "lro": "\u202d", "rlo": "\u202e",
    "lri": "\u2066", "rli": "\u2067", "fsi": "\u2068", "pdi": "\u2069",
}  # fmt: skip
HEBREW = {chr(ord("A") + index): chr(0x5D0 + index) for index in range(26)}
BASES = {"ltr": 0, "rtl": 1}


def text_of(notation: str) -> str:
    """The text that a notation stands for."""
    return re.sub(r"\{(\w+)\}|[A-Z]", lambda found: CONTROLS[found[1]] if found[1] else HEBREW[found[0]], notation)


def cases(name: str) -> list[tuple[str, ...]]:
    """The fields of each case of a file; spaces that end a text are kept."""
    lines = (DATA / "caprtl" / name).read_text(encoding="utf-8").split("\n")
    return [tuple(line.split(" | ")) for line in lines if line.strip() and not line.startswith("#")]


def shown(line: layout.Line) -> str:
    """A line as it is drawn, Arabic letters back to their nominal form (joining is tested elsewhere)."""
    return "".join(cell.nominal if cell.nominal == "\u0628" else cell.text for cell in line.cells)


def base_of(name: str, text: str) -> int:
    return bidi.base_level(text) if name == "auto" else BASES[name]


@pytest.mark.parametrize(("base", "notation", "levels"), cases("levels.txt"))
def test_levels(base: str, notation: str, levels: str) -> None:
    text = text_of(notation)
    level = base_of(base, text)
    resolved = bidi.line_levels(text, bidi.levels(text, level), level, 0, len(text))
    removed = [bidi.bidi_class(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "BN") for char in text]
    assert "".join("x" if gone else str(one) for one, gone in zip(resolved, removed, strict=True)) == levels


@pytest.mark.parametrize(("base", "notation", "drawn"), cases("order.txt"))
def test_order(base: str, notation: str, drawn: str) -> None:
    text = text_of(notation)
    (line,) = layout.lines(text, base_of(base, text), 80)
    assert shown(line) == text_of(drawn)


@pytest.mark.parametrize(("base", "columns", "notation", "rows"), cases("wrapping.txt"))
def test_wrapping(base: str, columns: str, notation: str, rows: str) -> None:
    text = text_of(notation)
    lines = layout.lines(text, base_of(base, text), int(columns))
    assert [shown(line) for line in lines] == [text_of(row) for row in rows.split(" / ")]
