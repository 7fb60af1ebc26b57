"""Selecting and copying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui_reader.actions import display_key

from .base import Group

if TYPE_CHECKING:
    from tui_reader.terminal.clipboard import Outcome


class Selecting(Group):
    """Taking something out of a text."""

    def open(self) -> None:
        if self._app.list.current:
            self._focus(self._app.reading)

    def select(self) -> None:
        if self._app.reading.selecting:
            self._app.reading.stop_selecting()
        else:
            self._app.reading.start_selecting()

    def select_left(self) -> None:
        self._app.reading.extend_sideways(True)

    def select_right(self) -> None:
        self._app.reading.extend_sideways(False)

    def select_next_word(self) -> None:
        self._app.reading.extend("word", True)

    def select_previous_word(self) -> None:
        self._app.reading.extend("word", False)

    def select_other_end(self) -> None:
        self._app.reading.swap_ends()

    def select_word(self) -> None:
        self._app.reading.pick("word")

    def select_sentence(self) -> None:
        self._app.reading.pick("sentence")

    def select_paragraph(self) -> None:
        self._app.reading.pick("paragraph")

    def copy(self) -> None:
        reading = self._app.reading
        page, selection = reading.page, reading.selection
        if page is not None and selection is not None and reading.selected_length:
            # Cut out on the thread, too: it may be a whole book.
            self._app.aside(lambda: self._copy(page.slice(selection)), "copy")
        else:
            self._say("notice.not_copied", reason=self._nothing_selected())

    def _nothing_selected(self) -> str:
        """Why there is nothing to do anything with, and what to press."""
        keys = (action.keys[0] for action in self._app.keys.actions if action.name == "select" and action.keys)
        return self._app.catalogue.text("notice.nothing_selected", key=display_key(next(keys, "v")))

    def copy_text(self, text: str) -> None:
        """Copy this text, and say how that went."""
        self._app.aside(lambda: self._copy(text), "copy")

    def _copy(self, text: str, problems: Sequence[str] = ()) -> None:
        """Run on a thread: tools may take their time. ``problems`` are told with how it went."""
        from tui_reader.terminal import clipboard

        outcome = clipboard.copy(text, environ=self._app.environ, folder=self._app.state_folder)
        self._app.call_from_thread(self._copied, text, outcome, problems)

    def _copied(self, text: str, outcome: Outcome, problems: Sequence[str]) -> None:
        from ..describe import copied

        if outcome.sequence and self._app._driver is not None:
            self._app._driver.write(outcome.sequence)
        said = [copied(self._app.catalogue, text, outcome), *problems]
        separator = self._app.catalogue.text("status.separator")
        self._app.say(separator.join(said), error=outcome.via is None or bool(problems))
        if self._app.reading.selecting:
            self._app.reading.stop_selecting()
