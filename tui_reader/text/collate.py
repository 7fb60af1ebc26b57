"""The order of titles in a list: alphabetical, as a dictionary of their languages has it.

Marks, case, hamza seats and punctuation make no difference (the primary level of UTS #10), numbers count as numbers,
and the letters that Unicode encodes far from their place in the alphabet are put there. icu4py has no collator, and
PyICU no wheels; a test compares with ICU's collations where PyICU is there.
"""

from __future__ import annotations

import re

from .fold import fold

#: Letters that stand after another one in the alphabets that have them (Persian, Urdu, Pashto, Kurdish …).
AFTER: dict[str, str] = {
    "ٹ": "ت",
    "پ": "ب",
    "ٻ": "ب",
    "ڀ": "ب",
    "ټ": "ت",
    "ٽ": "ت",
    "ٿ": "ت",
    "چ": "ج",
    "ڄ": "ج",
    "ڃ": "ج",
    "ڇ": "ج",
    "ځ": "ح",
    "څ": "ح",
    "ڈ": "د",
    "ډ": "د",
    "ڊ": "د",
    "ڌ": "د",
    "ڍ": "د",
    "ڏ": "د",
    "ڑ": "ر",
    "ړ": "ر",
    "ڕ": "ر",
    "ږ": "ر",
    "ڙ": "ر",
    "ژ": "ز",
    "ښ": "س",
    "ڤ": "ف",
    "ڦ": "ف",
    "گ": "ك",
    "ڭ": "ك",
    "ڱ": "ك",
    "ڳ": "ك",
    "ڵ": "ل",
    "ڼ": "ن",
    "ڻ": "ن",
    "ۆ": "و",
    "ۇ": "و",
    "ۈ": "و",
    "ۋ": "و",
    "ۉ": "و",
}

_LAST = "\U0010fffd"
# Their own code points tell the letters after one and the same letter apart.
_TABLE = {ord(letter): before + _LAST + letter for letter, before in AFTER.items()}
_NOT_SORTED = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[0-9]+")


def _number(found: re.Match[str]) -> str:
    # How many digits there are first: with leading zeros gone, a longer number is a greater one.
    digits = found.group().lstrip("0")
    return f"{min(len(digits), 99):02d}{digits}"


def sort_key(text: str) -> str:
    """What to sort a title by: keys compare as strings, by code point. Equal keys are told apart by the text itself."""
    plain = _NOT_SORTED.sub(" ", fold(text)).strip()
    return _NUMBER.sub(_number, plain).translate(_TABLE)
