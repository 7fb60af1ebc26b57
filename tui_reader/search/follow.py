"""Changes on disk into changes of a Store and an Index."""

from __future__ import annotations

import atexit
import os
import stat
from collections.abc import Callable, Collection, Iterator, Sequence
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.library import formats
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.read import NO_CHOICES, Choices, read
from tui_reader.library.scan import Candidate, Problem, TooMany, place, scan
from tui_reader.library.store import Store
from tui_reader.library.watch import Watch
from tui_reader.library.watch_apart import WatchApart

from .crew import CannotStart, Crew
from .pipeline import PLAIN, SMALL_BYTES, SMALL_FILES
from .tasks import Files

if TYPE_CHECKING:
    from .index import Index


#: Seconds the end of the program waits for the thread.
LEAVE = 2.0


class Changes(NamedTuple):
    """What became of documents; the Store and the Index know it already."""

    added: list[DocumentId]
    replaced: list[DocumentId]
    removed: list[DocumentId]
    renamed: list[tuple[DocumentId, DocumentId]]
    """Pairs of what it was called and what it is called now: the same text."""
    problems: list[Problem]
    settled: frozenset[str] = frozenset()
    """Files that were read again or are gone: what was wrong with them before is no longer said."""


class Follower:
    """Keeps a library that was loaded as it is on disk, on a thread of its own.

    ``on_changes(changes)`` is called on that thread; ``on_polling()`` where the system cannot tell of changes and
    they are looked for from time to time.
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
        self._index = index
        self._on_changes = on_changes
        self._on_polling = on_polling
        self._choices = choices
        self._watch: Watch | WatchApart | None = None
        self._begun = Event()
        self._crew: Crew | None = None
        self._loaded = self._compared = False
        self._stopped = False
        self._waiting: set[str] = set()
        self._looking = Lock()
        self._silent: frozenset[str] = frozenset()
        self._thread = Thread(target=self._run, name="follower", daemon=True)
        self.error: Exception | None = None

    def start(self) -> None:
        """Wait for begin(), and watch from then on; once only."""
        # What watches is no Python: it must have ended before the interpreter does, however that comes about.
        atexit.register(self._leave)
        self._thread.start()

    def begin(self, silent: Collection[str] = ()) -> None:
        """Everything is loaded: from now on what changes, and what has changed meanwhile, is taken over.

        Nothing is asked about the paths that are ``silent``: they did not answer.
        """
        self._silent = frozenset(silent)
        self._loaded = True
        self._begun.set()

    def stop(self) -> None:
        """Change nothing any more."""
        self._stopped = True
        self._begun.set()
        if self._watch is not None:
            self._watch.stop()
        if self._crew is not None:
            self._crew.dismiss()

    def _leave(self) -> None:
        self.stop()
        self.wait(LEAVE)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end of the thread after stop(); whether it came."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            # Only now is it known whether there is much to watch.
            self._begun.wait()
            self._watch = (WatchApart if len(self._store) > SMALL_FILES else Watch)(
                [path for path in self._named if path not in self._silent]
            )
            if self._stopped:
                return
            for told in self._watch.changes():
                if told.polling:
                    self._on_polling()
                self._waiting |= told.paths
                if self._loaded and not self._compared:
                    # Some of it was read before it was watched.
                    self._compared = True
                    self._waiting.update(self._named)
                if self._loaded and self._waiting:
                    paths, self._waiting = self._waiting, set()
                    self.look(paths)
        except Exception as error:  # a thread has nobody to raise to
            self.error = error
        finally:
            atexit.unregister(self._leave)

    def read_again(self, path: str, stdin: bytes | None = None) -> None:
        """Read a file that has not changed, because it is to be read in another way now. For any thread."""
        format = formats.format_of(path) or formats.PLAIN_TEXT
        with self._looking:
            try:
                size = os.stat(path).st_size  # noqa: PTH116
            except (OSError, ValueError):
                size = 0  # standard input, or gone: who reads it says so
            self._take([Candidate(path, format, size)], {}, self._known({path}), stdin)

    def look(self, paths: set[str]) -> None:
        """Look at what stands at these paths now, and take it over."""
        with self._looking:
            self._look(paths)

    def _look(self, paths: set[str]) -> None:
        paths = paths - self._silent
        known = self._known(paths)
        files: dict[str, Candidate] = {}
        gone: list[str] = []
        rounds: dict[str, bool] = {}
        for path in sorted(paths):
            try:
                status = os.stat(path)  # noqa: PTH116
            except (OSError, ValueError):
                if path not in self._named:  # what was named and is away may come back: its documents can be read on
                    gone.append(path)
                continue
            folder = path if stat.S_ISDIR(status.st_mode) else os.path.dirname(path)  # noqa: PTH120
            if folder not in rounds:
                rounds[folder] = self._is_round(folder)
            if rounds[folder] and path not in self._named:
                continue
            if stat.S_ISDIR(status.st_mode):
                found = {each.path: each for each in self._list(path)}
                files |= found
                above = os.path.join(path, "")  # noqa: PTH118
                gone += [
                    each for each in known if each.startswith(above) and each not in found and not self._is_silent(each)
                ]
            elif stat.S_ISREG(status.st_mode) and self._is_ours(path):
                format = formats.format_of(path) or formats.PLAIN_TEXT
                files[path] = Candidate(path, format, status.st_size, status.st_mtime_ns)
        changed = [each for each in files.values() if self._differs(each, known.get(each.path, ()))]
        gone = [path for path in gone if path not in files]
        removed = {each.id: each for path in gone for each in _below(path, known)}
        mended = any(map(self._is_ours, gone))  # what could not be read is gone, maybe
        if changed or removed or mended:
            self._take(changed, removed, known, gone=gone)

    def _known(self, paths: set[str]) -> dict[str, list[Document]]:
        """The documents there are of the files at these paths and below them, by file."""
        known: dict[str, list[Document]] = {}
        if all(map(self._is_single, paths)):
            # A log grows all the time: its library is not gone through for every line.
            alone = {path: self._store.get(DocumentId(path)) for path in paths}
            return {path: [document] for path, document in alone.items() if document is not None}
        places: dict[str, bool] = {}
        for document in self._store.snapshot():
            path = document.id.path
            if path in paths or _is_below(os.path.dirname(path), paths, places):  # noqa: PTH120
                known.setdefault(_file_of(path, paths), []).append(document)
        return known

    def _is_single(self, path: str) -> bool:
        """Whether a path is that of a file which is one document, or will be."""
        format = formats.format_of(path) or formats.PLAIN_TEXT
        return format.name in PLAIN and (DocumentId(path) in self._store or os.path.isfile(path))  # noqa: PTH113

    def _is_round(self, folder: str) -> bool:
        """Whether a folder's path leads through a link back to a folder above it, below what was named."""
        seen: set[tuple[int, int]] = set()
        at = folder
        while True:
            try:
                status = os.stat(at)  # noqa: PTH116
            except (OSError, ValueError):
                return False
            if (status.st_dev, status.st_ino) in seen:
                return True
            seen.add((status.st_dev, status.st_ino))
            above = os.path.dirname(at)  # noqa: PTH120
            if at in self._named or above in ("", at):
                return False
            at = above

    def _is_silent(self, path: str) -> bool:
        """Whether a path is one that did not answer, or lies below one."""
        return any(path == each or path.startswith(os.path.join(each, "")) for each in self._silent)  # noqa: PTH118

    def _is_ours(self, path: str) -> bool:
        return path in self._named or formats.format_of(path) is not None

    @staticmethod
    def _differs(file: Candidate, known: Sequence[Document]) -> bool:
        """Whether a file is another one than was read. Its time is kept to less than a microsecond."""
        if not known or abs((known[0].modified or 0) - file.modified_ns / 1e9) > 1e-6:
            return True
        # The size of a record is its own, not its file's.
        return file.format.name in PLAIN and known[0].size != file.size

    def _take(
        self,
        changed: list[Candidate],
        removed: dict[DocumentId, Document],
        known: dict[str, list[Document]],
        stdin: bytes | None = None,
        gone: Sequence[str] = (),
    ) -> None:
        """Read what changed and put it in; take out what is gone."""
        documents: dict[DocumentId, Document] = {}
        problems: list[Problem] = []
        for item in self._read(changed, stdin):
            if isinstance(item, Problem):
                # It vanished between the look and the reading: the next look will say so.
                if item.code != "missing":
                    problems.append(item)
            else:
                documents[item.id] = item
        if self._stopped:
            return
        # Of a file of which nothing can be read now, what was read before stays.
        unread = {each.path for each in problems}
        for file in changed:
            if file.path not in unread or any(id.path == file.path for id in documents):
                removed |= {each.id: each for each in known.get(file.path, ())}
        removed = {id: each for id, each in removed.items() if id not in documents}
        fresh = {id: each for id, each in documents.items() if id not in self._store}
        renamed = _renamed(removed, fresh)
        old, new = {pair[0] for pair in renamed}, {pair[1] for pair in renamed}
        self._index().remove(removed)
        self._index().add(documents.values())
        self._store.change(lambda id: place(id.path, self._named), documents.values(), removed)
        self._on_changes(
            Changes(
                [id for id in fresh if id not in new],
                [id for id in documents if id not in fresh],
                [id for id in removed if id not in old],
                renamed,
                problems,
                frozenset([*gone, *(file.path for file in changed)]),
            )
        )

    def _list(self, folder: str) -> list[Candidate]:
        """The files below a folder: listed by a worker where they are many."""
        found: list[Candidate] = []
        try:
            for item in scan([folder], SMALL_FILES * 10, self._silent):
                if isinstance(item, Candidate):
                    found.append(item)
                if len(found) > SMALL_FILES * 10:
                    raise TooMany(folder)
        except TooMany:
            crew = self._crew = Crew(None, self._choices, reading=False)
            crew.scan([folder], self._silent)
            try:
                for _ in crew.results():
                    if self._stopped:
                        crew.dismiss()
            except CannotStart:
                return [item for item in scan([folder], None, self._silent) if isinstance(item, Candidate)]
            finally:
                self._crew = None
            plain = formats.PLAIN_TEXT
            found = [Candidate(path, formats.format_of(path) or plain, size, ns) for path, size, ns in crew.listed]
        return found

    def _read(self, files: Sequence[Candidate], stdin: bytes | None = None) -> Iterator[Document | Problem]:
        """Here, where they are few and plain; else by workers, whose index of them is not needed."""
        small = len(files) <= SMALL_FILES and sum(each.size for each in files) <= SMALL_BYTES
        if small and all(each.format.name in PLAIN for each in files):
            for file in files:
                yield from read(file, stdin, self._choices)
            return
        self._crew = Crew(stdin, self._choices)
        if self._stopped:
            return
        paths, sizes = [each.path for each in files], [each.size for each in files]
        self._crew.give(Files(paths, sizes, [each.modified_ns for each in files]))
        try:
            for batch in self._crew.results():
                yield from batch.documents
                yield from batch.problems
        except CannotStart:
            for file in files:
                yield from read(file, None, self._choices)
        finally:
            self._crew = None


def _is_below(folder: str, paths: set[str], places: dict[str, bool]) -> bool:
    """Whether a folder is one of the paths, or below one; ``places`` remembers."""
    found = places.get(folder)
    if found is None:
        above = os.path.dirname(folder)  # noqa: PTH120
        found = folder in paths or (above != folder and _is_below(above, paths, places))
        places[folder] = found
    return found


def _file_of(path: str, paths: set[str]) -> str:
    """The file on disk that a document's path is of: an archive's members stand below its own path."""
    if path in paths:
        return path
    above = os.path.dirname(path)  # noqa: PTH120
    while above and above != os.path.dirname(above):  # noqa: PTH120
        if above in paths:
            return above if formats.format_of(above) is not None else path
        if formats.format_of(above) is not None:
            return above
        above = os.path.dirname(above)  # noqa: PTH120
    return path


def _below(path: str, known: dict[str, list[Document]]) -> Iterator[Document]:
    """The documents of a file, or of a folder."""
    above = os.path.join(path, "")  # noqa: PTH118
    for file, documents in known.items():
        if file == path or file.startswith(above):
            yield from documents


def _renamed(
    removed: dict[DocumentId, Document], fresh: dict[DocumentId, Document]
) -> list[tuple[DocumentId, DocumentId]]:
    """Pairs of what went and what came with the same text, each in one pair at most."""
    if not removed or not fresh:
        return []
    by_length: dict[tuple[int, int], list[Document]] = {}
    for document in fresh.values():
        by_length.setdefault((document.length, document.id.record), []).append(document)
    pairs: list[tuple[DocumentId, DocumentId]] = []
    for old in removed.values():
        alike = by_length.get((old.length, old.id.record), [])
        found = next((each for each in alike if each.text == old.text), None)
        if found is not None:
            alike.remove(found)
            pairs.append((old.id, found.id))
    return pairs
