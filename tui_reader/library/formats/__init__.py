"""Which files are documents, and how each kind is read.

Nothing here imports a parser: each is imported when the first file of its format is read.
"""

from collections.abc import Iterator

from tui_reader.library.document import Document
from tui_reader.library.formats.source import Flaw, Format, Parser, Source, unread

__all__ = [
    "COMPRESSIONS",
    "FORMATS",
    "PLAIN_TEXT",
    "Flaw",
    "Format",
    "Parser",
    "Source",
    "format_of",
    "plain_text",
    "unread",
]


def plain_text(source: Source) -> Iterator[Document | Flaw]:
    """The decoded file as it is. One that is compressed, whatever its name, is expanded first."""
    from tui_reader.library.formats import plain

    if source.data.startswith(_COMPRESSED):
        from tui_reader.library.formats import packed

        return packed.parse(source, PLAIN_TEXT)
    return plain.parse(source.read_as("Plain text"))


def _markdown(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import markdown

    return markdown.parse(source.read_as("Markdown"))


def _html(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import hypertext

    return hypertext.parse(source.read_as("HTML"))


def _epub(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import epub

    return epub.parse(source.read_as("EPUB"))


def _word(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import docx

    return docx.parse(source.read_as("Word"))


def _json_lines(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import records

    return records.json_lines(source.read_as("JSON lines"))


def _json(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import records

    return records.json_file(source.read_as("JSON"))


def _comma_separated(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import records

    return records.table(source.read_as("Comma-separated values"))


def _tab_separated(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import records

    return records.table(source.read_as("Tab-separated values"))


def _zip(source: Source) -> Iterator[Document | Flaw]:
    from tui_reader.library.formats import zipped

    return zipped.parse(source, format_of)


FORMATS: tuple[Format, ...] = (
    Format("Plain text", (".txt", ".text"), plain_text),
    Format("Markdown", (".md", ".markdown"), _markdown),
    Format("HTML", (".html", ".htm", ".xhtml"), _html),
    Format("EPUB", (".epub",), _epub, encoded=False),
    Format("Word", (".docx", ".docm"), _word, encoded=False),
    Format("JSON lines", (".jsonl", ".ndjson"), _json_lines),
    Format("JSON", (".json",), _json),
    Format("Comma-separated values", (".csv",), _comma_separated),
    Format("Tab-separated values", (".tsv", ".tab"), _tab_separated),
    Format("Zip archive", (".zip",), _zip, encoded=False),
)
"""Every format that is read. A file is known by the end of its name, in upper or lower case."""

PLAIN_TEXT = FORMATS[0]
"""What a file of no known format is tried as, when it was named by the user."""

COMPRESSIONS: tuple[str, ...] = (".gz", ".bz2", ".xz")
"""Ends of the names of compressed files; what is in one is told by the name before it."""

# What a compressed file begins with: gzip, bzip2, xz.
_COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0")


def _compressed(row: Format) -> Format:
    """A format of which each file is compressed."""

    def parse(source: Source) -> Iterator[Document | Flaw]:
        from tui_reader.library.formats import packed

        return packed.parse(source, row)

    return row._replace(suffixes=tuple(suffix + end for suffix in row.suffixes for end in COMPRESSIONS), parse=parse)


_BY_SUFFIX = {suffix: row for row in (*FORMATS, *map(_compressed, FORMATS)) for suffix in row.suffixes}


def format_of(name: str) -> Format | None:
    """The format of a file of this name, by the end of it; None for one of no known format.

    A compressed file is of its content's format, with another parser.
    """
    before, dot, last = name.lower().rpartition(".")
    suffix = dot + last
    if suffix in COMPRESSIONS:
        _, dot, last = before.rpartition(".")
        suffix = dot + last + suffix
    return _BY_SUFFIX.get(suffix)
