"""Which documents a list shows, and in which order. Pure functions, made to run on a thread beside the screen."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import Any, Literal, NamedTuple, get_args

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.marks import NO_MARK, Mark, ReadState
from tui_reader.library.scan import natural
from tui_reader.text.collate import sort_key

Order = Literal["found", "title", "name", "date", "length", "progress"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""``found``: as they came, or best first where they answer a query."""

State = Literal["unread", "reading", "read"]
STATES: tuple[State, ...] = get_args(State)

Sign = Literal["favourite"]
SIGNS: tuple[Sign, ...] = get_args(Sign)
"""What a reader gives a document or not, whatever its state."""

AT_ONCE = 2048
"""Documents sorted by one call: it keeps every other thread waiting for a few milliseconds."""

_DIGITS = str.maketrans({chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)})
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2}))?(?:[-/.]([0-9]{1,2}))?")


def has(mark: Mark, state: State) -> bool:
    """Whether a document that is marked so is in that state."""
    return mark.state == ReadState[state.upper()]


def bears(mark: Mark, sign: Sign) -> bool:
    """Whether a document that is marked so bears that sign."""
    return bool(getattr(mark, sign))


class Filter(NamedTuple):
    """What documents must be to be listed; None asks for nothing."""

    state: State | None = None
    language: str | None = None
    """Its code; empty for documents of which it is not known."""
    format: str | None = None
    folder: str | None = None
    """A folder's path: what lies in it, at any depth."""
    sign: Sign | None = None

    def takes(self, document: Document, mark: Mark) -> bool:
        """Whether a document is one of those."""
        return (
            (self.state is None or has(mark, self.state))
            and (self.sign is None or bears(mark, self.sign))
            and (self.language is None or (document.likely_language or "") == self.language)
            and (self.format is None or document.format == self.format)
            and (self.folder is None or _inside(document.id.path, self.folder))
        )


EVERYTHING = Filter()


class Arrangement(NamedTuple):
    """An order and a filter. Dates, lengths and progress count from the greatest down; ``reverse`` turns any round."""

    order: Order = "found"
    reverse: bool = False
    filter: Filter = EVERYTHING

    @property
    def plain(self) -> bool:
        """Whether the documents stay as they are."""
        return self == Arrangement()


def arrange(
    documents: Sequence[Document],
    arrangement: Arrangement,
    marks: Mapping[DocumentId, Mark],
    cancelled: Callable[[], bool] = lambda: False,
) -> Sequence[Document]:
    """The documents to list, in order; equal ones as they came. Stops, and gives what it has, once cancelled."""
    kept = documents if arrangement.filter == EVERYTHING else _kept(documents, arrangement.filter, marks, cancelled)
    key = _key(arrangement.order, marks)
    if key is None:
        return kept[::-1] if arrangement.reverse else kept
    downwards = (arrangement.order in ("date", "length", "progress")) != arrangement.reverse
    runs = []
    for at in range(0, len(kept), AT_ONCE):
        if cancelled():
            break
        runs.append(sorted(((key(each), each) for each in kept[at : at + AT_ONCE]), key=_first, reverse=downwards))
        time.sleep(0)
    return [each for _, each in merge(*runs, key=_first, reverse=downwards)]


def _kept(
    documents: Sequence[Document], wanted: Filter, marks: Mapping[DocumentId, Mark], cancelled: Callable[[], bool]
) -> list[Document]:
    kept: list[Document] = []
    rest: Iterator[Document] = iter(documents)
    while not cancelled() and (some := list(islice(rest, AT_ONCE))):
        kept += [each for each in some if wanted.takes(each, marks.get(each.id, NO_MARK))]
    return kept


def _first(pair: tuple[Any, Document]) -> Any:
    return pair[0]


def _key(order: Order, marks: Mapping[DocumentId, Mark]) -> Callable[[Document], Any] | None:
    """What to sort by; None for the order they came in."""
    match order:
        case "title":
            return lambda document: title_key(document.title)
        case "name":
            return lambda document: (natural(document.id.path), document.id.record)
        case "date":
            return when
        case "length":
            return lambda document: document.length
        case "progress":
            return lambda document: marks.get(document.id, NO_MARK).percent
        case _:
            return None


@lru_cache(maxsize=1 << 17)
def title_key(title: str) -> tuple[str, str]:
    """The key of a title; kept, since a list that is sorted once is sorted again when it grows."""
    return sort_key(title), title


def when(document: Document) -> str:
    """A document's date to sort by, YYYY-MM-DD as far as it goes: its own where that begins with a year, else its
    file's; empty where neither is known. A Hijri year is a small one, and sorts so."""
    written = document.metadata.date
    if written and (found := _DATE.match(written.strip().translate(_DIGITS))):
        year, month, day = found.groups()
        return "-".join((year, *(f"{int(part):02d}" for part in (month, day) if part)))
    if document.modified is None:
        return ""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(document.modified))
    except (OverflowError, OSError, ValueError):
        return ""


class Counts(NamedTuple):
    """How many documents there are of each kind: what a filter can be set to."""

    total: int
    states: Mapping[str, int]
    signs: Mapping[str, int]
    languages: Mapping[str, int]
    formats: Mapping[str, int]
    folders: Mapping[str, int]
    """Every folder that documents lie in, at any depth, and how many."""


def count(documents: Sequence[Document], marks: Mapping[DocumentId, Mark]) -> Counts:
    """Count the documents of every state, language, format and folder."""
    states: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    formats: Counter[str] = Counter()
    parents: Counter[str] = Counter()
    for document in documents:
        mark = marks.get(document.id, NO_MARK)
        states.update(state for state in STATES if has(mark, state))
        signs.update(sign for sign in SIGNS if bears(mark, sign))
        languages[document.likely_language or ""] += 1
        formats[document.format] += 1
        parents[os.path.dirname(document.id.path)] += 1  # noqa: PTH120 - a path is kept as it was given
    folders: Counter[str] = Counter()
    for parent, number in parents.items():
        for folder in _upwards(parent):
            folders[folder] += number
    return Counts(len(documents), states, signs, languages, formats, folders)


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, as far as the path names them."""
    while folder:
        yield folder
        above = os.path.dirname(folder)  # noqa: PTH120
        if above == folder:
            return
        folder = above


def _inside(path: str, folder: str) -> bool:
    return path.startswith(os.path.join(folder, ""))  # noqa: PTH118
