"""A worker process, seen from the process that starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from pathlib import Path
from threading import Lock, Thread
from typing import cast

from .wire import Frame, Kind, receive, send

#: Where this package is imported from: a worker gets it from there too, whatever its own path would be.
_PACKAGES = str(Path(__file__).resolve().parents[2])

#: What a pipe holds, where that can be said: fewer turns from one process to the other.
PIPE_BYTES = 1 << 20

_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from tui_reader.search.worker import main; main()"


class Hand:
    """One worker process. ``heard(hand, frame)`` is called on a thread of its own; None is the last it ever says.

    The process has pipes of its own and no terminal: nothing it or a library in it does can be seen on the screen, and
    no key or hang-up reaches it. It ends by itself when this process ends, even where that is killed. Raises OSError
    where it cannot be started.
    """

    def __init__(self, heard: Callable[[Hand, Frame | None], object]) -> None:
        windows = sys.platform == "win32"
        # -P: a file in the present folder that is called like a module is not imported. Not `fork`: there are threads.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-c", _PROGRAM, _PACKAGES],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            start_new_session=not windows,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if windows else 0,
        )
        with suppress(ImportError, AttributeError, OSError):
            import fcntl

            fcntl.fcntl(self._process.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)  # type: ignore[union-attr]
        self.silent = False
        """Whether it was ended because nothing was heard of it."""
        self._heard = heard
        self._closing = Lock()
        self._thread = Thread(target=self._listen, name="worker", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def say(self, kind: Kind, number: int, head: bytes, *body: bytes | memoryview) -> None:
        """Send a command; one to a worker that has died is lost, which is heard by the None that follows."""
        assert self._process.stdin is not None
        with self._closing, suppress(OSError, ValueError):
            send(self._process.stdin.fileno(), kind, number, head, *body)

    def kill(self) -> None:
        """End the process, whatever it is doing. Returns at once."""
        with suppress(OSError):
            self._process.kill()

    def dismiss(self) -> None:
        """Let the process end by itself: nothing more is wanted of it."""
        with self._closing, suppress(OSError):
            assert self._process.stdin is not None
            self._process.stdin.close()

    def died_of(self) -> str:
        """What ended the process, as the system calls it; empty where it ended by itself."""
        code = self._process.returncode
        if code is None or code == 0:
            return ""
        import signal

        with suppress(ValueError):
            return signal.Signals(-code).name if code < 0 else f"exit {code}"
        return f"signal {-code}"

    def _listen(self) -> None:
        source = cast(FileIO, self._process.stdout)
        with suppress(Exception):  # whatever it sent that was not understood, nothing after it can be
            while frame := receive(source):
                self._heard(self, frame)
        # No frame will come that could be trusted.
        self.kill()
        self.dismiss()
        source.close()
        with suppress(subprocess.TimeoutExpired):  # one that waits for a disk is not killed before the disk answers
            self._process.wait(1)
        self._heard(self, None)
