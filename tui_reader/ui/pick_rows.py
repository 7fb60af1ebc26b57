"""Rows to pick from, and those of them that hold what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

from tui_reader.text.fold import fold

#: Rows that a thread looks through before it asks whether something else is typed by now.
AT_ONCE = 256


class PickRow(NamedTuple):
    """One row, in logical text: what it says, what stands dim at its far side; whether it is in force already."""

    text: str
    detail: str = ""
    heading: bool = False  # says what the rows below it are, and cannot be picked
    marked: bool = False
    depth: int = 0  # steps further in


class MadeRows(Sequence[PickRow]):
    """Rows made when they are asked for: a hundred thousand cost nothing."""

    def __init__(self, count: int, make: Callable[[int], PickRow]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index):  # type: ignore[no-untyped-def]
        of = range(self._count)[index]
        return self._make(of) if isinstance(of, int) else [self._make(each) for each in of]


class Sieve:
    """Finds the rows that hold words. Any thread may ask, one at a time is answered."""

    def __init__(self, rows: Sequence[PickRow]) -> None:
        self._rows = rows
        self._folded: list[str | None] = []  # None for a heading
        self._lock = Lock()

    def find(self, words: Sequence[str], cancelled: Callable[[], bool] = lambda: False) -> list[int] | None:
        """Indices of the rows that hold all words, and of the headings that stand above any of them; None once
        ``cancelled`` says so."""
        with self._lock:
            shown: list[int] = []
            heading: int | None = None
            for index in range(len(self._rows)):
                if index % AT_ONCE == 0 and cancelled():
                    return None
                if index == len(self._folded):
                    row = self._rows[index]
                    self._folded.append(None if row.heading else fold(f"{row.text} {row.detail}"))
                folded = self._folded[index]
                if folded is None:
                    heading = index
                elif all(word in folded for word in words):
                    shown += [index] if heading is None else [heading, index]
                    heading = None
            return shown
