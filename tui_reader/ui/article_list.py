"""The list of articles: two rows each, only those on the screen drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_reader.library.marks import NO_MARK, Mark, ReadState
from tui_reader.terminal.emit import Way
from tui_reader.text.bidi import base_level
from tui_reader.text.layout import ELLIPSIS, Cell

from .list_rows import ROWS_EACH, FolderRows, Place, Rows
from .paint import Row, blank_strip, caption, wrapped
from .rail import RailPane
from .theme import Styles

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.search.snippet import Snippet

#: Stand before the name of a folder that is open, and of one that is closed, by the direction of the interface.
OPEN, CLOSED = "▾", "▸◂"

#: Columns by which a folder in a folder is set in, and folders in which no deeper one is set in further.
INDENT, DEEPEST = 2, 8

#: Stands before the title of a favourite, where reading begins, with a blank between.
STAR = "★"


def level_of(text: str, document: Document) -> int:
    """Base level of a piece of a document. The document's own, for which all of it must be looked through, is only
    asked for where it matters."""
    level = base_level(text, 0)
    return level if level == base_level(text, 1) else base_level(text, document.level)


class Entry(NamedTuple):
    """One article of the list. ``detail`` makes the second row when it is drawn: metadata, or a snippet."""

    document: Document
    detail: Callable[[], str | Snippet]
    mark: Mark = NO_MARK


class Entries(Sequence[Entry]):
    """Entries made when they are asked for: a hundred thousand cost nothing."""

    def __init__(
        self,
        documents: Sequence[Document],
        detail: Callable[[Document], str | Snippet],
        mark: Callable[[DocumentId], Mark],
    ) -> None:
        self._documents = documents
        self._detail = detail
        self._mark = mark

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        document = self._documents[index]
        return Entry(document, lambda: self._detail(document), self._mark(document.id))


class ArticleList(RailPane, can_focus=True):
    """Titles with a line of detail under each; moving through it previews at once."""

    class Moved(Message):
        """Another article is under the list's cursor; ``opened`` where the reader asked for it by name."""

        def __init__(self, entry: Entry, opened: bool) -> None:
            super().__init__()
            self.entry = entry
            self.opened = opened

    class FolderClicked(Message):
        """A folder was clicked: it is to be closed, or opened."""

        def __init__(self, path: str, closed: bool) -> None:
            super().__init__()
            self.path = path
            self.closed = closed

    class Scrolled(Message):
        """Other articles are seen."""

    class HeaderClicked(Message):
        """A row of the header was clicked."""

        def __init__(self, row: int) -> None:
            super().__init__()
            self.row = row

    def __init__(self, look: Styles, way: Callable[[], Way], level: int, empty: str, *, id: str) -> None:
        super().__init__(look, level, id=id)
        self._way = way
        self._empty = empty
        self.entries: Sequence[Entry] = ()
        self.header: Sequence[str] = ()
        """Rows above the articles that say something of them all."""
        self.cursor = 0
        self.rows = Rows(0)
        self._top = 0

    # -- content ----------------------------------------------------------------------------------------

    def show(
        self,
        entries: Sequence[Entry],
        cursor: int,
        empty: str,
        header: Sequence[str] = (),
        rows: Rows | None = None,
    ) -> None:
        """Another list; ``empty`` is said where it has no entry, ``header`` above those it has. ``rows`` says where
        they stand; else they stand one below the other. Posts nothing."""
        self.entries = entries
        self.rows = rows or Rows(len(entries))
        self.header = header
        self._empty = empty
        self.cursor = max(0, min(cursor, len(entries) - 1))
        self._keep_in_view()
        self.refresh()

    def speak(self, level: int) -> None:
        """The interface speaks another language, of this base level; what there is to say comes with `show`."""
        self._level = level
        self.refresh()

    @property
    def current(self) -> Entry | None:
        """The article under the cursor."""
        return self.entries[self.cursor] if self.entries else None

    def stand(self, rows: Rows) -> None:
        """Other folders are open or closed. Posts nothing."""
        self.rows = rows
        self._keep_in_view()
        self.refresh()

    def move(self, places: int) -> bool:
        """Move the cursor over articles and folders that are closed; whether it moved."""
        return self.go(self.rows.moved(self.cursor, places))

    def step(self, articles: int) -> bool:
        """Go to the next articles, or those before, whether they are seen or in a folder that is closed."""
        return self.go(self.cursor + articles)

    def go(self, index: int, opened: bool = False) -> bool:
        """Put the cursor on an article, at the list's ends if there is none; whether it moved."""
        index = max(0, min(index, len(self.entries) - 1))
        moved = index != self.cursor
        if self.entries and (moved or opened):
            self.cursor = index
            self._keep_in_view()
            self.refresh()
            self.post_message(self.Moved(self.entries[index], opened))
        return moved

    def point(self, index: int) -> None:
        """Put the cursor on an article that is shown already. Posts nothing."""
        self.cursor = max(0, min(index, len(self.entries) - 1))
        self._keep_in_view()
        self.refresh()

    @property
    def page(self) -> int:
        """Articles on the screen."""
        return max(1, self._height // ROWS_EACH)

    @property
    def seen(self) -> range:
        """The articles on the screen, by their places in the list."""
        places = (self.rows.at(self._top), self.rows.at(min(self._top + self._height, self.rows.total) - 1))
        first, last = (place.article if place else 0 for place in places)
        return range(first, min(last + 1, len(self.entries)))

    @property
    def _height(self) -> int:
        return max(1, self.size.height - len(self._above))

    @property
    def _above(self) -> list[tuple[Cell, ...]]:
        """The rows of the header, as many as it takes to say it."""
        return [row for said in self.header for row in self._wrapped(said)]

    def _wrapped(self, said: str) -> tuple[tuple[Cell, ...], ...]:
        return wrapped(said, max(1, self.content_width - 2), self._level)

    def _keep_in_view(self) -> None:
        if self.entries:
            start, end = self.rows.span(self.cursor)
            self._top = max(min(self._top, start), end - self._height)
            if isinstance(self.rows, FolderRows):
                self._top = min(self._top, max(start, end - self._height))
        self._show_from(self._top)

    def _show_from(self, row: int) -> None:
        before, self._top = self._top, self.rows.top(row, self._height)
        if before != self._top:
            self.post_message(self.Scrolled())
        total = max(1, self.rows.total)
        self.show_rail(self._top / total, min(1.0, self._height / total))

    def scroll_rows(self, rows: int) -> None:
        """Show other articles without moving the cursor."""
        self._show_from(self._top + rows)
        self.refresh()

    def go_to_fraction(self, fraction: float) -> None:
        """Show the articles from that part of the list on, 0 to 1."""
        self.scroll_rows(round(fraction * self.rows.total) - self._top)

    # -- drawing ----------------------------------------------------------------------------------------

    def content_line(self, y: int) -> Strip:
        look, width = self.look, self.content_width
        above = self._above
        if y < len(above):
            return self._said(above[y], look.bar_accent)
        y -= len(above)
        if not self.entries and y < len(said := self._wrapped(self._empty)):
            return self._said(said[y], look.list_dim)
        place = self.rows.at(self._top + y)
        if place is None or place.article >= len(self.entries):
            return blank_strip(width, look.bar)
        if place.folder is not None:
            return self._folder(place)
        index, second = place.article, place.second
        entry = self.entries[index]
        chosen = index == self.cursor
        room = max(0, width - 2)
        if not second:
            title = entry.document.title
            style = look.list_title if entry.mark.state == ReadState.UNREAD else look.list_title_read
            if chosen:
                style = look.list_cursor_focused if self.has_focus else look.list_cursor
            level = level_of(title, entry.document)
            rtl = bool(level)
            gap = look.list_cursor_dim if chosen else look.bar
            star = caption(STAR, int(entry.mark.favourite and room > 2), 0)
            cells = caption(title, room - 2 * len(star), level)
            free = room - sum(cell.columns for cell in cells) - 2 * len(star)
            star_style = gap if chosen else look.bar_accent
            row = Row().blank(1 + (free if rtl else 0), gap)
            if star and not rtl:
                row.add(star, star_style).blank(1, gap)
            row.add(cells, style)
            if star and rtl:
                row.blank(1, gap).add(star, star_style)
            return row.pad(width, gap).strip(self._way())
        style = look.list_cursor_dim if chosen else look.list_dim
        return self._detail(entry, room, style).pad(width, style).strip(self._way())

    def _said(self, cells: tuple[Cell, ...], style: Style) -> Strip:
        """A row of our own words."""
        width = self.content_width
        free = width - 2 - sum(cell.columns for cell in cells) if self._level else 0
        return Row().blank(1 + free, style).add(cells, style).pad(width, style).strip(self._way())

    def _folder(self, place: Place) -> Strip:
        """The row of a folder: whether it is open, its name, how many articles are in it."""
        folder = place.folder
        assert folder is not None
        look, width = self.look, self.content_width
        chosen = place.closed and folder.first <= self.cursor < folder.first + folder.within
        style, dim = look.bar_accent, look.list_dim
        if chosen:
            style, dim = (look.list_cursor_focused if self.has_focus else look.list_cursor), look.list_cursor_dim
        ground = dim if chosen else look.bar
        left = 1 + INDENT * min(folder.depth, DEEPEST)
        sign = CLOSED[self._level] if place.closed else OPEN
        count = caption(f"{folder.within:,}", 12, 0)
        room = max(0, width - left - 2 - len(count) - 2)
        name = folder.name or "."
        cells = caption(name, room, base_level(name, 0))
        used = sum(cell.columns for cell in cells)
        gap = max(1, width - left - 2 - used - len(count) - 1)
        mark = caption(sign, 1, 0)
        if self._level:
            row = Row().blank(1, ground).add(count, dim).blank(gap, ground).add(cells, style).blank(1, ground)
            row.add(mark, style).blank(left, ground)
        else:
            row = Row().blank(left, ground).add(mark, style).blank(1, ground).add(cells, style).blank(gap, ground)
            row.add(count, dim)
        return row.pad(width, ground).strip(self._way())

    def _detail(self, entry: Entry, room: int, style: Style) -> Row:
        """The second row: metadata on the title's side, or a snippet with its hits lit."""

        detail = entry.detail()
        if isinstance(detail, str):
            rtl = bool(level_of(entry.document.title, entry.document))
            cells = caption(detail, room, self._level)
            free = room - sum(cell.columns for cell in cells)
            return Row().blank(1 + (free if rtl else 0), style).add(cells, style)
        text = (ELLIPSIS if detail.cut_before else "") + detail.text + (ELLIPSIS if detail.cut_after else "")
        text = text.replace("\n", " ")
        level = level_of(text, entry.document)
        cells = caption(text, room, level)
        free = room - sum(cell.columns for cell in cells)
        left = 1 + (free if level else 0)
        row = Row().blank(left, style).add(cells, style)
        shift = int(detail.cut_before)
        column = left
        for cell in cells:
            if any(start + shift <= cell.start < end + shift for start, end in detail.ranges):
                row.restyle([(column, column + cell.columns)], self.look.list_hit)
            column += cell.columns
        return row

    # -- events -----------------------------------------------------------------------------------------

    def on_resize(self, _event: events.Resize) -> None:
        self._keep_in_view()
        self.post_message(self.Scrolled())

    def on_focus(self, _event: events.Focus) -> None:
        self.refresh()

    def on_blur(self, _event: events.Blur) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        above = len(self._above)
        if event.y < above:
            self.post_message(self.HeaderClicked(event.y))
            return
        place = self.rows.at(self._top + event.y - above)
        if place is None or place.article >= len(self.entries) or self.on_rail(event.x):
            return
        if place.folder is not None:
            self.post_message(self.FolderClicked(place.folder.path, not place.closed))
        else:
            self.go(place.article, opened=event.chain > 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(2 * ROWS_EACH)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-2 * ROWS_EACH)
