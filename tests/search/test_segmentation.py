"""How documents are cut into segments changes nothing: the same documents are found, in the same order."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.search import heads, held, lookup, merging, positions, segment, written
from tui_reader.search.index import Index
from tui_reader.search.query import parse

from .samples import document

LETTERS = "كتبعلمدرسوني"
ARTICLES = ("", "", "", "ال", "وال", "بال", "لل", "و", "ف", "ب", "أل")
MARKS = ("", "", "", "", "َ", "ِّ", "\u0651\u064e")
#: Marks that Unicode puts in an order, or together with a letter; and letters that it takes apart.
MANY_WAYS = (*range(0x64B, 0x656), 0x670, 0x301, 0x327, 0x323, 0x5BC, 0x5C1, 0x958, 0x915, 0x212B)
ODD = ("NATO", "Nato", "nation", "é", "e\u0301te", "2024", "٢٠٢٤", "می‌خواهم", "خواهم", "الصلوٰة", "أبو", "ظبي", "أبوظبي",
       "عبد", "الله", "عبدالله", "ﷺ", "مسؤول", "المسئول", "המלך", "𝒳y", "آ", "ا\u0653", "z" * 40, "z" * 33, "Z" * 40,
       "ا\u200cب\u200cج\u200cد\u200cه\u200cو", "و", "هـ")  # fmt: skip


@pytest.fixture(autouse=True)
def _scale(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts as many is so little that some of the segments have it and others do not."""
    for module, name, many in (
        (heads, "HEAVY", 12), (heads, "SCATTERED", 3), (lookup, "RUNS", 3), (lookup, "CLOSE_LOOK", 8),
        (held, "FEW", 1),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, many)


class Stock:
    """Words, and what may be typed to find them."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.words = [*ODD, *(self._word() for _ in range(90))]
        self._weights = [1 / (rank + 3) for rank in range(len(self.words))]
        dice.shuffle(self.words)

    def _word(self) -> str:
        letters = [self._dice.choice(LETTERS) for _ in range(self._dice.randint(1, 5))]
        marks = [self._dice.choice(MARKS) for _ in letters]
        return self._dice.choice(ARTICLES) + "".join(map("".join, zip(letters, marks, strict=True)))

    def _some(self, count: int) -> list[str]:
        return self._dice.choices(self.words, self._weights, k=count)

    def document(self, number: int) -> Document:
        lines = [" ".join(self._some(self._dice.randint(0, 5))) for _ in range(self._dice.randint(1, 5))]
        title = " ".join(self._some(2)) if number % 5 == 0 else None
        return document("\n".join(lines), f"{self._dice.choice(ODD)}/{number}", title)

    def queries(self, text: str) -> Iterator[str]:
        """One of each kind; ``text`` is something that stands in a document."""
        dice = self._dice
        words = text.split() or ["x"]
        at = dice.randrange(len(words))
        some, row = dice.choice(words), words[at : at + dice.randint(1, 3)]
        begun = some[: dice.randint(1, 4)]
        article = dice.choice(ARTICLES)
        yield begun
        yield article + begun
        yield article + dice.choice(("", *LETTERS))
        yield some + " "
        yield " ".join(row) + " "
        yield " ".join([*row, begun])
        yield " ".join(row)[: dice.randint(1, 12)]
        yield f'"{" ".join(row)}"'
        yield f'"{" ".join(row)}'[: dice.randint(2, 14)]
        yield f"={begun}"
        yield f"={article}{begun[0]}"
        yield f"={some} "
        yield f"{some} -{begun} "
        yield f"{some} OR {begun}"
        yield f"{begun}* {some} "
        yield f"title:{begun}"
        yield f"title:{some} {begun}"
        yield f"path:{begun}"
        yield " ".join([*self._some(3), begun])


def index_of(documents: Sequence[Document], segments: Sequence[segment.Segment]) -> Index:
    """An index of the documents in these segments."""
    index = Index({each.id: each for each in documents}.get)
    at = 0
    for each in segments:
        index.add_segment(each, [found.id for found in documents[at : at + each.documents]])
        at += each.documents
    return index


def cut(documents: Sequence[Document], size: int) -> list[segment.Segment]:
    """Segments of so many documents."""
    return [segment.build(documents[at : at + size]) for at in range(0, len(documents), size)]


def answer(index: Index, typed: str) -> tuple[int, list[tuple[str, float]], list[tuple[str, float]]]:
    results = index.search(parse(typed))
    hits, partial = (
        [(found.id(at).path, found[at].score) for at in range(len(found))] for found in (results.hits, results.partial)
    )
    return results.total, hits, partial


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 1 << 32))
def test_it_changes_nothing(seed: int) -> None:
    dice = random.Random(seed)
    stock = Stock(dice)
    documents = [stock.document(number) for number in range(60)]
    parts = cut(documents, 3)
    whole = index_of(documents, cut(documents, 60))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "MOST_CELLS", 20)
        patch.setattr(positions, "NARROW", 8)
        patch.setattr(heads, "AT_ONCE", 1)
        crowded = index_of(documents, cut(documents, 20))
    others = {
        "in few cells": crowded,
        "3": index_of(documents, cut(documents, 20)),
        "20": index_of(documents, parts),
        "20 merged to 1": index_of(documents, [merging.merge(parts)]),
        "20 merged to 7": index_of(documents, [merging.merge(parts[:5]), *parts[5:10], merging.merge(parts[10:])]),
    }
    for each in dice.choices(documents, k=4):
        for typed in stock.queries(f"{each.title} {each.text}"):
            expected = answer(whole, typed)
            for name, index in others.items():
                assert answer(index, typed) == expected, (typed, name)


@settings(deadline=None, max_examples=12)
@given(st.integers(0, 1 << 32))
def test_what_is_found_is_lit(seed: int) -> None:
    """A document by itself is a segment, too, of which little is many: it holds what the great one said it holds."""
    dice = random.Random(seed)
    stock = Stock(dice)
    documents = [stock.document(number) for number in range(30)]
    whole = index_of(documents, cut(documents, 30))
    each = dice.choice(documents)
    for typed in stock.queries(f"{each.title} {each.text}"):
        if "-" in typed or "path:" in typed:
            continue
        for hit in whole.search(parse(typed)).hits[:4]:
            assert hit.ranges, (typed, hit.document.text)


def marks_at(word: str, at: int) -> str:
    """The marks that stand there in a row."""
    return "".join(takewhile(unicodedata.combining, word[at:]))


@pytest.mark.parametrize("prefix", [True, False])
def test_spellings_that_are_one_to_unicode(prefix: bool) -> None:
    """Many terms are compared at once: as each by itself."""
    dice = random.Random(4)
    letters = "اوبعeآأؤéاשÅ" + "".join(map(chr, MANY_WAYS))
    for _ in range(400):
        words = ["".join(["ب", *dice.choices(letters, k=dice.randint(0, 5))]) for _ in range(6)]
        made = segment.build([document(" ".join(words))])
        typed = unicodedata.normalize(dice.choice(("NFC", "NFD")), dice.choice(words)[: dice.randint(1, 6)])
        terms = np.arange(made.terms)
        same = [unicodedata.normalize("NFC", lookup.written_of(made, term)) for term in terms.tolist()]
        wanted = unicodedata.normalize("NFC", typed)
        bare = wanted.rstrip("".join(char for char in wanted if unicodedata.combining(char)))
        expected = [
            word.startswith(bare) and set(wanted[len(bare) :]) <= set(marks_at(word, len(bare)))
            if prefix
            else word == wanted
            for word in same
        ]
        assert written.fitting(made, terms, typed, prefix).tolist() == expected, (words, typed)
