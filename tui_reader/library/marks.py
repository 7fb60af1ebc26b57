"""How far a reader is with a document: what a list shows, sorts and filters by."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class ReadState(IntEnum):
    """How far a document has been read."""

    UNREAD = 0
    READING = 1
    READ = 2


class Mark(NamedTuple):
    """What the list shows of a document."""

    state: ReadState = ReadState.UNREAD
    favourite: bool = False
    percent: int = 0
    """How far reading has come."""


NO_MARK = Mark()
