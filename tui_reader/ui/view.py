"""What a reader has before him of a text: offsets of it, which are found again when it is rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

#: Code points that must be as they were for a place to be known again.
KNOWN = 24


class View(NamedTuple):
    """Offsets of one document's text."""

    place: int
    """What the screen begins with."""
    hit: int | None = None
    """Where the current hit is."""
    selected: tuple[int, int] | None = None
    """Where a selection was begun, and where its other end is."""
    selecting: bool = False
    directions: Mapping[int, int] = {}
    """Where paragraphs begin that were turned round, and the base level of each."""


def view_in(view: View, before: str, now: str) -> tuple[View, bool]:
    """The view of a text in what it has become, and whether the words at its place were found.

    A selection stays where the same words stand.
    """
    from tui_reader.notebook.finding import moved

    if before == now:
        return view, True

    def at(offset: int) -> int:
        return moved(offset, before, now)

    place = at(view.place)
    known = before[view.place : view.place + KNOWN]
    sure = now[place : place + len(known)] == known
    selected = None
    if view.selected is not None:
        first, last = min(view.selected), max(view.selected)
        start = at(first)
        if now[start : start + last - first] == before[first:last]:
            anchor, focus = (offset - first + start for offset in view.selected)
            selected = anchor, focus
    return (
        View(
            place,
            None if view.hit is None else at(view.hit),
            selected,
            view.selecting and selected is not None,
            {at(offset): level for offset, level in view.directions.items()},
        ),
        sure,
    )
