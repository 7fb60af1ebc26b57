"""Where terms stand in a segment, and what stands where: two bytes a place each way.

A position counts through all documents. By term it is kept as the words before it in its document, with a bit that is
set where the next document begins: which one that is, the postings say. By position a cell of terms is kept: a term
that stands often has a cell of its own, seldom ones share one with their neighbours, and which of them it is, their
positions say.
"""

from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from .ragged import ends_of, spans
from .units import Array

if TYPE_CHECKING:
    from .segment import Segment

NO_TERM = 0xFFFFFFFF
"""Where a document ends, and where a title ends that is not of its text: no phrase goes on there."""

NO_CELL = 0xFFFF
"""The same among cells."""

MOST_CELLS = NO_CELL
"""How many there are at most; more terms than that share them."""


NARROW = 1 << 15
"""Words of a document at most whose positions take two bytes each."""


def packed(positions: Array, docs: Array, new: Array, doc_begins: Array) -> Array:
    """Positions by term as they are kept. ``docs`` is the document of each, ``new`` says where a term is first in one.

    uint16; uint32 for all where a document has more than NARROW words.
    """
    longest = int(np.diff(doc_begins).max(initial=0))
    found: Array = positions - doc_begins.astype(np.uint32).take(docs)
    found = found.astype(np.uint16 if longest <= NARROW else np.uint32, copy=False)
    found[new] |= ~_low(found)
    return found


def widened(arrays: "list[Array]") -> "list[Array]":
    """Packed positions of several segments, all of them of the type that the widest have."""
    kind = np.result_type(*arrays)
    return [array if array.dtype == kind else _wide(array) for array in arrays]


def _wide(array: Array) -> Array:
    low = _low(array)
    found: Array = (array & low).astype(np.uint32)
    found[array > low] |= ~_low(found)
    return found


def _low(array: Array) -> Any:
    """All bits but that of a new document, of the array's type."""
    return array.dtype.type(np.iinfo(array.dtype).max >> 1)


def standing(segment: "Segment", first: int, last: int) -> Array:
    """uint32: the positions of a range of terms, ascending within each."""
    ends, postings = segment.position_ends, segment.posting_ends
    return _unpacked(
        segment,
        segment.positions[int(ends[first]) : int(ends[last])],
        segment.docs[int(postings[first]) : int(postings[last])],
    )


def standing_each(segment: "Segment", terms: Array) -> Array:
    """uint32: the positions of some terms, ascending within each."""
    return _unpacked(
        segment,
        segment.positions.take(_spans(segment.position_ends, terms)),
        segment.docs.take(_spans(segment.posting_ends, terms)),
    )


def _spans(ends: Array, terms: Array) -> Array:
    starts = ends[terms].astype(np.int64)
    return spans(starts, ends[terms + 1] - starts)


def _unpacked(segment: "Segment", values: Array, docs: Array) -> Array:
    """Positions of terms, whose postings are of ``docs``."""
    low = _low(values)
    first = (values > low).nonzero()[0]
    if len(first) == len(values):  # each of them once in a document
        begins = segment.doc_begins.take(docs)
    else:
        begins = segment.doc_begins.take(np.repeat(docs, np.diff(first, append=len(values))))
    begins += values & low
    return begins


def cells(counts: Array) -> Array:
    """uint32: the first term of each cell, and the number of terms; ``counts`` says how often each term stands."""
    most = len(counts)
    if most <= MOST_CELLS:
        return np.arange(most + 1, dtype=np.uint32)
    for share in accumulate(repeat(3), lambda share, _: share * 3 // 2):
        often = 2 * counts > share
        before = ends_of(np.where(often, 0, counts)) // share
        new = often.copy()
        new[0] = True
        new[1:] |= often[:-1] | (before[1:-1] != before[:-2])
        first = np.flatnonzero(new)
        if len(first) <= MOST_CELLS:
            break
    return np.append(first, most).astype(np.uint32)


def cell_of(cell_terms: Array) -> Array:
    """uint16: the cell of each term."""
    return np.repeat(np.arange(len(cell_terms) - 1, dtype=np.uint16), np.diff(cell_terms))


def terms_at(segment: "Segment", places: Array) -> Array:
    """uint32: the term that stands at each position, NO_TERM where none does."""
    if not segment.terms:
        return np.full(len(places), NO_TERM, np.uint32)
    found = segment.stream.take(places)
    gaps = found == NO_CELL
    first = segment.cell_terms.take(found, mode="clip")
    shared = np.flatnonzero((segment.cell_terms[1:].take(found, mode="clip") - first > 1) & ~gaps)
    if len(shared):
        first[shared] = _in_cells(segment, places.take(shared), found.take(shared))
    first[gaps] = NO_TERM
    return first


def _in_cells(segment: "Segment", places: Array, found: Array) -> Array:
    """The terms at positions, of which the cells are known."""
    first, last = segment.cell_terms.take(found), segment.cell_terms[1:].take(found)
    starts = segment.position_ends.take(first).astype(np.int64)
    lengths = segment.position_ends.take(last) - starts
    at = spans(starts, lengths)
    values = segment.positions.take(at)
    docs = segment.doc_begins.searchsorted(places.astype(np.uint32), "right") - 1
    low = _low(values)
    offsets = (places - segment.doc_begins.take(docs)).astype(values.dtype)
    hits = np.flatnonzero((values & low) == np.repeat(offsets, lengths))
    # Where the cell's terms stand so far from the beginning of their documents: the right document is one of these.
    begins = ends_of(lengths)
    which = begins.searchsorted(hits, "right") - 1
    postings = ends_of(values > low)
    number = postings.take(hits + 1) - postings.take(begins.take(which)) + segment.posting_ends.take(first.take(which))
    same = segment.docs.take(number - 1) == docs.take(which)
    hits, which = hits[same], which[same]
    terms = segment.position_ends.searchsorted(at.take(hits).astype(np.uint32), "right") - 1
    if len(segment.other_positions):
        main = ~_others(segment, places.take(which), terms)
        terms, which = terms[main], which[main]
    chosen = first.copy()
    chosen[which] = terms
    return chosen


def _others(segment: "Segment", places: Array, terms: Array) -> Array:
    """Whether terms are but second ones at positions."""
    pairs = (segment.other_positions.astype(np.uint64) << np.uint64(32)) | segment.other_terms
    return np.isin((places.astype(np.uint64) << np.uint64(32)) | terms.astype(np.uint64), pairs)
