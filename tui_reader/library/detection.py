"""Which old encoding bytes are in: the one in which they read most like a language.

Every encoding in CANDIDATES is tried with every language it was used for. Bytes that stand next to one another are
counted once; each pair costs as many half bits as the letters it stands for surprise in that language
(letter_pairs.txt).
The fewest win. Only pairs with a byte beyond ASCII tell one encoding from another, so only they are counted.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tui_reader.library.charsets import BY_NAME

CLASSES = ("space", "fixed", "digit", "capital", "small", "mark", "letter", "sign", "control")
"""What a character is that is no letter of the language: ASCII's kinds, and a fixed space, a letter, a sign or a
control beyond."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How letter_pairs.txt writes half bits."""

LATIN = frozenset(("cs", "de", "es", "fr", "hu", "it", "pl", "pt", "ro", "sv", "tr"))
"""Languages whose letters are ASCII's too: in them capitals are counted as small letters."""

SAMPLE = 1 << 15
"""Bytes looked at, from the first one that is not ASCII."""

_UNDEFINED = 60
"""Half bits that a pair costs whose bytes the encoding does not define; one never seen in the language costs 35."""

_SUREST = 0.9
_COMMONEST, _FINALISTS = 100, 8

_STRANGE = 28
"""Half bits a pair from which a text is in none of the languages; letters in their own language cost 14 to 20."""

CANDIDATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Windows-1256", ("ar", "ur", "fa")),
    ("ISO-8859-6", ("ar",)),
    ("Mac Arabic", ("ar",)),
    ("Mac Farsi", ("fa",)),
    ("IBM 720", ("ar",)),
    ("Windows-1255", ("he",)),
    ("ISO-8859-8", ("he",)),
    ("IBM 862", ("he",)),
    ("Windows-1252", ("de", "es", "fr", "it", "pt", "sv")),
    ("Windows-1251", ("ru", "uk")),
    ("KOI8-R", ("ru",)),
    ("KOI8-U", ("uk",)),
    ("IBM 866", ("ru",)),
    ("ISO-8859-5", ("ru",)),
    ("Windows-1250", ("cs", "hu", "pl", "ro")),
    ("ISO-8859-2", ("cs", "hu", "pl", "ro")),
    ("Windows-1254", ("tr",)),
    ("Windows-1253", ("el",)),
    ("ISO-8859-7", ("el",)),
    ("Mac Roman", ("de", "es", "fr", "it", "pt")),
    ("IBM 850", ("de", "es", "fr", "it", "pt")),
)
"""Encodings by the order in which they win a tie, and the languages that were written in each."""


class Guess(NamedTuple):
    """An encoding, and how sure that is."""

    name: str
    sure: float
    """0 to 0.9: how far the next encoding that gives another text is behind."""
    strange: bool
    """Whether it reads like no language even so."""


def classes(alphabet: str) -> Callable[[str], int]:
    """What gives a character's number: its place in ``alphabet``, else that of its class behind it."""
    places = {char: place for place, char in enumerate(alphabet)}
    first = len(alphabet)
    folds = "a" in places

    @cache
    def number(char: str) -> int:
        place = places.get(char, places.get(char.lower()) if folds else None)
        if place is not None:
            return place
        if char in " \t\n\r\x0b\x0c":
            kind = "space"
        elif char == "\xa0":
            kind = "fixed"
        elif char.isascii():
            kind = (
                "digit" if char.isdigit()
                else "capital" if char.isupper()
                else "small" if char.islower()
                else "mark" if char.isprintable()
                else "control"
            )  # fmt: skip
        elif "\x80" <= char <= "\x9f":
            kind = "control"
        else:
            kind = "letter" if char.isalpha() else "sign"
        return first + CLASSES.index(kind)

    return number


class Language(NamedTuple):
    """One language's pairs."""

    alphabet: str
    bits: tuple[bytes, ...]
    """Row: the first character's number. Column: the second's. Value: half bits of surprise."""


@cache
def languages() -> dict[str, Language]:
    """The table in letter_pairs.txt."""
    found: dict[str, Language] = {}
    lines = iter(Path(__file__).with_name("letter_pairs.txt").read_text(encoding="ascii").splitlines())
    for line in lines:
        name, *points = line.split(" ")
        alphabet = "".join(chr(int(point, 16)) for point in points)
        rows = [next(lines) for _ in range(len(alphabet) + len(CLASSES))]
        found[name] = Language(alphabet, tuple(bytes(int(digit, 36) for digit in row) for row in rows))
    return found


@cache
def _numbers(name: str, language: str) -> tuple[int, ...]:
    """The number of each of the 256 bytes in a language's table; -1 for one that is no character, or a C1 control."""
    number = classes(languages()[language].alphabet)
    text = bytes(range(256)).decode(BY_NAME[name].codec, "surrogateescape")
    return tuple(-1 if "\x80" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" else number(char) for char in text)


def guess(data: bytes) -> Guess | None:
    """The likeliest encoding of bytes that are not UTF-8; None where every byte is ASCII."""
    sample = _sample(data)
    pairs = Counter(pairwise(sample))
    telling = [(first, second, count) for (first, second), count in pairs.most_common() if first > 127 or second > 127]
    if not telling:
        return None
    tried = [(place, name, language) for place, (name, spoken) in enumerate(CANDIDATES) for language in spoken]
    # The commonest pairs leave few in question, and only for those are all of them looked at.
    for looked_at, left in ((_COMMONEST, _FINALISTS), (len(telling), len(tried))):
        scored = sorted(
            (_cost(telling[:looked_at], _numbers(name, language), languages()[language].bits), place, name, language)
            for place, name, language in tried
        )
        tried = [(place, name, language) for _, place, name, language in scored[:left]]
    cost, _, best, _ = scored[0]
    if best == "Mac Arabic" and _is_iso(sample):
        best = "ISO-8859-6"
    same = sample.decode(BY_NAME[best].codec, "surrogateescape")
    weight = sum(count for _, _, count in telling)
    strange = cost > _STRANGE * weight
    for other, _, name, _ in scored[1:]:
        if name != best and sample.decode(BY_NAME[name].codec, "surrogateescape") != same:
            # A bit a pair is a great deal; short texts need more of them.
            behind = (other - cost) / 2 / weight
            return Guess(best, round(_SUREST * min(behind, 1.0) * min(weight / 40, 1.0), 2), strange)
    return Guess(best, _SUREST, strange)


def _is_iso(sample: bytes) -> bool:
    """Whether what could be Mac Arabic is ISO-8859-6, which has the same letters.

    0xA0 is a Mac's space in text from the right, and there nearly every space; here it is one that does not break.
    """
    if sample.count(b"\xa0") > sample.count(b" "):
        return False
    try:
        return sample.decode("iso8859_6").replace("\xa0", " ") == sample.decode("mac_arabic")
    except UnicodeDecodeError:
        return False


def _sample(data: bytes) -> bytes:
    """The part of ``data`` that tells, with a space before it and behind."""
    first = re.search(rb"[\x80-\xff]", data)
    if not first:
        return b""
    start = max(first.start() - 1, 0)
    return b" " + data[start : start + SAMPLE] + b" "


def _cost(telling: list[tuple[int, int, int]], numbers: tuple[int, ...], bits: tuple[bytes, ...]) -> int:
    cost = 0
    for first, second, count in telling:
        before, after = numbers[first], numbers[second]
        cost += count * (bits[before][after] if before >= 0 and after >= 0 else _UNDEFINED)
    return cost
