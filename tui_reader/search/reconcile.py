"""What stands on disk against what a Store and an Index hold of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from tui_reader.library import formats
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.formats.source import Spare
from tui_reader.library.problems import MOST_NAMED
from tui_reader.library.read import Choices, read
from tui_reader.library.scan import Candidate, Problem, TooMany, place
from tui_reader.library.store import Store

from .asking import Found, ask_here, ask_there
from .crew import CannotStart, Crew
from .pipeline import PLAIN, SMALL_BYTES, SMALL_FILES
from .tasks import Files

if TYPE_CHECKING:
    from .index import Index

#: Problems that may go away without a change of the file, and those about a place, whatever a file there holds.
PASSING = ("unreadable", "no-answer", "not-followed", "dangling")
OF_PLACES = (*PASSING, "special-file", "loop")


class Changes(NamedTuple):
    """What became of documents; the Store and the Index know it already."""

    added: list[DocumentId]
    replaced: list[DocumentId]
    removed: list[DocumentId]
    renamed: list[tuple[DocumentId, DocumentId]]
    """Pairs of what it was called and what it is called now: the same text. What had that name before is replaced."""
    problems: list[Problem]
    settled: frozenset[str] = frozenset()
    """Files that were read again or are gone: what was wrong with them before is no longer said."""


class Difference(NamedTuple):
    """What is on disk and was not, the other way round, and what is known of both."""

    changed: list[Candidate]
    known: dict[str, list[Document]]
    """The documents there are of the files at the paths that were asked about and below them, by file."""
    gone: Sequence[str] = ()
    mended: Sequence[str] = ()
    """Of what was wrong, what is so no longer."""
    wrong: Sequence[Problem] = ()
    """What was not wrong before."""


class Reconciler:
    """Takes over what became of files. Several threads may call its methods, for paths of which none is another's."""

    def __init__(
        self,
        named: Sequence[str],
        store: Store,
        index: Callable[[], Index],
        on_changes: Callable[[Changes], object],
        choices: Choices,
    ) -> None:
        self._named = list(named)
        self._store = store
        self._index = index
        self._on_changes = on_changes
        self._choices = choices
        self._wrong: dict[str, Problem] = {}
        self._taking = Lock()
        self._crews: set[Crew] = set()
        self._stopped = False

    def stop(self) -> None:
        """Change nothing any more."""
        self._stopped = True
        for crew in list(self._crews):
            crew.dismiss()

    def begin(self, problems: Collection[Problem]) -> None:
        """All is loaded, and this is what stood in the way. Many files that went away meanwhile are told as one."""
        self.met(problems)
        gone = [each.path for each in problems if each.code == "missing" and not self._is_away(each)]
        if len(gone) > MOST_NAMED:
            told = []
            for top in self._named:
                count = sum(map(beneath([top]), gone))
                told += [Problem(top, "vanished", f"{count:,}", True)] if count else []
            self._on_changes(Changes([], [], [], [], told, frozenset(gone)))

    def met(self, problems: Iterable[Problem]) -> None:
        """These problems were told by others."""
        ours = (each for each in problems if each.fatal and (each.code in OF_PLACES or self._is_away(each)))
        self._wrong.update({each.path: each for each in ours})

    def _is_away(self, problem: Problem) -> bool:
        """Whether what was named is not there: it may come back."""
        return problem.code == "missing" and problem.path in self._named

    def tell(self, problem: Problem) -> None:
        """Something is wrong."""
        with self._taking:
            if self._wrong.get(problem.path) != problem:
                self.met([problem])
                self._on_changes(Changes([], [], [], [], [problem]))

    def read_again(self, path: str, stdin: bytes | None, apart: bool) -> None:
        """Read a file that has not changed, because it is to be read in another way now."""
        format = formats.format_of(path) or formats.PLAIN_TEXT
        size = 0  # standard input, or gone: who reads it says so
        if not apart:
            with suppress(OSError, ValueError):
                size = os.stat(path).st_size  # noqa: PTH116
        self._take(Difference([Candidate(path, format, size)], self._known({path}, apart)), stdin, apart)

    def look(self, paths: Collection[str], without: Collection[str], apart: bool) -> list[str]:
        """Look at what stands at these paths now, and take it over; nothing is asked about those ``without``.

        Gives the paths that did not answer. What is to be asked ``apart`` is asked by other processes alone: who waits
        for an answer cannot always be ended. Without that, raises NoAnswer.
        """
        silent = beneath(without)
        # In the order of a whole scan, which gives what has two names by the first of them.
        asked = sorted((path for path in paths if not silent(path)), key=lambda path: place(path, self._named))
        found = self._ask(asked, without, apart) if asked else Found([], [])
        if self._stopped:
            return []
        found_other = self._compared(asked, found, without, apart)
        if found_other.changed or found_other.mended or found_other.wrong or any(map(self._is_ours, found_other.gone)):
            self._take(found_other, None, apart)
        return [each.path for each in found.problems if each.code == "no-answer"]

    def _compared(self, asked: Sequence[str], found: Found, without: Collection[str], apart: bool) -> Difference:
        """What is other than it was."""
        files = {each.path: each for each in found.files if not each.pipe and self._is_ours(each.path)}
        known = self._known(set(asked), apart, files)
        missing = {each.path for each in found.problems if each.code == "missing"}
        wrong = {
            each.path: each
            for each in found.problems
            if each.fatal and (each.code != "missing" or self._is_away(each))
        }
        pipes = {each.path for each in found.files if each.pipe}
        wrong |= {path: Problem(path, "special-file", "", True) for path in pipes if path not in self._named}
        # What was named and is away may come back: its documents can be read on. So can those of what is there and
        # cannot be read.
        is_away = beneath({*without, *wrong, *pipes})
        is_asked = beneath(asked)
        passing = {path for path, each in list(self._wrong.items()) if each.code in PASSING or self._is_away(each)}
        # Nothing tells of a file that may not be read any more but the attempt.
        passing |= {path for path in asked if path in files and not apart and not os.access(path, os.R_OK)}
        return Difference(
            [each for each in files.values() if each.path in passing or self._differs(each, known.get(each.path, ()))],
            known,
            sorted(missing.difference(self._named))
            + [path for path in known if path not in files and not is_away(path)],
            [path for path in list(self._wrong) if path not in files and is_asked(path) and not is_away(path)],
            [each for each in wrong.values() if self._wrong.get(each.path) != each],
        )

    def _ask(self, paths: Sequence[str], without: Collection[str], apart: bool) -> Found:
        """What stands at these paths; asked by a worker where it is much."""
        if not apart:
            with suppress(TooMany):
                return ask_here(paths, without, self._named, SMALL_FILES * 10)
        with self._hired(Crew(None, self._choices, reading=False)) as crew:
            try:
                return ask_there(crew, paths, without, self._named)
            except CannotStart:
                return ask_here(paths, without, self._named)

    @contextmanager
    def _hired(self, crew: Crew) -> Iterator[Crew]:
        """Workers that are dismissed by stop()."""
        self._crews.add(crew)
        try:
            if self._stopped:
                crew.dismiss()
            yield crew
        finally:
            self._crews.discard(crew)

    def _known(self, paths: set[str], apart: bool, files: Collection[str] = ()) -> dict[str, list[Document]]:
        """The documents there are of the files at these paths and below them, by file; ``files`` are some. Nothing is
        asked of the disk where that is to be done ``apart``."""
        known: dict[str, list[Document]] = {}
        if all(self._is_single(path, apart) for path in paths):
            # A log grows all the time: its library is not gone through for every line.
            alone = {path: self._store.get(DocumentId(path)) for path in paths}
            return {path: [document] for path, document in alone.items() if document is not None}
        is_ours = beneath(paths)
        for document in self._store.snapshot():
            path = document.id.path
            if is_ours(path):
                file = _file_of(path, paths, files)
                if file in known:
                    known[file].append(document)
                else:  # a list that is begun empty has room for more, a hundred thousand times
                    known[file] = [document]
        return known

    def _is_single(self, path: str, apart: bool) -> bool:
        """Whether a path is that of a file which is one document, or will be."""
        format = formats.format_of(path) or formats.PLAIN_TEXT
        if format.name not in PLAIN:
            return False
        return DocumentId(path) in self._store or (not apart and os.path.isfile(path))  # noqa: PTH113

    def _is_ours(self, path: str) -> bool:
        return path in self._named or formats.format_of(path) is not None

    @staticmethod
    def _differs(file: Candidate, known: Sequence[Document]) -> bool:
        """Whether a file is another one than was read. Its time is kept to less than a microsecond."""
        if not known or abs((known[0].modified or 0) - file.modified_ns / 1e9) > 1e-6:
            return True
        # The size of a record is its own, not its file's.
        return file.format.name in PLAIN and known[0].size != file.size

    def _take(self, other: Difference, stdin: bytes | None, apart: bool) -> None:
        """Read what changed and put it in; take out what is gone."""
        documents: dict[DocumentId, Document] = {}
        problems = list(other.wrong)
        for item in self._read(other.changed, stdin, apart):
            if isinstance(item, Problem):
                # It vanished between the look and the reading: the next look will say so.
                if item.code != "missing":
                    problems.append(item)
            else:
                documents[item.id] = item
        if self._stopped:
            return
        known = other.known
        removed = {each.id: each for path in other.gone for each in _below(path, known)}
        # Of a file of which nothing can be read now, what was read before stays.
        unread = {each.path for each in problems}
        for file in other.changed:
            if file.path not in unread or any(id.path == file.path for id in documents):
                removed |= {each.id: each for each in known.get(file.path, ())}
        removed = {id: each for id, each in removed.items() if id not in documents}
        settled = frozenset((*other.gone, *other.mended, *(file.path for file in other.changed)))
        with self._taking:
            known_wrong = all(self._wrong.get(each.path) == each for each in problems)
            if known_wrong and not documents and not removed and settled <= {each.path for each in problems}:
                return  # what could not be read can still not be read
            for path in settled:
                self._wrong.pop(path, None)
            self.met(problems)
            self._put(documents, removed, problems, settled)

    def _put(
        self,
        documents: dict[DocumentId, Document],
        removed: dict[DocumentId, Document],
        problems: list[Problem],
        settled: frozenset[str],
    ) -> None:
        """Let the Store and the Index know."""
        fresh = {id: each for id, each in documents.items() if id not in self._store}
        renamed = _renamed(removed, [each for each in documents.values() if self._is_other(each)] if removed else [])
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
                settled,
            )
        )

    def _is_other(self, document: Document) -> bool:
        """Whether another text has a document's name, or none."""
        known = self._store.get(document.id)
        return known is None or known.text != document.text

    def _read(self, files: Sequence[Candidate], stdin: bytes | None, apart: bool) -> Iterator[Document | Problem]:
        """Here, where they are few and plain; else by workers, whose index of them is not needed."""
        spare = Spare()
        small = len(files) <= SMALL_FILES and sum(each.size for each in files) <= SMALL_BYTES
        if not files or (not apart and small and all(each.format.name in PLAIN for each in files)):
            for file in files:
                yield from read(file, stdin, self._choices, None, spare)
            return
        with self._hired(Crew(stdin, self._choices)) as crew:
            paths, sizes = [each.path for each in files], [each.size for each in files]
            crew.give(Files(paths, sizes, [each.modified_ns for each in files]))
            try:
                for batch in crew.results():
                    yield from batch.documents
                    yield from batch.late
                    yield from batch.problems
            except CannotStart:
                for file in files:
                    yield from read(file, None, self._choices, None, spare)


def beneath(tops: Iterable[str]) -> Callable[[str], bool]:
    """What tells whether a path is one of these, or lies below one."""
    folders = {top.rstrip(os.sep) or top for top in tops}
    places: dict[str, bool] = {}
    return lambda path: path in folders or _is_below(os.path.dirname(path), folders, places)  # noqa: PTH120


def _is_below(folder: str, paths: set[str], places: dict[str, bool]) -> bool:
    """Whether a folder is one of the paths, or below one; ``places`` remembers."""
    found = places.get(folder)
    if found is None:
        above = os.path.dirname(folder)  # noqa: PTH120
        found = folder in paths or (above != folder and _is_below(above, paths, places))
        places[folder] = found
    return found


def _file_of(path: str, paths: Collection[str], files: Collection[str]) -> str:
    """The file on disk that a document's path is of: an archive's members stand below its own path.

    ``files`` are files, ``paths`` those that were asked about, in or below which it is.
    """
    if path in files or path in paths:
        return path
    found, at, above = path, path, os.path.dirname(path)  # noqa: PTH120
    while above and above != at:
        if above in files:
            return above
        if (format := formats.format_of(above)) is not None and format.name == "Zip archive":
            found = above
        if above in paths:
            break
        at, above = above, os.path.dirname(above)  # noqa: PTH120
    return found


def _below(path: str, known: dict[str, list[Document]]) -> Iterator[Document]:
    """The documents of a file, or of a folder."""
    above = os.path.join(path, "")  # noqa: PTH118
    for file, documents in known.items():
        if file == path or file.startswith(above):
            yield from documents


def _renamed(
    removed: dict[DocumentId, Document], came: Sequence[Document]
) -> list[tuple[DocumentId, DocumentId]]:
    """Pairs of what went and what came with the same text, each in one pair at most."""
    if not removed or not came:
        return []
    by_length: dict[tuple[int, int], list[Document]] = {}
    for document in came:
        by_length.setdefault((document.length, document.id.record), []).append(document)
    pairs: list[tuple[DocumentId, DocumentId]] = []
    for old in removed.values():
        alike = by_length.get((old.length, old.id.record), [])
        found = next((each for each in alike if each.text == old.text), None)
        if found is not None:
            alike.remove(found)
            pairs.append((old.id, found.id))
    return pairs
