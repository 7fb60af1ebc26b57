"""A document: one text, its paragraphs as spans of it, and what is known about it."""

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import le
from typing import Literal, NamedTuple, overload

from tui_reader.library.language import code, guess
from tui_reader.library.structure import NO_OUTLINE, NO_STYLES, Outline, Styles
from tui_reader.text import bidi, paragraphs

TITLE_LIMIT = 300
"""Code points a title holds at most; the first line of a text without line ends may be all of it."""

LONG = 1 << 16
"""Code points of a text that takes longer to look through than a screen may stand still."""

_SHOWS_NOTHING = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))
_LINES = re.compile(f"[^{paragraphs.FORCED_BREAKS}]+")


class DocumentId(NamedTuple):
    """Which document: unique in a Store, stable while the program runs."""

    path: str
    """As given on the command line, joined with the name below it; undecodable bytes are surrogateescaped."""
    record: int = 0
    """Which document of a file that holds several; 0 where a file is one."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document's format says about it; None where it says nothing."""

    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    """As written: the calendar and the precision are the author's."""
    language: str | None = None
    direction: Literal["ltr", "rtl"] | None = None
    url: str | None = None
    """Where it was published, as written."""
    fields: tuple[tuple[str, str], ...] | None = None
    """Of a record: pairs of what was looked for (text, title …) and the field it was taken from. One tuple a file."""


NO_METADATA = Metadata()
"""Shared by every document whose format says nothing."""


class Spans(Sequence[tuple[int, int]]):
    """The spans of a text's paragraphs, half-open, in code points, without their line ends.

    Eight bytes a paragraph: a list of tuples would take more memory than an article's text.
    """

    __slots__ = ("_bounds",)

    def __init__(self, text: str) -> None:
        self._bounds = array("I", [bound for span in paragraphs.split(text) for bound in span])

    @classmethod
    def unpacked(cls, data: memoryview) -> "Spans | None":
        """Spans from the bytes that packed() gave; None where they are no spans of a text."""
        spans = cls.__new__(cls)
        spans._bounds = array("I")
        if not len(data) or len(data) % (2 * spans._bounds.itemsize):
            return None
        spans._bounds.frombytes(data)
        return spans if all(map(le, spans._bounds, islice(spans._bounds, 1, None))) else None

    def packed(self) -> bytes:
        """The bounds as they lie in memory, for unpacked() on the same machine."""
        return self._bounds.tobytes()

    def __len__(self) -> int:
        return len(self._bounds) // 2

    @overload
    def __getitem__(self, index: int) -> tuple[int, int]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[int, int], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, int] | tuple[tuple[int, int], ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        bounds = self._bounds
        at = 2 * index
        if not 0 <= at < len(bounds):
            if not -len(bounds) <= at < 0:
                raise IndexError(f"paragraph {index} of {len(self)}")
            at += len(bounds)
        return bounds[at], bounds[at + 1]

    def __iter__(self) -> Iterator[tuple[int, int]]:
        bounds = iter(self._bounds)
        return zip(bounds, bounds, strict=True)

    def at(self, offset: int) -> int:
        """Index of the paragraph that holds text offset ``offset``, or whose line end does."""
        return max(bisect_right(range(len(self)), offset, key=lambda index: self._bounds[2 * index]) - 1, 0)


@dataclass(frozen=True, slots=True)
class Document:
    """One article. Offsets are code points of ``text`` or of one of its paragraphs, half-open.

    ``text`` of plain text is the decoded file without its byte order mark, line ends as they are; of a
    format that is parsed it is what the reader is shown. Digest, paragraphs and level are found when
    first asked for and kept: opening a library of 100,000 needs none of them, and reading one article does.
    Two threads that ask at once find the same value twice.
    """

    id: DocumentId
    title: str
    """Logical, as the author wrote it: what may not reach a screen is the screen's matter."""
    title_paragraph: int
    """Index of the paragraph the title was taken from; -1 where it comes from metadata or the file name."""
    text: str = field(repr=False)
    encoding: str = "UTF-8"
    size: int = 0
    """Bytes of the file."""
    modified: float | None = None
    """POSIX seconds; None for standard input."""
    metadata: Metadata = NO_METADATA
    format: str = "Plain text"
    """The name of its row in FORMATS."""
    undecodable: int = 0
    """How many bytes were no characters in its encoding; each is shown as U+FFFD."""
    outline: Outline = field(default=NO_OUTLINE, repr=False, compare=False)
    """Its headings or chapters, in order."""
    styles: Styles = field(default=NO_STYLES, repr=False, compare=False)
    """What its author set apart: emphasis, links, quotations, code."""
    _digest: str | None = field(default=None, init=False, repr=False, compare=False)
    _spans: Spans | None = field(default=None, init=False, repr=False, compare=False)
    _level: int | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def language(self) -> str | None:
        """The language its format names, None otherwise."""
        return self.metadata.language

    @property
    def length(self) -> int:
        """Code points of the text."""
        return len(self.text)

    @property
    def likely_language(self) -> str | None:
        """Code of the language its format names, without a region, else of the one its letters are most likely of; None
        where they do not tell."""
        return code(self.metadata.language) or guess(self.text)

    @property
    def digest(self) -> str:
        """BLAKE2b-128 of the text, in hexadecimal: finds the same words again under another name."""
        if self._digest is None:
            from hashlib import blake2b  # links OpenSSL, which no start needs

            data = self.text.encode("utf-8", "surrogatepass")
            object.__setattr__(self, "_digest", blake2b(data, digest_size=16).hexdigest())
        assert self._digest is not None
        return self._digest

    @property
    def level(self) -> int:
        """Base direction: 1 right-to-left, 0 left-to-right. The format's word beats the count of letters."""
        if self._level is None:
            said = self.metadata.direction
            level = int(said == "rtl") if said else bidi.document_level(self.text)
            object.__setattr__(self, "_level", level)
        assert self._level is not None
        return self._level

    @property
    def paragraphs(self) -> Spans:
        """Spans of ``text``; at least one, also of an empty text."""
        if self._spans is None:
            object.__setattr__(self, "_spans", Spans(self.text))
        assert self._spans is not None
        return self._spans

    def prepare(self) -> None:
        """Work out paragraphs and level of a long text on the thread that reads it, not on the one that shows it."""
        if len(self.text) > LONG:
            _ = self.paragraphs, self.level

    def paragraph(self, index: int) -> str:
        """The text of one paragraph, without its line end; IndexError where there is none."""
        start, end = self.paragraphs[index]
        return self.text[start:end]

    def offset(self, paragraph: int, at: int) -> int:
        """Text offset of offset ``at`` of a paragraph; IndexError where that lies outside of it."""
        start, end = self.paragraphs[paragraph]
        if not 0 <= at <= end - start:
            raise IndexError(f"offset {at} of paragraph {paragraph}, which has {end - start}")
        return start + at

    def locate(self, offset: int) -> tuple[int, int]:
        """(paragraph, offset in it) of a text offset. In a line end it is the end of the paragraph before.

        IndexError outside 0..len(text).
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(f"offset {offset} of a text of {len(self.text)}")
        spans = self.paragraphs
        index = spans.at(offset)
        start, end = spans[index]
        return index, min(offset, end) - start

    def slice(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """The text between two (paragraph, offset) pairs, with the line ends between them as they are."""
        return self.text[self.offset(*first) : self.offset(*last)]


def bounded(title: str) -> str:
    """``title`` without white space around it, at most TITLE_LIMIT code points, not cut before a mark."""
    title = title.strip()
    if len(title) <= TITLE_LIMIT:
        return title
    end = TITLE_LIMIT
    # Past half the limit a run of marks is no letter's own any more.
    while end > TITLE_LIMIT // 2 and unicodedata.category(title[end]).startswith("M"):
        end -= 1
    return title[:end].rstrip()


def first_line(text: str) -> tuple[str, int] | None:
    """The first line of ``text`` that shows something, bounded, and its paragraph; None where none does.

    A line of white space, controls and format characters shows nothing.
    """
    for index, (start, end) in enumerate(paragraphs.iterate(text)):
        for line in _LINES.finditer(text, start, end):
            if any(unicodedata.category(char) not in _SHOWS_NOTHING for char in line[0]):
                return bounded(line[0]), index
    return None
