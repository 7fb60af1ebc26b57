"""What a format says of a text beyond its words: where its chapters begin, and what is set apart in it.

Kept in arrays of integers: of 100,000 documents with ten headings each, tuples would take more than the texts.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, get_args, overload

Style = Literal["emphasis", "strong", "code", "quote", "link", "strike"]
STYLES: tuple[Style, ...] = get_args(Style)
"""How a piece of a text can be set apart; ``code`` and ``quote`` also of whole paragraphs."""

DEEPEST = 6
"""Levels of headings are 1, the highest, to 6."""

_LEVELS = 8


class Heading(NamedTuple):
    """One line of a table of contents."""

    level: int
    """1 to DEEPEST."""
    paragraph: int
    """Index of the paragraph it leads to."""
    title: str | None = None
    """What a book's own table of contents calls it; None where the paragraph is the heading itself."""


class Outline(Sequence[Heading]):
    """A document's table of contents, in the order of its text: four bytes a heading."""

    __slots__ = ("_packed", "_titles")

    def __init__(self, headings: Iterable[Heading] = ()) -> None:
        kept = sorted(headings, key=lambda heading: heading.paragraph)
        self._packed = array("I", [each.paragraph * _LEVELS + min(max(each.level, 1), DEEPEST) for each in kept])
        titles = {place: each.title for place, each in enumerate(kept) if each.title is not None}
        self._titles: Mapping[int, str] | None = titles or None

    def __len__(self) -> int:
        return len(self._packed)

    @overload
    def __getitem__(self, index: int) -> Heading: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Heading, ...]: ...
    def __getitem__(self, index: int | slice) -> Heading | tuple[Heading, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        paragraph, level = divmod(self._packed[index], _LEVELS)
        return Heading(level, paragraph, self._titles.get(index % len(self)) if self._titles else None)

    def at(self, paragraph: int) -> int | None:
        """Index of the heading that paragraph ``paragraph`` stands under; None before the first."""
        found = bisect_right(self._packed, paragraph * _LEVELS + DEEPEST) - 1
        return found if found >= 0 else None


class Styled(NamedTuple):
    """A piece of a text that its author set apart. Offsets are code points of the text, half-open."""

    start: int
    end: int
    style: Style
    target: str | None = None
    """Where a link leads, as written: it may hold any character."""


class Styles(Sequence[Styled]):
    """What is set apart in a text, in order of its beginnings; pieces may lie in one another."""

    __slots__ = ("_longest", "_numbers", "_targets")

    def __init__(self, pieces: Iterable[Styled] = ()) -> None:
        kept = sorted((each for each in pieces if each.start < each.end), key=lambda each: (each.start, -each.end))
        # Start, end, and the style's place in STYLES; one array each would cost two headers more.
        self._numbers = array("I", [n for each in kept for n in (each.start, each.end, STYLES.index(each.style))])
        targets = {place: each.target for place, each in enumerate(kept) if each.target}
        self._targets: Mapping[int, str] | None = targets or None
        self._longest = max((each.end - each.start for each in kept), default=0)

    def __len__(self) -> int:
        return len(self._numbers) // 3

    @overload
    def __getitem__(self, index: int) -> Styled: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Styled, ...]: ...
    def __getitem__(self, index: int | slice) -> Styled | tuple[Styled, ...]:
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(f"piece {index} of {len(self)}")
        place = index % len(self)
        start, end, style = self._numbers[3 * place : 3 * place + 3]
        return Styled(start, end, STYLES[style], self._targets.get(place) if self._targets else None)

    def between(self, start: int, end: int) -> Iterator[Styled]:
        """The pieces that share a code point with ``text[start:end]``: what a page needs to draw a paragraph."""
        lowest = max(start - self._longest, 0)
        place = bisect_left(range(len(self)), lowest, key=lambda at: self._numbers[3 * at])
        while place < len(self) and self._numbers[3 * place] < end:
            piece = self[place]
            if piece.end > start:
                yield piece
            place += 1


NO_OUTLINE = Outline()
"""Shared by every document without headings."""

NO_STYLES = Styles()
"""Shared by every document in which nothing is set apart."""
