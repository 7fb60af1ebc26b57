"""Documents by the folders they lie in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_reader.library.document import Document
from tui_reader.library.scan import natural


class Folder(NamedTuple):
    """A folder of a Tree. Its own documents come first, then those of the folders in it."""

    path: str
    name: str
    """Its path below the folder that it is shown in; that of one in none is whole."""
    depth: int
    """In how many folders of the tree it lies."""
    first: int
    """Index of its first document."""
    own: int
    """How many documents lie in it itself."""
    within: int
    """How many lie in it at any depth."""


class Tree(NamedTuple):
    """Documents in the order of their folders, and the folders, each before those in it."""

    documents: Sequence[Document]
    folders: Sequence[Folder]


class _Node:
    """A folder while the tree is built."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.own: list[Document] = []
        self.inside: list[_Node] = []


def by_folder(documents: Sequence[Document], cancelled: Callable[[], bool] = lambda: False) -> Tree:
    """The documents by folder, in each in the order they are given in; folders by name, numbers as numbers.

    A folder that holds nothing but one other is shown as one with that. Stops, and gives an empty tree, once cancelled.
    """
    nodes: dict[str, _Node] = {}
    tops: list[_Node] = []

    def node(path: str) -> _Node:
        found = nodes.get(path)
        missing = []
        while found is None:
            missing.append(path)
            above = os.path.dirname(path)  # noqa: PTH120 - a path is kept as it was given
            if above == path or not above:
                break
            path = above
            found = nodes.get(path)
        for each in reversed(missing):
            made = nodes[each] = _Node(each)
            (found.inside if found is not None else tops).append(made)
            found = made
        assert found is not None
        return found

    for number, document in enumerate(documents):
        if not number % 1024 and cancelled():
            return Tree((), ())
        node(os.path.dirname(document.id.path)).own.append(document)  # noqa: PTH120
    ordered: list[Document] = []
    folders: list[Folder] = []
    # A folder, the path that its name is below of, its depth; a number is that of a folder whose end is reached.
    waiting: list[tuple[_Node, str, int] | int] = [(each, "", 0) for each in _by_name(tops)]
    while waiting:
        now = waiting.pop()
        if isinstance(now, int):
            folders[now] = folders[now]._replace(within=len(ordered) - folders[now].first)
            continue
        each, above, depth = now
        while not each.own and len(each.inside) == 1:
            each = each.inside[0]
        name = os.path.relpath(each.path, above) if above else each.path
        folders.append(Folder(each.path, name, depth, len(ordered), len(each.own), 0))
        ordered += each.own
        waiting.append(len(folders) - 1)
        waiting += [(inside, each.path, depth + 1) for inside in _by_name(each.inside)]
    return Tree(ordered, folders)


def _by_name(nodes: list[_Node]) -> list[_Node]:
    """Folders last first: they are taken from the end."""
    return sorted(nodes, key=lambda each: natural(os.path.basename(each.path) or each.path), reverse=True)  # noqa: PTH119
