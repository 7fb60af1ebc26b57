"""Citations: a quote, with what is known of its source, put into a template.

The ending of a template's name says how values are escaped in it (`escapes.ESCAPES`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tui_reader.notebook.escapes import ESCAPES, LINE_END, one_line, web_address
from tui_reader.notebook.quote import STANDARD_INPUT, Quote
from tui_reader.notebook.template import Parts, TemplateError, fill, parse
from tui_reader.settings.files import read_small
from tui_reader.settings.problem import Problem
from tui_reader.settings.settings import AUTO
from tui_reader.settings.themes import is_name
from tui_reader.text import bidi
from tui_reader.text.display import bare

#: What a template may ask for. The first two may have several lines, every other value is put on one.
FIELDS = (
    "text", "note", "title", "author", "publisher", "date", "isodate", "year", "language", "path", "file", "url",
    "paragraph", "line", "percentage", "accessed", "tags", "key",
)  # fmt: skip

#: Language -> our template for its documents; where it has none the direction decides.
BY_LANGUAGE = {"he": "hebrew", "yi": "hebrew"}
BY_DIRECTION = {"rtl": "arabic", "ltr": "latin"}

#: Folder of the user's own, in the configuration folder.
CITATIONS_FOLDER = "citations"

_BUNDLED = Path(__file__).parent / "templates"
_FAULTS = {
    "field": "problem.citation-field",
    "open": "problem.citation-open",
    "closed": "problem.citation-closed",
    "dollar": "problem.citation-dollar",
}
_IDENTIFIERS = ("path", "file", "url", "key")
_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"


class Citation(NamedTuple):
    """A citation style."""

    name: str
    suffix: str
    """A key of ESCAPES."""
    parts: Parts


class _BrokenCitationError(Exception):
    """A template that cannot be used; carries what to tell the user."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


def load_citation(name: str, folder: Path | None, quote: Quote) -> tuple[Citation, list[Problem]]:
    """The template of that name, for "auto" the one for the quote's language or direction; and what was wrong.

    The user's comes before ours of the same name. Where neither can be used, the automatic one of ours is taken.
    """
    automatic = BY_LANGUAGE.get((quote.language or "").split("-")[0].lower(), BY_DIRECTION[quote.direction])
    wanted = automatic if name == AUTO else name
    problems: list[Problem] = []
    path = _files(folder).get(wanted)
    if path is not None:
        try:
            return _read(path), problems
        except _BrokenCitationError as broken:
            problems.append(broken.problem)
    elif wanted not in _files(_BUNDLED):
        problems.append(Problem("problem.citation-missing", {"name": wanted}))
    return bundled(wanted if wanted in _files(_BUNDLED) else automatic), problems


def citation_problems(folder: Path | None) -> list[Problem]:
    """What is wrong with the user's templates, each named with its line."""
    problems = []
    for path in _listed(folder):
        try:
            _read(path)
        except _BrokenCitationError as broken:
            problems.append(broken.problem)
    return problems


@cache
def bundled(name: str) -> Citation:
    """One of our own templates; KeyError where there is none of the name."""
    return _read(_files(_BUNDLED)[name])


def cite(quote: Quote, citation: Citation, *, isolates: bool = False, tashkeel: bool = True) -> str:
    """The quote in a template.

    With ``isolates`` each value stands in an isolate of its own direction, and so keeps its order in text of the other
    one; without ``tashkeel`` vowel signs are left out of all values.
    """
    escape = ESCAPES[citation.suffix]
    values = {}
    for name, value in fields(quote).items():
        if value is None or not value.strip():
            continue
        plain = value if tashkeel or name in _IDENTIFIERS else bare(value)
        written = (escape.address if name == "url" else escape.value)(plain)
        values[name] = isolated(written) if isolates and escape.isolates and name not in _IDENTIFIERS else written
    return fill(citation.parts, values)


def fields(quote: Quote) -> dict[str, str | None]:
    """A value for each of FIELDS; None for what its document does not say."""

    def line(value: str | None) -> str | None:
        return None if value is None else one_line(value)

    path = None if quote.path == STANDARD_INPUT else line(quote.path)
    year = _year(quote.date)
    title, author = line(quote.title), line(quote.author)
    return {
        "text": quote.text,
        "note": quote.note,
        "title": title,
        "author": author,
        "publisher": line(quote.publisher),
        "date": line(quote.date),
        "isodate": _iso(quote.date),
        "year": year,
        "language": line(quote.language),
        "path": path,
        "file": None if path is None else Path(path).name,
        "url": web_address(quote.url),
        "paragraph": str(quote.paragraph) if quote.paragraph else None,
        "line": str(quote.line),
        "percentage": str(quote.percentage),
        "accessed": quote.created[:10],
        "tags": ", ".join(map(one_line, quote.tags)),
        "key": f"{_ascii_word(author) or _ascii_word(title) or 'quote'}{year or ''}-{quote.id[:8]}",
    }


def isolated(value: str) -> str:
    """Each line of a value in an isolate of its direction; one without letters as it is."""
    out, start = [], 0
    for end in (*LINE_END.finditer(value), None):
        piece = value[start : end.start() if end else len(value)]
        strong = bidi.first_strong(piece)
        mark = _RLI if bidi.base_level(piece, bidi.document_level(piece)) else _LRI
        out.append(f"{mark}{piece}{_PDI}" if strong else piece)
        if end:
            out.append(end[0])
            start = end.end()
    return "".join(out)


def _year(date: str | None) -> str | None:
    """The first four digits in a row, as ASCII."""
    found = re.search(r"(?<!\d)\d{4}(?!\d)", date or "")
    return "".join(str(unicodedata.digit(char)) for char in found[0]) if found else None


def _iso(date: str | None) -> str | None:
    """A date that is written as ISO 8601 says, or begins so before a time."""
    found = re.match(r"\s*(\d{4}-[01]\d-[0-3]\d)(?!\d)", date or "", re.ASCII)
    return found[1] if found else None


def _ascii_word(text: str | None) -> str:
    """The first word of Latin letters, for a key that every program takes."""
    found = re.search("[A-Za-z]{2,20}", text or "")
    return found[0].lower() if found else ""


def _listed(folder: Path | None) -> list[Path]:
    """Files of a folder whose name could be a template's, sorted; a hidden one, or an editor's copy, is none."""
    try:
        paths = sorted(folder.iterdir()) if folder is not None else []
    except OSError:
        return []
    return [path for path in paths if is_name(path.stem) and path.suffix and not path.name.endswith("~")]


def _files(folder: Path | None) -> dict[str, Path]:
    """Templates of a folder by name; of two endings of one name the first in alphabetical order."""
    files: dict[str, Path] = {}
    for path in _listed(folder):
        files.setdefault(path.stem, path)
    return files


def _read(path: Path) -> Citation:
    """The template in a file. Raises _BrokenCitationError."""
    if path.suffix not in ESCAPES:
        values = {"path": str(path), "wanted": ", ".join(ESCAPES)}
        raise _BrokenCitationError(Problem("problem.citation-suffix", values))
    try:
        source = read_small(path).decode("utf-8-sig")
    except OSError as error:
        values = {"path": str(path), "reason": error.strerror or str(error)}
        raise _BrokenCitationError(Problem("problem.citation-unreadable", values)) from error
    except UnicodeDecodeError as error:
        raise _BrokenCitationError(Problem("problem.citation-not-utf8", {"path": str(path)})) from error
    try:
        return Citation(path.stem, path.suffix, parse(source, FIELDS))
    except TemplateError as error:
        faulty = {"path": str(path), "line": error.line, "what": error.what}
        raise _BrokenCitationError(Problem(_FAULTS[error.fault], faulty)) from error
