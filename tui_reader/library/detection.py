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
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

from tui_reader.library import double_byte
from tui_reader.library.charsets import BY_NAME

CLASSES = ("space", "fixed", "digit", "capital", "small", "mark", "letter", "sign", "control")
"""What a character is that is no letter of the language: ASCII's kinds, and a fixed space, a letter, a sign or a
control beyond."""

_ASCII_CLASSES = ("space", "digit", "capital", "small", "mark", "control")

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""How letter_pairs.txt writes half bits."""

SAMPLE = 1 << 15
"""Bytes looked at, from the first one that is not ASCII."""

SIGNS = frozenset("\xa0«»“”‘’–—…•°±§©®™£€")
"""Signs beyond ASCII that stand in English."""

_UNDEFINED = 60
"""Half bits that a pair costs whose bytes the encoding does not define; one never seen in the language costs 35."""

_SUREST = 0.9
_COMMONEST, _FINALISTS = 100, 8

_POOR = 21
"""Half bits a pair from which it is asked whether a text is in one of the encodings of two bytes a character."""

_STRANGE = 28
"""Half bits a pair from which a text is in none of the languages; letters in their own language cost 14 to 20."""

_SPACED, _ASCII = 18, 30
"""Half bits that a pair costs whose characters are both ASCII, of which nothing was counted: with a space in it, and
without. A Mac wrote them with other bytes in text from the right, spaces before all."""


class Candidate(NamedTuple):
    """A row of CANDIDATES."""

    name: str
    spoken: tuple[str, ...]
    """The languages that were written in it."""
    rare: int
    """Half bits it costs before anything is read: how much less often a reader of this program meets it. A few words
    are often likely in two encodings."""


CANDIDATES: tuple[Candidate, ...] = (
    Candidate("Windows-1256", ("ar", "ur", "fa"), 0),
    Candidate("ISO-8859-6", ("ar",), 2),
    Candidate("Mac Arabic", ("ar",), 2),
    Candidate("Mac Farsi", ("fa",), 3),
    Candidate("IBM 720", ("ar",), 8),
    Candidate("Windows-1255", ("he",), 0),
    Candidate("ISO-8859-8", ("he",), 2),
    Candidate("IBM 862", ("he",), 8),
    Candidate("Windows-1252", ("en", "de", "es", "fr", "it", "pt", "sv"), 0),
    Candidate("Windows-1251", ("ru", "uk"), 6),
    Candidate("KOI8-R", ("ru",), 8),
    Candidate("KOI8-U", ("uk",), 10),
    Candidate("IBM 866", ("ru",), 10),
    Candidate("ISO-8859-5", ("ru",), 10),
    Candidate("Windows-1250", ("cs", "hu", "pl", "ro"), 10),
    Candidate("ISO-8859-2", ("cs", "hu", "pl", "ro"), 12),
    Candidate("Windows-1254", ("tr",), 10),
    Candidate("Windows-1253", ("el",), 10),
    Candidate("ISO-8859-7", ("el",), 12),
    Candidate("Mac Roman", ("de", "en", "es", "fr", "it", "pt"), 16),
    Candidate("IBM 850", ("de", "en", "es", "fr", "it", "pt"), 16),
)
"""Encodings by the order in which they win a tie."""


_NAMES = frozenset(each.name for each in CANDIDATES)
_Pairs = list[tuple[int, int, int]]


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
        bits = [bytearray(int(digit, 36) for digit in row) for row in rows]
        kinds = [(kind == "space", len(alphabet) + CLASSES.index(kind)) for kind in _ASCII_CLASSES]
        for (one, first), (other, second) in product(kinds, kinds):
            bits[first][second] = _SPACED if one or other else _ASCII
        found[name] = Language(alphabet, tuple(map(bytes, bits)))
    return found


@cache
def _numbers(name: str, language: str) -> tuple[int, ...]:
    """The number of each of the 256 bytes in a language's table; -1 for one that is no character, or a C1 control."""
    number = classes(languages()[language].alphabet)
    text = bytes(range(256)).decode(BY_NAME[name].codec, "surrogateescape")
    return tuple(-1 if "\x80" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" else number(char) for char in text)


def guess(data: bytes, than: str | None = None) -> Guess | None:
    """The likeliest encoding of bytes that are not UTF-8; None where every byte is ASCII.

    ``than`` is the encoding they were said to be in: how sure it is is then against that one.
    """
    sample = _sample(data)
    pairs = Counter(pairwise(sample))
    telling = [(first, second, count) for (first, second), count in pairs.most_common() if first > 127 or second > 127]
    if not telling:
        return None
    tried = [(place, language) for place, each in enumerate(CANDIDATES) for language in each.spoken]
    # The commonest pairs leave few in question, and only for those are all of them looked at.
    for looked_at, left in ((_COMMONEST, _FINALISTS), (len(telling), len(tried))):
        part = telling[:looked_at]
        mixed = [pair for pair in part if min(pair[:2]) < 128 and max(pair[:2]) in _any_sign()]
        scored = sorted(
            (_cost(part, mixed, CANDIDATES[place].name, language) + CANDIDATES[place].rare, place, language)
            for place, language in tried
        )
        said = [each for each in scored[left:] if CANDIDATES[each[1]].name == than]
        tried = [(place, language) for _, place, language in scored[:left] + said]
    # What would be ASCII on a Mac was written elsewhere.
    scored = [
        each for each in scored if not sample.decode(BY_NAME[CANDIDATES[each[1]].name].codec, "replace").isascii()
    ]
    weight = sum(count for _, _, count in telling)
    cost, place, _ = scored[0]
    best = CANDIDATES[place].name
    cost -= CANDIDATES[place].rare
    if cost > _POOR * weight and (wide := double_byte.guess(data[:SAMPLE])):
        return Guess(wide, _SUREST * min(weight / 40, 1.0), False)
    if best == "Mac Arabic" and _is_iso(data):
        best = "ISO-8859-6"
    same = sample.decode(BY_NAME[best].codec, "surrogateescape")
    strange = cost > _STRANGE * weight
    for other, place, _ in scored[1:]:
        name = CANDIDATES[place].name
        if than in _NAMES and name != than:
            continue
        if name != best and sample.decode(BY_NAME[name].codec, "surrogateescape") != same:
            # A bit a pair is a great deal; short texts need more of them.
            behind = (other - scored[0][0]) / 2 / weight
            return Guess(best, round(_SUREST * min(behind, 1.0) * min(weight / 40, 1.0), 2), strange)
    return Guess(best, _SUREST, strange)


_MAC = str.maketrans("\xa0\xa4\xad", " $-")


def _is_iso(data: bytes) -> bool:
    """Whether what could be Mac Arabic is ISO-8859-6, which has the same letters.

    0xA0 is a Mac's space in text from the right, and there nearly every space; here it is one that does not break. So
    it is with 0xA4 and 0xAD, a Mac's other dollar and hyphen.
    """
    sample = _sample(data)[1:-1]
    if sample.count(b"\xa0") > sample.count(b" "):
        return False
    try:
        return sample.decode("iso8859_6").translate(_MAC) == sample.decode("mac_arabic")
    except UnicodeDecodeError:
        return False


def _sample(data: bytes) -> bytes:
    """The part of ``data`` that tells, with a space before it and behind."""
    first = re.search(rb"[\x80-\xff]", data)
    if not first:
        return b""
    start = max(first.start() - 1, 0)
    return b" " + data[start : start + SAMPLE] + b" "


@cache
def _signs(name: str) -> frozenset[int]:
    """The bytes that stand for one of SIGNS."""
    return frozenset(n for n in range(128, 256) if bytes([n]).decode(BY_NAME[name].codec, "replace") in SIGNS)


@cache
def _any_sign() -> frozenset[int]:
    """The bytes that do in some encoding."""
    return frozenset().union(*(_signs(each.name) for each in CANDIDATES))


def _cost(telling: _Pairs, mixed: _Pairs, name: str, language: str) -> int:
    """Half bits of all pairs. A sign beside ASCII costs no more than in English, of which any text may hold some;
    ``mixed`` are the pairs of which one byte is ASCII and the other may be such a sign."""
    numbers, bits = _numbers(name, language), languages()[language].bits
    english, of_english, signs = _numbers(name, "en"), languages()["en"].bits, _signs(name)
    cost = 0
    for first, second, count in telling:
        before, after = numbers[first], numbers[second]
        cost += count * (bits[before][after] if before >= 0 and after >= 0 else _UNDEFINED)
    for first, second, count in mixed:
        if first in signs or second in signs:
            before, after = numbers[first], numbers[second]
            cost -= count * max(bits[before][after] - of_english[english[first]][english[second]] - 1, 0)
    return cost
