"""The reader's own database beside the screen: opened, read and written on one thread of its own, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from textual.message import Message

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from tui_reader.notebook.database import Database
    from tui_reader.settings.problem import Problem

T = TypeVar("T")

#: Seconds the end of the program waits for what is still being written.
LEAVE = 2.0


def _nothing(_: object) -> None:
    """What is done with an answer nobody waits for."""


class Memory:
    """The database in ``folder``, in memory only where that is None. ``post`` takes its messages from any thread."""

    class Done(Message):
        """What was asked for came to an end; ``act`` is to be called on the interface thread."""

        def __init__(self, act: Callable[[], object]) -> None:
            super().__init__()
            self.act = act

    class Opened(Message):
        """The database was opened for the first time, and this was wrong with it."""

        def __init__(self, problems: Sequence[Problem]) -> None:
            super().__init__()
            self.problems = problems

    class Failed(Message):
        """Work failed in a way that is a mistake of ours."""

        def __init__(self, error: BaseException) -> None:
            super().__init__()
            self.error = error

    def __init__(self, post: Callable[[Message], object], folder: Path | None) -> None:
        self._post = post
        self._folder = folder
        self._starting = Lock()
        self._worker: ThreadPoolExecutor | None = None
        self._database: Database | None = None
        self._closed = False
        self.problems: list[Problem] = []
        """What was wrong with the database, and what could not be kept or read, each kind once."""

    def submit(
        self,
        work: Callable[[Database], T],
        then: Callable[[T], object] = _nothing,
        failed: Callable[[Problem], object] = _nothing,
    ) -> None:
        """Run ``work`` on the database's thread after what was submitted before; returns at once.

        Then ``then`` is called with what came of it, or ``failed`` with why nothing was kept or read, on the
        interface thread. After `close` nothing is taken any more.
        """
        from concurrent.futures import ThreadPoolExecutor

        with self._starting:
            if self._closed:
                return
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, "memory")
            self._worker.submit(self._run, work, then, failed)

    def _run(
        self, work: Callable[[Database], Any], then: Callable[[Any], object], failed: Callable[[Problem], object]
    ) -> None:
        """On the thread: do one thing and tell what came of it."""
        from tui_reader.notebook.database import NotebookError

        try:
            result = work(self._opened())
        except NotebookError as error:
            problem = error.problem
            self._tell([problem])
            self._post(self.Done(lambda: failed(problem)))
        except Exception as error:
            self._post(self.Failed(error))
        else:
            self._post(self.Done(lambda: then(result)))

    def _tell(self, problems: Sequence[Problem]) -> None:
        for problem in problems:
            if all(problem.key != each.key for each in self.problems):
                self.problems.append(problem)

    def _opened(self) -> Database:
        """On the thread: the database, opened at the first call."""
        if self._database is None:
            from tui_reader.notebook.database import open_database

            self._database = open_database(self._folder)
            if self._database.problems:
                self._tell(self._database.problems)
                self._post(self.Opened(self._database.problems))
        return self._database

    def close(self) -> None:
        """Take nothing more, and wait until all that was submitted is done, LEAVE seconds at most.

        What takes longer, because another program holds the file, is done before the interpreter ends.
        """
        with self._starting:
            if self._closed:
                return
            self._closed = True
            closing = self._worker.submit(self._let_go) if self._worker is not None else None
        if closing is not None and self._worker is not None:
            with suppress(TimeoutError):
                closing.result(LEAVE)
            self._worker.shutdown(wait=False)

    def _let_go(self) -> None:
        """On the thread: let go of the file."""
        if self._database is not None:
            self._database.close()
            self._database = None
