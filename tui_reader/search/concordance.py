"""Every place of a query with what stands around it: keyword in context."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tui_reader.library.document import Document, DocumentId

from .places import TITLE, ranges_of
from .query import Query

#: Code points of context to either side, unless said.
CONTEXT = 60

#: Code points of text whose places are looked for at once.
AT_ONCE = 200_000


class Line(NamedTuple):
    """One place. ``before`` + ``keyword`` + ``after`` is a slice of the paragraph, in its own order."""

    document: DocumentId
    paragraph: int
    """-1 for a title that is no paragraph."""
    start: int
    end: int
    before: str
    keyword: str
    after: str


def lines(documents: Iterable[Document], query: Query, context: int = CONTEXT) -> Iterator[Line]:
    """All places in the documents, in order, each with at most ``context`` code points to either side.

    A context ends where the paragraph does, and never between a letter and its marks.
    """
    waiting: list[Document] = []
    length = 0
    for document in documents:
        waiting.append(document)
        length += len(document.text)
        if length > AT_ONCE:
            yield from _lines(waiting, query, context)
            waiting, length = [], 0
    yield from _lines(waiting, query, context)


def _lines(documents: list[Document], query: Query, context: int) -> Iterator[Line]:
    for document, found in zip(documents, ranges_of(documents, query), strict=True):
        for paragraph, start, end in found:
            text = document.title if paragraph == TITLE else document.paragraph(paragraph)
            first, last = max(0, start - context), min(len(text), end + context)
            while first < start and unicodedata.category(text[first]).startswith("M"):
                first += 1
            while last > end and last < len(text) and unicodedata.category(text[last]).startswith("M"):
                last -= 1
            yield Line(document.id, paragraph, start, end, text[first:start], text[start:end], text[end:last])
