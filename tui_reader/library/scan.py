"""Paths into the files that may be documents, in order, and what stood in the way. Opens no file."""

import errno
import os
import re
import stat
from collections.abc import Collection, Iterator, Sequence
from typing import Literal, NamedTuple

from tui_reader.library import formats
from tui_reader.library.encodings import ParserCode
from tui_reader.library.formats import Format

STANDARD_INPUT = "-"

OwnCode = Literal[
    "missing",
    "vanished",
    "dangling",
    "unreadable",
    "unknown-format",
    "special-file",
    "too-large",
    "loop",
    "not-understood",
    "crashed",
    "no-answer",
    "not-followed",
]
Code = OwnCode | ParserCode
"""What can be wrong with a path; the wording of each is messages/'s."""


class Problem(NamedTuple):
    """A path that gave no document, or not all of its documents."""

    path: str
    """As given, joined with the name below it. It may hold any character: whoever shows it sanitises it."""
    code: Code
    detail: str
    """What the operating system or the parser says, in its own words; may be empty."""
    fatal: bool
    """Whether it counts for exit code 3: named by the user, a folder, or of a known format."""


class Candidate(NamedTuple):
    """A file to be read: a regular one when it was found, and named by the user or of a known format."""

    path: str
    format: Format
    size: int = 0
    """Bytes, when it was found."""
    modified_ns: int = 0
    """POSIX nanoseconds, when it was found."""
    pipe: bool = False
    """A FIFO that was named, as ``<(command)`` is: it can be read once, from here, and may take its time."""


def place(path: str, roots: Sequence[str]) -> tuple[int, tuple[tuple[tuple[str | int, ...], str], ...]]:
    """Sort key of a path below ``roots``: the order in which :func:`scan` finds files.

    What is below none of them sorts behind them all.
    """
    for index, root in enumerate(roots):
        if path == root:
            return index, ()
        above = os.path.join(root, "")  # noqa: PTH118
        if path.startswith(above):
            return index, tuple(natural(part) for part in path[len(above) :].split(os.sep))  # noqa: PTH206
    return len(roots), (natural(path),)


def is_pipe(path: str) -> bool:
    """Whether there is a FIFO at ``path``, as the shell puts one there for ``<(command)``."""
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)  # noqa: PTH116
    except (OSError, ValueError):
        return False


def natural(name: str) -> tuple[tuple[str | int, ...], str]:
    """Sort key of a name: case folded, numbers (in any digits) as numbers; on a tie the name itself."""
    parts: list[str | int] = [*_NUMBERS.split(name.casefold())]
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts), name


def _in_order(entries: list[os.DirEntry[str]]) -> list[os.DirEntry[str]]:
    """By natural name. Names that differ in nothing but digits, as many and in the same places, sort so as they are: a
    program numbered them, and there are a hundred thousand of them."""
    if len({entry.name.translate(_DIGITS) for entry in entries}) == 1:
        return sorted(entries, key=lambda entry: entry.name)
    return sorted(entries, key=lambda entry: natural(entry.name))


_DIGITS = str.maketrans("123456789", "0" * 9)
_NUMBERS = re.compile(r"(\d{1,300})")


class TooMany(Exception):  # noqa: N818 - not an error of anything
    """A folder holds more entries than were asked for; its one argument is the folder."""


class Whereabouts:
    """What a scan asks the system next, for who looks after it from another thread: a folder on a network may not
    answer for ever."""

    def __init__(self) -> None:
        self.path = ""
        """Empty while nothing is asked: that takes time, but not a disk's."""
        self.asked = 0
        """Questions so far."""

    def at(self, path: str) -> None:
        """The next question is about ``path``."""
        self.path = path
        self.asked += 1


def scan(
    paths: Sequence[str],
    most: int | None = None,
    without: Collection[str] = (),
    whereabouts: Whereabouts | None = None,
    roots: Collection[str] = (),
) -> Iterator[Candidate | Problem]:
    """Every file below ``paths`` that may be a document, in order, and what stood in the way. Opens no file.

    Folders are walked in natural order, links to folders followed; each folder is entered once, and a
    file that two of the ``paths`` reach is given once. Hidden names are passed over unless they are in
    ``paths``. A file of no known format is a candidate, as plain text, only when it is in ``paths``. Raises TooMany
    at a folder of more than ``most`` entries: it is sorted as a whole, which takes its time. The system is asked
    nothing about the paths ``without``. Where ``paths`` lie below ``roots``, what a link back to a folder between the
    two leads to is not given.
    """
    walk = _Walk(most, frozenset(without), whereabouts or Whereabouts(), frozenset(roots))
    given: set[str] = set()
    for path in paths:
        for item in walk.named(path):
            if len(paths) > 1:
                place = _place(item.path)
                if place in given:
                    continue
                given.add(place)
            yield item


def _place(path: str) -> str:
    """What two spellings of one path have in common, links apart."""
    if path == STANDARD_INPUT:
        return path
    try:
        return os.path.abspath(path)  # noqa: PTH100
    except OSError:  # the present folder was removed
        return os.path.normpath(path)


class _Walk:
    """One scan's way through the folders."""

    def __init__(
        self, most: int | None, without: frozenset[str], whereabouts: Whereabouts, roots: frozenset[str]
    ) -> None:
        self._most = most
        self._without = without
        self._whereabouts = whereabouts
        self._roots = roots
        self._lines: dict[str, list[tuple[int, int]] | None] = {}
        self._entered: set[tuple[int, int]] = set()
        # The folders from a named one down to the present one.
        self._above: list[tuple[int, int]] = []

    def named(self, path: str) -> Iterator[Candidate | Problem]:
        if path == STANDARD_INPUT:
            yield Candidate(path, formats.PLAIN_TEXT)
            return
        line = self._line(path)
        if path in self._without or line is None:
            return
        self._above = list(line)
        self._whereabouts.at(path)
        try:
            status = os.stat(path)  # noqa: PTH116
        except (OSError, ValueError) as error:
            yield problem_of(path, error, True)
            return
        format = formats.format_of(path) or formats.PLAIN_TEXT
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path)
        elif stat.S_ISREG(status.st_mode):
            yield Candidate(path, format, status.st_size, status.st_mtime_ns)
        elif stat.S_ISFIFO(status.st_mode):
            yield Candidate(path, format, pipe=True)
        else:
            yield Problem(path, "special-file", "", True)

    def _line(self, path: str) -> list[tuple[int, int]] | None:
        """The folders that a path lies in, up to one of the roots; None where one of them stands in it twice."""
        above = os.path.dirname(path)  # noqa: PTH120
        if not self._roots or path in self._roots or above in ("", path):
            return []
        if above not in self._lines:
            line = self._line(above)
            self._whereabouts.at(above)
            try:
                status = os.stat(above)  # noqa: PTH116
            except (OSError, ValueError):
                self._lines[above] = line  # who looks at the path itself hears of it
            else:
                identity = (status.st_dev, status.st_ino)
                self._lines[above] = None if line is None or identity in line else [*line, identity]
        return self._lines[above]

    def _folder(self, path: str) -> Iterator[Candidate | Problem]:
        """Everything below a folder. Its own stack, for folders nest deeper than Python's."""
        stack = [self._enter(path)]
        while stack:
            for item in stack[-1]:
                if isinstance(item, str):
                    stack.append(self._enter(item))
                    break
                yield item
            else:
                stack.pop()

    def _enter(self, path: str) -> Iterator[Candidate | Problem | str]:
        """What is in one folder, in order; a folder in it as its path."""
        self._whereabouts.at(path)
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            yield problem_of(path, error, True)
            return
        identity = (status.st_dev, status.st_ino)
        if identity in self._above:
            yield Problem(path, "loop", "", False)
            return
        if identity in self._entered:
            return
        self._entered.add(identity)
        self._above.append(identity)
        try:
            yield from self._entries(path)
        finally:
            self._above.pop()

    def _entries(self, path: str) -> Iterator[Candidate | Problem | str]:
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(path) as listing:
                for entry in listing:
                    self._whereabouts.asked += 1
                    if not entry.name.startswith(".") and entry.path not in self._without:
                        entries.append(entry)
                    if self._most is not None and len(entries) > self._most:
                        raise TooMany(path)
        except OSError as error:
            yield problem_of(path, error, True)
        self._whereabouts.path = ""
        for entry in _in_order(entries):
            format = formats.format_of(entry.name)
            self._whereabouts.at(entry.path)
            try:
                if entry.is_dir():
                    yield entry.path
                elif not format:
                    yield Problem(entry.path, formats.unread(entry.name), "", False)
                else:
                    status = entry.stat()
                    if stat.S_ISREG(status.st_mode):
                        yield Candidate(entry.path, format, status.st_size, status.st_mtime_ns)
                    else:
                        yield Problem(entry.path, "special-file", "", True)
            except OSError as error:
                yield problem_of(entry.path, error, format is not None)


def problem_of(path: str, error: Exception, fatal: bool) -> Problem:
    """The Problem an error met at ``path`` is."""
    match error:
        case OSError(errno=errno.ELOOP):
            return Problem(path, "loop", "", fatal)
        case FileNotFoundError() | NotADirectoryError() | ValueError():
            # ValueError: no path may hold U+0000. Where a folder on the way is none any more, nothing is there either.
            return Problem(path, "dangling" if os.path.islink(path) else "missing", "", fatal)  # noqa: PTH114
        case OSError():
            return Problem(path, "unreadable", error.strerror or "", fatal)
        case _:
            return Problem(path, "unreadable", type(error).__name__, fatal)
