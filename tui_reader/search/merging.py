"""Segments -> one segment of all their documents, in order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import languages, terms
from .positions import NO_CELL, NO_TERM, cell_of, cells, standing, terms_at, widened
from .postings import Hits, Postings
from .ragged import Ragged, ends_of, spans
from .segment import LARGEST, Parts, Segment, assemble
from .units import Array

FAN = 4
"""More small segments than these are merged with a large one."""

MOST_BYTES = 96 << 20
"""Bytes of segments that are merged at once: the process that does it takes about twice as many more."""

WORTH = 8
"""A segment is merged with others that together hold at least a WORTH-th of its documents, or with many."""


def few(runs: Sequence[Sequence[Segment]]) -> list[list[Segment]]:
    """Which neighbours among the segments of a library should be merged once all of them are there; may be none.

    Those of one of the ``runs`` stay together. Each merge stays within LARGEST documents and MOST_BYTES, and so a run
    that is beyond them does not stay together. A large segment is not merged again for a few documents that came later.
    """
    found: list[list[Segment]] = []
    runs = [part for run in runs for part in ([run] if _fits(run) else [[each] for each in run])]
    first = 0
    while first < len(runs):
        last, documents, size = first, 0, 0
        while last < len(runs):
            more = sum(each.documents for each in runs[last]), sum(each.size for each in runs[last])
            if last > first and (documents + more[0] > LARGEST or size + more[1] > MOST_BYTES):
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


def merge(segments: Sequence[Segment]) -> Segment:
    """One segment; ValueError where that would hold more than LARGEST documents, or none are given."""
    count = sum(segment.documents for segment in segments)
    if not segments or count > LARGEST:
        raise ValueError(f"{len(segments)} segments with {count} documents, {LARGEST} at most")
    if len(segments) == 1:
        return segments[0]
    keys, clitics, hashes, stems = (list(rows) for rows in zip(*map(_rows, segments), strict=True))
    table = terms.sort(_stacked(keys), np.concatenate(clitics), np.concatenate(hashes), np.concatenate(stems))
    bounds = ends_of(np.array([segment.terms for segment in segments]))
    maps = [table.term_of[bounds[index] : bounds[index + 1]] for index in range(len(segments))]
    written = _stacked([_written(segment) for segment in segments])
    chosen = Ragged(written.units, written.starts[table.written], written.lengths[table.written]).packed()
    docs_before = ends_of(np.array([segment.documents for segment in segments])).astype(np.uint32)
    before = ends_of(np.array([len(segment.stream) for segment in segments]))
    if int(before[-1]) >= NO_TERM:
        raise ValueError(f"{int(before[-1])} words in one segment")
    places = before.astype(np.uint32)
    total = len(table.clitics)
    docs, posting_ends = _scattered(
        [s.docs for s in segments], [s.posting_ends for s in segments], maps, total, docs_before
    )
    impacts, _ = _scattered([s.impacts for s in segments], [s.posting_ends for s in segments], maps, total, None)
    positions, ends = _scattered(
        widened([s.positions for s in segments]), [s.position_ends for s in segments], maps, total, None
    )
    postings = Postings(
        ends,
        positions,
        np.concatenate([s.other_positions + base for s, base in zip(segments, places, strict=False)]),
        np.concatenate([found[s.other_terms] for s, found in zip(segments, maps, strict=True)]),
    )
    cell_terms = cells(np.diff(ends))
    parts = _parts(segments, cell_terms, _stream(segments, maps, before, cell_of(cell_terms)), places)
    return assemble(table, chosen, postings, Hits(docs, impacts, posting_ends, positions), parts)


def _rows(segment: Segment) -> tuple[Ragged, Array, Array, Array]:
    """Key, article, hash and stem of every term."""
    key_of = np.repeat(np.arange(len(segment.key_columns)), np.diff(segment.key_terms))
    starts = segment.key_ends.astype(np.int64)
    stems = np.empty(segment.terms, np.uint64)
    stems[segment.stem_terms] = segment.stems
    keys = Ragged(segment.key_units, starts[key_of], np.diff(starts)[key_of])
    return keys, segment.clitics, segment.hashes, stems


def _written(segment: Segment) -> Ragged:
    ends = segment.written_ends.astype(np.int64)
    return Ragged(segment.written_units, ends[:-1], np.diff(ends))


def _stacked(pieces: Sequence[Ragged]) -> Ragged:
    before = ends_of(np.array([len(piece.units) for piece in pieces]))
    return Ragged(
        np.concatenate([piece.units for piece in pieces]),
        np.concatenate([piece.starts + base for piece, base in zip(pieces, before, strict=False)]),
        np.concatenate([piece.lengths for piece in pieces]),
    )


def _scattered(
    values: Sequence[Array], ends: Sequence[Array], maps: Sequence[Array], total: int, bases: Array | None
) -> tuple[Array, Array]:
    """The values of all segments by the new terms, those of the first segment first; and where each term's begin."""
    counts = np.zeros(total, np.int64)
    for each, found in zip(ends, maps, strict=True):
        counts[found] += _lengths(each)
    result = ends_of(counts)
    fill = result[:-1].copy()
    out = np.empty(int(result[-1]), values[0].dtype)
    for index, (value, each, found) in enumerate(zip(values, ends, maps, strict=True)):
        lengths = _lengths(each)
        out[spans(fill[found], lengths)] = value + bases[index].astype(value.dtype) if bases is not None else value
        fill[found] += lengths
    return out, result


def _lengths(ends: Array) -> NDArray[np.int64]:
    whole = ends.astype(np.int64)
    return whole[1:] - whole[:-1]


def _stream(segments: Sequence[Segment], maps: Sequence[Array], before: Array, cell: Array) -> Array:
    """The cell of what stands at every position."""
    stream = np.full(int(before[-1]), NO_CELL, np.uint16)
    for index, (segment, found) in enumerate(zip(segments, maps, strict=True)):
        here = stream[before[index] : before[index + 1]]
        new = cell[found]
        here[standing(segment, 0, segment.terms)] = np.repeat(new, _lengths(segment.position_ends))
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
