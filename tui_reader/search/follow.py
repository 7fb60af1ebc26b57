"""Changes on disk into changes of a Store and an Index."""

from __future__ import annotations

import atexit
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from tui_reader.library.mounts import Mount, below, mount_of, mounts
from tui_reader.library.read import NO_CHOICES, Choices
from tui_reader.library.scan import STANDARD_INPUT, Problem
from tui_reader.library.store import Store
from tui_reader.library.watch import Watch
from tui_reader.library.watch_apart import WatchApart

from . import tasks
from .asking import NoAnswer, Probe
from .pipeline import SMALL_FILES
from .reconcile import Changes, Reconciler, beneath

if TYPE_CHECKING:
    from .index import Index

#: Seconds the end of the program waits for the thread.
LEAVE = 2.0

#: Seconds between two looks at whether those who watch are alive.
LOOK = 1.0

#: Seconds after which what failed begins anew, each time it fails; what fails more often is given up.
PAUSES = (1.0, 5.0, 30.0, 120.0)

#: File systems below a folder that may hang, of which each is watched by a process of its own.
MOST_APART = 16


class _Part:
    """Named paths on one file system: what becomes of them keeps no other waiting."""

    def __init__(self, paths: Sequence[str], apart: bool) -> None:
        self.paths = list(paths)
        self.apart = apart
        """Whether the file system may leave a question unanswered: then only other processes ask."""
        self.inner: list[str] = []
        """Paths below them that are parts of their own."""
        self.watch: Watch | WatchApart | None = None
        self.asking = Lock()
        self.busy = False
        self.heard = 0.0
        self.thread: Thread | None = None
        self.probe: Probe | None = None


class Follower:
    """Keeps a library that was loaded as it is on disk, on threads of its own.

    ``on_changes(changes)`` is called on one of them at a time; ``on_polling()`` where the system cannot tell of changes
    and they are looked for from time to time. A disk that does not answer is named, keeps nothing else waiting, and is
    looked at again when it does. What fails here, which is a mistake of the program, is named too, and begins anew some
    times.
    """

    def __init__(
        self,
        paths: Sequence[str],
        store: Store,
        index: Callable[[], Index],
        on_changes: Callable[[Changes], object],
        on_polling: Callable[[], object] = lambda: None,
        choices: Choices = NO_CHOICES,
    ) -> None:
        self._named = list(paths)
        self._store = store
        self._on_polling = on_polling
        self._reconciler = Reconciler(paths, store, index, on_changes, choices)
        self._begun = Event()
        self._stopped = Event()
        self._made = Lock()
        self._parts: list[_Part] = []
        self._silent: dict[str, Probe | None] = {}
        self._early: dict[str, bytes | None] = {}
        """Files that were read in another way while the library was loaded, each with what standard input is."""
        self._thread = Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        """Wait for begin(), and watch from then on; once only."""
        # What watches is no Python: it must have ended before the interpreter does, however that comes about.
        atexit.register(self._leave)
        self._thread.start()

    def begin(self, problems: Collection[Problem] = ()) -> None:
        """Everything is loaded, and this is what stood in the way: from now on what changes, and what has changed
        meanwhile, is taken over."""
        self._reconciler.begin(problems)
        with self._made:
            self._silent = {each.path: None for each in problems if each.code == "no-answer"}
            self._begun.set()

    def stop(self) -> None:
        """Change nothing any more."""
        self._stopped.set()
        self._begun.set()
        self._reconciler.stop()
        with self._made:
            for probe in (*self._silent.values(), *(part.probe for part in self._parts)):
                if probe is not None:
                    probe.stop()
            for part in self._parts:
                if part.watch is not None:
                    part.watch.stop()

    def _leave(self) -> None:
        self.stop()
        self.wait(LEAVE)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end of the threads after stop(); whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # -- who watches ------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            # Only now is it known whether there is much to watch.
            self._begun.wait()
            if self._early and not self._stopped.is_set():
                # Some disk may not answer: nothing else waits for these.
                Thread(target=self._read_early, name="again", daemon=True).start()
            self._keep_up(self._see_to_all, self._named)
            for part in self._parts:
                if part.thread is not None and not part.apart:
                    part.thread.join()
        finally:
            atexit.unregister(self._leave)

    def _keep_up(self, work: Callable[[], object], paths: Sequence[str]) -> None:
        """Do what is done until stop(); where it fails, tell that these paths are not followed, and begin anew."""
        for pause in (*PAUSES, None):
            try:
                work()
                return
            except Exception as error:  # a thread has nobody to raise to
                reason = f"{type(error).__name__}: {error}"
            for path in paths:
                with suppress(Exception):  # that nobody can be told may be what failed
                    if path != STANDARD_INPUT and not self._stopped.is_set():
                        self._reconciler.tell(Problem(path, "not-followed", reason, True))
            if pause is None or self._stopped.wait(pause):
                return

    def _see_to_all(self) -> None:
        """See to it that every part is watched."""
        parts = self._all_parts()
        for path in list(self._silent):
            self._await(path)
        for part in parts:
            if part.thread is None:
                thread = self._thread_of(part, self._follow)
                thread.start()
                part.thread = thread
            else:
                # It was said to be followed no more, which this takes back.
                self._look(part, set(part.paths))
        while not self._stopped.wait(LOOK):
            for part in parts:
                self._look_after(part)

    def _thread_of(self, part: _Part, follow: Callable[[_Part], object]) -> Thread:
        return Thread(target=self._keep_up, args=(partial(follow, part), part.paths), name="watch", daemon=True)

    def _all_parts(self) -> list[_Part]:
        """The named paths by the file systems they are on, and those below them that may hang."""
        with self._made:
            if not self._parts:
                self._parts = _parted([path for path in self._named if path != STANDARD_INPUT], mounts())
            return self._parts

    def _follow(self, part: _Part) -> None:
        """Take over what becomes of a part."""
        may_hang = part.apart or any(each.may_hang for each in mounts())  # a link may lead there
        # To begin watching keeps the interpreter until all folders were asked.
        elsewhere = may_hang or len(self._store) > SMALL_FILES
        self._take_over(part, WatchApart(part.paths, here=not may_hang) if elsewhere else Watch(part.paths))

    def _follow_looking(self, part: _Part) -> None:
        """Take over what becomes of a part that cannot be watched."""
        self._take_over(part, Watch(part.paths, again=True, looking=True))

    def _take_over(self, part: _Part, watch: Watch | WatchApart) -> None:
        """Take over what is told of a part, until another watches it."""
        with self._made:
            if self._stopped.is_set():
                return
            part.heard = time.monotonic() + (0 if part.apart else tasks.START)
            part.watch = watch
        # Some of it was read before it was watched.
        paths = set(part.paths)
        try:
            for told in watch.changes():
                if part.watch is not watch:
                    return
                part.heard = time.monotonic()
                if told.polling:
                    self._on_polling()
                if paths := paths | told.paths:
                    self._look(part, paths)
                    paths = set()
        finally:
            watch.stop()

    def _look_after(self, part: _Part) -> None:
        """See to a part of which nothing is heard."""
        quiet = time.monotonic() - part.heard
        if part.busy or quiet < tasks.SILENCE / 2:
            return
        if not part.apart:
            # Some folder in it does not answer who wants to watch them all: they are looked at from time to time.
            if isinstance(part.watch, WatchApart):
                part.watch.stop()
                self._thread_of(part, self._follow_looking).start()
        elif part.probe is None:
            # It may only have much to list before it can watch.
            part.heard = time.monotonic()

            def answered() -> None:
                with self._made:
                    part.probe, part.heard = None, time.monotonic()

            with self._made:
                if not self._stopped.is_set():
                    part.probe = Probe(part.paths[0], answered)
        else:
            self._silence(part.paths[0])

    # -- looking ----------------------------------------------------------------------------------------

    def read_again(self, path: str, stdin: bytes | None = None) -> None:
        """Read a file that has not changed, because it is to be read in another way now. For any thread.

        What is still being loaded may come later, as it was read before: then it is read once more after begin().
        """
        with self._made:
            if not self._begun.is_set():
                self._early[path] = stdin
        part = self._part_of(path)
        with part.asking:
            self._reconciler.read_again(path, stdin, part.apart)

    def _read_early(self) -> None:
        """All is loaded: read what was to be read in another way meanwhile."""
        for path, stdin in self._early.items():
            self._keep_up(partial(self.read_again, path, stdin), [path])

    def look(self, paths: set[str]) -> None:
        """Look at what stands at these paths now, and take it over."""
        parts: dict[int, tuple[_Part, set[str]]] = {}
        for path in paths:
            part = self._part_of(path)
            parts.setdefault(id(part), (part, set()))[1].add(path)
        for part, its in parts.values():
            self._look(part, its)

    def _look(self, part: _Part, paths: set[str]) -> None:
        with part.asking:
            part.busy = True
            try:
                while not self._stopped.is_set():
                    try:
                        silent = self._reconciler.look(paths, {*self._silent, *part.inner}, part.apart)
                    except NoAnswer as no:
                        self._silence(str(no.args[0]))
                    else:
                        for path in silent:
                            self._silence(path)
                        return
            finally:
                part.busy, part.heard = False, time.monotonic()

    def _part_of(self, path: str) -> _Part:
        """The part that a path is in: the innermost one."""
        parts = self._all_parts()
        holding = [(len(top), part) for part in parts for top in part.paths if beneath([top])(path)]
        return max(holding, key=lambda each: each[0])[1] if holding else parts[0] if parts else _Part([path], False)

    # -- silence ----------------------------------------------------------------------------------------

    def _silence(self, path: str) -> None:
        """Name what does not answer, ask it nothing any more, and wait for it."""
        with self._made:
            if path in self._silent or self._stopped.is_set():
                return
            self._silent[path] = None
        self._reconciler.tell(Problem(path, "no-answer", "", True))
        self._await(path)

    def _await(self, path: str) -> None:
        """Wait for what does not answer, unless somebody does already."""

        def answered() -> None:
            with self._made:
                self._silent.pop(path, None)
            self._keep_up(lambda: self._look(self._part_of(path), {path}), [path])

        with self._made:
            if not self._stopped.is_set() and self._silent.get(path, ...) is None:
                self._silent[path] = Probe(path, answered)


def _parted(paths: Sequence[str], table: Sequence[Mount]) -> list[_Part]:
    """Paths by the mounts that may hang, all others together, and the mounts below them as parts of their own."""
    here = _Part([], False)
    apart: dict[str, _Part] = {}
    for path in paths:
        mount = mount_of(path, table)
        part = apart.setdefault(mount.place, _Part([], True)) if mount is not None and mount.may_hang else here
        part.paths.append(path)
        for inner, each in below(path, table):
            if len(apart) < MOST_APART or each.place in apart:
                part.inner.append(inner)
                apart.setdefault(each.place, _Part([], True)).paths.append(inner)
    return [part for part in (here, *apart.values()) if part.paths]
