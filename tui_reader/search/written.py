"""Terms of a segment as they are written, many at once: which of them a word that must be met exactly fits."""

import unicodedata
from functools import cache

import numpy as np

from .ragged import Ragged
from .segment import Segment
from .stems import CLITICS
from .units import Array


def fitting(segment: Segment, terms: Array, typed: str, prefix: bool) -> Array:
    """Whether each term is written as ``typed``, marks and all; with ``prefix``, whether it begins so.

    Spellings that are one to Unicode are one here.
    """
    starts = segment.written_ends[terms].astype(np.int64)
    lengths = segment.written_ends[terms + 1] - starts
    spelt = np.flatnonzero(lengths)
    fits = np.zeros(len(terms), bool)
    fits[spelt] = _spelt(Ragged(segment.written_units, starts[spelt], lengths[spelt]).packed(), typed, prefix)
    bare = np.flatnonzero(lengths == 0)
    fits[bare] = _bare(segment, terms[bare], typed, prefix)
    return fits


def _bare(segment: Segment, terms: Array, typed: str, prefix: bool) -> Array:
    """Of terms that are an article and a key, without marks."""
    fits = np.zeros(len(terms), bool)
    keys = np.searchsorted(segment.key_terms, terms, "right") - 1
    starts = segment.key_ends[keys].astype(np.int64)
    names = Ragged(segment.key_units, starts, segment.key_ends[keys + 1] - starts)
    clitics = segment.clitics[terms]
    # Letters that are one with others to Unicode are typed as one: what was typed may be the others.
    for name in {typed, unicodedata.normalize("NFC", typed)}:
        for number, article in enumerate(CLITICS):
            here = np.flatnonzero(clitics == number)
            if name.startswith(article):
                fits[here] |= _begin(Ragged(names.units, names.starts[here], names.lengths[here]),
                                     name[len(article) :], prefix)  # fmt: skip
            elif prefix and article.startswith(name):
                fits[here] = True
    return fits


def _spelt(words: Ragged, typed: str, prefix: bool) -> Array:
    """Of words that lie one behind the other."""
    table = _classes()
    units = words.units.copy()
    ranks = table[units]
    # Marks in the order that Unicode gives them: those that stand after one of a higher class go before it.
    swapped = np.flatnonzero((ranks[:-1] > ranks[1:]) & (ranks[1:] > 0) & (ranks[:-1] < _DOUBTFUL))
    while len(swapped):
        swapped = swapped[np.diff(swapped, prepend=-2) > 1]
        for array in (units, ranks):
            array[swapped], array[swapped + 1] = array[swapped + 1], array[swapped]
        swapped = np.flatnonzero((ranks[:-1] > ranks[1:]) & (ranks[1:] > 0) & (ranks[:-1] < _DOUBTFUL))
    wanted = unicodedata.normalize("NFC", typed)
    # Of the last letter more marks may follow, and Unicode orders some of them before those that were typed.
    bare = wanted.rstrip("".join({char for char in wanted if unicodedata.combining(char)})) if prefix else wanted
    ordered = Ragged(units, words.starts, words.lengths)
    fits = _begin(ordered, bare, prefix)
    if bare != wanted:
        fits[fits] = _marked(ordered, np.flatnonzero(fits), len(bare.encode("utf-16-le")) // 2, wanted[len(bare) :])
    doubtful = np.unique(np.searchsorted(words.starts, np.flatnonzero(ranks == _DOUBTFUL), "right") - 1)
    chosen = Ragged(words.units, words.starts[doubtful], words.lengths[doubtful])
    for index, word in zip(doubtful.tolist(), chosen.strings(), strict=True):
        other = unicodedata.normalize("NFC", word)
        fits[index] = _begins(other, bare, wanted[len(bare) :]) if prefix else other == wanted
    return fits


def _begins(word: str, bare: str, marks: str) -> bool:
    """Whether a word begins with some letters, the last of which bears some marks."""
    end = next((at for at in range(len(bare), len(word)) if not unicodedata.combining(word[at])), len(word))
    return word.startswith(bare) and all(mark in word[len(bare) : end] for mark in marks)


def _marked(words: Ragged, chosen: Array, at: int, marks: str) -> Array:
    """Whether some marks are among those that follow the first ``at`` units of chosen words."""
    ranks = _classes()
    there = np.zeros((len(marks), len(chosen)), bool)
    following = np.ones(len(chosen), bool)
    for place in range(at, int(words.lengths[chosen].max(initial=0))):
        following &= words.lengths[chosen] > place
        units = words.units[np.where(following, words.starts[chosen] + place, 0)]
        following &= ranks[units] > 0
        if not following.any():
            break
        there |= following & (units == np.array([[ord(mark)] for mark in marks]))
    return np.asarray(there.all(axis=0))


def _begin(words: Ragged, wanted: str, prefix: bool) -> Array:
    """Whether words begin with some letters, or are these and no more."""
    letters = np.frombuffer(wanted.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))
    left = np.flatnonzero(words.lengths >= len(letters) if prefix else words.lengths == len(letters))
    for at, letter in enumerate(letters.tolist()):
        left = left[words.units[words.starts[left] + at] == letter]
    fits = np.zeros(len(words.starts), bool)
    fits[left] = True
    return fits


#: Stands for units that may be written otherwise for all that can be told from one of them.
_DOUBTFUL = 255

#: Where there are marks, and characters that Unicode takes apart or puts together.
_BLOCKS = (range(0xA0, 0x3100), range(0xA600, 0xAC00), range(0xF900, 0xFF00))

#: Parts of Korean syllables, and halves of characters.
_PARTS = (slice(0x1100, 0x1200), slice(0xD800, 0xE000))


@cache
def _classes() -> Array:
    """uint8 a unit: its class among marks (canonical combining class), 0 for what is none."""
    found = np.zeros(1 << 16, np.uint8)
    seconds: list[int] = []
    for code in (code for block in _BLOCKS for code in block):
        char = chr(code)
        if not unicodedata.is_normalized("NFC", char):  # taken apart, and not put together again
            found[code] = _DOUBTFUL
            continue
        found[code] = unicodedata.combining(char)
        parts = unicodedata.decomposition(char).split()
        if len(parts) == 2 and parts[0][0] != "<":
            seconds.append(int(parts[1], 16))
    found[seconds] = _DOUBTFUL
    for part in _PARTS:
        found[part] = _DOUBTFUL
    return found
