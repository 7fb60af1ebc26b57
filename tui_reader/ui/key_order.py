"""Keys act in the order in which they came, each where the one before it led, however many arrive in one read.

Textual hands a key to what has the focus when the key is read, not when those before it are done. So a key that may
lead elsewhere makes those after it wait, until every message that it gave rise to has been answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen

if TYPE_CHECKING:
    from .app import ReaderApp

#: How often messages go all the way from what has the focus to the app before nothing more can come of a key: the key
#: itself, what its widget says because of it, and what is done about that.
ROUNDS = 3

#: Seconds after which Esc waits no longer for what threads do.
PATIENCE = 0.5


@runtime_checkable
class Busy(Protocol):
    """A screen on which a key may wait for a thread."""

    @property
    def busy(self) -> bool:
        """Whether what keys asked for is still to be done; `KeyOrder.settle` is called when it is."""

    def give_up(self) -> None:
        """Do nothing of it any more."""


class KeyOrder:
    """The keys of a `ReaderApp` that wait; all of it in the app's own task, except for `settle`."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app
        self._held: list[events.Key] | None = None
        self._settling = False

    def waits(self, event: events.Key) -> bool:
        """Whether a key has to wait; it comes to the app again when its turn has come."""
        if self._held is None:
            return False
        self._held.append(event)
        if event.key == "escape":
            self._app.set_timer(PATIENCE, lambda: self._leave(event))
        return True

    def hold(self) -> None:
        """Let the keys after this one wait until `go_on` or the end of `settle`."""
        self._held = []

    async def go_on(self) -> None:
        """What was waited for is done."""
        held, self._held = self._held or [], None
        for key in held:
            await self._app.on_event(key)

    def settle(self) -> None:
        """Let keys wait until all that the last one gave rise to is done; from any task of the interface."""
        if self._held is None:
            self._held = []
        if not self._settling:
            self._settling = True
            self._round(ROUNDS)

    def _round(self, left: int) -> None:
        """Send a message the way that those of a key go, behind the last of them."""
        screen, focused = self._app.screen, self._app.screen.focused
        way: list[DOMNode] = list((focused or screen).ancestors_with_self)

        def step(at: int) -> None:
            while at < len(way):
                following = at + 1
                # What was taken away meanwhile answers nothing any more.
                if way[at].call_later(step, following):
                    return
                at = following
            self._round_over(left - 1, screen, focused)

        step(0)

    def _round_over(self, left: int, screen: Screen[object], focused: object) -> None:
        """In the app's task: nothing, another round, or the end."""
        if screen is not self._app.screen or focused is not self._app.screen.focused:
            left = ROUNDS
        if left:
            self._round(left)
            return
        self._settling = False
        if not (isinstance(self._app.screen, Busy) and self._app.screen.busy):
            self._app.call_later(self.go_on)

    def _leave(self, escape: events.Key) -> None:
        """An Esc has waited for long: nothing that was to come before it is done any more."""
        if not self._app.screen_stack:  # the program has ended meanwhile
            return
        screen = self._app.screen
        if self._held is not None and any(key is escape for key in self._held) and isinstance(screen, Busy):
            self._held = self._held[next(at for at, key in enumerate(self._held) if key is escape) :]
            screen.give_up()
            self.settle()
