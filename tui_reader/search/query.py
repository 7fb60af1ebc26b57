"""What was typed -> Query.

``word word`` all of them · ``"a phrase"`` · ``-word`` without · ``word*`` any that begins so · ``one OR other`` ·
``title:word`` · ``path:word`` · ``=word`` exactly as written. The last word may go on, until something follows it.

Nothing is an error: syntax that is not yet complete is passed over, or read as far as it goes.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tui_reader.text.fold import GERESH, Kind, fold, kind_of, spread, words

Field = Literal["", "title", "path"]

FIELDS: tuple[Field, ...] = ("title", "path")
"""What may stand before a colon."""

OR = "OR"

_QUOTES = '"“”„'
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):", re.IGNORECASE)


class Word(NamedTuple):
    """One word to be found."""

    written: str
    """As typed, ligatures taken apart."""
    prefix: bool
    """Whether more letters may follow: it is still being typed, or a * follows it."""
    exact: bool = False
    """Only as written, marks and all."""
    alone: bool = False
    """Without related forms: not typed so, but another way to write what was."""

    @property
    def folded(self) -> str:
        """What it is found by; the path it is looked for in is folded alike."""
        return fold(self.written)


class Atom(NamedTuple):
    """A word, or several that stand one behind the other, anywhere or in one field."""

    words: tuple[Word, ...]
    field: Field = ""


class Query(NamedTuple):
    """What a document has to hold: of each clause one atom, and none of those excluded."""

    clauses: tuple[tuple[Atom, ...], ...] = ()
    excluded: tuple[Atom, ...] = ()

    @property
    def atoms(self) -> Iterator[Atom]:
        """Those a document may hold."""
        return (atom for clause in self.clauses for atom in clause)

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, those excluded too; nothing is asked where there are none."""
        return tuple(word for atom in (*self.atoms, *self.excluded) for word in atom.words)


class _Piece(NamedTuple):
    """Typed text between two blanks, or between quotation marks."""

    text: str
    phrase: bool
    excluded: bool
    exact: bool
    field: Field
    starred: bool
    open: bool
    """Nothing was typed behind it."""


_NO_PIECE = _Piece("", False, False, False, "", False, False)


def parse(typed: str) -> Query:
    """The query in what was typed; what holds no word is an empty one."""
    clauses: list[tuple[Atom, ...]] = []
    excluded: list[Atom] = []
    alternative = False
    for piece in _pieces(typed):
        if piece.text == OR and not (piece.phrase or piece.field or piece.exact or piece.excluded):
            alternative = bool(clauses)
            continue
        atoms = list(_atoms(piece))
        if piece.excluded:
            excluded += atoms
        elif atoms and alternative:
            clauses[-1] += tuple(atoms[:1])
            clauses += [(atom,) for atom in atoms[1:]]
        else:
            clauses += [(atom,) for atom in atoms]
        alternative = alternative and not atoms
    return Query(tuple(clauses), tuple(excluded))


def without_beginning(typed: str) -> str:
    """What was typed without the beginning of an operator that may be meant at its end: of OR, or of a field behind
    which no colon stands yet. All of it where nothing else was typed."""
    *before, last = _pieces(typed) if typed.strip() else [_NO_PIECE]
    plain = last.open and not (last.phrase or last.excluded or last.exact or last.starred or last.field)
    begins = OR.startswith(last.text) or any(field.startswith(last.text.lower()) for field in FIELDS)
    return typed[: -len(last.text)] if before and plain and begins and last.text else typed


def _pieces(typed: str) -> Iterator[_Piece]:
    at = 0
    while at < len(typed):
        if typed[at].isspace():
            at += 1
            continue
        excluded = exact = False
        field: Field = ""
        while True:
            if typed[at : at + 1] == "-" and not excluded:
                excluded, at = True, at + 1
            elif typed[at : at + 1] == "=" and not exact:
                exact, at = True, at + 1
            elif not field and (match := _FIELD.match(typed, at)):
                field, at = match[1].lower(), match.end()  # type: ignore[assignment]
            else:
                break
        if typed[at : at + 1] and typed[at] in _QUOTES:
            end = _closing(typed, at + 1)
            closed = end < len(typed)
            yield _Piece(typed[at + 1 : end], True, excluded, exact, field, False, not closed)
            at = end + 1
            continue
        end = at
        while end < len(typed) and not typed[end].isspace() and not _opens(typed, end):
            end += 1
        text = typed[at:end]
        yield _Piece(text.rstrip("*"), False, excluded, exact, field, text.endswith("*"), end == len(typed))
        at = max(end, at)


def _opens(typed: str, at: int) -> bool:
    """Whether a quotation mark stands there that is no gershayim."""
    return typed[at] in _QUOTES and not _gershayim(typed, at)


def _closing(typed: str, at: int) -> int:
    """Where a phrase ends."""
    while at < len(typed) and not (typed[at] in _QUOTES and not _gershayim(typed, at)):
        at += 1
    return at


def _gershayim(typed: str, at: int) -> bool:
    beside = typed[at - 1 : at] + typed[at + 1 : at + 2]
    return typed[at] in GERESH and len(beside) == 2 and all("\u05d0" <= char <= "\u05ea" for char in beside)


def _atoms(piece: _Piece) -> Iterator[Atom]:
    text = spread(piece.text)
    spans = list(words(text))
    if not spans:
        return
    # A word that is left out is not guessed at while it is typed: its first letter would leave out nearly everything.
    unfinished = piece.open and not piece.excluded and all(kind_of(char) in _VANISHING for char in text[spans[-1][1] :])
    if piece.field == "path":
        yield Atom((Word(text, True),), "path")
        return
    last = len(spans) - 1
    found = tuple(
        Word(text[start:end], index == last and (unfinished or piece.starred), piece.exact)
        for index, (start, end) in enumerate(spans)
    )
    # One character that stands for several words, ﷺ, means them in a row.
    one = last > 0 and sum(kind_of(char) not in _VANISHING for char in piece.text) == 1
    if piece.phrase or piece.excluded or one:
        yield Atom(found, piece.field)
    else:
        yield from (Atom((word,), piece.field) for word in found)


_VANISHING = (Kind.MARK, Kind.DROPPED, Kind.JOINER)
