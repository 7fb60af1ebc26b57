"""One question to the terminal, asked before Textual is imported and answered while that happens.

    with asking(os.environ) as question:
        ...                                # what takes its time: imports
        answer = question.answer(SECONDS)  # Answer(replies, typed, late)

While asked, the terminal is set not to echo and not to wait for whole lines, and set back on every way out.
What the user types meanwhile comes back in `Answer.typed`, for whoever reads the keyboard next: no kernel
takes it back reliably. Answers that come later than the limit must not become key presses; `Answer.late`
goes on recognising them (see `ui/driver.py`).
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NamedTuple

from .replies import QUESTION, Replies, Splitter

if sys.platform != "win32":
    import termios

#: How long the screen waits for answers, in seconds since the question. It is imported meanwhile, which takes about
#: as long: a terminal that never answers costs next to nothing either. It need not cover every line, since an answer
#: that comes later is recognised and obeyed by the screen that stands already.
SCREEN_SECONDS = 0.15
#: The same for what is printed and cannot be corrected later: a line round the world, twice over.
PRINT_SECONDS = 1.5
#: How long the rest of a key that was cut in two is waited for.
_REST_SECONDS = 0.05
#: How long a terminal that takes no output is waited for.
_WRITE_SECONDS = 0.2

_MUTE = ("", "dumb", "unknown")
# These end the process and would leave the terminal mute; what the keyboard sends (SIGINT) Python raises.
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGQUIT") if hasattr(signal, name))


class Answer(NamedTuple):
    """What came in time: the terminal's answers, and the bytes that were typed meanwhile.

    `late` is None once the terminal has answered all or was not asked; else it must see what is read next,
    since answers may still come.
    """

    replies: Replies = Replies()
    typed: bytes = b""
    late: Splitter | None = None


class Question:
    """A question that was put to the terminal; one that was not put has an empty answer at once."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor
        self._asked = time.monotonic()
        self._splitter = Splitter()

    def answer(self, seconds: float) -> Answer:
        """What the terminal answers within so many seconds since it was asked; raises nothing."""
        if self._descriptor is None:
            return Answer()
        splitter, limit = self._splitter, self._asked + seconds
        with suppress(OSError, ValueError):
            # What is there already is taken whatever the time, but never a flood without end.
            while not splitter.replies.answered and self._read(limit):
                pass
            while splitter.unfinished and self._read(time.monotonic() + _REST_SECONDS):
                pass
        # Enter was a line feed while the terminal still translated it.
        if splitter.replies.answered:
            return Answer(splitter.replies, splitter.flush().replace(b"\n", b"\r"))
        return Answer(splitter.replies, splitter.take().replace(b"\n", b"\r"), splitter)

    def _read(self, limit: float) -> bool:
        """Take what comes until a point of `time.monotonic`; whether anything came."""
        assert self._descriptor is not None
        left = limit - time.monotonic()
        if not select.select([self._descriptor], [], [], max(0.0, left))[0]:
            return False
        data = os.read(self._descriptor, 4096)
        self._splitter.feed(data)
        # Past the limit one read is enough: whoever sends more than that sends no answer.
        return bool(data) and left > 0


@contextmanager
def asking(environ: Mapping[str, str], *, spare_typed: bool = False) -> Iterator[Question]:
    """Ask the terminal, and set it back as it was in the end.

    Not asked is a terminal that would print the question (TERM=dumb, Apple's), one of which we are not in the
    foreground, and with `spare_typed` one where something was typed already: that stays for the shell.
    """
    if sys.platform == "win32" or not _may_ask(environ):
        yield Question()
        return
    descriptor = _terminal()
    if descriptor is None:
        yield Question()
        return
    try:
        yield from _asked(descriptor, spare_typed)
    finally:
        os.close(descriptor)


def _asked(descriptor: int, spare_typed: bool) -> Iterator[Question]:
    """The question to an open terminal, between setting it and setting it back."""
    before = termios.tcgetattr(descriptor)
    changed = termios.tcgetattr(descriptor)
    changed[0] &= ~(termios.ICRNL | termios.INLCR | termios.IGNCR | termios.IXON)
    changed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)  # ctrl+c stays what it is
    changed[6][termios.VMIN], changed[6][termios.VTIME] = 1, 0

    def restore() -> None:
        with suppress(termios.error):
            termios.tcsetattr(descriptor, termios.TCSANOW, before)

    def end(number: int, frame: FrameType | None) -> None:
        restore()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    handlers: dict[int, Any] = {}
    with suppress(ValueError):  # not the main thread: nobody's handlers are ours to change
        for number in _ENDING:
            if signal.getsignal(number) == signal.SIG_DFL:
                handlers[number] = signal.signal(number, end)
    try:
        # Not TCSAFLUSH, which would throw away what was typed.
        termios.tcsetattr(descriptor, termios.TCSANOW, changed)
        typed = select.select([descriptor], [], [], 0)[0]
        asks = not (spare_typed and typed) and select.select([], [descriptor], [], _WRITE_SECONDS)[1]
        if asks:
            os.write(descriptor, QUESTION)
        yield Question(descriptor if asks else None)
    finally:
        restore()
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _may_ask(environ: Mapping[str, str]) -> bool:
    """Whether the terminal takes the question for one: Apple's prints a part of it."""
    if environ.get("TERM", "") in _MUTE:
        return False
    return environ.get("TERM_PROGRAM") != "Apple_Terminal"


def _terminal() -> int | None:
    """A descriptor of the terminal the keyboard is on, open for both ways; None without one in reach."""
    names = ["/dev/tty"]
    with suppress(OSError):
        names.insert(0, os.ttyname(0))
    for name in names:
        try:
            descriptor = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            if os.isatty(descriptor) and _in_foreground(descriptor):
                return descriptor
        except OSError:
            pass
        os.close(descriptor)
    return None


def _in_foreground(descriptor: int) -> bool:
    """Whether we may set the terminal without being stopped for it."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:  # not our session's terminal, so nobody stops us
        return True
