"""The process that finds, reads and indexes files for the interface, so that its screen never waits.

It is started by pipeline.py with two pipes and nothing else: commands come on standard input, frames (wire.py) go to
standard output. It has no terminal, and ends when the other end of either pipe does, however that came about.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import cache
from io import FileIO
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING

from tui_reader.library import formats
from tui_reader.library.document import Document
from tui_reader.library.formats.source import Spare
from tui_reader.library.packs import pack
from tui_reader.library.read import Choices, read
from tui_reader.library.scan import Candidate, Problem, Whereabouts, scan

from .cache import Writer, join
from .freed import let_go
from .tasks import Files
from .wire import Frame, Kind, give_back, receive, send, told

if TYPE_CHECKING:
    from .segment import Segment

#: Documents, and bytes of their files, that one pack holds at most.
PACK_DOCUMENTS, PACK_BYTES = 500, 2 << 20

#: Files that are told of at once while folders are listed, and the seconds after which fewer are.
FOUND_FILES, FOUND_SECONDS = 500, 0.02

#: Seconds between two looks at where a scan is.
WHERE_SECONDS = 0.5

#: How much a worker that reads or merges gives way to everything else that runs. What lists folders does not: it takes
#: a second, and all the rest waits for it.
NICENESS = 3

#: Seconds that a worker which was told nothing waits before it gets ready for what it may be told.
IDLE = 0.01


class Worker:
    """Does what the frames from ``commands`` say, one after another, and answers on ``answers``."""

    def __init__(self, commands: FileIO, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._sending = Lock()
        self._waiting: SimpleQueue[Frame] = SimpleQueue()
        self._parts: list[memoryview] = []
        self._spare = Spare()

    def run(self, paths: Sequence[str] = ()) -> None:
        """Until the other end closes its pipe, which ends this process at once, whatever it is doing.

        What is below ``paths`` is listed first.
        """
        Thread(target=self._listen, name="commands", daemon=True).start()
        if paths:
            self._scan(0, paths)
        while True:
            try:
                frame = self._waiting.get(timeout=IDLE)
            except Empty:
                _give_way()
                _get_ready()
                frame = self._waiting.get()
            if frame.kind != Kind.SCAN:
                _give_way()
            if frame.kind == Kind.SCAN:
                command = frame.told()
                self._scan(frame.number, command["paths"], command["without"], command["roots"])
            elif frame.kind == Kind.READ:
                self._read(frame)
            elif frame.kind == Kind.SEGMENT:
                self._parts.append(frame.body)
            elif frame.kind == Kind.MERGE:
                self._merge(frame)

    def _listen(self) -> None:
        with suppress(OSError):
            while frame := receive(self._commands):
                self._waiting.put(frame)
        os._exit(0)

    def _send(self, kind: Kind, number: int, head: bytes = b"", *body: bytes | memoryview) -> None:
        try:
            with self._sending:
                send(self._answers, kind, number, head, *body)
        except OSError:
            os._exit(0)

    def _scan(
        self, number: int, paths: Sequence[str], without: Collection[str] = (), roots: Collection[str] = ()
    ) -> None:
        whereabouts = Whereabouts()
        Thread(target=self._say_where, args=(number, whereabouts), name="whereabouts", daemon=True).start()
        # Who is told may not listen yet.
        telling: SimpleQueue[bytes | None] = SimpleQueue()

        def send_on() -> None:
            while (head := telling.get()) is not None:
                self._send(Kind.FOUND, number, head)

        sender = Thread(target=send_on, name="found", daemon=True)
        sender.start()
        files = Files([], [], [])
        problems: list[Problem] = []
        sent = monotonic()

        def tell() -> None:
            nonlocal files, problems, sent
            telling.put(told({"files": files.told(), "problems": problems}))
            files, problems, sent = Files([], [], []), [], monotonic()

        for item in scan(paths, without=without, whereabouts=whereabouts, roots=roots):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                files.paths.append(item.path)
                files.sizes.append(item.size)
                files.modified_ns.append(item.modified_ns)
            if len(files.paths) + len(problems) >= FOUND_FILES or monotonic() - sent > FOUND_SECONDS:
                tell()
        tell()
        whereabouts.path = ""
        telling.put(None)
        sender.join()
        self._send(Kind.SCANNED, number)

    def _say_where(self, number: int, whereabouts: Whereabouts) -> None:
        """From time to time what the scan asks the system about, as long as that changes."""
        before = -1
        while True:
            path, asked = whereabouts.path, whereabouts.asked
            if asked != before:
                before = asked
                self._send(Kind.LISTING, number, told(path))
            sleep(WHERE_SECONDS)

    def _read(self, frame: Frame) -> None:
        """Read files into packs. A file whose documents do not fit in one goes on in the next."""
        command = frame.told()
        choices = Choices(command["encodings"], command["fields"])
        careful = command["careful"]
        batch = _Batch()
        from . import segment_file  # numpy takes a while, and who lists folders need not wait for it
        from .building import Builder

        self._send(Kind.READY, frame.number)
        written = None
        if command["cache"]:
            folder, key = command["cache"]
            written = Writer(folder, key, frame.number)

        def indexed(segment: Segment, documents: int, files: int) -> None:
            parts = segment_file.parts(segment)
            self._send(Kind.SEGMENT, frame.number, told({"documents": documents, "files": files}), *parts)
            if written is not None:
                written.write(Kind.SEGMENT, b"", *parts)

        builder = Builder(indexed)

        def tell() -> None:
            nonlocal batch
            head, arena = pack(batch.documents, {"files": batch.files, "problems": batch.problems})
            self._send(Kind.PACK, frame.number, head, arena)
            if written is not None:
                written.write(Kind.PACK, head, arena)
            builder.add(batch.documents, sum(last for _, _, last in batch.files))
            batch = _Batch()

        for index, (path, size, modified_ns) in enumerate(command["files"]):
            candidate = Candidate(path, formats.format_of(path) or formats.PLAIN_TEXT, size, modified_ns)
            if batch.size + size > PACK_BYTES and batch.size:
                tell()
            if careful:
                self._send(Kind.AT, frame.number, told(index))
            given = bytes(frame.body) if command["given"] == index else None
            opened = (lambda: self._send(Kind.PARSING, frame.number)) if careful else None
            documents = told_before = problems = 0
            for item in read(candidate, given, choices, opened, self._spare):
                if isinstance(item, Problem):
                    batch.problems.append(item)
                    problems += 1
                    continue
                batch.add(item)
                documents += 1
                if batch.full:
                    batch.files.append((index, documents, False))
                    told_before += documents
                    documents = 0
                    tell()
            batch.files.append((index, documents, True))
            if written is not None:
                encoding = choices.encodings.get(path, "")
                written.file(path, size, modified_ns, encoding, told_before + documents, not problems)
            if careful:
                tell()
        tell()
        builder.end()
        piece = written.end() if written is not None else ""
        self._send(Kind.END, frame.number, told({"piece": piece}))

    def _merge(self, frame: Frame) -> None:
        """Make one segment of those that came, and where the cache has them one piece of theirs."""
        from . import merging, segment_file

        parts = [(body, segment_file.read(body, checked=False)) for body in self._parts]
        self._parts.clear()

        def spent(name: str) -> None:
            for body, part in parts:
                give_back(body, *segment_file.place(body, getattr(part, name)))

        merged = merging.merge([part for _, part in parts], spent)
        parts.clear()
        let_go()
        body = segment_file.parts(merged)
        self._send(Kind.SEGMENT, frame.number, b"", *body)
        command = frame.told()
        piece = ""
        if command["pieces"]:
            folder, key = command["cache"]
            piece = join(folder, key, command["pieces"], body)
        self._send(Kind.END, frame.number, told({"piece": piece}))


def _get_ready() -> None:
    """Import what is needed to read and index, before there is anything to read."""
    from . import building, units  # noqa: F401

    units.tables()


@cache
def _give_way() -> None:
    """From now on."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICENESS)
        # Linux shares the processor out among sessions first, and a worker is a session of its own.
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICENESS), encoding="ascii")


class _Batch:
    """What one pack will hold."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.files: list[tuple[int, int, bool]] = []
        """Index of the file in its command, how many documents of it are here, whether they were its last."""
        self.size = 0

    def add(self, document: Document) -> None:
        self.documents.append(document)
        self.size += len(document.text) * 2

    @property
    def full(self) -> bool:
        return len(self.documents) >= PACK_DOCUMENTS or self.size >= PACK_BYTES


def main() -> None:
    """Entry point of the process."""
    answers = os.dup(1)
    commands = FileIO(os.dup(0), "rb")
    # What a library prints goes nowhere, and what it reads is empty.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    gc.freeze()
    gc.set_threshold(50_000)
    Worker(commands, answers).run(sys.argv[2:])
