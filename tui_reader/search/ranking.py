"""A query and segments -> which documents hold what was asked for, and what they score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from tui_reader.text.fold import fold

from . import compounds, matching, questions
from .held import Held, joined
from .lookup import count, known, meant, opens_article
from .query import Atom, Query
from .scoring import Ranking, Row
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
    """The documents in others, ascending."""
    codes: Array
    """Which one each document is in."""


class Part(Protocol):
    """A segment of an index as it is searched."""

    @property
    def segment(self) -> Segment: ...

    @property
    def alive(self) -> Array | None:
        """bool a document; None where all are there."""

    def with_path(self, word: str) -> Array:
        """Which documents have a path that holds a folded text."""

    def kept(self, atom: Atom) -> Held:
        """`matching.match`, remembered."""

    def beside(self, pair: Atom) -> Array:
        """Documents in which the words of an atom stand side by side."""

    def spoken(self, language: str) -> Array:
        """Which documents are in a language."""


def rank(
    query: Query, parts: Sequence[Part], tongues: Tongues, cancelled: Callable[[], bool], *,
    language: str | None = None, asked: bool = False,
) -> Ranking | None:  # fmt: skip
    """What ``query`` comes to; None once ``cancelled`` says so. ``asked`` says that the query is a whole question, of
    which any word may be missing."""
    others = [
        (clauses, atom)
        for clauses, atom in compounds.alternatives(query)
        if not atom.words[0].alone or known((part.segment for part in parts), atom.words[0])
    ]
    atoms = {atom: None for atom in query.atoms if atom.field != "path"} | {atom: None for _, atom in others}
    sizes = [part.segment.documents for part in parts]
    found: dict[Atom, Held] = {}
    for atom in atoms:
        if cancelled():
            return None
        found[atom] = joined([part.kept(atom) for part in parts], sizes)
    weights, spoken = _weights(found, tongues, questions.language(_folded(atoms)) if asked else None)
    if asked:
        weights = {atom: _of_question(atom, pair) for atom, pair in weights.items()}
    related = RELATED_ASKED if asked else RELATED
    clauses: list[list[Row]] = []
    for number, clause in enumerate(query.clauses):
        rows: list[Row] = []
        for atom in clause:
            if atom.field == "path":
                name = fold(atom.words[0].written)
                rows.append(Row.of_mask(np.concatenate([part.with_path(name) for part in parts])))
            else:
                rows.append(Row(found[atom], *weights[atom], related))
        for places, atom in others:
            if number in places:
                rows.append(Row(found[atom], *weights[atom], related, COMPOUND / len(places)))
        clauses.append(rows)
    pairs: list[tuple[Array, np.float32]] = []
    for one, other in pairwise(query.clauses):
        if cancelled():
            return None
        pairs += _beside(one, other, weights, parts)
    masks = [_allowed(query, part, language) for part in parts]
    allowed = None
    if any(mask is not None for mask in masks):
        allowed = np.concatenate(
            [np.ones(size, bool) if mask is None else mask for size, mask in zip(sizes, masks, strict=True)]
        )
    foreign = None
    if asked and spoken:
        foreign = np.concatenate([~(part.spoken(spoken) | part.spoken("")) for part in parts])
    return Ranking(clauses, pairs, allowed, foreign, sum(sizes))


def _beside(
    one: tuple[Atom, ...], other: tuple[Atom, ...], weights: Mapping[Atom, tuple[float, float]], parts: Sequence[Part]
) -> Iterator[tuple[Array, np.float32]]:
    """Documents in which two words stand side by side, as they were typed, and how much more they count for it: none
    where both stand nearly everywhere, or so little of one is typed that it means everything."""
    atoms = one[0], other[0]
    if any(len(clause) > 1 for clause in (one, other)) or any(atom.field or len(atom.words) > 1 for atom in atoms):
        return
    pair = Atom((atoms[0].words[0], atoms[1].words[0]))
    if any(opens_article(word) for word in pair.words):
        return
    most = max(SELDOM, sum(part.segment.documents for part in parts) // OFTEN)
    if all(sum(count(part.segment, meant(part.segment, word)) for part in parts) > most for word in pair.words):
        return
    weight = np.float32(BESIDE * max(weights[atom][0] for atom in atoms))
    begin = 0
    for part in parts:
        found = part.beside(pair)
        if len(found):
            yield found + begin, weight
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


def _folded(atoms: Iterable[Atom]) -> Iterator[str]:
    return (word.folded for atom in atoms for word in atom.words)


def _weights(
    found: Mapping[Atom, Held], tongues: Tongues, spoken: str | None
) -> tuple[dict[Atom, tuple[float, float]], str]:
    """BM25's weight of each atom, of the words themselves and with their related forms: how rare they are in the
    language of the query; and which that is, "" for unknown.

    Beside Arabic texts a word that every Persian one holds is rare, and would count as if it said something. The
    language is ``spoken``, else the likeliest by how many texts in it hold each atom (naive Bayes).
    """
    everything = max(tongues.totals.sum(), 1)

    def holding(docs: Array | None, scores: Array, many: int) -> Array:
        if docs is None:
            codes = tongues.codes[tongues.others[scores[tongues.others] > 0]]
        else:
            codes = tongues.codes[docs if len(scores) == many else docs[scores > 0]]
        counts: Array = np.bincount(codes, minlength=len(tongues.totals)).astype(np.float64)
        counts[tongues.main] += many - counts.sum()
        # Of few texts in a language little is known: as much as if OTHERS more were like all.
        prior: Array = counts + OTHERS * (counts.sum() / everything)
        return prior

    own = {atom: holding(each.docs, each.main, each.own) for atom, each in found.items()}
    wide = {
        atom: own[atom] if each.wide is None else holding(each.docs, each.wide, each.all)
        for atom, each in found.items()
    }
    totals = tongues.totals + OTHERS
    known = [counts for counts in own.values() if counts.any()]
    likely = sum((np.log(counts / totals) for counts in known), np.log(totals))
    best = tongues.names.index(spoken) if spoken in tongues.names else int(np.argmax(likely))
    power = SHARPNESS.get(tongues.names[best], 1.0)
    return {
        atom: (_idf(own[atom][best], totals[best]) ** power, _idf(wide[atom][best], totals[best]) ** power)
        for atom in found
    }, tongues.names[best]


def _of_question(atom: Atom, weights: tuple[float, float]) -> tuple[float, float]:
    """The weights of an atom of a whole question."""
    if atom.field or any(word.folded not in questions.FOLDED for word in atom.words):
        return weights
    return weights[0] * questions.WEIGHT, weights[1] * questions.WEIGHT


def _idf(holding: float, total: float) -> float:
    return float(np.log1p((total - holding + 0.5) / (holding + 0.5)))
