"""One file into its documents."""

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats.source import Budget, Source, Spare
from tui_reader.library.scan import STANDARD_INPUT, Candidate, Code, Problem, problem_of, scan

LARGEST_FILE = 512 << 20
"""Bytes of a file that is read; a text of that size is a gigabyte in memory."""


class _Refused(Exception):  # noqa: N818 - not an error of anything
    """A file that is not read; its one argument is the code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


class Choices(NamedTuple):
    """What the reader said about how files are to be read."""

    encodings: Mapping[str, str] = MappingProxyType({})
    """Path of a file -> the encoding it is in."""
    fields: Mapping[str, str] = MappingProxyType({})
    """Of records: what is wanted (text, title …) -> the field that holds it."""


NO_CHOICES = Choices()


def read(
    candidate: Candidate,
    stdin: bytes | None = None,
    choices: Choices = NO_CHOICES,
    opened: Callable[[], object] | None = None,
    spare: Spare | None = None,
) -> Iterator[Document | Problem]:
    """The documents of one file; a Problem, after those that could be read, where something failed.

    ``stdin`` is what standard input held, for the path ``-``. ``opened`` is called when the file's bytes are here.
    ``spare`` is what the files that are read together share.
    """
    path = candidate.path
    try:
        if path == STANDARD_INPUT:
            if stdin is None:
                yield Problem(path, "unreadable", os.strerror(errno.EBADF), True)
                return
            data, modified = stdin, None
        else:
            data, modified = (_piped(path), None) if candidate.pipe else _open(path)
        budget = Budget(len(data), spare or Spare())
        encoding = choices.encodings.get(path)
        source = Source(path, data, len(data), modified, encoding, choices.fields, budget=budget)
        if opened is not None:
            opened()
        for item in candidate.format.parse(source):
            yield item if isinstance(item, Document) else Problem(*item)
    except NotText as error:
        yield Problem(path, error.code, error.detail, True)
    except _Refused as refused:
        yield Problem(path, refused.code, "", True)
    except OSError as error:
        yield problem_of(path, error, True)
    except MemoryError:
        yield Problem(path, "too-large", "", True)
    except Exception as error:  # whatever a parser meets in one file, the others are still read
        yield Problem(path, "not-understood", type(error).__name__, True)


def load(
    paths: Sequence[str], stdin: bytes | None = None, choices: Choices = NO_CHOICES
) -> Iterator[Document | Problem]:
    """Every document of ``paths`` in order, one at a time, and what could not be read."""
    spare = Spare()
    for item in scan(paths):
        if isinstance(item, Problem):
            yield item
        else:
            yield from read(item, stdin, choices, None, spare)


def _open(path: str) -> tuple[bytes, float | None]:
    """A regular file's bytes, and when it was changed.

    Raises OSError, or _Refused for any other kind of file and too long a one.

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
        data = _all_of(descriptor, status.st_size)
    finally:
        os.close(descriptor)
    return data, status.st_mtime


def _piped(path: str) -> bytes:
    """A FIFO's bytes to its end, as ``cat`` does, however long its writer takes. Raises as _open() does."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOCTTY", 0))
    try:
        if not stat.S_ISFIFO(os.fstat(descriptor).st_mode):
            raise _Refused("special-file")
        return _all_of(descriptor, 0)
    finally:
        os.close(descriptor)


def _all_of(descriptor: int, expected: int) -> bytes:
    """Everything that is to be read, ``expected`` bytes or more or fewer: it may grow while it is read, and a file
    that the kernel makes up has a size of 0."""
    chunks: list[bytes] = []
    size = 0
    while chunk := os.read(descriptor, max(expected + 1 - size, 1 << 16)):
        chunks.append(chunk)
        size += len(chunk)
        if size > LARGEST_FILE:
            raise _Refused("too-large")
    return b"".join(chunks)
