"""Every hit on a row of its own, the word in the middle, its context on both sides in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style

from tui_reader.terminal.emit import Way
from tui_reader.text.kwic import centred

from .article_list import level_of
from .bidi_input import BidiInput
from .paint import Row, caption
from .pick_rows import MadeRows, PickRow
from .pick_screen import Picker, PickList
from .theme import Styles

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.search.concordance import Line

#: Hits that are shown at most: nobody reads on, and each costs memory.
MOST = 5000

#: Columns for the title of a hit's article, where the rows are wide enough to have it.
TITLE_COLUMNS = 24
WIDE = 90


class Place(NamedTuple):
    """A hit, and the document it is in."""

    document: Document
    line: Line

    @property
    def text(self) -> str:
        """The text of its paragraph."""
        paragraph = self.line.paragraph
        return self.document.title if paragraph < 0 else self.document.paragraph(paragraph)


class ConcordanceList(PickList):
    """The rows; each is laid out when it is drawn."""

    def __init__(self, look: Styles, way: Callable[[], Way], level: int, places: Sequence[Place]) -> None:
        self._places = places

        def row(index: int) -> PickRow:
            line = places[index].line
            return PickRow(f"{line.before}{line.keyword}{line.after}")

        super().__init__(look, way, level, MadeRows(len(places), row), 0)

    def row(self, index: int, width: int, style: Style, dim: Style) -> Row:
        document, line = self._places[index]
        room = max(1, width - 2)
        named = width >= WIDE
        if named:
            room -= TITLE_COLUMNS + 2
        text = self._places[index].text
        cells, span = centred(text, level_of(text, document), line.start, line.end, room)
        row, left = Row().blank(1, style), 1
        if named:
            title = caption(document.title, TITLE_COLUMNS, level_of(document.title, document))
            free = TITLE_COLUMNS - sum(cell.columns for cell in title)
            if self._level:
                row.add(cells, style).blank(2 + free, style).add(title, dim)
            else:
                row.add(title, dim).blank(free + 2, style).add(cells, style)
                left += TITLE_COLUMNS + 2
        else:
            row.add(cells, style)
        return row.restyle([(left + span[0], left + span[1])], self.look.list_hit)


class ConcordanceScreen(Picker["Place | None"]):
    """Ends with the hit to go to, or None."""

    def __init__(
        self, look: Styles, way: Callable[[], Way], level: int, placeholder: str, places: Sequence[Place]
    ) -> None:
        self._places = places
        line = BidiInput(look, way, level, placeholder, id="pick-filter", prefix="? ")
        super().__init__(ConcordanceList(look, way, level, places), line)
        self.add_class("wide")

    def take(self, index: int | None) -> None:
        self.leave(None if index is None else self._places[index])
