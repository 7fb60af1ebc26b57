"""Places of documents as rows to pick from: chapters, and where reading stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui_reader.library.document import DocumentId, bounded
from tui_reader.library.marks import Mark, ReadState
from tui_reader.messages.catalogue import Catalogue
from tui_reader.text.sanitise import one_line

from .describe import isolated, progress
from .pick_rows import MadeRows, PickRow

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.library.structure import Outline
    from tui_reader.notebook.places import Place

#: Code points of a place's own words in its row.
WORDS = 60


def outline_rows(document: Document, outline: Outline, here: int | None) -> MadeRows:
    """A row for each heading of a document's outline, further in by its level; marked the one that is here."""
    highest = min((heading.level for heading in outline), default=1)

    def row(index: int) -> PickRow:
        heading = outline[index]
        title = document.paragraph(heading.paragraph) if heading.title is None else heading.title
        return PickRow(one_line(bounded(title)), marked=index == here, depth=heading.level - highest)

    return MadeRows(len(outline), row)


def place_rows(catalogue: Catalogue, places: Sequence[Place], marks: Mapping[DocumentId, Mark]) -> list[PickRow]:
    """A row for each document: its title, how far it was read, where it lies."""
    separator = catalogue.text("status.separator")
    rows = []
    for place in places:
        mark = marks.get(DocumentId(place.path, place.record), Mark(ReadState.READING, False, min(place.percent, 100)))
        pieces = (progress(catalogue, mark), isolated(one_line(place.path)))
        rows.append(PickRow(isolated(one_line(place.title)), separator.join(pieces)))
    return rows


def words_of(place: Place) -> str:
    """The words a place begins with."""
    return isolated(one_line(" ".join(place.after.split())[:WORDS]))
