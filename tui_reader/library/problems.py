"""What could not be read of a library, kept so that what is mended can be forgotten at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui_reader.library.scan import Problem

# What lies in an archive is told of under the archive's path.
_ARCHIVE = re.compile(r"\.zip(?=/)", re.IGNORECASE)


#: Files of no known format with one ending that are named one by one, and endings that are.
MOST_NAMED, MOST_ENDINGS = 3, 30

_ENDING = re.compile(r"\.(?=.*[^\W\d])\w{1,12}")


class Alike(NamedTuple):
    """Files of no known format that are told together."""

    ending: str
    """Of their names, in lower case, with the dot; empty for those of many endings, or of none."""
    first: str
    """The path of the first."""
    files: int


def summed(problems: Iterable[Problem]) -> Iterator[Problem | Alike]:
    """Problems in their order, and in place of many files of no known format one line for each ending."""
    problems = list(problems)
    paths: dict[str, list[str]] = {}
    for problem in problems:
        if problem.code == "unknown-format":
            ending = PurePath(problem.path).suffix.lower()
            known = _ENDING.fullmatch(ending) and (ending in paths or len(paths) < MOST_ENDINGS)
            paths.setdefault(ending if known else "", []).append(problem.path)
    many = {path: ending for ending, each in paths.items() if len(each) > MOST_NAMED for path in each}
    for problem in problems:
        shared = many.get(problem.path) if problem.code == "unknown-format" else None
        if shared is None:
            yield problem
        elif each := paths.pop(shared, None):
            yield Alike(shared, each[0], len(each))


class Problems:
    """Problems in the order they were met. Adding and forgetting take time by what is added and forgotten."""

    def __init__(self) -> None:
        self._by_file: dict[str, list[Problem]] = {}
        self._faults: dict[Problem, None] = {}
        self._count = 0

    def add(self, problems: Iterable[Problem]) -> None:
        """Keep more of them; what is known already is kept once."""
        for problem in problems:
            known = self._by_file.setdefault(_file(problem.path), [])
            if problem not in known:
                known.append(problem)
                self._count += 1
                if problem.fatal:
                    self._faults[problem] = None

    def forget(self, files: Iterable[str]) -> None:
        """These files were read again or are gone: what was wrong with them, and in them, no longer counts."""
        for file in files:
            key = _file(file)
            if key in self._by_file:
                inside = f"{file}/"
                known = self._by_file.pop(key)
                left = []
                for each in known:
                    if each.path != file and not each.path.startswith(inside):
                        left.append(each)
                    else:
                        self._count -= 1
                        self._faults.pop(each, None)
                if left:
                    self._by_file[key] = left

    @property
    def faults(self) -> Collection[Problem]:
        """Those that are something wrong, in the order they were met: not the files that nobody asked to be read."""
        return self._faults.keys()

    @property
    def first(self) -> Problem | None:
        """The fault that was met first, or else what else was; None where there is none."""
        return next(chain(self._faults, self), None)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Problem]:
        return chain.from_iterable(self._by_file.values())


def _file(path: str) -> str:
    """The file on the disk that a path is of, as far as its name tells."""
    archive = _ARCHIVE.search(path)
    return path[: archive.end()] if archive else path
