"""Worker processes: how one is started, also before anybody knows what it will be for.

Imported before the first frame is painted: nothing heavy is imported here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread

#: What a pipe holds, where that can be said: fewer turns from one process to the other.
PIPE_BYTES = 1 << 20

#: Where this package is imported from: a worker gets it from there too, whatever its own path would be.
_PACKAGES = str(Path(__file__).resolve().parents[2])

PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from tui_reader.search.worker import main; main()"

#: Entries of a folder from which it is listed ahead; a smaller library is read without a worker.
_MANY = 200

#: Bytes of all paths that a process can surely be given when it is started.
_LONGEST = 1 << 16


def start(paths: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """A worker, which first lists what is below ``paths``, if there are any; OSError where none can be started.

    It has pipes of its own and no terminal: nothing it or a library in it does can be seen on the screen, and no key
    or hang-up reaches it. It ends by itself when the other end of its pipes is closed.
    """
    windows = sys.platform == "win32"
    # -P: a file in the present folder that is called like a module is not imported. Not `fork`: there are threads.
    process = subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-c", PROGRAM, _PACKAGES, *paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        start_new_session=not windows,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if windows else 0,
    )
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)  # type: ignore[union-attr]
    return process


class Ahead:
    """A worker that begins to list the folders which were named while the screen is still being made.

    Whoever loads takes it; else it is ended. Any thread may call any method.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._paths: list[str] = []
        self._scanner: subprocess.Popen[bytes] | None = None
        self._wanted = False

    def begin(self, paths: Sequence[str], cache: Path) -> None:
        """Start it, on a thread, where there is much to list and a processor for it. Once only.

        And only where ``cache`` is a folder: what it holds is there as soon as it is listed. What has to be read takes
        longer than the list, and the screen would come later.
        """
        if (os.cpu_count() or 1) > 1 and sys.getfilesystemencoding() == "utf-8":
            self._wanted = True
            Thread(target=self._begin, args=(list(paths), cache), name="ahead", daemon=True).start()

    def scanner(self, paths: Sequence[str]) -> subprocess.Popen[bytes] | None:
        """The worker that lists just these paths; None where there is none, then and later."""
        with self._lock:
            process, self._scanner, self._wanted = self._scanner, None, False
        if process is not None and self._paths != list(paths):
            _end(process)
            return None
        return process

    def dismiss(self) -> None:
        """End it, unless somebody has taken it."""
        if (process := self.scanner(self._paths)) is not None:
            _end(process)

    def _begin(self, paths: list[str], cache: Path) -> None:
        # A disk that does not answer keeps this thread, and nobody waits for it.
        if not cache.is_dir() or not any(map(_has_many, paths)) or sum(map(len, paths)) > _LONGEST:
            return
        with self._lock, suppress(OSError):
            if self._wanted:
                self._paths, self._scanner = paths, start(paths)


def _has_many(path: str) -> bool:
    """Whether a path is a folder that may hold more than is read without a worker."""
    try:
        with os.scandir(path) as entries:
            return any(number >= _MANY or entry.is_dir() for number, entry in enumerate(entries))
    except (OSError, ValueError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    Thread(target=process.wait, name="ahead", daemon=True).start()


ahead = Ahead()
"""Of this run of the program."""
