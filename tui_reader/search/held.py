"""Which documents hold something, and how much it counts in each: the few that hold it, or an entry for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .ragged import ends_of
from .units import Array

#: Of so many documents one holds what is kept by document; where more do, every document has an entry.
FEW = 8


class Sums(NamedTuple):
    """What something counts in documents; those of one segment, or of several in a row."""

    docs: Array | None
    """Documents that hold it, ascending; None where every document has an entry."""
    values: Array
    """float32, above 0; where every document has an entry, 0 says that it does not hold it."""

    def everywhere(self, count: int) -> Array:
        """The values with an entry for each of ``count`` documents."""
        if self.docs is None:
            return self.values
        found = np.zeros(count, np.float32)
        found[self.docs] = self.values
        return found

    def holding(self, count: int) -> Array:
        """Which of ``count`` documents hold it."""
        if self.docs is None:
            return np.asarray(self.values > 0)
        found = np.zeros(count, bool)
        found[self.docs] = True
        return found


NOTHING = Sums(np.zeros(0, np.uint16), np.zeros(0, np.float32))


class Held(NamedTuple):
    """One atom: what it counts in documents that hold it, or a related form."""

    docs: Array | None
    """As in `Sums`: documents that hold one of both."""
    main: Array
    """float32: what the atom itself counts, 0 where only a related form is held."""
    wide: Array | None
    """What it counts with its related forms; None where none is held."""
    own: int
    """How many documents hold the atom itself."""
    all: int
    """How many are held in all."""


def summed(docs: Sequence[Array], values: Sequence[Array], count: int) -> Sums:
    """What postings add up to: documents below ``count``, some of them again and again, and float64 values above 0 of
    which any number adds up exactly (`heads.exact`)."""
    total = sum(map(len, docs))
    if not total:
        return NOTHING
    every = docs[0] if len(docs) == 1 else np.concatenate(docs)
    weights = values[0] if len(values) == 1 else np.concatenate(values)
    if total * FEW > count:
        return Sums(None, np.bincount(every, weights, count).astype(np.float32))
    order = every.argsort(kind="stable")
    every = every[order]
    first = _firsts(every)
    return Sums(every[first], np.add.reduceat(weights[order], first).astype(np.float32))


def _firsts(docs: Array) -> Array:
    """Where each document comes first among ascending ones."""
    new = np.empty(len(docs), bool)
    new[:1] = True
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    return np.flatnonzero(new)


def counted(docs: Array, count: int, worth: float) -> Sums:
    """So much for every time that a document stands among ascending ones."""
    if len(docs) * FEW > count:
        return Sums(None, np.bincount(docs, minlength=count).astype(np.float32) * np.float32(worth))
    first = _firsts(docs)
    times = np.diff(first, append=len(docs)).astype(np.float32)
    return Sums(docs[first].astype(np.uint16), times * np.float32(worth))


def plus(one: Sums, other: Sums) -> Sums:
    """Both added up."""
    if one.docs is None or other.docs is None:
        if other.docs is None:
            one, other = other, one
        if other.docs is None:
            return Sums(None, one.values + other.values)
        values = one.values.copy()
        values[other.docs] += other.values
        return Sums(None, values)
    if not len(one.docs):
        return other
    if not len(other.docs):
        return one
    docs = np.concatenate([one.docs, other.docs])
    order = docs.argsort(kind="stable")
    docs = docs[order]
    first = _firsts(docs)
    return Sums(docs[first], np.add.reduceat(np.concatenate([one.values, other.values])[order], first))


def held(main: Sums, related: Sums | None) -> Held:
    """An atom and its related forms; None where it can have none."""
    own = int(np.count_nonzero(main.values > 0)) if main.docs is None else len(main.docs)
    if related is None or (related.docs is not None and not len(related.docs)):
        return Held(main.docs, main.values, None, own, own)
    wide = plus(main, related)
    if wide.docs is None:
        values = main.everywhere(len(wide.values))
        return Held(None, values, wide.values, own, int(np.count_nonzero(wide.values > 0)))
    values = np.zeros(len(wide.docs), np.float32)
    values[wide.docs.searchsorted(main.docs)] = main.values  # type: ignore[arg-type]  # few of few
    return Held(wide.docs, values, wide.values, own, len(wide.docs))


def joined(rows: Sequence[Held], counts: Sequence[int]) -> Held:
    """One atom in several segments of so many documents, their documents in a row."""
    if len(rows) == 1:
        return rows[0]
    own, every = sum(row.own for row in rows), sum(row.all for row in rows)
    related = any(row.wide is not None for row in rows)
    ends = ends_of(np.array(counts, np.int64)).tolist()
    if all(row.docs is not None for row in rows):
        docs = np.concatenate([row.docs.astype(np.int64) + base for row, base in zip(rows, ends, strict=False)])  # type: ignore[union-attr]
        main = np.concatenate([row.main for row in rows])
        wide = np.concatenate([row.main if row.wide is None else row.wide for row in rows]) if related else None
        return Held(docs, main, wide, own, every)
    main = np.zeros(ends[-1], np.float32)
    other = np.zeros(ends[-1], np.float32) if related else None
    for row, begin, end in zip(rows, ends, ends[1:], strict=False):
        place: slice | Array = slice(None) if row.docs is None else row.docs
        main[begin:end][place] = row.main
        if other is not None:
            other[begin:end][place] = row.main if row.wide is None else row.wide
    return Held(None, main, other, own, every)
