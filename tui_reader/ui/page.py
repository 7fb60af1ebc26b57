"""What the reading pane shows of a document: its paragraphs, a title before them, directions and gaps.

Shown paragraphs count from 0. Where the title is no paragraph of the text it is shown as the first of them, and
the document's own follow one later; `Page.shift` is that difference, 0 or 1.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.settings.settings import Spacing
from tui_reader.text import bidi
from tui_reader.text.flow import Flow, is_spaced
from tui_reader.text.selection import Position, Selection

if TYPE_CHECKING:
    from tui_reader.library.document import Document


#: Code points of a paragraph whose text is kept once it was asked for: to cut it out of its document takes a while.
LONG_PARAGRAPH = 1 << 16

_INK = re.compile(r"\S")


class Page:
    """A document as it is shown. ``direction`` is the reader's choice for it: 0, 1, or None for its own."""

    def __init__(self, document: Document, direction: int | None = None) -> None:
        self.document = document
        self.direction = direction
        self.paragraph_directions: dict[int, int] = {}
        self.shift = int(document.title_paragraph < 0)
        self._own_levels: dict[int, int] = {}
        self._long = -1, ""  # the long paragraph that was asked for last
        self._styles = document.styles
        self.language = document.likely_language
        """The document's, kept: it may be worked out from its letters."""
        self.outline = document.outline
        """The document's, kept: it may have to be unpacked."""
        self._headings = frozenset(heading.paragraph + self.shift for heading in self.outline if not heading.title)
        self.paragraphs = range(len(document.paragraphs) + self.shift)

    @property
    def title(self) -> int:
        """The shown paragraph that is the title."""
        return 0 if self.shift else self.document.title_paragraph

    def paragraph(self, index: int) -> str:
        """The text of a shown paragraph."""
        if self.shift and index == 0:
            return self.document.title
        if index == self._long[0]:
            return self._long[1]
        text = self.document.paragraph(index - self.shift)
        if len(text) > LONG_PARAGRAPH:
            self._long = index, text
        return text

    def level(self, index: int) -> int:
        """Base level of a shown paragraph, the reader's choice before the text's own."""
        chosen = self.paragraph_directions.get(index, self.direction)
        if chosen is not None:
            return chosen
        if index not in self._own_levels:
            self._own_levels[index] = bidi.base_level(self.paragraph(index), self.document.level)
        return self._own_levels[index]

    def is_heading(self, index: int) -> bool:
        """Whether a shown paragraph is the title, or the heading of a chapter."""
        return index == self.title or index in self._headings

    def set_apart(self, index: int, start: int, end: int) -> list[tuple[int, int, str]]:
        """What the author set apart in a piece of a shown paragraph: start, end, which of structure.STYLES."""
        if not len(self._styles) or index < self.shift:
            return []
        origin = self.document.offset(index - self.shift, 0)
        found = self._styles.between(origin + start, origin + end)
        return [(piece.start - origin, piece.end - origin, piece.style) for piece in found]

    def is_blank(self, index: int) -> bool:
        """Whether a shown paragraph holds nothing but white space; looks no further than its first letter."""
        if index < self.shift:
            return not self.document.title.strip()
        return not _INK.search(self.document.text, *self.document.paragraphs[index - self.shift])

    def flow(self, width: int, spacing: Spacing = "auto", controls: bool = False) -> Flow:
        """The rows at ``width`` columns, paragraphs set apart or not; "auto" as the text itself suggests.
        ``controls`` says whether bidi controls are drawn."""
        spaced = is_spaced(self, width) if spacing == "auto" else spacing == "blank"

        def after(index: int) -> int:
            last = index + 1 >= len(self.paragraphs)
            gap = not last and not self.is_blank(index + 1)
            if index == self.title:
                return 1 + gap
            return int(spaced and gap and not self.is_blank(index))

        return Flow(self, width, self.level, after, controls)

    # -- places of the text -------------------------------------------------------------------------------

    def text_offset(self, position: Position) -> int:
        """Offset in the document's text; the start for a place in a title that is not of the text."""
        if position.paragraph < self.shift:
            return 0
        return self.document.offset(position.paragraph - self.shift, position.offset)

    def position(self, text_offset: int) -> Position:
        """The shown place of an offset in the document's text."""
        return self.shown_at(*self.document.locate(text_offset))

    def shown_at(self, paragraph: int, offset: int) -> Position:
        """The shown place of an offset of the document's own paragraph, -1 for a title that is none."""
        return Position(paragraph + self.shift, offset)

    def length(self, selection: Selection) -> int:
        """Code points of what `slice` gives."""
        start, end = selection.start, selection.end
        if self.shift and end.paragraph == 0:
            return end.offset - start.offset
        return self.text_offset(end) - self.text_offset(start)

    def slice(self, selection: Selection) -> str:
        """Exactly the characters selected, the document's own line ends included.

        A title that is not of the text is only taken where nothing else is selected.
        """
        start, end = selection.start, selection.end
        if self.shift and end.paragraph == 0:
            return self.document.title[start.offset : end.offset]
        return self.document.text[self.text_offset(start) : self.text_offset(end)]


class Laid(NamedTuple):
    """A page laid out in lines of so many columns."""

    page: Page
    flow: Flow
    manner: tuple[int, Spacing, bool]
    """What `Page.flow` was given: the columns, the spacing, and whether bidi controls are drawn."""

    @classmethod
    def out(cls, page: Page, manner: tuple[int, Spacing, bool]) -> Laid:
        """Lay out a page; nothing of it yet."""
        return cls(page, page.flow(*manner), manner)

    def prepare(self, position: Position, above: int, height: int) -> None:
        """Lay out what is seen where ``height`` rows show a position, ``above`` rows from the top."""
        top = self.flow.move(self.flow.place_of(position), -above)
        for row in self.flow.page(self.flow.top_within(top, height), height):
            if row.line is not None:
                _ = row.line.cells
