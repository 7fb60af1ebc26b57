"""One line of input that shows what is typed joined and in order, the caret where the next letter will appear.

Editing is Textual's Input; its drawing, its caret and its mouse are replaced. The caret stands where a letter of
the direction last typed would be drawn, so at a boundary of directions it tells which side will grow.
"""

from collections.abc import Callable

from textual import events
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from tui_reader.terminal.emit import Way
from tui_reader.text import bidi
from tui_reader.text.layout import Cell, Line, Paragraph
from tui_reader.text.selection import unit_around

from .paint import Row, blank_strip, caption
from .theme import Styles

# A letter of each direction that joins nothing, to see where one typed at the caret would stand.
_PROBES = ("A", "א")
_ENDLESS = 1_000_000


class BidiInput(Input):
    """An Input whose drawing is bidi-correct. ``level`` is the interface's base level, for an empty value."""

    ALLOW_SELECT = False

    def __init__(
        self, look: Styles, way: Callable[[], Way], level: int, placeholder: str, *, id: str, prefix: str = ""
    ) -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.look = look
        self._way = way
        self._level = level
        self._prefix = prefix
        self._typing_level = level
        self._undo: list[tuple[str, int]] = [("", 0)]
        self._undoing = False
        # Where an arrow key brought the caret: (value, cursor, typing level) and the slot it stands in.
        self._crossed: tuple[tuple[str, int, int], int] | None = None
        self.cursor_blink = False

    def ask(self, prefix: str, placeholder: str, value: str = "") -> None:
        """Ask for something else: what stands before the line, in it while it is empty, and in it to begin with."""
        self._prefix, self.placeholder = prefix, placeholder
        self._undo = [(value, len(value))]
        self.value = value
        self.cursor_position = len(value)
        self.refresh()

    def speak(self, level: int, placeholder: str) -> None:
        """The interface speaks another language, of this base level."""
        self._level, self.placeholder = level, placeholder
        if not self.value:
            self._typing_level = level
        self.refresh()

    # -- where things stand ---------------------------------------------------------------------------

    def _line(self, text: str) -> Line:
        return Paragraph(text, self._base()).lines(_ENDLESS)[0]

    def _base(self) -> int:
        return bidi.base_level(self.value, self._typing_level if self.value else self._level)

    def _shown(self) -> Line:
        """The value laid out on one line; a space that ends it counts, as the caret has to stand after it."""
        paragraph = Paragraph(self.value, self._base())
        return Line(paragraph, 0, len(self.value), len(self.value))

    def _slot(self) -> int:
        """How many cells stand to the left of the caret: where the next letter will appear.

        Within a number none of the other direction can be shown so; there an arrow key's caret is only moved.
        """
        at = self.cursor_position
        if self._crossed is not None and self._crossed[0] == (self.value, at, self._typing_level):
            return self._crossed[1]
        text = self.value[:at] + _PROBES[self._typing_level] + self.value[at:]
        paragraph = Paragraph(text, self._base())
        for index, cell in enumerate(Line(paragraph, 0, len(text), len(text)).cells):
            if cell.start <= at < cell.end:
                return index
        return 0

    def _room(self) -> int:
        """Columns for the value, without the blank at either side and the prefix."""
        return max(1, self.size.width - 2 - len(self._prefix))

    @property
    def _left(self) -> int:
        """Columns before that room: the prefix stands where reading begins."""
        return 1 if self._level else 1 + len(self._prefix)

    def _window(self) -> tuple[list[Cell], int, int]:
        """Cells shown, the column they begin at, and the caret's column, both from the left of the value's room.

        One column more than the cells take is always kept, for the letter to come. Right-aligned text grows to
        the left, so there the next letter appears one column left of the cells that it follows.
        """
        cells = list(self._shown().cells)
        slot, free = self._slot(), self._room() - 1
        widths = [cell.columns for cell in cells]
        first = last = slot
        while last - first < len(cells) and free > 0:
            # The caret keeps about half of a long value on either side of it.
            leftwards = first > 0 and (last == len(cells) or sum(widths[first:slot]) <= sum(widths[slot:last]))
            columns = widths[first - 1] if leftwards else widths[last]
            if columns > free:
                break
            free -= columns
            first, last = (first - 1, last) if leftwards else (first, last + 1)
        start = free + 1 if self._base() else 0
        return cells[first:last], start, start + sum(widths[first:slot]) - self._base()

    # -- drawing ----------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        look = self.look
        if y:
            return blank_strip(width, look.bar)
        prefix = [Cell(char, char, 1, -1, -1, 0) for char in self._prefix]
        row, left = Row().blank(1, look.bar), self._left
        if not self._level:
            row.add(prefix, look.bar_accent)
        if not self.value:
            cells = caption(self.placeholder, max(0, self._room() - 1), self._level)
            free = self._room() - 1 - sum(cell.columns for cell in cells)
            if self._level:
                row.blank(free, look.bar_dim).add(cells, look.bar_dim).blank(1, look.bar)
            else:
                row.blank(1, look.bar).add(cells, look.bar_dim)
            caret = left + (self._room() - 1 if self._level else 0)
        else:
            shown, start, caret = self._window()
            row.blank(start, look.bar).add(shown, look.bar)
            if not self.selection.is_empty:
                first, last = sorted(self.selection)
                at = left + start
                for cell in shown:
                    if cell.start < last and cell.end > first:
                        row.restyle([(at, at + cell.columns)], look.selection)
                    at += cell.columns
            caret += left
        if self._level:
            row.pad(left + self._room(), look.bar).add(prefix[::-1], look.bar_accent)
        row.pad(width, look.bar)
        if self.has_focus:
            row.restyle([(caret, caret + 1)], look.caret)
        return row.strip(self._way())

    @property
    def content_width(self) -> int:
        """What is drawn always fits: the window follows the caret."""
        return max(1, self.size.width)

    @property
    def _cursor_offset(self) -> int:
        if not self.value:
            return self._left + (self._room() - 1 if self._level else 0)
        return self._left + self._window()[2]

    # -- moving -----------------------------------------------------------------------------------------

    def _cross(self, leftwards: bool, select: bool) -> None:
        """Step over the cell to the left or right of the caret on the screen."""
        cells = self._shown().cells
        slot = self._slot()
        index = slot - 1 if leftwards else slot
        if not 0 <= index < len(cells):
            # Beyond the text on that side only the logical end or start is left to go to.
            forward = leftwards == bool(self._base())
            target = len(self.value) if forward else 0
            self._typing_level, reached = self._base(), slot
        else:
            cell = cells[index]
            rtl = bool(cell.level & 1)
            target = cell.end if rtl == leftwards else cell.start
            self._typing_level, reached = int(rtl), index + (not leftwards)
        anchor = self.selection.start if select else target
        self._crossed = (self.value, target, self._typing_level), reached
        self.selection = Selection(anchor, target)

    def action_cursor_left(self, select: bool = False) -> None:
        """Left on the screen, whatever the direction of the text."""
        self._cross(True, select)

    def action_cursor_right(self, select: bool = False) -> None:
        """Right on the screen, whatever the direction of the text."""
        self._cross(False, select)

    def action_delete_right(self) -> None:
        """Delete the cluster after the caret; Backspace takes one code point, a mark alone."""
        if self.selection.is_empty:
            at = self.cursor_position
            end = next((c.end for c in Paragraph(self.value, 0).clusters if c.start <= at < c.end), at)
            self.delete(at, end)
        else:
            self.delete_selection()

    def action_undo(self) -> None:
        """Take back the last change."""
        if len(self._undo) > 1:
            self._undo.pop()
            value, cursor = self._undo[-1]
            self._undoing = True
            self.value = value
            self.cursor_position = cursor
            self._undoing = False

    def _watch_value(self, value: str) -> None:
        super()._watch_value(value)
        if not self._undoing and value != self._undo[-1][0]:
            self._undo.append((value, self.cursor_position))
            del self._undo[:-200]

    def _watch_selection(self, selection: Selection) -> None:
        super()._watch_selection(selection)
        if self._undo and self._undo[-1][0] == self.value:
            self._undo[-1] = (self.value, self.cursor_position)
        self.refresh()

    def _learn(self, character: str) -> None:
        """The direction of what is typed is where the caret expects the next letter."""
        strong = bidi.bidi_class(character)
        if strong in ("L", "R", "AL"):
            self._typing_level = int(strong != "L")

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character:
            self._learn(event.character)
        elif event.key == "ctrl+z":
            event.stop()
            event.prevent_default()
            self.action_undo()
            return
        await super()._on_key(event)
        event.prevent_default()

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        # Several lines become one; nothing else of what is pasted is changed.
        line = " ".join(event.text.splitlines()).strip()
        if strong := next((c for c in (bidi.bidi_class(ch) for ch in reversed(line)) if c in ("L", "R", "AL")), None):
            self._typing_level = int(strong != "L")
        self.replace(line, *sorted(self.selection))

    # -- mouse ------------------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """The second click selects the word that the first one put the caret in, a third everything."""
        if event.chain > 2:
            self.selection = Selection(0, len(self.value))
        elif event.chain == 2:
            x, _ = event.get_content_offset_capture(self)
            self.selection = Selection(*unit_around(self.value, self._cell_offset_to_index(x), "word"))

    def _cell_offset_to_index(self, offset: int) -> int:
        """The place in the value that the terminal means by a column of the widget."""
        if not self.value:
            return 0
        cells, start, _ = self._window()
        column = self._left + start
        offset = Row().blank(column, self.look.bar).add(cells, self.look.bar).seen(self._way(), offset)
        for cell in cells:
            if column <= offset < column + cell.columns:
                return cell.start
            column += cell.columns
        left = offset < column
        return 0 if left != bool(self._base()) else len(self.value)
