"""The notebook written out, and read back from JSON.

`FORMATS` is the table. JSON holds everything, so that the same notebook comes out of it; the others are for other
programs.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from tui_reader.notebook.citations import bundled, cite
from tui_reader.notebook.escapes import surrogates_escaped
from tui_reader.notebook.quote import FIELDS, Quote, checked
from tui_reader.settings.problem import Problem

VERSION = 1
"""Of the JSON."""

LARGEST_IMPORT = 256 << 20
"""Bytes of a file that is imported."""

_MARK = "tui-reader notebook"
# Two halves of a surrogate pair side by side are two code points to us and would be read back as one.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What a spreadsheet would take for a formula; a dash before a space, as in a dialogue, is none.
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?=[^\s+\-])")


class ImportRefusedError(Exception):
    """A file that is no notebook; carries what to tell the user."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


def as_json(quotes: Iterable[Quote]) -> str:
    """All there is of each quote, UTF-8, the author's letters readable."""
    rows = [{name: _written(value) for name, value in asdict(quote).items()} for quote in quotes]
    table = {"format": _MARK, "version": VERSION, "quotes": rows}
    return surrogates_escaped(json.dumps(table, ensure_ascii=False, indent=1)) + "\n"


def as_csv(quotes: Iterable[Quote]) -> str:
    """A row a quote, with a head; RFC 4180. Cells that a spreadsheet would run get an apostrophe in front."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for quote in quotes:
        writer.writerow(_cell(name, value) for name, value in asdict(quote).items())
    return _encodable(file.getvalue())


def as_markdown(quotes: Iterable[Quote]) -> str:
    """Block quotes with their source, note and tags, parted by rules."""
    return _encodable("\n\n---\n\n".join(cite(quote, bundled("markdown")) for quote in quotes) + "\n")


def as_bibtex(quotes: Iterable[Quote]) -> str:
    """An entry a quote."""
    return _encodable("\n\n".join(cite(quote, bundled("bibtex")) for quote in quotes) + "\n")


def as_csl(quotes: Iterable[Quote]) -> str:
    """CSL-JSON: a list of items."""
    return "[\n" + ",\n".join(cite(quote, bundled("csl")) for quote in quotes) + "\n]\n"


FORMATS: dict[str, Callable[[Iterable[Quote]], str]] = {
    "markdown": as_markdown,
    "json": as_json,
    "csv": as_csv,
    "bibtex": as_bibtex,
    "csl": as_csl,
}


def read_json(data: bytes, path: str) -> tuple[list[Quote], list[Problem]]:
    """The quotes in an exported file, and a problem for each that is none. Raises ImportRefusedError."""

    def refused(key: str, reason: str = "") -> ImportRefusedError:
        return ImportRefusedError(Problem(key, {"path": path, "reason": reason}))

    try:
        table = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise refused("problem.import-syntax", f"not UTF-8 at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise refused("problem.import-syntax", str(error)) from error
    if not isinstance(table, dict) or table.get("format") != _MARK or not isinstance(table.get("quotes"), list):
        raise refused("problem.import-other")
    version = table.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise refused("problem.import-other")
    if version > VERSION:
        raise refused("problem.import-newer")
    quotes: list[Quote] = []
    problems: list[Problem] = []
    for number, row in enumerate(table["quotes"], 1):
        try:
            if not isinstance(row, dict):
                raise ValueError("it is not an object")
            quotes.append(checked({name: _read(value) for name, value in row.items()}))
        except ValueError as error:
            problems.append(Problem("problem.import-quote", {"path": path, "number": number, "reason": str(error)}))
    return quotes, problems


def write_export(path: Path, text: str) -> None:
    """Write a file whole or not at all; one that was there is replaced, a link to it stays. Raises OSError.

    What is no regular file, such as a device, is written to.
    """
    data = text.encode()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    path = path.resolve()
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            if path.exists():
                beside.chmod(stat.S_IMODE(path.stat().st_mode))
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def read_import(path: Path) -> bytes:
    """The bytes of a file to import. Raises OSError, also for one that is too large to be one."""
    with path.open("rb") as file:
        data = file.read(LARGEST_IMPORT + 1)
    if len(data) > LARGEST_IMPORT:
        raise OSError(f"larger than {LARGEST_IMPORT >> 20} MiB")
    return data


def _encodable(text: str) -> str:
    """A lone surrogate is no character: only JSON has a way to write one."""
    return _SURROGATE.sub("\ufffd", text)


def _written(value: object) -> object:
    """A field as JSON brings it back."""
    if isinstance(value, str):
        return {"code points": [ord(char) for char in value]} if _PAIR.search(value) else value
    return [_written(each) for each in value] if isinstance(value, tuple) else value


def _read(value: object) -> object:
    """The field that was written. ValueError where the numbers are no characters."""
    if isinstance(value, list):
        return [_read(each) for each in islice(value, 1000)]
    if isinstance(value, dict):
        numbers = value.get("code points")
        if not isinstance(numbers, list) or not all(type(each) is int and 0 <= each < 0x110000 for each in numbers):
            raise ValueError("'code points' must be a list of code points")
        return "".join(map(chr, numbers))
    return value


def _cell(name: str, value: object) -> str:
    if name == "tags":
        assert isinstance(value, Sequence)
        value = ", ".join(value)
    elif name in ("first", "last"):
        assert isinstance(value, Sequence)
        value = ":".join(map(str, value))
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")
