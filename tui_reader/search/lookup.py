"""A word of a query -> the terms of a segment that it means, in tiers."""

import struct
import sys
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from . import written
from .heads import LETTERS
from .positions import terms_at
from .query import Word
from .ragged import spans
from .segment import Segment
from .stems import CLITICS
from .terms import REMAINING
from .typed import Wanted, key_of, wanted, without_marks
from .units import Array

Range = tuple[int, int]

#: Spellings of one word of which each is compared with what was typed, marks aside.
CLOSE_LOOK = 2_000

#: Runs of terms that are ranges; where there are more, the terms are one array.
RUNS = 16

#: Ranges and heads up to this many are looked at one by one.
FEW = 4

#: Words of which a segment remembers what they mean.
REMEMBERED = 16


class Meant(NamedTuple):
    """Terms of one segment, as half-open ranges."""

    ranges: tuple[Range, ...]
    """All that the word means but for related forms, not overlapping."""
    whole: tuple[Range, ...]
    """Of these: no letter follows."""
    folded: Range
    """Of these: with the article that was typed, or without one."""
    exact: tuple[int, ...]
    """Of these: written so, marks aside."""
    heads: tuple[int, ...]
    """Prefixes so short that all their terms count as one (`heads.heads`), beside ``ranges``."""
    scattered: Array
    """Terms beside ``ranges``, ascending, where they are too many to be ranges."""


_NOTHING = np.zeros(0, np.int64)


def _view(array: Any) -> "memoryview[int]":
    return memoryview(array)


class _Cells:
    """The arrays of a segment that are read entry by entry: a memoryview gives an int in a tenth of numpy's time."""

    def __init__(self, segment: Segment) -> None:
        self.columns = _view(segment.key_columns)
        self.key_units = _view(segment.key_units)
        self.key_ends = _view(segment.key_ends)
        self.key_terms = _view(segment.key_terms)
        self.cell_terms = _view(segment.cell_terms)
        self.clitics = _view(segment.clitics)
        self.written_ends = _view(segment.written_ends)
        self.written_units = _view(segment.written_units)
        # A word of two letters may have the row of a prefix of three; the prefix that it is stands before it.
        rows = list(enumerate(segment.head_prefixes.tolist()))
        self.heads = {prefix: row for row, prefix in reversed(rows)}
        self.meant: OrderedDict[Word, Meant] = OrderedDict()
        #: The terms that begin with the letters of heads, and how often those that heads stand for stand there.
        self.head_terms: dict[int, Range] = {}
        self.counts: dict[int, int] = {}


_CELLS: WeakKeyDictionary[Segment, _Cells] = WeakKeyDictionary()


def warm(segment: Segment) -> None:
    """Make what the first look-up in a segment would have to wait for."""
    np.unique(_NOTHING)  # numpy imports what it needs for this only then
    wanted("ا", True)
    _cells(segment)


def _cells(segment: Segment) -> _Cells:
    found = _CELLS.get(segment)
    if found is None:
        found = _CELLS[segment] = _Cells(segment)
    return found


def known(segments: Iterable[Segment], word: Word) -> bool:
    """Whether there may be a term that the word itself means: much sooner told than which."""
    folded = word.folded
    names = [folded, *(folded[len(article) :] for article in CLITICS[1:] if folded.startswith(article))]
    keys = [key_of(name) for name in names if name]
    if word.prefix and any(folded in article for article in CLITICS):
        return True
    spans = (_keys(_cells(segment), key, word.prefix)[0] for segment in segments for key in keys)
    return any(first < last for first, last in spans)


def meant(segment: Segment, word: Word) -> Meant:
    """The terms that a word means."""
    remembered = _cells(segment).meant
    found = remembered.pop(word, None)
    if found is None:
        found = _meant(segment, word)
        if len(remembered) >= REMEMBERED:
            remembered.popitem(last=False)
    remembered[word] = found
    return found


def _meant(segment: Segment, word: Word) -> Meant:
    if not segment.terms:
        return Meant((), (), (0, 0), (), (), _NOTHING)
    want = wanted(word.written, word.prefix)
    cells = _cells(segment)
    ranges: list[Range] = []
    whole: list[Range] = []
    heads: list[int] = []
    scattered = _NOTHING
    folded: Range = (0, 0)
    for key, clitic in ((want.key, 0), (want.bare, want.clitic)):
        if not key:
            continue
        keys, same = _keys(cells, key, word.prefix)
        if keys[0] == keys[1]:
            continue
        terms = _terms(cells, keys)
        # Where little follows an article, only words with that article are meant: والد is on its way to والدولة, not
        # to every word in د.
        narrow = bool(clitic) and len(key) < 2 * REMAINING
        if word.prefix and len(key) <= 2 * LETTERS:
            heads.append(int.from_bytes(key.ljust(8, b"\0"), "big") | (clitic if narrow else 0))
        else:
            ranges.append(terms)
        if same:
            own = terms[0], cells.key_terms[keys[0] + 1]
            if not narrow:
                whole.append(own)
            if clitic == want.clitic:
                folded = bisect_left(cells.clitics, clitic, *own), bisect_right(cells.clitics, clitic, *own)
    if want.letters:
        # Written without the hamza that was typed, it began with an article: المانيا.
        keys, _ = _keys(cells, want.letters, word.prefix)
        runs, scattered = _gathered(_with(segment, _terms(cells, keys), want.letters_clitic))
        ranges += runs
        if not word.prefix:
            whole += runs
    heads += _articles(want, word.prefix)
    apart = _apart(ranges)
    if len(scattered):
        scattered = _outside(scattered, apart)
    if word.exact:
        return _exactly(segment, word, Meant(apart, tuple(whole), folded, (), tuple(heads), scattered))
    near = range(*folded) if folded[1] - folded[0] <= CLOSE_LOOK else range(0)
    exact = tuple(term for term in near if without_marks(_written(cells, term)) == want.plain)
    return Meant(apart, _apart(whole), folded, exact, tuple(heads), scattered)


def _outside(terms: Array, ranges: tuple[Range, ...]) -> Array:
    """Terms that are in none of some ranges."""
    for start, end in ranges:
        terms = terms[(terms < start) | (terms >= end)]
    return terms


def related(segment: Segment, word: Word, but: Meant) -> Array:
    """Terms that share a stem with forms of the word and are none of those it means."""
    stems = wanted(word.written, word.prefix).stem_bounds
    if word.exact or word.alone or not len(stems):
        return _NOTHING
    # That of each and of the number after it: where its terms begin, and where they end.
    bounds = segment.stems.searchsorted(stems)
    terms = segment.stem_terms.take(spans(bounds[::2], bounds[1::2] - bounds[::2])).astype(np.int64)
    return np.compress(~among(segment, terms, but), terms)


def among(segment: Segment, terms: Array, found: Meant) -> Array:
    """Which of some terms a word means; what is no term of the segment may be among them."""
    there = np.zeros(len(terms), bool)
    if len(found.ranges) + len(found.heads) > FEW:
        chosen = np.zeros(segment.terms + 1, bool)
        ranges, others = terms_of(segment, found)
        for start, end in ranges:
            chosen[start:end] = True
        chosen[others] = True
        return chosen[np.minimum(terms, segment.terms)]
    for start, end in found.ranges:
        there |= (terms >= start) & (terms < end)
    for head in found.heads:
        clitic, (start, end) = _of_head(segment, head)
        inside = (terms >= start) & (terms < end)
        if clitic:
            inside[inside] = segment.clitics[terms[inside]] == clitic
        there |= inside
    if len(found.scattered):
        place = np.minimum(found.scattered.searchsorted(terms), len(found.scattered) - 1)
        there |= found.scattered[place] == terms
    return there


def meant_at(segment: Segment, places: Array, found: Meant) -> Array:
    """Whether a word means the term that stands at each position."""
    heads = [_of_head(segment, head) for head in found.heads]
    if len(found.scattered) or len(found.ranges) + len(heads) > FEW:
        return among(segment, terms_at(segment, places), found)
    # Most cells are all of terms that are meant, or have none of them: which term it is, is asked of the others only.
    here, cells = segment.stream.take(places), _cells(segment).cell_terms
    there, doubt = np.zeros((2, len(places)), bool)
    for clitic, (start, end) in [*((0, span) for span in found.ranges), *heads]:
        first, last = bisect_right(cells, start) - 1, bisect_right(cells, end) - 1
        begins, ends = cells[first] == start, cells[last] == end
        inside = (here >= first) & (here < last + (not ends))
        if clitic:
            doubt |= inside
            continue
        there |= inside
        for cell, whole in ((first, begins), (last, ends)):
            if whole:
                continue
            edge = here == cell
            doubt |= edge
            there &= ~edge
    doubtful = np.flatnonzero(doubt & ~there)
    if len(doubtful):
        there[doubtful] = among(segment, terms_at(segment, places.take(doubtful)), found)
    return there


def written_of(segment: Segment, term: int) -> str:
    """A term as it is written, marks included."""
    return _written(_cells(segment), term)


def _written(cells: _Cells, term: int) -> str:
    start, end = cells.written_ends[term], cells.written_ends[term + 1]
    if start < end:
        return cells.written_units[start:end].tobytes().decode(_UTF16, "surrogatepass")
    key = bisect_right(cells.key_terms, term) - 1
    letters = cells.key_units[cells.key_ends[key] : cells.key_ends[key + 1]]
    return CLITICS[cells.clitics[term]] + letters.tobytes().decode(_UTF16, "surrogatepass")


#: UTF-16 as it lies in memory.
_UTF16 = f"utf-16-{sys.byteorder[0]}e"


def _exactly(segment: Segment, word: Word, found: Meant) -> Meant:
    """Only what is written as the word, marks and all; while it is typed, what begins so."""
    ranges, others = terms_of(segment, found)
    chosen = np.zeros(segment.terms, bool)
    for first, last in ranges:
        chosen[first:last] = True
    chosen[others] = True
    near = np.flatnonzero(chosen)
    terms = near[written.fitting(segment, near, word.written, word.prefix)]
    runs, scattered = _gathered(terms)
    exact = tuple(terms.tolist()) if len(terms) <= CLOSE_LOOK else ()
    return Meant(tuple(runs), tuple(runs) if not word.prefix else (), (0, 0), exact, (), scattered)


def _keys(cells: _Cells, key: bytes, prefix: bool) -> tuple[Range, bool]:
    """The keys that are ``key``, or begin with it; and whether the first is ``key``."""
    packed = key[:8]
    low = int.from_bytes(packed.ljust(8, b"\0"), "big")
    high = int.from_bytes(packed.ljust(8, b"\xff" if prefix else b"\0"), "big")
    first = bisect_left(cells.columns, low)
    last = bisect_right(cells.columns, high, first)
    if len(key) < 8:
        return (first, last), first < last and cells.columns[first] == low
    letters = list(struct.unpack(f">{len(key) // 2}H", key))
    first = _bisect(cells, letters, first, last, False)
    same = first < last and _letters(cells, first) == letters
    return (first, _bisect(cells, letters, first, last, True) if prefix else first + same), same


def _letters(cells: _Cells, key: int) -> list[int]:
    return cells.key_units[cells.key_ends[key] : cells.key_ends[key + 1]].tolist()


def _bisect(cells: _Cells, letters: list[int], first: int, last: int, after: bool) -> int:
    """The first key not below some letters, or with ``after`` the first beyond those that begin with them."""
    while first < last:
        middle = (first + last) // 2
        other = _letters(cells, middle)
        if other < letters or (after and other[: len(letters)] == letters):
            first = middle + 1
        else:
            last = middle
    return first


def _with(segment: Segment, terms: Range, clitic: int) -> Array:
    """Of the terms of some keys, those with one article."""
    return np.flatnonzero(segment.clitics[terms[0] : terms[1]] == clitic) + terms[0]


def _gathered(terms: Array) -> tuple[list[Range], Array]:
    """Ascending terms as ranges, or as they are where that would be many."""
    if not len(terms):
        return [], _NOTHING
    breaks = np.flatnonzero(np.diff(terms) != 1)
    if len(breaks) >= RUNS:
        return [], terms
    starts = terms[np.append(0, breaks + 1)]
    ends = terms[np.append(breaks, len(terms) - 1)] + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True)), _NOTHING


def _apart(ranges: list[Range]) -> tuple[Range, ...]:
    """The same terms as ranges that do not overlap, ascending."""
    found: list[Range] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _terms(cells: _Cells, keys: Range) -> Range:
    """The terms of some keys."""
    return cells.key_terms[keys[0]], cells.key_terms[keys[1]]


def _articles(want: Wanted, prefix: bool) -> Iterator[int]:
    """The articles that a prefix may become: all that stands behind one is meant."""
    typed = want.key.decode("utf-16-be", "surrogatepass")
    return (number for number, article in enumerate(CLITICS) if prefix and number and article.startswith(typed))


def opens_article(word: Word) -> bool:
    """Whether a word that is still typed may become an article, and so stands for a great many words."""
    return any(_articles(wanted(word.written, word.prefix), word.prefix))


def head_row(segment: Segment, head: int) -> int | None:
    """Where ``head_scores`` has a head; None where it is not heavy there."""
    return _cells(segment).heads.get(head)


def head_terms(segment: Segment, head: int) -> tuple[tuple[Range, ...], Array]:
    """The terms that a head stands for: as ranges, and others."""
    clitic, terms = _of_head(segment, head)
    return ((), _with(segment, terms, clitic)) if clitic else ((terms,), _NOTHING)


def _of_head(segment: Segment, head: int) -> tuple[int, Range]:
    """The article that a head's terms have, 0 for any, and the terms that begin with its letters."""
    cells = _cells(segment)
    terms = cells.head_terms.get(head)
    if terms is None:
        letters = head & ~0xFFFF
        length = sum(bool(letters >> shift & 0xFFFF) for shift in (48, 32, 16))
        key = letters.to_bytes(8, "big")[: 2 * length]
        terms = _terms(cells, _keys(cells, key, True)[0]) if key else (0, segment.terms)
        cells.head_terms[head] = terms
    return head & 0xFFFF, terms


def count(segment: Segment, found: Meant) -> int:
    """How often the terms that a word means stand there; those that it means twice are counted twice."""
    ends = segment.position_ends
    total = sum(int(ends[last]) - int(ends[first]) for first, last in found.ranges)
    total += _standing(segment, found.scattered)
    counts = _cells(segment).counts
    for head in found.heads:
        many = counts.get(head)
        if many is None:
            ranges, others = head_terms(segment, head)
            many = counts[head] = count(segment, Meant(ranges, (), (0, 0), (), (), others))
        total += many
    return total


def _standing(segment: Segment, terms: Array) -> int:
    """How often some terms stand there."""
    ends = segment.position_ends
    return int((ends[terms + 1] - ends[terms]).sum()) if len(terms) else 0


def terms_of(segment: Segment, found: Meant) -> tuple[list[Range], Array]:
    """All terms that a word means, those of heads too: ranges, which may overlap, and others, each perhaps twice."""
    if not found.heads:
        return list(found.ranges), found.scattered
    rows = [head_terms(segment, head) for head in found.heads]
    ranges = [*found.ranges, *(span for ranges, _ in rows for span in ranges)]
    return ranges, np.concatenate([found.scattered, *(terms for _, terms in rows)])
