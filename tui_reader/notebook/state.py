"""What the reader did with documents: where reading stopped, read and favourite marks, bookmarks, what was searched.

Documents are known by their absolute path and record, and, where nothing is known of those, by the digest of their
text: a renamed file keeps its place and its marks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from os import sep
from typing import NamedTuple

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.marks import NO_MARK, Mark, ReadState
from tui_reader.notebook.database import Database, packed, unpacked
from tui_reader.notebook.places import Place
from tui_reader.notebook.quote import whole_path
from tui_reader.text.selection import Position

QUERIES = 500
"""Queries that are remembered; older ones are forgotten."""

QUERY_LENGTH = 1000
"""Code points of a query that is remembered."""

# What a path begins with that may be standard input, another folder, or nothing.
_ODD = frozenset(("-", ".", ""))


class Opened(NamedTuple):
    """What is known of a document when it is opened."""

    place: Place | None
    """Where reading stopped; `places.position_in` says where that is now."""
    mark: Mark


_PLACE = "path, record, digest, length, paragraph, offset, at, before, after, title, opened"
_VALUES = ", ".join("?" * 11)


class State:
    """The state tables of one database. Every method may wait for the disk; all raise NotebookError."""

    def __init__(self, database: Database) -> None:
        self.database = database

    # -- marks ----------------------------------------------------------------------------------------------------

    def marks(self, documents: Iterable[DocumentId]) -> dict[DocumentId, Mark]:
        """The marks of those documents that have any; 100,000 take about a tenth of a second."""
        select = "SELECT path{}, state + 3 * (favourite <> 0) + 6 * percent FROM marks WHERE record {} 0"

        def work(
            connection: sqlite3.Connection,
        ) -> tuple[dict[str | bytes, object], list[tuple[str | bytes, int, object]]]:
            # Nearly all are of files that are one document: dict() takes those from SQLite without a step of ours.
            return dict(connection.execute(select.format("", "="))), list(
                connection.execute(select.format(", record", "<>"))
            )

        files, rows = self.database.read(work)
        for odd in [path for path in files if isinstance(path, bytes)]:
            files[unpacked(odd)] = files.pop(odd)
        records = {(unpacked(path), record): value for path, record, value in rows}
        marks: dict[object, Mark] = {}
        found: dict[DocumentId, Mark] = {}
        here = whole_path("x")[:-1]
        for id in documents if files or records else ():
            path, record = id
            # Most paths need no looking into: there is nothing in them to be resolved.
            if path[:1] in _ODD or "/." in path or "//" in path or path[-1] == "/" or sep != "/":
                whole = whole_path(path)
            else:
                whole = path if path[0] == "/" else here + path
            value = records.get((whole, record)) if record else files.get(whole)
            if value is not None:
                mark = marks.get(value)
                if mark is None:
                    mark = marks[value] = _unpacked(value)
                found[id] = mark
        return found

    def set_marks(self, marks: Mapping[DocumentId, Mark]) -> None:
        """Keep marks, all or none."""
        rows = [
            (packed(whole_path(id.path)), id.record, int(mark.state), int(mark.favourite), mark.percent)
            for id, mark in marks.items()
        ]
        self.database.write(
            lambda connection: connection.executemany(
                "INSERT INTO marks (path, record, state, favourite, percent) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO "
                "UPDATE SET state = excluded.state, favourite = excluded.favourite, percent = excluded.percent",
                rows,
            )
        )

    # -- places ---------------------------------------------------------------------------------------------------

    def save(self, places: Sequence[Place], finished: bool = False, percent: int = 0) -> None:
        """Keep where reading is, all or none. What was unread is being read now, or read with ``finished``.

        ``percent`` is how much has been seen, at least what comes before each place. That never goes back.
        """
        state = ReadState.READ if finished else ReadState.READING
        seen = 100 if finished else percent

        def work(connection: sqlite3.Connection) -> None:
            connection.executemany(
                f"INSERT OR REPLACE INTO places ({_PLACE}) VALUES ({_VALUES})", [_row(place) for place in places]
            )
            connection.executemany(
                "INSERT INTO marks (path, record, state, favourite, percent, digest) VALUES (?, ?, ?, 0, ?, ?) "
                "ON CONFLICT DO UPDATE SET state = max(state, excluded.state), "
                "percent = max(percent, excluded.percent), digest = excluded.digest",
                [
                    (packed(place.path), place.record, int(state), max(seen, place.percent), place.digest)
                    for place in places
                ],
            )

        self.database.write(work)

    def opened(self, document: Document) -> Opened:
        """What is known of a document, under its path or else of one with the same text."""
        key = packed(whole_path(document.id.path)), document.id.record

        def work(connection: sqlite3.Connection) -> Opened:
            place = connection.execute(
                f"SELECT {_PLACE} FROM places WHERE (path = ? AND record = ?) OR digest = ? "
                "ORDER BY path = ? AND record = ? DESC, opened DESC LIMIT 1",
                (*key, document.digest, *key),
            ).fetchone()
            mark = connection.execute(
                "SELECT state, favourite, percent FROM marks WHERE (path = ? AND record = ?) OR digest = ? "
                "ORDER BY path = ? AND record = ? DESC, percent DESC LIMIT 1",
                (*key, document.digest, *key),
            ).fetchone()
            return Opened(_place(place) if place else None, _mark(*mark) if mark else NO_MARK)

        return self.database.read(work)

    def recent(self, limit: int = 100) -> list[Place]:
        """Where reading stopped in the documents that were read last, the latest first."""
        return self.database.read(
            lambda connection: [
                _place(row)
                for row in connection.execute(f"SELECT {_PLACE} FROM places ORDER BY opened DESC LIMIT ?", (limit,))
            ]
        )

    # -- bookmarks ------------------------------------------------------------------------------------------------

    def set_bookmark(self, letter: str, place: Place) -> None:
        """Mark a place by a letter: a capital is one for all documents, any other letter one for each."""
        scope = ("", 0) if is_global(letter) else (packed(place.path), place.record)
        self.database.write(
            lambda connection: connection.execute(
                f"INSERT OR REPLACE INTO bookmarks (scope, scope_record, letter, {_PLACE}) VALUES (?, ?, ?, {_VALUES})",
                (*scope, packed(letter), *_row(place)),
            )
        )

    def delete_bookmark(self, letter: str, place: Place) -> None:
        """Take the bookmark of a letter out that `set_bookmark` set at this place, if there is one."""
        scope = ("", 0) if is_global(letter) else (packed(place.path), place.record)
        self.database.write(
            lambda connection: connection.execute(
                "DELETE FROM bookmarks WHERE scope = ? AND scope_record = ? AND letter = ?", (*scope, packed(letter))
            )
        )

    def bookmarks(self, document: Document | None) -> dict[str, Place]:
        """Bookmarks by letter: those for all documents, and those of a document, also under its former name."""
        key = (packed(whole_path(document.id.path)), document.id.record) if document else ("", 0)
        digest = document.digest if document else ""

        def work(connection: sqlite3.Connection) -> dict[str, Place]:
            # Later rows win: what was set under this name beats what another name of the same text has.
            rows = connection.execute(
                f"SELECT letter, {_PLACE} FROM bookmarks WHERE scope = '' OR (scope = ? AND scope_record = ?) "
                "OR digest = ? ORDER BY scope = ? AND scope_record = ?, opened",
                (*key, digest, *key),
            )
            return {unpacked(letter): _place(row) for letter, *row in rows}

        return self.database.read(work)

    # -- queries --------------------------------------------------------------------------------------------------

    def remember_query(self, query: str) -> None:
        """Keep a query as the latest; the oldest beyond QUERIES are forgotten, blank and endless ones not kept."""
        if not query.strip() or len(query) > QUERY_LENGTH:
            return

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT OR REPLACE INTO queries (query, used) SELECT ?, coalesce(max(used), 0) + 1 FROM queries",
                (packed(query),),
            )
            connection.execute(
                "DELETE FROM queries WHERE used <= (SELECT used FROM queries ORDER BY used DESC LIMIT 1 OFFSET ?)",
                (QUERIES,),
            )

        self.database.write(work)

    def queries(self) -> list[str]:
        """The queries that are remembered, the latest first."""
        return self.database.read(
            lambda connection: [
                unpacked(query) for (query,) in connection.execute("SELECT query FROM queries ORDER BY used DESC")
            ]
        )


def is_global(letter: str) -> bool:
    """Whether a bookmark of this letter is one for all documents: a capital, as in vi."""
    return letter.isupper()


def _unpacked(value: object) -> Mark:
    """A mark from the one number that `State.marks` reads."""
    if not isinstance(value, int) or value < 0:
        return NO_MARK
    rest, state = divmod(value, 3)
    return Mark(ReadState(state), bool(rest % 2), rest // 2)


def _mark(state: object, favourite: object, percent: object) -> Mark:
    """A mark from whatever a row holds."""
    number = state if isinstance(state, int) and 0 <= state <= ReadState.READ else 0
    return Mark(ReadState(number), bool(favourite), percent if isinstance(percent, int) else 0)


def _row(place: Place) -> tuple[str | bytes | int | float, ...]:
    texts = (packed(text) for text in (place.before, place.after, place.title))
    where = (packed(place.path), place.record, place.digest, place.length, *place.position, place.at)
    return (*where, *texts, place.opened)


def _place(row: Sequence[object]) -> Place:
    """A place from a row; what somebody else wrote into it, and is no place, is the beginning."""
    path, record, digest, length, paragraph, offset, at, before, after, title, opened = row

    def text(value: object) -> str:
        return unpacked(value) if isinstance(value, str | bytes) else ""

    def number(value: object) -> int:
        return value if isinstance(value, int) and value >= 0 else 0

    return Place(
        text(path), number(record), text(digest), number(length), Position(number(paragraph), number(offset)),
        number(at), text(before), text(after), text(title), float(opened) if isinstance(opened, int | float) else 0.0,
    )  # fmt: skip
