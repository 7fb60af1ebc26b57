"""A place in a document, with what it takes to find it again after the document was renamed or edited."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tui_reader.library.document import Document
from tui_reader.notebook.finding import find_place
from tui_reader.notebook.quote import CONTEXT, whole_path
from tui_reader.text.selection import Position


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was reading, or set a bookmark. Offsets are code points."""

    path: str
    """The document's, absolute; "-" for standard input."""
    record: int
    digest: str
    """`Document.digest`."""
    length: int
    """Code points of the whole document."""
    position: Position
    at: int
    """The same place as an offset of `Document.text`."""
    before: str
    """At most CONTEXT code points of the text before it."""
    after: str
    title: str
    opened: float
    """When: POSIX seconds."""

    @property
    def percent(self) -> int:
        """How far into the document it is, in whole percent."""
        return 100 * self.at // max(self.length, 1)


def place_of(document: Document, position: Position) -> Place:
    """A place of a document, now. IndexError where the document has no such position."""
    at = document.offset(*position)
    text = document.text
    return Place(
        path=whole_path(document.id.path),
        record=document.id.record,
        digest=document.digest,
        length=len(text),
        position=Position(*position),
        at=at,
        before=text[max(0, at - CONTEXT) : at],
        after=text[at : at + CONTEXT],
        title=document.title,
        opened=time.time(),
    )


def position_in(place: Place, document: Document) -> tuple[Position, bool]:
    """Where a place is in a document now, and whether that is known; else it is as far into the text as it was."""
    if place.digest == document.digest and 0 <= place.position.paragraph < len(document.paragraphs):
        start, end = document.paragraphs[place.position.paragraph]
        if start + place.position.offset <= end:
            return place.position, True
    at, sure = find_place(document.text, place.at, place.length, place.before, place.after)
    return Position(*document.locate(at)), sure
