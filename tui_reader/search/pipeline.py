"""Paths into a Store and an Index while the screen is live.

The first file is read here, so that it is on the screen at once, and so is all of a small library. Everything
else is found, read, decoded and indexed by worker processes, and arrives as buffers that need only be kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING, TypeVar

from tui_reader.library.document import Document
from tui_reader.library.formats.source import Spare
from tui_reader.library.mounts import below, mount_of, mounts
from tui_reader.library.read import NO_CHOICES, Choices, read
from tui_reader.library.scan import STANDARD_INPUT, Candidate, Problem, TooMany, is_pipe, place, scan
from tui_reader.library.store import Store

from .cache import Cache, move
from .crew import CannotStart, Crew
from .order import Indexed
from .process import ahead
from .tasks import Files

if TYPE_CHECKING:
    from .index import Index

#: The shortest time in seconds between two batches: two frames of a screen.
BATCH_SECONDS = 0.03

#: Seconds between the end of loading and what can wait: who only wants that end is gone by then.
REST = 0.5

#: A library of at most so many files, and bytes, is read without a worker.
SMALL_FILES, SMALL_BYTES = 200, 2 << 20

#: Formats whose files are read here: what they need is loaded already, and nothing in it can crash.
PLAIN = ("Plain text", "Markdown")

#: Seconds in which a disk answers one question here; what takes longer is left to processes that can be ended.
PATIENCE = 3.0

#: Files of a greater library that are read here, to be on the screen before a worker has started.
AHEAD = 24


Answer = TypeVar("Answer")


class Pipeline:
    """Loads paths into a Store and an Index, in threads and processes of its own.

    ``on_batch(documents, problems)`` is called on its thread when the documents are in the Store, or more can be
    found in the Index: at once for the first, then at most every BATCH_SECONDS; ``on_done()`` once at the end, also
    after cancel(). What they raise ends the loading and is kept in ``error``. ``index`` is asked for
    on that thread, when there is something on the screen: what it is made of takes a while to import. ``cache`` is the
    folder in which what was read is kept for the next time.
    """

    def __init__(
        self,
        paths: Sequence[str],
        store: Store,
        index: Callable[[], Index],
        on_batch: Callable[[list[Document], list[Problem]], object] = lambda documents, problems: None,
        on_done: Callable[[], object] = lambda: None,
        *,
        stdin: bytes | None = None,
        choices: Choices = NO_CHOICES,
        cache: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._named = self._paths = list(paths)
        self._store = store
        self._index = index
        self._on_batch = on_batch
        self._on_done = on_done
        self._stdin = stdin
        self._choices = choices
        self._spare = Spare()
        self._cache = cache
        self._mounts = mounts()
        self._clock = clock
        self._cancelled = Event()
        self._done = Event()
        self._documents: list[Document] = []
        self._late: list[Document] = []
        self._problems: list[Problem] = []
        self._segments: list[Indexed] = []
        self._told: set[Problem] = set()
        self._last_batch: float | None = None
        self._piped: SimpleQueue[list[Document | Problem]] = SimpleQueue()
        self._pipes = 0
        self._crew: Crew | None = None
        self._thread = Thread(target=self._run, name="loader", daemon=True)
        self._found_here = self._loaded_here = 0
        self._scanned_here = False
        self._first: Files | None = None
        self.error: Exception | None = None

    @property
    def found(self) -> int:
        """Files found so far."""
        return self._found_here + (self._crew.found if self._crew else 0)

    @property
    def loaded(self) -> int:
        """Files read so far, whether they gave documents or a problem."""
        return self._loaded_here + (self._crew.loaded if self._crew else 0)

    @property
    def problems(self) -> Collection[Problem]:
        """What stood in the way so far."""
        return self._told

    @property
    def scanned(self) -> bool:
        """Whether ``found`` is final."""
        return self._crew.scanned if self._crew else self._scanned_here

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def cancel(self) -> None:
        """Stop now. No batch begins after this; one that has begun may still end. The workers are gone."""
        self._cancelled.set()
        if self._crew is not None:
            self._crew.dismiss()
        self._piped.put([])

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, on_done() included; whether it came. Not for use in a callback."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self._done.is_set()

    @property
    def cancelled(self) -> bool:
        """Whether cancel() was called."""
        return self._cancelled.is_set()

    # -- the thread -------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._open_pipes()
            if not (self._is_local() and self._read_here()) and not self.cancelled:
                self._read_there()
            self._hand_over()
            while self._pipes and not self.cancelled:
                self._end_pipe(self._piped.get())
        except Exception as error:  # a thread has nobody to raise to
            self.error = error
        finally:
            ahead.dismiss()
            self._done.set()
            try:
                self._on_done()
            except Exception as error:
                self.error = self.error or error
            if self._crew is not None and (self.error or self.cancelled):
                self._crew.dismiss()
            elif self._crew is not None:
                Thread(target=self._merge, args=(self._crew,), name="merger", daemon=True).start()

    def _merge(self, crew: Crew) -> None:
        """All is there: let few segments take the place of many, which are slower to search and larger."""
        if not self._cancelled.wait(REST):
            for each in crew.merger.merges():
                self._index().merged(each.replaces, each.segment)
                if each.piece:
                    move(each.piece, filter(None, map(self._store.get, each.ids)))
                del each  # what was replaced is not kept while the next ones are merged

    def _hand_over(self) -> None:
        if self.cancelled or not (self._documents or self._late or self._problems or self._segments):
            return
        documents, late, problems, segments = self._documents, self._late, self._problems, self._segments
        self._documents, self._late, self._problems, self._segments = [], [], [], []
        self._last_batch = self._clock()
        # What the reader had read in another encoding meanwhile is newer than what comes here.
        self._store.add(each for each in documents if each.id not in self._store)
        self._put_in([each for each in late if each.id not in self._store])
        for each in segments:
            self._index().add_segment(each.segment, each.ids, older=True)
            self._index().remove([id for id in each.ids if id not in self._store])
        self._on_batch([*documents, *late], problems)

    def _put_in(self, documents: Sequence[Document]) -> None:
        """Documents that stand before some which are listed already."""
        self._store.change(lambda id: place(id.path, self._named), documents)

    def _index_here(self, documents: Sequence[Document]) -> None:
        """Index what was read here, once it is on the screen; nothing, too, can be searched."""
        if not self.cancelled:
            self._index().add(documents)
            self._on_batch([], [])

    def _hand_over_in_time(self) -> None:
        if self._last_batch is None or self._clock() - self._last_batch >= BATCH_SECONDS:
            self._hand_over()

    def _tell(self, problem: Problem) -> None:
        """A problem, once: what was read here already is read again by a worker."""
        if problem not in self._told:
            self._told.add(problem)
            self._problems.append(problem)

    # -- here -------------------------------------------------------------------------------------------

    def _open_pipes(self) -> None:
        """What was named and is a pipe is open here only, and is read once, however long it takes."""
        named = [path for path in self._named if path != STANDARD_INPUT and not self._hangs(path)]
        pipes = self._asked(lambda: [path for path in named if is_pipe(path)]) or []
        self._paths = [path for path in self._named if path not in pipes]
        for item in scan(pipes):
            self._pipes += 1
            self._found_here += 1

            def follow(item: Candidate | Problem = item) -> None:
                self._piped.put([item] if isinstance(item, Problem) else list(self._read(item, None)))

            Thread(target=follow, name="pipe", daemon=True).start()

    def _end_pipe(self, found: list[Document | Problem]) -> None:
        """A pipe has come to its end; its documents stand where it was named."""
        self._pipes -= 1
        self._loaded_here += 1
        documents = [each for each in found if isinstance(each, Document)]
        for each in documents:
            each.prepare()
        if not self.cancelled:
            self._put_in(documents)
            self._on_batch(documents, [each for each in found if isinstance(each, Problem)])
            self._index_here(documents)

    def _hangs(self, path: str) -> bool:
        """Whether a path is on a file system that may not answer: a process that asks it cannot always be ended, and
        is not to be this one."""
        mount = mount_of(path, self._mounts)
        return mount is not None and mount.may_hang

    def _is_local(self) -> bool:
        """Whether nothing that was named may leave a question unanswered."""
        named = [path for path in self._paths if path != STANDARD_INPUT]
        return not any(self._hangs(path) or next(below(path, self._mounts), None) for path in named)

    def _read_here(self) -> bool:
        """Read all of a small library, the first files of another; whether it was small."""
        items, whole = self._asked(self._first_items) or ([], False)
        files = [item for item in items if isinstance(item, Candidate)]
        self._first = Files.of(files)
        if whole:
            self._found_here, self._scanned_here = self._found_here + len(files), True
        for found in self._in_time(self._reading(items if whole else files[:AHEAD], whole)):
            if found is None:  # who reads it in a process of its own can be ended
                whole, self._found_here, self._loaded_here, self._scanned_here = False, 0, 0, False
                break
            if self.cancelled:
                break
            for each in found:
                if isinstance(each, Document):
                    each.prepare()
                    self._documents.append(each)
                elif whole:
                    self._tell(each)
            self._hand_over_in_time()
        self._hand_over()
        if whole:
            self._index_here(list(self._store))
        return whole

    def _reading(self, items: Sequence[Candidate | Problem], whole: bool) -> Iterator[list[Document | Problem]]:
        """What is made of each, one after another, as far as it is to be read here."""
        room = SMALL_BYTES
        for item in items:
            if isinstance(item, Problem):
                yield [item]
                continue
            room -= self._size(item)
            if not whole and (room < 0 or not self._plain(item)):
                return
            yield list(self._read(item, self._stdin))
            self._loaded_here += whole

    def _first_items(self) -> tuple[list[Candidate | Problem], bool]:
        """What is found first, and whether it is all there is and may be read here."""
        items: list[Candidate | Problem] = []
        files, room = 0, SMALL_BYTES
        try:
            for item in scan(self._paths, SMALL_FILES * 10):
                items.append(item)
                if isinstance(item, Candidate):
                    files, room = files + 1, room - self._size(item)
                    if files > SMALL_FILES or room < 0 or not self._plain(item):
                        return items, False
        except TooMany:
            return items, False
        return items, True

    def _asked(self, ask: Callable[[], Answer]) -> Answer | None:
        """What the disk answers to one question; None where that takes too long."""
        return next(iter(self._in_time(ask() for _ in range(1))))

    def _in_time(self, answers: Iterator[Answer]) -> Iterator[Answer | None]:
        """What the disk answers to who asks on a thread; None, and nothing after it, where an answer takes too long.

        It may be on a network, and gone. The thread is left to itself then.
        """
        wanted: SimpleQueue[bool] = SimpleQueue()
        heard: SimpleQueue[Answer | Exception | None] = SimpleQueue()

        def run() -> None:
            try:
                while wanted.get():
                    heard.put(next(answers, None))
            except Exception as error:  # raised again below
                heard.put(error)

        Thread(target=run, name="disk", daemon=True).start()
        try:
            while True:
                wanted.put(True)
                answer = heard.get(timeout=PATIENCE)
                if isinstance(answer, Exception):
                    raise answer
                if answer is None:
                    return
                yield answer
        except Empty:
            yield None
        finally:
            wanted.put(False)

    def _size(self, file: Candidate) -> int:
        return len(self._stdin or b"") if file.path == STANDARD_INPUT else file.size

    @staticmethod
    def _plain(file: Candidate) -> bool:
        return file.format.name in PLAIN

    # -- there ------------------------------------------------------------------------------------------

    def _read_there(self) -> None:
        """Have everything read by workers. What was read here already comes again, and is passed over."""
        cache = None if self._cache is None else Cache(self._cache, self._paths, self._choices)
        crew = Crew(self._stdin, self._choices, cache)
        crew.scan(self._paths, first=self._first)
        self._crew = crew
        # What the index is made of is imported while the first workers start.
        Thread(target=self._index, name="index", daemon=True).start()
        if self.cancelled:  # meanwhile
            crew.dismiss()
        try:
            for batch in crew.results():
                self._documents += [each for each in batch.documents if each.id not in self._store]
                self._late += [each for each in batch.late if each.id not in self._store]
                self._segments += batch.segments
                for problem in batch.problems:
                    self._tell(problem)
                self._hand_over_in_time()
                while not self._piped.empty() and self._pipes:
                    self._end_pipe(self._piped.get())
        except CannotStart:
            self._crew = None
            self._read_alone()

    def _read(self, item: Candidate, stdin: bytes | None) -> Iterator[Document | Problem]:
        """What is made of one file here."""
        return read(item, stdin, self._choices, None, self._spare)

    def _read_alone(self) -> None:
        """Read everything here, where no worker can be started: slower, and the screen feels it."""
        self._loaded_here = 0
        for item in scan(self._paths):
            if self.cancelled:
                return
            if isinstance(item, Problem):
                self._tell(item)
                continue
            self._found_here += 1
            for found in self._read(item, self._stdin):
                if isinstance(found, Problem):
                    self._tell(found)
                elif found.id not in self._store:
                    found.prepare()
                    self._late.append(found)  # workers may have passed over its file
            self._loaded_here += 1
            self._hand_over_in_time()
        self._scanned_here = True
        self._hand_over()
        self._index_here(list(self._store))
