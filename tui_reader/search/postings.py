"""Words in the order they stand -> for every term, in which documents it stands, how much it counts, and where."""

from typing import NamedTuple

import numpy as np

from .positions import packed
from .ragged import ends_of, spans
from .units import Array

#: Okapi BM25: how fast more of the same word counts less, and how much a long text takes off.
K1 = 1.6
B = 0.8

#: The length of text BM25 measures others by, in words. Not the collection's own mean: what a document scores
#: must not hang on which others were loaded before it.
MEAN_LENGTH = 200.0

TITLE_BIT = 0x80

#: A word in the title counts as if it stood so many times more in the text.
TITLE_WEIGHT = 1.0

#: Words a title has at most to count more: the first line of a text without line ends is no title.
TITLE_WORDS = 24

STEPS = 127
"""An impact is kept as 1 to STEPS, of how much a word can count at most."""


class Postings(NamedTuple):
    """Positions by term, ascending."""

    ends: Array
    """Where each term's positions begin; the last entry is how many there are."""
    positions: Array
    other_positions: Array
    """Positions at which a second term stands, ascending, and these terms."""
    other_terms: Array


class Hits(NamedTuple):
    """Postings by term, their documents ascending."""

    docs: Array
    impacts: Array
    ends: Array
    """Where each term's postings begin; the last entry is how many there are."""
    positions: Array
    """The places of each term, as `positions.packed` makes them."""


def grouped(numbers: Array) -> Array:
    """The order that sorts small numbers, equal ones as they come: a radix sort by halves, where numpy has one."""
    low = numbers.astype(np.uint16).argsort(kind="stable")
    if len(numbers) and int(numbers.max()) > 0xFFFF:
        high = (numbers >> np.uint32(16)).astype(np.uint16)[low]
        return low[high.argsort(kind="stable")]
    return low


def postings_of(tokens: Array, positions: Array, count: int, others: tuple[Array, Array]) -> Postings:
    """Positions by term, of the term at each position.

    ``others`` are pairs of terms: wherever the first stands, the second does too.
    """
    ends = ends_of(np.bincount(tokens, minlength=count))
    found = positions[grouped(tokens)] if len(tokens) else np.zeros(0, np.uint32)
    different = others[0] != others[1]
    shown, second = others[0][different], others[1][different]
    if not len(shown):
        return Postings(ends, found, found[:0], np.zeros(0, np.uint32))
    counts = np.diff(ends)[shown]
    more = found[spans(ends[shown], counts)]
    pairs = np.unique((np.repeat(second, counts).astype(np.uint64) << np.uint64(32)) | more)
    order = np.argsort(pairs & np.uint64(0xFFFFFFFF), kind="stable")
    other_positions = pairs[order].astype(np.uint32)
    other_terms = (pairs[order] >> np.uint64(32)).astype(np.uint32)
    own = (np.repeat(np.arange(count, dtype=np.uint64), np.diff(ends)) << np.uint64(32)) | found
    found = np.insert(found, np.searchsorted(own, pairs), pairs.astype(np.uint32))
    ends = ends + ends_of(np.bincount((pairs >> np.uint64(32)).astype(np.int64), minlength=count))
    return Postings(ends, found, other_positions, other_terms)


def impacts_of(
    found: Postings, doc_begins: Array, title_begins: Array, title_ends: Array, lengths: Array
) -> Hits:
    """What there is of every term in every document."""
    # A table from position to document takes a byte or two a position; a search for each would take ten times as long.
    doc_of = np.repeat(np.arange(len(lengths), dtype=np.uint16), np.diff(doc_begins))
    in_title = np.zeros(len(doc_of) + 1, np.int8)
    np.add.at(in_title, title_begins, 1)
    np.add.at(in_title, title_ends, -1)
    in_title = np.cumsum(in_title[:-1], dtype=np.int8)
    docs = doc_of[found.positions]
    title = in_title[found.positions]
    del doc_of, in_title
    if not len(docs):
        return Hits(docs, np.zeros(0, np.uint8), np.zeros(len(found.ends), np.int64), np.zeros(0, np.uint16))
    new = np.empty(len(docs), bool)
    new[0] = True
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    new[found.ends[:-1][np.diff(found.ends) > 0]] = True
    positions = packed(found.positions, docs, new, doc_begins)
    first = np.flatnonzero(new)
    docs = docs[first]
    times = np.diff(first, append=len(new)).astype(np.float32)
    titles = np.maximum.reduceat(title, first).astype(np.uint8)
    weights = np.where(title_ends - title_begins <= TITLE_WORDS, TITLE_WEIGHT, 0).astype(np.float32)
    times += titles * weights[docs]
    impacts = _quantised(times, _norm(lengths)[docs])
    return Hits(docs, impacts | (titles << np.uint8(7)), np.searchsorted(first, found.ends), positions)


def _norm(lengths: Array) -> Array:
    """float32: what BM25 adds to how often a word stands in texts of so many words."""
    found: Array = K1 * (1 - B) + (K1 * B / MEAN_LENGTH) * lengths
    return found.astype(np.float32)


def _quantised(times: Array, norm: Array) -> Array:
    """BM25's share of how often words stand in texts, 1 to STEPS. Both are float32, and are changed."""
    norm += times
    times /= norm
    times *= np.float32(STEPS)
    times += np.float32(0.5)
    np.maximum(times, np.float32(1), out=times)
    return times.astype(np.uint8)
