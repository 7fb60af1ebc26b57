"""Files of records: JSON lines, JSON, comma-separated and tab-separated values. One document a record."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterator, Mapping
from html import unescape
from itertools import chain, islice
from typing import NamedTuple

from tui_reader.library.document import Document
from tui_reader.library.encodings import Decoded, NotText, without_surrogates
from tui_reader.library.formats.fields import SAMPLE, Fields, guess
from tui_reader.library.formats.shapes import records_in
from tui_reader.library.formats.source import Flaw, Source, document
from tui_reader.library.structure import NO_OUTLINE, NO_STYLES

LONGEST_FIELD = 16 << 20
"""Code points of one field of a table; a quotation mark that is never closed makes one of the rest of the file."""

MOST_VALUES = 8 << 20
"""Values in one piece of JSON: each takes up to 200 bytes, however short it is written."""

MOST_FLAWS = 100
"""Bad records of one file that are told one by one."""

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_COMMA = re.compile(r"[ \t\r\n\ufeff]*,?[ \t\r\n\ufeff]*")
_MARKUP = re.compile(r"\s*<(?:!doctype|html|body|article|section|div|p|h[1-6]|ul|ol|figure|blockquote|table|span|br)\b",
                     re.IGNORECASE)  # fmt: skip
_HTML_NAME = re.compile(r"(?:^|[._])(?:html|rendered)$|_html$", re.IGNORECASE)
# Code points of a table in which its first rows are looked for.
_FIRST = 1 << 16
_NUMBER = re.compile(r"-?\d")
_DELIMITERS = ",;\t|"
# What Excel writes before a table to say what is between its cells.
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n)', re.IGNORECASE)

csv.field_size_limit(LONGEST_FIELD)

# Numbers as written, for a long one takes time squared; what JSON has no word for is nothing.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=lambda name: None)


class Record(NamedTuple):
    """One record of a file."""

    number: int
    """From 0; bad ones count too, so that a number stays when one is mended."""
    size: int
    """Bytes, or nearly."""
    values: Mapping[str, object]


def json_lines(source: Source) -> Iterator[Document | Flaw]:
    """One JSON object a line; empty lines are none. An object over several lines, or a list, is read as JSON."""
    decoded = source.decode()
    read = _values if _is_json(decoded.text) else _lines
    yield from _documents(source, decoded, read(decoded.text, source.path))


def json_file(source: Source) -> Iterator[Document | Flaw]:
    """A list of objects, an object that holds one, one object, or objects one after the other."""
    decoded = source.decode()
    yield from _documents(source, decoded, _values(decoded.text, source.path))


def table(source: Source) -> Iterator[Document | Flaw]:
    """Comma-separated values, or others that name their columns in the first row."""
    decoded = source.decode()
    yield from _documents(source, decoded, _rows(decoded.text, source))


def _documents(source: Source, decoded: Decoded, records: Iterator[Record | Flaw]) -> Iterator[Document | Flaw]:
    """The documents of records. The first ones are looked at together to see what their fields are."""
    flaws = told = 0
    first: list[Record] = []
    before: list[Flaw] = []
    for item in records:
        if isinstance(item, Flaw):
            flaws += 1
            if flaws <= MOST_FLAWS:
                before.append(item)
            continue
        first.append(item)
        if len(first) == SAMPLE:
            break
    if not first and before:
        raise NotText("bad-record", before[0].detail)
    yield from before
    fields = guess((record.values for record in first), source.fields)
    for item in chain(first, records):
        if isinstance(item, Record):
            if found := _document(source, decoded, item, fields):
                yield found
                told += 1
            continue
        flaws += 1
        if flaws <= MOST_FLAWS:
            yield item
    if flaws > MOST_FLAWS:
        yield Flaw(source.path, "bad-record", f"and {flaws - MOST_FLAWS} more")
    if not told and not flaws:
        yield Flaw(source.path, "bad-record", "no record with a text", False)


def _document(source: Source, decoded: Decoded, record: Record, fields: Fields) -> Document | None:
    """One record; None for one in which nothing is written."""
    text = fields.take(record.values, "text") or ""
    title = unescape(fields.take(record.values, "title") or "")
    if not text and not title:
        return None
    outline, styles = NO_OUTLINE, NO_STYLES
    if "<" in text and (_MARKUP.match(text) or _HTML_NAME.search(dict(fields.pairs).get("text", ""))):
        from tui_reader.library.formats.blocks import assemble
        from tui_reader.library.formats.page import read_page

        text, outline, styles = assemble(placed.block for placed in read_page(text).placed)
    text, replaced = without_surrogates(text)
    return document(
        source,
        decoded,
        text,
        without_surrogates(title)[0],
        fields.metadata(record.values),
        record=source.record + record.number,
        size=record.size,
        undecodable=replaced,
        outline=outline,
        styles=styles,
    )


def _is_json(text: str) -> bool:
    """Whether a text is no lines of JSON but begins with a value of several lines, or is a list."""
    start = _SPACE.match(text).end()  # type: ignore[union-attr]
    line = text[start : text.find("\n", start) + 1 or len(text)].rstrip(" \t\r\n")
    if line in ("{", "["):
        return True
    return line.startswith("[") and line.endswith("]") and start + len(line) >= len(text.rstrip(" \t\r\n"))


def _lines(text: str, path: str) -> Iterator[Record | Flaw]:
    columns = _Columns()
    start = number = line = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line += 1
        written = text[start:end].strip(" \t\r\ufeff\x1e")
        start = end + 1
        if not written:
            continue
        try:
            _weigh(written)
            if record := _record(_DECODER.decode(written), number, len(written), columns):
                yield record
        except (ValueError, RecursionError) as error:
            yield Flaw(path, "bad-record", f"line {line}: {_reason(error)}")
        number += 1


def _values(text: str, path: str) -> Iterator[Record | Flaw]:
    """The records of a JSON file, one at a time: a list is not read whole."""
    try:
        _weigh(text)
    except ValueError as error:
        raise NotText("bomb", str(error)) from None
    place = _SPACE.match(text).end()  # type: ignore[union-attr]
    listed = text.startswith("[", place)
    if listed:
        place = _SPACE.match(text, place + 1).end()  # type: ignore[union-attr]
    columns = _Columns()
    number = 0
    while place < len(text) and not (listed and text[place] == "]"):
        began = place
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            # Where the next record begins cannot be told.
            yield Flaw(path, "bad-record", f"record {number + 1}: {_reason(error)}")
            return
        inner = None if listed or not isinstance(value, Mapping) else records_in(value)
        for each in [value] if inner is None else inner:
            try:
                if record := _record(each, number, place - began if inner is None else 0, columns):
                    yield record
            except ValueError as error:
                yield Flaw(path, "bad-record", f"record {number + 1}: {error}")
            number += 1
        place = _COMMA.match(text, place).end()  # type: ignore[union-attr]
    if listed and place >= len(text):
        yield Flaw(path, "damaged", "the list is not closed")


def _weigh(written: str) -> None:
    """Raises ValueError for JSON that would take up far more memory than its length; commas in texts count too."""
    if len(written) > MOST_VALUES and sum(map(written.count, "[{,")) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")


class _Columns:
    """Names for rows that are lists: those of the first one, where it names them, else their numbers."""

    def __init__(self) -> None:
        self._names: list[str] | None = None

    def named(self, row: list[object]) -> dict[str, object] | None:
        """A row as an object; None for the one that holds the names."""
        if self._names is None:
            written = [each for each in row if isinstance(each, str)]
            self._names = (_columns(written, {}, ()) if len(written) == len(row) else None) or []
            if self._names:
                return None
        numbered = (f"column {place}" for place in range(len(self._names) + 1, len(row) + 1))
        return dict(zip((*self._names, *numbered), row, strict=False))


def _record(value: object, number: int, size: int, columns: _Columns) -> Record | None:
    """A record of a JSON value; ValueError for one that is no object, no text and no row; None for names."""
    if isinstance(value, str):
        value = {"text": value}
    elif isinstance(value, list) and any(isinstance(each, str) and not _NUMBER.match(each) for each in value):
        value = columns.named(value)
        if value is None:
            return None
    if not isinstance(value, Mapping):
        raise ValueError("not an object")
    # What Elasticsearch gives out.
    source = value.get("_source")
    return Record(number, size, source if isinstance(source, Mapping) else value)


def _rows(text: str, source: Source) -> Iterator[Record | Flaw]:
    """The records of a table whose first row names the columns; where it names none, by their numbers."""
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    first_line = text[: text.find("\n") + 1 or len(text)][:LONGEST_FIELD]
    delimiter = said[1] if said else max(_DELIMITERS, key=lambda each: (first_line.count(each), each == ","))
    if not said and (source.format.startswith("Tab") or source.path.lower().endswith((".tsv", ".tab"))):
        delimiter = "\t"
    # A table of tabs has no quoting by its own rule; one that a spreadsheet wrote has it all the same.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    names: list[str] | None = None
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Flaw(source.path, "bad-record", f"line {reader.line_num}: {error}")
            if "larger than" in str(error):
                return
            continue
        if not row:
            continue
        if names is None:
            names = _columns(row, source.fields, _first_cells(text, delimiter))
            if names is not None:
                continue
            names = [f"column {place}" for place in range(1, len(row) + 1)]
        names += [f"column {place}" for place in range(len(names) + 1, len(row) + 1)]
        yield Record(number, sum(map(len, row)), dict(zip(names, row, strict=False)))
        number += 1


def _first_cells(text: str, delimiter: str) -> list[str]:
    """The cells of the first rows of a table that follow its very first one."""
    try:
        rows = csv.reader(io.StringIO(text[:_FIRST], newline=""), delimiter=delimiter)
        return [cell for row in islice(filter(None, rows), 1, 6) for cell in row]
    except csv.Error:
        return []


def _columns(row: list[str], chosen: Mapping[str, str], below: Collection[str]) -> list[str] | None:
    """The first row as names of columns; None where it looks like a record: long, a number, twice the same, or not
    much shorter than the cells ``below``."""
    from tui_reader.library.formats.fields import NAMES

    names = [cell.strip() for cell in row]
    known = {name for called in NAMES.values() for name in called} | {name.lower() for name in chosen.values()}
    if any(name.lower().replace(" ", "_") in known for name in names):
        return names
    plain = all(name and len(name) <= 60 and not name.replace(".", "").isdigit() for name in names)
    short = not below or max(map(len, below)) >= 2 * max(map(len, names))
    return names if plain and short and len(names) > 1 and len(set(names)) == len(names) else None


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos + 1}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error)
