"""A process that gives the terminal back where this one cannot: it was killed, or ended by a fault in machine code, as
when a disk fails below a file that is mapped.

It is told how the terminal is to be left as things stand, and does that when the pipe ends. It has a session of its
own: neither keys nor a hang-up reach it, and it may set a terminal that a shell uses again by then.
"""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from typing import Any

# Whoever let the terminal's keys send no signals was this program: shells set it before they read a line, some never.
_PROGRAM = """
import ast, os, sys, termios
sequence, attributes = ast.literal_eval(sys.argv[1])
for line in sys.stdin.buffer:
    sequence, attributes = ast.literal_eval(line.decode())
if sequence:
    try:
        if attributes is not None and not termios.tcgetattr(1)[3] & termios.ISIG:
            termios.tcsetattr(1, termios.TCSANOW, attributes)
    except termios.error:
        pass
    os.write(2, sequence)
"""


class Guard:
    """The other process, for one terminal: ``keyboard`` and ``screen`` are descriptors of it. OSError where none can be
    started."""

    def __init__(self, keyboard: int, screen: int, sequence: bytes, attributes: list[Any] | None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, _said(sequence, attributes)],
            stdin=subprocess.PIPE,
            stdout=keyboard,
            stderr=screen,
            bufsize=0,
            start_new_session=True,
        )

    def tell(self, sequence: bytes, attributes: list[Any] | None) -> None:
        """How the terminal is to be left from now on: by writing this, and setting that; by nothing where the first is
        empty."""
        assert self._process.stdin is not None
        with suppress(OSError):  # it was ended
            self._process.stdin.write(_said(sequence, attributes).encode() + b"\n")


def _said(sequence: bytes, attributes: list[Any] | None) -> str:
    return repr((sequence, attributes))
