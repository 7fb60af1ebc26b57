"""Segments -> one segment of all their documents, in order."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from . import languages, terms
from .positions import NO_CELL, NO_TERM, cell_of, cells, standing, terms_at, widened
from .postings import Hits, Postings
from .ragged import Ragged, ends_of, ragged, spans
from .segment import LARGEST, Parts, Segment, assemble
from .stems import CLITICS
from .terms import Terms
from .units import Array, hashes

FAN = 4
"""More small segments than these are merged with a large one."""

MOST_BYTES = 80 << 20
"""Bytes of segments that are merged at once: the process that does it takes about as many more."""

AT_ONCE = 1 << 19
"""Places that are moved at once, each of which is named by a number of eight bytes meanwhile."""

WORTH = 8
"""A segment is merged with others that together hold at least a WORTH-th of its documents, or with many."""


def few(runs: Sequence[Sequence[Segment]]) -> list[list[Segment]]:
    """Which neighbours among the segments of a library should be merged once all of them are there; may be none.

    Those of one of the ``runs`` stay together. Each merge stays within LARGEST documents and MOST_BYTES, and so a run
    that is beyond them does not stay together. A large segment is not merged again for a few documents that came later.
    Merges are of about one size: what is left over would be merged once more the next time.
    """
    found: list[list[Segment]] = []
    runs = [part for run in runs for part in ([run] if _fits(run) else [[each] for each in run])]
    total = sum(each.size for run in runs for each in run)
    enough = total / max(1, -(-total // MOST_BYTES))
    first = 0
    while first < len(runs):
        last, documents, size = first, 0, 0
        while last < len(runs):
            more = sum(each.documents for each in runs[last]), sum(each.size for each in runs[last])
            beyond = documents + more[0] > LARGEST or size + more[1] > MOST_BYTES
            if last > first and (beyond or size >= enough):
                break
            documents, size = documents + more[0], size + more[1]
            last += 1
        chosen = [each for run in runs[first:last] for each in run]
        largest = max((each.documents for each in chosen), default=0)
        if len(chosen) > FAN or (len(chosen) > 1 and (documents - largest) * WORTH >= largest):
            found.append(chosen)
        first = last
    return found


def _fits(segments: Sequence[Segment]) -> bool:
    return sum(each.documents for each in segments) <= LARGEST and sum(each.size for each in segments) <= MOST_BYTES


def merge(segments: Sequence[Segment], spent: Callable[[str], object] = lambda name: None) -> Segment:
    """One segment; ValueError where that would hold more than LARGEST documents, or none are given.

    ``spent`` is told of each large array of theirs once it is not read any more.
    """
    count = sum(segment.documents for segment in segments)
    if not segments or count > LARGEST:
        raise ValueError(f"{len(segments)} segments with {count} documents, {LARGEST} at most")
    if len(segments) == 1:
        return segments[0]
    before = ends_of(np.array([len(segment.stream) for segment in segments]))
    if int(before[-1]) >= NO_TERM:
        raise ValueError(f"{int(before[-1])} words in one segment")
    for name in ("key_columns", "head_scores"):
        spent(name)
    table, chosen, maps = _terms(segments, spent)
    docs_before = ends_of(np.array([segment.documents for segment in segments])).astype(np.uint32)
    places = before.astype(np.uint32)
    total = len(table.clitics)
    posting_ends = _ends([s.posting_ends for s in segments], maps, total)
    ends = _ends([s.position_ends for s in segments], maps, total)
    cell_terms = cells(np.diff(ends))
    parts = _parts(segments, cell_terms, _stream(segments, maps, before, cell_of(cell_terms)), places)
    spent("stream")

    def scattered(name: str, values: Sequence[Array], bases: Array | None = None) -> Array:
        of, whole = ("position_ends", ends) if name == "positions" else ("posting_ends", posting_ends)
        out = _scattered(values, [getattr(s, of) for s in segments], maps, whole, bases)
        spent(name)
        return out

    docs = scattered("docs", [s.docs for s in segments], docs_before)
    impacts = scattered("impacts", [s.impacts for s in segments])
    positions = scattered("positions", widened([s.positions for s in segments]))
    postings = Postings(
        ends,
        positions,
        np.concatenate([s.other_positions + base for s, base in zip(segments, places, strict=False)]),
        np.concatenate([found[s.other_terms] for s, found in zip(segments, maps, strict=True)]),
    )
    return assemble(table, chosen, postings, Hits(docs, impacts, posting_ends, positions), parts)


def _terms(segments: Sequence[Segment], spent: Callable[[str], object]) -> tuple[Terms, Ragged, list[Array]]:
    """The terms of all segments, what is written of each, and which of them those of each segment are."""
    # What is written is known by its hash, as in a segment: most of it stands in several, and is sorted once.
    numbers, rows, hashes = _distinct(segments)
    bounds = ends_of(np.array([segment.terms for segment in segments]))
    pieces = []
    for begin, segment in zip(bounds.tolist(), segments, strict=False):
        here = np.flatnonzero((rows >= begin) & (rows < begin + segment.terms))
        pieces.append((here, *_rows(segment, (rows[here] - begin).astype(np.uint32))))
    places, keys, written, clitics, stems = zip(*pieces, strict=True)
    # From the order of the segments to that of the rows.
    order = np.empty(len(rows), np.int64)
    order[np.concatenate(places)] = np.arange(len(rows))
    given = _stacked(keys, order), np.concatenate(clitics)[order], hashes, np.concatenate(stems)[order]
    del pieces, places, keys, clitics, stems, rows, hashes
    for name in ("key_units", "stems", "stem_terms"):
        spent(name)
    table = terms.sort(*given)
    del given
    maps = [table.term_of[numbers[begin:end]] for begin, end in pairwise(bounds.tolist())]
    chosen = _stacked(written, order[table.written]).packed()
    spent("written_units")
    return table, chosen, maps


def _distinct(segments: Sequence[Segment]) -> tuple[Array, Array, Array]:
    """The number of each term among the distinct ones, where one of each stands, and its hash."""
    hashes = np.concatenate(list(map(_hashes, segments)))
    numbers, rows = terms.distinct(hashes)
    return numbers, rows, hashes[rows]


def _hashes(segment: Segment) -> Array:
    """uint64 a term: of what is written, its article and its key where nothing else is."""
    articles = ragged(list(CLITICS))
    keys = _pieces(segment.key_units, segment.key_ends, np.arange(len(segment.key_columns)))
    written = _pieces(segment.written_units, segment.written_ends, np.arange(segment.terms))
    of = np.repeat(np.arange(len(keys.starts)), np.diff(segment.key_terms))
    # Of each term what is written, its article, its key: the first of them, or both others.
    starts = np.stack([written.starts, articles.starts[segment.clitics], keys.starts[of]], axis=1)
    lengths = np.stack([written.lengths, articles.lengths[segment.clitics], keys.lengths[of]], axis=1)
    starts += ends_of(np.array([len(written.units), len(articles.units)]))
    lengths[written.lengths > 0, 1:] = 0
    flat = np.concatenate([written.units, articles.units, keys.units])[spans(starts.ravel(), lengths.ravel())]
    ends = np.cumsum(lengths.sum(axis=1))
    return hashes(flat, np.append(0, ends[:-1]) if len(ends) else ends, ends)


def _rows(segment: Segment, chosen: Array) -> tuple[Ragged, Ragged, Array, Array]:
    """Key, what is written, article and stem of some terms."""
    of = segment.key_terms.searchsorted(chosen, "right") - 1
    stems = np.empty(segment.terms, np.uint64)
    stems[segment.stem_terms] = segment.stems
    keys = _pieces(segment.key_units, segment.key_ends, of)
    return keys, _pieces(segment.written_units, segment.written_ends, chosen), segment.clitics[chosen], stems[chosen]


def _pieces(units: Array, ends: Array, chosen: Array) -> Ragged:
    starts = ends[chosen].astype(np.int64)
    return Ragged(units, starts, ends[chosen + 1] - starts)


def _stacked(pieces: Sequence[Ragged], chosen: Array) -> Ragged:
    """Some words of several."""
    before = ends_of(np.array([len(piece.units) for piece in pieces]))
    starts = np.concatenate([piece.starts + base for piece, base in zip(pieces, before, strict=False)])
    lengths = np.concatenate([piece.lengths for piece in pieces])
    return Ragged(np.concatenate([piece.units for piece in pieces]), starts[chosen], lengths[chosen])


def _ends(ends: Sequence[Array], maps: Sequence[Array], total: int) -> NDArray[np.int64]:
    """Where what each new term has of something begins."""
    counts = np.zeros(total, np.int64)
    for each, found in zip(ends, maps, strict=True):
        counts[found] += _lengths(each)
    return ends_of(counts)


def _scattered(
    values: Sequence[Array], ends: Sequence[Array], maps: Sequence[Array], whole: Array, bases: Array | None
) -> Array:
    """The values of all segments by the new terms, those of the first segment first."""
    fill = whole[:-1].copy()
    out = np.empty(int(whole[-1]), values[0].dtype)
    for index, (value, each, found) in enumerate(zip(values, ends, maps, strict=True)):
        for first, last in _runs(each):
            lengths = _lengths(each[first : last + 1])
            some = value[int(each[first]) : int(each[last])]
            places = spans(fill[found[first:last]], lengths)
            out[places] = some + bases[index].astype(value.dtype) if bases is not None else some
            fill[found[first:last]] += lengths
    return out


def _runs(ends: Array) -> Iterator[tuple[int, int]]:
    """Runs of terms that together have about AT_ONCE of something, of which ``ends`` says where each term's begin."""
    first = 0
    while first < len(ends) - 1:
        last = max(first + 1, int(ends.searchsorted(ends[first] + np.uint32(AT_ONCE), "right")) - 1)
        yield first, last
        first = last


def _lengths(ends: Array) -> NDArray[np.int64]:
    whole = ends.astype(np.int64)
    return whole[1:] - whole[:-1]


def _stream(segments: Sequence[Segment], maps: Sequence[Array], before: Array, cell: Array) -> Array:
    """The cell of what stands at every position."""
    stream = np.full(int(before[-1]), NO_CELL, np.uint16)
    for index, (segment, found) in enumerate(zip(segments, maps, strict=True)):
        here = stream[before[index] : before[index + 1]]
        new = cell[found]
        ends = segment.position_ends
        for first, last in _runs(ends):
            here[standing(segment, first, last)] = np.repeat(new[first:last], _lengths(ends[first : last + 1]))
        if len(segment.other_positions):  # where the last one of several was written
            here[segment.other_positions] = new[terms_at(segment, segment.other_positions)]
    return stream


def _parts(segments: Sequence[Segment], cell_terms: Array, stream: Array, places: Array) -> Parts:
    codes = []
    names = list(languages.DETECTED)
    for segment in segments:
        own = languages.names_of(segment.language_units)
        for name in own:
            if name not in names and len(names) < 256:
                names.append(name)
        code = np.array([names.index(name) if name in names else 0 for name in own], np.uint8)
        codes.append(code[segment.doc_languages])
    pairs = list(zip(segments, places, strict=False))
    return Parts(
        cell_terms,
        stream,
        np.concatenate([s.doc_begins[:-1] + base for s, base in pairs] + [places[-1:]]),
        np.concatenate([s.title_begins + base for s, base in pairs]),
        np.concatenate([s.title_ends + base for s, base in pairs]),
        np.concatenate([s.doc_lengths for s in segments]),
        np.concatenate(codes),
        names,
    )
