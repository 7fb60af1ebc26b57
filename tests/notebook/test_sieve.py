"""Quotes looked through: words and beginnings of tags, one document, one tag."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui_reader.notebook.sieve import Sieve, Wanted

from .samples import document, quote

KEPT = [
    quote("يشهد تطوّرًا. وأضاف", note="عن الاقتصاد", tags=("سياسة",)),
    quote("English paragraph", tags=("Press", "سياسة خارجية")),
    quote("جديد", document("نص جديد", "/library/b.txt", title="آخر")),
]
HERE = KEPT[2].place


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [0, 1, 2]),
        (Wanted("تطورا"), [0]),
        (Wanted("ENGLISH"), [1]),
        (Wanted("إقتصاد يشهد"), [0]),
        (Wanted("اقتصاد English"), []),
        (Wanted("سياسه"), [0, 1]),
        (Wanted("اخر"), [2]),
        (Wanted("#pre"), [1]),
        (Wanted("#سياسه"), [0, 1]),
        (Wanted('#"سياسة خ"'), [1]),
        (Wanted("#press english"), [1]),
        (Wanted("#press يشهد"), []),
        (Wanted("#"), [0, 1, 2]),
        (Wanted(tag="سياسة"), [0]),
        (Wanted(tag="pres"), []),
        (Wanted("english", tag="PRESS"), [1]),
        (Wanted(place=HERE), [2]),
        (Wanted("English", place=HERE), []),
        (Wanted(place=("/renamed.txt", 0), digest=KEPT[2].digest), [2]),
        (Wanted(place=("/library/b.txt", 1)), []),
    ],
)
def test_what_is_found(wanted: Wanted, found: list[int]) -> None:
    sieve = Sieve()
    for _ in range(2):
        assert sieve.find(KEPT, wanted) == [KEPT[number] for number in found]


def test_a_quote_that_was_changed_is_looked_at_again() -> None:
    sieve = Sieve()
    assert sieve.find(KEPT, Wanted("fresh")) == []
    changed = replace(KEPT[0], note="fresh", changed="2030-01-01T00:00:00.000Z")
    assert sieve.find([changed, *KEPT[1:]], Wanted("fresh")) == [changed]


def test_nobody_waits_for_an_answer_that_is_not_wanted() -> None:
    assert Sieve().find(KEPT, Wanted("english"), lambda: True) is None
