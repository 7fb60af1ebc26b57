"""What documents score for all clauses of a query: of those that hold them, or of all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, reduce

import numpy as np

from .heads import saturated
from .held import Held, firsts
from .units import Array

#: What a text counts that is in another language than a whole question: words of many languages are written alike.
FOREIGN = 0.7


class Row:
    """One way to hold a clause, in all documents: BM25 of the atom itself, and less of it and its related forms
    together."""

    def __init__(self, held: Held, own: float, wide: float, related: float, share: float = 1.0) -> None:
        """``own`` and ``wide`` are the weights of the atom itself and with its related forms, ``related`` is what the
        latter counts beside the other, ``share`` what all of it counts."""
        self.docs = held.docs
        self.many = held.all
        self._held = held
        self._weight, self._lower = np.float32(own), np.float32(wide * related)
        self._share = np.float32(share)

    @classmethod
    def of_mask(cls, mask: Array) -> Row:
        """A row in which documents that hold the clause score 1."""
        row = cls(Held(None, mask.astype(np.float32), None, 0, int(np.count_nonzero(mask))), 1, 0, 0)
        row.scores = row._held.main
        return row

    @cached_property
    def scores(self) -> Array:
        """float32 an entry of ``docs``, or a document where these are None; 0 where it does not hold the clause."""
        return self._valued(self._held.main, self._held.wide)

    def _valued(self, main: Array, wide: Array | None) -> Array:
        if wide is None:
            value = saturated(main)
            value *= self._weight + self._lower
        else:
            value = saturated(wide)
            value *= self._lower
            main = saturated(main)
            main *= self._weight
            value += main
        if self._share != 1:
            value *= self._share
        return value

    def held_by(self, docs: Array) -> Array:
        """Which of some documents hold the clause."""
        if self.docs is None:
            main, wide = self._held.main, self._held.wide
            return np.asarray((main if wide is None else wide).take(docs, mode="clip") > 0)
        return np.asarray(self.docs[self._places(docs)] == docs) if len(self.docs) else np.zeros(len(docs), bool)

    def at(self, docs: Array) -> Array:
        """The scores of some documents, ascending."""
        if self.docs is docs:
            return self.scores
        if self.docs is not None:
            if not len(self.docs):
                return np.zeros(len(docs), np.float32)
            places = self._places(docs)
            return np.where(self.docs[places] == docs, self.scores[places], np.float32(0))
        if "scores" in self.__dict__:
            return np.asarray(self.scores.take(docs, mode="clip"))
        wide = self._held.wide
        return self._valued(
            self._held.main.take(docs, mode="clip"), None if wide is None else wide.take(docs, mode="clip")
        )

    def _places(self, docs: Array) -> Array:
        """Where some documents are among those of the row, or would be."""
        assert self.docs is not None
        return np.minimum(self.docs.searchsorted(docs), len(self.docs) - 1)

    def raise_to(self, scores: Array) -> None:
        """Let ``scores``, one a document, be at least those of the row."""
        if self.docs is None:
            np.maximum(scores, self.scores, out=scores)
        else:
            scores[self.docs] = np.maximum(scores[self.docs], self.scores)


class Ranking:
    """What a query comes to."""

    def __init__(
        self,
        clauses: Sequence[Sequence[Row]],
        pairs: Sequence[tuple[Array, np.float32]],
        allowed: Array | None,
        foreign: Array | None,
        count: int,
    ) -> None:
        """``pairs`` are documents, ascending, and what more each of them scores, whatever else it holds; ``allowed``
        says which of all ``count`` documents may be found, None for all; ``foreign`` which count less (FOREIGN)."""
        self._clauses = clauses
        self._pairs = pairs
        self._allowed = allowed
        self._foreign = foreign
        self._count = count
        self.wanted = min(len(clauses), 255)
        """How many clauses there are."""

    def holding(self, least: int) -> tuple[Array, Array]:
        """The documents that hold at least so many clauses, ascending, and their scores."""
        docs, scores = self._holding(least)
        if self._foreign is not None:
            scores[self._foreign[docs]] *= np.float32(FOREIGN)
        return docs, scores

    def _holding(self, least: int) -> tuple[Array, Array]:
        if least == self.wanted and least and "_everywhere" not in self.__dict__:
            rarest = min(self._clauses[:least], key=_size)
            if all(row.docs is not None for row in rarest):
                return self._among(rarest)
        scores, counts = self._everywhere
        held = counts >= least
        docs = np.flatnonzero(held if self._allowed is None else held & self._allowed)
        return docs, scores.take(docs, mode="clip")

    def _among(self, rarest: Sequence[Row]) -> tuple[Array, Array]:
        """Of the documents that hold one clause those that hold all."""
        docs: Array = rarest[0].docs  # type: ignore[assignment]  # that of a clause that few hold
        if len(rarest) > 1:
            docs = np.sort(np.concatenate([row.docs for row in rarest]), kind="stable")
            docs = docs.take(firsts(docs))
        if self._allowed is not None:
            docs = docs[self._allowed[docs]]
        for clause in sorted(self._clauses[: self.wanted], key=_size):
            if clause is not rarest and len(docs):
                held = reduce(np.logical_or, (row.held_by(docs) for row in clause))
                docs = np.compress(held, docs)
        scores = np.zeros(len(docs), np.float32)
        for clause in self._clauses if len(docs) else ():
            scores += reduce(np.maximum, (row.at(docs) for row in clause))
        for found, weight in self._pairs if len(docs) else ():
            place = np.minimum(docs.searchsorted(found), len(docs) - 1)
            scores[place[docs[place] == found]] += weight
        return docs, scores

    @cached_property
    def _everywhere(self) -> tuple[Array, Array]:
        """The score of every document, and how many clauses it holds."""
        scores = np.zeros(self._count, np.float32)
        counts = np.zeros(self._count, np.uint8)
        for number, clause in enumerate(self._clauses):
            first, one = clause[0], len(clause) == 1
            if one and first.docs is not None:
                scores[first.docs] += first.scores
                if number < self.wanted:
                    counts[first.docs] += 1
                continue
            if one:
                score = first.scores
            else:
                score = np.zeros(self._count, np.float32)
                for row in clause:
                    row.raise_to(score)
            scores += score
            if number < self.wanted:
                counts += score > 0
        for found, weight in self._pairs:
            scores[found] += weight
        return scores, counts


def _size(clause: Sequence[Row]) -> int:
    return sum(row.many for row in clause)
