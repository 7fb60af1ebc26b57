"""Moving through the text, the list and a selection."""

from __future__ import annotations

from tui_reader.text.selection import Position

from .base import Group


class Moving(Group):
    """Keys that move, and while selecting extend the selection."""

    @property
    def _in_list(self) -> bool:
        """Whether keys move through the list: one with a single article leaves them to its text."""
        return self._app.screen.focused is self._app.list and len(self._app.list.entries) > 1

    def _move(self, rows: int) -> None:
        if self._in_list:
            self._app.list.move(rows)
        elif self._app.reading.selecting:
            self._app.reading.extend_rows(rows)
        else:
            self._app.reading.scroll_rows(rows)

    def _page(self, share: float) -> None:
        """By a share of what the pane shows; a whole page keeps one row of the old one."""
        rows = self._app.list.page if self._in_list else self._app.reading.size.height - (abs(share) == 1)
        self._move(int(rows * share) or (1 if share > 0 else -1))

    def line_up(self) -> None:
        self._move(-1)

    def line_down(self) -> None:
        self._move(1)

    def page_up(self) -> None:
        self._page(-1)

    def page_down(self) -> None:
        self._page(1)

    def half_page_up(self) -> None:
        self._page(-0.5)

    def half_page_down(self) -> None:
        self._page(0.5)

    def start(self) -> None:
        if self._in_list:
            self._app.list.go(0)
        elif self._app.reading.selecting:
            self._app.reading.extend_to(self._app.reading.ends()[0])
        else:
            self._app.visits.mark()
            self._app.reading.go_to(Position(0, 0))

    def end(self) -> None:
        if self._in_list:
            self._app.list.go(len(self._app.list.entries) - 1)
        elif self._app.reading.selecting:
            self._app.reading.extend_to(self._app.reading.ends()[1])
        else:
            self._app.visits.mark()
            self._app.reading.go_to_end()

    def previous_paragraph(self) -> None:
        self._app.reading.step("paragraph", False)

    def next_paragraph(self) -> None:
        self._app.reading.step("paragraph", True)

    def previous_sentence(self) -> None:
        self._app.reading.step("sentence", False)

    def next_sentence(self) -> None:
        self._app.reading.step("sentence", True)
