"""Texts for the tests of search: hypothesis strategies, a way to make documents and an index of them."""

from collections.abc import Iterable

from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId, first_line
from tui_reader.search.index import Index
from tui_reader.search.query import parse

#: Letters, marks and signs that folding treats in every way it has, and some that it leaves alone.
ALPHABET = "ابتةىيألآإٱلاكکیہھںؤئـًٌَُِّٰ٠١٢۳۴ﻻﷲﷺﺏ\u200c\u200d\u200e\u202e\u2067אבשָׁלםAaBbÉe\u0301İıßſﬁ①² \t.,«»()-_'\n\x1b"

texts = st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=30))


def document(text: str, name: str = "a.txt", title: str | None = None) -> Document:
    """A document; with ``title``, one whose title is not of its text."""
    found = (title, -1) if title is not None else first_line(text) or (name, -1)
    return Document(DocumentId(name), *found, text)


class Library:
    """Documents and an index of them."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents: dict[DocumentId, Document] = {}
        self.index = Index(self.documents.get)
        self.add(*documents)

    def add(self, *documents: Document) -> None:
        self.documents |= {each.id: each for each in documents}
        self.index.add(documents)

    def found(self, typed: str, **options: bool | str) -> list[str]:
        results = self.index.search(parse(typed), **options)  # type: ignore[arg-type]
        if not options.get("any"):
            assert results.total == len(results.hits)
        return [hit.document.id.path for hit in results.hits]
