"""Where the words of a query stand in documents.

A few documents are indexed as the library is (`tui_reader.search.segment`), and the same lookups answer: what the
index found is always lit, and nothing else.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np

from tui_reader.library.document import Document
from tui_reader.text.fold import ZWNJ, Kind, expanded, fold, kind_of, with_marks

from . import compounds, units
from .lookup import Meant, meant, related, terms_of, written_of
from .matching import phrase_of
from .positions import standing_each, terms_at
from .query import Atom, Query, Word
from .segment import Segment, build, sections
from .stems import CLITICS
from .typed import wanted
from .units import Array

#: The paragraph number of a title that is no paragraph of the text.
TITLE = -1

Range = tuple[int, int, int]


class _Place(NamedTuple):
    """Positions of some words, and which of their letters are meant."""

    positions: Array
    skip: int
    """Letters before those that are meant."""
    take: int
    """How many are meant; 0 for all that follow."""
    part: str = ""
    """The part of the word, folded, that they are letters of; "" for the word."""
    row: int = 0
    """Words from the first of a phrase, whose ``skip`` and ``part`` these are, to its last, whose ``take`` this is."""
    last_part: str = ""


def ranges(document: Document, query: Query) -> tuple[Range, ...]:
    """Where the words of ``query`` stand in a document: (paragraph, start, end) in code points, marks included, in
    order, not overlapping."""
    return ranges_of((document,), query)[0]


def ranges_of(documents: Sequence[Document], query: Query) -> list[tuple[Range, ...]]:
    """`ranges` of several documents, in little more time than of one."""
    atoms = {atom: None for atom in query.atoms if atom.field != "path"}
    atoms |= {atom: None for _, atom in compounds.alternatives(query)}
    if not documents or not atoms:
        return [() for _ in documents]
    segment = build(documents)
    found = [place for atom in atoms for place in _places(segment, atom)]
    if not found:
        return [() for _ in documents]
    positions = np.concatenate([place.positions for place in found]).astype(np.int64)
    which = np.repeat(np.arange(len(found)), [len(place.positions) for place in found])
    docs = np.searchsorted(segment.doc_begins, positions, "right") - 1
    answers: list[tuple[Range, ...]] = []
    for number, document in enumerate(documents):
        here = docs == number
        if not here.any():
            answers.append(())
            continue
        text = _Text(document)
        base = int(segment.doc_begins[number])
        spans_found = {
            span
            for position, place in zip((positions[here] - base).tolist(), which[here].tolist(), strict=True)
            for span in text.spans(position, found[place])
        }
        answers.append(tuple(_in_order(spans_found)))
    return answers


def _in_order(found: set[Range]) -> Iterator[Range]:
    """Ranges in order; of those that overlap, the one that begins first and is longest."""
    last = (-2, 0)
    for paragraph, start, end in sorted(found, key=lambda span: (span[0], span[1], -span[2])):
        if (paragraph, start) >= last:
            yield paragraph, start, end
            last = paragraph, end


def _places(segment: Segment, atom: Atom) -> Iterator[_Place]:
    """Where an atom stands, word by word."""
    words = [meant(segment, word) for word in atom.words]
    if len(words) > 1:
        begins = _inside(segment, atom, phrase_of(segment, words))
        row = len(words) - 1
        for first in _of_word(segment, atom.words[0], words[0]):
            for last in _of_word(segment, atom.words[-1], words[-1]):
                both = np.intersect1d(np.intersect1d(begins, first.positions), last.positions.astype(np.int64) - row)
                yield _Place(both, first.skip, last.take and last.skip + last.take, first.part, row, last.part)
        return
    held = np.zeros(segment.documents, bool)
    for place in _of_word(segment, atom.words[0], words[0]):
        inside = _inside(segment, atom, place.positions)
        held[np.searchsorted(segment.doc_begins, inside, "right") - 1] = True
        yield place._replace(positions=inside)
    # Related forms are lit in documents that were found by them alone.
    others = related(segment, atom.words[0], words[0])
    for clitic in np.unique(segment.clitics[others]).tolist():
        terms = others[segment.clitics[others] == clitic]
        positions = _inside(segment, atom, standing_each(segment, terms))
        docs = np.searchsorted(segment.doc_begins, positions, "right") - 1
        yield _Place(positions[~held[docs]], len(CLITICS[clitic]), 0)


def _inside(segment: Segment, atom: Atom, positions: Array) -> Array:
    """Of positions, those in the field the atom is looked for in."""
    if atom.field != "title" or not len(positions):
        return positions
    docs = np.searchsorted(segment.doc_begins, positions, "right") - 1
    return positions[(positions >= segment.title_begins[docs]) & (positions < segment.title_ends[docs])]


def _of_word(segment: Segment, word: Word, found: Meant) -> Iterator[_Place]:
    """Where a word stands, by how its letters are meant."""
    want = wanted(word.written, word.prefix)
    ranges, others = terms_of(segment, found)
    terms = np.unique(np.concatenate([*(np.arange(first, last) for first, last in ranges), others]))
    if not len(terms):
        return
    clitics = segment.clitics[terms]
    key_of = np.searchsorted(segment.key_terms, terms, "right") - 1
    typed = len(want.key) // 2
    article = len(CLITICS[want.clitic])
    lengths = {clitic: len(CLITICS[clitic]) for clitic in np.unique(clitics).tolist()}
    grouped: dict[tuple[int, int], list[int]] = {}
    for term, clitic, key in zip(terms.tolist(), clitics.tolist(), key_of.tolist(), strict=True):
        name = segment.key(key)
        before = lengths[clitic]
        if name.startswith(want.key):
            shape = before, typed
        elif want.bare and name.startswith(want.bare):
            # The article is lit where it stands as it was typed, alone or behind another letter.
            same = article if CLITICS[clitic].endswith(CLITICS[want.clitic]) else 0
            shape = before - same, len(want.bare) // 2 + same
        else:
            shape = 0, typed
        grouped.setdefault(shape if word.prefix else (shape[0], 0), []).append(term)
    second = np.unique(segment.other_terms)
    for (skip, take), chosen in grouped.items():
        of = np.array(chosen)
        positions = standing_each(segment, of)
        if not len(second):
            yield _Place(positions, skip, take)
            continue
        yield _Place(positions[np.isin(terms_at(segment, positions), of)], skip, take)
        # Where a term is but a part of the word, or another reading of it.
        for term in np.intersect1d(of, second).tolist():
            places = standing_each(segment, np.array([term]))
            yield _Place(places[terms_at(segment, places) != term], skip, take, part=fold(written_of(segment, term)))


class _Text:
    """The words of one document by position, as `segment.build` counts them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._sections = sections(document)
        begins: list[list[Array]] = [[] for _ in self._sections]
        ends: list[list[Array]] = [[] for _ in self._sections]
        for words in units.words([section.text for section in self._sections], offsets=True):
            cuts = np.searchsorted(words.texts, np.arange(len(self._sections) + 1))
            for number, (first, last) in enumerate(pairwise(cuts.tolist())):
                begins[number].append(words.begins[first:last])
                ends[number].append(words.finishes[first:last])
        self._begins = [np.concatenate(each) for each in begins]
        self._ends = [np.concatenate(each) for each in ends]

    def spans(self, position: int, place: _Place) -> Iterator[Range]:
        """What is lit: letters of one word, or a phrase, in pieces where it goes on in another paragraph."""
        if not place.row:
            yield self.letters(position, place.skip, place.take, place.part)
            return
        last = position + place.row
        words = [self.letters(position, place.skip, 0, place.part), self.letters(last, 0, place.take, place.last_part)]
        if words[0][0] == words[1][0]:
            yield words[0][0], words[0][1], words[1][2]
            return
        words[1:1] = [self.letters(between, 0, 0) for between in range(position + 1, last)]
        for paragraph, found in groupby(words, key=lambda word: word[0]):
            pieces = list(found)
            yield paragraph, pieces[0][1], pieces[-1][2]

    def letters(self, position: int, skip: int, take: int, part: str = "") -> Range:
        """The characters of some letters of the word at a position."""
        for section, begins, ends in zip(self._sections, self._begins, self._ends, strict=True):
            if position < len(begins):
                start, end = int(begins[position]), int(ends[position])
                first, last = _letters(section.text[start:end], *_in_part(section.text[start:end], part, skip, take))
                first, last = start + first, with_marks(section.text, start + last)
                if section.begins < 0:
                    return TITLE, first, last
                paragraph = self._document.paragraphs.at(section.begins + start)
                base = self._document.paragraphs[paragraph][0] - section.begins
                return paragraph, first - base, last - base
            position -= len(begins) + section.gap
        raise IndexError(f"position {position} behind the last word")


def _in_part(word: str, part: str, skip: int, take: int) -> tuple[int, int]:
    """``skip`` and ``take`` of a part that a ZWNJ joins, counted in the word; another reading is lit as a whole."""
    if not part:
        return skip, take
    before = 0
    for piece in word.split(ZWNJ):
        folded = fold(piece)
        if folded == part:
            return before + skip, take or len(folded) - skip
        before += len(folded)
    return skip, 0


@lru_cache(4096)
def _letters(word: str, skip: int, take: int) -> tuple[int, int]:
    """The span of some letters of a word as written: those that folding keeps are counted."""
    first, seen = None, 0
    for at, char in enumerate(word):
        kind = kind_of(char)
        count = len(fold(expanded(char))) if kind == Kind.EXPANDS else int(kind >= Kind.DIGIT)
        if not count:
            continue
        if first is None and seen + count > skip:
            first = at
        if take and seen >= skip + take:
            return first or 0, _end(word, at)
        seen += count
    return first or 0, len(word)


def _end(word: str, end: int) -> int:
    """``end`` moved back over what stands between letters and is no mark: nothing of it is lit."""
    while end and kind_of(word[end - 1]) in (Kind.DROPPED, Kind.JOINER, Kind.SEPARATOR):
        end -= 1
    return end
