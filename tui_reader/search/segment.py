"""A few thousand documents, indexed: flat arrays that cross a process boundary, lie in a file and are merged.

Inverted: every term (`tui_reader.search.terms`) has postings, one a document that holds it, and positions, one a place.
Forward: the stream tells the term at every position. Documents are numbers, in the order they were given; nothing of
their texts is kept but their distinct words. `tui_reader.search.positions` says how both are kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from . import languages, terms, units
from .heads import heads
from .positions import NO_CELL, cell_of, cells
from .postings import Hits, Postings, impacts_of, postings_of
from .ragged import Ragged, ends_of
from .stems import LENGTHS
from .terms import Terms
from .units import Array

if TYPE_CHECKING:
    from tui_reader.library.document import Document

LARGEST = 1 << 16
"""Documents in a segment at most: their numbers take two bytes."""


@dataclass(frozen=True, eq=False)
class Segment:
    """One segment. Arrays are read only; what is counted from 0 to n has n + 1 entries, the last the total."""

    key_units: Array
    """uint16: the letters of all keys, in order."""
    key_ends: Array
    key_columns: Array
    """uint64 a key: its first four letters, as `Ragged.column` packs them."""
    key_terms: Array
    """The first term of each key."""
    clitics: Array
    """uint8 a term."""
    written_units: Array
    """uint16: what is written, of terms of which that is not article and key; else nothing."""
    written_ends: Array
    stems: Array
    """uint64, ascending: hashes of stems, one a term."""
    stem_terms: Array
    """The terms in the order of ``stems``."""
    posting_ends: Array
    docs: Array
    """uint16 a posting, ascending within a term."""
    impacts: Array
    """uint8 a posting: bit 7 says that the title holds it, the others how much it counts."""
    position_ends: Array
    positions: Array
    """uint16 or uint32, ascending within a term, as `positions.packed` makes them."""
    cell_terms: Array
    """The first term of each cell."""
    stream: Array
    """uint16 a position: the cell of its term, or NO_CELL."""
    other_positions: Array
    """uint32, ascending: positions at which a second term stands (parts that a ZWNJ joins, alef for a dagger alef)."""
    other_terms: Array
    doc_begins: Array
    """The first position of each document."""
    title_begins: Array
    title_ends: Array
    doc_lengths: Array
    """uint32: words."""
    doc_languages: Array
    """uint8: index of `languages.of_segment`."""
    language_units: Array
    """uint8: the names of the languages, UTF-8, one a line."""
    head_prefixes: Array
    """uint64: prefixes that many postings share, packed as in ``key_columns``; beyond them the articles, 1 to 8."""
    head_scores: Array
    """uint8 a prefix and document: what `heads.heads` adds up."""

    @property
    def documents(self) -> int:
        """How many."""
        return len(self.doc_lengths)

    @property
    def terms(self) -> int:
        """How many."""
        return len(self.clitics)

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        return sum(int(getattr(self, field.name).nbytes) for field in fields(self))

    def key(self, index: int) -> bytes:
        """A key, big-endian, so that bytes compare as letters do."""
        units = self.key_units[int(self.key_ends[index]) : int(self.key_ends[index + 1])]
        return units.astype(">u2").tobytes()


def build(documents: Iterable["Document"]) -> Segment:
    """The segment of some documents, at most LARGEST. Reads nothing of them but title, title_paragraph, text and
    language. ValueError for too many.

    Takes about eight times the text's memory while it works: a few thousand documents at a time, then `merging.merge`.
    """
    pieces = _Sections()
    for document in documents:
        pieces.add(document)
    if pieces.documents > LARGEST:
        raise ValueError(f"{pieces.documents} documents in one segment, {LARGEST} at most")
    words, numbers, texts = _words(pieces.texts)
    found, stands_for = terms.with_others(words)
    analysis = terms.analyse(found)
    hashes = units.hashes(found.units, found.starts, found.starts + found.lengths)
    table = terms.sort(analysis.keys, analysis.clitics, hashes, analysis.stems)
    distinct = len(words.starts)
    tokens = table.term_of[numbers]
    places = pieces.places(texts)
    docs = places.doc_of_text[texts]
    lengths = np.bincount(docs, minlength=pieces.documents).astype(np.uint32)
    names, codes = languages.detect(found, distinct, numbers, docs, pieces.languages)
    others = (table.term_of[stands_for], table.term_of[distinct:])
    postings = postings_of(tokens, places.positions, len(table.clitics), others)
    cell_terms = cells(np.diff(postings.ends))
    stream = np.full(places.total, NO_CELL, np.uint16)
    stream[places.positions] = cell_of(cell_terms)[tokens]
    parts = Parts(cell_terms, stream, places.doc_begins, places.title_begins, places.title_ends, lengths, codes, names)
    hits = impacts_of(postings, places.doc_begins, places.title_begins, places.title_ends, lengths)
    return assemble(table, _unless_folded(found, hashes, analysis, table), postings, hits, parts)


class Parts(NamedTuple):
    """What a segment holds of its documents and positions, as `Segment` has it."""

    cell_terms: Array
    stream: Array
    doc_begins: Array
    title_begins: Array
    title_ends: Array
    lengths: Array
    codes: Array
    names: Sequence[str]


def assemble(
    table: Terms, written: Ragged, postings: Postings, hits: Hits, parts: Parts
) -> Segment:
    """The segment of what is known of its terms and places."""
    docs, impacts, posting_ends = hits.docs, hits.impacts, hits.ends
    order = np.argsort(table.stems, kind="stable")
    key_ends = ends_of(table.keys.lengths)
    first = np.searchsorted(table.key_of, np.arange(len(key_ends)))
    columns = table.keys.column(0)
    made = heads(columns, first, table.clitics, posting_ends, docs, impacts, len(parts.lengths))
    return Segment(
        key_units=table.keys.units.astype(np.uint16),
        key_ends=key_ends.astype(np.uint32),
        key_columns=columns,
        key_terms=first.astype(np.uint32),
        clitics=table.clitics.astype(np.uint8),
        written_units=written.units.astype(np.uint16),
        written_ends=ends_of(written.lengths).astype(np.uint32),
        stems=table.stems[order],
        stem_terms=order.astype(np.uint32),
        posting_ends=posting_ends.astype(np.uint32),
        docs=docs,
        impacts=impacts,
        position_ends=postings.ends.astype(np.uint32),
        positions=hits.positions,
        cell_terms=parts.cell_terms,
        stream=parts.stream,
        other_positions=postings.other_positions,
        other_terms=postings.other_terms,
        doc_begins=parts.doc_begins.astype(np.uint32),
        title_begins=parts.title_begins.astype(np.uint32),
        title_ends=parts.title_ends.astype(np.uint32),
        doc_lengths=parts.lengths,
        doc_languages=parts.codes,
        language_units=np.frombuffer("\n".join(parts.names).encode(), np.uint8),
        head_prefixes=made.prefixes,
        head_scores=made.scores,
    )


def _words(texts: Sequence[str]) -> tuple[Ragged, Array, Array]:
    """The distinct words of the texts; the number of each word among them, and which text it is of."""
    chunks = list(units.words(texts))
    if not chunks:
        nothing = np.zeros(0, np.int64)
        return Ragged(np.zeros(0, np.uint16), nothing, nothing), nothing, nothing
    hashes = np.concatenate([chunk.hashes for chunk in chunks])
    texts_of = np.concatenate([chunk.texts for chunk in chunks])
    spans = [Ragged(chunk.units, chunk.starts, chunk.ends - chunk.starts) for chunk in chunks]
    del chunks
    numbers, first = terms.distinct(hashes)
    del hashes
    # In the order in which they first stand: then the words of each chunk are a slice.
    order = np.argsort(first)
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    first = first[order]
    bounds = ends_of(np.array([len(each.starts) for each in spans]))
    cuts = np.searchsorted(first, bounds)
    pieces = []
    for number, each in enumerate(spans):
        here = first[cuts[number] : cuts[number + 1]] - bounds[number]
        pieces.append(Ragged(each.units, each.starts[here], each.lengths[here]).packed())
    del spans
    lengths = np.concatenate([piece.lengths for piece in pieces])
    flat = np.concatenate([piece.units for piece in pieces])
    return Ragged(flat, ends_of(lengths)[:-1], lengths), rank[numbers], texts_of


def _unless_folded(words: Ragged, hashes: Array, analysis: terms.Analysis, table: Terms) -> Ragged:
    """What is written of each term; nothing where that is its article and its key."""
    folded = analysis.folded
    plain = units.hashes(folded.units, folded.starts, folded.starts + folded.lengths)
    whole = folded.lengths == LENGTHS[analysis.clitics] + analysis.keys.lengths
    lengths = np.where((plain == hashes) & whole, 0, words.lengths)
    return Ragged(words.units, words.starts[table.written], lengths[table.written]).packed()


@dataclass(frozen=True)
class _Places:
    """Where words and documents stand, counted in positions."""

    positions: Array
    total: int
    doc_of_text: Array
    doc_begins: Array
    title_begins: Array
    title_ends: Array


class Section(NamedTuple):
    """A piece of a document; its words are counted by themselves."""

    text: str
    begins: int
    """Where in the document's text; -1 for a title that is not of it."""
    title: bool
    gap: bool
    """Whether a position is left out behind it."""


def sections(document: "Document") -> list[Section]:
    """The title and what is around it."""
    title, text = document.title, document.text
    if document.title_paragraph < 0:
        return [Section(title, -1, True, True), Section(text, 0, False, True)]
    at = text.find(title)
    if at < 0 or (at > 0 and not text[:at].isspace()):
        # Its place among the paragraphs is worked out only where it is not the first thing in the text.
        at = document.paragraphs[document.title_paragraph][0]
    end = at + len(title)
    while end < len(text) and not text[end].isspace():
        end += 1
    found = [Section(text[at:end], at, True, False), Section(text[end:], end, False, True)]
    return [Section(text[:at], 0, False, False), *found] if at else found


class _Sections:
    """The texts of documents in the pieces that positions are counted by: a title and what is around it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.languages: list[str | None] = []
        self._docs: list[int] = []
        self._titles: list[bool] = []
        self._gaps: list[bool] = []

    @property
    def documents(self) -> int:
        return len(self.languages)

    def add(self, document: "Document") -> None:
        for section in sections(document):
            self.texts.append(section.text)
            self._docs.append(self.documents)
            self._titles.append(section.title)
            self._gaps.append(section.gap)
        self.languages.append(document.language)

    def places(self, texts: Array) -> _Places:
        """``texts`` says which section each word is of."""
        gaps = np.array(self._gaps, bool)
        gaps_before = ends_of(gaps)
        positions = (np.arange(len(texts)) + gaps_before[texts]).astype(np.uint32)
        counts = np.bincount(texts, minlength=len(gaps)) if len(texts) else np.zeros(len(gaps), np.int64)
        begins = ends_of(counts + gaps)
        docs = np.array(self._docs, np.int64)
        titles = np.flatnonzero(np.array(self._titles, bool))
        return _Places(
            positions,
            int(begins[-1]),
            docs,
            begins[np.searchsorted(docs, np.arange(self.documents + 1))],
            begins[titles],
            begins[titles] + counts[titles],
        )
