"""One typed word -> what it is found by.

`tui_reader.search.terms` and `stems` work on many words at once, which takes a millisecond for one: here a word is
taken letter by letter, with the same tables, and comes to the same (tests/search/test_typed.py).
"""

import sys
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from tui_reader.text.fold import Kind

from . import stems
from .ragged import ragged
from .terms import KEY_LIMIT, REMAINING
from .units import Array, hashes, tables

#: Letters a word has at least to have related forms.
RELATED_FROM = 3

#: UTF-16 as it lies in memory.
_UTF16 = f"utf-16-{sys.byteorder[0]}e"


class Wanted(NamedTuple):
    """What a typed word is found by; keys are bytes as `Segment.key` has them."""

    key: bytes
    """The word folded, its article taken for a part of it."""
    bare: bytes
    """Without its article; empty where it has none, or where nothing remains."""
    clitic: int
    """Which article that is."""
    letters: bytes
    """Where it begins with letters that would be an article had they no hamza: what remains."""
    letters_clitic: int
    stem_bounds: Array
    """uint64, ascending: hashes of the stems of related forms, each with the number after it."""
    plain: str
    """As written, without marks."""


@lru_cache(256)
def wanted(written: str, prefix: bool) -> Wanted:
    """What a word is found by. Of a word still being typed one letter may be all that follows its article."""
    plain = without_marks(written)
    letters, folded = _letters(written)
    clitic = article(letters, REMAINING)
    if not clitic and prefix:
        clitic = article(plain, 1)
    letters_clitic = 0 if clitic else article(folded, 1)
    rest = folded[len(stems.CLITICS[letters_clitic]) :]
    return Wanted(
        key_of(folded),
        key_of(folded[len(stems.CLITICS[clitic]) :]) if clitic else b"",
        clitic,
        key_of(rest) if letters_clitic and len(rest) >= REMAINING else b"",
        letters_clitic,
        _bounds(stems_of(written)) if len(folded) >= RELATED_FROM else np.zeros(0, np.uint64),
        plain,
    )


def stems_of(written: str) -> Array:
    """Hashes of the stems that forms of a word may have, that of its own first."""
    plain = without_marks(written)
    own, *others = (stem(*_letters(form)) for form in (written, *stems.shorter(plain)))
    found = ragged(list(dict.fromkeys((own, *stems.tried(own), *others, *stems.longer(plain)))))
    return hashes(found.units, found.starts, found.starts + found.lengths)


def _bounds(stems: Array) -> Array:
    # The greatest number has none after it, and no word's hash is worth a case of its own.
    found = np.repeat(np.minimum(np.sort(stems), np.uint64(0xFFFFFFFFFFFFFFFE)), 2)
    found[1::2] += np.uint64(1)
    return found


def article(letters: str, remaining: int) -> int:
    """Which article a word begins with, one of `stems.CLITICS`: 0 for none, or where less than ``remaining`` letters
    follow. `stems.clitics` of one word."""
    for number, clitic in enumerate(stems.CLITICS):
        if clitic and len(letters) >= len(clitic) + remaining and letters[:3].replace("ٱ", "ا").startswith(clitic):
            return number
    return 0


def stem(letters: str, folded: str) -> str:
    """`stems.stems` of one word: ``letters`` without marks and before folding, ``folded`` the same letters folded."""
    word = "".join(
        chr(stems.HAMZA) if ord(letter) in stems.SEATS else fold
        for letter, fold in zip(letters, folded, strict=True)
    )  # fmt: skip
    first = ord(word[0]) if word else 0
    if 0x5D0 <= first < 0x5EB:
        return _cut(word, stems.HEBREW_SUFFIXES, stems.REMAINING + (first in stems.HEBREW_LETTERS), once=True)
    return _arabic(word, letters) if 0x620 <= first < 0x700 else word


def _arabic(word: str, letters: str) -> str:
    word = word[len(stems.CLITICS[article(letters, stems.REMAINING)]) :]
    word = _cut(word, stems.PERSIAN_SUFFIXES, stems.REMAINING, once=True)
    if any(ord(letter) in stems.URDU_LETTERS for letter in letters):
        word = _cut(word, stems.URDU_ENDINGS, stems.REMAINING_URDU)
    else:
        word = _cut(word, stems.PRONOUNS, stems.REMAINING)
    if len(word) == stems.REMAINING + 1 and word.endswith("ات"):
        word = word[:-1]
    else:
        word = _cut(word, stems.ENDINGS, stems.REMAINING)
        if len(word) != stems.REMAINING or not word.endswith("ت"):
            return word
    return word[: stems.REMAINING - 1] + "ه"


def _cut(word: str, suffixes: Sequence[str], least: int, once: bool = False) -> str:
    """The word without suffixes, each cut if ``least`` letters remain, in order; with ``once``, but one of them."""
    for suffix in suffixes:
        if word.endswith(suffix) and len(word) >= len(suffix) + least:
            word = word[: -len(suffix)]
            if once:
                break
    return word


def _letters(written: str) -> tuple[str, str]:
    """The letters of a word, a character for each UTF-16 unit, as they are and folded."""
    kind, fold = _tables()
    units = memoryview(written.encode(_UTF16, "surrogatepass")).cast("H")
    letters = [unit for unit in units if kind[unit] >= Kind.DIGIT]
    return "".join(map(chr, letters)), "".join(chr(fold[unit]) for unit in letters)


@lru_cache(1)
def _tables() -> "tuple[memoryview[int], memoryview[int]]":
    """`units.tables`, to be read entry by entry."""
    found: tuple[Any, Any] = tables()
    return memoryview(found[0]), memoryview(found[1])


def key_of(folded: str) -> bytes:
    """The key of a folded word, or of what remains of it, as `Segment.key` has it."""
    return folded[:KEY_LIMIT].encode("utf-16-be", "surrogatepass")


@lru_cache(1 << 13)
def without_marks(written: str) -> str:
    """NFC, so that a hamza above, typed apart, stays."""
    kept = unicodedata.normalize("NFC", written)
    return "".join(char for char in kept if unicodedata.category(char) not in ("Mn", "Me", "Cf") and char != "ـ")
