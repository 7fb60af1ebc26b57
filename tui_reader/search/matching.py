"""An atom of a query and one segment -> how much every document of it counts.

Scores are float32 arrays, an entry a document, 0 where the document does not hold the atom; they are sums, not yet
`heads.saturated`.
"""

from collections.abc import Iterator
from functools import cache
from itertools import count as count_from
from typing import NamedTuple

import numpy as np

from tui_reader.text.fold import ZWNJ, fold

from .heads import HEAD_WEIGHTS, WEIGHTS, added, exact, quantised
from .lookup import Meant, Range, head_row, head_terms, meant, related, terms_of, written_of
from .postings import TITLE_BIT
from .query import Atom, Word
from .ragged import spans
from .segment import Segment
from .units import Array

#: What a word counts as: the beginning of another, with another article, folded alike, as written.
PREFIX, BLIND, FOLDED, EXACT = 0.5, 0.9, 0.96, 1.0

_IN_TITLE = np.where(np.arange(256) & TITLE_BIT, WEIGHTS, 0).astype(np.float32)

#: Words of a phrase in a row count as so many times what they count alone.
PHRASE = 1.5


class Matched(NamedTuple):
    """One atom in one segment."""

    main: Array
    """Scores of documents that hold it."""
    related: Array | None
    """Scores of documents that hold a related form; None where there is none."""


def match(segment: Segment, atom: Atom) -> Matched:
    """How much an atom, of which no field is ``path``, counts in every document."""
    weights = _IN_TITLE if atom.field == "title" else WEIGHTS
    if len(atom.words) > 1:
        return Matched(_phrase(segment, atom, weights), None)
    word = atom.words[0]
    found = meant(segment, word)
    main = _main(segment, word, found, weights)
    others = related(segment, word, found)
    if not len(others):
        return Matched(main, None)
    starts = segment.posting_ends[others].astype(np.int64)
    places = spans(starts, segment.posting_ends[others + 1] - starts)
    return Matched(main, added(segment.docs[places], segment.impacts[places], segment.documents, weights))


def without(segment: Segment, atom: Atom) -> Array:
    """Which documents hold an atom that is excluded: its words as a whole, no related forms."""
    return np.asarray(match(segment, atom).main > 0)


def _main(segment: Segment, word: Word, found: Meant, weights: Array) -> Array:
    lowest = EXACT if word.exact else PREFIX if word.prefix else BLIND
    tiers = [(found.ranges, lowest)]
    if not word.exact:
        if word.prefix:
            tiers.append((found.whole, BLIND - PREFIX))
        tiers.append(((found.folded,), FOLDED - BLIND))
        tiers.append((tuple((term, term + 1) for term in found.exact), EXACT - FOLDED))
    docs: list[Array] = []
    values: list[Array] = []

    def add(chosen: slice | Array, weight: float) -> None:
        docs.append(segment.docs[chosen])
        values.append(_scaled(weights is WEIGHTS, weight)[segment.impacts[chosen]])

    ends = segment.posting_ends
    for first, last, weight in _summed(tiers):
        add(slice(int(ends[first]), int(ends[last])), weight)
    terms = [found.scattered]
    heads = found.heads if weights is WEIGHTS else ()
    if found.heads and not heads:
        # Heads do not tell the title from the text.
        ranges, others = terms_of(segment, found)
        terms = [others]
        for first, last in ranges[len(found.ranges) :]:
            add(slice(int(ends[first]), int(ends[last])), lowest)
    for each in terms:
        if len(each):
            add(_places(ends, each), lowest)
    if docs:
        one = len(docs) == 1
        total = np.bincount(
            docs[0] if one else np.concatenate(docs), values[0] if one else np.concatenate(values), segment.documents
        ).astype(np.float32)
    else:
        total = np.zeros(segment.documents, np.float32)
    for head in heads:
        total += HEAD_WEIGHTS[_head_scores(segment, head)] * np.float32(lowest)
    return total


def _head_scores(segment: Segment, head: int) -> Array:
    """A head's row, or what would be one were it heavy."""
    row = head_row(segment, head)
    if row is not None:
        return np.asarray(segment.head_scores[row])
    ranges, others = head_terms(segment, head)
    ends = segment.posting_ends
    if ranges:
        first, last = ranges[0]
        places: slice | Array = slice(int(ends[first]), int(ends[last]))
    else:
        places = _places(ends, others)
    return quantised(added(segment.docs[places], segment.impacts[places], segment.documents))


@cache
def _scaled(anywhere: bool, weight: float) -> Array:
    """What impacts stand for, so many times: anywhere, or in the title. float64, as bincount adds."""
    return exact((WEIGHTS if anywhere else _IN_TITLE).astype(np.float64) * weight)


def _summed(tiers: list[tuple[tuple[Range, ...], float]]) -> Iterator[tuple[int, int, float]]:
    """Ranges that do not overlap, each with all weights of those given that it is in."""
    steps: dict[int, float] = {}
    for ranges, weight in tiers:
        for first, last in ranges:
            if first < last:
                steps[first] = steps.get(first, 0.0) + weight
                steps[last] = steps.get(last, 0.0) - weight
    weight, before = 0.0, 0
    for at in sorted(steps):
        if weight:
            yield before, at, weight
        weight, before = round(weight + steps[at], 6), at


def _places(ends: Array, terms: Array) -> Array:
    """Where the postings, or positions, of some terms are."""
    starts = ends[terms].astype(np.int64)
    return spans(starts, ends[terms + 1] - starts)


def _phrase(segment: Segment, atom: Atom, weights: Array) -> Array:
    """Scores of documents in which the words stand in a row."""
    begins = phrase(segment, atom)
    total = np.zeros(segment.documents, np.float32)
    if not len(begins):
        return total
    docs = np.searchsorted(segment.doc_begins, begins, "right") - 1
    if weights is _IN_TITLE:
        inside = (begins >= segment.title_begins[docs]) & (begins + len(atom.words) <= segment.title_ends[docs])
        docs = docs[inside]
    times = np.bincount(docs, minlength=segment.documents).astype(np.float32)
    return times * np.float32(PHRASE)


def phrase(segment: Segment, atom: Atom) -> Array:
    """Where the words of an atom stand in a row: positions of the first, ascending."""
    return phrase_of(segment, [meant(segment, word) for word in atom.words])


def beside(segment: Segment, atom: Atom) -> Array:
    """Documents in which the words of an atom stand in a row, each once."""
    begins = phrase(segment, atom)
    if not len(begins):
        return begins
    return np.unique(np.searchsorted(segment.doc_begins, begins.astype(np.uint32), "right") - 1)


def count(segment: Segment, word: Word) -> int:
    """How often a word stands there, related forms not counted."""
    return _count(segment, *terms_of(segment, meant(segment, word)))


def _count(segment: Segment, ranges: list[Range], others: Array) -> int:
    ends = segment.position_ends
    found = sum(int(ends[last]) - int(ends[first]) for first, last in ranges)
    return found + int((ends[others + 1] - ends[others]).sum()) if len(others) else found


def phrase_of(segment: Segment, words: list[Meant]) -> Array:
    """Positions at which terms of ``words`` follow one another, ascending."""
    ends = segment.position_ends
    every = [terms_of(segment, found) for found in words]
    counts = [_count(segment, ranges, others) for ranges, others in every]
    rarest = counts.index(min(counts))
    if not counts[rarest]:
        return segment.positions[:0]
    ranges, others = every[rarest]
    pieces = [segment.positions[int(ends[first]) : int(ends[last])] for first, last in ranges]
    if len(others):
        pieces.append(segment.positions[_places(ends, others)])
    begins = np.concatenate(pieces).astype(np.int64) - rarest
    begins = begins[(begins >= 0) & (begins + len(words) <= len(segment.stream))]
    for offset, (ranges, others) in enumerate(every):
        if offset != rarest and len(begins):
            begins = begins[_stands(segment, begins + offset, ranges, others)]
    begins = np.unique(begins)
    if len(segment.other_positions):
        for offset, (ranges, others) in enumerate(every):
            if len(begins):
                begins = begins[_fits(segment, begins + offset, ranges, others, (offset, len(every) - 1))]
    return begins


def _fits(segment: Segment, places: Array, ranges: list[Range], others: Array, at: tuple[int, int]) -> Array:
    """Whether what stands at each position can be this word of a row, ``at`` (number, number of the last): of a word
    that ZWNJ joins, its last part is followed by the next word, and its first one follows the word before."""
    fits = np.ones(len(places), bool)
    terms = segment.stream[places]
    means = np.isin(terms, others)
    for first, last in ranges:
        means |= (terms >= first) & (terms < last)
    known: dict[int, bool] = {}
    for index in np.flatnonzero(~means).tolist():
        term = int(terms[index])
        if term not in known:
            first, last = np.searchsorted(segment.other_positions, [places[index], places[index] + 1]).tolist()
            parts = [fold(part) for part in written_of(segment, term).split(ZWNJ) if fold(part)]
            known[term] = len(parts) < 2 or any(
                (not at[0] or fold(written_of(segment, other)) == parts[0])
                and (at[0] == at[1] or fold(written_of(segment, other)) == parts[-1])
                for other in segment.other_terms[first:last].tolist()
                if any(start <= other < end for start, end in ranges) or other in others
            )
        fits[index] = known[term]
    return fits


def _stands(segment: Segment, places: Array, ranges: list[Range], others: Array) -> Array:
    """Whether a term of some ranges stands at each position."""
    terms = segment.stream[places]
    if len(ranges) <= 4 and not len(others):
        there = np.zeros(len(places), bool)
        for first, last in ranges:
            there |= (terms >= first) & (terms < last)
        chosen = None
    else:
        chosen = np.zeros(segment.terms + 1, bool)
        for first, last in ranges:
            chosen[first:last] = True
        chosen[others] = True
        there = chosen[np.minimum(terms, segment.terms)]
    if len(segment.other_positions):
        # Seldom more than two others stand at one position: as many as a word has parts.
        at = np.searchsorted(segment.other_positions, places, "left")
        last_other = len(segment.other_positions) - 1
        for step in count_from(0):
            here = np.minimum(at + step, last_other)
            same = (segment.other_positions[here] == places) & (at + step <= last_other)
            if not same.any():
                break
            other = segment.other_terms[here]
            means = np.zeros(len(places), bool)
            if chosen is None:
                for first, last in ranges:
                    means |= (other >= first) & (other < last)
            else:
                means = chosen[other]
            there |= same & means
    return there
