"""Time to first paint of `tui-reader seeds/`, beside a Textual hello app in the same run.

``python -m tests.bench.startup [--runs N]`` starts both in turn in a pseudo-terminal of 120x40 and takes the time
from the process's start to (a) the first byte after the alternate screen was entered that paints text and, for the
reader, (b) the article's first word on the screen. Prints medians in milliseconds and the ratio to hello.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

from tui_reader.terminal.replies import QUESTION

TOP = Path(__file__).resolve().parents[3]
HELLO = Path(__file__).with_name("hello.py")

#: What xterm answers when it is asked at the start. The row "silent" is the first paint where nothing answers.
XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2c"

#: Bytes on the screen once something is painted: a word of each program's own.
PAINTED = {"hello": b"hello", "first paint": b"Search", "article": "ﺔﻴﻤﺳﺭ".encode()}


def start(
    arguments: list[str], marks: list[bytes], bytecode: str, answers: bool = True, limit: float = 20.0
) -> list[float]:
    """Seconds from start until each of ``marks`` was written by the program, which is then killed.

    ``answers`` says whether the terminal answers the program's question as xterm does, or never.
    """
    began = time.perf_counter()
    child, terminal = pty.fork()
    if not child:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.environ.pop("TMUX", None)
        # Both as an installed program finds itself: byte-compiled, which an editable checkout may not be.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = bytecode
        os.execv(arguments[0], arguments)
    seen, times, answered = b"", [], False
    try:
        while len(times) < len(marks) and time.perf_counter() - began < limit:
            if select.select([terminal], [], [], 0.5)[0]:
                seen += os.read(terminal, 65536)
            if answers and not answered and QUESTION in seen:
                answered = bool(os.write(terminal, XTERM))
            while len(times) < len(marks) and marks[len(times)] in seen:
                times.append(time.perf_counter() - began)
    except OSError as error:
        raise SystemExit(f"{arguments}: ended before it painted {marks[len(times)]!r}\n{seen[-2000:]!r}") from error
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    if len(times) < len(marks):
        raise SystemExit(f"{arguments}: painted no {marks[len(times)]!r} in {limit} s\n{seen[-2000:]!r}")
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    reader = [sys.executable, "-c", "import sys; from tui_reader.cli import main; sys.exit(main())", str(TOP / "seeds")]
    reader_marks = [PAINTED["first paint"], PAINTED["article"]]
    figures: dict[str, list[float]] = {"hello": [], "first paint": [], "article": [], "silent": []}
    with tempfile.TemporaryDirectory() as bytecode:
        for run in range(runs + 1):
            hello = start([sys.executable, str(HELLO)], [PAINTED["hello"]], bytecode)
            first, article = start(reader, reader_marks, bytecode)
            (silent,) = start(reader, reader_marks[:1], bytecode, answers=False)
            if run:  # the first run compiles, and warms the disk
                figures["hello"].append(hello[0])
                figures["first paint"].append(first)
                figures["article"].append(article)
                figures["silent"].append(silent)
    base = statistics.median(figures["hello"])
    print(f"{'':12} {'median ms':>10} {'best ms':>8} {'x hello':>8}")
    for name, times in figures.items():
        middle = statistics.median(times)
        print(f"{name:12} {middle * 1000:10.0f} {min(times) * 1000:8.0f} {middle / base:8.2f}")


if __name__ == "__main__":
    main()
