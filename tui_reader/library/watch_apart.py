"""`Watch` in a process of its own. To begin watching a great folder keeps the interpreter for as long as it takes to
look at all that is in it, which no screen should wait for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread

from .watch import Told, Watch

#: Seconds after which a process that has ended is replaced.
AGAIN = 5.0

_PACKAGES = str(Path(__file__).parents[2])
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from tui_reader.library.watch_apart import main; main()"


class WatchApart:
    """Looks after files and folders until stop(), as `Watch` does; in this process where no other can be had. Not
    ``here``, it is another time and again: who waits for a disk that hangs cannot be ended."""

    def __init__(self, paths: Sequence[str], here: bool = True) -> None:
        self._named = list(paths)
        self._may_be_here = here
        self._stopped = Event()
        self._starting = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._here: Watch | None = None

    def stop(self) -> None:
        """changes() ends soon."""
        with self._starting:
            self._stopped.set()
            if self._process is not None:
                self._process.kill()
            if self._here is not None:
                self._here.stop()

    def changes(self) -> Iterator[Told]:
        """What changes from now on."""
        with suppress(OSError, ValueError):  # ValueError: it ended while it told something
            yield from self._there()
        while not self._may_be_here and not self._stopped.wait(AGAIN):
            with suppress(OSError, ValueError):
                yield from self._there(again=True)
        with self._starting:
            if self._stopped.is_set():
                return
            self._here = Watch(self._named, again=True)
        yield from self._here.changes()

    def _there(self, again: bool = False) -> Iterator[Told]:
        """What another process tells, until it ends; ``again`` is as for `Watch`."""
        windows = sys.platform == "win32"
        with self._starting:
            if self._stopped.is_set():
                return
            self._process = process = subprocess.Popen(
                [sys.executable, "-P", "-X", "utf8", "-c", _PROGRAM, _PACKAGES],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=not windows,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if windows else 0,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            # Its input stays open: that it ends tells the other process that this one has.
            process.stdin.write(json.dumps([self._named, again]).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                paths, polling = json.loads(line)
                yield Told(set(paths), polling)
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()


def main() -> None:
    """The other process: `Watch`'s arguments on the first line of its input, what changes as lines of its output."""
    arguments = json.loads(sys.stdin.buffer.readline())

    def end_with_owner() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    Thread(target=end_with_owner, daemon=True).start()
    with suppress(BrokenPipeError, KeyboardInterrupt):
        for told in Watch(*arguments).changes():
            sys.stdout.buffer.write(json.dumps([sorted(told.paths), told.polling]).encode() + b"\n")
            sys.stdout.buffer.flush()
    # At once: the thread that reads cannot be waited for.
    os._exit(0)
