"""BidiText in Rich: any string, at any width, in what Rich puts around it."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.panel import Panel
from rich.table import Table

from tui_reader.terminal import BidiText
from tui_reader.terminal.profiles import PROFILES

MIXED = "قال محمد: «لا إله إلا الله» (سنة 1924)\nEnglish first, ثم عربي\n\nשלום לכולם"


HOSTILE = "aאב 1(\x1b\x07\x9b\x00\r\n\t\u202e\u2066\ud800\ufffe\u200f\u064e👩\u200d日"
FORBIDDEN = "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe]"


def printed(renderable: object, width: int, colours: bool = False) -> list[str]:
    """The rows a console of that width writes."""
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colours, color_system="truecolor" if colours else None)
    console.print(renderable)
    assert file.getvalue().endswith("\n")
    return file.getvalue()[:-1].split("\n")


def measured(text: BidiText, width: int) -> Measurement:
    console = Console(width=width, file=io.StringIO())
    return Measurement.get(console, console.options, text)


def test_each_paragraph_on_its_own_side() -> None:
    assert printed(BidiText("שלום (x)\nab\n"), 10) == ["  (x) םולש", "ab"]
    assert printed(BidiText("ab\n\nשלום", level=1), 6) == ["    ab", " " * 6, "  םולש"]


def test_letters_join_and_brackets_are_mirrored() -> None:
    assert printed(BidiText("(سلام)"), 6) == [" (ﻡﻼﺳ)"]


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20, 80])
@pytest.mark.parametrize("profile", PROFILES)
def test_rows_measure_the_width_at_most_in_every_profile(profile: str, width: int) -> None:
    for row in printed(BidiText(MIXED, PROFILES[profile]), width):
        assert cell_len(row) <= width


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from(HOSTILE)), st.integers(2, 30))
def test_any_string_and_nothing_hostile_of_it(text: str, width: int) -> None:
    """Controls of the text never reach the output, in whatever profile; joiners may, by which terminals join."""
    for profile in ("visual", "lro", "inverse", "logical"):
        own = {"lro": "\u202d\u202c", "inverse": "\u200e"}.get(profile, "")
        for row in printed(BidiText(text, PROFILES[profile]), width):
            assert cell_len(row) <= width
            sent = row.translate({ord(char): None for char in own})
            assert not re.search(FORBIDDEN, sent)


def test_an_override_never_stands_in_the_first_column() -> None:
    assert printed(BidiText("שלום ab", PROFILES["lro"]), 8) == [" \u202dab םולש\u202c"]
    for row in printed(BidiText(MIXED, PROFILES["lro"]), 12):
        assert not row.startswith("\u202d")
    assert printed(BidiText("ab", PROFILES["lro"]), 9) == [" ab"]


def test_in_a_panel_and_a_table() -> None:
    assert printed(Panel(BidiText("שלום")), 12) == ["╭──────────╮", "│     םולש │", "╰──────────╯"]
    assert printed(Panel.fit(BidiText("שלום")), 30)[1] == "│ םולש │"
    table = Table("n", "text")
    table.add_row("1", BidiText("سلام (x)"))
    table.add_row("2", BidiText("كتاب"))
    rows = printed(table, 40)
    assert len({cell_len(row) for row in rows}) == 1
    assert any("(x) ﻡﻼﺳ" in row for row in rows) and any("    ﺏﺎﺘﻛ │" in row for row in rows)


def test_a_measure_is_from_the_longest_word_to_the_widest_line() -> None:
    assert measured(BidiText("ab abcd\nשלום לכם"), 80) == Measurement(4, 8)
    assert measured(BidiText("ab abcd"), 3) == Measurement(3, 3)
    assert measured(BidiText("سلام"), 80) == Measurement(3, 3)
    assert measured(BidiText("سلام", PROFILES["lro"]), 80) == Measurement(4, 4)
    assert measured(BidiText(""), 80) == Measurement(0, 0)


@given(st.text("ab אבגسلام  \n日", max_size=40), st.integers(1, 30))
def test_a_measure_is_kept(text: str, width: int) -> None:
    """At its maximum nothing is wrapped that was not, and no row is wider."""
    least, most = measured(BidiText(text), width)
    assert 0 <= least <= most <= width
    if most:
        assert len(list(BidiText(text).lines(most))) == len(list(BidiText(text).lines(width)))


def test_a_style_is_of_the_text() -> None:
    assert printed(BidiText("אב", style="bold red"), 4, colours=True) == ["\x1b[1;31m  בא\x1b[0m"]


def test_lines_are_slices_of_their_paragraphs() -> None:
    assert "".join(line.text for line in BidiText(MIXED).lines(9)) == MIXED.replace("\n", "")
