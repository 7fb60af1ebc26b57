"""An atom of a query and one segment -> how much every document of it counts.

What counts is sums of weights, not yet `heads.saturated`.
"""

from collections.abc import Iterator
from functools import cache
from itertools import count as count_from

import numpy as np

from tui_reader.text.fold import ZWNJ, fold

from .heads import HEAD_WEIGHTS, WEIGHTS, exact, quantised
from .held import Held, Postings, Sums, counted, firsts, held, of_postings, plus, summed
from .lookup import Meant, Range, among, count, head_row, head_terms, meant, meant_at, related, terms_of, written_of
from .positions import standing, standing_each, terms_at
from .postings import TITLE_BIT
from .query import Atom, Word
from .ragged import spans
from .segment import Segment
from .units import Array

#: What a word counts as: the beginning of another, with another article, folded alike, as written.
PREFIX, BLIND, FOLDED, EXACT = 0.5, 0.9, 0.96, 1.0

#: Words of a phrase in a row count as so many times what they count alone.
PHRASE = 1.5


def match(segment: Segment, atom: Atom) -> Held:
    """How much an atom, of which no field is ``path``, counts in every document."""
    if len(atom.words) > 1:
        return held(_phrase(segment, atom), None)
    word = atom.words[0]
    titles = atom.field == "title"
    found = meant(segment, word)
    others = Postings()
    _add(segment, others, related(segment, word, found), 1.0, titles)
    if titles or not found.heads:
        return of_postings(_postings(segment, word, found, titles), others, segment.documents)
    return held(_sums(segment, word, found, titles), summed(others, segment.documents))


def without(segment: Segment, atom: Atom) -> Array:
    """Which documents hold an atom that is excluded: its words as a whole, no related forms."""
    if len(atom.words) > 1:
        return _phrase(segment, atom).holding(segment.documents)
    word = atom.words[0]
    return _sums(segment, word, meant(segment, word), atom.field == "title").holding(segment.documents)


def _add(segment: Segment, postings: Postings, terms: Array | Range, weight: float, titles: bool) -> None:
    """Add the postings of terms, or of a range of them, so many times what they stand for: those in titles, or all."""
    ends = segment.posting_ends
    if isinstance(terms, tuple):
        place = slice(int(ends[terms[0]]), int(ends[terms[1]]))
        docs, impacts = segment.docs[place], segment.impacts[place]
        if titles:
            inside = np.flatnonzero(impacts >= TITLE_BIT)
            docs, impacts = docs.take(inside), impacts.take(inside)
    elif len(terms):
        places = _places(ends, terms)
        impacts = segment.impacts.take(places)
        if titles:
            inside = np.flatnonzero(impacts >= TITLE_BIT)
            places, impacts = places.take(inside), impacts.take(inside)
        docs = segment.docs.take(places)
    else:
        return
    # To take is several times as fast as to index by bytes.
    postings.add(docs, _scaled(weight).take(impacts, mode="clip"))


def _postings(segment: Segment, word: Word, found: Meant, titles: bool) -> Postings:
    """All that a word means but for related forms; and for heads, which do not tell the title from the text."""
    lowest = _lowest(word)
    tiers = [(found.ranges, lowest)]
    if not word.exact:
        if word.prefix:
            tiers.append((found.whole, BLIND - PREFIX))
        tiers.append(((found.folded,), FOLDED - BLIND))
        tiers.append((tuple((term, term + 1) for term in found.exact), EXACT - FOLDED))
    postings = Postings()
    for first, last, weight in _summed(tiers):
        _add(segment, postings, (first, last), weight, titles)
    others = found.scattered
    if titles and found.heads:
        ranges, others = terms_of(segment, found)
        for each in ranges[len(found.ranges) :]:
            _add(segment, postings, each, lowest, titles)
    _add(segment, postings, others, lowest, titles)
    return postings


def _sums(segment: Segment, word: Word, found: Meant, titles: bool) -> Sums:
    """What all that a word means but for related forms comes to."""
    total = summed(_postings(segment, word, found, titles), segment.documents)
    for head in () if titles else found.heads:
        total = plus(total, _head(segment, head, _lowest(word)))
    return total


def _lowest(word: Word) -> float:
    return EXACT if word.exact else PREFIX if word.prefix else BLIND


def _head(segment: Segment, head: int, weight: float) -> Sums:
    """What a head's row says, or would say were it heavy."""
    table = _of_heads(weight)
    row = head_row(segment, head)
    if row is not None:
        return Sums(None, table.take(segment.head_scores[row], mode="clip"))
    ranges, others = head_terms(segment, head)
    postings = Postings()
    for each in ranges:
        _add(segment, postings, each, 1.0, titles=False)
    _add(segment, postings, others, 1.0, titles=False)
    found = summed(postings, segment.documents)
    return found._replace(values=table.take(quantised(found.values), mode="clip"))


@cache
def _of_heads(weight: float) -> Array:
    """What a head's scores stand for, so many times."""
    return HEAD_WEIGHTS * np.float32(weight)


@cache
def _scaled(weight: float) -> Array:
    """What impacts stand for, so many times. float64, as they are added up."""
    return exact(WEIGHTS.astype(np.float64) * weight)


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
    """Where the postings of some terms are."""
    starts = ends[terms].astype(np.int64)
    return spans(starts, ends[terms + 1] - starts)


def _phrase(segment: Segment, atom: Atom) -> Sums:
    """Documents in which the words stand in a row."""
    begins = phrase(segment, atom)
    docs = segment.doc_begins.searchsorted(begins.astype(np.uint32), "right") - 1
    if atom.field == "title":
        inside = (begins >= segment.title_begins[docs]) & (begins + len(atom.words) <= segment.title_ends[docs])
        docs = docs[inside]
    return counted(docs, segment.documents, PHRASE)


def phrase(segment: Segment, atom: Atom) -> Array:
    """Where the words of an atom stand in a row: positions of the first, ascending."""
    return phrase_of(segment, [meant(segment, word) for word in atom.words])


def beside(segment: Segment, atom: Atom) -> Array:
    """Documents in which the words of an atom stand in a row, each once."""
    begins = phrase(segment, atom)
    if not len(begins):
        return begins
    docs = segment.doc_begins.searchsorted(begins.astype(np.uint32), "right") - 1
    return docs.take(firsts(docs))


def phrase_of(segment: Segment, words: list[Meant]) -> Array:
    """Positions at which terms of ``words`` follow one another, ascending."""
    counts = [count(segment, found) for found in words]
    rarest = counts.index(min(counts))
    if not counts[rarest]:
        return np.zeros(0, np.int64)
    ranges, others = terms_of(segment, words[rarest])
    pieces = [standing(segment, first, last) for first, last in ranges]
    if len(others):
        pieces.append(standing_each(segment, others))
    begins = np.concatenate(pieces).astype(np.int64) - rarest
    begins = np.compress((begins >= 0) & (begins + len(words) <= len(segment.stream)), begins)
    for offset, found in enumerate(words):
        if offset != rarest and len(begins):
            begins = np.compress(_stands(segment, begins + offset, found), begins)
    begins.sort(kind="stable")
    if len(segment.other_positions):
        begins = begins.take(firsts(begins))
        for offset, found in enumerate(words):
            if len(begins):
                begins = begins[_fits(segment, begins + offset, found, (offset, len(words) - 1))]
    return begins


def _fits(segment: Segment, places: Array, found: Meant, at: tuple[int, int]) -> Array:
    """Whether what stands at each position can be this word of a row, ``at`` (number, number of the last): of a word
    that ZWNJ joins, its last part is followed by the next word, and its first one follows the word before."""
    fits = meant_at(segment, places, found)
    doubtful = np.flatnonzero(~fits)
    known: dict[int, bool] = {}
    for index, term in zip(doubtful.tolist(), terms_at(segment, places[doubtful]).tolist(), strict=True):
        if term not in known:
            first, last = segment.other_positions.searchsorted(
                np.array([places[index], places[index] + 1], np.uint32)
            ).tolist()
            others = segment.other_terms[first:last]
            parts = [fold(part) for part in written_of(segment, term).split(ZWNJ) if fold(part)]
            known[term] = len(parts) < 2 or any(
                (not at[0] or fold(written_of(segment, other)) == parts[0])
                and (at[0] == at[1] or fold(written_of(segment, other)) == parts[-1])
                for other in others[among(segment, others, found)].tolist()
            )
        fits[index] = known[term]
    return fits


def _stands(segment: Segment, places: Array, found: Meant) -> Array:
    """Whether a term that a word means stands at each position."""
    there = meant_at(segment, places, found)
    others = segment.other_positions
    if not len(others):
        return there
    if len(others) < len(places):
        theirs = others[among(segment, segment.other_terms, found)]
        if len(theirs):
            here = np.minimum(theirs.searchsorted(places.astype(np.uint32)), len(theirs) - 1)
            there |= theirs[here] == places
        return there
    # Seldom more than two others stand at one position: as many as a word has parts.
    at = others.searchsorted(places.astype(np.uint32))
    for step in count_from(0):
        here = np.minimum(at + step, len(others) - 1)
        same = np.flatnonzero((others[here] == places) & (at + step < len(others)))
        if not len(same):
            break
        there[same] |= among(segment, segment.other_terms[here[same]], found)
    return there
