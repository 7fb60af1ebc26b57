"""Names and phrases that are written joined or apart: عبدالله and عبد الله, أبوظبي and أبو ظبي, مازال and ما زال.

Any two words typed apart may stand joined: سرما خوردگی is سرماخوردگی, بور سعيد is بورسعيد.
"""

from collections.abc import Iterator

from tui_reader.text.fold import ZWNJ, Kind, fold, kind_of

from .query import Atom, Query, Word
from .terms import DAGGER, readings

#: First parts after which any other part may stand, joined or apart, folded; and letters the other part has at least.
#: عبد and أب of Arabic names, the Persian signs of the present and its negation.
OPEN = {"عبد": 3, "ابو": 3, "ابي": 3, "ابن": 3, "مي": 3, "نمي": 3}

#: First parts that are words of their own, and what follows them joined as often as apart.
CLOSED = {
    "ما": ("زال", "زالت", "زالوا", "زلت", "زلنا", "دام", "دامت", "داموا", "دمت", "برح", "انفك", "بين", "وراء", "شاء"),
    "لا": ("بد", "سيما", "شك", "شيء", "باس", "يزال", "تزال", "يزالون", "زال", "زالت", "نهايه", "مثيل", "سلكي"),
}

#: What may stand before a first part, written to it.
_BEFORE = ("", "و", "ف", "ب", "ل", "ك")


#: Letters of each of two words at least that are looked for joined: of fewer, too many come to another word.
JOINED = 3

#: Letters of a word at most that is looked for apart.
LONGEST = 24


def joins(first: Word, second: Word) -> Word | None:
    """The two words as one, where they may be written so."""
    one, other = first.folded, second.folded
    if first.exact or second.exact or first.prefix:
        return None
    if min(len(one), len(other)) < JOINED and not _fits(_without(one), other):
        return None
    return Word(first.written + second.written, second.prefix, alone=True)


def parts(word: Word) -> tuple[Word, ...]:
    """The word as several in a row, where it may be written so; nothing for most words."""
    if word.exact:
        return ()
    if ZWNJ in word.written:
        found = [part for part in word.written.split(ZWNJ) if any(kind_of(char) >= Kind.DIGIT for char in part)]
        last = len(found) - 1
        return tuple(Word(part, word.prefix and at == last) for at, part in enumerate(found)) if last > 0 else ()
    folded = word.folded
    for before in _BEFORE:
        if not folded.startswith(before):
            continue
        for first in (*OPEN, *CLOSED):
            rest = folded[len(before) + len(first) :]
            if folded.startswith(first, len(before)) and _fits(first, rest):
                return Word(before + first, False), Word(_tail(word.written, len(rest)), word.prefix)
    return ()


def splits(word: Word) -> Iterator[tuple[Word, Word]]:
    """The word as any two that may have been meant: سرماخوردگی as سرما خوردگی. Nothing for one of many letters: no
    word is so long, and each is looked up."""
    folded = word.folded
    if word.exact or ZWNJ in word.written or len(folded) > LONGEST:
        return
    for letters in range(JOINED, len(folded) - JOINED + 1):
        second = _tail(word.written, letters)
        first = word.written.removesuffix(second)
        yield Word(first, False, alone=True), Word(second, word.prefix, alone=True)


def _without(folded: str) -> str:
    """A first part without what is written to it."""
    if folded in OPEN or folded in CLOSED:
        return folded
    return folded[1:] if folded[:1] in _BEFORE[1:] else folded


def _fits(first: str, second: str) -> bool:
    return len(second) >= OPEN.get(first, 1 << 16) or second in CLOSED.get(first, ())


def _tail(written: str, letters: int) -> str:
    """The end of what is written that folds to so many letters."""
    for at in range(len(written) - 1, -1, -1):
        if len(fold(written[at:])) >= letters:
            return written[at:]
    return written


def alternatives(query: Query) -> tuple[tuple[tuple[int, ...], Atom], ...]:
    """Other ways to hold some clauses of a query: (the clauses, by number; the atom that stands for all of them)."""
    found: list[tuple[tuple[int, ...], Atom]] = []
    words = [clause[0].words[0] if _plain(clause) else None for clause in query.clauses]
    for index, word in enumerate(words):
        if word is None:
            continue
        field = query.clauses[index][0].field
        apart = parts(word)
        if apart:
            found.append(((index,), Atom(apart, field)))
        if DAGGER in word.written and not word.exact:
            # Whoever types as the Quran is written means what is written otherwise, too.
            others = [Word(other, word.prefix, alone=True) for other in readings(word.written)]
            found += [((index,), Atom((other,), field)) for other in others]
        after = words[index + 1] if index + 1 < len(words) else None
        if after is not None and field == query.clauses[index + 1][0].field:
            joined = joins(word, after)
            if joined is not None:
                found.append(((index, index + 1), Atom((joined,), field)))
    return tuple(found)


def _plain(clause: tuple[Atom, ...]) -> bool:
    return len(clause) == 1 and len(clause[0].words) == 1 and clause[0].field != "path"
