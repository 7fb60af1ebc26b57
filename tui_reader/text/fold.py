"""What a reader's query ignores: folded text, and the map back to the original.

A fold is a table from one character to what stands for it in folded text: nothing for marks, one letter for the
forms of a letter, several for a ligature. Bases: Lucene's ArabicNormalizer and PersianNormalizer, NFKD.
"""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

#: Letters that NFKD does not bring together and readers do not tell apart, by the language that needs it.
FOLDS: Mapping[str, Mapping[str, str]] = {
    "ar": {"ٱ": "ا", "ى": "ي", "ة": "ه", "ڪ": "ك"},
    "fa": {"ی": "ي", "ې": "ي", "ک": "ك", "ە": "ه"},
    "ur": {"ے": "ي", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ں": "ن"},
    "he": {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"},
}

LETTERS: Mapping[str, str] = {letter: folded for folds in FOLDS.values() for letter, folded in folds.items()}
"""All of FOLDS."""

#: Marks, spacing ones of Indic scripts too, and format characters.
_MARKS = ("Mn", "Me", "Mc")
_DROPPED_CATEGORIES = (*_MARKS, "Cf")
TATWEEL = "ـ"
ZWNJ = "\u200c"
HEH = "ه"

#: Precomposed Hangul: NFKD would make three letters of one.
_HANGUL = range(0xAC00, 0xD7A4)


class Kind(IntEnum):
    """What a character is to a word."""

    SEPARATOR = 0
    MARK = 1
    """Belongs to the letter before it; folding drops it."""
    DROPPED = 2
    """Is not there at all: tatweel, format characters."""
    JOINER = 3
    """ZWNJ: parts of one word."""
    DIGIT = 4
    LETTER = 5
    RTL = 8
    """A letter of a right-to-left script. A digit beside it is another word: ١٤٤٥هـ, ב2024."""
    EXPANDS = 9
    """Stands for several characters, or is a presentation form: see `expanded`."""


def fold_char(char: str) -> str:
    """What stands for one character in folded text: marks, format characters and tatweel vanish; letters lose
    marks and case and take their basic form; digits become ASCII."""
    if char == TATWEEL or unicodedata.category(char) in _DROPPED_CATEGORIES:
        return ""
    if ord(char) in _HANGUL:
        return char
    folded = []
    decomposed = unicodedata.normalize("NFKD", char.casefold())
    for part in decomposed:
        if part == TATWEEL or unicodedata.category(part) in _DROPPED_CATEGORIES:
            continue
        digit = unicodedata.digit(part, None)
        folded.append(str(digit) if digit is not None else LETTERS.get(part, part))
    if folded == [" "] and len(decomposed) > 1 and unicodedata.category(char) == "Lo":
        return ""  # the form of a mark that stands alone, which programs that draw text left behind in it
    return "".join(folded)


def _presentation(code: int) -> bool:
    return 0xFB50 <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC


def kind_of(char: str) -> Kind:
    """What a character is to a word."""
    if char == ZWNJ:
        return Kind.JOINER
    category = unicodedata.category(char)
    if char == TATWEEL or category == "Cf":
        return Kind.DROPPED
    if category in _MARKS:
        return Kind.MARK
    folded = fold_char(char)
    if not folded:
        return Kind.MARK
    if not any(part.isalnum() for part in folded):
        return Kind.SEPARATOR
    code = ord(char)
    if len(folded) > 1 or _presentation(code) or (code > 0xFFFF) != (ord(folded) > 0xFFFF):
        return Kind.EXPANDS
    if folded.isdecimal():
        return Kind.DIGIT
    return Kind.RTL if 0x590 <= ord(folded) < 0x900 else Kind.LETTER


def expanded(char: str) -> str:
    """What a character of kind EXPANDS is split into before words are looked for: the letters one would type."""
    if _presentation(ord(char)):
        return unicodedata.normalize("NFKC", char)
    return fold_char(char)


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
    if text.isascii():
        return text.lower()
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
        return self.origin[start], with_marks(self.original, self.origin[end - 1] + 1)


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


def with_marks(text: str, end: int) -> int:
    """``end`` moved past the marks that stand there: they belong to the letter before."""
    while end < len(text) and unicodedata.category(text[end]) in _MARKS:
        end += 1
    return end


def spread(text: str) -> str:
    """A short text with its ligatures taken apart, presentation forms made letters."""
    return "".join(expanded(char) if _kind(char) == Kind.EXPANDS else char for char in text)


def _hebrew(char: str) -> bool:
    return "\u05d0" <= char <= "\u05ea"


#: What stands inside a Hebrew abbreviation, as its own character or as the one on every keyboard: צה״ל, צה"ל, ג'ורג'.
GERESH = "\u05f3\u05f4'\""


def words(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a short text that was `spread`, marks that follow them included, half-open.

    The same words as `tui_reader.search.units` finds in documents.
    """
    kinds = [_kind(char) for char in text]
    for at, (char, kind) in enumerate(zip(text, kinds, strict=True)):
        if kind == Kind.EXPANDS:
            kinds[at] = Kind.RTL if 0x590 <= ord(fold_char(char)[0]) < 0x900 else Kind.LETTER
        elif char in GERESH and 0 < at < len(text) - 1 and _hebrew(text[at - 1]) and _hebrew(text[at + 1]):
            kinds[at] = Kind.DROPPED
        elif char == TATWEEL and _hijri(text, kinds, at):
            kinds[at - 1] = Kind.SEPARATOR
    start, end, before = None, 0, Kind.SEPARATOR
    for at, kind in enumerate(kinds):
        if kind == Kind.DROPPED:
            continue
        if start is not None and (kind == Kind.SEPARATOR or kind + before == Kind.DIGIT + Kind.RTL):
            yield start, end
            start = None
        if start is None and kind >= Kind.DIGIT:
            start = at
        before, end = kind, at + 1
    if start is not None:
        yield start, end


def _hijri(text: str, kinds: list[Kind], tatweel: int) -> bool:
    """Whether the tatweel makes the letter before it هـ after a year, which is no word."""
    if tatweel < 2 or text[tatweel - 1] != HEH:
        return False
    before = tatweel - 2
    if kinds[before] == Kind.SEPARATOR and text[before] != "\n":
        before -= 1
    after = text[tatweel:].lstrip(TATWEEL)[:1]
    return before >= 0 and kinds[before] == Kind.DIGIT and (not after or _kind(after) == Kind.SEPARATOR)


class _Kinds(dict[str, Kind]):
    def __missing__(self, char: str) -> Kind:
        kind = self[char] = kind_of(char)
        return kind


_kind: Callable[[str], Kind] = _Kinds().__getitem__
