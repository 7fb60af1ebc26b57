"""`tui-reader cat`: documents on standard output."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .common import (
    CAT_WIDEST,
    CAT_WIDTH,
    DONE,
    NOTHING,
    UNREADABLE,
    Commands,
    add_paths,
    asked,
    columns,
    piped,
    report,
    say,
    settings_of,
    terminal_width,
)

if TYPE_CHECKING:
    from tui_reader.library.scan import Problem


def add(commands: Commands) -> None:
    """The command and its options."""
    cat = commands.add("cat", run, commands.reading, "print documents")
    cat.add_argument("--width", type=columns, metavar="N", help="lay out in N columns")
    cat.add_argument("--json", action="store_true", help="one JSON object a laid-out line")
    add_paths(cat)


def run(options: argparse.Namespace) -> int:
    """Print what the command line names; the exit status."""
    return show(options, piped(options))


def show(options: argparse.Namespace, stdin: bytes | None) -> int:
    """`tui-reader cat`: logical text for a pipe; laid out for a terminal, or where a width or a way is named."""
    from tui_reader import printing
    from tui_reader.library.document import Document
    from tui_reader.library.read import Choices, load
    from tui_reader.terminal.decide import printed_way
    from tui_reader.terminal.emit import Way

    settings, catalogue, notices = settings_of(options)
    for notice in notices:
        say(notice)
    to_terminal = sys.stdout.isatty()
    level = {"ltr": 0, "rtl": 1}.get(settings.direction)
    width = options.width
    if width is None:
        width = min(terminal_width(), CAT_WIDEST) if to_terminal and not options.json else CAT_WIDTH
    laid_out = to_terminal or options.width is not None or options.terminal is not None
    way = Way.VISUAL
    if options.terminal is not None or (to_terminal and not options.json):
        way = printed_way(asked(settings).decision)
    count = 0
    problems: list[Problem] = []
    for item in load(options.paths, stdin, Choices(fields=settings.fields)):
        if not isinstance(item, Document):
            problems.append(item)
            continue
        count += 1
        if options.json:
            rows = printing.json_lines(item, width, level)
        elif laid_out:
            rows = printing.laid_out(item, width, level, way)
        else:
            # A file's own text is printed to the byte; what a format shows of one has no line end of its own.
            ended = item.format == "Plain text" or item.text.endswith("\n")
            rows = iter((item.text,) if ended else (item.text, "\n"))
        for row in rows:
            sys.stdout.write(row)
        sys.stdout.flush()
    fatal = report(catalogue, problems)
    return UNREADABLE if fatal else DONE if count else NOTHING
