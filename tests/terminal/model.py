"""Model terminals: what the reader sees after a terminal has done to a row what it does.

Each model takes the (text, style) pairs that were sent and returns what stands in each cell from left to
right, as (character, style), letters unjoined so that shaped and unshaped ones compare. The behaviours are
those of the shared design's TERMINALS.md; the reordering is UAX #9 by python-bidi's resolver (levels) and
the two rules a line needs (L1, L2), written here so that the engine is not its own judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Sequence
from itertools import groupby

from bidi import get_display
from bidi.mirror import MIRRORED

Sent = Sequence[tuple[str, Hashable]]
Seen = list[tuple[str, Hashable]]

LRM, LRO, PDF = "\u200e", "\u202d", "\u202c"


def plain(text: str) -> str:
    """A cell's text without joining forms and controls, for comparison."""
    text = "".join(c for c in text if unicodedata.bidirectional(c) not in ("LRO", "PDF", "BN"))
    text = text.replace(LRM, "").replace("\u2800", " ")
    return unicodedata.normalize("NFKC", text) if text.strip() else text


def levels(text: str, base: str | None) -> list[int]:
    """Embedding levels by code point, trailing blanks not yet reset; `base` is "L", "R" or None (P2, P3)."""
    said = get_display(text, base_dir=base, debug=True)
    found = [int(n) for n in re.findall(r"\d+", said[said.rindex("\n    levels: [\n") : said.rindex("paragraphs:")])]
    at, answer = 0, []
    for char in text:
        answer.append(found[at])
        at += len(char.encode())
    return answer


def reorder(text: str, base: str | None) -> list[tuple[int, int]]:
    """(index, level) of each character in visual order (L1 for trailing blanks, L2)."""
    if not text:
        return []
    resolved = levels(text, base)
    bottom = levels(text + "\n", base)[-1] if base is None else "LR".index(base)
    for at in reversed(range(len(text))):
        if unicodedata.bidirectional(text[at]) not in ("WS", "LRO", "PDF", "BN"):
            break
        resolved[at] = bottom
    order = list(range(len(text)))
    for level in range(max(resolved), 0, -1):
        at = 0
        for high, group in groupby(list(order), key=lambda index: resolved[index] >= level):
            size = len(list(group))
            if high:
                order[at : at + size] = reversed(order[at : at + size])
            at += size
    return [(index, resolved[index]) for index in order]


def _cells(sent: Sent) -> list[tuple[str, Hashable]]:
    """What was sent as clusters: a character and the zero-width ones after it."""
    cells: list[tuple[str, Hashable]] = []
    for text, style in sent:
        for char in text:
            if cells and (unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf")):
                cells[-1] = (cells[-1][0] + char, cells[-1][1])
            else:
                cells.append((char, style))
    return cells


def nothing(sent: Sent) -> Seen:
    """xterm, urxvt, st, alacritty, foot, xterm.js in WebGL; VTE and mlterm once told."""
    return [(plain(text), style) for text, style in _cells(sent)]


def row(sent: Sent, base: str | None = "L") -> Seen:
    """VTE, Konsole: bidi on the whole row with an LTR base. mlterm with `base` None: the row decides."""
    chars = [(char, style) for text, style in sent for char in text]
    order = reorder("".join(char for char, _ in chars), base)
    # A mark or a control goes wherever the cell it was written onto goes.
    rank = {index: place for place, (index, _) in enumerate(order)}
    odd = {index: level % 2 for index, level in order}
    clusters: list[list[int]] = []
    for index, (char, _) in enumerate(chars):
        if clusters and (unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Cf")):
            clusters[-1].append(index)
        else:
            clusters.append([index])
    seen: Seen = []
    for cluster in sorted(clusters, key=lambda members: rank[members[0]]):
        head, style = chars[cluster[0]]
        text = (MIRRORED.get(head, head) if odd[cluster[0]] else head) + "".join(chars[i][0] for i in cluster[1:])
        if plain(text):
            seen.append((plain(text), style))
    return seen


def stripping(sent: Sent) -> Seen:
    """PuTTY, QTerminal: as a row with an LTR base, after LRO, PDF and LRM were dropped."""
    return row([(re.sub("[\u200e\u202c\u202d]", "", text), style) for text, style in sent])


def spans(sent: Sent) -> Seen:
    """xterm.js in the DOM: each styled span is laid out alone."""
    return [cell for pair in sent for cell in row([pair])]


def tokens(sent: Sent) -> Seen:
    """kitty: each space-separated token takes the direction of its first letter and is turned, with digits
    and brackets, while colours stay. Seen in kitty 0.26 with one font for all: both kinds of Arabic digits count as
    letters, ASCII digits do not, nor what Arabic shares with other scripts (؛ ؟ ـ)."""
    cells = _cells(sent)
    styles = [style for _, style in cells]
    seen: list[str] = []
    for _, group in groupby(cells, key=lambda cell: cell[0][0] == " "):
        texts = [text for text, _ in group]
        classes = [
            "AN" if "\u06f0" <= text[0] <= "\u06f9" else unicodedata.bidirectional(text[0])
            for text in texts
            if text[0] not in "؛؟ـ"
        ]
        if next((c for c in classes if c in ("L", "R", "AL", "AN")), "L") != "L":
            texts = [MIRRORED.get(text[0], text[0]) + text[1:] for text in reversed(texts)]
        seen += map(plain, texts)
    return list(zip(seen, styles, strict=True))
