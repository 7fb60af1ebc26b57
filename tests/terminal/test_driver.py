"""At a real pseudo-terminal: the profile's sequences stand around the alternate screen, the terminal is as it
was on every way out, and the exit status tells how the program ended."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.app import App

from tui_reader.terminal.profiles import by_name
from tui_reader.ui import driver

if sys.platform == "win32":
    pytest.skip("pseudo-terminals and these signals are not there", allow_module_level=True)

import fcntl
import pty
import termios

APP = Path(__file__).with_name("driver_app.py")
IN, OUT = b"\x1b[?1049h", b"\x1b[?1049l"
EXPLICIT, IMPLICIT = b"\x1b[8l", b"\x1b[8h"
PATIENCE = 30.0  # seconds until a test that waits for something is given up as failed


class Session:
    """An app at a terminal of its own; what it wrote, and how the terminal is set.

    `grace` is how many seconds the app may take to leave: by default longer than any test waits.
    """

    ignored: tuple[int, ...] = ()
    """Signals that it ignores from the start."""

    def __init__(self, profile: str, grace: str = "3600", *typed: str) -> None:
        self.master, self.terminal = pty.openpty()
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, b"\x18\x00\x50\x00\x00\x00\x00\x00")
        self.before = termios.tcgetattr(self.terminal)
        self.written = b""
        self.process = subprocess.Popen(
            [sys.executable, str(APP), profile, grace, *typed],
            stdin=self.terminal,
            stdout=self.terminal,
            stderr=self.terminal,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
            preexec_fn=self._begin,
        )

    def _begin(self) -> None:
        """In the new process."""
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        for number in self.ignored:
            signal.signal(number, signal.SIG_IGN)

    def read(self, *others: int) -> list[int]:
        """Take what was written; the other descriptors that are ready."""
        ready = select.select([self.master, *others], [], [], PATIENCE)[0]
        assert ready, f"nothing happened after {self.written[-300:]!r}"
        if self.master in ready:
            self.written += os.read(self.master, 65536)
        return [one for one in ready if one != self.master]

    def signal_until_it_ends(self, number: int) -> int:
        """Send a signal again and again: two that are sent at once may arrive as one."""
        ended = os.pidfd_open(self.process.pid)
        self.process.send_signal(number)
        while not select.select([ended], [], [], 0.05)[0]:
            self.process.send_signal(number)
        os.close(ended)
        return self.end()

    def until(self, text: bytes, times: int = 1) -> None:
        """Read until something was written so many times."""
        while self.written.count(text) < times:
            self.read()

    def press(self, keys: bytes) -> None:
        os.write(self.master, keys)

    def end(self) -> int:
        """Read until the app has ended; its status, negative for a signal."""
        ended = os.pidfd_open(self.process.pid)
        try:
            while not self.read(ended):
                pass
        finally:
            os.close(ended)
        while select.select([self.master], [], [], 0)[0]:
            self.read()
        return self.process.wait()

    def stopped(self) -> None:
        """Wait until the app was stopped, taking what it writes."""
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        while select.select([self.master], [], [], 0)[0]:
            self.read()

    def restored(self, times: int = 1, enter: bytes = EXPLICIT, leave: bytes = IMPLICIT) -> None:
        """The screen was entered and left `times` times, with the profile's sequences outside of it, and the
        terminal is set as it was: cooked, cursor shown, mouse and paste reports off."""
        written = self.written
        assert written.count(IN) == written.count(OUT) == times
        for chunk in written.split(OUT)[:-1]:
            outside, inside = chunk.split(IN)
            assert outside.endswith(enter)
            assert EXPLICIT not in inside
            assert IMPLICIT not in inside
        assert written.rsplit(OUT, 1)[1].startswith(leave)
        for mode in (b"25", b"7"):
            assert written.rindex(b"\x1b[?%bh" % mode) > written.rindex(b"\x1b[?%bl" % mode)
        for mode in (b"1000", b"1002", b"1003", b"1006", b"1004", b"2004"):
            assert written.rindex(b"\x1b[?%bl" % mode) > written.rindex(b"\x1b[?%bh" % mode)
        assert termios.tcgetattr(self.terminal) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.terminal)
        os.close(self.master)


class Deaf(Session):
    """One that hears of no hang-up, as below nohup."""

    ignored = (signal.SIGHUP,)


@pytest.mark.parametrize("kind", [Session, Deaf])
def test_it_ends_where_its_terminal_is_gone(kind: type[Session]) -> None:
    session = kind("visual")
    try:
        session.until(b"READY")
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (session.master, session.terminal):  # nobody holds the terminal any more
            os.dup2(nothing, descriptor, inheritable=False)
        os.close(nothing)
        expected = 128 + signal.SIGHUP if session.ignored else -signal.SIGHUP
        assert session.process.wait(PATIENCE) == expected
    finally:
        session.close()


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """An app that has drawn its screen; the parameters are those of `Session`, else visual."""
    made = Session(*getattr(request, "param", ["visual"]))
    try:
        made.until(b"READY")
        yield made
    finally:
        made.close()


def test_quit(session: Session) -> None:
    session.press(b"q")
    assert session.end() == 0
    session.restored()
    assert b"SAVED" in session.written


@pytest.mark.parametrize("session", [["mlterm"]], indirect=True)
def test_a_profile_of_its_own(session: Session) -> None:
    session.press(b"q")
    assert session.end() == 0
    session.restored(enter=b"\x1b]5379;use_ctl=false\x1b\\", leave=b"\x1b]5379;use_ctl=true\x1b\\" + IMPLICIT)


@pytest.mark.parametrize("session", [["inverse"]], indirect=True)
def test_a_profile_that_leaves_the_terminal_alone(session: Session) -> None:
    session.press(b"q")
    assert session.end() == 0
    assert EXPLICIT not in session.written
    assert IMPLICIT not in session.written


def test_exception(session: Session) -> None:
    session.press(b"x")
    assert session.end() == 1
    session.restored()
    assert b"raised on purpose" in session.written.rsplit(OUT, 1)[1]


def test_a_crash_that_textual_gives_no_code(session: Session) -> None:
    session.press(b"p")
    assert session.end() == 1
    session.restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_ends_it_by_that_signal(session: Session, number: signal.Signals) -> None:
    session.process.send_signal(number)
    assert session.end() == -number
    session.restored()
    assert b"SAVED" in session.written
    assert b"Traceback" not in session.written


def test_stopped_and_continued(session: Session) -> None:
    session.process.send_signal(signal.SIGTSTP)
    session.stopped()
    session.restored()
    session.process.send_signal(signal.SIGCONT)
    session.until(b"READY", times=2)
    session.press(b"q")
    assert session.end() == 0
    session.restored(times=2)


def test_stopped_by_the_key_and_killed(session: Session) -> None:
    """What `kill %1` does to a stopped job: the signal, then SIGCONT."""
    session.press(b"z")
    session.stopped()
    session.process.terminate()
    session.process.send_signal(signal.SIGCONT)
    assert session.end() == -signal.SIGTERM
    session.restored()


def test_another_program_on_the_terminal(session: Session) -> None:
    """Its ctrl+c is its own affair."""
    session.press(b"e")
    session.until(b"EDITING")
    session.restored()
    session.process.send_signal(signal.SIGINT)
    session.press(b"\n")
    session.until(b"AGAIN")
    session.press(b"q")
    assert session.end() == 0
    session.restored(times=2)


async def test_a_key_for_another_program_is_not_taken_for_ours_afterwards() -> None:
    """The signal is older than our return to the screen, however late the thread that looks after it gets to run."""
    app: App[None] = App(driver_class=driver.driver_class(by_name("visual")))
    app._driver = app.driver_class(app, size=(80, 24))
    written: list[str] = []
    app._driver._writer_thread = SimpleNamespace(write=written.append)  # type: ignore[attr-defined]
    with driver._Endings(app).watched() as endings:
        for _ in range(200):
            app._driver.write("\x1b[?1049l")
            signal.raise_signal(signal.SIGINT)
            app._driver.write("\x1b[?1049h")
    assert endings.received is None
    assert len(written) == 400


@pytest.mark.parametrize("session", [("visual", "0.2")], indirect=True)
def test_stuck_until_the_time_is_up(session: Session) -> None:
    session.press(b"s")
    session.until(b"STUCK")
    session.process.terminate()
    assert session.end() == 128 + signal.SIGTERM
    session.restored()


def test_stuck_until_the_second_signal(session: Session) -> None:
    session.press(b"s")
    session.until(b"STUCK")
    assert session.signal_until_it_ends(signal.SIGQUIT) == 128 + signal.SIGQUIT
    session.restored()


XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2c"


@pytest.mark.parametrize("session", [("visual", "3600", "aن")], indirect=True)
def test_what_was_typed_before_comes_first(session: Session) -> None:
    session.press(b"b\x1b[B")
    session.until("<a><ن><b><down>".encode())
    session.press(b"q")
    assert session.end() == 0
    session.restored()


@pytest.mark.parametrize("session", [("visual", "3600", "")], indirect=True)
@pytest.mark.parametrize("size", [1, 5, 100])
def test_late_answers_are_no_keys(session: Session, size: int) -> None:
    """And are handed to the app; the keys around them are keys."""
    session.press(b"a")
    session.until(b"<a>")
    for at in range(0, len(XTERM), size):
        session.press(XTERM[at : at + size])
    session.until(b"XTerm(379)")
    session.press(b"b")
    session.until(b"<b>")
    assert b"READY <a><b>" in session.written
    session.press(b"q")
    assert session.end() == 0
    session.restored()


@pytest.mark.parametrize("session", [("visual", "3600", "")], indirect=True)
def test_late_answers_that_were_cut_are_no_keys(session: Session) -> None:
    """Where an ESC comes long before what belongs to it, in answers to us and to what Textual asks."""
    session.press(b"a")
    session.until(b"<a>")
    for part in [*XTERM.split(b"\x1b")[1:], b"[?2026;2$y"]:
        for piece in (b"\x1b", part):
            session.press(piece)
            time.sleep(3 * driver._TICK_SECONDS)
    session.until(b"XTerm(379)")
    session.press(b"b")
    session.until(b"<b>")
    assert b"READY <a><b>" in session.written
    session.press(b"q")
    assert session.end() == 0


@pytest.mark.parametrize("session", [("visual", "3600", "")], indirect=True)
def test_escape_is_a_key_while_answers_are_owed(session: Session) -> None:
    session.press(b"\x1b")
    session.until(b"<escape>")
    session.press(b"\x1b[A")
    session.until(b"<escape><up>")
    session.press(b"q")
    assert session.end() == 0


@pytest.mark.parametrize("session", [["inverse"]], indirect=True)
def test_another_profile_while_it_runs(session: Session) -> None:
    """Its switch is sent at once, the screen is cleared for it, and leaving undoes it."""
    session.press(b"m")
    enter, leave = EXPLICIT + b"\x1b]5379;use_ctl=false\x1b\\", b"\x1b]5379;use_ctl=true\x1b\\" + IMPLICIT
    session.until(enter + b"\x1b[2J")
    session.press(b"q")
    assert session.end() == 0
    assert session.written.rsplit(OUT, 1)[1].startswith(leave)
    assert EXPLICIT not in session.written.split(IN)[0]
