"""Queries typed on another keyboard layout, read as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.search.layouts import readings
from tui_reader.search.query import parse


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hg;jhf", "الكتاب"),
        ("bkhj,", "لاناتو"),
        ("اثممخ", "hello"),
        ("آشفخ", "NATO".lower()),
        ("akuo", "שלום"),
        ("יקךךם", "hello"),
        ('"hg;jhf"', '"الكتاب"'),
        ("سلام", "sghl"),
        ("سلام", "sbl"),
        (";jhf", "کتاب"),
        ("ghbdtn", "привет"),
    ],
)
def test_read_as_meant(typed: str, meant: str) -> None:
    assert meant in [reading.lower() for reading in readings(typed)]


@pytest.mark.parametrize("typed", ["", " ", "123", "!?", "\x1b", "כתاب"])
def test_nothing_to_offer(typed: str) -> None:
    assert readings(typed) == ()


@given(st.text(max_size=20))
def test_readings_are_queries(typed: str) -> None:
    for reading in readings(typed):
        assert reading != typed
        assert parse(reading + " ").words or reading.strip('"-=* ') != reading
