"""The documents behind the panes: all of them in order, or those that hold what was typed, best first.

No widgets here. Loading and searching run on threads of their own and answer with messages.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from tui_reader.library.problems import Problems
from tui_reader.library.store import Store

if TYPE_CHECKING:
    # What loads and searches is imported when it is first needed: the first frame comes before it.
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.scan import Problem
    from tui_reader.search.follow import Follower
    from tui_reader.search.index import Hit, Hits, Index, Results
    from tui_reader.search.pipeline import Pipeline
    from tui_reader.search.reconcile import Changes
    from tui_reader.search.snippet import Snippet

#: Seconds that results wait for snippets; those of a single letter take longer, and follow.
SNIPPET_SECONDS = 0.008

#: Snippets made at once, in less time than one by one: of those that results wait for, and of those that follow.
SNIPPETS_FIRST, SNIPPETS_MORE = 4, 8

#: Texts up to this many code points are searched for places at once; longer ones on a thread.
QUICK = 20_000


#: Snippets that are kept where more documents come to the same query.
CARRIED = 300


class Excerpt(NamedTuple):
    """The passage to show of a document, None where there is none."""

    document: Document
    snippet: Snippet | None


class Suggestion(NamedTuple):
    """What may have been meant by a query that found nothing, and how many documents that finds."""

    typed: str
    total: int


class Shelf:
    """The library of one run. ``post`` takes its messages from any thread."""

    class Loaded(Message):
        """The loader put documents into the store, or met problems."""

        def __init__(self, problems: list[Problem]) -> None:
            super().__init__()
            self.problems = problems

    class LoadingDone(Message):
        """Nothing more will come."""

    class Changed(Message):
        """Files changed on disk. The store and the index know it already."""

        def __init__(self, changes: Changes) -> None:
            super().__init__()
            self.changes = changes

    class Polling(Message):
        """The system cannot tell of changes on disk: they are looked for from time to time."""

    class Found(Message):
        """A search ended. ``typed`` is what it was for; an older one is passed over."""

        def __init__(
            self,
            typed: str,
            results: Results,
            snippets: Mapping[DocumentId, Excerpt],
            suggestion: Suggestion | None,
            waiting: Sequence[Hit] = (),
            so_far: bool = False,
        ) -> None:
            super().__init__()
            self.typed = typed
            self.results = results
            self.snippets = snippets
            self.suggestion = suggestion
            self.waiting = waiting
            """Those whose snippets follow."""
            self.so_far = so_far
            """Whether there were documents to come when it was searched for."""

    class Excerpted(NamedTuple):
        """More snippets of what was found."""

        results: Results
        snippets: Mapping[DocumentId, Excerpt]

    def __init__(
        self,
        paths: Sequence[str],
        stdin: bytes | None,
        post: Callable[[Message], object],
        cache: Path | None = None,
        fields: Mapping[str, str] = MappingProxyType({}),
        state: Path | None = None,
    ) -> None:
        self.paths = list(paths)
        self.store = Store()
        self.problems = Problems()
        self.loader: Pipeline | None = None
        self.follower: Follower | None = None
        self.index: Index | None = None
        self.results: Results | None = None
        self.hits: Hits | dict[DocumentId, Hit] = {}
        self.suggestion: Suggestion | None = None
        self.answered = ""
        self.none_so_far = False
        """Whether nothing holds all words of the query, and there were documents to come when they were searched."""
        self._stdin = stdin
        self._cache = cache
        self._fields = fields
        self._state = state
        self.encodings: dict[str, str] = {}
        """Path of a file, as it was opened -> the encoding that the reader chose for it."""
        self._starting, self._indexing, self._choosing = Lock(), Lock(), Lock()
        self._closed = False
        self._post = post
        self._snippets: dict[DocumentId, Excerpt] = {}
        self._coming: set[DocumentId] = set()  # of which a snippet is still to come

    # -- loading ----------------------------------------------------------------------------------------

    def load(self) -> None:
        """Start loading. Also what that needs is imported on a thread: the screen is live from here on."""
        Thread(target=self._load, name="shelf", daemon=True).start()

    def _load(self) -> None:
        from tui_reader.library.read import Choices
        from tui_reader.search.follow import Follower
        from tui_reader.search.pipeline import Pipeline

        self._remembered()
        choices = Choices(self.encodings, self._fields)
        with self._starting:
            if self._closed:
                return
            self.loader = Pipeline(
                self.paths,
                self.store,
                self._made_index,
                self._batch,
                self._loaded,
                stdin=self._stdin,
                choices=choices,
                cache=self._cache,
            )
            self.follower = Follower(
                self.paths,
                self.store,
                self._made_index,
                lambda changes: self._post(self.Changed(changes)),
                lambda: self._post(self.Polling()),
                choices,
            )
            self.loader.start()
            self.follower.start()

    def _remembered(self) -> None:
        """On the thread: the encodings that were chosen in earlier runs, of files that are of this library."""
        from tui_reader.settings.encodings import read_encodings

        kept = read_encodings(self._state) if self._state is not None else {}
        for whole, encoding in kept.items():
            for path in opened_as(whole, self.paths):
                self.encodings.setdefault(path, encoding)

    def chosen_encoding(self, path: str) -> str | None:
        """The encoding that the reader chose for a file, or for one in an archive."""
        for file, encoding in list(self.encodings.items()):  # threads change it
            if path == file:
                return encoding
            if path.startswith(f"{file}/"):
                from tui_reader.library.formats.zipped import encodings_in

                return encodings_in(encoding).get(path[len(file) + 1 :])
        return None

    def choose_encoding(
        self, file: str, member: str, encoding: str | None, chosen: Callable[[str | None], object]
    ) -> None:
        """On any thread: a file, or one in an archive, is to be read in this encoding, None for the one it tells.

        ``chosen`` is told what is chosen for the whole file now: of two choices, of the later one last.
        """
        with self._choosing:
            if member:
                from tui_reader.library.formats.zipped import with_encoding

                encoding = with_encoding(self.encodings.get(file), member, encoding)
            if encoding is None:
                self.encodings.pop(file, None)
            else:
                self.encodings[file] = encoding
            chosen(encoding)

    def read_again(self, path: str) -> None:
        """Run on a thread: read a file as it was chosen."""
        if self.follower is not None:
            self.follower.read_again(path, self._stdin)

    def _made_index(self) -> Index:
        """The index, made when it is first asked for, on a thread of who fills it."""
        with self._indexing:
            if self.index is None:
                from tui_reader.search.index import Index

                self.index = Index(self.store.get)
            return self.index

    def close(self) -> None:
        """Stop loading, and looking for changes."""
        with self._starting:
            self._closed = True
        if self.loader is not None:
            self.loader.cancel()
        if self.follower is not None:
            self.follower.stop()

    def _batch(self, documents: list[Document], problems: list[Problem]) -> None:
        """On the loader's thread: there is more to list, or to find."""
        self._post(self.Loaded(problems))

    def _loaded(self) -> None:
        """On the loader's thread: all is there, and no later search for garbage need look at it."""
        gc.freeze()
        if self.follower is not None:
            self.follower.begin(self.loader.problems if self.loader is not None else ())
        self._post(self.LoadingDone())

    # -- what is listed ---------------------------------------------------------------------------------

    @property
    def documents(self) -> Sequence[Document]:
        """The documents in the list: those found while there is a query, else all."""
        if self.results is None:
            return self.store.snapshot()
        return listed(self.results).documents

    def search(self, typed: str, seen: int, cancelled: Callable[[], bool]) -> Found | None:
        """Run on a thread: what was found, with snippets of the first that are ``seen``, or some of them; None once
        ``cancelled`` says so.

        None also before there is anything to search: the first documents to come are searched for what was typed.
        """
        if self.index is None:
            return None

        from tui_reader.search.query import parse, without_beginning

        so_far = self.loader is not None and not self.loader.done
        results = self.index.search(parse(typed), cancelled)
        asked = without_beginning(typed)
        if not results.total and asked != typed:
            # An operator begins as a word does that nobody wrote: nothing goes from the list for it.
            results = self.index.search(parse(asked), cancelled)
        if cancelled():
            return None
        waiting: Sequence[Hit] = listed(results)[:seen]
        ready: dict[DocumentId, Excerpt] = {}
        until = monotonic() + SNIPPET_SECONDS
        while waiting and monotonic() < until and not cancelled():
            ready |= _snippets(waiting[:SNIPPETS_FIRST])
            waiting = waiting[SNIPPETS_FIRST:]
        meant = None if results.total else self._suggestion(typed, cancelled)
        return None if cancelled() else self.Found(typed, results, ready, meant, waiting, so_far)

    def excerpt(self, results: Results, hits: Sequence[Hit], cancelled: Callable[[], bool]) -> Iterator[Excerpted]:
        """Run on a thread: snippets of what was found, until ``cancelled`` says so."""
        for at in range(0, len(hits), SNIPPETS_MORE):
            if cancelled():
                return
            yield self.Excerpted(results, _snippets(hits[at : at + SNIPPETS_MORE]))

    def lacking(self, documents: Sequence[Document]) -> list[Hit]:
        """Hits of which a snippet is neither there nor coming. The places in a long text are not looked for."""
        return [
            hit
            for document in documents
            if document.id not in self._snippets and document.id not in self._coming and document.length <= QUICK
            and (hit := self.hits.get(document.id)) is not None
        ]  # fmt: skip

    def await_snippets(self, hits: Sequence[Hit]) -> None:
        """Snippets of these are coming."""
        self._coming |= {hit.document.id for hit in hits}

    def _suggestion(self, typed: str, cancelled: Callable[[], bool]) -> Suggestion | None:
        """Run on a thread: of what the same keys give on other layouts, what finds most."""
        from tui_reader.search.layouts import readings
        from tui_reader.search.query import parse

        assert self.index is not None
        best: Suggestion | None = None
        for reading in readings(typed):
            total = 0 if cancelled() else self.index.search(parse(reading), cancelled).total
            if total > (best.total if best else 0):
                best = Suggestion(reading, total)
        return best

    def take(self, found: Found) -> bool:
        """List what was found; whether it answers the same query as before, with more documents."""
        again, self.answered = found.typed == self.answered, found.typed
        self.results, self.suggestion = found.results, found.suggestion
        self.none_so_far = found.so_far and not found.results.total
        self.hits = listed(found.results)
        carried = self._carried() if again else {}
        self._snippets = {**carried, **found.snippets}
        self._coming = {hit.document.id for hit in found.waiting}
        return again

    def _carried(self) -> dict[DocumentId, Excerpt]:
        """What is still to be shown of documents that were found before: no row is empty for a while."""
        if len(self._snippets) > CARRIED:
            return {}
        return {
            id: made
            for id, made in self._snippets.items()
            if (hit := self.hits.get(id)) is not None and hit.document is made.document
        }

    def take_snippets(self, more: Excerpted) -> bool:
        """Snippets have come; whether they are of what is listed."""
        if more.results is not self.results:
            return False
        self._snippets |= more.snippets
        self._coming -= more.snippets.keys()
        return True

    def clear(self) -> None:
        """List all documents again."""
        self.results, self.hits, self._snippets, self.answered, self.suggestion = None, {}, {}, "", None
        self.none_so_far = False

    def snippet(self, document: Document) -> Snippet | None:
        """The passage to show of a document that was found; None without a query, or where it is still to come."""
        made = self._snippets.get(document.id)
        return made.snippet if made is not None else None


def opened_as(whole: str, paths: Sequence[str]) -> Iterator[str]:
    """What the file of an absolute path is called in a library of these paths, which may be relative."""
    from tui_reader.notebook.quote import whole_path

    for named in paths:
        top = whole_path(named)
        if whole == top:
            yield named
        elif whole.startswith(os.path.join(top, "")):  # noqa: PTH118 - a path is kept as it was given
            yield os.path.join(named, os.path.relpath(whole, top))  # noqa: PTH118


def _snippets(hits: Sequence[Hit]) -> dict[DocumentId, Excerpt]:
    from tui_reader.search.snippet import snippets

    return {hit.document.id: Excerpt(hit.document, made) for hit, made in zip(hits, snippets(hits), strict=True)}


def listed(results: Results) -> Hits:
    """The hits to list: those that hold all words, or else those that hold most."""
    return results.hits if results.total else results.partial
