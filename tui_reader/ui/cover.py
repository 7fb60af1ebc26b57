"""What every screen is that covers the page for a while."""

from __future__ import annotations

from typing import TypeVar

from textual.screen import ModalScreen

Result = TypeVar("Result")


class Cover(ModalScreen[Result]):
    """A screen over the page. It is left by `leave` only."""

    def leave(self, result: Result | None = None) -> None:
        """Leave with a result, and only once: a second click in the same read comes when this is no longer on top."""
        if self.is_active:
            self.dismiss(result)
