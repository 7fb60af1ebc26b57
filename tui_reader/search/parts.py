"""Segments as an index holds them: with the ids of their documents, those that are dead, and what was found last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple, TypeVar

import numpy as np

from tui_reader.library.document import DocumentId
from tui_reader.text.fold import fold

from . import languages, matching
from .held import Held
from .query import Atom
from .segment import Segment
from .units import Array

#: Atoms whose scores a part remembers: what was typed before the last word, and a little history.
REMEMBERED = 24

#: Pieces of paths of which a part remembers which documents have them.
PATHS_REMEMBERED = 4


Key = TypeVar("Key")
Value = TypeVar("Value")


class Body:
    """A segment with what belongs to it."""

    def __init__(self, segment: Segment, ids: Sequence[DocumentId]) -> None:
        self.segment = segment
        self.ids = tuple(ids)
        self.homes = [Home(self, 0)]
        self.kept: OrderedDict[Atom, Held] = OrderedDict()
        self.near: OrderedDict[Atom, Array] = OrderedDict()
        self.located: OrderedDict[str, Array] = OrderedDict()

    @cached_property
    def paths(self) -> list[str]:
        """All paths, folded; one that folds to itself takes no memory of its own."""
        pairs = ((fold(identity.path), identity.path) for identity in self.ids)
        return [path if path == folded else folded for folded, path in pairs]


class Home:
    """Where the documents are that came together: first in a segment of their own, then within a merge."""

    __slots__ = ("base", "body")

    def __init__(self, body: Body, base: int) -> None:
        self.body = body
        self.base = base


class Place(NamedTuple):
    """Where a document is. A merge changes homes, not the places of a hundred thousand documents."""

    home: Home
    number: int

    @property
    def now(self) -> tuple[Body, int]:
        """In which segment, and its number there."""
        return self.home.body, self.home.base + self.number


class Part(NamedTuple):
    """A segment as it is searched: never changed, another is put in its place."""

    body: Body
    alive: Array | None = None

    @property
    def segment(self) -> Segment:
        return self.body.segment

    @property
    def numbers(self) -> list[int]:
        """Its documents that are there."""
        return list(range(len(self.body.ids))) if self.alive is None else np.flatnonzero(self.alive).tolist()

    def kept(self, atom: Atom) -> Held:
        return _recent(self.body.kept, atom, REMEMBERED, lambda: matching.match(self.segment, atom))

    def with_path(self, word: str) -> Array:
        paths = self.body.paths
        return _recent(
            self.body.located, word, PATHS_REMEMBERED, lambda: np.array([word in path for path in paths], bool)
        )

    def beside(self, pair: Atom) -> Array:
        return _recent(self.body.near, pair, REMEMBERED, lambda: matching.beside(self.segment, pair))

    def spoken(self, language: str) -> Array:
        names = languages.names_of(self.segment.language_units)
        code = names.index(language) if language in names else -1
        return np.asarray(self.segment.doc_languages == code)


def _recent(kept: OrderedDict[Key, Value], key: Key, most: int, make: Callable[[], Value]) -> Value:
    """What is kept under a key, made where it is not; of ``most`` the one that was asked for longest ago goes."""
    found = kept.pop(key, None)
    if found is None:
        found = make()
    kept[key] = found
    if len(kept) > most:
        kept.popitem(last=False)
    return found


def without(parts: tuple[Part, ...], places: Sequence[tuple[Body, int]]) -> tuple[Part, ...]:
    """The parts without some documents."""
    if not places:
        return parts
    dead: dict[int, list[int]] = {}
    for body, number in places:
        dead.setdefault(id(body), []).append(number)
    found = []
    for part in parts:
        numbers = dead.get(id(part.body))
        if numbers:
            alive = np.ones(len(part.body.ids), bool) if part.alive is None else part.alive.copy()
            alive[numbers] = False
            part = Part(part.body, alive)
        found.append(part)
    return tuple(found)
