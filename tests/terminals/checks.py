"""Whether a picture of a terminal shows what a reader should see, in numbers from 0 to 100.

LEAST was set between right pictures and wrong ones, with DejaVu Sans Mono at 16 to 17 pixels:

| | order | letters | joined | lit |
|---|---|---|---|---|
| all terminals, each as it needs it | 98-99 | 94-100 | 87-100 | 100 |
| the same letters in the same cells, but none joined | 96 | 67-86 | 32-44 | 100 |
| `--terminal logical` in xterm | 22 | 18-31 | 31-35 | 9-30 |
| `--terminal visual` in Konsole, PuTTY, kitty | 8-19 | 12-63 | 38-50 | 7-100 |

`python -m tests.terminals --only xterm --terminal logical` measures such a picture again.
"""

from __future__ import annotations

import difflib
import io
import math
import os
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image, ImageFilter, ImageOps, ImageStat

from .expected import Cell, Colour, Scene
from .picture import Box, Cells, Reference, background, ink, is_form, likeness

#: Correlation of a cell with its drawing from which on it is taken for the same letter.
SAME = 0.6

#: Ink on both sides of the border of two cells from which on they are joined there.
TOUCHING = 140

#: Mean ink of a cell, of 255, from which on it is not blank: of the box that stands for a missing glyph it is 60.
BLOT = 40

#: How much nearer to another background a cell may be before it is taken for that one: of 256 colours two may be one.
NEAR = 30.0


class Verdict(NamedTuple):
    """What was found: `order` by reading the picture, `letters` in their cells, letters `joined` where they should be
    and nowhere else, cells `lit` where they should be and nowhere else. None where it was not looked at."""

    letters: float
    joined: float
    lit: float
    order: float | None = None


#: What a right picture has at least.
LEAST = Verdict(letters=90, joined=75, lit=99, order=85)


def check(picture: Image.Image, cells: Cells, scene: Scene, order: bool) -> Verdict:
    """Compare a picture with the scene it should show; `order`: read it too, which takes a while."""
    pane = scene.reading
    drawn = ink(picture, cells, pane)
    reference = Reference(drawn, scene.grid, pane, cells)
    return Verdict(
        _letters(drawn, reference),
        _joined(drawn, scene.grid, reference),
        lit(picture, cells, scene),
        _order(drawn, scene.lines) if order else None,
    )


def _letters(drawn: Image.Image, reference: Reference) -> float:
    """The share of cells in which the letter stands that should; something drawn in a blank one counts as wrong."""
    soft = ImageFilter.GaussianBlur(1)
    seen, wanted = drawn.filter(soft), reference.drawn.filter(soft)
    right = 0
    for x, y, _ in reference.letters:
        box = reference.cells.box(x, y)
        right += likeness(seen.crop(box).tobytes(), wanted.crop(box).tobytes()) >= SAME
    blots = sum(_blotted(drawn, reference.cells.box(x, y)) for x, y in reference.blanks)
    return 100 * right / max(1, len(reference.letters) + blots)


def _blotted(drawn: Image.Image, box: Box) -> bool:
    """Whether more is drawn in a cell than what its neighbours' letters reach over its border."""
    return ImageStat.Stat(drawn.crop(box)).mean[0] >= BLOT


def _joined(drawn: Image.Image, grid: Sequence[Sequence[Cell]], reference: Reference) -> float:
    """The share of borders between two Arabic letters that a stroke crosses exactly where one does in the drawing.

    Not simply where the forms are joined: in DejaVu Sans Mono a reh also touches the letter after it.
    """
    right = count = 0
    pane = reference.pane
    for y in range(pane.top, pane.bottom):
        for x in range(pane.left, pane.right - 1):
            if is_form(grid[y][x]) and is_form(grid[y][x + 1]):
                count += 1
                box = reference.cells.box(x + 1 - pane.left, y - pane.top)
                right += _crossed(drawn, box) == _crossed(reference.meeting, box)
    return 100 * right / max(1, count)


def _crossed(drawn: Image.Image, box: Box) -> bool:
    """Whether something is drawn on both sides of the left border of a box."""
    sides = [drawn.crop((box[0] + at, box[1], box[0] + at + 1, box[3])).tobytes() for at in (-1, 0)]
    return any(a >= TOUCHING and b >= TOUCHING for a, b in zip(*sides, strict=True))


def lit(picture: Image.Image, cells: Cells, scene: Scene) -> float:
    """Of all cells that are or should be lit (a hit, the selection, its end), the share that is as it should be."""
    pane = scene.reading
    wanted = {
        (x, y): scene.grid[y][x].background for y in range(pane.top, pane.bottom) for x in range(pane.left, pane.right)
    }
    colours = sorted(set(wanted.values()), key=list(wanted.values()).count)
    plain = colours[-1]
    right = count = 0
    for (x, y), colour in wanted.items():
        seen = background(picture, cells.box(x, y))
        nearest = min(colours, key=lambda one: _away(seen, one))
        if _away(seen, colour) <= _away(seen, nearest) + NEAR:
            nearest = colour
        if colour != plain or nearest != plain:
            count += 1
            right += nearest == colour
    return 100 * right / max(1, count)


def _away(one: Colour, other: Colour) -> float:
    return math.dist(one, other)


def _order(drawn: Image.Image, lines: Sequence[str]) -> float:
    """The share of the characters that tesseract reads in the picture in the order in which they were written."""
    page = ImageOps.invert(drawn).resize((drawn.width * 2, drawn.height * 2), Image.Resampling.LANCZOS)
    page = ImageOps.expand(page, 20, 255)
    done = subprocess.run(
        ["tesseract", "stdin", "stdout", "-l", "ara", "--psm", "6"],
        input=_png(page), capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )  # fmt: skip
    read, written = _bare(done.stdout.decode()), _bare("".join(lines))
    matcher = difflib.SequenceMatcher(None, written, read, autojunk=False)
    return 100 * sum(match.size for match in matcher.get_matching_blocks()) / max(1, len(written))


def _png(page: Image.Image) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()


def _bare(text: str) -> str:
    """Letters and digits alone: spaces, marks and directions are not what order is about."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\W_\u0640]", "", "".join(c for c in plain if not unicodedata.combining(c)))
