"""A document's rows at one width, found around any place in it without laying out the rest.

A place is (paragraph, part, line); the rows a screen shows are found by walking from the place at its top.
So the first screen of a document costs the same whatever its size, and a resize lays out one screen again.
"""

from collections.abc import Callable
from typing import NamedTuple

from . import layout
from .layout import Line, Paragraph
from .selection import Paragraphs, Position

#: Paragraphs looked at to tell a text of paragraphs from one of hard-wrapped lines, verses or log records.
SAMPLE = 200


#: Parts of one very long paragraph that are kept analysed: several screens of them.
LONG_KEPT = 32

#: Parts whose lines are kept: each row of a screen asks for those of its own, and of the document's last.
LINES_KEPT = 256


class _Long(NamedTuple):
    """A paragraph laid out in parts: its text, their spans, and those that were analysed."""

    text: str
    parts: list[tuple[int, int]]
    analysed: dict[int, Paragraph]


class Place(NamedTuple):
    """A row of the flow: ``line`` counts the lines of a part, and the rows after them (see `Flow.after`)."""

    paragraph: int
    part: int
    line: int


class Row(NamedTuple):
    """One row: a line of text, or (``line`` None) the ``extra``-th of the rows that follow a paragraph."""

    place: Place
    line: Line | None
    extra: int


class Flow:
    """The rows of a document.

    ``level_of(paragraph)`` gives a paragraph's base level (0 or 1), ``after(paragraph)`` how many rows follow its
    last line (a gap, the line of metadata under a title). ``width`` in columns; ``controls`` has bidi controls drawn.
    """

    def __init__(
        self,
        document: Paragraphs,
        width: int,
        level_of: Callable[[int], int],
        after: Callable[[int], int],
        controls: bool = False,
    ) -> None:
        self.document = document
        self.controls = controls
        self.width = max(1, width)
        self._level_of = level_of
        self._after = after
        self._long: dict[int, _Long] = {}
        self._lines: dict[tuple[int, int], tuple[Line, ...]] = {}
        self._count = len(document.paragraphs)

    def parts(self, paragraph: int) -> list[tuple[int, int]]:
        """Spans of the parts a paragraph is laid out in."""
        if paragraph in self._long:
            return self._long[paragraph].parts
        if kept := self._lines.get((paragraph, 0)):
            return [(0, kept[-1].end)]
        text = self.document.paragraph(paragraph)
        found = layout.parts(text)
        if len(found) > 1:
            self._long[paragraph] = _Long(text, found, {})
        return found

    def analysed(self, paragraph: int, part: int) -> Paragraph:
        """One part of a paragraph, analysed."""
        parts = self.parts(paragraph)
        if len(parts) == 1:
            text = self.document.paragraph(paragraph)
            return layout.analyse_part(text, self._level_of(paragraph), *parts[0], self.controls)
        # What a part sees of its paragraph around it takes longer to gather than the part to lay out.
        text, _, analysed = self._long[paragraph]
        if part not in analysed:
            if len(analysed) >= LONG_KEPT:
                analysed.clear()
            analysed[part] = layout.analyse_part(text, self._level_of(paragraph), *parts[part], self.controls)
        return analysed[part]

    def lines(self, paragraph: int, part: int) -> tuple[Line, ...]:
        """The lines of one part."""
        found = self._lines.get((paragraph, part))
        if found is None:
            if len(self._lines) >= LINES_KEPT:
                self._lines.clear()
            found = self._lines[paragraph, part] = self.analysed(paragraph, part).lines(self.width)
        return found

    def rows(self, paragraph: int, part: int) -> int:
        """Rows of one part: its lines, and after the paragraph's last part the rows that follow it."""
        count = len(self.lines(paragraph, part))
        if part == len(self.parts(paragraph)) - 1:
            count += self._after(paragraph)
        return count

    def row(self, place: Place) -> Row:
        """What stands at a place."""
        lines = self.lines(place.paragraph, place.part)
        if place.line < len(lines):
            return Row(place, lines[place.line], 0)
        return Row(place, None, place.line - len(lines))

    def place_of(self, position: Position) -> Place:
        """The row that shows a position; one past the text shows in the last line."""
        paragraph = min(max(0, position.paragraph), self._count - 1)
        parts = self.parts(paragraph)
        part = next((index for index, (_, end) in enumerate(parts) if position.offset < end), len(parts) - 1)
        lines = self.lines(paragraph, part)
        for index, line in enumerate(lines):
            if position.offset < line.end:
                return Place(paragraph, part, index)
        return Place(paragraph, part, len(lines) - 1)

    def position_of(self, place: Place) -> Position:
        """The position a row begins with; of a row that follows a paragraph, the paragraph's end."""
        lines = self.lines(place.paragraph, place.part)
        if place.line < len(lines):
            return Position(place.paragraph, lines[place.line].start)
        return Position(place.paragraph, lines[-1].end)

    def move(self, place: Place, rows: int) -> Place:
        """The place so many rows further down (negative: up), no further than the document's ends."""
        paragraph, part, line = place
        line += rows
        while line < 0:
            if part:
                part -= 1
            elif paragraph:
                paragraph -= 1
                part = len(self.parts(paragraph)) - 1
            else:
                return Place(0, 0, 0)
            line += self.rows(paragraph, part)
        while line >= (count := self.rows(paragraph, part)):
            if part + 1 < len(self.parts(paragraph)):
                part += 1
            elif paragraph + 1 < self._count:
                paragraph, part = paragraph + 1, 0
            else:
                return Place(paragraph, part, count - 1)
            line -= count
        return Place(paragraph, part, line)

    def last(self) -> Place:
        """The document's last row."""
        paragraph = self._count - 1
        part = len(self.parts(paragraph)) - 1
        return Place(paragraph, part, self.rows(paragraph, part) - 1)

    def page(self, top: Place, height: int) -> list[Row]:
        """At most ``height`` rows from ``top`` on; fewer where the document ends."""
        rows: list[Row] = []
        place = top
        while len(rows) < height:
            rows.append(self.row(place))
            following = self.move(place, 1)
            if following == place:
                break
            place = following
        return rows

    def top_within(self, place: Place, height: int) -> Place:
        """``place``, or the place that shows the document's end at the bottom of ``height`` rows if it comes first."""
        return min(place, self.move(self.last(), 1 - height))


def is_spaced(document: Paragraphs, columns: int) -> bool:
    """Whether paragraphs are to be set apart by a blank row: a text whose paragraphs are longer than a line.

    Looks at the first :data:`SAMPLE` paragraphs. Hard-wrapped text, verse and logs, most of whose characters
    stand in paragraphs of at most ``columns`` code points, are kept as close as they were written.
    """
    lengths = [len(document.paragraph(index)) for index in range(min(SAMPLE, len(document.paragraphs)))]
    return 2 * sum(length for length in lengths if length > columns) > sum(lengths)
