"""A worker process, seen from the process that starts it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from threading import Lock, Thread
from typing import cast

from . import process
from .wire import Frame, Kind, receive, send


class Hand:
    """One worker process. ``heard(hand, frame)`` is called on a thread of its own; None is the last it ever says.

    It ends by itself when this process ends, even where that is killed. Raises OSError where it cannot be started.
    """

    def __init__(
        self, heard: Callable[[Hand, Frame | None], object], started: subprocess.Popen[bytes] | None = None
    ) -> None:
        """``started`` is a process that was started before."""
        self._process = started or process.start()
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
