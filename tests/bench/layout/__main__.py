"""What laying out costs, per article and per megabyte, beside ICU, FriBidi and Rich in the same run.

``python -m tests.bench.layout [--corpus DIR] [--runs N]``: texts are the seed, repeated to the sizes named, or the
files below DIR. Peers: ICU's Bidi through PyICU and GNU FriBidi through ctypes reorder the *same* lines (they break
none, join nothing and measure nothing); ``rich.text.Text.wrap`` breaks lines and knows no bidi. Prints medians and
each as a ratio to Rich; a first screen and one drawn again in milliseconds. Peers that are not installed are named and
left out.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.style import Style
from rich.text import Text

from tui_reader.library.document import Document, DocumentId
from tui_reader.terminal.emit import Way, emit_text
from tui_reader.text import bidi, layout, paragraphs
from tui_reader.text.flow import Place
from tui_reader.text.layout import Line, Paragraph
from tui_reader.ui.page import Page
from tui_reader.ui.paint import Row

from . import fribidi

TOP = Path(__file__).resolve().parents[3]
WIDTH, HEIGHT = 72, 40

#: Bytes of the line whose first screen is measured; the rest of it is not laid out.
LONG_LINE = 20_000_000

try:
    import icu
except ImportError:
    icu = None


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """Median of ``runs`` runs."""
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


class Sample:
    """A text, its paragraphs with their base levels, and the lines our engine breaks them into."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        document = bidi.document_level(text)
        self.paragraphs = [
            (piece, bidi.base_level(piece, document))
            for piece in (text[start:end] for start, end in paragraphs.split(text))
        ]
        self.lines = [
            (piece, base, [(line.start, line.end) for line in layout.lines(piece, base, WIDTH)])
            for piece, base in self.paragraphs
        ]

    def fresh(self) -> Iterator[Paragraph]:
        """Paragraphs, very long ones in parts, of which nothing is known yet: no cache answers for them."""
        for piece, base in self.paragraphs:
            for start, end in layout.parts(piece):
                before = bidi.context(piece[max(0, start - layout.REACH) : start]) if start else ""
                after = bidi.lookahead(piece[end : end + layout.REACH]) if end < len(piece) else ""
                yield Paragraph(piece[start:end], base, start, before, after)

    def analyse(self) -> None:
        """Levels, clusters, forms of every paragraph."""
        for paragraph in self.fresh():
            _ = paragraph.levels, paragraph.ends, paragraph.forms

    def break_lines(self) -> None:
        """Line breaking alone, as for a document that is only measured."""
        for paragraph in self.fresh():
            paragraph.lines(WIDTH)

    def lay_out(self) -> None:
        """Everything: lines and their cells, kept no longer than a paragraph."""
        for paragraph in self.fresh():
            for line in paragraph.lines(WIDTH):
                _ = line.cells

    def drawn(self) -> list[Line]:
        """Every line with its cells, to be sent."""
        lines = [line for paragraph in self.fresh() for line in paragraph.lines(WIDTH)]
        for line in lines:
            _ = line.cells
        return lines

    def wrapped_again(self) -> Callable[[], None]:
        """Re-wraps paragraphs that are known, as a resize does: each time at another width than before."""
        known = list(self.fresh())
        for paragraph in known:
            paragraph.lines(WIDTH)
        widths = itertools.cycle((WIDTH - 12, WIDTH))

        def work() -> None:
            width = next(widths)
            for paragraph in known:
                paragraph.lines(width)

        return work

    def rich_wrap(self) -> None:
        """Rich breaks the same text into lines; no bidi."""
        console = Console(width=WIDTH)
        for piece, _ in self.paragraphs:
            Text(piece).wrap(console, WIDTH)

    def icu_reorder(self) -> None:
        """ICU orders the same lines."""
        for piece, base, lines in self.lines:
            if piece:
                whole = icu.Bidi()
                whole.setPara(icu.UnicodeString(piece), base)
                for start, end in lines:
                    whole.setLine(start, end).getVisualMap()

    def fribidi_reorder(self, library: object) -> None:
        """FriBidi orders the same lines."""
        for piece, base, lines in self.lines:
            if piece:
                fribidi.reorder(library, piece, base, lines)  # type: ignore[arg-type]


def first_screen(document: Document) -> None:
    """What opening a document, once read, costs the screen: its first rows, laid out and ready to be sent."""
    layout.analyse.cache_clear()
    layout._around.cache_clear()
    flow = Page(document).flow(WIDTH)
    for row in flow.page(Place(0, 0, 0), HEIGHT):
        if row.line:
            emit_text(row.line.cells, Way.VISUAL)


def drawn_again(document: Document, way: Way) -> Callable[[], None]:
    """Draws the rows of a first screen as the pane does: laid out before, now given styles and sent."""
    style = Style(color="black", bgcolor="white")
    rows = [row.line for row in Page(document).flow(WIDTH).page(Place(0, 0, 0), HEIGHT)]
    assert sum(row is not None for row in rows) > 0

    def work() -> None:
        for line in rows:
            cells = line.cells if line else ()
            left = line.indent(WIDTH) if line else 0
            Row().blank(2 + left, style).add(cells, style).pad(WIDTH + 4, style).strip(way)

    return work


def document_of(text: str) -> Document:
    """A document as it is by the time it is shown: the loader has found its paragraphs and direction."""
    document = Document(DocumentId("bench"), "bench", 0, text)
    _ = document.level, document.paragraphs
    return document


def table(sample: Sample, runs: int, library: object) -> None:
    """One sample's figures."""
    drawn = sample.drawn()
    document = document_of(sample.text)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("rich.text.Text.wrap", sample.rich_wrap),
        ("analyse", sample.analyse),
        ("lines", sample.break_lines),
        ("lines and cells", sample.lay_out),
        ("wrapped again", sample.wrapped_again()),
        ("emit visual", lambda: [emit_text(line.cells, Way.VISUAL) for line in drawn]),
        ("emit lro", lambda: [emit_text(line.cells, Way.LRO) for line in drawn]),
        ("emit inverse", lambda: [emit_text(line.cells, Way.INVERSE) for line in drawn]),
    ]
    if icu is not None:
        rows.append(("ICU, same lines", sample.icu_reorder))
    if library is not None:
        rows.append(("FriBidi, same lines", lambda: sample.fribidi_reorder(library)))
    size = len(sample.text.encode("utf-8", "replace")) / 1e6
    print(f"\n{sample.name}: {size:.3f} MB, {len(drawn)} lines of {WIDTH} columns")
    print(f"{'':22} {'ms':>9} {'ms a MB':>9} {'x Rich':>7}")
    peer = 0.0
    for name, work in rows:
        took = milliseconds(work, runs)
        peer = peer or took
        print(f"{name:22} {took:9.2f} {took / size:9.1f} {took / peer:7.2f}")
    screens(document, runs)


def screens(document: Document, runs: int) -> None:
    """What the first screen of a document costs, and drawing it again."""
    print(f"{'first screen, cold':22} {milliseconds(lambda: first_screen(document), runs):9.2f}")
    for way in (Way.VISUAL, Way.LRO, Way.INVERSE):
        print(f"{f'drawn again, {way}':22} {milliseconds(drawn_again(document, way), runs * 5):9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, metavar="DIR")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    library = fribidi.library()
    if icu is None:
        print("ICU left out: pip install PyICU (Debian: libicu-dev, pkg-config, g++)")
    if library is None:
        print("FriBidi left out: Debian's libfribidi0")
    if options.corpus:
        files = sorted(path for path in options.corpus.rglob("*") if path.is_file())
        samples = [Sample(path.name, path.read_text(encoding="utf-8")) for path in files[:8]]
    else:
        seed = next((TOP / "seeds").glob("*.txt")).read_text(encoding="utf-8")
        book = seed * (1_000_000 // len(seed.encode()) + 1)
        samples = [Sample("the seed article", seed), Sample("a book of the seed", book)]
        samples.append(Sample("one line of 1 MB", book.replace("\n", " ")))
    for sample in samples:
        table(sample, options.runs if len(sample.text) < 100_000 else 3, library)
    if not options.corpus:
        line = document_of(seed.replace("\n", " ") * (LONG_LINE // len(seed.encode()) + 1))
        print(f"\none line of {LONG_LINE / 1e6:.0f} MB: a screen of {HEIGHT} rows\n{'':22} {'ms':>9}")
        screens(line, 3)


if __name__ == "__main__":
    main()
