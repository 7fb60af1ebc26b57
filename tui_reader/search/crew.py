"""The workers together: who does what, in which order it is handed on, and what follows when one of them dies."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from tui_reader.library.document import Document
from tui_reader.library.packs import unpack
from tui_reader.library.read import NO_CHOICES, Choices
from tui_reader.library.scan import STANDARD_INPUT, Code, Problem

from . import tasks
from .cache import Cache, move
from .hand import Hand
from .merger import Merger
from .order import Batch, Order
from .process import ahead
from .shelved import Shelved
from .tasks import File, Files, Work
from .wire import Frame, Kind, told

if TYPE_CHECKING:
    from subprocess import Popen

    from .segment import Segment

#: Files of the first pieces of work: small ones, so that there soon is something, and 2,000 are found soon.
FIRST_FILES = (50, 150, 800, 1000, 2000, 4000)

#: Files and bytes of any.
MOST_FILES, MOST_BYTES = 10_000, 27 << 20

#: Files of the last pieces, at least: all workers are to end at about the same time.
LAST_FILES = 2000

#: Pieces of work that a worker has at most: one it does, one that waits for the second half of that.
ASKED = 2

#: Processes at most. Each takes some 60 MB while it works.
MOST_WORKERS = 4

#: Folders that do not answer, after which no more are listed: each is waited for.
MOST_SILENT = 20

#: Seconds between two looks at what the workers do, where nothing is heard of them.
LOOK = 1.0


class CannotStart(Exception):  # noqa: N818 - what became of it
    """No worker can be started here, or none lives long enough to do anything."""


class Crew:
    """Finds files, or is given them, and reads them in processes of its own; without ``reading`` it only finds them.

    Its methods are for one thread; dismiss() and the counters for any.
    """

    def __init__(
        self,
        stdin: bytes | None = None,
        choices: Choices = NO_CHOICES,
        cache: Cache | None = None,
        reading: bool = True,
    ) -> None:
        self._stdin = stdin
        self._reading = reading
        self.listed: list[Files] = []
        """Files that were found, where they are not to be read."""
        self._cache = cache
        self._choices = choices
        self._most = min(MOST_WORKERS, os.cpu_count() or 1)
        self._events: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._hands: dict[Hand, deque[Work]] = {}
        self._dismissed = False
        self._failed = 0
        self._paths: list[str] = []
        self._roots: list[str] = []
        self._scanner: Hand | None = None
        self._scan_heard = 0.0
        self._scan_at: str | None = None
        self._without: list[str] = []
        self._silences = 0  # met by this scan
        self._seen: set[str] | None = None
        self._told: list[list[str]] = []
        self._order = Order()
        self._shelved = Shelved(cache) if cache is not None else None
        self._new: deque[Files] = deque()
        self._found: deque[tuple[int, File]] = deque()
        self._again: deque[Work] = deque()
        self._pieces = self._given = 0
        self.merger = Merger(cache)
        self.found = 0
        """Files found so far."""
        self.scanned = True
        """Whether ``found`` is final."""

    @property
    def loaded(self) -> int:
        """Files read so far, whether they gave documents or a problem."""
        return self._order.ended

    def scan(
        self,
        paths: Sequence[str],
        without: Collection[str] = (),
        roots: Collection[str] = (),
        first: Files | None = None,
    ) -> None:
        """Have all files below ``paths`` found and read, nothing asked about those ``without``; ``roots`` as for
        library.scan. The ``first`` of them are known: they can be read while the others are looked for."""
        self._paths, self._without, self._roots, self.scanned = list(paths), list(without), list(roots), False
        if first:
            self._told.append(first.paths)
            self.give(first)

    def give(self, files: Files) -> None:
        """Have these files read, those that the cache does not hold."""
        if self._reading:
            self._new.append(files)
        else:
            self.listed.append(files)
        self.found += len(files)

    def dismiss(self) -> None:
        """End all processes, whatever they are doing. results() ends."""
        self._dismissed = True
        self.merger.dismiss()
        for hand in list(self._hands):
            hand.kill()
        self._events.put(lambda: None)

    def results(self) -> Iterator[Batch]:
        """What is read, in the order of the files but for what is late; every LOOK seconds, also nothing, for who takes
        it may have kept something. CannotStart where nothing can be."""
        looked = time.monotonic()
        try:
            if self._shelved is not None:
                self._shelved.start(lambda: self._events.put(lambda: None))
            while not self._dismissed:
                self._look_up()
                self._give_work()
                if not self.scanned and self._scanner is None and not self._starting:
                    self._scan()
                batch = self._order.ready()
                self.merger.remember(batch.segments)
                yield batch
                if self._all_done:
                    return
                if self._failed > 1:
                    raise CannotStart
                with suppress(Empty):
                    self._events.get(timeout=LOOK)()
                    # What else is there already is looked at before anything is handed on.
                    while not self._events.empty():
                        self._events.get()()
                if time.monotonic() - looked >= LOOK:
                    self._look_after()
                    looked = time.monotonic()
        finally:
            for hand in list(self._hands):
                hand.dismiss()
            self._hands.clear()

    @property
    def _all_done(self) -> bool:
        """Whether nothing is to be found, read or taken from the cache any more."""
        waiting = self._new or self._found or self._again or any(self._hands.values())
        return self.scanned and not waiting and (self._shelved is None or self._shelved.loaded)

    @property
    def _readers(self) -> int:
        return sum(each is not self._scanner for each in self._hands)

    @property
    def _starting(self) -> bool:
        """Whether what is known waits for its first reader to start, from which a scan would take the processor."""
        waiting = next(iter(self._hands.values()), deque[Work]())
        return 0 < self._pieces == len(waiting) and not waiting[0].begun

    def _look_up(self) -> None:
        """Take from the cache what is in it; the rest is to be read."""
        while self._new:
            files, at = self._new[0], 0
            while at < len(files):
                count, found = 1, None
                if self._shelved is not None:
                    count, found = self._shelved.documents(files, at, self._choices.encodings, self._given)
                if not count:  # it may be in a piece that is not there yet
                    break
                if found is None:
                    self._found.append((self._given, files.file(at)))
                else:
                    self._order.put_run(self._given, count, found)
                at += count
                self._given += count
            if at < len(files):
                self._new[0] = files.since(at)
                break
            self._new.popleft()
        if self._shelved is not None:
            self._shelved.complete(self._order, self.scanned)

    # -- giving work ------------------------------------------------------------------------------------

    def _hire(self, started: Popen[bytes] | None = None) -> Hand | None:
        try:
            hand = Hand(self._heard, started)
        except OSError:
            self._failed += 2
            return None
        self._hands[hand] = deque()
        if self._dismissed:  # meanwhile, and this one was not seen
            hand.kill()
        return hand

    def _scan(self) -> None:
        # One that was started with the program has begun.
        started = None if self._without or self._roots else ahead.scanner(self._paths)
        self._scanner = self._hire(started)
        if self._scanner is not None:
            self._scan_heard, self._scan_at = time.monotonic(), None
            if self._told:  # what was found is found again
                self._seen = set(chain(self._seen or (), *self._told))
                self._told.clear()
            if started is None:
                command = {"paths": self._paths, "without": self._without, "roots": self._roots}
                self._scanner.say(Kind.SCAN, 0, told(command))

    def _give_work(self) -> None:
        """Keep every worker busy, with one piece of work waiting behind the one it does."""
        while self._found or self._again:
            ready = [each for each in self._hands if each is not self._scanner and self._has_room(each)]
            hand = min(ready, key=lambda each: len(self._hands[each]), default=None)
            # Beside a worker that lists folders there is one that reads, also on a single core.
            if (hand is None or self._hands[hand]) and self._readers < max(self._most - (not self.scanned), 1):
                hand = self._hire()
            if hand is None:
                return
            work = self._again.popleft() if self._again else self._piece(bool(self._hands[hand]))
            if work is None:
                return
            self._give(hand, work)

    def _has_room(self, hand: Hand) -> bool:
        """Whether a worker may be given more; not while it may be stuck in a file for long."""
        waiting = self._hands[hand]
        return len(waiting) < ASKED and all(work.half_done for work in waiting)

    def _piece(self, may_wait: bool) -> Work | None:
        """The next piece of work; None where it had better grow first."""
        most = FIRST_FILES[self._pieces] if self._pieces < len(FIRST_FILES) else MOST_FILES
        if self.scanned:  # so that all end at about the same time
            most = min(most, max(LAST_FILES, len(self._found) // self._most))
        elif may_wait and len(self._found) < most:
            return None
        files: list[tuple[int, File]] = []
        size = 0
        while self._found and len(files) < most and (not files or size + self._found[0][1].size <= MOST_BYTES):
            files.append(self._found.popleft())
            size += files[-1][1].size
        self._pieces += 1
        return Work(self._pieces, files)

    def _give(self, hand: Hand, work: Work) -> None:
        files = [file for _, file in work.files]
        given = next((index for index, file in enumerate(files) if file.path == STANDARD_INPUT), None)
        command = {"files": files, "careful": work.careful, "given": given if self._stdin is not None else None}
        command |= {"encodings": dict(self._choices.encodings), "fields": dict(self._choices.fields)}
        cached = self._cache is not None and not work.careful and given is None
        command["cache"] = [str(self._cache.folder), self._cache.key] if self._cache and cached else None
        work.heard = time.monotonic()
        self._hands[hand].append(work)
        hand.say(Kind.READ, work.number, told(command), b"" if given is None else self._stdin or b"")

    # -- hearing of it ----------------------------------------------------------------------------------

    def _heard(self, hand: Hand, frame: Frame | None) -> None:
        """On a worker's own thread: unpack what came, and leave it for results()."""
        if frame is None:
            self._events.put(lambda: self._lost(hand))
        elif self._dismissed:
            return
        elif frame.kind == Kind.PACK:
            documents, about = unpack(frame.head, frame.body)
            problems = [Problem(*each) for each in about["problems"]]
            self._events.put(lambda: self._packed(hand, documents, problems, about["files"]))
        elif frame.kind == Kind.SEGMENT:
            from . import segment_file

            segment, said = segment_file.read(frame.body, checked=False), frame.told()
            self._events.put(lambda: self._index(hand, segment, **said))
        elif frame.kind == Kind.FOUND:
            said = frame.told()
            files = Files.heard(said["files"])
            problems = [Problem(*each) for each in said["problems"]]
            self._events.put(lambda: self._find(hand, files, problems))
        elif frame.kind == Kind.LISTING:
            where = frame.told()
            self._events.put(lambda: self._list(hand, where))
        elif frame.kind == Kind.SCANNED:
            self._events.put(lambda: self._scanned(hand))
        elif frame.kind == Kind.READY:
            self._events.put(lambda: self._begin(hand))
        elif frame.kind == Kind.AT:
            at = frame.told()
            self._events.put(lambda: self._progress(hand, at, False))
        elif frame.kind == Kind.PARSING:
            self._events.put(lambda: self._progress(hand, None, True))
        elif frame.kind == Kind.END:
            piece = frame.told()["piece"]
            self._events.put(lambda: self._end(hand, piece))

    def _find(self, hand: Hand, files: Files, problems: list[Problem]) -> None:
        if hand is not self._scanner:  # given up meanwhile: another one finds them
            return
        self._scan_heard = time.monotonic()
        if self._seen:
            files = files.without(self._seen)
        self._told.append(files.paths)
        self.give(files)
        self._order.tell(problems)

    def _list(self, hand: Hand, where: str) -> None:
        if hand is self._scanner:
            self._scan_heard, self._scan_at = time.monotonic(), where

    def _scanned(self, hand: Hand) -> None:
        if hand is self._scanner:
            self._end_scan()

    def _end_scan(self) -> None:
        self.scanned, self._scanner = True, None
        self._seen = None
        self._told.clear()

    def _packed(
        self, hand: Hand, documents: list[Document], problems: list[Problem], files: list[tuple[int, int, bool]]
    ) -> None:
        """Documents have come: of each file, by its index in the work, so many, and whether they are its last."""
        if (work := self._doing(hand)) is None:
            return
        at = 0
        for index, count, last in files:
            self._order.put(work.files[index][0], documents[at : at + count], last)
            at += count
            if last:
                work.last = index
                if work.at == index:
                    work.at, work.parsing = None, False
        work.ids += [each.id for each in documents]
        work.documents += documents
        self._order.tell(problems)

    def _index(self, hand: Hand, segment: Segment, documents: int, files: int) -> None:
        if (work := self._doing(hand)) is not None:
            # The next file may be in it too, with what has come of it.
            last = work.files[files - 1][0] if files else work.files[0][0] - 1
            self._order.index(last, work.index(segment, documents, files), work.number)

    def _begin(self, hand: Hand) -> None:
        if (work := self._doing(hand)) is not None:
            work.begun = True

    def _progress(self, hand: Hand, at: int | None, parsing: bool) -> None:
        if (work := self._doing(hand)) is not None:
            work.at, work.parsing = (work.at if at is None else at), parsing

    def _end(self, hand: Hand, piece: str) -> None:
        if (work := self._doing(hand)) is not None:
            if piece:
                self.merger.kept(work.segments, piece)
                move(piece, work.documents)
            self._order.end(work.number)
            self._hands[hand].popleft()
            self._doing(hand)

    def _doing(self, hand: Hand) -> Work | None:
        """What a worker is at, of which something was heard."""
        waiting = self._hands.get(hand)
        if not waiting:
            return None
        waiting[0].heard = time.monotonic()
        return waiting[0]

    # -- what goes wrong --------------------------------------------------------------------------------

    def _look_after(self) -> None:
        """Give up what does not answer: a folder on a network may hang for ever."""
        now = time.monotonic()
        for hand, waiting in list(self._hands.items()):
            if waiting and now - waiting[0].heard > waiting[0].patience:
                hand.silent = True
                hand.kill()
                self._lost(hand)  # it may not even die before its disk answers
        scanner, at = self._scanner, self._scan_at
        if scanner is not None and at != "" and now - self._scan_heard > (tasks.START if at is None else tasks.SILENCE):
            if at is not None:
                # Listed once more, without what does not answer: what was found is known.
                self._without.append(at)
                self._order.tell([Problem(at, "no-answer", "", True)])
                scanner.silent = True
                self._silences += 1
            scanner.kill()
            self._lost(scanner)
            if self._silences >= MOST_SILENT:
                # What was not listed yet is not gone.
                self._order.tell([Problem(path, "no-answer", "", True) for path in self._paths])
                self._end_scan()

    def _lost(self, hand: Hand) -> None:
        """A worker is gone. What it was reading is read again, file by file, and what ends two of them is named."""
        waiting = self._hands.pop(hand, None)
        if waiting is None or self._dismissed:
            return
        if hand is self._scanner:
            self._scanner = None
            self._failed += not hand.silent
            return
        if not waiting:
            return
        work = waiting.popleft()
        without = None
        if work.careful:
            at = work.last if work.at is None else work.at
            if at is None:
                self._failed += 1  # it had not begun: a worker cannot live here
            elif hand.silent or work.suspect == work.files[at][0]:
                without = at
                number, file = work.files[at]
                code: Code = "no-answer" if hand.silent else "crashed"
                self._order.tell([Problem(file.path, code, "" if hand.silent else hand.died_of(), True)])
                self._order.put(number, [], True)
            else:
                work.suspect = work.files[at][0]
        work.begin_again(without)
        for number, _ in work.files:
            self._order.forget(number)
        if work.files:
            waiting.appendleft(work)
        else:
            self._order.end(work.number)
        self._again = deque(sorted((*self._again, *waiting), key=lambda each: each.number))
