"""Changes on disk below the paths of a library, as sets of paths. What changed about them is for who asks to see."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

from .mounts import is_remote

#: Milliseconds: changes are looked for so often, and gathered at most so long while more keep coming.
STEP, GATHER = 100, 2000

#: Milliseconds between two looks at what cannot be watched: named files, and whether the folders are still there.
LOOK = 1000

#: Milliseconds between two looks at every file, where the system tells of no changes: networks, or too many folders.
POLL = 10_000

#: More changed paths than this at once, and the system may have lost some: everything is looked at.
FLOOD = 5000


class Told(NamedTuple):
    """Paths at which something changed, as named joined with the name below it; a folder stands for all in it. None at
    all is told now and then: from the first time on, nothing is missed."""

    paths: set[str]
    polling: bool = False
    """Whether from now on changes are looked for only now and then, because the system cannot tell of them."""


class Watch:
    """Looks after files and folders until stop(). ``changes()`` is for one thread, stop() for any. ``again`` says that
    another looked after them before: what changed between the two is told as a change of the folders themselves.
    ``looking`` has everything looked at from time to time, and the system asked for nothing."""

    def __init__(self, paths: Sequence[str], again: bool = False, looking: bool = False) -> None:
        self._named = list(paths)
        self._again = again
        self._looking = looking
        self._stop = Event()
        self._states = {} if looking else {path: _state(path) for path in paths}

    def stop(self) -> None:
        """changes() ends soon."""
        self._stop.set()

    def changes(self) -> Iterator[Told]:
        """What changes from now on. A folder that is gone is waited for."""
        polling = False
        if self._looking:
            yield Told(set(self._named), True)
            while not self._stop.wait(POLL / 1000):
                yield Told(set(self._named))
            return
        while not self._stop.is_set():
            folders = [path for path in self._named if os.path.isdir(path)]  # noqa: PTH112
            if not folders:
                if self._stop.wait(LOOK / 1000):
                    return
                yield Told(set())
                yield from self._looked()
                self._again = True
                continue
            slow = polling or any(map(is_remote, folders))
            try:
                yield from self._folders(folders, slow)
                self._again = True
            except RuntimeError:
                # watchfiles cannot say a name that is no Unicode: something changed, and that is all that is known.
                self._again = True
                if self._stop.wait(STEP / 1000):
                    return
                yield Told(set(folders))
            except OSError:
                # A limit of the system, or a folder that may not be entered: look at everything now and then instead.
                if slow:
                    if self._stop.wait(POLL / 1000):
                        return
                    yield Told(set(folders))
                else:
                    polling = self._again = True
                    yield Told(set(folders), True)

    def _folders(self, folders: Sequence[str], slow: bool) -> Iterator[Told]:
        """Changes below folders, until other ones stand in their places."""
        from watchfiles import watch

        back = _Back(folders)
        for changes in watch(
            *back.real,
            watch_filter=None,
            debounce=GATHER,
            step=STEP,
            stop_event=self._stop,
            rust_timeout=LOOK,
            yield_on_timeout=True,
            debug=False,
            raise_interrupt=False,
            force_polling=slow,
            poll_delay_ms=POLL,
            recursive=True,
            ignore_permission_denied=True,
        ):
            if self._stop.is_set():
                return
            paths = set(folders) if len(changes) > FLOOD else {back.named(path) for _, path in changes}
            paths.discard("")
            if self._again:
                # Nobody watched until now.
                self._again = False
                paths.update(folders)
            yield Told(paths)
            looked = list(self._looked())
            yield from looked
            if any(each.paths & set(folders) for each in looked):
                return

    def _looked(self) -> Iterator[Told]:
        """Named paths at which something else stands than before."""
        changed = set()
        for path, before in self._states.items():
            now = _state(path)
            if now != before:
                self._states[path] = now
                changed.add(path)
        if changed:
            yield Told(changed)


class _Back:
    """From the real paths that the system tells of to paths as they were named."""

    def __init__(self, folders: Sequence[str]) -> None:
        pairs = {os.path.realpath(folder): folder for folder in folders}
        self.real = list(pairs)
        self._pairs = sorted(pairs.items(), key=lambda pair: -len(pair[0]))

    def named(self, path: str) -> str:
        """The path as named joined with the name below it; empty where it is hidden, or below none of them."""
        for real, folder in self._pairs:
            if path == real:
                return folder
            above = os.path.join(real, "")  # noqa: PTH118
            if path.startswith(above):
                below = path[len(above) :]
                if any(part.startswith(".") for part in Path(below).parts):
                    return ""
                return os.path.join(folder, below)  # noqa: PTH118
        return ""


def _state(path: str) -> tuple[int, ...]:
    """What tells whether something else stands at a named path, or a named file changed; () where nothing is."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return ()
    if os.path.isdir(path):  # noqa: PTH112
        return status.st_dev, status.st_ino
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
