"""Arabic joining: which form each letter of a word takes, lam-alef, and what does not cut a word.

joiner.py asks arabic-reshaper for the forms of one word; here is what a word is, and which forms are remembered.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from .joining import NON_JOINING

ZWNJ, ZWJ, TATWEEL, LAM = "\u200c", "\u200d", "\u0640", "\u0644"

#: Longest word, in code points, whose forms are cached: the cache holds words, not documents.
LONGEST_KEPT = 64

#: Alefs that a lam before them forms one ligature with, and one column.
LAM_ALEFS = {"\u0622": "\ufef5", "\u0623": "\ufef7", "\u0625": "\ufef9", "\u0627": "\ufefb"}

def characters(ranges: Iterable[tuple[int, int]]) -> frozenset[str]:
    """The characters of closed ranges of code points."""
    return frozenset(chr(point) for low, high in ranges for point in range(low, high + 1))


_NON = characters(NON_JOINING)

_PRESENTATION = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"

#: Marks that Arabic letters bear, as the inside of a character class.
MARKS = (
    "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\ufe00-\ufe0f"
)

#: A lam and an alef that are one cluster: only marks stand between them. Group 1 is the alef.
LAM_ALEF = re.compile(f"{LAM}[{MARKS}]*([{''.join(LAM_ALEFS)}])")

# Other characters of Joining_Type T, by block: marks of other scripts, and format characters.
_TRANSPARENT = (
    "\xad\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u061c\u06df-\u06e8\u180b-\u180d\u180f"
    "\u1ab0-\u1ace\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\u20d0-\u20f0\ufe20-\ufe2f"
    "\ufeff\ufff9-\ufffb\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef"
)

#: A run of letters that may join, with the transparent characters among them. Python's ``\w`` is no help:
#: marks, ZWJ and the bidi marks have to stay inside.
WORD = re.compile(
    "[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c9"
    f"{_PRESENTATION}{MARKS}{_TRANSPARENT}]+"
)


def is_transparent(char: str) -> bool:
    """Joining_Type T: Mn, Me and Cf characters that ArabicShaping.txt does not list; they never cut a word."""
    return char != ZWNJ and char != ZWJ and char not in _NON and unicodedata.category(char) in ("Mn", "Me", "Cf")


def forms(word: str) -> tuple[str, ...]:
    """The form each character of ``word`` (a match of :data:`WORD`) is drawn in, one entry a character.

    A lam-alef's form stands at its lam; its alef has the empty string. Marks, ZWJ, ZWNJ and other transparent
    characters stay as they are. Words of up to :data:`LONGEST_KEPT` code points are remembered.
    """
    return _kept(word) if len(word) <= LONGEST_KEPT else _joined(word)


@lru_cache(maxsize=16384)
def _kept(word: str) -> tuple[str, ...]:
    return _joined(word)


def _joined(word: str) -> tuple[str, ...]:
    from .joiner import join  # with arabic-reshaper, which no text needs that has no Arabic in it

    return join(word)
