"""Query -> ranked Hits, of documents in segments."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple, overload

import numpy as np

from tui_reader.library.document import Document, DocumentId

from . import languages, merging, places, ranking
from .apart import with_words_apart
from .lookup import warm
from .parts import Body, Part, Place, without
from .query import Query
from .ragged import ends_of
from .ranking import Tongues
from .segment import Segment, build
from .units import Array

#: Hits put in order at once; the others when somebody asks for them.
FIRST = 512

#: Segments up to this many documents are built anew, rather than merged, by the thread that adds to them.
SMALL = 256


class Hit:
    """A document that was found. ``score`` orders hits, the best highest."""

    def __init__(self, document: Document, query: Query, score: float) -> None:
        self.document = document
        self.query = query
        self.score = score

    @cached_property
    def ranges(self) -> tuple[places.Range, ...]:
        """All places of all words: (paragraph, start, end) in code points of the original text, in order."""
        return places.ranges(self.document, self.query)

    @property
    def ready(self) -> bool:
        """Whether the ranges are known; to find them takes a few milliseconds, more in a long text."""
        return "ranges" in self.__dict__


class Hits(Sequence[Hit]):
    """Hits, best first, those that score alike in the order their documents came. A Hit is made when asked for."""

    def __init__(self, query: Query, numbers: Array, scores: Array, names: _Names) -> None:
        """``numbers`` count documents through all of the library's parts, ascending."""
        self.query = query
        """What was asked for, with the other ways to write it that were found."""
        self._names = names
        self._numbers = numbers
        self._scores = scores
        self._order = _best(scores, FIRST)
        self._made: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> Hit: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, index: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        return self._hit(self._row(index))

    def __iter__(self) -> Iterator[Hit]:
        return (self[index] for index in range(len(self)))

    def get(self, identity: DocumentId) -> Hit | None:
        """The hit that is one document; None where that was not found."""
        number = self._names.number(identity)
        # numpy would let go of Python's lock, and who draws would wait for it once more with every row.
        numbers: Any = self._numbers
        row = bisect_left(memoryview(numbers), number) if number is not None else len(self)
        return self._hit(row) if row < len(self) and int(self._numbers[row]) == number else None

    def id(self, index: int) -> DocumentId:
        """Which document the hit at ``index`` is; no Hit is made."""
        return self._names.id(int(self._numbers[self._row(index)]))

    @property
    def documents(self) -> Sequence[Document]:
        """The documents, best first, each looked up when asked for."""
        return _Documents(self)

    def _hit(self, row: int) -> Hit:
        hit = self._made.get(row)
        if hit is None:
            document = self._names.document(self._names.id(int(self._numbers[row])))
            hit = self._made[row] = Hit(document, self.query, float(self._scores[row]))
        return hit

    def _row(self, index: int) -> int:
        if not -len(self) <= index < len(self):
            raise IndexError(f"hit {index} of {len(self)}")
        index %= len(self)
        if index >= len(self._order):
            self._order = np.argsort(-self._scores, kind="stable")
        return int(self._order[index])


class _Documents(Sequence[Document]):
    """The documents of hits."""

    def __init__(self, hits: Hits) -> None:
        self._hits = hits

    def __len__(self) -> int:
        return len(self._hits)

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Document, ...]: ...
    def __getitem__(self, index: int | slice) -> Document | tuple[Document, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        return self._hits[index].document


class _Names:
    """Which documents are in some parts, numbered through all of them. Hits keep this, and with it no segment."""

    def __init__(
        self, parts: tuple[Part, ...], where: Mapping[DocumentId, Place],
        document: Callable[[DocumentId], Document | None],
    ) -> None:  # fmt: skip
        self._ids = [part.body.ids for part in parts]
        self._bounds = ends_of(np.array([len(ids) for ids in self._ids], np.int64)).tolist()
        self._where = where
        self._document = document

    def id(self, number: int) -> DocumentId:
        part = bisect_right(self._bounds, number) - 1
        identity: DocumentId = self._ids[part][number - self._bounds[part]]
        return identity

    def number(self, identity: DocumentId) -> int | None:
        place = self._where.get(identity)
        if place is None:
            return None
        body, number = place.now
        for before, other in zip(self._bounds, self._ids, strict=False):
            if other is body.ids:
                return int(before) + number
        # Merged or replaced since then.
        for before, other in zip(self._bounds, self._ids, strict=False):
            if identity in other:
                return int(before) + other.index(identity)
        return None

    def document(self, identity: DocumentId) -> Document:
        """One that went away since then is an empty document: nothing is shown of it, and nothing fails."""
        return self._document(identity) or Document(identity, "", -1, "")


class _Library:
    """Some parts as they are searched."""

    def __init__(self, parts: tuple[Part, ...], names: _Names) -> None:
        self.parts = parts
        self.names = names

    @cached_property
    def tongues(self) -> Tongues:
        """The languages its documents are in."""
        number: dict[str, int] = {}
        codes = []
        for part in self.parts:
            names = languages.names_of(part.segment.language_units)
            codes.append(np.array([number.setdefault(name, len(number)) for name in names])[part.segment.doc_languages])
        all_codes = np.concatenate(codes)
        totals = np.bincount(all_codes, minlength=len(number))
        main = int(np.argmax(totals))
        others = np.flatnonzero(all_codes != main)
        return Tongues(list(number), totals, main, others, all_codes.astype(np.uint16))


def _best(scores: Array, count: int) -> Array:
    """Where the best ``count`` are, in order, and those that score as the last of these does."""
    if len(scores) <= 2 * count:
        return np.argsort(-scores, kind="stable")
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    best = np.flatnonzero(scores > least)
    return np.concatenate([best[np.argsort(-scores[best], kind="stable")], np.flatnonzero(scores == least)])


class Results(NamedTuple):
    """What was found."""

    hits: Hits
    total: int
    """How many documents hold all words."""
    partial: Hits
    """Documents that hold most words; there are some only where ``total`` is 0."""


class Index:
    """The documents that can be found.

    One thread may change it while one searches: a search sees what there was when it began.
    """

    def __init__(self, document: Callable[[DocumentId], Document | None]) -> None:
        """``document`` finds a document by its id, from any thread."""
        self._document = document
        self._where: dict[DocumentId, Place] = {}
        self._lock = Lock()
        self._put(())

    def __len__(self) -> int:
        return len(self._where)

    @property
    def _parts(self) -> tuple[Part, ...]:
        return self._library.parts

    def _put(self, parts: tuple[Part, ...]) -> None:
        """What is searched from now on."""
        library = _Library(parts, _Names(parts, self._where, self._document))
        if parts:
            _ = library.tongues  # worked out here, not by the search that comes next
        self._library = library

    @property
    def segments(self) -> tuple[Segment, ...]:
        """What the index is made of, in order."""
        return tuple(part.segment for part in self._parts)

    @property
    def languages(self) -> dict[str, int]:
        """How many documents there are in each language, the most spoken first; "" is unknown."""
        counts: dict[str, int] = {}
        for part in self._parts:
            codes = part.segment.doc_languages
            codes = codes if part.alive is None else codes[part.alive]
            names = languages.names_of(part.segment.language_units)
            for code, count in enumerate(np.bincount(codes, minlength=1).tolist()):
                if count:
                    counts[names[code]] = counts.get(names[code], 0) + count
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    def add_segment(self, segment: Segment, ids: Sequence[DocumentId], older: bool = False) -> None:
        """Make a segment's documents findable; one with an id that is there already replaces it, unless it is
        ``older``.

        ValueError where ``ids`` are not as many as the documents.
        """
        if len(ids) != segment.documents:
            raise ValueError(f"{len(ids)} ids for {segment.documents} documents")
        with self._lock:
            self._append(self._parts, segment, ids, older)

    def add(self, documents: Iterable[Document]) -> None:
        """Make a few documents findable at once; one with an id that is there already replaces it."""
        new = {document.id: document for document in documents}
        if not new:
            return
        with self._lock:
            parts = self._parts
            # Small segments at the end go into the new one, without what is dead in them.
            first = len(parts)
            while first and len(parts[first - 1].body.ids) <= SMALL:
                first -= 1
            if len(parts) - first < merging.FAN:
                first = len(parts)
            old = [part.body.ids[number] for part in parts[first:] for number in part.numbers]
            known = {identity: self._document(identity) for identity in old if identity not in new}
            kept = {identity: found for identity, found in known.items() if found is not None}
            for identity in old:
                self._where.pop(identity, None)
            self._append(parts[:first], build([*kept.values(), *new.values()]), (*kept, *new))

    def merged(self, old: Sequence[Segment], new: Segment) -> bool:
        """Put a merge of neighbouring segments in their place; False where they are not there any more, side by
        side."""
        with self._lock:
            first = next((at for at, part in enumerate(self._parts) if old and part.segment is old[0]), -1)
            parts = self._parts[first : first + len(old)]
            if first < 0 or [id(part.segment) for part in parts] != [id(segment) for segment in old]:
                return False
            warm(new)
            body = Body(new, tuple(chain.from_iterable(part.body.ids for part in parts)))
            if len(body.ids) != new.documents:
                return False
            alive = None
            if any(part.alive is not None for part in parts):
                alive = np.concatenate(
                    [np.ones(len(part.body.ids), bool) if part.alive is None else part.alive for part in parts]
                )
            before = 0
            for part in parts:
                for home in part.body.homes:
                    home.body, home.base = body, home.base + before
                body.homes += part.body.homes
                before += len(part.body.ids)
            self._put((*self._parts[:first], Part(body, alive), *self._parts[first + len(old) :]))
            return True

    def remove(self, ids: Iterable[DocumentId]) -> None:
        """Forget documents; unknown ids are passed over."""
        with self._lock:
            places = [self._where.pop(identity).now for identity in ids if identity in self._where]
            self._put(without(self._parts, places))

    def search(
        self, query: Query, cancelled: Callable[[], bool] = lambda: False, *, language: str | None = None,
        any: bool = False,
    ) -> Results:  # fmt: skip
        """Documents that hold all of ``query``, best first; with ``any``, those that hold any of it.

        ``language`` leaves out documents in another. ``cancelled`` is asked between words; once it says yes, nothing
        is found.
        """
        library = self._library
        parts = library.parts
        query = with_words_apart(query, parts)
        nothing = Hits(query, np.zeros(0, np.int64), np.zeros(0, np.float32), library.names)
        found = (
            ranking.rank(query, parts, library.tongues, cancelled, language=language, asked=any)
            if query.words and parts
            else None
        )
        if found is None:
            return Results(nothing, 0, nothing)

        def hits(least: int) -> Hits:
            return Hits(query, *found.holding(least), library.names)

        whole = hits(found.wanted)
        if any:
            return Results(hits(min(1, found.wanted)), len(whole), nothing)
        most = (found.wanted + 1) // 2
        return Results(whole, len(whole), hits(most) if not len(whole) and most < found.wanted else nothing)

    def _append(
        self, parts: tuple[Part, ...], segment: Segment, ids: Sequence[DocumentId], older: bool = False
    ) -> None:
        """Put a segment behind ``parts``; what it replaces in them is dead, or what it has anew where it is ``older``.
        All of it is seen at once."""
        warm(segment)
        body = Body(segment, ids)
        home = body.homes[0]
        dead: list[tuple[Body, int]] = []
        for number, identity in enumerate(body.ids):
            if before := self._where.get(identity):
                if older and before.now[0] is not body:
                    dead.append((body, number))
                    continue
                dead.append(before.now)
            self._where[identity] = Place(home, number)
        # An id that was given twice means the last.
        made = without((Part(body),), [place for place in dead if place[0] is body])
        self._put((*without(parts, dead), *made))
