"""The question at a pseudo-terminal that answers as real ones did: at once, byte by byte, never, with garbage."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not there", allow_module_level=True)

import fcntl
import pty
import termios

from tui_reader.terminal.probe import Answer, asking
from tui_reader.terminal.replies import QUESTION

from .recorded import RECORDED

APP = Path(__file__).with_name("probe_app.py")
PATIENCE = 30.0  # seconds until a test that waits for something is given up as failed
LONG, SHORT = "3600", "0.01"
XTERM = RECORDED["xterm-379"]


class Asked:
    """A terminal that is asked: the keyboard's side is ours."""

    def __init__(
        self, seconds: str = LONG, *arguments: str, typed: bytes = b"", stdin: bool = True, tty: bool = True,
        variables: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.master, self.terminal = pty.openpty()
        self.before = termios.tcgetattr(self.terminal)
        self.seen = b""
        if typed:
            os.write(self.master, typed)
            # The line discipline has it once it was echoed.
            self.until(lambda: len(self.seen) >= len(typed))
        self.process = subprocess.Popen(
            [sys.executable, str(APP), seconds, *arguments],
            stdin=self.terminal if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self.terminal,
            env={**os.environ, "TERM": "xterm-256color", **(variables or {})},
            start_new_session=True,
            preexec_fn=(lambda: fcntl.ioctl(2, termios.TIOCSCTTY, 0)) if tty else None,
        )

    def until(self, condition: Callable[[], object]) -> None:
        while not condition():
            assert select.select([self.master], [], [], PATIENCE)[0], f"nothing after {self.seen!r}"
            self.seen += os.read(self.master, 4096)

    def asked(self) -> Asked:
        self.until(lambda: b"ASKED" in self.seen and QUESTION in self.seen)
        return self

    def send(self, data: bytes) -> None:
        os.write(self.master, data)

    def told(self) -> dict[str, Any]:
        """What it made of it; the terminal is set as it was."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0
        assert termios.tcgetattr(self.terminal) == self.before
        return json.loads(out)  # type: ignore[no-any-return]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
        os.close(self.master)
        os.close(self.terminal)


@pytest.fixture
def ask() -> Iterator[Callable[..., Asked]]:
    made: list[Asked] = []

    def begin(*arguments: Any, **options: Any) -> Asked:
        made.append(Asked(*arguments, **options))
        return made[-1]

    yield begin
    for each in made:
        each.close()


@pytest.mark.parametrize("name", ["xterm-379", "vte-0.70", "kitty-0.26", "st-0.9"])
def test_answers(ask: Callable[..., Asked], name: str) -> None:
    app = ask().asked()
    app.send(RECORDED[name].data)
    told = app.told()
    assert told == {"replies": RECORDED[name].replies._asdict(), "typed": "", "late": False}
    assert app.seen == QUESTION + b"ASKED", "nothing is echoed"


def test_a_line_that_brings_single_bytes(ask: Callable[..., Asked]) -> None:
    app = ask().asked()
    for byte in XTERM.data:
        app.send(bytes([byte]))
    assert app.told()["replies"] == XTERM.replies._asdict()


def test_keys_meanwhile_are_given_back(ask: Callable[..., Asked]) -> None:
    app = ask(typed=b"/a\n").asked()
    app.send("ن".encode() + XTERM.data[:7] + b"\x1b[B" + XTERM.data[7:] + "ي".encode())
    told = app.told()
    assert told["replies"] == XTERM.replies._asdict()
    # Enter, and not the line feed that the terminal made of it before it was asked.
    assert told["typed"] in ("/a\rن\x1b[B", "/a\rن\x1b[Bي"), "what comes after the last answer may wait for its reader"


def test_no_answer(ask: Callable[..., Asked]) -> None:
    app = ask(SHORT).asked()
    told = app.told()
    assert not told["replies"]["answered"]
    assert told["late"]


def test_half_an_answer_is_no_key(ask: Callable[..., Asked]) -> None:
    app = ask("0.5").asked()
    app.send(b"q\x1bP>|XTer")
    told = app.told()
    assert (told["typed"], told["late"]) == ("q", True)


def test_hostile_answers(ask: Callable[..., Asked]) -> None:
    app = ask().asked()
    for data in (b"\x1bP>|" + b"x" * 2000, b"y" * 2000, b"\x07", b"\x1b[2J\x9b" * 300, b"\x00\x18" * 500, XTERM.data):
        app.send(data)
    told = app.told()
    assert told["replies"] == XTERM.replies._asdict()
    assert "x" not in told["typed"] and "y" not in told["typed"]


def test_standard_input_that_is_no_terminal(ask: Callable[..., Asked]) -> None:
    app = ask(stdin=False).asked()
    app.send(XTERM.data)
    assert app.told()["replies"] == XTERM.replies._asdict()


def test_a_terminal_that_is_not_the_sessions_own(ask: Callable[..., Asked]) -> None:
    app = ask(tty=False).asked()
    app.send(XTERM.data)
    assert app.told()["replies"] == XTERM.replies._asdict()


@pytest.mark.parametrize(
    "variables", [{"TERM": "dumb"}, {"TERM": ""}, {"TERM": "xterm", "TERM_PROGRAM": "Apple_Terminal"}]
)
def test_who_would_print_it_is_not_asked(ask: Callable[..., Asked], variables: dict[str, str]) -> None:
    app = ask(variables=variables)
    assert app.told() == {"replies": Answer().replies._asdict(), "typed": "", "late": False}
    app.until(lambda: b"ASKED" in app.seen)
    assert app.seen == b"ASKED"


def test_no_terminal_at_all(ask: Callable[..., Asked]) -> None:
    assert not ask(stdin=False, tty=False).told()["replies"]["answered"]


def test_keys_that_are_the_shells_stay_where_they_are(ask: Callable[..., Asked]) -> None:
    app = ask(LONG, "spare", typed=b"ls\n")
    assert app.told() == {"replies": Answer().replies._asdict(), "typed": "", "late": False}
    assert QUESTION not in app.seen
    assert os.read(app.terminal, 100) == b"ls\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_ended_while_it_waits(ask: Callable[..., Asked], number: signal.Signals) -> None:
    app = ask().asked()
    assert termios.tcgetattr(app.terminal) != app.before
    app.process.send_signal(number)
    app.process.communicate(timeout=PATIENCE)
    assert app.process.returncode == -number
    assert termios.tcgetattr(app.terminal) == app.before


def test_an_error_meanwhile_sets_it_back(monkeypatch: pytest.MonkeyPatch) -> None:
    master, terminal = pty.openpty()
    before = termios.tcgetattr(terminal)
    monkeypatch.setattr("tui_reader.terminal.probe._terminal", lambda: os.dup(terminal))

    def fail() -> None:
        with asking({"TERM": "xterm"}):
            assert termios.tcgetattr(terminal) != before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert termios.tcgetattr(terminal) == before
    os.close(master)
    os.close(terminal)
