"""Python's search for circles of objects that nothing refers to: made when nobody is at the keys.

It looks at every object there is and holds all threads meanwhile: tens of milliseconds, in which no key is taken.
What is shown is let go without it: there are few circles.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .app import ReaderApp

#: Seconds without a key or the mouse after which nobody is there.
REST = 20.0

#: A threshold that no count of collections reaches.
NEVER = 1 << 30


class Garbage:
    """When a `ReaderApp` looks for garbage among all objects; that among the newest is looked for as ever."""

    def __init__(self, app: ReaderApp, clock: Callable[[], float] = monotonic) -> None:
        self._app = app
        self._clock = clock
        self._used: float | None = None  # when the program was used last, since it was looked for
        self._thresholds: tuple[int, int, int] | None = None

    def begin(self) -> None:
        """The first frame stands: nothing of the start is garbage, so it need never be looked at again."""
        gc.enable()
        gc.freeze()
        self._thresholds = gc.get_threshold()
        gc.set_threshold(*self._thresholds[:2], NEVER)
        self._app.set_interval(REST / 4, self.look)

    def end(self) -> None:
        """The program ends."""
        if self._thresholds is not None:
            gc.set_threshold(*self._thresholds)

    def used(self) -> None:
        """A key was pressed, or the mouse used."""
        self._used = self._clock()

    def look(self) -> None:
        """Look for garbage if nobody is there, and there may be any. While documents are loaded each would be looked
        at."""
        loader = self._app.shelf.loader
        if self._used is not None and self._clock() - self._used >= REST and loader is not None and loader.done:
            self._used = None
            gc.collect()
