"""The program at a pseudo-terminal of its own: what it wrote, raw, and the screen that pyte makes of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte
from cli.run import COMMAND, environment

from tui_reader.terminal.replies import QUESTION

PATIENCE = 40.0  # seconds until a test that waits for something is given up as failed

IN, OUT = b"\x1b[?1049h", b"\x1b[?1049l"

#: All that Textual and the driver write: cursor, colours, erasing, modes, keyboard protocol, the mouse pointer's
#: shape, and questions.
ALLOWED = re.compile(
    rb"\x1b\[8\$p\x1b\[>q\x1b\[>c\x1b\[c"
    rb"|\x1b\[[0-9;:]*[HmKJ]"
    rb"|\x1b\[\?[0-9;]+[hl]|\x1b\[\?[0-9]+\$p|\x1b\[8[hl]"
    rb"|\x1b\[[<>=][0-9;]*u|\x1b\[\?u|\x1b\[>[0-9;]*[mq]|\x1b\[[0-9;]*[ABCDct]|\x18"
    rb"|\x1b\]22;[a-z-]*\x07"
)


#: What xterm 379 answers to the question at the start.
XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2c"


class Terminal:
    """A terminal of so many columns and rows with `tui-reader` running on it; ``answers`` is what it says of itself."""

    def __init__(
        self, folder: Path, *arguments: str | bytes | Path, stdin: bytes | None = None,
        size: tuple[int, int] = (100, 30), variables: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND, answers: bytes | None = XTERM,
    ) -> None:  # fmt: skip
        self.master, self.terminal = pty.openpty()
        columns, rows = size
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.terminal)
        self.written = b""
        self.answers = answers
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        pipe = None
        if stdin is not None:
            pipe, end = os.pipe()
            os.write(end, stdin)
            os.close(end)
        terminal = self.terminal

        def own_terminal() -> None:
            fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(
            [*command, *(each if isinstance(each, bytes) else str(each) for each in arguments)],
            stdin=self.terminal if pipe is None else pipe, stdout=self.terminal, stderr=self.terminal, cwd=folder,
            env={**environment(folder), **(variables or {})}, start_new_session=True, preexec_fn=own_terminal,
            pass_fds=(self.terminal,),
        )  # fmt: skip
        if pipe is not None:
            os.close(pipe)

    def read(self) -> None:
        """Take what was written."""
        assert select.select([self.master], [], [], PATIENCE)[0], f"nothing happened after {self.written[-300:]!r}"
        data = os.read(self.master, 65536)
        self.written += data
        if self.answers is not None and QUESTION in self.written:
            answers, self.answers = self.answers, None
            self.press(answers)
        # pyte knows no CSI with < > = and prints the rest of it.
        data = data.replace(QUESTION, b"")
        self.stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*[umq$]p?|\x1b\[8[hl]", b"", data))

    def until(self, condition: Callable[[], object], patiently: bool = False) -> None:
        """Read until a condition holds; ``patiently``, also where nothing is written meanwhile."""
        looks = 0
        while not condition():
            if not patiently or select.select([self.master], [], [], 0.05)[0]:
                self.read()
            looks += 1
            assert looks < 20 * PATIENCE or not patiently, "what was waited for never came"

    def shows(self, text: str) -> None:
        """Read until the screen shows a text in one row."""
        self.until(lambda: any(text in row for row in self.screen.display))

    def press(self, keys: str | bytes) -> None:
        os.write(self.master, keys if isinstance(keys, bytes) else keys.encode())

    def end(self) -> int:
        """Read until the program has ended; its status, negative for a signal."""
        ended = os.pidfd_open(self.process.pid)
        while ended not in (ready := select.select([ended, self.master], [], [], PATIENCE)[0]):
            assert ready, f"it did not end after {self.written[-300:]!r}"
            self.read()
        os.close(ended)
        while select.select([self.master], [], [], 0)[0]:
            self.read()
        return self.process.wait()

    def hang_up(self) -> int:
        """Let the terminal be gone, as when its window is closed; the program's status, negative for a signal."""
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (self.master, self.terminal):
            os.dup2(nothing, descriptor, inheritable=False)
        os.close(nothing)
        return self.process.wait(PATIENCE)

    def stopped(self) -> None:
        """Wait until the program was stopped, and take what it wrote before."""
        assert os.WIFSTOPPED(os.waitpid(self.process.pid, os.WUNTRACED)[1])
        while select.select([self.master], [], [], 0)[0]:
            self.read()

    def steers_nothing(self) -> None:
        """Nothing was written that could steer the terminal but what the program itself needs."""
        left = ALLOWED.sub(b"", self.written)
        text = left.decode("utf-8", "strict")
        bad = {c for c in text if (ord(c) < 32 and c not in "\r\n") or 127 <= ord(c) < 160}
        where = [text[max(0, found.start() - 20) : found.end() + 20] for found in re.finditer(r"[\x1b\x9b]", text)]
        assert not bad, (bad, where[:3])

    def restored(self) -> None:
        """The screen was left, mode 8 is as it was, and the terminal is set as it was."""
        written = self.written
        assert written.count(IN) == written.count(OUT) == 1
        assert written.index(b"\x1b[8l") < written.index(IN)
        assert written.index(b"\x1b[8h") > written.index(OUT)
        for mode in (b"25", b"7"):
            assert written.rindex(b"\x1b[?%bh" % mode) > written.rindex(b"\x1b[?%bl" % mode)
        for mode in (b"1000", b"1002", b"1003", b"1006", b"2004"):
            assert written.rindex(b"\x1b[?%bl" % mode) > written.rindex(b"\x1b[?%bh" % mode)
        assert termios.tcgetattr(self.terminal) == self.before

    def close(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        os.close(self.terminal)
        os.close(self.master)
