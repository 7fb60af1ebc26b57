"""Query -> ranked Hits."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tui_reader.library.document import Document, DocumentId
from tui_reader.text.fold import fold, fold_with_map

from .query import Query, Word

#: A hit in the title weighs as much as this many in the text.
TITLE_WEIGHT = 20

#: The paragraph number of a title that is no paragraph of the text.
TITLE = -1

Range = tuple[int, int, int]


def _pattern(word: Word) -> re.Pattern[str]:
    # The article, alone or after a conjunction or preposition, belongs to no word a reader types.
    article = r"(?:[وفبك]?ال|[وف]?لل)?" if "\u0620" <= word.folded[0] <= "\u06ff" else ""
    end = "" if word.prefix else r"(?![^\W_])"
    return re.compile(rf"(?<![^\W_]){article}({re.escape(word.folded)}){end}")


@dataclass(frozen=True)
class Hit:
    """A document that holds what was asked for. ``score`` orders hits, the best highest."""

    document: Document
    query: Query
    score: float

    @cached_property
    def ranges(self) -> tuple[Range, ...]:
        """All places of all words: (paragraph, start, end) in code points of the original text, in order."""
        return tuple(ranges(self.document, self.query))


class Results(NamedTuple):
    """Hits, best first, and how many documents hold all words."""

    hits: tuple[Hit, ...]
    total: int


def ranges(document: Document, query: Query) -> list[Range]:
    """Where the words of ``query`` stand in a document: (paragraph, start, end), marks included, not overlapping."""
    patterns = [_pattern(word) for word in query.words]
    if not patterns:
        return []
    found: list[Range] = []
    texts = [(index, document.paragraph(index)) for index in range(len(document.paragraphs))]
    if document.title_paragraph == TITLE:
        texts.insert(0, (TITLE, document.title))
    for index, text in texts:
        # The map costs far more than the fold, and few paragraphs of a long text hold what is looked for.
        plain = fold(text)
        if not any(pattern.search(plain) for pattern in patterns):
            continue
        folded = fold_with_map(text)
        spans = sorted(folded.span(*match.span(1)) for pattern in patterns for match in pattern.finditer(folded.text))
        last = -1
        for start, end in spans:
            if start >= last:
                found.append((index, start, end))
                last = end
    return found


@dataclass
class _Entry:
    document: Document
    title: str
    body: str


@dataclass
class Index:
    """The documents that can be found. Used from one thread at a time but for `add`, which may run beside a search."""

    _entries: dict[DocumentId, _Entry] = field(default_factory=dict)

    def add(self, documents: Iterable[Document]) -> None:
        """Make documents findable; one with an id that is there already replaces it."""
        for document in documents:
            self._entries[document.id] = _Entry(document, fold(document.title), fold(document.text))

    def remove(self, ids: Iterable[DocumentId]) -> None:
        """Forget documents; unknown ids are passed over."""
        for identity in ids:
            self._entries.pop(identity, None)

    def search(self, query: Query, cancelled: Callable[[], bool] = lambda: False) -> Results:
        """Documents that hold all words of ``query``, best first; those that score alike in the order they came.

        ``cancelled`` is asked at every document; once it says yes, what was found so far is returned.
        """
        patterns = [(word.folded, _pattern(word)) for word in query.words]
        hits = []
        for entry in list(self._entries.values()) if patterns else []:
            if cancelled():
                break
            if score := self._score(entry, patterns):
                hits.append(Hit(entry.document, query, score))
        hits.sort(key=lambda hit: -hit.score)
        return Results(tuple(hits), len(hits))

    @staticmethod
    def _score(entry: _Entry, patterns: list[tuple[str, re.Pattern[str]]]) -> float:
        """0 where a word is missing; else how often the words stand there for the text's length."""
        total = 0.0
        for word, pattern in patterns:
            # Most documents lack a word altogether, which a plain search tells fastest; and for the order of those
            # that have it, how often its letters stand there will do.
            in_title = word in entry.title and bool(pattern.search(entry.title))
            count = entry.body.count(word)
            if not (in_title or (count and pattern.search(entry.body))):
                return 0.0
            total += (count + TITLE_WEIGHT * in_title) / (len(entry.body) + 1000)
        return total
