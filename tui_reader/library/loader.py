"""Files and folders into documents: by themselves, or into a Store while the screen is live."""

import errno
import os
import re
import stat
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread
from typing import Literal, NamedTuple, get_args

from tui_reader.library import formats
from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import Format, Source
from tui_reader.library.store import Store

LARGEST_FILE = 512 << 20
"""Bytes of a file that is read; a text of that size is a gigabyte in memory."""

BATCH_SECONDS = 0.03
"""The shortest time between two batches: two frames of a screen."""

SCAN_AHEAD = 64
"""Files looked for while one is read, so that the count of what was found runs ahead of what was loaded."""

_UNHURRIED = 1 << 18
"""Bytes of a file before which waiting documents are handed over: reading it may take a while."""

STANDARD_INPUT = "-"

Code = Literal[
    "missing",
    "unreadable",
    "not-text",
    "not-utf8",
    "unknown-format",
    "special-file",
    "too-large",
    "loop",
    "not-understood",
]
CODES: tuple[Code, ...] = get_args(Code)
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


def natural(name: str) -> tuple[tuple[str | int, ...], str]:
    """Sort key of a name: case folded, numbers (in any digits) as numbers; on a tie the name itself."""
    parts = re.split(r"(\d{1,300})", name.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


def scan(paths: Sequence[str]) -> Iterator[Candidate | Problem]:
    """Every file below ``paths`` that may be a document, in order, and what stood in the way. Opens no file.

    Folders are walked in natural order, links to folders followed; each folder is entered once, and a
    file that two of the ``paths`` reach is given once. Hidden names are passed over unless they are in
    ``paths``. A file of no known format is a candidate, as plain text, only when it is in ``paths``.
    """
    walk = _Walk()
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

    def __init__(self) -> None:
        self._entered: set[tuple[int, int]] = set()
        # The folders from a named one down to the present one.
        self._above: list[tuple[int, int]] = []

    def named(self, path: str) -> Iterator[Candidate | Problem]:
        if path == STANDARD_INPUT:
            yield Candidate(path, formats.PLAIN_TEXT)
            return
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116
        except (OSError, ValueError) as error:
            yield _problem(path, error, True)
            return
        if stat.S_ISDIR(mode):
            yield from self._folder(path)
        elif stat.S_ISREG(mode):
            yield Candidate(path, formats.format_of(path) or formats.PLAIN_TEXT)
        else:
            yield Problem(path, "special-file", "", True)

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
        try:
            status = os.stat(path)  # noqa: PTH116
        except OSError as error:
            yield _problem(path, error, True)
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
                    if not entry.name.startswith("."):
                        entries.append(entry)
        except OSError as error:
            yield _problem(path, error, True)
        for entry in sorted(entries, key=lambda entry: natural(entry.name)):
            format = formats.format_of(entry.name)
            try:
                if entry.is_dir():
                    yield entry.path
                elif not format:
                    yield Problem(entry.path, "unknown-format", "", False)
                elif entry.is_file():
                    yield Candidate(entry.path, format)
                else:
                    os.stat(entry.path)  # noqa: PTH116 - raises where a link leads nowhere
                    yield Problem(entry.path, "special-file", "", True)
            except OSError as error:
                yield _problem(entry.path, error, format is not None)


def read(candidate: Candidate, stdin: bytes | None = None) -> Iterator[Document | Problem]:
    """The documents of one file; a Problem, after those that could be read, where something failed.

    ``stdin`` is what standard input held, for the path ``-``.
    """
    path = candidate.path
    try:
        if path == STANDARD_INPUT:
            if stdin is None:
                yield Problem(path, "unreadable", "", True)
                return
            source = Source(path, stdin, len(stdin))
        else:
            source = _open(path)
        yield from candidate.format.parse(source)
    except NotText as error:
        yield Problem(path, error.code, error.detail, True)
    except (_Refused, OSError) as error:
        yield _problem(path, error, True)
    except MemoryError:
        yield Problem(path, "too-large", "", True)
    except Exception as error:  # whatever a parser meets in one file, the others are still read
        yield Problem(path, "not-understood", type(error).__name__, True)


def load(paths: Sequence[str], stdin: bytes | None = None) -> Iterator[Document | Problem]:
    """Every document of ``paths`` in order, one at a time, and what could not be read."""
    for item in scan(paths):
        if isinstance(item, Problem):
            yield item
        else:
            yield from read(item, stdin)


class Loader:
    """Loads paths into a Store in a thread of its own.

    ``on_batch(documents, problems)`` is called on that thread when the documents are in the Store: at once
    for the first, then at most every BATCH_SECONDS; ``on_done()`` once at the end, also after cancel().
    What they raise ends the loading and is kept in ``error``.
    """

    def __init__(
        self,
        paths: Sequence[str],
        store: Store,
        on_batch: Callable[[list[Document], list[Problem]], object] = lambda documents, problems: None,
        on_done: Callable[[], object] = lambda: None,
        *,
        stdin: bytes | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._paths = list(paths)
        self._store = store
        self._on_batch = on_batch
        self._on_done = on_done
        self._stdin = stdin
        self._clock = clock
        self._cancelled = Event()
        self._done = Event()
        self._documents: list[Document] = []
        self._problems: list[Problem] = []
        self._last_batch: float | None = None
        self._thread = Thread(target=self._run, name="loader", daemon=True)
        self.found = 0
        """Files found so far."""
        self.loaded = 0
        """Files read so far, whether they gave documents or a problem."""
        self.scanned = False
        """Whether ``found`` is final."""
        self.error: Exception | None = None

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop after the file being read. No batch begins after this; one that has begun may still end."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, on_done() included; whether it came. Not for use in a callback."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self._done.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._cancelled.is_set()

    def _run(self) -> None:
        try:
            self._load()
            self._hand_over()
        except Exception as error:  # a thread has nobody to raise to
            self.error = error
        finally:
            self._done.set()
            try:
                self._on_done()
            except Exception as error:
                self.error = self.error or error

    def _load(self) -> None:
        ahead: deque[Candidate] = deque()
        finding = scan(self._paths)
        while not self.cancelled:
            # The first file is on the screen before a great folder behind it has been listed.
            for _ in range(SCAN_AHEAD if self.loaded else 1):
                item = next(finding, None)
                if item is None:
                    self.scanned = True
                    break
                if isinstance(item, Problem):
                    self._problems.append(item)
                else:
                    self.found += 1
                    ahead.append(item)
            if ahead:
                candidate = ahead.popleft()
                if _size(candidate.path) >= _UNHURRIED:
                    self._hand_over()
                self._read(candidate)
            elif self.scanned:
                return
            if self._last_batch is None or self._clock() - self._last_batch >= BATCH_SECONDS:
                self._hand_over()

    def _read(self, candidate: Candidate) -> None:
        for result in read(candidate, self._stdin):
            if isinstance(result, Problem):
                self._problems.append(result)
            else:
                if len(result.text) >= _UNHURRIED:
                    _ = result.level, result.paragraphs  # found here, not on the thread that shows them
                self._documents.append(result)
            if self.cancelled:
                return
        self.loaded += 1

    def _hand_over(self) -> None:
        if self.cancelled or not (self._documents or self._problems):
            return
        documents, problems = self._documents, self._problems
        self._documents, self._problems = [], []
        self._last_batch = self._clock()
        self._store.add(documents)
        self._on_batch(documents, problems)


class _Refused(Exception):  # noqa: N818 - not an error of anything
    """A file that is not read; its one argument is the code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


def _size(path: str) -> int:
    """Bytes of a file, 0 where that cannot be said."""
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0


def _open(path: str) -> Source:
    """Read a regular file whole. Raises OSError, or _Refused for any other kind of file and too long a one.

    What stands at the path may have changed since it was found: it is opened without waiting, so that a
    FIFO cannot hold the loader up, and looked at again before it is read.
    """
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
        flags |= getattr(os, name, 0)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _Refused("special-file")
        if status.st_size > LARGEST_FILE:
            raise _Refused("too-large")
        chunks: list[bytes] = []
        size = 0
        # It may grow while it is read, and files that the kernel makes up have a size of 0.
        while chunk := os.read(descriptor, max(status.st_size + 1 - size, 1 << 16)):
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST_FILE:
                raise _Refused("too-large")
    finally:
        os.close(descriptor)
    return Source(path, b"".join(chunks), size, status.st_mtime)


def _problem(path: str, error: Exception, fatal: bool) -> Problem:
    """The Problem an error met at ``path`` is."""
    match error:
        case _Refused():
            return Problem(path, error.code, "", fatal)
        case OSError(errno=errno.ELOOP):
            return Problem(path, "loop", "", fatal)
        case FileNotFoundError() | ValueError():
            # ValueError: no path may hold U+0000.
            return Problem(path, "missing", "", fatal)
        case OSError():
            return Problem(path, "unreadable", error.strerror or "", fatal)
        case _:
            return Problem(path, "unreadable", type(error).__name__, fatal)
