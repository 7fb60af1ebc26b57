"""The forms of a word that a reader may also mean: a key they share, its stem, and other stems they may have.

Arabic goes on from light10 of Larkey, Ballesteros and Connell ("Light stemming for Arabic information retrieval",
2007). What is cut for certain is cut when a text is indexed: one article, a pronoun, then an ending, if three letters
remain. What as often as not is a letter of the word is only tried, when one searches: the particles of بكتاب are
letters of بلدية, the dual of كتابان is none in لبنان. Two things are decided on the written word: an article is not
one in ألمانيا, and the seats of hamza ؤ ئ ء are one letter. Hebrew, Persian and Urdu have a list of affixes each. All
were chosen by what they did for pairs of forms and for questions (tests/bench/search).
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from tui_reader.text.fold import fold

from .ragged import Ragged
from .units import Array

#: What hamza is to a stem, whatever it sits on.
HAMZA = ord("ء")
SEATS = (ord("ؤ"), ord("ئ"), HAMZA)

_ALEFS = (ord("ا"), ord("ٱ"))
_LAM, _WAW = ord("ل"), ord("و")

#: Folded, as all suffixes here, and in the order in which each is cut once: ة and ه are one letter, and so are ى and ي.
PERSIAN_SUFFIXES = ("هايشان", "هايمان", "هايتان", "هايش", "هايم", "هايت", "هايي", "هاي", "هي")
PRONOUNS = ("هما", "كما", "ها", "هم", "هن", "نا", "كم", "ه")
ENDINGS = ("تين", "يان", "ات", "ون", "ين", "وا", "ا", "ت", "ي")
HEBREW_SUFFIXES = ("ימ", "ות", "יה", "יו", "נו", "ה", "י", "ו", "ת")

#: Of a word with a letter that only Urdu writes.
URDU_ENDINGS = ("يان", "ون", "ين", "ا", "ي", "ه")

#: Letters that remain of a word at least; of one with a letter that only Urdu writes, of its many short nouns.
REMAINING, REMAINING_URDU = 3, 2
URDU_LETTERS = tuple(map(ord, "ٹڈڑںےہھ"))

#: What may be written to the beginning of an Arabic word, beside the articles of `CLITICS`, and letters that remain at
#: least: كتاب is no تاب.
PARTICLES = dict.fromkeys(("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل", "وبال"), REMAINING)
PARTICLES |= dict.fromkeys(("ك", "وك", "وكال"), REMAINING + 1)

#: What a verb of the present begins with; before it, the sign of the future and a conjunction.
PERSONS = "يتن"
BEFORE_PERSONS = ("", "س", "و", "وس")

#: Letters a verb has at least, its person counted: of fewer, too many are no verbs.
VERB = 4

#: The dual of Arabic, of she after he.
DUALS = ("ان", "تان")

#: Of Persian: what compares, and pronouns. After words of four letters, or of three where a letter is Persian.
#: Of ترين the ending goes, and تر remains.
PERSIAN_TRIED = ("تر", "م", "ش", "ام", "اش", "مان", "تان", "شان")
PERSIAN_MOST = "ترين"
PERSIAN_LETTERS = frozenset("پچژگکی")

#: What may be written to the beginning of a Hebrew word.
HEBREW_LETTERS = tuple(map(ord, "והבכלמש"))
HEBREW_PREFIXES = dict.fromkeys(
    (*"והבכלמש", "וה", "וב", "וכ", "ול", "ומ", "וש", "שה", "שב", "של", "שמ", "מה", "בה", "כש", "כשה"), REMAINING
)


def clitics(letters: Ragged, remaining: int) -> Array:
    """Which article each written word begins with: an index of `CLITICS`, 0 for none.

    ``letters`` are the word's without marks and before folding: أل is no article. Where fewer than ``remaining``
    letters follow, there is none.
    """
    first, second, third = letters.at(0), letters.at(1), letters.at(2)
    alef = _either(first)
    found = np.zeros(len(first), np.uint8)
    found[alef & (second == _LAM)] = 1
    after = _either(second) & (third == _LAM)
    for index, letter in enumerate("وفبك", 2):
        found[(first == ord(letter)) & after] = index
    found[(first == _LAM) & (second == _LAM)] = 6
    doubled = (second == _LAM) & (third == _LAM)
    found[(first == _WAW) & doubled] = 7
    found[(first == ord("ف")) & doubled] = 8
    found[letters.lengths - LENGTHS[found] < remaining] = 0
    return found


def _either(letters: Array) -> Array:
    """Where an alef is that an article may begin with."""
    found: Array = (letters == _ALEFS[0]) | (letters == _ALEFS[1])
    return found


CLITICS = ("", "ال", "وال", "فال", "بال", "كال", "لل", "ولل", "فلل")
"""The articles as folded words begin with them."""

LENGTHS = np.array([len(clitic) for clitic in CLITICS])


def stems(letters: Ragged, folded: Ragged) -> Ragged:
    """The stem of every word: ``letters`` as for `clitics`, ``folded`` the same letters folded."""
    units = folded.units.copy()
    for seat in SEATS:
        units[letters.units == seat] = HAMZA
    words = Ragged(units, folded.starts, folded.lengths)
    first = words.at(0)
    words = _hebrew(words, (first >= 0x5D0) & (first < 0x5EB))
    return _arabic(words, letters, (first >= 0x620) & (first < 0x700))


def _arabic(words: Ragged, letters: Ragged, arabic: Array) -> Ragged:
    """Changes the units, which are of ``words`` alone."""
    urdu = arabic & _urdu(letters)
    words = words.cut(np.where(arabic, LENGTHS[clitics(letters, REMAINING)], 0))
    words = _cut(words, PERSIAN_SUFFIXES, arabic, REMAINING, once=True)
    if urdu.any():
        words = _cut(words, URDU_ENDINGS, urdu, REMAINING_URDU)
    words = _cut(words, PRONOUNS, arabic & ~urdu, REMAINING)
    short = arabic & (words.lengths == REMAINING + 1) & (words.at(-1) == ord("ت")) & (words.at(-2) == ord("ا"))
    words = _cut(words.cut(0, short), ENDINGS, arabic & ~short, REMAINING)
    # Of a word like لغة too little would remain: of its forms, لغات and لغتـ, as much does.
    short |= arabic & (words.lengths == REMAINING) & (words.at(-1) == ord("ت"))
    words.units[(words.starts + REMAINING - 1)[short]] = ord("ه")
    return words


def _urdu(letters: Ragged) -> Array:
    """Which words have a letter that only Urdu writes."""
    theirs = np.zeros(len(letters.units) + 1, np.int64)
    np.cumsum(np.isin(letters.units, URDU_LETTERS), out=theirs[1:])
    found: Array = theirs[letters.starts + letters.lengths] > theirs[letters.starts]
    return found


def tried(stem: str) -> Iterator[str]:
    """Other stems that forms of a word with this one may have, some of them twice."""
    if len(stem) < REMAINING:
        return
    if "א" <= stem[0] <= "ת":
        yield from chain.from_iterable(_with(HEBREW_PREFIXES, root) for root in _without(HEBREW_PREFIXES, stem))
    elif "\u0620" <= stem[0] < "\u0700":
        for root in _without(PARTICLES, stem):
            yield from _with(PARTICLES, root)
            for dual in DUALS:
                yield root + dual
                if root.endswith(dual) and len(root) >= REMAINING + len(dual):
                    yield root[: -len(dual)]
            yield from _persons(root)


def _without(prefixes: Mapping[str, int], stem: str) -> list[str]:
    """A stem, and without each of some prefixes."""
    there = ((len(prefix), least) for prefix, least in prefixes.items() if stem.startswith(prefix))
    return [stem, *(stem[length:] for length, least in there if len(stem) >= length + least)]


def _with(prefixes: Mapping[str, int], root: str) -> Iterator[str]:
    yield root
    yield from (prefix + root for prefix, least in prefixes.items() if len(root) >= least)


def longer(word: str) -> Iterator[str]:
    """Stems that a word, as written without marks, may have with Persian suffixes behind it."""
    if _persian(word):
        letters = "".join(chr(HAMZA) if ord(char) in SEATS else fold(char) for char in word)
        yield from (letters + suffix for suffix in PERSIAN_TRIED)


def shorter(word: str) -> Iterator[str]:
    """A word, as written without marks, without each of the Persian suffixes it may have."""
    letters = fold(word)
    for suffix in (*PERSIAN_TRIED, PERSIAN_MOST):
        if letters.endswith(suffix) and _persian(word[: -len(suffix)]):
            yield word[: -len(suffix)]


def _persian(word: str) -> bool:
    """Whether so much of a word may be one with Persian suffixes."""
    if not "\u0620" <= word[:1] < "\u0700":
        return False
    return len(word) > REMAINING or (len(word) == REMAINING and not PERSIAN_LETTERS.isdisjoint(word))


def _persons(stem: str) -> Iterator[str]:
    """The other persons of a verb of the present, of the future too."""
    if stem[0] == "س" and stem[1] in PERSONS and len(stem) > VERB:
        stem = stem[1:]
    if stem[0] in PERSONS + "ا" and len(stem) >= VERB:
        yield from (before + person + stem[1:] for before in BEFORE_PERSONS for person in PERSONS)


def _hebrew(words: Ragged, hebrew: Array) -> Ragged:
    if not hebrew.any():
        return words
    return _cut(words, HEBREW_SUFFIXES, hebrew, REMAINING + np.isin(words.at(0), HEBREW_LETTERS), once=True)


def _cut(words: Ragged, suffixes: Sequence[str], where: Array, least: Array | int, once: bool = False) -> Ragged:
    """The words without suffixes, each cut if ``least`` letters remain, in order; with ``once``, but one of them."""
    last = words.at(-1)
    for suffix in suffixes:
        there = where & (last == ord(suffix[-1]))
        if not there.any():
            continue
        there &= words.lengths >= len(suffix) + least
        for index, letter in enumerate(reversed(suffix[:-1]), 2):
            there &= words.at(-index) == ord(letter)
        words = words.cut(0, len(suffix) * there)
        last = words.at(-1)
        if once:
            where = where & ~there
    return words
