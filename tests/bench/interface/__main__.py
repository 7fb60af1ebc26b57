"""How long the interface holds still: the longest callback of its event loop for each thing a reader does.

``python -m tests.bench.interface [--corpus DIR] [--small] [--stacks] [SCENE...]`` runs the real program in a pseudo-
terminal of 120x40 and presses keys: while DIR (without it, a generated folder) is loaded and when it is there, over the
screens that cover it, in long texts, and in a Textual hello app with an input as the peer. Each row is one thing done:
how often; milliseconds from a key until its answer was written (p50, p95, longest), which for typing is the list of
what is typed then and for other keys the last byte the program wrote; of callbacks the longest, its CPU time alone, and
how many took over 16 ms. The CPU time is what the interface itself did: the rest of a callback it waited for a core, or
for Python's lock.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import pty
import select
import shutil
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.library.__main__ import LARGE, SMALL, TOP, XTERM, generate
from tui_reader.terminal.replies import QUESTION

#: Seconds between two keys: of a quick typist, and of a key that is held.
TYPING, HELD = 0.08, 0.033

#: Seconds without output after which an answer is complete, and until which one is waited for.
QUIET, PATIENCE = 0.25, 20.0

#: Queries that are typed and taken back letter by letter.
QUERIES = ("الحكومة في كتاب", "محمد رسول", "nato", "ال")

FRAME = 16.0

UP, DOWN, PAGE_UP, PAGE_DOWN = b"\x1b[A", b"\x1b[B", b"\x1b[5~", b"\x1b[6~"


class Done(NamedTuple):
    """One thing done: its name, when, and the milliseconds until each key was answered."""

    name: str
    began: float
    ended: float
    waits: list[float]
    typed: list[tuple[float, str]]


class Terminal:
    """A program in a pseudo-terminal, and what is done to it."""

    def __init__(self, home: Path, module: str, stacks: bool, arguments: Sequence[str]) -> None:
        self.report = home / "report.json"
        for old in home.glob("report*"):
            old.unlink()
        environ = {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        environ |= {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        environ |= {"PYTHONPATH": str(TOP), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
        self._child, self._terminal = pty.fork()
        if not self._child:
            self._size(0, 120, 40)
            said = "stacks" if stacks else "plain"
            command = [sys.executable, "-m", f"tests.bench.interface.{module}", str(self.report), said, *arguments]
            os.execve(sys.executable, command, environ)
        self._seen, self._answered, self._wrote = b"", False, 0.0
        self.done: list[Done] = []
        self.typed = ""

    @staticmethod
    def _size(terminal: int, columns: int, rows: int) -> None:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds: float) -> None:
        """Take what is written, for so long."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            if not select.select([self._terminal], [], [], left)[0]:
                return
            try:
                data = os.read(self._terminal, 1 << 16)
            except OSError as error:
                raise SystemExit(f"the program ended: {self._seen[-3000:]!r}") from error
            self._wrote = time.perf_counter()
            self._seen = (self._seen + data)[-(1 << 16) :]
            if not self._answered and QUESTION in self._seen:
                self._answered = bool(os.write(self._terminal, XTERM))

    def marked(self, name: str) -> bool:
        """Whether the program has marked something."""
        marks = self.report.with_suffix(".marks")
        return marks.exists() and any(line.split()[0] == name for line in marks.read_text("utf-8").splitlines())

    def until(self, name: str, seconds: float = 240.0) -> None:
        """Wait for a mark."""
        end = time.perf_counter() + seconds
        while not self.marked(name):
            self.read(0.05)
            if time.perf_counter() > end:
                raise SystemExit(f"no {name} in {seconds} s: {self._seen[-3000:]!r}")

    def press(self, key: str | bytes) -> float:
        """Press a key; when."""
        now = time.perf_counter()
        os.write(self._terminal, key if isinstance(key, bytes) else key.encode())
        return now

    def settle(self) -> None:
        """Wait until nothing more is written."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() - self._wrote < QUIET and time.perf_counter() < end:
            self.read(0.02)

    @contextmanager
    def doing(self, name: str) -> Iterator[tuple[list[float], list[tuple[float, str]]]]:
        """What is pressed within is one thing done."""
        waits: list[float] = []
        typed: list[tuple[float, str]] = []
        began = time.perf_counter()
        yield waits, typed
        self.done.append(Done(name, began, time.perf_counter(), waits, typed))

    def act(self, name: str, *keys: str | bytes | tuple[int, int]) -> None:
        """Press keys one by one, each when the one before was answered; a pair is another size of the window."""
        with self.doing(name) as (waits, _):
            for key in keys:
                self._wrote = began = time.perf_counter()
                if isinstance(key, tuple):
                    self._size(self._terminal, *key)
                    os.kill(self._child, signal.SIGWINCH)
                else:
                    self.press(key)
                self.settle()
                waits.append((self._wrote - began) * 1000)

    def hold(self, name: str, key: bytes, times: int) -> None:
        """Hold a key; the wait is from its last repetition until all is drawn."""
        with self.doing(name) as (waits, _):
            for _ in range(times):
                self._wrote = began = self.press(key)
                self.read(HELD)
            self.settle()
            waits.append((self._wrote - began) * 1000)

    def type(self, name: str, queries: Sequence[str] = QUERIES, until: str | None = None) -> None:
        """Type queries and take them back, letter by letter; with ``until`` again and again up to that mark."""
        with self.doing(name) as (_, typed):
            again = True
            while again:
                for query in queries:
                    ends = (*range(1, len(query) + 1), *range(len(query) - 1, -1, -1))
                    for typed_now in (query[:end] for end in ends):
                        key = "\x7f" if len(typed_now) < len(self.typed) else typed_now[-1]
                        self.typed = typed_now
                        typed.append((self.press(key), typed_now))
                        self.read(TYPING)
                        if until is not None and self.marked(until):
                            break
                again = until is not None and not self.marked(until)
            self.read(0.5)

    def end(self) -> dict[str, Any]:
        """End it; its report."""
        os.kill(self._child, signal.SIGUSR1)
        end = time.perf_counter() + PATIENCE
        while not self.report.exists() and time.perf_counter() < end:
            self.read(0.05)
        os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        os.close(self._terminal)
        return json.loads(self.report.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def show(terminal: Terminal, report: dict[str, Any], stacks: int) -> None:
    """A row for each thing that was done."""
    for done in terminal.done:
        waits = list(done.waits)
        overtaken = 0
        for index, (pressed, typed) in enumerate(done.typed):
            following = done.typed[index + 1][0] if index + 1 < len(done.typed) else float("inf")
            painted = next((at for at, said in report["painted"] if at > pressed and said == typed), None)
            # A list that the next key overtook was never owed.
            if painted is None or painted > following:
                overtaken += 1
            else:
                waits.append((painted - pressed) * 1000)
        calls = [call for call in report["callbacks"] if done.began <= call[0] <= done.ended]
        longest = max(calls, key=lambda call: call[1], default=(0, 0, 0))
        over = sum(call[1] > FRAME for call in calls)
        busy = max((call[2] for call in calls), default=0)
        waits = sorted(waits) or [float("nan")]
        late = waits[min(len(waits) - 1, int(len(waits) * 0.95))]
        print(
            f"{done.name:38} {len(done.typed) or len(done.waits):5} {statistics.median(waits):8.1f} {late:8.1f}"
            f" {waits[-1]:8.1f} {longest[1]:9.1f} {busy:8.1f} {over:6} {overtaken:6}",
            flush=True,
        )
        if stacks:
            within = [said for began, said in report["stacks"] if done.began <= began <= done.ended]
            for said, count in Counter(within).most_common(stacks):
                print(f"    {count:4} {said}")


def scene_typing(run: Run) -> None:
    """All keys a reader presses in a large library."""
    with run("subject", str(run.folder)) as terminal:
        terminal.until("article")
        with terminal.doing("loading"):
            terminal.until("all")
        terminal.settle()
        terminal.act("go into the search bar", "/")
        terminal.type("typing")
        terminal.act("out of it", "\x1b")
        terminal.hold("down, held", DOWN, 60)
        terminal.hold("page down, held", PAGE_DOWN, 40)
        terminal.act("to the end and the start of the list", "G", "g", "G", "g")
        terminal.act("another size", (80, 24), (120, 40), (60, 20), (200, 60), (120, 40))


def scene_loading(run: Run) -> None:
    """Typing while it is loaded."""
    with run("subject", str(run.folder)) as terminal:
        terminal.until("article")
        terminal.press("/")
        terminal.read(0.3)
        terminal.type("typing while loading", until="all")


def scene_screens(run: Run) -> None:
    """Screens over the page, each twice: what is imported for the first has to be waited for."""
    with run("subject", str(run.folder)) as terminal:
        terminal.until("all")
        terminal.settle()
        for name, key in (("notebook", '"'), ("help", "?"), ("sort", "S"), ("filter", "L"), ("marks", "'")):
            terminal.act(f"{name}, opened and left", key, "\x1b", key, "\x1b")
        terminal.act("searched", "/", *"الحكومة", "\r")
        terminal.act("concordance, opened, typed in, left", "K", *"الم", "\x1b")


def scene_peer(run: Run) -> None:
    """A Textual hello app."""
    with run("peer") as terminal:
        terminal.until("all")
        terminal.read(1.0)
        terminal.type("typing in a Textual hello app")
        terminal.act("another size", (80, 24), (120, 40), (60, 20), (200, 60), (120, 40))


def article(characters: int, paragraph: int) -> str:
    """A text of words, with a line end after every so many characters."""
    words = "قال رئيس الوزراء اليوم إنّ الحكومة NATO ستعمل على تنفيذ الخطة (2024) في جميع المدن والقرى وكتاب جديد "
    line = (words * (paragraph // len(words) + 1))[:paragraph]
    return "\n\n".join([line] * (characters // paragraph))


def scene_long(run: Run) -> None:
    """Long texts: a book of one megabyte, and one line of fifty."""
    for name, text in (
        ("1 MB", article(600_000, 600)),
        ("1 MB, one line", article(600_000, 600_000)),
        ("50 MB, one line", article(30_000_000, 30_000_000)),
        ("50 MB", article(30_000_000, 600)),
    ):
        folder = run.home / name.replace(" ", "-")
        folder.mkdir(exist_ok=True)
        (folder / "a.txt").write_text("مقال قصير\n\nنص قصير.", encoding="utf-8")
        (folder / "b.txt").write_text(f"كتاب طويل\n\n{text}", encoding="utf-8")
        with run("subject", str(folder)) as terminal:
            terminal.until("all")
            terminal.settle()
            terminal.act(f"{name}: opened", DOWN, "\r")
            terminal.act("page down", *[PAGE_DOWN] * 10)
            terminal.act("to its end", "G")
            terminal.act("page up", *[PAGE_UP] * 5)
            terminal.act("to its start", "g")
            terminal.act("to its middle", "%", "5", "0", "\r")
            terminal.act("another size", (80, 24), (120, 40), (60, 20), (200, 60), (120, 40))
            terminal.act("find in it", "f", "ك", "ت", "ا", "ب", "\r")
            terminal.act("next hit", *"nnnnN")
            terminal.act("selecting", "v", "w", "w", ")", "}", DOWN, "y", "\x1b")
            terminal.act("fewer columns, justified, marks", ",w", ",W", ",j", ",j", ",t", ",d")
            terminal.act("searched", "\x1b", "/", *"كتاب", "\r", "n", "n")


class Run:
    """How to run things; ``run(module, argument...)`` gives a Terminal and prints what was done in it."""

    def __init__(self, home: Path, folder: Path, stacks: int) -> None:
        self.home, self.folder, self._stacks = home, folder, stacks

    @contextmanager
    def __call__(self, module: str, *arguments: str) -> Iterator[Terminal]:
        terminal = Terminal(self.home, module, bool(self._stacks), arguments)
        try:
            yield terminal
        except BaseException:
            terminal.end()
            raise
        report = terminal.end()
        show(terminal, report, self._stacks)


SCENES = {
    "peer": scene_peer,
    "typing": scene_typing,
    "loading": scene_loading,
    "screens": scene_screens,
    "long": scene_long,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"of {', '.join(SCENES)}; all unless said")
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--small", action="store_true", help=f"{SMALL} documents")
    parser.add_argument(
        "--stacks", type=int, default=0, metavar="N", help="also print where the slowest callbacks were, N places each"
    )
    options = parser.parse_args()
    if unknown := set(options.scenes) - set(SCENES):
        parser.error(f"no such scene: {', '.join(unknown)}")
    chosen = options.scenes or list(SCENES)
    with tempfile.TemporaryDirectory() as work:
        home = Path(work)
        folder = options.corpus or home / "generated"
        if options.corpus is None and {"typing", "loading", "screens"}.intersection(chosen):
            generate(folder, SMALL if options.small else LARGE)
        elif options.corpus is not None and options.small:
            folder = home / "some"
            files = sorted(file for file in options.corpus.rglob("*") if file.is_file())
            for file in files[:: max(1, len(files) // SMALL)][:SMALL]:
                target = folder / file.relative_to(options.corpus)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        heads = ("times", "p50 ms", "p95 ms", "max ms", "longest", "its CPU", "> 16", "passed")
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(f"{'':38} {heads[0]:>5} {heads[1]:>8} {heads[2]:>8} {heads[3]:>8} {heads[4]:>9} {heads[5]:>8}"
              f" {heads[6]:>6} {heads[7]:>6}")  # fmt: skip
        run = Run(home, folder, options.stacks)
        for name in chosen:
            SCENES[name](run)


if __name__ == "__main__":
    main()
