"""Other readers of articles and texts, opened in a terminal of their own beside the program: those that are installed.

newsboat is given all files as the articles of one feed, on disk, and keeps them in its cache (SQLite); frogmouth (a
reader of Markdown made with Textual) and less are given one file. None of them can search what is in the articles at
every keystroke; what can be compared is how long it is until something can be read, and what it costs in memory.
"""

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

#: A word that stands on the first screen once there is something to read.
MARKER = "zzbeginszz"

#: Seconds after which a peer is given up, and between two looks at its memory.
LONGEST, LOOK = 300.0, 0.1

#: Seconds after the marker in which memory is still looked at.
REST = 0.5


class Opened(NamedTuple):
    """How long a peer took until its marker stood there (or until it ended), and the most memory that it had."""

    seconds: float
    megabytes: float


def opened(
    command: Sequence[str], home: Path, memory: Callable[[int], tuple[float, float]], until: str = ""
) -> Opened | None:
    """Run a command in a terminal until its screen says ``until``, without one until it ends; None where that took too
    long."""
    began = time.time()
    child, terminal = pty.fork()
    if not child:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        environ = {**os.environ, "HOME": str(home), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        os.execvpe(command[0], [*command], environ)
    seen, looked, most, met = b"", 0.0, 0.0, 0.0
    try:
        while time.time() - began < LONGEST:
            now = time.time()
            if met and now - met > REST:
                return Opened(met - began, most)
            if now - looked > LOOK:
                looked = now
                most = max(most, memory(child)[0])
            if select.select([terminal], [], [], 0.01)[0]:
                try:
                    data = os.read(terminal, 1 << 16)
                except OSError:  # it has ended
                    data = b""
                if not data:
                    return None if until else Opened(time.time() - began, most)
                seen = (seen + data)[-(1 << 16) :]
                if until and until.encode() in seen and not met:
                    met = time.time()
        return None
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _feed(files: Sequence[Path], feed: Path) -> None:
    """All files as the articles of one feed."""
    with feed.open("w", encoding="utf-8") as out:
        out.write(f'<?xml version="1.0"?><rss version="2.0"><channel><title>{MARKER}</title><link>http://localhost/</link>')
        for number, file in enumerate(files):
            text = file.read_text(encoding="utf-8", errors="replace")
            text = escape("".join(character for character in text if character >= " " or character in "\n\t"))
            title = text[:60].partition("\n")[0]
            out.write(f"<item><guid>{number}</guid><title>{title}</title><description>{text}</description></item>")
        out.write("</channel></rss>")


def rows(
    files: Sequence[Path], home: Path, memory: Callable[[int], tuple[float, float]]
) -> Iterator[tuple[str, Opened | None]]:
    """What was measured of each peer that is installed."""
    one = home / "one.md"
    one.write_text(f"{MARKER}\n\n" + files[0].read_text(encoding="utf-8", errors="replace"), encoding="utf-8")
    for name in ("less", "frogmouth"):
        if shutil.which(name):
            yield f"{name}, one file", opened([name, str(one)], home, memory, MARKER)
    if shutil.which("newsboat"):
        feed, urls = home / "feed.xml", home / "urls"
        _feed(files, feed)
        urls.write_text(f"file://{feed}\n", encoding="utf-8")
        command = ["newsboat", "-u", str(urls), "-c", str(home / "newsboat.db")]
        yield "newsboat, first time", opened([*command, "-x", "reload"], home, memory)
        yield "newsboat, again", opened(command, home, memory, MARKER)
