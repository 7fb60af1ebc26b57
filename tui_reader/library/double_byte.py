"""Whether bytes are Chinese, Japanese or Korean in an old encoding, which take two bytes a character.

Their characters are too many for a table of pairs, and few other bytes are valid in these encodings: a word of an odd
number of letters is not. What is valid must also be made of the characters that such texts are made of.
"""

import codecs
from collections.abc import Callable
from typing import NamedTuple

from tui_reader.library.charsets import BY_NAME

FEWEST = 4
"""Characters beyond ASCII from which one of these is told."""

_KANA = range(0x3041, 0x30FF)
_HAN = range(0x4E00, 0xA000)
_HANGUL = range(0xAC00, 0xD7A4)
# Their own signs; letters of double width; a few that all scripts have (bars, dots, quotation marks, arrows, stars).
_SIGNS = (range(0x3000, 0x3041), range(0xFF01, 0xFF5F), range(0x2010, 0x2700), range(0xA0, 0x100))

# The share of all that the wanted characters have at least.
_NEARLY_ALL = 0.95


class _Counts(NamedTuple):
    """How many characters of each kind are in a text, ASCII left out."""

    kana: int
    han: int
    hangul: int
    signs: int
    all: int


def _japanese(text: str, counts: _Counts) -> bool:
    return 5 * counts.kana >= counts.kana + counts.han and counts.kana > 0


def _korean(text: str, counts: _Counts) -> bool:
    # The syllables of the first standard; those that were added behind it stand in no text, nearly.
    return 10 * counts.hangul >= 9 * (counts.hangul + counts.han + counts.kana) and _held(text, "euc_kr", 0xB0, 0xC8)


def _simplified(text: str, counts: _Counts) -> bool:
    return counts.han > 10 * counts.kana and _held(text, "gb2312", 0xB0, 0xD7)


def _traditional(text: str, counts: _Counts) -> bool:
    return counts.han > 10 * counts.kana and _held(text, "big5", 0xA4, 0xC6)


_ROWS: tuple[tuple[str, Callable[[str, _Counts], bool]], ...] = (
    ("Shift JIS", _japanese),
    ("EUC-JP", _japanese),
    ("EUC-KR", _korean),
    ("GB 18030", _simplified),
    ("Big5", _traditional),
)
"""What is tried, in order, and what a text in it looks like."""


def guess(sample: bytes) -> str | None:
    """The name of the encoding of a piece of a text, which may end in the middle of a character; None for none."""
    for name, fits in _ROWS:
        try:
            text = codecs.getincrementaldecoder(BY_NAME[name].codec)().decode(sample)
        except UnicodeDecodeError:
            continue
        counts = _count(text)
        known = counts.kana + counts.han + counts.hangul + counts.signs
        if counts.all >= FEWEST and known >= _NEARLY_ALL * counts.all and fits(text, counts):
            return name
    return None


def _count(text: str) -> _Counts:
    points = [ord(char) for char in text if not char.isascii()]
    kana, han, hangul = (sum(point in kind for point in points) for kind in (_KANA, _HAN, _HANGUL))
    signs = sum(any(point in kind for kind in _SIGNS) for point in points)
    return _Counts(kana, han, hangul, signs, len(points))


def _held(text: str, codec: str, first: int, last: int) -> bool:
    """Whether nearly all letters of a text are among the common ones of a standard, which stand at its beginning."""
    letters = [char for char in text if ord(char) in _HAN or ord(char) in _HANGUL]
    common = sum(first <= (char.encode(codec, "ignore") or b"\0")[0] <= last for char in letters)
    return common >= 0.9 * len(letters) > 0
