"""Texts for the tests of search: hypothesis strategies and a way to make documents."""

from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId, first_line

#: Letters, marks and signs that folding treats in every way it has, and some that it leaves alone.
ALPHABET = "ابتةىيألآإٱلاكکیہھںؤئـًٌَُِّٰ٠١٢۳۴ﻻﷲﷺﺏ\u200c\u200d\u200e\u202e\u2067אבשָׁלםAaBbÉe\u0301İıßſﬁ①² \t.,«»()-_'\n\x1b"

texts = st.one_of(st.text(alphabet=ALPHABET, max_size=60), st.text(max_size=30))


def document(text: str, name: str = "a.txt", title: str | None = None) -> Document:
    """A document; with ``title``, one whose title is not of its text."""
    found = (title, -1) if title is not None else first_line(text) or (name, -1)
    return Document(DocumentId(name), *found, text)
