"""The tables of the reader's own database, as the steps that lead to them.

A step that was released is never changed: what comes later is appended. Strings with lone surrogates, which SQLite's
text cannot hold, stand in the same columns as bytes (see ``database.packed``), so columns have no strict types.
"""

#: "tuiR": how `file` and we know a database of ours.
APPLICATION_ID = 0x74756952

QUOTES = """
CREATE TABLE quotes (
    id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    first_paragraph INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    last_paragraph INTEGER NOT NULL,
    last_offset INTEGER NOT NULL,
    digest TEXT NOT NULL,
    length INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    line INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT,
    publisher TEXT,
    date TEXT,
    url TEXT,
    language TEXT,
    direction TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX quotes_by_path ON quotes (path, record);
CREATE INDEX quotes_by_digest ON quotes (digest);
CREATE TABLE tags (
    quote TEXT NOT NULL REFERENCES quotes (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (quote, number)
) WITHOUT ROWID;
"""

# Read marks are a table of their own because a list of 100,000 reads them all: a row is a few dozen bytes.
STATE = """
CREATE TABLE marks (
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    state INTEGER NOT NULL,
    favourite INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    digest TEXT,
    PRIMARY KEY (path, record)
) WITHOUT ROWID;
CREATE INDEX marks_by_digest ON marks (digest);
CREATE TABLE places (
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    digest TEXT NOT NULL,
    length INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    title TEXT NOT NULL,
    opened REAL NOT NULL,
    PRIMARY KEY (path, record)
) WITHOUT ROWID;
CREATE INDEX places_by_digest ON places (digest);
CREATE INDEX places_by_time ON places (opened);
CREATE TABLE bookmarks (
    scope TEXT NOT NULL,
    scope_record INTEGER NOT NULL,
    letter TEXT NOT NULL,
    path TEXT NOT NULL,
    record INTEGER NOT NULL,
    digest TEXT NOT NULL,
    length INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    at INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    title TEXT NOT NULL,
    opened REAL NOT NULL,
    PRIMARY KEY (scope, scope_record, letter)
) WITHOUT ROWID;
CREATE INDEX bookmarks_by_digest ON bookmarks (digest);
CREATE TABLE queries (
    query TEXT PRIMARY KEY,
    used INTEGER NOT NULL
) WITHOUT ROWID;
"""

#: Each leads from the version that is its index to the next one; a new database takes them all.
MIGRATIONS: tuple[str, ...] = (QUOTES, STATE)
