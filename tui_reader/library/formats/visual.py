"""Hebrew that is written as it is seen, from left to right: pages of the time before browsers could turn it.

By the rules of the web (WHATWG Encoding, section 4.2; WHATWG HTML) the label iso-8859-8 says so, and iso-8859-8-i that
a page is in its logical order; but much is called the first that is the second, so its words must say it, too.
"""

import re

from tui_reader.library.encodings import Decoded
from tui_reader.library.formats.blocks import BULLET, LINE_BREAK, Block
from tui_reader.library.formats.page import Page
from tui_reader.text.bidi import MIRRORED

_LABELS = frozenset(
    (
        "csiso88598e", "csisolatinhebrew", "hebrew", "iso-8859-8", "iso-8859-8-e", "iso-ir-138", "iso8859-8",
        "iso88598", "iso_8859-8", "iso_8859-8:1988", "visual",
    )
)  # fmt: skip
_WORD = re.compile("[א-ת]{2,}")
#: Letters that stand at the end of a word alone.
_FINAL = frozenset("ךםןףץ")
# What is read from left to right in a line: Latin words with all between them that is not Hebrew, and numbers. Of a
# number that a word may follow at once, no more is looked at than a number has: else each would be tried to its end.
_RUN = re.compile(r"(?:\d[\d.,]{0,30}+)?+[A-Za-zÀ-ÿ](?:[^א-ת]*[A-Za-zÀ-ÿ0-9])?|[-+]?\d+(?:[.,:/-]\d+)*%?|.", re.DOTALL)
_SIGN = re.compile(f" *{BULLET} ")
_LINE = re.compile(f"[^{LINE_BREAK}]+")


def is_visual(decoded: Decoded, declared: str | None) -> bool:
    """Whether a page says that it is in visual order, and its words begin with letters that end words."""
    if decoded.encoding != "ISO-8859-8" or not declared or declared.lower() not in _LABELS:
        return False
    words = _WORD.findall(decoded.text)
    return sum(word[0] in _FINAL for word in words) > sum(word[-1] in _FINAL for word in words)


def turn(page: Page) -> None:
    """Put all that a page says into logical order. A direction it gives is that of its lines, not of its text."""
    page.placed = [each._replace(block=_turned(each.block), direction=None) for each in page.placed]
    page.title = turned(page.title) if page.title else None
    page.author = turned(page.author) if page.author else None
    page.meta = {name: turned(content) for name, content in page.meta.items()}
    page.direction = None


def turned(text: str) -> str:
    """Lines in logical order."""
    return _turned(Block(text)).text


def _turned(block: Block) -> Block:
    order: list[int] = []
    text = list(block.text)
    for line in _LINE.finditer(block.text):
        # A list's sign was not written by the page.
        sign = _SIGN.match(block.text, line.start())
        start = sign.end() if sign else line.start()
        order += range(len(order), start)
        runs = [range(*run.span()) for run in _RUN.finditer(block.text, start, line.end())]
        order += [place for run in reversed(runs) for place in run]
        for run in runs:
            if len(run) == 1:
                text[run.start] = MIRRORED.get(text[run.start], text[run.start])
    order += range(len(order), len(text))
    placed = {before: after for after, before in enumerate(order)}
    pieces = tuple(
        (min(found), max(found) + 1, style, target)
        for start, end, style, target in block.pieces
        if (found := [placed[place] for place in range(start, end)])
    )
    return block._replace(text="".join(text[place] for place in order), pieces=pieces)
