"""The notebook's quotes: added, edited, deleted, listed, looked through."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui_reader.library.document import Document
from tui_reader.notebook.database import Database, packed, unpacked
from tui_reader.notebook.quote import FIELDS, Quote, checked, whole_path

# A position is two columns; tags are rows of their own.
_POSITIONS = {"first": ("first_paragraph", "first_offset"), "last": ("last_paragraph", "last_offset")}
_COLUMNS = tuple(column for name in FIELDS if name != "tags" for column in _POSITIONS.get(name, (name,)))
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM quotes"
_INSERT = f"INSERT OR REPLACE INTO quotes ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


class Merged(NamedTuple):
    """What became of quotes that were brought in from elsewhere."""

    added: int
    changed: int
    """Known ones whose note or tags were replaced by later ones."""
    known: int
    """Known ones that stayed as they were."""


class Quotes:
    """The quotes of one database. Every method may wait for the disk; all raise NotebookError."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.unreadable = 0
        """Rows that the last reading passed over because they hold no quote."""

    def add(self, quote: Quote) -> None:
        """Keep a quote, or one that was deleted again. After the return it is kept if the database `kept` is."""
        self.database.write(lambda connection: _insert(connection, quote))

    def edit(self, id: str, *, note: str | None = None, tags: Sequence[str] | None = None) -> Quote | None:
        """Another note, other tags; the quote as it is now. None where there is none of that id any more."""

        def work(connection: sqlite3.Connection) -> Quote | None:
            found = self._select(connection, "WHERE id = ?", (id,))
            if not found:
                return None
            quote = found[0].edited(note=note, tags=None if tags is None else tuple(tags))
            _insert(connection, quote)
            return quote

        return self.database.write(work)

    def delete(self, id: str) -> Quote | None:
        """Take a quote out; what `add` takes to bring it back. None where there is none."""

        def work(connection: sqlite3.Connection) -> Quote | None:
            found = self._select(connection, "WHERE id = ?", (id,))
            connection.execute("DELETE FROM quotes WHERE id = ?", (id,))
            return found[0] if found else None

        return self.database.write(work)

    def merge(self, quotes: Iterable[Quote]) -> Merged:
        """Bring quotes in, all or none: one whose id is known counts only if it was changed later."""

        def work(connection: sqlite3.Connection) -> Merged:
            ours = {quote.id: quote.changed for quote in self._select(connection)}
            counts = dict.fromkeys(Merged._fields, 0)
            for quote in quotes:
                became = "added" if quote.id not in ours else "changed" if quote.changed > ours[quote.id] else "known"
                counts[became] += 1
                if became != "known":
                    _insert(connection, quote)
                    ours[quote.id] = quote.changed
            return Merged(**counts)

        return self.database.write(work)

    def get(self, id: str) -> Quote | None:
        """The quote of that id."""
        found = self.database.read(lambda connection: self._select(connection, "WHERE id = ?", (id,)))
        return found[0] if found else None

    def all(self) -> list[Quote]:
        """Every quote, the oldest first."""
        return self.database.read(self._select)

    def newest(self, limit: int) -> list[Quote]:
        """Of all quotes those that were taken last, the newest first."""
        where = "WHERE id IN (SELECT id FROM quotes ORDER BY created DESC, path DESC, record DESC LIMIT ?)"
        return self.database.read(lambda connection: self._select(connection, where, (limit,)))[::-1]

    def of(self, document: Document) -> list[Quote]:
        """Those of a document: of its path, or of the same words under another name."""
        values = (packed(whole_path(document.id.path)), document.id.record, document.digest)
        return self.database.read(
            lambda connection: self._select(connection, "WHERE (path = ? AND record = ?) OR digest = ?", values)
        )

    def _select(
        self, connection: sqlite3.Connection, where: str = "", values: Sequence[str | bytes | int] = ()
    ) -> list[Quote]:
        rows = connection.execute(f"{_SELECT} {where} ORDER BY created, path, record, start, id", values).fetchall()
        tags: dict[str, list[str]] = {}
        # One query for all tags beats one for each of thousands of quotes.
        of = "WHERE quote = ?" if where == "WHERE id = ?" else ""
        for id, tag in connection.execute(
            f"SELECT quote, tag FROM tags {of} ORDER BY quote, number", values if of else ()
        ):
            tags.setdefault(id, []).append(unpacked(tag))
        found = []
        for row in rows:
            try:
                found.append(_quote(row, tags.get(row[0], [])))
            except (ValueError, TypeError):  # somebody else wrote into the file: nothing of it is lost by that
                continue
        self.unreadable = len(rows) - len(found)
        return found


def tag_counts(quotes: Iterable[Quote]) -> dict[str, int]:
    """Tags by how many of the quotes have them, the commonest first."""
    counts: dict[str, int] = {}
    for quote in quotes:
        for tag in quote.tags:
            counts[tag] = counts.get(tag, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _insert(connection: sqlite3.Connection, quote: Quote) -> None:
    values: list[str | bytes | int | None] = []
    for name in FIELDS:
        value = getattr(quote, name)
        if name in _POSITIONS:
            values += value
        elif name != "tags":
            values.append(packed(value) if isinstance(value, str) else value)
    connection.execute(_INSERT, values)
    connection.execute("DELETE FROM tags WHERE quote = ?", (quote.id,))
    rows = [(quote.id, number, packed(tag)) for number, tag in enumerate(quote.tags)]
    connection.executemany("INSERT INTO tags (quote, number, tag) VALUES (?, ?, ?)", rows)


def _quote(row: Sequence[object], tags: Sequence[str]) -> Quote:
    """The quote a row holds. ValueError or TypeError where it holds none."""
    values: dict[str, object] = {
        column: unpacked(value) if isinstance(value, bytes) else value
        for column, value in zip(_COLUMNS, row, strict=True)
    }
    for name, columns in _POSITIONS.items():
        values[name] = [values.pop(column) for column in columns]
    return checked({**values, "tags": tags})
