"""Boundaries in text: clusters, words, sentences (UAX #29) and line-break opportunities (UAX #14).

ICU, through icu4py, finds them; it counts UTF-16 units and refuses lone surrogates. This is the one module
that knows: every offset here is a code point index. The root locale is used throughout, so that a text breaks
the same way on every machine.
"""

import re
from itertools import accumulate

from icu4py.breakers import BaseBreaker, CharacterBreaker, LineBreaker, SentenceBreaker, WordBreaker

_LOCALE = "root"
_SURROGATE = re.compile("[\ud800-\udfff]")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")

# Abbreviations whose full stop ends no sentence: titles and eras of Arabic, then of Persian, Hebrew and Urdu use.
_ABBREVIATIONS = (
    "د", "أ", "أ.د", "م", "ص", "ج", "ط", "س", "ت", "هـ", "ه", "ق.م", "ب.م", "ق.هـ", "إلخ", "مج", "ع", "ف", "ر", "ش",
    "ق", "پ", "ن.ک", "ر.ک", "פרופ", "ד\"ר", "עמ", "ڈاکٹر",
)  # fmt: skip
_ENDS_ABBREVIATED = re.compile(r"(?:^|[\s(«\"'])(?:" + "|".join(map(re.escape, _ABBREVIATIONS)) + r")\.\s*$")
# A numbered opening (١. 12. 3-) of a paragraph belongs to the sentence it numbers.
_NUMBERED_OPENING = re.compile(r"\s*\d{1,4}[.)\-]\s*$")


def clusters(text: str) -> list[int]:
    """Ends of the extended grapheme clusters (UAX #29), ascending; the last is ``len(text)``."""
    return _ends(CharacterBreaker, text)


def line_breaks(text: str) -> list[int]:
    """Offsets a line may end at (UAX #14), ascending; the last is ``len(text)``. Forced breaks are among them."""
    return _ends(LineBreaker, text)


def words(text: str) -> list[tuple[int, int]]:
    """Spans of the words: the segments of UAX #29 that hold a letter or a digit."""
    spans, start = [], 0
    for end in _ends(WordBreaker, text):
        if any(map(str.isalnum, text[start:end])):
            spans.append((start, end))
        start = end
    return spans


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences, white space after them included; they tile ``text``.

    ICU ends a sentence after the full stop of an abbreviation or of a number that opens a paragraph; those
    pieces are joined to what follows.
    """
    spans: list[tuple[int, int]] = []
    start = begin = 0
    for end in _ends(SentenceBreaker, text):
        piece = text[begin:end]
        joins = (begin == 0 and _NUMBERED_OPENING.match(piece)) or _ENDS_ABBREVIATED.search(piece)
        begin = end
        if not joins or end == len(text):
            spans.append((start, end))
            start = end
    return spans


def _ends(breaker: type[BaseBreaker], text: str) -> list[int]:
    """Segment ends of ``text`` in code points."""
    if not text:
        return []
    if text.isascii():
        return [end for _, end in breaker(text, _LOCALE).segments()]
    text = _SURROGATE.sub("\ufffd", text)
    ends = [end for _, end in breaker(text, _LOCALE).segments()]
    if not _BEYOND_BMP.search(text):
        return ends
    # unit_of[i] is the UTF-16 offset after i code points; a segment never ends inside a surrogate pair.
    after = accumulate(2 if char > "\uffff" else 1 for char in text)
    code_point_of = {unit: index for index, unit in enumerate(after, 1)}
    return [code_point_of[end] for end in ends]
