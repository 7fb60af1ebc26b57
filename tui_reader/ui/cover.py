"""What every screen is that covers the page for a while."""

from __future__ import annotations

from functools import lru_cache
from typing import Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region, Size
from textual.screen import ModalScreen
from textual.strip import Strip

from .paint import WholeStrip

Result = TypeVar("Result")


class Cover(ModalScreen[Result]):
    """A screen over the page. It is left by `leave` only.

    What is seen of the page beside it is painted here: Textual works out the colour of every piece of it each time.
    """

    _page: list[Strip] | None = None
    _page_size = Size(0, 0)

    def leave(self, result: Result | None = None) -> None:
        """Leave with a result, and only once: a second click in the same read comes when this is no longer on top."""
        if self.is_active:
            self.dismiss(result)

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """The page below has changed, or something of what covers it."""
        self._page = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The page below, its colours drawn towards the background."""
        background, stack = self.styles.background, self.app.screen_stack
        below = stack[: stack.index(self)] if self in stack else []
        if background.a == 1 or not below:
            return super().render_lines(crop)
        if self._page is None or self._page_size != self.size:
            filters, solid = self.get_line_filters(), self.background_colors[1]
            self._page, self._page_size = [], self.size
            for row in below[-1]._compositor.render_strips(self.size):
                faded = Strip([Segment(text, _faded(style or Style(), background)) for text, style, _ in row])
                for each in filters:
                    faded = faded.apply_filter(each, solid)
                self._page.append(WholeStrip(faded.adjust_cell_length(self.size.width), self.size.width))
        rows = self._page[crop.y : crop.bottom]
        return rows if crop.column_span == (0, self.size.width) else [row.crop(*crop.column_span) for row in rows]


@lru_cache(maxsize=1024)
def _faded(style: Style, towards: Color) -> Style:
    """A style with a translucent colour laid over it."""
    letters = (Color.from_rich_color(style.color) + towards).rich_color if style.color is not None else None
    ground = (Color.from_rich_color(style.bgcolor) + towards).rich_color if style.bgcolor is not None else None
    return style.clear_meta_and_links() + Style.from_color(letters, ground)
