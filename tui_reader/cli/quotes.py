"""`tui-reader quotes`: the notebook listed, written out, and brought in."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tui_reader.settings.folders import config_folder, state_folder

from .common import (
    CAT_WIDEST,
    DONE,
    NOTHING,
    UNREADABLE,
    Commands,
    Parser,
    asked,
    here_of,
    say,
    settings_of,
    standard_input,
    terminal_width,
)

if TYPE_CHECKING:
    from tui_reader.messages.catalogue import Catalogue
    from tui_reader.notebook.database import Database
    from tui_reader.notebook.quote import Quote
    from tui_reader.settings.problem import Problem
    from tui_reader.settings.settings import Settings

#: Keys of notebook.exchange.FORMATS, which is imported when one is wanted.
EXPORTS = ("markdown", "json", "csv", "bibtex", "csl")


def add(commands: Commands) -> None:
    """The command and its options."""
    quotes = commands.add("quotes", run, commands.every, "list the notebook, write it out, or bring quotes in")
    quotes.set_defaults(what="list")
    whats = quotes.add_subparsers(dest="what", metavar="list|export|import", parser_class=Parser)
    whats.add_parser("list", help="every quote with its source (the default)")
    export = whats.add_parser("export", help="write every quote out")
    export.add_argument("--format", required=True, choices=EXPORTS, help="only json holds everything")
    export.add_argument("-o", "--output", metavar="FILE", help="a file to write, whole or not at all")
    bring = whats.add_parser("import", help="bring in what `export --format json` wrote, here or elsewhere")
    bring.add_argument("file", metavar="FILE.json", help="known quotes stay unless they were changed later there")


def run(options: argparse.Namespace) -> int:
    """Do what was asked for; the exit status."""
    from tui_reader.notebook.database import NotebookError, open_database

    settings, catalogue, notices = settings_of(options)
    for notice in notices:
        say(notice)
    database = open_database(state_folder())
    try:
        if options.what == "import":
            return _import(options.file, database, catalogue)
        # That nothing new would be kept does not matter to whoever reads.
        if not database.complete:
            _tell(catalogue, database.problems)
        if options.what == "export":
            status = _export(options, database, catalogue)
        else:
            status = _list(options, database, settings, catalogue)
        return status if database.complete else UNREADABLE
    except NotebookError as error:
        _tell(catalogue, [error.problem])
        return UNREADABLE
    finally:
        database.close()


def _tell(catalogue: Catalogue, problems: Sequence[Problem]) -> None:
    for problem in problems:
        say(catalogue.text(problem.key, **problem.values))


def _list(options: argparse.Namespace, database: Database, settings: Settings, catalogue: Catalogue) -> int:
    """Every quote in its citation: laid out and sanitised for a terminal, as it is for a pipe."""
    from tui_reader.notebook.citations import CITATIONS_FOLDER, citation_problems
    from tui_reader.notebook.quotes import Quotes

    folder = config_folder() / CITATIONS_FOLDER
    _tell(catalogue, citation_problems(folder))
    quotes = Quotes(database).all()
    entries = [_entry(quote, settings, folder, catalogue) for quote in quotes]
    # A document of its own for each: an Arabic quote turns no English one round.
    rows = _laid_out(entries, options, settings) if entries and sys.stdout.isatty() else iter(entries)
    sys.stdout.writelines(rows)
    sys.stdout.flush()
    return DONE if quotes else NOTHING


def _entry(quote: Quote, settings: Settings, folder: Path, catalogue: Catalogue) -> str:
    """The citation of a quote, then its note and tags, and a blank line."""
    from tui_reader.notebook.citations import cite, load_citation

    citation, _ = load_citation(settings.citation, folder, quote)
    lines = [cite(quote, citation, isolates=settings.quote_isolates, tashkeel=settings.quote_tashkeel)]
    if quote.note:
        lines.append(catalogue.text("quotes.note", note=quote.note))
    if quote.tags:
        lines.append(catalogue.text("quotes.tags", tags=", ".join(quote.tags)))
    return "\n".join(lines) + "\n\n"


def _laid_out(entries: Sequence[str], options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Display lines of texts for the terminal that standard output is."""
    from tui_reader import printing
    from tui_reader.library.document import Document, DocumentId
    from tui_reader.terminal.decide import printed_way

    here = asked(settings) if options.terminal is None else here_of(settings, os.environ)
    width, way = min(terminal_width(), CAT_WIDEST), printed_way(here.decision)
    for text in entries:
        yield from printing.laid_out(Document(DocumentId(""), "", -1, text), width, None, way)


def _export(options: argparse.Namespace, database: Database, catalogue: Catalogue) -> int:
    """Every quote in a format, on standard output or in a file."""
    from tui_reader.notebook.exchange import FORMATS, write_export
    from tui_reader.notebook.quotes import Quotes

    quotes = Quotes(database).all()
    written = FORMATS[options.format](quotes)
    if options.output in (None, "-"):
        sys.stdout.write(written)
        sys.stdout.flush()
        return DONE if quotes else NOTHING
    try:
        write_export(Path(options.output), written)
    except OSError as error:
        values = {"path": options.output, "reason": error.strerror or str(error)}
        say(catalogue.text("problem.export-not-written", **values))
        return UNREADABLE
    say(catalogue.text("quotes.exported", count=len(quotes), path=options.output))
    return DONE if quotes else NOTHING


def _import(file: str, database: Database, catalogue: Catalogue) -> int:
    """Merge the quotes of a file into the notebook; nothing is, where nothing could be kept."""
    from tui_reader.notebook.exchange import ImportRefusedError, read_import, read_json
    from tui_reader.notebook.quotes import Quotes

    try:
        data = (standard_input() or b"") if file == "-" else read_import(Path(file))
        quotes, problems = read_json(data, file)
    except OSError as error:
        say(catalogue.text("problem.import-unreadable", path=file, reason=error.strerror or str(error)))
        return UNREADABLE
    except ImportRefusedError as refused:
        _tell(catalogue, [refused.problem])
        return UNREADABLE
    _tell(catalogue, [*problems, *database.problems])
    if not database.kept:
        return UNREADABLE
    merged = Quotes(database).merge(quotes)
    say(catalogue.text("quotes.imported", count=len(quotes), **merged._asdict()))
    return UNREADABLE if problems or not database.complete else DONE if quotes else NOTHING
