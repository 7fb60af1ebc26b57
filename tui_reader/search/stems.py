"""The forms of a word that a reader may also mean: a key they share, its stem.

Arabic: light10 of Larkey, Ballesteros and Connell ("Light stemming for Arabic information retrieval", 2007), from its
published description: ``و`` goes if three letters remain, then one article if two remain, then every suffix of a list
once, in order, if two remain. Two things are decided on the written word: an article is not one in ألمانيا, and the
seats of hamza ؤ ئ ء are one letter. Hebrew and Persian have a list of affixes each, chosen by what they did for
questions in those languages (tests/bench/search).
"""

import numpy as np

from .ragged import Ragged
from .units import Array

#: What hamza is to a stem, whatever it sits on.
HAMZA = ord("ء")
SEATS = (ord("ؤ"), ord("ئ"), HAMZA)

_ALEFS = (ord("ا"), ord("ٱ"))
_LAM, _WAW = ord("ل"), ord("و")

#: In light10's order. ة and ى are folded to ه and ي before, which makes two entries of its list one.
ARABIC_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
PERSIAN_SUFFIXES = ("هايي", "هاي", "ترين", "تر")
HEBREW_PREFIXES = ("וה", "שה", "מה", "בה", "כש", "וב", "ול", "ומ", "וש", "ו", "ה", "ב", "כ", "ל", "מ", "ש")
HEBREW_SUFFIXES = ("ימ", "ות", "יה", "יו", "נו", "ה", "י", "ו", "ת")


def clitics(letters: Ragged, remaining: int) -> Array:
    """Which article each written word begins with: an index of `CLITICS`, 0 for none.

    ``letters`` are the word's without marks and before folding: أل is no article. Where fewer than ``remaining``
    letters follow, there is none.
    """
    first, second, third = letters.at(0), letters.at(1), letters.at(2)
    alef = _either(first)
    found = np.zeros(len(first), np.uint8)
    found[alef & (second == _LAM)] = 1
    after = _either(second) & (third == _LAM)
    for index, letter in enumerate("وفبك", 2):
        found[(first == ord(letter)) & after] = index
    found[(first == _LAM) & (second == _LAM)] = 6
    doubled = (second == _LAM) & (third == _LAM)
    found[(first == _WAW) & doubled] = 7
    found[(first == ord("ف")) & doubled] = 8
    found[letters.lengths - LENGTHS[found] < remaining] = 0
    return found


def _either(letters: Array) -> Array:
    """Where an alef is that an article may begin with."""
    found: Array = (letters == _ALEFS[0]) | (letters == _ALEFS[1])
    return found


CLITICS = ("", "ال", "وال", "فال", "بال", "كال", "لل", "ولل", "فلل")
"""The articles as folded words begin with them."""

LENGTHS = np.array([len(clitic) for clitic in CLITICS])


def stems(letters: Ragged, folded: Ragged) -> Ragged:
    """The stem of every word: ``letters`` as for `clitics`, ``folded`` the same letters folded."""
    units = folded.units.copy()
    for seat in SEATS:
        units[letters.units == seat] = HAMZA
    words = Ragged(units, folded.starts, folded.lengths)
    first = words.at(0)
    arabic = (first >= 0x620) & (first < 0x700)
    hebrew = (first >= 0x5D0) & (first < 0x5EB)
    words = _hebrew(words, hebrew)
    return _light10(words, Ragged(letters.units, words.starts, words.lengths), arabic)


def _light10(words: Ragged, letters: Ragged, arabic: Array) -> Ragged:
    conjunction = arabic & (words.at(0) == _WAW) & (words.lengths > 3)
    words, letters = words.cut(conjunction), letters.cut(conjunction)
    article = np.where(arabic, LENGTHS[clitics(letters, 2)], 0)
    words = words.cut(article)
    done = ~arabic
    for suffix in PERSIAN_SUFFIXES:
        there = ~done & _ends_with(words, suffix, 3)
        words = words.cut(0, len(suffix) * there)
        done |= there
    for suffix in ARABIC_SUFFIXES:
        words = words.cut(0, len(suffix) * (arabic & _ends_with(words, suffix, 2)))
    return words


def _hebrew(words: Ragged, hebrew: Array) -> Ragged:
    if not hebrew.any():
        return words
    done = ~hebrew
    for prefix in HEBREW_PREFIXES:
        there = ~done & (words.lengths >= len(prefix) + 3)
        for index, letter in enumerate(prefix):
            there &= words.at(index) == ord(letter)
        words = words.cut(len(prefix) * there)
        done |= there
    done = ~hebrew
    for suffix in HEBREW_SUFFIXES:
        there = ~done & _ends_with(words, suffix, 3)
        words = words.cut(0, len(suffix) * there)
        done |= there
    return words


def _ends_with(words: Ragged, suffix: str, remaining: int) -> Array:
    found = words.lengths >= len(suffix) + remaining
    for index, letter in enumerate(reversed(suffix), 1):
        found &= words.at(-index) == ord(letter)
        if not found.any():
            break
    return found
