"""UAX #9 through our own path: every case of BidiTest.txt and BidiCharacterTest.txt (Unicode 15.0)."""

from collections.abc import Iterator

import pytest
from unicode_files import rows

from tui_reader.text import bidi

# Two characters of each class: one that bidi.shorten knows, where it knows one of the class, and one that it
# does not, so that both ways to the levels are tried. Cases take them in turn.
CHARACTERS = {
    "L": "a\u4e00", "R": "\u05d0\u07ca", "AL": "\u0628\u0710", "EN": "1\u06f0", "ES": "-+", "ET": "#%",
    "AN": "\u0660\u066b", "CS": ",/", "NSM": "\u064b\u20d0", "BN": "\u200c\xad", "B": "\u2029\x85", "S": "\t\x1f",
    "WS": " \u2003", "ON": "!*", "LRE": "\u202a", "RLE": "\u202b", "LRO": "\u202d", "RLO": "\u202e", "PDF": "\u202c",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}  # fmt: skip
# Bits of BidiTest.txt's last field, and the levels they ask for (None: rules P2 and P3).
DIRECTIONS = ((1, None), (2, 0), (4, 1))


def resolved(text: str, base: int) -> tuple[bytes, list[int]]:
    """Levels after L1, and visual order, as layout asks for them, of a text that is one line."""
    levels = bidi.line_levels(text, bidi.levels(text, base), base, 0, len(text))
    return levels, bidi.visual_order(levels)


def fault(text: str, base: int, levels: list[str], order: list[int]) -> str | None:
    """What our answer has wrong, the characters that X9 removes (``x``) left out of both."""
    ours, visual = resolved(text, base)
    if any(wanted != "x" and int(wanted) != level for wanted, level in zip(levels, ours, strict=True)):
        return f"{text!a} base {base}: levels {list(ours)}, wanted {levels}"
    seen = [place for place in visual if levels[place] != "x"]
    return None if seen == order else f"{text!a} base {base}: order {seen}, wanted {order}"


def bidi_test() -> Iterator[tuple[list[str], int, list[str], list[int]]]:
    """Classes, bits of the directions, levels and order of each row of BidiTest.txt."""
    levels: list[str] = []
    order: list[int] = []
    for row in rows("BidiTest.txt"):
        if row.startswith("@Levels:"):
            levels = row.removeprefix("@Levels:").split()
        elif row.startswith("@Reorder:"):
            order = list(map(int, row.removeprefix("@Reorder:").split()))
        else:
            classes, bits = row.split(";")
            yield classes.split(), int(bits), levels, order


def test_bidi_test() -> None:
    cases, faults = 0, []
    for number, (classes, bits, levels, order) in enumerate(bidi_test()):
        text = "".join(CHARACTERS[name][number % 2 if len(CHARACTERS[name]) > 1 else 0] for name in classes)
        bases = {bidi.base_level(text) if base is None else base for bit, base in DIRECTIONS if bits & bit}
        cases += bits.bit_count()
        # A case whose direction comes from the text is, once that is found, the same as a case that states it.
        faults += [found for base in bases if (found := fault(text, base, levels, order))]
    assert not faults, f"{len(faults)} of {cases}: {faults[:5]}"
    assert cases == 770_241


def test_bidi_character_test() -> None:
    cases, faults = 0, []
    for row in rows("BidiCharacterTest.txt"):
        points, direction, base, levels, order = row.split(";")
        text = "".join(chr(int(point, 16)) for point in points.split())
        if direction == "2" and bidi.base_level(text) != int(base):
            faults.append(f"{text!a}: base {bidi.base_level(text)}, wanted {base}")
        faults += filter(None, [fault(text, int(base), levels.split(), list(map(int, order.split())))])
        cases += 1
    assert not faults, f"{len(faults)} of {cases}: {faults[:5]}"
    assert cases == 91_707


@pytest.mark.parametrize(
    ("levels", "order"),
    [([], []), ([0, 0], [0, 1]), ([1, 1, 1], [2, 1, 0]), ([2, 2], [0, 1]), ([0, 1, 2, 2, 1, 0], [0, 4, 2, 3, 1, 5])],
)
def test_visual_order(levels: list[int], order: list[int]) -> None:
    assert bidi.visual_order(levels) == order
