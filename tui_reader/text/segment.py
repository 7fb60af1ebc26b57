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

# A letter alone, with a tatweel or not: what is written with a full stop after one, or after each of several, is an
# abbreviation (د. أ.د. ق.م. ج. ت. ص.ب. J. K.). After a number a lone م or هـ is an era, and mostly the sentence's end.
_LETTER = "(?:[\u0621-\u063a\u0641-\u064a\u066e-\u06d3\ufeeb\u05d0-\u05eaA-Z]\u0640?)"
_MARKS = "\u064b-\u065f\u0670\u0591-\u05c7"
_INITIALS = (
    rf"(?<![\w\u0640{_MARKS}])\u0648?{_LETTER}|(?<=\d)[\u0642\u0628]"
    rf"|(?<![^\W\d_])(?:{_LETTER}\.\s?)+{_LETTER}"
)
_ERA = re.compile(r"\d\s*(?:\u0645|\u0647\u0640?|\ufeeb)\.\s*$")
# Longer ones: Arabic, Persian, Urdu, Hebrew, and those of Latin references.
_ABBREVIATIONS = (
    "مج", "تح", "ڈاکٹر", "פרופ", "ד\"ר", "עמ", "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Mt", "Jr", "Sr",
    "vs", "cf", "e.g", "i.e", "vol", "Vol", "ed", "eds", "trans", "p", "pp", "fig", "Fig", "no", "ch", "art",
)  # fmt: skip
# Latin letters as Arabic spells them: بي.بي.سي, with no space between.
_SPELLED = (
    "إيه", "ايه", "بي", "سي", "دي", "إي", "اي", "إف", "اف", "جي", "إتش", "اتش", "آي", "جيه", "كيه", "إل", "ال", "إم",
    "ام", "إن", "ان", "أو", "او", "كيو", "آر", "إس", "اس", "تي", "يو", "في", "دبليو", "إكس", "اكس", "واي", "زد",
)  # fmt: skip
_ENDS_ABBREVIATED = re.compile(
    rf"(?:{_INITIALS}|(?<!\w)(?:{'|'.join(map(re.escape, _ABBREVIATIONS))}))\.\s*$"
    rf"|(?<![\w{_MARKS}])(?:{'|'.join(_SPELLED)})\.$"
)
# A numbered opening (١. 12. 3- 1.2.) of a paragraph belongs to the sentence it numbers.
_NUMBERED_OPENING = re.compile(r"\s*\(?\d{1,4}(?:\.\d{1,3}){0,3}[.)\-]{1,2}\s*$")
# Code points at the end of a piece in which an abbreviation is looked for.
_TAIL = 40


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
        joins = begin == 0 and bool(_NUMBERED_OPENING.match(text, begin, end))
        if not joins and "." in (tail := text[max(start, end - _TAIL) : end]):
            joins = bool(_ENDS_ABBREVIATED.search(tail)) and not _ERA.search(tail)
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
