"""Opening a library: how long, how much memory, and how long the screen stands still meanwhile.

``python -m tests.bench.library [--corpus DIR] [--small] [--runs N]`` opens DIR (without it, a folder of files whose
words follow Zipf's law, p ~ 1 / (rank + 2.7), seeded) in the real program on a pseudo-terminal: one file of it, all of
it the first time, all of it while somebody types, all of it again from the cache. Beside it, cat and rg read the same
files, and other readers (peers.py) open them. Times are seconds from the start of the process; memory is the
proportional set size of the program and its workers once segments were merged, and its ratio to the bytes of the
texts, "mapped" what of that are pages of files (the cache's, the program's own) which the system may take back, "peak"
the most that all took together; stalls are the longest wait of the screen's thread, in milliseconds.
"""

import argparse
import fcntl
import json
import os
import pty
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.library import peers
from tui_reader.terminal.replies import QUESTION

TOP = Path(__file__).resolve().parents[3]

#: What xterm answers when it is asked at the start.
XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2c"

#: What is typed while it loads, again and again: a query, deleted letter by letter.
TYPED = "الحكومة في كتاب"

#: Seconds between two keys, as of a quick typist.
KEY = 0.08

SMALL, LARGE = 2000, 20_000


def generate(folder: Path, count: int) -> None:
    """Files of words whose frequencies follow Zipf's law."""
    chance = random.Random(5)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 7))) for _ in range(60_000)]
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    for number in range(count):
        file = folder / f"{number % 50:02}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        text = chance.choices(words, weights, k=chance.randint(60, 400))
        file.write_text("\n\n".join(" ".join(text[at : at + 60]) for at in range(0, len(text), 60)), encoding="utf-8")


def tree(pid: int) -> list[int]:
    """A process and those below it."""
    told = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in told.splitlines()]
    found = [pid]
    for each in found:
        found += [child for child, parent in pairs if parent == each]
    return found


def memory(pid: int) -> tuple[float, float]:
    """Megabytes of a process and those below it, pages that they share count once; and how much of that is mapped
    from files, which the system may take back at any time."""
    total = mapped = 0
    for each in tree(pid):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        mapped += sum(int(line.split()[1]) for line in lines if line.startswith("Pss_File:"))
    return total / 1000, mapped / 1000


class Run:
    """One run of the program, until ``until`` says so of its report, and then for ``rest`` seconds more."""

    def __init__(
        self,
        paths: list[str],
        home: Path,
        until: Callable[[dict[str, Any]], bool],
        typing: bool = False,
        rest: float = 1.0,
    ) -> None:
        report = home / "report"
        for old in home.glob("report*"):
            old.unlink()
        report.with_suffix(".phase").write_text("loading", encoding="utf-8")
        environ = {"HOME": str(home), "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        environ |= {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        environ |= {"PYTHONPATH": str(TOP), "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
        self.began = time.time()
        child, terminal = pty.fork()
        if not child:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            command = [sys.executable, "-m", "tests.bench.library.subject", str(report), *paths]
            os.execve(sys.executable, command, environ)
        self.peak = self.final = self.mapped = 0.0
        self.report: dict[str, Any] = {}
        keys = self._keys() if typing else iter(())
        seen, answered, looked, pressed, ended = b"", False, 0.0, 0.0, 0.0
        try:
            while not ended or time.time() - ended < rest:
                if select.select([terminal], [], [], 0.01)[0]:
                    seen = (seen + os.read(terminal, 1 << 16))[-(1 << 16) :]
                if not answered and QUESTION in seen:
                    answered = bool(os.write(terminal, XTERM))
                now = time.time()
                if now - self.began > 300:
                    raise SystemExit(f"{paths}: was not done in 300 s: {self.report}")
                if report.exists() and "article" in self.report.get("marks", {}) and now - pressed > KEY and not ended:
                    pressed = now
                    if key := next(keys, None):
                        os.write(terminal, key)
                if now - looked > 0.25:
                    looked = now
                    self.final, self.mapped = memory(child)
                    self.peak = max(self.peak, self.final)
                    if report.exists():
                        self.report = json.loads(report.read_text(encoding="utf-8"))
                        if not ended and until(self.report):
                            ended = now
                            report.with_suffix(".phase").write_text("after", encoding="utf-8")
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            os.close(terminal)

    @staticmethod
    def _keys() -> Any:
        yield b"/"
        while True:
            for character in TYPED:
                yield character.encode()
            for _ in TYPED:
                yield b"\x7f"

    def at(self, mark: str) -> float:
        """Seconds from the start until a mark."""
        return float(self.report["marks"].get(mark, float("nan"))) - self.began

    @property
    def stall(self) -> float:
        """Milliseconds of the longest stall while it loaded."""
        return float(max(value for phase, value in self.report["stalls"].items() if phase != "after"))


def everything(report: dict[str, Any]) -> bool:
    """Whether all is searchable, and what follows in the background is done."""
    return "settled" in report["marks"]


def timed(command: list[str]) -> float:
    """Seconds a command takes."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--small", action="store_true", help=f"{SMALL} documents")
    parser.add_argument("--runs", type=int, default=1, help="of each; the best counts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        home = Path(work)
        folder = options.corpus
        if folder is None:
            folder = home / "generated"
            generate(folder, SMALL if options.small else LARGE)
        files = sorted(file for file in folder.rglob("*") if file.is_file())
        if options.corpus is not None and options.small:
            files = files[:SMALL]
            folder = home / "some"
            for file in files:
                target = folder / file.relative_to(options.corpus)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, target)
        size = sum(file.stat().st_size for file in files) / 1e6
        print(f"{len(files):,} files, {size:.0f} MB; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        settings = home / ".config" / "tui-reader"
        settings.mkdir(parents=True)
        (settings / "config.toml").write_text("cache = false\n", encoding="utf-8")
        Run([str(files[0])], home, lambda report: "article" in report["marks"])  # compiles

        def best(*given: Any, **named: Any) -> Run:
            return min((Run(*given, **named) for _ in range(options.runs)), key=lambda run: run.at("all"))

        one = best([str(files[0])], home, lambda report: "article" in report["marks"])
        heads = ("article s", "2,000 s", "all s", "memory MB", "x text", "mapped x", "peak x", "stall ms", "> 16 ms")
        print(f"{'':24}" + "".join(f" {head:>9}" for head in heads))
        print(f"{'one file':24} {one.at('article'):9.2f} {'':9} {'':9} {one.final:9.0f}")

        def row(name: str, run: Run) -> None:
            over = sum(count for phase, count in run.report["over16"].items() if phase != "after")
            print(
                f"{name:24} {run.at('article'):9.2f} {run.at('first'):9.2f} {run.at('all'):9.2f} {run.final:9.0f}"
                f" {run.final / size:9.2f} {run.mapped / size:9.2f} {run.peak / size:9.2f} {run.stall:9.1f} {over:9}"
            )

        row("first time", best([str(folder)], home, everything))
        row("while typing", best([str(folder)], home, everything, typing=True))
        (settings / "config.toml").unlink()
        row("first time, with cache", Run([str(folder)], home, everything))
        row("again, from the cache", best([str(folder)], home, everything))
        kept = sum(file.stat().st_size for file in (home / ".cache").rglob("*") if file.is_file()) / 1e6
        print(f"the cache: {kept:.0f} MB, {kept / size:.2f} x text")
        everyone = ["sh", "-c", 'find "$0" -type f -print0 | xargs -0 cat', str(folder)]
        print(f"cat of every file: {timed(everyone):.2f} s")
        for peer in (["rg", "-c", "كتاب"], ["grep", "-rc", "كتاب"]):
            if shutil.which(peer[0]):
                print(f"{peer[0]} for one word: {timed([*peer, str(folder)]):.2f} s")
        print(f"{'':24} {'s':>9} {'peak MB':>9} {'x text':>9}")
        for name, opened in peers.rows(files, home, memory):
            if opened is None:
                print(f"{name:24} not done in {peers.LONGEST:.0f} s")
            else:
                print(f"{name:24} {opened.seconds:9.2f} {opened.megabytes:9.0f} {opened.megabytes / size:9.2f}")


if __name__ == "__main__":
    main()
