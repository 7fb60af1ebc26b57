"""A query and segments -> scores of all documents, and which of them hold all that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from tui_reader.text.fold import fold

from . import compounds, matching, questions
from .heads import saturated
from .lookup import known, opens_article
from .matching import Matched
from .query import Atom, Query
from .segment import Segment
from .units import Array

#: What a related form counts beside the word itself: of words that were typed, and of a whole question, which is after
#: a matter rather than after its own words (tests/bench/search).
RELATED, RELATED_ASKED = 0.7, 1.6

#: The power to which rarity counts, by the language of the query: Hebrew writes its particles to the word, and those
#: that stand alone say less than they are rare.
SHARPNESS = {"he": 1.3}

#: What two words of a query that stand side by side count, beside the rarer of them.
BESIDE = 0.3

#: How often the rarer of them may stand for it to be looked at: so often, or once in so many documents.
SELDOM, OFTEN = 1_500, 4

#: Texts in other languages that count when a word's rarity in one is worked out.
OTHERS = 60

#: What a word written joined counts beside it written apart as it was typed, and the other way round.
COMPOUND = 0.85


class Tongues(NamedTuple):
    """The languages of all documents."""

    names: list[str]
    totals: Array
    """How many are in each, the numbers of languages being their places here."""
    main: int
    """The one that most are in."""
    others: Array
    """The documents in others, ascending, and which each of them is in."""
    codes: Array


class Part(Protocol):
    """A segment of an index as it is searched."""

    @property
    def segment(self) -> Segment: ...

    @property
    def alive(self) -> Array | None:
        """bool a document; None where all are there."""

    def with_path(self, word: str) -> Array:
        """Which documents have a path that holds a folded text."""

    def kept(self, atom: Atom) -> Matched:
        """`matching.match`, remembered."""

    def beside(self, pair: Atom) -> Array:
        """Documents in which the words of an atom stand side by side."""

    def spoken(self, language: str) -> Array:
        """Which documents are in a language."""


class Scores(NamedTuple):
    """What a query comes to; one entry a document, those of all parts in a row."""

    scores: Array
    clauses: Array
    """uint8: how many clauses the document holds."""
    allowed: Array | None
    """Which documents are there, in the language asked for, and hold nothing excluded; None for all."""
    wanted: int
    """How many clauses there are."""


class _Found(NamedTuple):
    """One atom in all documents."""

    main: Array
    """Scores of those that hold it."""
    wide: Array | None
    """The same with its related forms; None where it has none."""


def rank(
    query: Query, parts: Sequence[Part], tongues: Tongues, cancelled: Callable[[], bool], *,
    language: str | None = None, asked: bool = False,
) -> Scores | None:  # fmt: skip
    """Scores of every document for every clause it holds; None once ``cancelled`` says so. ``asked`` says that the
    query is a whole question, of which any word may be missing."""
    others = [
        (clauses, atom)
        for clauses, atom in compounds.alternatives(query)
        if not atom.words[0].alone or any(known(part.segment, atom.words[0]) for part in parts)
    ]
    atoms = {atom: None for atom in query.atoms if atom.field != "path"} | {atom: None for _, atom in others}
    found: dict[Atom, _Found] = {}
    for atom in atoms:
        if cancelled():
            return None
        found[atom] = _joined([part.kept(atom) for part in parts])
    weights = _weights(found, tongues)
    if asked:
        weights = {atom: _of_question(atom, pair) for atom, pair in weights.items()}
    related = RELATED_ASKED if asked else RELATED
    values = {atom: _valued(each, weights[atom], related) for atom, each in found.items()}
    count = sum(part.segment.documents for part in parts)
    scores = np.zeros(count, np.float32)
    counts = np.zeros(count, np.uint8)
    for number, clause in enumerate(query.clauses):
        if cancelled():
            return None
        each = [
            np.concatenate([part.with_path(fold(atom.words[0].written)) for part in parts]).astype(np.float32)
            if atom.field == "path"
            else values[atom]
            for atom in clause
        ]
        each += [values[atom] * np.float32(COMPOUND / len(clauses)) for clauses, atom in others if number in clauses]
        score = reduce(np.maximum, each)
        scores += score
        if number < 255:
            counts += score > 0
    for one, other in pairwise(query.clauses):
        if cancelled():
            return None
        _add_beside(one, other, weights, parts, scores)
    masks = [_allowed(query, part, language) for part in parts]
    allowed = None
    if any(mask is not None for mask in masks):
        allowed = np.concatenate(
            [np.ones(part.segment.documents, bool) if mask is None else mask
             for part, mask in zip(parts, masks, strict=True)]
        )  # fmt: skip
    return Scores(scores, counts, allowed, min(len(query.clauses), 255))


def _joined(rows: Sequence[Matched]) -> _Found:
    main = np.concatenate([row.main for row in rows])
    if all(row.related is None for row in rows):
        return _Found(main, None)
    wide = main.copy()
    begin = 0
    for row in rows:
        end = begin + len(row.main)
        if row.related is not None:
            wide[begin:end] += row.related
        begin = end
    return _Found(main, wide)


def _add_beside(
    one: tuple[Atom, ...],
    other: tuple[Atom, ...],
    weights: Mapping[Atom, tuple[float, float]],
    parts: Sequence[Part],
    scores: Array,
) -> None:
    """Let documents in which two words stand side by side, as they were typed, count more: unless both stand nearly
    everywhere, or so little of one is typed that it means everything."""
    atoms = one[0], other[0]
    if any(len(clause) > 1 for clause in (one, other)) or any(atom.field or len(atom.words) > 1 for atom in atoms):
        return
    pair = Atom((atoms[0].words[0], atoms[1].words[0]))
    if any(opens_article(word) for word in pair.words):
        return
    often = min(sum(matching.count(part.segment, word) for part in parts) for word in pair.words)
    if often > max(SELDOM, len(scores) // OFTEN):
        return
    weight = np.float32(BESIDE * max(weights[atom][0] for atom in atoms))
    begin = 0
    for part in parts:
        found = part.beside(pair)
        if len(found):
            scores[found + begin] += weight
        begin += part.segment.documents


def _allowed(query: Query, part: Part, language: str | None) -> Array | None:
    allowed = part.alive
    if language is not None:
        spoken = part.spoken(language)
        allowed = spoken if allowed is None else allowed & spoken
    for atom in query.excluded:
        if atom.field == "path":
            ruled_out = part.with_path(fold(atom.words[0].written))
        else:
            ruled_out = matching.without(part.segment, atom)
        allowed = ~ruled_out if allowed is None else allowed & ~ruled_out
    return allowed


def _valued(found: _Found, weights: tuple[float, float], related: float) -> Array:
    """Scores of one atom: BM25 of the word itself, and less of it and its related forms together."""
    weight, lower = np.float32(weights[0]), np.float32(weights[1] * related)
    if found.wide is None:
        return saturated(found.main) * (weight + lower)
    value = saturated(found.wide) * lower
    value += saturated(found.main) * weight
    return value


def _weights(found: Mapping[Atom, _Found], tongues: Tongues) -> dict[Atom, tuple[float, float]]:
    """BM25's weight of each atom, of the words themselves and with their related forms: how rare they are in the
    language of the query.

    Beside Arabic texts a word that every Persian one holds is rare, and would count as if it said something. The
    language is the likeliest by how many texts in it hold each atom (naive Bayes).
    """
    everything = max(tongues.totals.sum(), 1)

    def holding(scores: Array) -> Array:
        counts: Array = np.bincount(tongues.codes[scores[tongues.others] > 0], minlength=len(tongues.totals)).astype(
            np.float64
        )
        counts[tongues.main] += np.count_nonzero(scores) - counts.sum()
        # Of few texts in a language little is known: as much as if OTHERS more were like all.
        prior: Array = counts + OTHERS * (counts.sum() / everything)
        return prior

    own = {atom: holding(each.main) for atom, each in found.items()}
    wide = {atom: own[atom] if each.wide is None else holding(each.wide) for atom, each in found.items()}
    totals = tongues.totals + OTHERS
    known = [counts for counts in own.values() if counts.any()]
    likely = sum((np.log(counts / totals) for counts in known), np.log(totals))
    best = int(np.argmax(likely))
    power = SHARPNESS.get(tongues.names[best], 1.0)
    return {
        atom: (_idf(own[atom][best], totals[best]) ** power, _idf(wide[atom][best], totals[best]) ** power)
        for atom in found
    }


def _of_question(atom: Atom, weights: tuple[float, float]) -> tuple[float, float]:
    """The weights of an atom of a whole question."""
    if atom.field or any(word.folded not in questions.FOLDED for word in atom.words):
        return weights
    return weights[0] * questions.WEIGHT, weights[1] * questions.WEIGHT


def _idf(holding: float, total: float) -> float:
    return float(np.log1p((total - holding + 0.5) / (holding + 0.5)))
