"""BidiText: any string as a Rich renderable that reads right in the terminal whose Profile it is given."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.segment import Segment
from rich.style import Style

from tui_reader.text import bidi, layout, paragraphs
from tui_reader.text.layout import Cell, Line

from .emit import Way, emit
from .profiles import PROFILES, Profile

_BLANK = Cell(" ", " ", 1, -1, -1, 0)


class BidiText:
    """Laid-out text for ``rich.print`` and everything that takes a renderable.

    ``profile`` says how rows are sent (`terminal.profiles`; "visual" for a terminal that does nothing to text).
    ``level`` is the base level of every paragraph, 0 or 1; by default each has its own, rules P2 and P3, and one
    without letters that of the whole text. Each line is aligned to its paragraph's side. What must not reach a
    terminal is replaced (`text.sanitise`); offsets of lines and cells are code points of the paragraph.
    """

    def __init__(
        self, text: str, profile: Profile = PROFILES["visual"], *, style: str | Style = "", level: int | None = None
    ) -> None:
        self.text = text
        self.profile = profile
        self.style = style
        self.level = level

    def lines(self, width: int) -> Iterator[Line]:
        """The lines at ``width`` columns, paragraph by paragraph."""
        document = bidi.document_level(self.text) if self.level is None else self.level
        for start, end in paragraphs.split(self.text):
            text = self.text[start:end]
            base = bidi.base_level(text, document) if self.level is None else self.level
            yield from layout.lines(text, base, width)

    @property
    def _margin(self) -> int:
        """Blank columns before each row: an LRO in the first column is lost in some terminals."""
        return int(self.profile.way is Way.LRO)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        style = console.get_style(self.style)
        margin = self._margin if options.max_width > 1 else 0
        width = options.max_width - margin
        for line in self.lines(width):
            cells = [_BLANK] * (margin + line.indent(width)) + list(line.cells)
            for text, shown in emit(cells, [style] * len(cells), self.profile.way):
                yield Segment(text, shown)
            yield Segment.line()

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """From the widest word, which is not to be cut, to the widest line there is room for."""
        room = max(1, options.max_width - self._margin)
        widest = max((line.columns for line in self.lines(room)), default=0)
        words = {word for word in self.text.split() if len(word) > 1}
        # A word is wider than a line where it is cut: it takes the room there is.
        longest = max((max(line.columns for line in layout.lines(word, 0, room)) for word in words), default=1)
        longest = min(longest, widest)
        return Measurement(longest + self._margin, widest + self._margin).with_maximum(options.max_width)
