"""Textual's driver, with the profile's way in and out, and a terminal that is whole again on every way out.

Textual's own driver restores the terminal on quit, exception and suspension. This module adds what the
profile needs around the alternate screen, keys that were typed before there was one, and the signals that end a
program: it leaves in good order and then ends by that same signal, or, when the event loop is stuck, restores
the terminal without it. A death that no program sees is another process's to clean up after.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.message import Message

from tui_reader.terminal.probe import Answer
from tui_reader.terminal.profiles import Profile
from tui_reader.terminal.replies import Replies, Splitter

from .guard import Guard

if sys.platform == "win32":
    from textual.drivers.windows_driver import WindowsDriver as PlatformDriver
else:
    import termios

    from textual.drivers.linux_driver import LinuxDriver as PlatformDriver

#: How long the app may take to leave after a signal before the terminal is restored without it.
GRACE_SECONDS = 3.0
#: How long a terminal that reads nothing is waited for, then.
_WRITE_SECONDS = 0.5

_ENTER_SCREEN, _LEAVE_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
# Undoes all that Textual sets. CAN first: the screen may have been left in the middle of a sequence.
_MODES_OFF = "".join(
    (
        "\x18\x1b[?2026l\x1b[?2004l\x1b[?7h\x1b[?2048l",
        "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[<u",
    )
)
_CURSOR_ON = "\x1b[?25h\x1b[?1004l"
_CLEAR = "\x1b[2J"

#: How often the end is looked for while no key comes, in seconds.
_TICK_SECONDS = 0.1
#: Ticks after which an answer that broke off is taken for keys; of one that broke off after its ESC, that is the key
#: Esc, they are counted only while answers are likely.
_TICKS_OF_AN_ANSWER = 10
#: Seconds in which answers are likely, after the start and after the last that was owed: Textual asks something too.
_ANSWERING_SECONDS = 5.0

#: What stands among the signals' numbers where somebody waits for those before it; no signal has this number.
_MARK = b"\0"
#: How long is waited, at most: a thread that does not get to run for so long has other troubles.
_SETTLE_SECONDS = 2.0

# The signals that end a program. Of these, the keyboard's go to every program on the terminal: while another
# one has it (an editor, App.suspend) they are meant for that one.
_ENDING = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT") if hasattr(signal, name))
_KEYBOARD = tuple(getattr(signal, name) for name in ("SIGINT", "SIGQUIT") if hasattr(signal, name))


class _Screen:
    """The file that a driver writes to, for a terminal that may be gone: then nothing is written, and nobody waits.

    The thread that writes would end by the error, and who gives it more would wait for ever once its queue is full.
    """

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class ProfileDriver(PlatformDriver):
    """The platform's driver; `driver_class` makes the one for a profile."""

    profile: Profile
    #: What was typed before there was a screen to type to.
    typed = b""
    #: Takes answers out of what is read while the terminal still owes any: they are no key presses. It goes on for a
    #: while, since on a line as slow as that an ESC may come long before what belongs to it.
    late: Splitter | None = None
    #: Whether the alternate screen is ours at this moment.
    active = False
    #: Called before the screen becomes ours: what was meant for another program until now is done with.
    settle: Callable[[], object] | None = None
    _guard: Guard | None = None
    _telling = threading.Lock()
    _gone = False
    _idle = 0
    _told = False
    _likely_until = 0.0

    class Answered(Message):
        """The terminal answered after all, later than the start could wait for."""

        def __init__(self, replies: Replies) -> None:
            super().__init__()
            self.replies = replies

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = _Screen(self._file)

    def write(self, data: str) -> None:
        """Write to the terminal, with the profile's sequences around the alternate screen.

        Entering and leaving are seen by what is written, since the platform's drivers do more in one step
        than could be wrapped: on start, on resumption, on suspension and at the end.
        """
        if data.startswith(_ENTER_SCREEN):
            if self.settle is not None:
                self.settle()
            self.active = True
            data = self.profile.enter + data
        elif data.startswith(_LEAVE_SCREEN):
            self.active = False
            data = _LEAVE_SCREEN + self.profile.leave + data.removeprefix(_LEAVE_SCREEN)
        super().write(data)
        if data.startswith((self.profile.enter + _ENTER_SCREEN, _LEAVE_SCREEN)):
            self._tell_guard()

    def change(self, profile: Profile) -> None:
        """Go over to another profile; what is on the screen must be drawn again.

        The screen is cleared since VTE keeps mode 8 for each row, and takes it over when a row is erased.
        """
        old, self.profile = self.profile, profile
        if self.active and old.enter != profile.enter:
            self.write(old.leave + profile.enter + _CLEAR)
        self._tell_guard()

    if sys.platform != "win32":

        def run_input_thread(self) -> None:
            """Read keys until the app leaves: as the platform's driver does, but what was typed early comes first,
            and late answers are taken out."""
            parser = XTermParser(self._debug)
            decode = getincrementaldecoder("utf-8")("replace").decode

            def feed(data: bytes, final: bool = False) -> None:
                if text := decode(data, final):
                    for message in parser.feed(text):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

            typed, self.typed = self.typed, b""
            self._likely_until = time.monotonic() + _ANSWERING_SECONDS
            feed(typed)
            while not self.exit_event.is_set() and not self._gone:
                feed(self._read())
            feed(b"" if self._gone else self._read(), final=True)
            for _ in parser.feed(""):
                pass

        def _read(self) -> bytes:
            """What was typed within a tick; empty if nothing was, or at the end of the input."""
            late = self.late
            if not select.select([self.fileno], [], [], _TICK_SECONDS)[0]:
                self._idle += 1
                return late.flush() if late is not None and self._over(late) else b""
            self._idle = 0
            try:
                data = os.read(self.fileno, 4096)
            except OSError:  # it is gone, and this is no job of its session's any more
                data = b""
            if not data:
                # No program that is deaf to hang-ups (nohup) may go on for a terminal that is gone.
                self._gone = True
                self._loop.call_soon_threadsafe(self._app.exit, None, 128 + signal.SIGHUP)
            if late is None:
                return data
            late.feed(data)
            if late.replies.answered and not self._told:
                self._told, self._likely_until = True, time.monotonic() + _ANSWERING_SECONDS
                self.send_message(self.Answered(late.replies))
            if self._told and time.monotonic() > self._likely_until:
                self.late = None
                return late.flush()
            return late.take()

        def _over(self, late: Splitter) -> bool:
            """Whether the rest of what was cut comes no more."""
            soon = late.escape and time.monotonic() > self._likely_until
            return soon or self._idle >= _TICKS_OF_AN_ANSWER

        def _enable_mouse_support(self) -> None:
            """Also for terminals that tell of drags but not of every move (PuTTY); others take the last mode."""
            super()._enable_mouse_support()
            if self._mouse:
                self.write("\x1b[?1002h\x1b[?1003h")

        def _disable_mouse_support(self) -> None:
            super()._disable_mouse_support()
            if self._mouse:
                self.write("\x1b[?1002l")

    def restore_now(self) -> None:
        """Restore the terminal at once, without the event loop and from any thread; safe to repeat.

        A terminal that takes nothing for a while is given up.
        """
        if not self.active or sys.platform == "win32":
            return
        sequence = self._leaving()
        self.active = False
        with suppress(OSError, ValueError):
            if select.select([], [_screen()], [], _WRITE_SECONDS)[1]:
                os.write(_screen(), sequence)
        if self.attrs_before is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        self._tell_guard()

    def guard(self) -> None:
        """Have another process restore the terminal where this one is ended before it can. For any thread, once the
        screen is ours; where there can be no such process nothing happens."""
        if sys.platform == "win32":
            return
        with self._telling, suppress(OSError, ValueError):
            self._guard = Guard(self.fileno, _screen(), self._leaving(), self.attrs_before)

    def _leaving(self) -> bytes:
        """What is written to leave the screen at once; nothing where it is not ours."""
        return (_MODES_OFF + _LEAVE_SCREEN + self.profile.leave + _CURSOR_ON).encode() if self.active else b""

    def _tell_guard(self) -> None:
        """Let the other process know how the terminal is to be left now."""
        with self._telling:
            if self._guard is not None:
                self._guard.tell(self._leaving(), self.attrs_before)


def _screen() -> int:
    """The descriptor that the screen is written to."""
    return sys.__stderr__.fileno() if sys.__stderr__ is not None else 2


def driver_class(profile: Profile, answer: Answer = Answer()) -> type[Driver]:  # noqa: B008 - never written
    """The driver for `App(driver_class=...)` that enters and leaves the screen as `profile` says.

    `answer` is what came of asking the terminal: keys that were typed then, and answers still to come.
    """
    parts = {"profile": profile, "typed": answer.typed, "late": answer.late}
    return cast("type[Driver]", type("ProfileDriver", (ProfileDriver,), parts))


def run_app(app: App[Any]) -> int:
    """Run an app until it ends; its exit status, for `sys.exit`.

    0 for a quit, what `App.exit` was given, and 1 after a crash, also one that Textual reports as no code at
    all. If a signal ended the app (SIGTERM, SIGHUP, SIGINT, SIGQUIT), this does not return: once the app has
    left and the terminal is restored the process ends by that signal, so what must be saved is saved by the
    app, when it unmounts. If it has not left after `GRACE_SECONDS`, or the signal comes a second time, the
    terminal is restored over its head and the status is 128 + the signal's number. Main thread only.
    """
    if sys.platform == "win32":
        app.run()
    else:
        with _Endings(app).watched() as endings:
            app.run()
        if endings.received is not None:
            _end_by(endings.received)
    return 1 if app.return_code is None else app.return_code


def _end_by(number: int) -> None:
    """End this process by a signal, as whoever sent it expects to see."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


class _Endings:
    """Watches for the signals that end a program while an app runs.

    Python runs a handler only between two steps of the main thread, which may be stuck; the wake-up
    descriptor is written by the system's own handler. So a thread reads that, asks the app to leave, and
    sees to it that it does.
    """

    def __init__(self, app: App[Any]) -> None:
        self.app = app
        #: The first signal that is to end the app.
        self.received: int | None = None
        self._before: dict[int, Any] = {}
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._settled = threading.Event()

    @contextmanager
    def watched(self) -> Iterator[_Endings]:
        """Take over the signals, and give them back."""
        for number in _ENDING:
            # What is ignored from the start (nohup) stays ignored.
            if signal.getsignal(number) != signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._handle)
        woken = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        thread = threading.Thread(target=self._watch, name="signals", daemon=True)
        thread.start()
        driver = self.app.driver_class
        if issubclass(driver, ProfileDriver):
            driver.settle = self._settle
        try:
            yield self
        finally:
            signal.set_wakeup_fd(woken)
            for number, handler in self._before.items():
                signal.signal(number, handler)
            self._writer.close()  # ends the thread
            thread.join()
            self._reader.close()

    def _driver(self) -> ProfileDriver | None:
        driver = self.app._driver
        return driver if isinstance(driver, ProfileDriver) else None

    def _ours(self) -> bool:
        """Whether the app has the screen, so that a signal is for it."""
        driver = self._driver()
        return driver is not None and driver.active

    def _handle(self, number: int, frame: FrameType | None) -> None:
        """In the main thread, when it can: the thread does the work while the screen is ours.

        Without the screen there is nothing to restore. It must be now: of a suspended job `kill` makes one
        that goes on only to be stopped again when it reaches for the terminal.
        """
        if self.received is not None or self._ours():
            return
        if number not in _KEYBOARD or self._driver() is None:
            _end_by(number)

    def _settle(self) -> None:
        """Wait until the thread has seen every signal that came before: whose they were is asked when it sees them."""
        self._settled.clear()
        with suppress(OSError):
            self._writer.send(_MARK)
            self._settled.wait(_SETTLE_SECONDS)

    def _watch(self) -> None:
        """In its own thread: a byte is a signal's number; the end of the stream, that the app has left."""
        pending: int | None = None
        while True:
            try:
                numbers = self._reader.recv(64)
            except TimeoutError:
                numbers = bytes([pending or signal.SIGTERM])
            if not numbers:
                return
            for number in numbers:
                if number == _MARK[0]:
                    self._settled.set()
                if number not in self._before or (number in _KEYBOARD and not self._ours()):
                    continue
                if number == pending:
                    self._force(number)
                if pending is None:
                    pending = number
                    self._reader.settimeout(GRACE_SECONDS)
                if self.received is None and self._ours():
                    self.received = number
                    with suppress(RuntimeError):  # the loop was closed meanwhile: the app has left
                        self.app.exit(return_code=128 + number)

    def _force(self, number: int) -> NoReturn:
        """End the process while the main thread is stuck: only that one could end it by the signal itself."""
        driver = self._driver()
        if driver is not None:
            driver.restore_now()
        os._exit(128 + number)
