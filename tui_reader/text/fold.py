"""What a reader's query ignores: folded text, and the map back to the original.

A fold is a table from one character to what stands for it in folded text: nothing for marks, one letter for the
forms of a letter, several for a ligature. Bases: Lucene's ArabicNormalizer and PersianNormalizer, NFKD.
"""

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

#: Letters that NFKD does not bring together and readers do not tell apart.
FOLDS: dict[str, str] = {
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
    "ی": "ي",
    "ے": "ي",
    "ې": "ي",
    "ک": "ك",
    "ڪ": "ك",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ۃ": "ه",
    "ں": "ن",
}

_DROPPED_CATEGORIES = ("Mn", "Me", "Cf")
_TATWEEL = "ـ"


def fold_char(char: str) -> str:
    """What stands for one character in folded text: marks, format characters and tatweel vanish; letters lose
    marks and case and take their basic form; digits become ASCII."""
    if char == _TATWEEL or unicodedata.category(char) in _DROPPED_CATEGORIES:
        return ""
    folded = []
    for part in unicodedata.normalize("NFKD", char.casefold()):
        if part == _TATWEEL or unicodedata.category(part) in _DROPPED_CATEGORIES:
            continue
        digit = unicodedata.digit(part, None)
        folded.append(str(digit) if digit is not None else FOLDS.get(part, part))
    return "".join(folded)


class _Table(dict[int, str]):
    """`str.translate`'s table, each character's fold worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_char(chr(code))
        return folded


_TABLE = _Table()

# Code points folded by one call.
_AT_ONCE = 1 << 16


def fold(text: str) -> str:
    """Folded text, for matching only: never shown, stored as a document or copied."""
    if len(text) <= _AT_ONCE:
        return text.translate(_TABLE)
    # In pieces: one call on a whole book would keep every other thread waiting until it is done.
    return "".join(text[at : at + _AT_ONCE].translate(_TABLE) for at in range(0, len(text), _AT_ONCE))


class Folded(NamedTuple):
    """Folded text and, for each of its characters, the offset of the original one it stands for."""

    text: str
    origin: list[int]
    original: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original half-open span of ``text[start:end]``, with the marks that follow its last character."""
        first, last = self.origin[start], self.origin[end - 1] + 1
        while last < len(self.original) and unicodedata.category(self.original[last]) in ("Mn", "Me"):
            last += 1
        return first, last


def fold_with_map(text: str) -> Folded:
    """Folded text with the map back to the original."""
    look_up: Callable[[int], str] = _TABLE.__getitem__
    pieces: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        piece = look_up(ord(char))
        pieces.append(piece)
        origin.extend([index] * len(piece))
    return Folded("".join(pieces), origin, text)
