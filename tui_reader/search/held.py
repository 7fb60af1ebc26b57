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


class Postings:
    """Postings of one segment, being gathered."""

    def __init__(self) -> None:
        self.docs: list[Array] = []
        self.values: list[Array] = []

    def add(self, docs: Array, values: Array) -> None:
        """``values`` are float64, above 0, and any number of them adds up exactly (`heads.exact`)."""
        if len(docs):
            self.docs.append(docs)
            self.values.append(values)


def summed(postings: Postings, count: int) -> Sums:
    """What postings of ``count`` documents add up to."""
    if not postings.docs:
        return NOTHING
    docs, values = _flat(postings.docs), _flat(postings.values)
    if len(docs) * FEW > count:
        return Sums(None, np.bincount(docs, values, count).astype(np.float32))
    order = docs.argsort(kind="stable")
    docs = docs.take(order)
    first = firsts(docs)
    return Sums(docs.take(first), np.add.reduceat(values.take(order), first).astype(np.float32))


def of_postings(main: Postings, related: Postings, count: int) -> Held:
    """An atom of which all is known by postings, and its related forms."""
    if not related.docs:
        return held(summed(main, count), None)
    docs, values = _flat(main.docs + related.docs), _flat(main.values + related.values)
    own = sum(map(len, main.docs))
    if len(docs) * FEW > count:
        narrow = np.bincount(docs[:own], values[:own], count).astype(np.float32)
        wide = np.bincount(docs, values, count).astype(np.float32)
        return Held(None, narrow, wide, int(np.count_nonzero(narrow > 0)), int(np.count_nonzero(wide > 0)))
    order = docs.argsort(kind="stable")
    docs = docs.take(order)
    first = firsts(docs)
    wide = np.add.reduceat(values.take(order), first).astype(np.float32)
    values[own:] = 0
    narrow = np.add.reduceat(values.take(order), first).astype(np.float32)
    return Held(docs.take(first), narrow, wide, int(np.count_nonzero(narrow > 0)), len(first))


def _flat(arrays: Sequence[Array]) -> Array:
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def firsts(docs: Array) -> Array:
    """Where each document, or position, comes first among ascending ones."""
    new = np.empty(len(docs), bool)
    new[:1] = True
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    found: Array = new.nonzero()[0]
    return found


def counted(docs: Array, count: int, worth: float) -> Sums:
    """So much for every time that a document stands among ascending ones."""
    if len(docs) * FEW > count:
        return Sums(None, np.bincount(docs, minlength=count).astype(np.float32) * np.float32(worth))
    first = firsts(docs)
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
    docs = docs.take(order)
    first = firsts(docs)
    return Sums(docs.take(first), np.add.reduceat(np.concatenate([one.values, other.values]).take(order), first))


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
