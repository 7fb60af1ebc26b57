"""``python -m tui_reader.text``: the tables of a mixed paragraph, whole."""

import subprocess
import sys

import pytest

from tui_reader.text.__main__ import tables

MIXED = """\
paragraph 0: base level 1, 10 code points: بِلا a1 (x

 start    end level class cols  code points                                  drawn
     0      2     1    AL    1  0628 ARABIC LETTER BEH                       ﺑِ
                  1   NSM       0650 ARABIC KASRA
     2      4     1    AL    1  0644 ARABIC LETTER LAM                       ﻼ
                  1    AL       0627 ARABIC LETTER ALEF
     4      5     1    WS    1  0020 SPACE
     5      6     2     L    1  0061 LATIN SMALL LETTER A                    a
     6      7     2    EN    1  0031 DIGIT ONE                               1
     7      8     2    WS    1  0020 SPACE
     8      9     2    ON    1  0028 LEFT PARENTHESIS                        (
     9     10     2     L    1  0078 LATIN SMALL LETTER X                    x

line 0, code points 0 to 8, 5 columns
  | a1 ﻼﺑِ|
  columns    0 to 2    level 2, code points 5 to 7
  columns    2 to 5    level 1, code points 5 to 0
line 1, code points 8 to 10, 2 columns
  |    (x|
  columns    0 to 2    level 2, code points 8 to 10"""


def test_a_mixed_paragraph() -> None:
    assert "\n".join(tables("بِلا a1 (x", 6, "auto", override=False)) == MIXED


def test_a_direction_and_several_paragraphs() -> None:
    rows = list(tables("ab\nאב", 4, "rtl", override=True))
    heads = [row.split(",")[0] for row in rows if row.startswith("paragraph")]
    assert heads == ["paragraph 0: base level 1", "paragraph 1: base level 1"]
    assert "  |\u202d  ab\u202c|" in rows and "  |\u202d  בא\u202c|" in rows


@pytest.mark.parametrize("text", ["", "\x1b[31m\ud800\u202e", "\u200f", "ـ\t日"])
def test_nothing_of_the_text_steers_the_terminal(text: str) -> None:
    rows = "".join(tables(text, 10, "auto", override=False))
    assert not set("\x1b\u202e\u200f\ud800") & set(rows)


def test_as_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui_reader.text", "--width", "6", "بِلا a1 (x"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.rstrip("\n") == MIXED
