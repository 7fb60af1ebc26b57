"""``python -m tui_reader.text [--width N] [--direction ltr|rtl] [TEXT]``: how a paragraph is analysed, as tables.

TEXT, or standard input without it, is one paragraph or several. For each: offsets, level, bidi class, columns and
drawn form of every cluster in logical order, then the lines as they are drawn, each with its runs of columns and the
text they show. On a terminal what is drawn is put between LRO and PDF, so that one that reorders leaves it alone.
"""

import argparse
import sys
import unicodedata
from collections.abc import Iterator

from . import bidi, layout, paragraphs
from .layout import Line, Paragraph
from .sanitise import sanitise

_LRO, _PDF = "\u202d", "\u202c"


def name(char: str) -> str:
    """A code point by number and name."""
    return f"{ord(char):04X} {unicodedata.name(char, 'no name')}"


def clusters(paragraph: Paragraph) -> Iterator[str]:
    """A row a cluster; the second and later code points of one have rows of their own below it.

    What is drawn stands last: a terminal that reorders would otherwise move the numbers after it.
    """
    cells = {cell.start: cell for line in paragraph.lines(1_000_000) for cell in line.cells}
    yield f"{'start':>6} {'end':>6} {'level':>5} {'class':>5} {'cols':>4}  {'code points':44} drawn"
    for start, end, columns in paragraph.clusters:
        first = True
        for offset in range(start, end):
            char, level = paragraph.text[offset - paragraph.origin], paragraph.levels[offset - paragraph.origin]
            kind = bidi.bidi_class(char)
            if first:
                drawn = cells[start].text if start in cells else "-"
                head = f"{start:6} {end:6} {level:5} {kind:>5} {columns:4}  {name(char):44} {drawn}"
            else:
                head = f"{'':13} {level:5} {kind:>5} {'':4}  {name(char)}"
            yield head.rstrip()
            first = False


def runs(line: Line) -> Iterator[tuple[int, int, int, int, int]]:
    """Half-open columns, half-open offsets and level of each run of cells whose text goes on in one direction."""
    found: list[int] = []
    column = 0
    for cell in line.cells:
        after = column + cell.columns
        goes_on = found and found[4] == cell.level
        if goes_on and cell.level & 1 and cell.end == found[2]:
            found[1], found[2] = after, cell.start
        elif goes_on and not cell.level & 1 and cell.start == found[3]:
            found[1], found[3] = after, cell.end
        else:
            if found:
                yield found[0], found[1], found[2], found[3], found[4]
            found = [column, after, cell.start, cell.end, cell.level]
        column = after
    if found:
        yield found[0], found[1], found[2], found[3], found[4]


def rows_of(line: Line, number: int, width: int, override: bool) -> Iterator[str]:
    """A line as it is drawn, and below it its runs from left to right."""
    drawn = " " * line.indent(width) + "".join(cell.text for cell in line.cells)
    if override:
        drawn = f"{_LRO}{drawn}{_PDF}"
    yield f"line {number}, code points {line.start} to {line.end}, {line.columns} columns"
    yield f"  |{drawn}|"
    for left, right, start, end, level in runs(line):
        order = f"{end} to {start}" if level & 1 else f"{start} to {end}"
        yield f"  columns {left:4} to {right:<4} level {level}, code points {order}"


def tables(text: str, width: int, direction: str, override: bool) -> Iterator[str]:
    """All rows, paragraph by paragraph; ``direction`` is "auto", "ltr" or "rtl"."""
    document = bidi.document_level(text)
    for number, (start, end) in enumerate(paragraphs.split(text)):
        piece = text[start:end]
        base = {"ltr": 0, "rtl": 1}.get(direction, bidi.base_level(piece, document))
        if number:
            yield ""
        yield f"paragraph {number}: base level {base}, {len(piece)} code points: {sanitise(piece[:60])}"
        lines = 0
        for part in layout.paragraph_parts(piece, base):
            yield ""
            yield from clusters(part)
            yield ""
            for line in part.lines(width):
                yield from rows_of(line, lines, width, override)
                lines += 1


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m tui_reader.text", description="How paragraphs are laid out.")
    parser.add_argument("--width", type=int, default=80, help="columns of a line")
    parser.add_argument("--direction", choices=("auto", "ltr", "rtl"), default="auto", help="base direction")
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what to lay out; standard input without it")
    options = parser.parse_args()
    text = sys.stdin.read() if options.text is None else options.text
    for row in tables(text, max(1, options.width), options.direction, sys.stdout.isatty()):
        sys.stdout.write(row.encode("utf-8", "replace").decode("utf-8") + "\n")


if __name__ == "__main__":
    main()
