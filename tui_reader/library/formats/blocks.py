"""Pieces of marked-up text into a document's text, its table of contents and what is set apart in it."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from tui_reader.library.structure import NO_OUTLINE, NO_STYLES, Heading, Outline, Style, Styled, Styles

LINE_BREAK = "\u2028"
"""A forced line break inside a paragraph."""

RULE = "* * *"
"""What a rule between two parts of a text is shown as."""

BULLET = "•"
CELL = " | "
"""What stands between two cells of a table."""

INDENT = "  "
"""What a list in a list is set in by, a level."""

MOST_OPEN = 32
"""Ways in which one letter can be set apart: every paragraph looks at each that is open."""

_SPACE = re.compile("[ \t\n\r\f]+")
# Class B of the bidi algorithm: they would end the paragraph that is being written.
_ENDS = re.compile("\r\n|[\n\r\x1c-\x1e\x85\u2029]")

_Piece = tuple[int, int, Style, str | None]


class Block(NamedTuple):
    """One paragraph of what the reader is shown."""

    text: str
    """Without a line end."""
    pieces: tuple[_Piece, ...] = ()
    """Start, end, style, a link's target."""
    level: int = 0
    """Of a heading 1 to 6; 0 of other text."""


class BlockWriter:
    """Collects one paragraph after another from runs of text. White space is collapsed as HTML does."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._ends_in_space = True
        self._open: list[tuple[Style, str | None, int]] = []
        self._pieces: list[_Piece] = []
        self._break = False
        self.prefix = ""
        """Put before the next text of this paragraph: a list item's sign."""

    @property
    def empty(self) -> bool:
        """Whether this paragraph holds no text yet."""
        return not self._length

    def text(self, text: str) -> None:
        """Add running text."""
        text = _SPACE.sub(" ", text)
        if self._ends_in_space:
            text = text.removeprefix(" ")
        if not text:
            return
        self._begin()
        self._put(_ENDS.sub(LINE_BREAK, text))
        self._ends_in_space = text[-1] == " "

    def exact(self, text: str) -> None:
        """Add text whose white space counts."""
        if text:
            self._begin()
            self._put(_ENDS.sub(LINE_BREAK, text))
            self._ends_in_space = False

    def line_break(self) -> bool:
        """Break the line here, if text follows; False, and nothing done, where one was just broken."""
        if self._break:
            return False
        self._break = self._ends_in_space = True
        return True

    def open(self, style: Style, target: str | None = None) -> None:
        """What follows is set apart, until close(). What is opened in MOST_OPEN others is passed over."""
        if len(self._open) < MOST_OPEN:
            self._open.append((style, target, self._length))

    def close(self, style: Style) -> None:
        """End what open() began last in this style; nothing where nothing did."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == style:
                self._end_piece(*self._open.pop(place))
                return

    def end(self, level: int = 0, whole: Style | None = None) -> Block | None:
        """The paragraph so far, None where it holds no text; what is open goes on in the next one."""
        if not self._parts:
            self._ends_in_space, self._break = True, False
            return None
        text = "".join(self._parts)
        shown = text.rstrip(" ")
        for style, target, start in self._open:
            self._end_piece(style, target, start)
        pieces = [(start, min(end, len(shown)), style, target) for start, end, style, target in self._pieces]
        if whole and shown:
            pieces.append((0, len(shown), whole, None))
        self._parts, self._pieces, self._length = [], [], 0
        self._open = [(style, target, 0) for style, target, _ in self._open]
        self._ends_in_space, self._break = True, False
        if not shown:
            return None
        self.prefix = ""
        return Block(shown, tuple(piece for piece in pieces if piece[0] < piece[1]), level)

    def _begin(self) -> None:
        """Put what stands before the next text: a line break, or the sign of an item."""
        if self._break:
            self._break = False
            if self._length:
                self._put(LINE_BREAK)
        if not self._length and self.prefix:
            self._put(self.prefix)
            # What was opened before the sign begins behind it.
            self._open = [(style, target, self._length) for style, target, _ in self._open]

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _end_piece(self, style: Style, target: str | None, start: int) -> None:
        if start < self._length:
            self._pieces.append((start, self._length, style, target))


def code_lines(code: str) -> list[Block]:
    """A block of code as paragraphs, one a line, its white space kept."""
    lines = _ENDS.sub("\n", code).split("\n")
    if lines and not lines[-1].strip():
        lines.pop()
    return [Block(line, ((0, len(line), "code", None),) if line else ()) for line in lines]


class Assembled(NamedTuple):
    """The text of some blocks and what is known of it."""

    text: str
    outline: Outline
    styles: Styles


def assemble(blocks: Iterable[Block], titles: dict[int, tuple[int, str]] | None = None) -> Assembled:
    """One text of ``blocks``, with U+000A between them.

    ``titles`` gives paragraphs that a book's own table of contents leads to a level and a title; where there
    is one it is the outline, else the headings are.
    """
    parts: list[str] = []
    headings: list[Heading] = []
    pieces: list[Styled] = []
    start = 0
    for place, block in enumerate(blocks):
        parts.append(block.text)
        if block.level:
            headings.append(Heading(block.level, place))
        pieces += [Styled(start + first, start + last, style, target) for first, last, style, target in block.pieces]
        start += len(block.text) + 1
    if titles:
        headings = []
        for place, (level, title) in sorted(titles.items()):
            if place < len(parts):
                same = " ".join(parts[place].split()) == " ".join(title.split())
                headings.append(Heading(level, place, None if same else title))
    return Assembled(
        "\n".join(parts), Outline(headings) if headings else NO_OUTLINE, Styles(pieces) if pieces else NO_STYLES
    )
