"""Selecting and copying."""

from __future__ import annotations

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

    def copy(self) -> None:
        text = self._app.reading.selected_text()
        if text:
            self.copy_text(text)
        else:
            key = display_key("v")
            reason = self._app.catalogue.text("notice.nothing_selected", key=key)
            self._say("notice.not_copied", reason=reason)

    def copy_text(self, text: str) -> None:
        """Copy this text, and say how that went."""
        self._app.run_worker(lambda: self._copy(text), thread=True, exclusive=True, group="copy")

    def _copy(self, text: str) -> None:
        """Run on a thread: tools may take their time."""
        from tui_reader.terminal import clipboard

        outcome = clipboard.copy(text, environ=self._app.environ)
        self._app.call_from_thread(self._copied, text, outcome)

    def _copied(self, text: str, outcome: Outcome) -> None:
        from ..describe import copied

        if outcome.sequence and self._app._driver is not None:
            self._app._driver.write(outcome.sequence)
        self._app.say(copied(self._app.catalogue, text, outcome), error=outcome.via is None)
        if self._app.reading.selecting:
            self._app.reading.stop_selecting()
