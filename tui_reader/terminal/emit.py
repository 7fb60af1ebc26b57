"""Visual cells -> the characters a terminal must be sent.

A row of cells is already what the reader should see, from left to right. Terminals that reorder text by
themselves would spoil it, so each `Way` writes the row so that, after the terminal has done its part, the
row stands there as meant. The ways and the terminals that need them: shared design, TERMINALS.md.

Two things hold in every way. A lam-alef goes out as its presentation form, in one column: terminals that
join letters themselves join the letters around it all the same. And runs are found on the cells of the
row before styles are applied, so that a hit or a selection never ends a run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, groupby
from typing import Any, TypeVar

from tui_reader.text.bidi import mirror
from tui_reader.text.layout import Cell

S = TypeVar("S")

LRM = "\u200e"
LRO = "\u202d"
PDF = "\u202c"
# BRAILLE PATTERN BLANK: one column, nothing drawn, and of class L, so that it parts two runs for terminals
# which strip LRM.
STRONG_BLANK = "\u2800"
SPACE = " "


class Way(StrEnum):
    """How a row is written; the values are the names `--terminal` takes."""

    VISUAL = "visual"
    LRO = "lro"
    INVERSE = "inverse"
    INVERSE_2800 = "inverse-2800"
    WORDS = "words"
    LOGICAL = "logical"


def emit(cells: Sequence[Cell], styles: Sequence[S], way: Way) -> list[tuple[str, S]]:
    """Write one row, or one pane's part of a row.

    `cells` are in visual order and `styles` has one entry a cell. A row that shares the screen with others
    must begin with a blank of its own: a control that is written first after the cursor was placed belongs
    to the neighbouring pane's last cell, and an LRO in column 0 is lost in VTE and xterm.js.

    Returns (text, style) pairs in the order to be sent; neighbours of equal style are one pair. The pairs
    take as many columns as the cells do. Raises ValueError if the two sequences differ in length.
    """
    if len(cells) != len(styles):
        raise ValueError(f"{len(cells)} cells but {len(styles)} styles")
    return _merged(_SENDERS[way](cells, styles))


def emit_text(cells: Sequence[Cell], way: Way) -> str:
    """Write one row without styles; see `emit`."""
    return "".join(text for text, _ in emit(cells, [None] * len(cells), way))


def seen_column(cells: Sequence[Cell], way: Way, column: int) -> int:
    """The column in which a reader sees what a terminal calls ``column`` of a row when it is clicked.

    A terminal that puts runs back into order by itself tells of a click where it keeps the letter that was hit,
    not where it drew it: Konsole, PuTTY, VTE and mlterm all do, kitty does not.
    """
    if way not in (Way.INVERSE, Way.INVERSE_2800):
        return column
    starts = [0, *accumulate(cell.columns for cell in cells)]
    if not 0 <= column < starts[-1]:
        return column
    sent = (at for _, at in emit(cells, range(len(cells)), way))
    kept = [seen for at in sent for seen in range(starts[at], starts[at + 1])]
    return kept[column]


def _merged(pairs: Iterable[tuple[str, S]]) -> list[tuple[str, S]]:
    """Join neighbours of equal style into one pair."""
    found: list[tuple[str, S]] = []
    part: list[str] = []
    last: S | None = None
    for text, style in pairs:
        if not text:
            continue
        if part and style is not last and style != last:
            found.append(("".join(part), last))  # type: ignore[arg-type]
            part = []
        part.append(text)
        last = style
    if part:
        found.append(("".join(part), last))  # type: ignore[arg-type]
    return found


# --- what a cell is to a bidi algorithm -----------------------------------------------------------------

# What a cell does to a terminal's own bidi, one letter each: R letters of class R and AL, A numbers of class
# AN, E numbers of class EN, L letters, C common separators, M mirrored neutrals (brackets, quotation marks),
# S spaces, N the rest. A row's letters are one string, so that runs can be found with patterns.
_KINDS = {"R": "R", "AL": "R", "AN": "A", "EN": "E", "L": "L", "CS": "C"}

# A run that an LRM can end anywhere: letters and what stands between them, brackets excepted.
_RUN_OR_NUMBER = re.compile(r"(R(?:[NCS]*R)*)|(A+)|[^RA]+")
# A run that only a letter or a blank can end. To the right of a letter a touching number (E) goes with it,
# and with all up to the next letter, which gives the number its context.
_RUN_UNMARKED = re.compile(r"([RA](?:(?:[NCS]*|[NCM]*)[RA]|[NCM]*E[NCMSEA]*?R)*)|.")
# A number of UAX #9 within a run: digits, with single common separators between them (W4).
_NUMBER = re.compile(r"([AE]+(?:C[AE]+)*)|.")
# Of class AL, but of no script of its own, so that kitty gives a token of nothing else no direction.
_NO_SCRIPT = "\u061b\u061f\u0640"
# Digits that are of the Arabic script all the same: kitty turns them, though their class is EN.
_PERSIAN_DIGITS = frozenset("۰۱۲۳۴۵۶۷۸۹")
# ZWNJ and ZWJ.
_JOINERS = "\u200c\u200d"
# The letters of a token in which Latin stands too.
_RUN_IN_TOKEN = re.compile(r"(R(?:[NC]*R)*)|.")


@lru_cache(maxsize=4096)
def _base(text: str) -> str:
    """The character that decides the class of a cluster: the first that is no mark and no joiner."""
    return next((c for c in text if unicodedata.bidirectional(c) not in ("NSM", "BN")), text[:1])


def _is_blank(cell: Cell) -> bool:
    """A space, with a mark on it or without, or a tab drawn as several."""
    return cell.text.startswith(SPACE)


@lru_cache(maxsize=4096)
def _kind(nominal: str) -> str:
    """The letter of `_KINDS` for the unjoined text of a cell."""
    if nominal.startswith(SPACE):
        return "S"
    base = _base(nominal)
    kind = _KINDS.get(unicodedata.bidirectional(base) if base else "", "N")
    return "M" if kind == "N" and unicodedata.mirrored(base) else kind


def _kinds(cells: Sequence[Cell]) -> str:
    return "".join([_kind(cell.nominal) for cell in cells])


@lru_cache(maxsize=4096)
def _is_lam_alef(text: str) -> bool:
    return any("\ufef5" <= char <= "\ufefc" for char in text)


def _unshaped(cell: Cell) -> str:
    """A cell as a terminal that joins by itself wants it: letters nominal, all else as drawn."""
    return cell.nominal if _kind(cell.nominal) == "R" and not _is_lam_alef(cell.text) else cell.text


def _turned(cell: Cell, drawn: bool = False) -> str:
    """A cell as a terminal that will also mirror it wants it, its letter as it is ``drawn`` or not."""
    if _kind(cell.nominal) == "M":
        return "".join(map(mirror, cell.text))
    return cell.text if drawn else _unshaped(cell)


# --- visual, lro ----------------------------------------------------------------------------------------


def _visual(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    return zip([cell.text for cell in cells], styles, strict=True)


def _lro(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    """Override each style run: xterm.js in the browser's DOM lays every run out alone.

    A row with nothing right-to-left in it needs none. In one that has, every run is overridden, left-to-right
    ones too: where the terminal takes its base from the row, a run left out would change places.
    """
    if not any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for cell in cells for char in cell.text):
        yield from _visual(cells, styles)
        return
    blanks = 1 if _is_blank(cells[0]) else 0
    yield from _visual(cells[:blanks], styles[:blanks])
    for text, style in _merged(_visual(cells[blanks:], styles[blanks:])):
        yield LRO + text + PDF, style


# --- inverse, inverse-2800 ------------------------------------------------------------------------------


def _inverse(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    """Turn runs of right-to-left letters back, between LRMs; brackets, digits and Latin stay.

    Brackets end a run because some terminals (Konsole) mirror none. Arabic-Indic numbers are runs that are
    not turned: without an LRM two of them would change places.
    """
    marked = False
    for found in _RUN_OR_NUMBER.finditer(_kinds(cells)):
        letters, number = found.groups()
        start, end = found.span()
        order = range(end - 1, start - 1, -1) if letters else range(start, end)
        if (letters or number) and not marked:
            yield LRM, styles[order[0]]
        for at in order:
            yield (_unshaped(cells[at]) if letters else cells[at].text), styles[at]
        marked = bool(letters or number)
        if marked:
            yield LRM, styles[order[-1]]


def _inverse_2800(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    """The same for terminals that strip LRM: blanks outside runs become letters (class L) without ink.

    With nothing to put between them, what touches a run belongs to it: Arabic-Indic numbers, brackets with
    no space beside them, and a number that follows a letter (to the eye, from left to right) directly. Limit:
    such a number with no right-to-left letter further to its right changes places with the run, and unpaired
    brackets inside a run are placed by the terminal. A ZWNJ is stripped too, so a word with one goes out as drawn.
    """
    kinds = _kinds(cells)
    drawn = _in_words_with_joiners(cells)
    for found in _RUN_UNMARKED.finditer(kinds):
        start, end = found.span()
        if not found[1]:
            text = cells[start].text
            yield (text.replace(SPACE, STRONG_BLANK) if kinds[start] == "S" else text), styles[start]
            continue
        # Digits run from left to right inside the run too, so they are turned back.
        for number in reversed(list(_NUMBER.finditer(kinds, start, end))):
            for at in range(*number.span()):
                yield _turned(cells[at], at in drawn), styles[at]


def _in_words_with_joiners(cells: Sequence[Cell]) -> set[int]:
    """The cells of words in which a ZWNJ or ZWJ stands."""
    found: set[int] = set()
    row = "".join([cell.nominal for cell in cells])
    if not any(joiner in row for joiner in _JOINERS):
        return found
    for blank, group in groupby(range(len(cells)), key=lambda at: _is_blank(cells[at])):
        word = list(group)
        if not blank and any(joiner in cells[at].nominal for at in word for joiner in _JOINERS):
            found.update(word)
    return found


# --- words ----------------------------------------------------------------------------------------------


def _words(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    """Turn each space-separated token, for kitty, which turns it around again.

    kitty 0.26 gives a token the direction of its first letter (Arabic and Persian digits included) and turns all
    of it, digits and brackets too; colours stay in their columns. So a character takes the style of the column
    it is sent to. A token that reads Latin first is left as it is, shaped. One with a ZWNJ or ZWJ is turned as
    it is drawn: kitty takes a cell with one from another font, and joins nothing to it. Limits: one that begins, to the
    eye, with a right-to-left letter and ends with a Latin one cannot be written; its right-to-left runs alone
    are turned, which is right where the two scripts come from two fonts. And kitty turns what comes from one
    font: where the letters come from another than punctuation and digits, these stay on the wrong side.
    """
    by_column = [style for cell, style in zip(cells, styles, strict=True) for _ in range(cell.columns)]
    column = 0
    for _, group in groupby(cells, key=_is_blank):
        for text, columns in _token(list(group)):
            yield text, by_column[column]
            column += columns


def _token(token: list[Cell]) -> list[tuple[str, int]]:
    """One token as (text, columns) pairs in the order to be sent."""
    kinds = _kinds(token)
    bases = [_base(cell.nominal) for cell in token]
    letters = [
        kind
        for base, kind in zip(bases, kinds, strict=True)
        if base in _PERSIAN_DIGITS or (kind in "RAL" and base not in _NO_SCRIPT)
    ]
    if not letters or letters[0] == "L":
        return [(cell.text, cell.columns) for cell in token]
    if "L" not in letters:
        drawn = bool(_in_words_with_joiners(token))
        return [(_turned(cell, drawn), cell.columns) for cell in reversed(token)]
    sent: list[tuple[str, int]] = []
    for found in _RUN_IN_TOKEN.finditer(kinds):
        part = token[slice(*found.span())]
        sent += [(_unshaped(cell), cell.columns) for cell in (reversed(part) if found[1] else part)]
    return sent


# --- logical --------------------------------------------------------------------------------------------


def _logical(cells: Sequence[Cell], styles: Sequence[S]) -> Iterator[tuple[str, S]]:
    """Characters in the order they were written; blanks that pad the row keep their side, and texts that stand beside
    one another their places."""
    done = 0
    for first, last in _texts(cells):
        yield from _as_sent(cells, styles, range(done, first))
        yield from _as_sent(cells, styles, _in_order(cells, first, last))
        done = last
    yield from _as_sent(cells, styles, range(done, len(cells)))


def _texts(cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """Where each text of a row begins and ends: the places of another one begin anew behind a gap."""
    body = [at for at, cell in enumerate(cells) if cell.start >= 0 or not _is_blank(cell)]
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    begin = last = before = -1  # of the text that is gone through; of what stands before the latest gap
    for at in body:
        start = cells[at].start
        if begin < 0:
            begin = at
        elif at > last + 1:
            before = last
            gap = at
        if start >= 0 and start in seen and cells[at - 1].start != start:
            end, next_ = (before, gap) if before >= begin else (last, at)
            found.append((begin, end + 1))
            begin, before = next_, -1
            seen = {cells[each].start for each in range(begin, at)}
        seen.add(start)
        last = at
    return [*found, (begin, last + 1)] if body else []


def _in_order(cells: Sequence[Cell], first: int, last: int) -> list[int]:
    """The cells of one text in the order of its characters."""

    def place(at: int) -> tuple[int, int]:
        """Where a cell stands logically; one without a place follows the cell it was put after."""
        step = 1 if cells[at].level % 2 else -1
        other = at
        while first <= other < last and cells[other].start < 0:
            other += step
        start = cells[other].start if first <= other < last else -1
        return start, abs(other - at)

    return sorted(range(first, last), key=place)


def _as_sent(cells: Sequence[Cell], styles: Sequence[S], order: Iterable[int]) -> Iterator[tuple[str, S]]:
    for at in order:
        cell = cells[at]
        yield (_turned(cell) if cell.level % 2 else _unshaped(cell)), styles[at]


# A table cannot hold a type variable; `emit` gives it back.
_Sender = Callable[[Sequence[Cell], Sequence[Any]], Iterator[tuple[str, Any]]]
_SENDERS: dict[Way, _Sender] = {
    Way.VISUAL: _visual,
    Way.LRO: _lro,
    Way.INVERSE: _inverse,
    Way.INVERSE_2800: _inverse_2800,
    Way.WORDS: _words,
    Way.LOGICAL: _logical,
}
