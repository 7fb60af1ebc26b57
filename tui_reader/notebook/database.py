"""The reader's own database: opened, checked, locked, and honest about what was kept.

SQLite in the state folder, with a write-ahead log, so that several programs read and write at once and a program
that is killed leaves whole transactions only. Any thread may call; calls wait for one another, and for another
program at most `BUSY_SECONDS`. None of it belongs on the interface thread: `Database.submit` does it elsewhere,
in order.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar
from urllib.parse import quote as url_quote

from tui_reader.notebook.aside import COMPANIONS, set_aside
from tui_reader.notebook.migrations import APPLICATION_ID, MIGRATIONS
from tui_reader.settings.problem import Problem

DATABASE_FILE = "notebook.db"

#: How long another program's writing is waited for.
BUSY_SECONDS = 5.0

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

T = TypeVar("T")


class NotebookError(Exception):
    """Something that was not kept, or could not be read; carries what to tell the user."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key, dict(problem.values))
        self.problem = problem


class _DamagedError(Exception):
    """A file that is no database, or no longer a whole one, or not ours."""


class _NewerError(Exception):
    """A database of a later version."""


def packed(text: str) -> str | bytes:
    """A string as SQLite can hold it; bytes where it has lone surrogates, as names and texts may."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def unpacked(value: str | bytes) -> str:
    """The string that was packed; of bytes that hold none, what can be read. Raises nothing."""
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return value.decode("utf-8", "replace")


class Database:
    """An open database. `open_database` makes one."""

    def __init__(
        self,
        connection: sqlite3.Connection | None,
        path: Path | None,
        problems: tuple[Problem, ...] = (),
        busy: float = BUSY_SECONDS,
        complete: bool = True,
    ) -> None:
        self.problems = problems
        """What was wrong when it was opened, to be named to the user."""
        self.complete = complete
        """Whether it holds what was ever kept: False where a file was set aside or could not be read."""
        self._path = path
        self._busy = busy
        self._connection = connection
        self._file = _identity(path)
        self._lock = RLock()
        self._worker: ThreadPoolExecutor | None = None

    @property
    def kept(self) -> bool:
        """Whether what is written outlives the program; otherwise `problems` says why not."""
        return self._path is not None

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What ``work`` reads. Raises NotebookError."""
        with self._lock:
            try:
                return work(self._connected())
            except sqlite3.Error as error:
                raise NotebookError(self._unread(error)) from error

    def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``work`` in one transaction: after the return all of it is kept, after NotebookError none.

        (Kept on the disk where `kept` says so.) ``work`` may be run a second time, on a new file, where somebody
        took the file away meanwhile.
        """
        with self._lock:
            for _ in range(3):
                connection = self._connected()
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    # A newer program may have changed the tables since this one opened them.
                    if _version(connection) > len(MIGRATIONS):
                        raise _NewerError
                    result = work(connection)
                    connection.execute("COMMIT")
                except (sqlite3.Error, _NewerError) as error:
                    _roll_back(connection)
                    raise NotebookError(self._not_kept(error)) from error
                except BaseException:
                    _roll_back(connection)
                    raise
                if self._path is None or _identity(self._path) == self._file:
                    return result
            raise NotebookError(
                Problem("problem.notebook-failed", {"path": str(self._path), "reason": "the file was taken away"})
            )

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do something on the database's own thread, after what was submitted before: no caller waits.

        The result, or NotebookError, is the future's. `close` waits for all of it.
        """
        with self._lock:
            if self._worker is None:
                self._worker = ThreadPoolExecutor(1, "notebook")
            return self._worker.submit(work)

    def close(self) -> None:
        """Finish what was submitted and let go of the file. What comes later opens it again."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.shutdown(wait=True)
        with self._lock:
            if self._connection is not None and self._path is not None:
                self._connection.close()
                self._connection = None

    def _connected(self) -> sqlite3.Connection:
        """The connection, to the file that now has the name: one that was deleted or put away takes no more writes."""
        if self._path is None:
            assert self._connection is not None
            return self._connection
        if self._connection is not None and _identity(self._path) == self._file:
            return self._connection
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        try:
            self._connection, problems = _open_file(self._path, self._busy)
        except (OSError, sqlite3.Error, _DamagedError, _NewerError) as error:
            raise NotebookError(self._not_kept(error)) from error
        self._file = _identity(self._path)
        self.problems += problems
        self.complete = self.complete and not problems
        return self._connection

    def _not_kept(self, error: Exception) -> Problem:
        values = {"path": str(self._path or DATABASE_FILE), "reason": _reason(error)}
        if isinstance(error, _NewerError):
            return Problem("problem.notebook-newer", values)
        if _code(error) in _BUSY:
            return Problem("problem.notebook-busy", values)
        if _code(error) == sqlite3.SQLITE_FULL:
            return Problem("problem.notebook-full", values)
        return Problem("problem.notebook-failed", values)

    def _unread(self, error: Exception) -> Problem:
        return Problem("problem.notebook-unread", {"path": str(self._path or DATABASE_FILE), "reason": _reason(error)})


def open_database(folder: Path | None, *, busy: float = BUSY_SECONDS) -> Database:
    """The database in the user's state folder, made where there is none. Never raises.

    A file that is damaged, or not ours, is set aside under another name and a new one begun. Where nothing can be
    kept (a newer version's file, which is not touched; a folder that cannot be written; ``folder`` None) the
    database is in memory, with what the file holds if it could be read, and `Database.kept` is False.
    """
    if folder is None:
        return Database(_memory(), None)
    path = folder / DATABASE_FILE
    try:
        connection, problems = _open_file(path, busy)
    except _NewerError:
        problem = Problem("problem.notebook-newer", {"path": str(path)})
        return Database(_memory(), None, (problem,), complete=False)
    except (OSError, sqlite3.Error, _DamagedError) as error:
        if _code(error) in _BUSY:  # it is there, and each call will try again
            return Database(None, path, (), busy)
        problem = Problem("problem.notebook-memory", {"path": str(path), "reason": _reason(error)})
        snapshot = _snapshot(path)
        return Database(snapshot or _memory(), None, (problem,), complete=snapshot is not None)
    return Database(connection, path, problems, busy, complete=not problems)


def _open_file(path: Path, busy: float) -> tuple[sqlite3.Connection, tuple[Problem, ...]]:
    """A connection to the file, brought to this version. Raises OSError, sqlite3.Error, _NewerError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What somebody reads is nobody else's business; SQLite's other files take over these permissions.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    problems: tuple[Problem, ...] = ()
    for _ in range(2):
        try:
            _look(path, busy)
            return _prepared(_connect(path, busy)), problems
        except (_DamagedError, sqlite3.DatabaseError) as error:
            if not isinstance(error, _DamagedError) and _code(error) not in _DAMAGE:
                raise
            if aside := set_aside(path, "damaged", lambda: _is_damaged(path, busy)):
                values = {"path": str(path), "reason": _reason(error), "aside": aside.name}
                problems = (Problem("problem.notebook-damaged", values),)
    return _prepared(_connect(path, busy)), problems


def _is_damaged(path: Path, busy: float) -> bool:
    """Whether the file that has the name at this moment must be set aside."""
    try:
        _look(path, busy)
        _prepared(_connect(path, busy)).close()
    except _DamagedError:
        return True
    except sqlite3.DatabaseError as error:
        return _code(error) in _DAMAGE
    return False


def _look(path: Path, busy: float) -> None:
    """Look at a file without writing to it: whether it is ours, whole, and not newer than we are."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if not stat.S_ISREG(found.st_mode):
        raise OSError("not a file")
    if not found.st_size:
        return
    # Without a log the header holds the version, and SQLite need not open it, which makes files beside it.
    with path.open("rb") as file:
        header = file.read(72)
    logged = path.with_name(f"{path.name}-wal").exists()
    if not logged and header[68:] == APPLICATION_ID.to_bytes(4) and int.from_bytes(header[60:64]) > len(MIGRATIONS):
        raise _NewerError
    with closing(_connect(path, busy, "ro")) as connection:
        _check(connection)


def _check(connection: sqlite3.Connection) -> None:
    """Raise _NewerError or _DamagedError; sqlite3.DatabaseError where SQLite says it first."""
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application != APPLICATION_ID and (application or version or tables):
        raise _DamagedError("it is another program's")
    if version > len(MIGRATIONS):
        raise _NewerError
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _DamagedError(str(found).splitlines()[-1])
    if not _tables(version) <= tables:
        raise _DamagedError("it lacks some of its tables")


def _tables(version: int) -> set[str]:
    """Names of the tables a database of some version has."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for step in MIGRATIONS[:version]:
            connection.executescript(step)
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _connect(path: Path, busy: float, mode: str = "rwc") -> sqlite3.Connection:
    """Open the file; nothing is read of it yet."""
    uri = f"file:{url_quote(os.fsencode(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, timeout=busy, isolation_level=None, check_same_thread=False)


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """Set the connection up and bring the tables to this version; closes it where that fails."""
    try:
        # A file system without shared memory keeps the mode it can; another program may be changing it too.
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
        # Each commit is on the disk when it returns, whatever becomes of the machine.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        if _version(connection) < len(MIGRATIONS) or not _is_ours(connection):
            connection.execute("BEGIN IMMEDIATE")
            # Another program may have done it while this one waited.
            for step in MIGRATIONS[_version(connection) :]:
                for statement in filter(str.strip, step.split(";")):
                    connection.execute(statement)
            version = max(_version(connection), len(MIGRATIONS))
            connection.execute(f"PRAGMA user_version = {version}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("COMMIT")
        # The first quote must not be the one that finds out that nothing can be written; BEGIN alone does not.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {_version(connection)}")
        connection.execute("ROLLBACK")
    except BaseException:
        _roll_back(connection)
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _is_ours(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def _memory() -> sqlite3.Connection:
    """An empty database that ends with the program."""
    return _prepared(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))


def _snapshot(path: Path) -> sqlite3.Connection | None:
    """A database in memory with what a file that cannot be written holds; None where it cannot be read either."""
    try:
        if not os.path.lexists(path):
            return _memory()
        if not path.is_file():
            return None
        # In a folder that cannot be written SQLite cannot read a write-ahead log: a copy elsewhere can be.
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / path.name
            for suffix in ("", *COMPANIONS[:1]):
                with suppress(FileNotFoundError):
                    shutil.copyfile(path.with_name(path.name + suffix), copy.with_name(copy.name + suffix))
            with closing(_connect(copy, 0)) as source:
                _check(source)
                memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
                source.backup(memory)
            return _prepared(memory)
    except (OSError, sqlite3.Error, _DamagedError, _NewerError):
        return None


def _identity(path: Path | None) -> tuple[int, int] | None:
    """Which file has the name; None where none has."""
    if path is None:
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _code(error: Exception) -> int:
    """SQLite's primary error code; 0 where it gives none."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _reason(error: Exception) -> str:
    """What went wrong in the operating system's or SQLite's words."""
    return (getattr(error, "strerror", None) or str(error)) or type(error).__name__
