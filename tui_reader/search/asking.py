"""What stands at some paths, asked of disks that may never answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.library import formats
from tui_reader.library.scan import Candidate, Problem, TooMany, Whereabouts, scan

from . import tasks

if TYPE_CHECKING:
    from .crew import Crew

#: Seconds between two looks at whether there is an answer.
LOOK = 1.0

#: Seconds after which it is tried again to start a process.
AGAIN = 5.0

_PROBE = """
import os, stat, sys
path = os.fsencode(sys.argv[1])
if stat.S_ISDIR(os.stat(path).st_mode):
    with os.scandir(path) as listing:
        next(listing, None)
elif stat.S_ISREG(os.stat(path).st_mode):
    with open(path, "rb") as file:
        file.read(1)
"""


class NoAnswer(Exception):  # noqa: N818 - not an error of anything
    """The system said nothing for too long about the path that is its one argument."""


class Found(NamedTuple):
    """What stands at the paths that were asked about, and below them."""

    files: list[Candidate]
    problems: list[Problem]


def ask_here(paths: Sequence[str], without: Collection[str], roots: Collection[str], most: int | None = None) -> Found:
    """Ask on a thread, which is left to itself where no answer comes: then NoAnswer. TooMany for more than ``most``.

    ``without`` and ``roots`` are as for scan().
    """
    where = Whereabouts()
    heard: SimpleQueue[Found | Exception] = SimpleQueue()

    def ask() -> None:
        found = Found([], [])
        try:
            for item in scan(paths, most, without, where, roots):
                (found.files if isinstance(item, Candidate) else found.problems).append(item)  # type: ignore[arg-type]
                if most is not None and len(found.files) > most:
                    raise TooMany(item.path)
            heard.put(found)
        except Exception as error:  # raised again below
            heard.put(error)

    Thread(target=ask, name="disk", daemon=True).start()
    before, since = -1, time.monotonic()
    while True:
        with suppress(Empty):
            answer = heard.get(timeout=LOOK)
            if isinstance(answer, Exception):
                raise answer
            return answer
        if where.asked != before or not where.path:
            before, since = where.asked, time.monotonic()
        elif time.monotonic() - since > tasks.SILENCE:
            raise NoAnswer(where.path)


def ask_there(crew: Crew, paths: Sequence[str], without: Collection[str], roots: Collection[str]) -> Found:
    """Have a worker ask, and what does not answer named among the problems. CannotStart where there can be none."""
    crew.scan(paths, without, roots)
    problems = [problem for batch in crew.results() for problem in batch.problems]
    plain = formats.PLAIN_TEXT
    files = [
        Candidate(path, formats.format_of(path) or plain, size, ns)
        for found in crew.listed
        for path, size, ns in zip(found.paths, found.sizes, found.modified_ns, strict=True)
    ]
    return Found(files, problems)


class Probe:
    """Asks about one path, in a process that can be left to itself, until there is an answer. ``answered`` is called
    on a thread then, whatever the answer is."""

    def __init__(self, path: str, answered: Callable[[], object]) -> None:
        self._path = path
        self._answered = answered
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        Thread(target=self._run, name="probe", daemon=True).start()

    def stop(self) -> None:
        """Wait no longer."""
        self._stopped = True
        if self._process is not None:
            with suppress(OSError):
                self._process.kill()

    def _run(self) -> None:
        process = None
        while process is None and not self._stopped:
            try:
                process = self._process = self._start()
            except OSError:  # too many processes, or files; not for ever
                time.sleep(AGAIN)
            except ValueError:  # no path at all
                return
        if process is None:
            return
        if self._stopped:
            self.stop()
        process.wait()
        if not self._stopped:
            self._answered()

    def _start(self) -> subprocess.Popen[bytes]:
        windows = sys.platform == "win32"
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", "-c", _PROBE, os.path.abspath(self._path)],  # noqa: PTH100
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=not windows,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if windows else 0,
        )
