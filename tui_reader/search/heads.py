"""What the shortest prefixes find, added up beforehand: one letter may stand for a million postings."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from .postings import STEPS
from .ragged import spans
from .stems import CLITICS
from .units import Array

#: Postings from which a prefix has a head: fewer are added up while one waits.
HEAVY = 25_000

#: Letters of a prefix whose words count as one, and behind an article (`lookup.meant`).
LETTERS, AFTER_ARTICLE = 3, 2


def exact(weights: Array) -> Array:
    """Weights of which any number adds up to the same in whatever order: how documents are cut into segments must not
    tell in what they score."""
    return np.rint(np.ldexp(weights, _BITS)) / (1 << _BITS)


#: Bits behind the point: float32 holds the greatest weight so, float64 the sum of 2 ** 29 of them.
_BITS = 16

#: What an impact stands for: how often the word stands there for the text's length, before more of the same counts
#: less (`saturated`). That comes after the forms of a word were added up.
WEIGHTS = exact(np.array([(impact & STEPS) / (STEPS + 0.5 - (impact & STEPS)) for impact in range(256)])).astype(
    np.float32
)

#: The same for a head's score, which is kept saturated.
HEAD_WEIGHTS = (np.arange(256) / (255.5 - np.arange(256))).astype(np.float32)

#: The same for a prefix behind an article, whose words are not side by side.
SCATTERED = 4_000


#: Terms whose postings are added up at once: each takes some twenty bytes meanwhile.
AT_ONCE = 1 << 13


class Heads(NamedTuple):
    """Prefixes, up to three letters packed as `Ragged.column` does plus the number of an article that stands before
    them; and a row of scores for each."""

    prefixes: Array
    scores: Array


def _added(docs: Array, impacts: Array, count: int, pieces: Iterable[slice | Array]) -> Array:
    """float32 a document: the sum of its postings among some pieces of them, 0 where it has none."""
    total = np.zeros(count)
    for piece in pieces:
        total += np.bincount(docs[piece], WEIGHTS[impacts[piece]], count)
    return total.astype(np.float32)


def _apart(ends: Array, terms: Array) -> Iterator[Array]:
    """Where the postings of some terms are, of not too many terms at a time."""
    for at in range(0, len(terms), AT_ONCE):
        some = terms[at : at + AT_ONCE]
        yield spans(ends[some], ends[some + 1] - ends[some])


def _side_by_side(begin: int, end: int) -> Iterator[slice]:
    """The same of postings of terms that follow one another."""
    return (slice(at, min(at + 16 * AT_ONCE, end)) for at in range(begin, end, 16 * AT_ONCE))


def saturated(score: Array) -> Array:
    """BM25's share of the most that a word can count, below 1."""
    found: Array = score / (score + np.float32(1))
    return found


def heads(
    columns: Array, key_terms: Array, clitics: Array, posting_ends: Array, docs: Array, impacts: Array, count: int
) -> Heads:
    """The heads of a segment's arrays (`tui_reader.search.segment.Segment` says which)."""
    prefixes: list[int] = []
    scores: list[Array] = []
    if int(posting_ends[-1]) > HEAVY:
        counts = np.diff(posting_ends)
        column_of = np.repeat(columns, np.diff(key_terms))
        for article in range(len(CLITICS)):
            terms = np.flatnonzero(clitics == article) if article else np.arange(len(clitics))
            for letters in range(AFTER_ARTICLE + 1) if article else range(1, LETTERS + 1):
                short = column_of[terms] >> np.uint64(64 - 16 * letters) if letters else np.zeros(len(terms), np.uint64)
                first = np.flatnonzero(np.diff(short, prepend=np.uint64(0xFFFFFFFFFFFFFFFF)))
                if not len(first):
                    continue
                sums = np.add.reduceat(counts[terms], first)
                ends = np.append(first[1:], len(terms))
                least = (SCATTERED if letters else 0) if article else HEAVY
                for index in np.flatnonzero(sums > least).tolist():
                    of = terms[first[index] : ends[index]]
                    pieces: Iterable[slice | Array] = (
                        _apart(posting_ends, of)
                        if article
                        else _side_by_side(int(posting_ends[of[0]]), int(posting_ends[of[-1] + 1]))
                    )
                    packed = int(short[first[index]]) << (64 - 16 * letters) if letters else 0
                    prefixes.append(packed | article)
                    scores.append(quantised(_added(docs, impacts, count, pieces)))
    return Heads(
        np.array(prefixes, np.uint64), np.array(scores, np.uint8) if scores else np.zeros((0, count), np.uint8)
    )


def quantised(score: Array) -> Array:
    """A sum of weights as a head's score has it."""
    share = saturated(score)
    share *= np.float32(255.5)
    np.rint(share, out=share)
    np.minimum(share, np.float32(255), out=share)
    found = share.astype(np.uint8)
    return np.maximum(found, score > 0, out=found)
