"""Setting a file aside: it gets a free name beside its own, and is never overwritten nor deleted."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: What SQLite keeps beside a database. Moved before it: left behind, they would be played into the next one.
COMPANIONS = ("-wal", "-shm", "-journal")


def set_aside(path: Path, why: str, still: Callable[[], bool]) -> Path | None:
    """Move a database and its companions to a free name such as ``notebook.damaged-2026-01-31.db``; that name.

    ``still`` is asked when no other program of ours is doing the same: where another one has already put the file
    away, None is returned and nothing is touched. Raises OSError.
    """
    with alone(path.with_name(f".{path.name}.lock")):
        if not still():
            return None
        aside = _reserved(path, why)
        for suffix in COMPANIONS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
        path.replace(aside)
        return aside


def _reserved(path: Path, why: str) -> Path:
    """A name nobody has, held by an empty file of ours."""
    day = time.strftime("%Y-%m-%d", time.gmtime())
    number = 1
    while True:
        free = path.with_name(f"{path.stem}.{why}-{day}{f'-{number}' if number > 1 else ''}{path.suffix}")
        taken = any(os.path.lexists(free.with_name(free.name + suffix)) for suffix in COMPANIONS)
        if not taken:
            with suppress(FileExistsError):
                os.close(os.open(free, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                return free
        number += 1


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a lock that one program of ours has at a time and that ends with it, however it ends.

    Where a file system knows no locks there is none to hold. Raises OSError where the file cannot be made.
    """
    with path.open("ab") as file:
        try:
            import fcntl
        except ImportError:  # Windows
            import msvcrt

            file.seek(0)
            with suppress(OSError):
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
