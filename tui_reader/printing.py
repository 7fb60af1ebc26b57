"""Documents laid out for standard output: display lines for a terminal or a file, and as JSON for scripts."""

import json
from collections.abc import Iterator

from tui_reader.library.document import Document
from tui_reader.terminal.emit import Way, emit_text
from tui_reader.text import bidi, kwic, layout
from tui_reader.text.layout import Cell, Line

_BLANK = Cell(" ", " ", 1, -1, -1, 0)


def _lines(document: Document, width: int, level: int | None) -> Iterator[tuple[int, Line]]:
    """(paragraph, line) of a document; ``level`` is the base level of every paragraph where one was asked for."""
    for index in range(len(document.paragraphs)):
        text = document.paragraph(index)
        base = bidi.base_level(text, document.level) if level is None else level
        for line in layout.lines(text, base, width):
            yield index, line


def _room(width: int, way: Way) -> int:
    """Columns for text: the first one is left blank in way `lro`, which some terminals need before an LRO."""
    return width - 1 if way is Way.LRO and width > 1 else width


def _row(line: Line, width: int, room: int, way: Way) -> str:
    """A line with its line end, aligned to its side."""
    return emit_text([*[_BLANK] * (width - room + line.indent(room)), *line.cells], way).rstrip(" ") + "\n"


def laid_out(document: Document, width: int, level: int | None, way: Way) -> Iterator[str]:
    """Display lines with their line ends, each aligned to its side in ``width`` columns, sent as ``way`` says."""
    room = _room(width, way)
    for _, line in _lines(document, room, level):
        yield _row(line, width, room, way)


def wrapped(text: str, width: int, way: Way) -> Iterator[str]:
    """A paragraph of the program's own on rows of ``width`` columns, as `laid_out` has them."""
    room = _room(width, way)
    for line in layout.lines(text, bidi.base_level(text, bidi.document_level(text)), room):
        yield _row(line, width, room, way)


def cut_row(text: str, width: int, document: int, way: Way) -> str:
    """A text on one row of at most ``width`` columns with its line end, cut with …, at its own side; ``document`` is
    the base level of what it belongs to."""
    level = bidi.base_level(text, document)
    cells = layout.truncate(layout.analyse(text, level), width)
    free = width - sum(cell.columns for cell in cells) if level else 0
    return emit_text([*[_BLANK] * free, *cells], way).rstrip(" ") + "\n"


def centred_row(text: str, document: int, start: int, end: int, width: int, way: Way) -> str:
    """The place ``[start, end)`` of a paragraph in the middle of a row of ``width`` columns, with its line end."""
    cells = kwic.centred(text, bidi.base_level(text, document), start, end, width).cells
    return emit_text(cells, way).rstrip(" ") + "\n"


def json_lines(document: Document, width: int, level: int | None) -> Iterator[str]:
    """One JSON object a display line, as INTERFACE.md describes `cat --json`."""
    for paragraph, line in _lines(document, width, level):
        indent = line.indent(width)
        columns = [-1] * indent
        for cell in line.cells:
            columns += [cell.start] * cell.columns
        yield json.dumps(
            {
                "path": document.id.path,
                "record": document.id.record,
                "paragraph": paragraph,
                "start": line.start,
                "end": line.end,
                "text": line.text,
                "direction": "rtl" if line.base_level else "ltr",
                "display": " " * indent + emit_text(line.cells, Way.VISUAL),
                "map": columns,
            }
        ) + "\n"
