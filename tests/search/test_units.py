"""Texts -> words: the fast way over arrays finds what the plain way over characters does, and leads back to it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.search import terms, units
from tui_reader.search.ragged import ragged
from tui_reader.text.fold import Kind, expanded, fold, fold_char, kind_of, spread, words

from .samples import texts


def found(text: str) -> list[tuple[int, int]]:
    return [
        (int(begin), int(finish))
        for piece in units.words([text], offsets=True)
        for begin, finish in zip(piece.begins, piece.finishes, strict=True)
    ]


def whole(text: str) -> bool:
    """Whether no character stands for several, so that both ways count alike."""
    return spread(text) == text and not any("\ud800" <= char <= "\udfff" for char in text)


@settings(deadline=None)
@given(texts.filter(whole))
def test_arrays_and_characters_find_the_same_words(text: str) -> None:
    assert found(text) == list(words(text))


def test_text_in_ascii_folds_as_its_characters_do() -> None:
    for char in map(chr, range(128)):
        assert fold(char) == fold_char(char) == fold("ا" + char)[1:]


@settings(deadline=None)
@given(texts)
def test_spans_lead_back_to_words(text: str) -> None:
    last = 0
    for start, end in found(text):
        assert last <= start < end <= len(text)
        assert any(char.isalnum() for char in fold(text[start:end]))
        last = start


@settings(deadline=None)
@given(st.lists(texts, max_size=5))
def test_a_text_has_the_same_words_among_others(several: list[str]) -> None:
    together: list[list[tuple[int, int]]] = [[] for _ in several]
    for piece in units.words(several, offsets=True):
        for text, begin, finish in zip(piece.texts, piece.begins, piece.finishes, strict=True):
            together[int(text)].append((int(begin), int(finish)))
    assert together == [found(text) for text in several]


def test_a_long_text_is_cut_between_words(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "كتاب السماء و NATO " * 30
    before = found(text)
    monkeypatch.setattr(units, "AT_ONCE", 64)
    assert found(text) == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("الكـتـاب،", ["الكـتـاب"]),
        ("سنة 1445هـ.", ["سنة", "1445"]),
        ("سنة 1445 هـ و", ["سنة", "1445", "و"]),
        ("هـذا", ["هـذا"]),
        ("و2024م", ["و", "2024", "م"]),
        ('צה"ל ג\'ורג\' "כן"', ['צה"ל', "ג'ורג", "כן"]),
        ("می‌خواهم", ["می‌خواهم"]),
        ("covid-19 A4", ["covid", "19", "A4"]),
        ("ﻻ أَبَ", ["ﻻ", "أَبَ"]),
        ("😀x👩‍👩‍👧", ["x"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in found(text)] == expected


def test_every_character_is_folded_as_the_plain_way_folds_it() -> None:
    table = units.tables()
    for code in [*range(0x3000), *range(0xA640, 0xA6A0), *range(0xF900, 0x10000), 0x3005, 0x4E00, 0xAC00]:
        char = chr(code)
        kind = kind_of(char)
        assert table.kind[code] == kind, hex(code)
        if kind >= Kind.DIGIT and kind != Kind.EXPANDS:
            assert chr(table.fold[code]) == fold(char), hex(code)
        if kind == Kind.EXPANDS:
            assert fold(expanded(char)) == fold(fold(char)) or not fold(expanded(char)).isalnum(), hex(code)


def test_a_word_longer_than_any_is_found_by_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its hash is not worked out from powers, of which there are not as many."""
    monkeypatch.setattr(units, "_HASHED", 8)
    units._powers.cache_clear()
    try:
        texts = ["قصير " + "طويل" * 5 + " قصير", "طويل" * 5 + " " + "طويل" * 6]
        (found,) = units.words(texts)
        short, long, again, same, longer = found.hashes.tolist()
        assert short == again != long == same != longer
    finally:
        units._powers.cache_clear()


def test_words_whose_hashes_collide_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every word at one place of the table the slow way answers."""
    import numpy as np

    hashes = np.array([3, 5, 3, *range(7, 300), 5], np.uint64)
    numbers, first = terms.distinct(hashes)
    assert [int(hashes[first[number]]) for number in numbers] == hashes.tolist()


@pytest.mark.parametrize(
    ("written", "key", "clitic"),
    [
        ("الكتاب", "كتاب", 1),
        ("وَالكِتاب", "كتاب", 2),
        ("فالكتاب", "كتاب", 3),
        ("بالكتاب", "كتاب", 4),
        ("كالكتاب", "كتاب", 5),
        ("للكتاب", "كتاب", 6),
        ("وللكتاب", "كتاب", 7),
        ("ٱلكتاب", "كتاب", 1),
        ("ألمانيا", "المانيا", 0),
        ("إلغاء", "الغاء", 0),
        ("ألعاب", "العاب", 0),
        ("آلاف", "الاف", 0),
        ("الله", "الله", 0),
        ("والله", "والله", 0),
        ("البيت", "بيت", 1),
    ],
)
def test_articles_are_decided_on_what_is_written(written: str, key: str, clitic: int) -> None:
    made = terms.analyse(ragged([written]))
    assert (made.keys.strings(), made.clitics.tolist()) == ([key], [clitic])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("المدرسون", "المدرسين"),
        ("مسؤول", "مسئول"),
        ("شؤون", "شئون"),
        ("مدرسة", "مدرسات"),
        ("كتابها", "كتاب"),
        ("ספרים", "ספר"),
        ("لغات", "لغته"),
        ("لڑکیاں", "لڑکے"),
        ("کتابهای", "کتاب"),
    ],
)
def test_related_forms_share_a_stem(one: str, other: str) -> None:
    made = terms.analyse(ragged([one, other]))
    assert made.stems[0] == made.stems[1]


@pytest.mark.parametrize(("one", "other"), [("كتاب", "كتب"), ("ألمانيا", "مانيا"), ("سلام", "علم")])
def test_other_words_do_not(one: str, other: str) -> None:
    made = terms.analyse(ragged([one, other]))
    assert made.stems[0] != made.stems[1]
