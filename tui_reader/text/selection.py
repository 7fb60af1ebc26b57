"""Positions and selections, which are logical only, and what a range of text lights on a line.

A selection is two positions in a document's own text; it survives a resize, a change of theme or of terminal.
On a line that mixes directions its highlight is several spans.
"""

from collections.abc import Callable, Sized
from typing import NamedTuple, Protocol

from . import segment
from .layout import Line, analyse


class Paragraphs(Protocol):
    """The paragraphs a position counts in, e.g. a document."""

    @property
    def paragraphs(self) -> Sized: ...

    def paragraph(self, index: int) -> str: ...


class Position(NamedTuple):
    """A place between two characters: paragraph number and code point offset in it, both from 0."""

    paragraph: int
    offset: int


class Selection(NamedTuple):
    """From where the selection was begun to where it was last moved; either may come first in the text."""

    anchor: Position
    focus: Position

    @property
    def start(self) -> Position:
        """The end that comes first in the text."""
        return min(self.anchor, self.focus)

    @property
    def end(self) -> Position:
        """The end that comes last in the text."""
        return max(self.anchor, self.focus)

    def within(self, paragraph: int, length: int) -> tuple[int, int] | None:
        """The selected half-open range of a paragraph of that length in code points; None where it has no part."""
        if not self.start.paragraph <= paragraph <= self.end.paragraph:
            return None
        first = self.start.offset if paragraph == self.start.paragraph else 0
        last = self.end.offset if paragraph == self.end.paragraph else length
        return first, last


def spans(line: Line, start: int, end: int) -> list[tuple[int, int]]:
    """Half-open column spans of ``line``, left to right, that show the code points ``[start, end)``.

    A cell is lit whole where any of its characters is in the range: half a lam-alef lights all of it. A kashida is
    lit between two letters that are.
    """
    found: list[tuple[int, int]] = []
    column = last = 0  # `last` is where the cells of the text end that were looked at, kashidas after them left out
    for cell in line.cells:
        after = column + cell.columns
        if cell.start >= 0:
            if cell.start < end and cell.end > start:
                if found and found[-1][1] == last:
                    found[-1] = (found[-1][0], after)
                else:
                    found.append((column, after))
            last = after
        column = after
    return found


def _cluster_edges(text: str) -> list[int]:
    return sorted({edge for cluster in analyse(text, 0).clusters if cluster.columns for edge in cluster[:2]})


def _word_edges(text: str) -> list[int]:
    return [start for start, _ in segment.words(text)]


def _sentence_edges(text: str) -> list[int]:
    return [start for start, _ in segment.sentences(text)]


def _paragraph_edges(text: str) -> list[int]:
    return [0] if text else []


#: Unit -> the offsets in a paragraph at which a step by that unit may stop.
EDGES: dict[str, Callable[[str], list[int]]] = {
    "cluster": _cluster_edges,
    "word": _word_edges,
    "sentence": _sentence_edges,
    "paragraph": _paragraph_edges,
}


#: Longest stretch of a paragraph, in code points on either side, in which words and sentences are looked for.
REACH = 8192

# Edges found this close to where a long paragraph was cut for looking are not trusted.
_UNSURE = 128


def _edges(text: str, offset: int, unit: str) -> list[int]:
    """The stops of a unit around an offset of a paragraph; in one longer than :data:`REACH`, those near it."""
    if unit == "paragraph":
        return _paragraph_edges(text)
    low, high = max(0, offset - REACH), min(len(text), offset + REACH)
    found = EDGES[unit](text[low:high])
    return [low + edge for edge in found if (not low or edge >= _UNSURE) and (high == len(text) or low + edge < high)]


def step(document: Paragraphs, position: Position, unit: str, forward: bool) -> Position:
    """The next or previous place to stop at, in logical order, counted in ``unit`` (a key of :data:`EDGES`).

    Steps go on into neighbouring paragraphs that hold something; at either end of the document the end itself
    is returned.
    """
    index, offset = position
    edges = _edges(document.paragraph(index), offset, unit)
    if forward:
        later = [edge for edge in edges if edge > offset]
        if later:
            return Position(index, later[0])
        for following in range(index + 1, len(document.paragraphs)):
            if edges := _edges(document.paragraph(following), 0, unit):
                return Position(following, edges[0])
        last = len(document.paragraphs) - 1
        return Position(last, len(document.paragraph(last)))
    earlier = [edge for edge in edges if edge < offset]
    if earlier:
        return Position(index, earlier[-1])
    for preceding in range(index - 1, -1, -1):
        before = document.paragraph(preceding)
        if edges := _edges(before, len(before), unit):
            return Position(preceding, edges[-1])
    return Position(0, 0)


def unit_around(text: str, offset: int, unit: str) -> tuple[int, int]:
    """The word, sentence or paragraph of ``text`` that holds ``offset``; a cluster where there is no such word."""
    if unit == "paragraph":
        return 0, len(text)
    low = max(0, offset - REACH)
    near = text[low : offset + REACH]
    found = segment.words(near) if unit == "word" else segment.sentences(near)
    clusters = ((cluster.start, cluster.end) for cluster in analyse(near, 0).clusters)
    for start, end in (*found, *clusters):
        if start <= offset - low < end:
            return low + start, low + end
    return offset, offset


def word_near(text: str, offset: int) -> tuple[int, int]:
    """The word that holds ``offset``, else the last one before it, else the first one after it.

    Where no word is near it is what `unit_around` gives.
    """
    low = max(0, offset - REACH)
    words = [(low + start, low + end) for start, end in segment.words(text[low : offset + REACH])]
    before = [word for word in words if word[0] <= offset]
    if before or words:
        return before[-1] if before else words[0]
    return unit_around(text, offset, "word")
