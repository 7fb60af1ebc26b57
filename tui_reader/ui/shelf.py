"""The documents behind the panes: all of them in order, or those that hold what was typed, best first.

No widgets here. Loading and searching run on threads of their own and answer with messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from tui_reader.library.store import Store

if TYPE_CHECKING:
    # What loads and searches is imported when it is first needed: the first frame comes before it.
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.library.loader import Loader, Problem
    from tui_reader.search.index import Hit, Index, Results
    from tui_reader.search.snippet import Snippet

#: Snippets made with the results, so that drawing the list's first screen finds them ready.
READY_SNIPPETS = 40

#: Texts up to this many code points are searched for places at once; longer ones on a thread.
QUICK = 20_000


class Shelf:
    """The library of one run. ``post`` takes its messages from any thread."""

    class Loaded(Message):
        """The loader put documents into the store, or met problems."""

        def __init__(self, problems: list[Problem]) -> None:
            super().__init__()
            self.problems = problems

    class LoadingDone(Message):
        """Nothing more will come."""

    class Found(Message):
        """A search ended. ``typed`` is what it was for; an older one is passed over."""

        def __init__(self, typed: str, results: Results, snippets: Mapping[DocumentId, Snippet | None]) -> None:
            super().__init__()
            self.typed = typed
            self.results = results
            self.snippets = snippets

    def __init__(self, paths: Sequence[str], stdin: bytes | None, post: Callable[[Message], object]) -> None:
        self.paths = list(paths)
        self.store = Store()
        self.problems: list[Problem] = []
        self.loader: Loader | None = None
        self.index: Index | None = None
        self.results: Results | None = None
        self.hits: dict[DocumentId, Hit] = {}
        self.answered = ""
        self._stdin = stdin
        self._post = post
        self._snippets: dict[DocumentId, Snippet | None] = {}

    # -- loading ----------------------------------------------------------------------------------------

    def load(self) -> None:
        """Start loading, on a thread."""
        from tui_reader.library.loader import Loader
        from tui_reader.search.index import Index

        self.index = Index()
        self.loader = Loader(
            self.paths, self.store, self._batch, lambda: self._post(self.LoadingDone()), stdin=self._stdin
        )
        self.loader.start()

    def close(self) -> None:
        """Stop loading."""
        if self.loader is not None:
            self.loader.cancel()

    def _batch(self, documents: list[Document], problems: list[Problem]) -> None:
        """On the loader's thread: make documents findable, then say so."""
        if self.index is not None:
            self.index.add(documents)
        self._post(self.Loaded(problems))

    # -- what is listed ---------------------------------------------------------------------------------

    @property
    def documents(self) -> Sequence[Document]:
        """The documents in the list: those found while there is a query, else all."""
        if self.results is None:
            return self.store.snapshot()
        return [hit.document for hit in self.results.hits]

    def search(self, typed: str, cancelled: Callable[[], bool]) -> Found | None:
        """Run on a thread: what was found, with the first snippets; None once ``cancelled`` says so.

        None also before there is anything to search: the first documents to come are searched for what was typed.
        """
        if self.index is None:
            return None

        from tui_reader.search.query import parse
        from tui_reader.search.snippet import snippet

        results = self.index.search(parse(typed), cancelled)
        snippets = {}
        for hit in results.hits[:READY_SNIPPETS]:
            if cancelled():
                return None
            snippets[hit.document.id] = snippet(hit)
        return None if cancelled() else self.Found(typed, results, snippets)

    def take(self, found: Found) -> bool:
        """List what was found; whether it answers the same query as before, with more documents."""
        again, self.answered = found.typed == self.answered, found.typed
        self.results = found.results
        self.hits = {hit.document.id: hit for hit in found.results.hits}
        self._snippets = dict(found.snippets)
        return again

    def clear(self) -> None:
        """List all documents again."""
        self.results, self.hits, self._snippets, self.answered = None, {}, {}, ""

    def snippet(self, document: Document) -> Snippet | None:
        """The passage to show of a document that was found; None without a query."""
        hit = self.hits.get(document.id)
        if hit is None:
            return None
        if document.id not in self._snippets:
            if len(document.text) > QUICK:
                return None  # the places in a long text are not looked for while the list is drawn
            from tui_reader.search.snippet import snippet

            self._snippets[document.id] = snippet(hit)
        return self._snippets[document.id]
