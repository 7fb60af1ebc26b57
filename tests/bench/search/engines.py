"""Our index and its peers behind one face: build it from documents, ask it, count what it holds."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from tui_reader.library.document import Document
from tui_reader.search import merging, segment
from tui_reader.search.index import Index
from tui_reader.search.query import parse
from tui_reader.text.fold import fold, spread, words

BATCH = 2_500
"""Documents built into a segment at once."""


class Engine(Protocol):
    """``prepare`` does what is not the engine's own work; ``ask`` looks for the best ten and gives the number of
    documents."""

    name: str

    @staticmethod
    def prepare(documents: Sequence[Document]) -> Sequence[Any]: ...

    def __init__(self, prepared: Sequence[Any]) -> None: ...

    def ask(self, typed: str) -> int: ...


class Ours:
    name = "tui-reader"

    @staticmethod
    def prepare(documents: Sequence[Document]) -> Sequence[Document]:
        return documents

    def __init__(self, documents: Sequence[Document]) -> None:
        known = {each.id: each for each in documents}
        self.index = Index(known.get)
        for at in range(0, len(documents), BATCH):
            piece = documents[at : at + BATCH]
            self.index.add_segment(segment.build(piece), [each.id for each in piece])
        # As the program does once all is loaded.
        for group in merging.few([[each] for each in self.index.segments]):
            self.index.merged(group, merging.merge(group))

    def ask(self, typed: str) -> int:
        results = self.index.search(parse(typed))
        for at in range(min(10, len(results.hits))):
            results.hits.id(at)
        return results.total


def _folded(documents: Sequence[Document]) -> list[str]:
    """Texts as the peers are given them: they fold nothing of Arabic themselves."""
    return [fold(each.text) for each in documents]


def _terms(typed: str) -> tuple[list[str], bool, bool]:
    """Folded words, whether they are a phrase, whether the last is a prefix."""
    typed = spread(typed)
    found = [fold(typed[start:end]) for start, end in words(typed)]
    return found, typed.startswith('"'), not typed.endswith((" ", '"'))


class Tantivy:
    name = "tantivy"

    @staticmethod
    def prepare(documents: Sequence[Document]) -> Sequence[str]:
        return _folded(documents)

    def __init__(self, prepared: Sequence[str]) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="default", index_option="position")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=300_000_000, num_threads=2)
        for text in prepared:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, typed: str) -> int:
        found, phrase, prefix = _terms(typed)
        make, schema = self._tantivy.Query, self._schema
        if not found:
            return 0
        if phrase and len(found) > 1:
            query = make.phrase_query(schema, "text", found)
        else:
            parts = [make.term_query(schema, "text", word) for word in (found[:-1] if prefix else found)]
            if prefix:
                parts.append(make.regex_query(schema, "text", re.escape(found[-1]) + ".*"))
            query = make.boolean_query([(self._tantivy.Occur.Must, part) for part in parts])
        found_documents: Any = self._index.searcher().search(query, limit=10, count=True)
        return int(found_documents.count)


class Fts5:
    name = "SQLite FTS5"

    @staticmethod
    def prepare(documents: Sequence[Document]) -> Sequence[str]:
        return _folded(documents)

    def __init__(self, prepared: Sequence[str]) -> None:
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute("create virtual table docs using fts5(text, content='', prefix='1 2 3')")
        self._connection.executemany("insert into docs (rowid, text) values (?, ?)", enumerate(prepared))

    def ask(self, typed: str) -> int:
        found, phrase, prefix = _terms(typed)
        if not found:
            return 0
        query = '"' + " ".join(found) + '"' if phrase else " ".join(f'"{word}"' for word in found) + "*" * prefix
        ranked = self._connection.execute("select rowid from docs where docs match ? order by rank", (query,))
        return len(ranked.fetchall())


class Ripgrep:
    name = "ripgrep"

    @staticmethod
    def prepare(documents: Sequence[Document]) -> Sequence[Document]:
        return documents

    def __init__(self, prepared: Sequence[Document]) -> None:
        if shutil.which("rg") is None:
            raise ModuleNotFoundError("rg")
        self._folder = tempfile.TemporaryDirectory()
        for number, each in enumerate(prepared):
            (Path(self._folder.name) / f"{number}.txt").write_text(each.text, encoding="utf-8")

    def ask(self, typed: str) -> int:
        wanted = typed.strip('" ')
        done = subprocess.run(
            ["rg", "--files-with-matches", "--fixed-strings", "--", wanted, self._folder.name],
            capture_output=True, check=False,
        )  # fmt: skip
        return done.stdout.count(b"\n")


ENGINES: tuple[type[Engine], ...] = (Ours, Tantivy, Fts5, Ripgrep)
