"""Texts -> words, a million letters at a time.

Works on UTF-16 code units in numpy arrays: one table says what each is to a word, one what it folds to
(`tui_reader.text.fold`), and a word is known by a 64-bit hash of its units, marks included.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tui_reader.text.fold import GERESH, HEH, LETTERS, TATWEEL, Kind, expanded, fold_char, kind_of

Array = NDArray[Any]

#: Units worked on at once: what this takes stays in the processor's cache, or near it.
AT_ONCE = 1 << 19

#: Blocks of the BMP in which a character folds to itself: ideographs, Yi, Hangul, private use.
_PLAIN_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA48D), (0xAC00, 0xD7A4))
_SURROGATES = (0xD800, 0xE000)

#: From here on a character may be the form of one that has no decomposition.
_PRESENTATION = 0xFB00

#: Of the hash: an odd number with bits all over.
_BASE = 0x9E3779B97F4A7C15

#: Units of which the powers are kept: a megabyte of them is there sooner than memory is.
_HASHED = 1 << 16


class Tables(NamedTuple):
    """What a UTF-16 unit is to a word (a `Kind`), and what it folds to (0 for nothing)."""

    kind: Array
    fold: Array


@cache
def tables() -> Tables:
    """Made when first asked for: 65,536 entries each."""
    kind = np.zeros(1 << 16, np.uint8)
    fold = np.zeros(1 << 16, np.uint16)
    alike = np.zeros(1 << 16, bool)
    for first, last in (*_PLAIN_BLOCKS, _SURROGATES):
        alike[first:last] = True
        kind[first:last] = Kind.LETTER
        fold[first:last] = np.arange(first, last)
    # The gap of the Yi block, and what Unicode has not assigned, is no letter.
    for code in range(0x4E00, 0xA48D, 0x1000):
        if not chr(code).isalnum():
            kind[code] = Kind.SEPARATOR
    alike[0xE000:0xF900] = alike[ord("\n")] = True
    chars = [chr(code) for code in np.flatnonzero(~alike).tolist()]
    # What all of them fold to in one call: none composes with a line end.
    forms = unicodedata.normalize("NFKD", "\n".join(chars).casefold()).split("\n")
    for char, form, category in zip(chars, forms, map(unicodedata.category, chars), strict=True):
        code = ord(char)
        alone = form == char and code < _PRESENTATION and char not in LETTERS
        if alone and category[0] in "PSZC" and category != "Cf":
            continue
        if alone and category in ("Ll", "Lo"):
            kind[code] = Kind.RTL if 0x590 <= code < 0x900 else Kind.LETTER
            fold[code] = code
            continue
        kind[code] = found = kind_of(char)
        if found >= Kind.DIGIT and found != Kind.EXPANDS:
            fold[code] = ord(fold_char(char))
    return Tables(kind, fold)


class _Expansion(dict[int, str]):
    """`str.translate`'s table for texts that hold what is no single unit, or stands for several."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if _SURROGATES[0] <= code < _SURROGATES[1]:
            found = " "
        elif code < 1 << 16:
            found = expanded(char) if kind_of(char) == Kind.EXPANDS else char
        elif kind_of(char) == Kind.SEPARATOR:
            found = " "
        elif kind_of(char) in (Kind.MARK, Kind.DROPPED):
            found = ""
        else:
            found = expanded(char)
        self[code] = found
        return found


_EXPANSION = _Expansion()


@cache
def _special() -> re.Pattern[str]:
    """What makes a text need its expansion."""
    codes = np.flatnonzero(tables().kind == Kind.EXPANDS)
    breaks = np.flatnonzero(np.diff(codes) != 1)
    firsts, lasts = codes[np.r_[0, breaks + 1]], codes[np.r_[breaks, len(codes) - 1]]
    ranges = "".join(f"\\u{first:04x}-\\u{last:04x}" for first, last in zip(firsts, lasts, strict=True))
    return re.compile(f"[{ranges}\\ud800-\\udfff\\U00010000-\\U0010ffff]")


class Words(NamedTuple):
    """The words of some texts, in order. A word's units are ``units[starts[i]:ends[i]]``."""

    units: Array
    """uint16: letters and marks, without tatweel and format characters."""
    starts: Array
    ends: Array
    hashes: Array
    """uint64, never 0: of the units, the same wherever the word stands."""
    texts: Array
    """Which text each is of, ascending."""
    begins: Array
    """Code points of the original text: where the word begins, and where it ends, the marks after it included.
    Empty unless they were asked for."""
    finishes: Array


def words(texts: Sequence[str], offsets: bool = False) -> Iterator[Words]:
    """The words of all texts, in pieces of about AT_ONCE letters."""
    waiting: list[tuple[int, int, str]] = []
    length = 0
    for index, text in enumerate(texts):
        for at, piece in _pieces(text):
            if length + len(piece) > AT_ONCE and waiting:
                yield _words(waiting, offsets)
                waiting, length = [], 0
            waiting.append((index, at, piece))
            length += len(piece) + 1
    if waiting:
        yield _words(waiting, offsets)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A long text in pieces, cut between words."""
    start = 0
    while len(text) - start > AT_ONCE:
        end = start + AT_ONCE
        cut = max(text.rfind(space, start, end) for space in " \n\t")
        end = cut if cut > start else end
        yield start, text[start:end]
        start = end
    yield start, text[start:] if start else text


def _words(pieces: Sequence[tuple[int, int, str]], offsets: bool) -> Words:
    table = tables()
    texts = [piece for _, _, piece in pieces]
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    expands: Array | None = None  # which texts hold what is expanded, where that is known
    try:
        units = _encode(texts)
        special = len(units) != int(lengths.sum())
    except UnicodeEncodeError:  # lone surrogates
        special = True
    if not special:
        kinds = table.kind[units]
        found = np.flatnonzero(kinds == Kind.EXPANDS)
        special = bool(len(found))
        expands = np.unique(np.searchsorted(np.cumsum(lengths), found, "right"))
    origin = None
    if special:
        units, lengths, origin = _expand(texts, expands, offsets)
        kinds = table.kind[units]
    ends_of_texts = np.cumsum(lengths)
    _context(units, kinds)
    dropped = np.flatnonzero(kinds == Kind.DROPPED)
    kept = None
    if len(dropped):
        kept = kinds != Kind.DROPPED
        units, kinds = units[kept], kinds[kept]
        ends_of_texts = ends_of_texts - np.searchsorted(dropped, ends_of_texts)
    starts, ends = _boundaries(kinds)
    counts = np.diff(np.searchsorted(starts, ends_of_texts), prepend=0)
    which = np.array([text for text, _, _ in pieces], np.uint32)
    begins = finishes = starts[:0]
    if offsets:
        begins, finishes = starts, ends - 1
        for place in (np.flatnonzero(kept) if kept is not None else None, origin):
            if place is not None:
                begins, finishes = place[begins], place[finishes]
        # Where each text begins among the original code points of all.
        bases = np.cumsum([0, *(len(text) + 1 for text in texts[:-1])]) - np.array([at for _, at, _ in pieces])
        base = np.repeat(bases, counts)
        begins, finishes = begins - base, finishes - base + 1
    found = hashes(units, starts, ends)
    # Of all texts of a segment they are kept at once.
    starts, ends = starts.astype(np.int32), ends.astype(np.int32)
    return Words(units, starts, ends, found, np.repeat(which, counts), begins, finishes)


def _encode(texts: Sequence[str]) -> Array:
    """UTF-16 units of the texts, each ended by a line end."""
    return np.frombuffer(("\n".join(texts) + "\n").encode("utf-16-le"), np.dtype("<u2"))


def _expand(texts: Sequence[str], which: Array | None, offsets: bool) -> tuple[Array, Array, Array | None]:
    """Units with ligatures taken apart, the lengths of the texts in units, and if asked for each unit's place among
    all original code points. ``which`` of the texts hold something to expand; they are looked through for None."""
    special = _special()
    made = list(texts)
    for index in which.tolist() if which is not None else range(len(made)):
        if special.search(made[index]):
            made[index] = made[index].translate(_EXPANSION)
    lengths = [
        len(new) + 1 if new is text else len(new.encode("utf-16-le")) // 2 + 1
        for new, text in zip(made, texts, strict=True)
    ]
    if not offsets:
        return _encode(made), np.array(lengths), None
    origins: list[Array] = []
    base = 0
    for new, text in zip(made, texts, strict=True):
        origin = np.arange(base, base + len(text) + 1)
        if new is not text:
            pieces = [_EXPANSION[ord(char)] for char in text]
            counts = [len(piece) + (piece > "\uffff") for piece in pieces]
            origin = np.repeat(origin, [*counts, 1])
        base += len(text) + 1
        origins.append(origin)
    return _encode(made), np.array(lengths), np.concatenate(origins)


def _context(units: Array, kinds: Array) -> None:
    """What depends on the neighbours: a geresh inside a Hebrew word, and هـ after a year. Changes ``kinds``."""
    last = len(units) - 1
    for mark in GERESH:
        at = np.flatnonzero(units == ord(mark))
        at = at[(at > 0) & (at < last)]
        if len(at):
            before, after = units[at - 1], units[at + 1]
            inside = (before >= 0x5D0) & (before <= 0x5EA) & (after >= 0x5D0) & (after <= 0x5EA)
            kinds[at[inside]] = Kind.DROPPED
    at = np.flatnonzero(units == ord(TATWEEL))
    at = at[at > 1]
    at = at[units[at - 1] == ord(HEH)]
    if len(at):
        after = at
        for _ in range(8):
            after = np.minimum(after + (units[after] == ord(TATWEEL)), last)
        before = at - 2
        # Not across a line end: that may be another text's.
        before = before - ((kinds[before] == Kind.SEPARATOR) & (units[before] != ord("\n")) & (before > 0))
        year = (kinds[before] == Kind.DIGIT) & (kinds[after] == Kind.SEPARATOR)
        kinds[at[year] - 1] = Kind.SEPARATOR


def _boundaries(kinds: Array) -> tuple[Array, Array]:
    """Starts and ends of the words: runs of what is no separator, cut between a digit and a letter of a
    right-to-left script; a run without a letter or digit is none, and none begins with a mark."""
    inside = kinds != Kind.SEPARATOR
    # A mark or joiner after a separator belongs to no word.
    loose = np.flatnonzero((kinds[1:] < Kind.DIGIT) & ~inside[:-1] & inside[1:]) + 1
    if len(kinds) and inside[0] and kinds[0] < Kind.DIGIT:
        loose = np.r_[0, loose]
    while len(loose):
        inside[loose] = False
        loose = loose[loose < len(kinds) - 1] + 1
        loose = loose[inside[loose] & (kinds[loose] < Kind.DIGIT)]
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if len(inside) and inside[0]:
        edges = np.r_[0, edges]
    starts, ends = edges[::2], edges[1::2]
    cuts = np.flatnonzero((kinds[1:] + kinds[:-1]) == Kind.DIGIT + Kind.RTL) + 1
    if len(cuts):
        starts = np.insert(starts, np.searchsorted(starts, cuts), cuts)
        ends = np.insert(ends, np.searchsorted(ends, cuts), cuts)
    return starts, ends


@cache
def _powers() -> tuple[Array, Array]:
    """Powers of _BASE and of its inverse modulo 2**64."""
    base, inverse = np.uint64(_BASE), np.uint64(pow(_BASE, -1, 1 << 64))
    size = _HASHED
    return tuple(np.cumprod(np.r_[np.uint64(1), np.full(size - 1, each, np.uint64)]) for each in (base, inverse))  # type: ignore[return-value]


def hashes(units: Array, starts: Array, ends: Array) -> Array:
    """A polynomial over each word's units, from sums up to every unit."""
    powers, inverses = _powers()
    found = np.empty(len(starts), np.uint64)
    first = 0
    while first < len(starts):
        base = int(starts[first])
        last = int(np.searchsorted(ends, base + len(powers), side="right"))
        if last == first:  # one word longer than the table
            found[first] = np.uint64(_long_hash(units[base : int(ends[first])]))
            first += 1
            continue
        stop = int(ends[last - 1])
        sums = np.empty(stop - base + 1, np.uint64)
        sums[0] = 0
        np.cumsum(units[base:stop] * powers[: stop - base], out=sums[1:])
        begins = starts[first:last] - base
        found[first:last] = (sums[ends[first:last] - base] - sums[begins]) * inverses[begins]
        first = last
    found ^= found >> np.uint64(31)
    found *= np.uint64(0xD6E8FEB86659FD93)
    found ^= found >> np.uint64(32)
    found[found == 0] = 1
    return found


def _long_hash(units: Array) -> int:
    """Of a word that is longer than any: the same in every process."""
    data = units.tobytes()
    return zlib.crc32(data) << 32 | zlib.crc32(data[::-1])


def is_mark(char: str) -> bool:
    """Whether folding drops the character from a word but keeps it as written."""
    return unicodedata.category(char) in ("Mn", "Me", "Mc")
