"""The parts of a Word document that say how its paragraphs are meant: named styles, and the numbering of lists.

Names of elements and values are those of ECMA-376, part 1, section 17.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tui_reader.library.formats.blocks import BULLET, INDENT
from tui_reader.library.formats.markup import attributes, tokens
from tui_reader.library.formats.parts import local

DEEPEST = 9
"""Levels of a list."""

MOST = 20_000
"""Styles, lists and their levels that are looked at."""

_MOST_PARENTS = 20
_LONGEST_SIGN = 60
_PLACE = re.compile("%([1-9])")
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_HEBREW = "אבגדהוזחטיכלמנסעפצקרשת"
_ROMAN = (("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40),
          ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1))  # fmt: skip
_GEMATRIA = tuple(zip(_HEBREW[::-1], (*range(400, 0, -100), *range(90, 0, -10), *range(9, 0, -1)), strict=True))


def on(found: Mapping[str, str]) -> bool:
    """Whether a switch is on, by its element's attributes: one without a value is."""
    return value(found).lower() not in _OFF


def value(found: Mapping[str, str], name: str = "val") -> str:
    """An attribute whatever its prefix; empty where there is none."""
    return next((given for key, given in found.items() if local(key) == name), "")


class Style(NamedTuple):
    """What a paragraph's style, or the paragraph itself, says; None where it says nothing."""

    level: int | None = None
    """Of a heading from 1; 0 of other text."""
    rtl: bool | None = None
    quote: bool | None = None
    title: bool | None = None
    list: str | None = None
    """The number of the list it is of."""
    depth: int | None = None
    """In that list, from 0."""

    def over(self, other: "Style") -> "Style":
        """What holds where this is said of what ``other`` is said of already."""
        return Style._make(old if new is None else new for new, old in zip(self, other, strict=True))


def stated(name: str, found: Mapping[str, str], style: Style) -> Style:
    """``style`` with what one element of a paragraph's properties says."""
    match name:
        case "outlinelvl":
            level = _number(value(found), 9) + 1
            return style._replace(level=level if level <= DEEPEST else 0)
        case "bidi":
            return style._replace(rtl=on(found))
        case "numid":
            return style._replace(list=value(found))
        case "ilvl":
            return style._replace(depth=min(_number(value(found), 0), DEEPEST - 1))
    return style


class Styles:
    """The named styles of a document."""

    def __init__(self, text: str = "") -> None:
        """``text`` is the part that holds them."""
        self._own: dict[str, Style] = {}
        self._parents: dict[str, str] = {}
        self._found: dict[str, Style] = {}
        self._common = Style()
        self._default = ""
        self._read(text)

    def of(self, name: str) -> Style:
        """A paragraph's style by its identifier, with all it is based on; the default one where it names none."""
        name = name or self._default
        if name not in self._found:
            style, above = self._own.get(name, Style()), self._parents.get(name)
            for _ in range(_MOST_PARENTS):
                if not above:
                    break
                style, above = style.over(self._own.get(above, Style())), self._parents.get(above)
            self._found[name] = style.over(self._common)
        return self._found[name]

    def _read(self, text: str) -> None:
        name = ""
        changes = 0
        for token in tokens(text, xml=True):
            if token.kind == "text":
                continue
            kind = local(token.name)
            if kind.endswith("change"):  # what it was before
                changes += {"start": 1, "end": -1}.get(token.kind, 0)
            elif token.kind == "end" or changes:
                continue
            elif kind == "style":
                found = attributes(token.raw)
                name = value(found, "styleid")
                if value(found, "type") not in ("paragraph", "") or len(self._own) >= MOST:
                    name = "\0"  # of characters or tables, which no paragraph asks for
                self._own[name] = Style()
                if on({"val": value(found, "default") or "0"}) and name != "\0":
                    self._default = name
            elif kind == "name" and name:
                self._own[name] = _named(value(attributes(token.raw)), self._own[name])
            elif kind == "basedon" and name:
                self._parents[name] = value(attributes(token.raw))
            elif kind in ("outlinelvl", "bidi", "numid", "ilvl"):
                found = attributes(token.raw)
                if name:
                    self._own[name] = stated(kind, found, self._own[name])
                else:  # before the first style stand the defaults of all
                    self._common = stated(kind, found, self._common)


def _named(name: str, style: Style) -> Style:
    """What the name of a style says: those of Word's own styles are English in every language."""
    if found := _HEADING.fullmatch(name):
        return style._replace(level=int(found[1])) if style.level is None else style
    folded = name.lower()
    if folded == "title":
        return style._replace(title=True, level=1)
    return style._replace(quote=True) if folded in ("quote", "intense quote") else style


class _Level(NamedTuple):
    """How the items of one level of a list are numbered."""

    start: int = 1
    format: str = "decimal"
    sign: str = "%1."


class Numbering:
    """The lists of a document, and how far each was counted."""

    def __init__(self, text: str = "") -> None:
        """``text`` is the part that defines them."""
        self._levels: dict[tuple[str, int], _Level] = {}
        self._kinds: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self._read(text)

    def next(self, list: str, depth: int) -> str:
        """The sign of the next item, with what sets it in; empty where there is none."""
        kind = self._kinds.get(list)
        if kind is None:
            return ""
        level = self._levels.get((kind, depth), _Level(sign=f"%{depth + 1}."))
        counts = self._counts.setdefault(kind, [])
        if (list, depth) in self._starts and (list, depth) not in self._begun:
            del counts[depth:]
        self._begun.add((list, depth))
        while len(counts) <= depth:
            at = len(counts)
            start = self._starts.get((list, at), self._levels.get((kind, at), _Level()).start)
            counts.append(start - (at == depth))
        del counts[depth + 1 :]
        counts[depth] += 1
        return self._sign(kind, depth, level, counts)

    def _sign(self, kind: str, depth: int, level: _Level, counts: list[int]) -> str:
        indent = INDENT * depth
        if level.format == "none":
            return indent
        if level.format == "bullet":
            return f"{indent}{BULLET} "

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            if at > depth:
                return ""
            format = self._levels.get((kind, at), _Level()).format
            return _WRITTEN.get(format, str)(counts[at])

        sign = _PLACE.sub(number, level.sign)[:_LONGEST_SIGN].strip()
        return f"{indent}{sign} " if sign else indent

    def _read(self, text: str) -> None:
        kind, list, depth, overriding = "", "", 0, False
        for token in tokens(text, xml=True):
            if token.kind == "text":
                continue
            name = local(token.name)
            if token.kind == "end":
                overriding = overriding and name != "lvloverride"
                continue
            found = attributes(token.raw)
            match name:
                case "abstractnum":
                    kind, list = value(found, "abstractnumid"), ""
                case "num":
                    list = value(found, "numid")
                case "abstractnumid" if list and len(self._kinds) < MOST:
                    self._kinds[list] = value(found)
                case "lvloverride":
                    depth, overriding = _number(value(found, "ilvl"), DEEPEST), token.kind == "start"
                case "startoverride" if list and depth < DEEPEST:
                    self._starts[list, depth] = _number(value(found), 1)
                case "lvl":
                    depth = _number(value(found, "ilvl"), DEEPEST)
                    if not overriding and depth < DEEPEST and len(self._levels) < MOST:
                        self._levels[kind, depth] = _Level(sign=f"%{depth + 1}.")
                case "start" | "numfmt" | "lvltext" if not overriding and (kind, depth) in self._levels:
                    level, said = self._levels[kind, depth], value(found)
                    if name == "start":
                        level = level._replace(start=_number(said, 1))
                    elif name == "numfmt":
                        level = level._replace(format=said)
                    else:
                        level = level._replace(sign=said[:_LONGEST_SIGN])
                    self._levels[kind, depth] = level


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _letters(alphabet: str) -> Callable[[int], str]:
    """A number as one letter, doubled and tripled once the alphabet is through, as Word does."""

    def written(number: int) -> str:
        if not 0 < number <= 10 * len(alphabet):
            return str(number)
        return alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)

    return written


def _added(values: tuple[tuple[str, int], ...], most: int) -> Callable[[int], str]:
    """A number as letters whose values add up to it."""

    def written(number: int) -> str:
        if not 0 < number <= most:
            return str(number)
        letters = []
        for letter, each in values:
            letters.append(letter * (number // each))
            number %= each
        return "".join(letters)

    return written


def _hebrew(number: int) -> str:
    written = _added(_GEMATRIA, 999)(number)
    return written.replace("יה", "טו").replace("יו", "טז")


_roman = _added(_ROMAN, 4999)

_WRITTEN: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters(_LATIN),
    "upperLetter": _letters(_LATIN.upper()),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "arabicAlpha": _letters(_ARABIC),
    "arabicAbjad": _letters(_ABJAD),
    "hebrew1": _hebrew,
    "hebrew2": _letters(_HEBREW),
    "hindiNumbers": lambda number: str(number).translate({48 + n: 0x660 + n for n in range(10)}),
}
"""Formats of numbers (ST_NumberFormat); every other one is shown in plain digits."""
