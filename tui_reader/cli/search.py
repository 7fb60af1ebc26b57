"""`tui-reader search`: what is found in files and folders, best first, for people and for scripts."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tui_reader.messages.catalogue import Catalogue
from tui_reader.settings.folders import cache_folder
from tui_reader.settings.settings import Settings
from tui_reader.text.sanitise import one_line

from .common import (
    CAT_WIDEST,
    DONE,
    NOTHING,
    UNREADABLE,
    WRONG_USE,
    Commands,
    asked,
    here_of,
    report,
    say,
    settings_of,
    standard_input,
    terminal_width,
)

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.library.scan import Problem
    from tui_reader.library.store import Store
    from tui_reader.search.concordance import Line
    from tui_reader.search.index import Hit, Index, Results
    from tui_reader.search.snippet import Snippet
    from tui_reader.terminal.emit import Way

#: Documents printed unless said otherwise.
LIMIT = 100

#: Hits whose places are looked for at once.
AT_ONCE = 64


def _limit(text: str) -> int:
    if not (text.isdecimal() and text.isascii() and len(text) < 10):
        raise argparse.ArgumentTypeError("must be a number; 0 for all")
    return int(text)


def add(commands: Commands) -> None:
    """The command and its options."""
    search = commands.add("search", run, commands.every, "what is found in files and folders, best first")
    search.add_argument("--json", action="store_true", help="one JSON object a document, or a query with --queries")
    search.add_argument("--limit", type=_limit, default=LIMIT, metavar="N", help="at most N; 100 unless said, 0: all")
    search.add_argument("--any", action="store_true", help="documents that hold any of the words too, best first")
    search.add_argument("--kwic", action="store_true", help="every place on a line, with what stands around it")
    search.add_argument("--count", action="store_true", help="how many documents, and nothing else")
    search.add_argument("--queries", metavar="FILE", help="a query a line; the library is loaded once")
    search.add_argument("query", nargs="?", metavar="QUERY", help="what to look for; not with --queries")
    search.add_argument("paths", nargs="*", metavar="PATH", help='a file or folder; "-" reads standard input')


@dataclass(frozen=True)
class _Library:
    """What was loaded."""

    store: Store
    index: Index
    problems: Sequence[Problem]


def run(options: argparse.Namespace) -> int:
    """Search what the command line names; the exit status."""
    if options.queries is not None and options.query is not None:
        options.paths = [options.query, *options.paths]
    if not options.paths or (options.queries is None and options.query is None):
        _wrong("the following arguments are required: PATH" if options.query else "QUERY or --queries is required")
    if options.queries is not None and (options.kwic or (options.json and options.count)):
        _wrong("--queries goes with --json or --count alone")
    settings, catalogue, notices = settings_of(options)
    for notice in notices:
        say(notice)
    queries = [options.query] if options.queries is None else _queries(options.queries)
    if queries is None:
        return UNREADABLE
    stdin = standard_input() if "-" in options.paths else None
    library = _load(options.paths, stdin, settings)
    if options.queries is not None:
        found = _answer_all(queries, library, options)
    else:
        found = _answer(options.query, library, options, settings, catalogue)
    fatal = report(catalogue, library.problems)
    return UNREADABLE if fatal else DONE if found else NOTHING


def _wrong(message: str) -> NoReturn:
    say(f"{message}; `tui-reader search --help` says how")
    sys.exit(WRONG_USE)


def _queries(path: str) -> list[str] | None:
    """The queries of a file, blank lines passed over; None where it cannot be read, which is said."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig", errors="surrogateescape").split("\n")
    except OSError as error:
        say(f"{path}: cannot be read ({error.strerror or error}); give a file with a query a line")
        return None
    return [line.removesuffix("\r") for line in lines if line.strip()]


def _load(paths: Sequence[str], stdin: bytes | None, settings: Settings) -> _Library:
    """Read and index everything."""
    from tui_reader.library.read import Choices
    from tui_reader.library.store import Store
    from tui_reader.search.index import Index
    from tui_reader.search.pipeline import Pipeline

    store = Store()
    index = Index(store.get)
    problems: list[Problem] = []
    pipeline = Pipeline(
        paths,
        store,
        lambda: index,
        lambda documents, met: problems.extend(met),
        stdin=stdin,
        choices=Choices(fields=settings.fields),
        cache=cache_folder() if settings.cache else None,
    )
    pipeline.start()
    try:
        pipeline.wait()
    finally:
        pipeline.cancel()
    if pipeline.error is not None:
        raise pipeline.error
    return _Library(store, index, problems)


def _write(value: object) -> None:
    """A line of JSON."""
    import json  # here, since the screen starts with this module loaded and needs none

    sys.stdout.write(json.dumps(value) + "\n")


def _search(typed: str, library: _Library, any_word: bool) -> Results:
    from tui_reader.search.query import parse

    return library.index.search(parse(typed), any=any_word)


# -- a file of queries ----------------------------------------------------------------------------------------


def _answer_all(queries: Iterable[str], library: _Library, options: argparse.Namespace) -> bool:
    """A line for each query; whether any found something."""
    some = False
    _search("a", library, False)  # what is made by the first search of all is not the first query's to pay for
    for typed in queries:
        begin = time.perf_counter()
        results = _search(typed, library, options.any)
        _ = results.hits[: options.limit or None] if options.limit != 0 else results.hits[:AT_ONCE]
        milliseconds = (time.perf_counter() - begin) * 1000
        some = some or results.total > 0
        if options.json:
            found = [_as_json(hit, snippet) for hit, snippet in _detailed(results, options.limit)]
            answer = {"query": typed, "total": results.total, "milliseconds": round(milliseconds, 3), "results": found}
            _write(answer)
        else:
            sys.stdout.write(f"{results.total}\t{one_line(typed)}\n")
    return some


# -- one query ------------------------------------------------------------------------------------------------


def _answer(
    typed: str, library: _Library, options: argparse.Namespace, settings: Settings, catalogue: Catalogue
) -> bool:
    """Print what a query finds; whether it found anything."""
    results = _search(typed, library, options.any)
    if options.count:
        sys.stdout.write(f"{results.total}\n")
    elif options.kwic:
        _print_places(results, library, options, settings)
    elif options.json:
        for hit, snippet in _detailed(results, options.limit):
            _write(_as_json(hit, snippet))
    else:
        _print_documents(results, options, settings)
    sys.stdout.flush()
    if not results.total and not options.json:
        _say_nothing(typed, results, library, catalogue)
    return results.total > 0


def _say_nothing(typed: str, results: Results, library: _Library, catalogue: Catalogue) -> None:
    """What may have been meant, and what --any would find."""
    from tui_reader.search.layouts import readings

    totals = {reading: _search(reading, library, False).total for reading in readings(typed)}
    if totals and max(totals.values()):
        meant = max(totals, key=lambda reading: totals[reading])
        say(catalogue.text("search.did_you_mean", typed=one_line(meant), count=totals[meant]))
    if len(results.partial):
        say(catalogue.text("search.try_any", count=len(results.partial)))


def _detailed(results: Results, limit: int) -> Iterator[tuple[Hit, Snippet | None]]:
    """Hits with their snippets, best first, at most ``limit`` of them, 0 for all."""
    from tui_reader.search.snippet import snippets

    count = min(len(results.hits), limit or len(results.hits))
    for at in range(0, count, AT_ONCE):
        hits = results.hits[at : min(at + AT_ONCE, count)]
        yield from zip(hits, snippets(hits), strict=True)


def _as_json(hit: Hit, snippet: Snippet | None) -> dict[str, object]:
    """A hit as INTERFACE.md describes it."""
    document = hit.document
    shown = None
    if snippet is not None:
        shown = {"text": snippet.text, "at": snippet.at, "ranges": snippet.ranges}
    return {
        "path": document.id.path,
        "record": document.id.record,
        "title": document.title,
        "score": round(hit.score, 6),
        "ranges": hit.ranges,
        "snippet": shown,
    }


# -- for people -----------------------------------------------------------------------------------------------


def _way(options: argparse.Namespace, settings: Settings) -> Way | None:
    """How rows are sent to the terminal; None for a pipe, which gets logical text."""
    import os

    from tui_reader.terminal.decide import printed_way

    if options.terminal is not None:
        return printed_way(here_of(settings, os.environ).decision)
    return printed_way(asked(settings).decision) if sys.stdout.isatty() else None


def _print_documents(results: Results, options: argparse.Namespace, settings: Settings) -> None:
    """A document on two rows of a terminal, or on one line of a pipe: path, title and snippet between tabs."""
    from tui_reader import printing

    way = _way(options, settings)
    width = min(terminal_width(), CAT_WIDEST)
    for hit, snippet in _detailed(results, options.limit):
        document, text = hit.document, snippet.text if snippet else ""
        if way is None:
            fields = (_place(document), document.title, text)
            sys.stdout.write("\t".join(_plain(field) for field in fields) + "\n")
            continue
        cut = printing.cut_row
        sys.stdout.write(cut(_place(document), width, 0, way) + cut(document.title, width, document.level, way))
        sys.stdout.write(cut(f"  {text}", width, document.level, way) + "\n")


def _place(document: Document) -> str:
    """Path, and the number of the record where it is not the first."""
    path, record = document.id
    return f"{path}:{record}" if record else path


def _plain(text: str) -> str:
    """A field of a line: nothing in it ends the field or the line."""
    return " ".join(text.split()) if not text.isprintable() else text


def _print_places(results: Results, library: _Library, options: argparse.Namespace, settings: Settings) -> None:
    """Every place on a line: the word in the middle for a terminal; for a pipe, fields between tabs, or JSON."""
    from tui_reader import printing
    from tui_reader.search.concordance import lines

    way = None if options.json else _way(options, settings)
    width = min(terminal_width(), CAT_WIDEST)
    for line in islice(lines(results.hits.documents, results.hits.query), options.limit or None):
        if options.json:
            _write(_line_as_json(line))
            continue
        document = library.store.get(line.document)
        if document is None:
            continue
        if way is None:
            fields = (_place(document), str(line.paragraph), line.before, line.keyword, line.after)
            sys.stdout.write("\t".join(_plain(field) for field in fields) + "\n")
        else:
            text = document.title if line.paragraph < 0 else document.paragraph(line.paragraph)
            sys.stdout.write(printing.centred_row(text, document.level, line.start, line.end, width, way))


def _line_as_json(line: Line) -> dict[str, object]:
    """A place, with its context in the text's own order."""
    path, record = line.document
    return {
        "path": path,
        "record": record,
        "paragraph": line.paragraph,
        "start": line.start,
        "end": line.end,
        "before": line.before,
        "keyword": line.keyword,
        "after": line.after,
    }
