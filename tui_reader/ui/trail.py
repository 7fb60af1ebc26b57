"""The places a reader jumped from, to go back to and forward again. Scrolling is no jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui_reader.library.document import Document, DocumentId

#: Places that are remembered in each direction.
KEPT = 200


@dataclass(frozen=True, slots=True)
class Stop:
    """A place that was read: an offset of a document's text."""

    document: DocumentId
    at: int
    read: Document | None = field(default=None, compare=False)
    """The document as it was read: it may be rewritten before the reader comes back."""


class Trail:
    """Two stacks of places, as a browser has them: a jump forgets what lay ahead."""

    def __init__(self) -> None:
        self._behind: list[Stop] = []
        self._ahead: list[Stop] = []

    def leave(self, stop: Stop) -> None:
        """The reader jumps away from here."""
        _push(self._behind, stop)
        self._ahead.clear()

    @property
    def last(self) -> Stop | None:
        """Where the last jump began."""
        return self._behind[-1] if self._behind else None

    def back(self, here: Stop | None, there: Callable[[Stop], bool] = lambda stop: True) -> Stop | None:
        """The place before this one, of those that are still ``there``; None at the first."""
        return _walk(self._behind, self._ahead, here, there)

    def forward(self, here: Stop | None, there: Callable[[Stop], bool] = lambda stop: True) -> Stop | None:
        """The place that was gone back from; None at the last."""
        return _walk(self._ahead, self._behind, here, there)

    def renamed(self, old: DocumentId, new: DocumentId) -> None:
        """A document has another name now."""
        for stops in (self._behind, self._ahead):
            stops[:] = [replace(stop, document=new) if stop.document == old else stop for stop in stops]


def _push(stops: list[Stop], stop: Stop) -> None:
    if stops[-1:] != [stop]:
        stops.append(stop)
        del stops[:-KEPT]


def _walk(source: list[Stop], other: list[Stop], here: Stop | None, there: Callable[[Stop], bool]) -> Stop | None:
    while source:
        stop = source.pop()
        if stop != here and there(stop):
            if here is not None:
                _push(other, here)
            return stop
    return None
