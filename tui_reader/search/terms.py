"""Distinct written words -> terms: what each is found by, in the order that makes a prefix one slice.

A term is a word as written, marks and all. It is found by its key, the folded word without an article; terms are
sorted by key, then article, then the hash of what is written, so that كتا is one slice in which الكتاب and والكتاب are.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from tui_reader.text.fold import ZWNJ, Kind

from .postings import grouped
from .ragged import Ragged, joined, ragged
from .stems import LENGTHS, clitics, stems
from .units import Array, hashes, tables

#: Letters of a key: what is longer is found by its first ones.
KEY_LIMIT = 32

#: Letters that must remain of a word without its article.
REMAINING = 3

DAGGER = "\u0670"
"""Alef above a letter, which folding drops as a mark."""


class Analysis(NamedTuple):
    """What words are found by; one entry a word in every field."""

    keys: Ragged
    clitics: Array
    """Indices of `stems.CLITICS`."""
    stems: Array
    """uint64: hashes of the words' stems."""
    stem: Ragged
    folded: Ragged


def analyse(words: Ragged) -> Analysis:
    """What words (letters and marks, each with a letter) are found by."""
    table = tables()
    packed = words.packed()
    solid = table.kind[packed.units] >= Kind.DIGIT
    counted = np.concatenate([[0], np.cumsum(solid)])
    starts = counted[packed.starts]
    lengths = counted[packed.starts + packed.lengths] - starts
    letters = Ragged(packed.units[solid], starts, lengths)
    folded = Ragged(table.fold[letters.units], starts, lengths)
    found = clitics(letters, REMAINING)
    keys = folded.cut(LENGTHS[found]).limited(KEY_LIMIT)
    stem = stems(letters, folded)
    return Analysis(keys, found, hashes(stem.units, stem.starts, stem.starts + stem.lengths), stem, folded)


def others(words: Ragged) -> tuple[list[int], list[str]]:
    """What some words can also be found by: the index of the word, and the word to find it by.

    The parts that a ZWNJ joins; and for a dagger alef, which folding drops, an alef, alone or in place of the letter
    before: الصلوٰة is الصلاة, السمٰوٰت is السماوات.
    """
    special = np.flatnonzero((words.units == ord(ZWNJ)) | (words.units == ord(DAGGER)))
    if not len(special):
        return [], []
    order = np.argsort(words.starts, kind="stable")
    which = np.unique(order[np.searchsorted(words.starts[order], special, side="right") - 1])
    which = which[which >= 0]
    chosen = Ragged(words.units, words.starts[which], words.lengths[which])
    indices: list[int] = []
    found: list[str] = []
    for index, word in zip(which.tolist(), chosen.strings(), strict=True):
        for other in readings(word):
            indices.append(index)
            found.append(other)
    return indices, found


def readings(word: str) -> list[str]:
    """The other words that one written word is found by."""
    kind = tables().kind
    found: dict[str, None] = {}
    solid = int(Kind.DIGIT)  # asked of every letter, and a name in a class takes a while
    parts = [part for part in word.split(ZWNJ) if any(kind[ord(char)] >= solid for char in part if char <= "\uffff")]
    if len(parts) > 1:
        found.update(dict.fromkeys(parts))
    if DAGGER in word:
        for dropped in ("", "و"):
            other = ""
            for char in word:
                if char != DAGGER:
                    other += char
                    continue
                base = next((at for at in range(len(other) - 1, -1, -1) if kind[ord(other[at])] >= solid), None)
                if base is not None and other[base] in dropped:
                    other = other[:base]
                if not other.endswith("ا"):
                    other += "ا"
            found[other] = None
    found.pop(word, None)
    return list(found)


class Terms(NamedTuple):
    """Terms in their order, and which of them each word given is."""

    keys: Ragged
    """Distinct keys, ascending."""
    key_of: Array
    """The key of each term."""
    clitics: Array
    hashes: Array
    """uint64, of what is written."""
    stems: Array
    written: Array
    """The word given that each term is."""
    term_of: Array
    """The term of each word given."""


def sort(keys: Ragged, clitics: Array, hashes: Array, stems: Array) -> Terms:
    """Bring words into the order of terms; equal ones become one term."""
    count = len(clitics)
    order = np.arange(count)
    new = np.zeros(count, bool)
    new[:1] = True
    longest = int(keys.lengths.max()) if count else 0
    for number in range((longest + 3) // 4):
        _refine(order, new, partial(_column, keys, number))
    new_key = new.copy()
    _refine(order, new, lambda rows: clitics[rows].astype(np.uint64))
    _refine(order, new, lambda rows: hashes[rows])
    term_of = np.empty(count, np.uint32)
    term_of[order] = np.cumsum(new) - 1
    chosen = order[new]
    key_rows = order[new_key]
    return Terms(
        Ragged(keys.units, keys.starts[key_rows], keys.lengths[key_rows]).packed(),
        (np.cumsum(new_key) - 1)[new].astype(np.uint32),
        clitics[chosen],
        hashes[chosen],
        stems[chosen],
        chosen,
        term_of,
    )


def _column(keys: Ragged, number: int, rows: Array) -> Array:
    return Ragged(keys.units, keys.starts[rows], keys.lengths[rows]).column(number)


def _refine(order: Array, new: Array, column: Callable[[Array], Array]) -> None:
    """Bring rows that are alike so far into the order of one more column. Changes both arrays.

    ``new`` says of each place in ``order`` whether its row differs from the one before. Most rows differ soon: what
    is left of each later column is sorted in a fraction of the time that `lexsort` takes for all of it.
    """
    alike = np.flatnonzero(~new)
    if not len(alike):
        return
    tied = np.zeros(len(order), bool)
    tied[alike] = tied[alike - 1] = True
    places = np.flatnonzero(tied)
    values = column(order[places])
    groups = np.cumsum(new[places], dtype=np.uint32)
    # Groups that are alike in this column too stay as they are.
    differ = values[1:] != values[:-1]
    differ &= groups[1:] == groups[:-1]
    if not differ.any():
        return
    changing = np.zeros(int(groups[-1]) + 1, bool)
    changing[groups[1:][differ]] = True
    chosen = changing[groups]
    places, values, groups = places[chosen], values[chosen], groups[chosen]
    by_value = np.argsort(values)
    found = by_value[grouped(groups[by_value])]
    order[places] = order[places[found]]
    values = values[found]
    new[places[1:]] |= (values[1:] != values[:-1]) & (groups[1:] == groups[:-1])


def distinct(hashes: Array) -> tuple[Array, Array]:
    """(the number of each word among the distinct ones, where one of each stands), by the words' hashes.

    A table with open addressing, filled by all words at once: those whose place is taken by another look one further.
    """
    bits = max(10, len(hashes).bit_length())
    mask = np.int64((1 << bits) - 1)
    table = np.zeros(1 << bits, np.uint64)
    slots = (hashes >> np.uint64(64 - bits)).astype(np.int64)
    table[slots] = hashes
    waiting = np.flatnonzero(table[slots] != hashes)
    for step in range(1, 64):
        if not len(waiting):
            break
        wanted = hashes[waiting]
        tried = (slots[waiting] + step) & mask
        empty = table[tried] == 0
        table[tried[empty]] = wanted[empty]
        there = table[tried] == wanted
        slots[waiting[there]] = tried[there]
        waiting = waiting[~there]
    else:
        if len(waiting):  # somebody chose words whose hashes collide
            _, first, numbers = np.unique(hashes, return_index=True, return_inverse=True)
            return np.asarray(numbers, np.uint32), np.asarray(first)
    used = np.flatnonzero(table)
    number = np.empty(len(table), np.uint32)
    number[used] = np.arange(len(used), dtype=np.uint32)
    found = number[slots]
    place = np.empty(len(used), np.uint32)
    place[found[::-1]] = np.arange(len(found), dtype=np.uint32)[::-1]
    return found, place


def with_others(words: Ragged) -> tuple[Ragged, Array]:
    """Words and what they can also be found by, behind them; and for each of these the word it stands for."""
    indices, found = others(words)
    if not found:
        return words, np.zeros(0, np.int64)
    return joined(words, ragged(found)), np.array(indices, np.int64)
