"""Words that ask, and say nothing of the matter: in a whole question they count for little.

Texts that answer seldom hold them, so that rarity takes them for something; چیه would decide what a question is about.
"""

from collections.abc import Iterable, Mapping

from tui_reader.text.fold import fold

#: What such a word counts beside any other (tests/bench/search).
WEIGHT = 0.2

#: Interrogatives by language, as they are written, also with what is written to them, and as they are spoken.
INTERROGATIVES: Mapping[str, str] = {
    "ar": "من ما ماذا متى أين كيف كم لماذا لمن لم هل أي أية أيهما بماذا بكم بم مم ممن عم علام فيم إلام",
    "fa": (
        "چه چی چیست چیه چیا چرا کجا کجاست کجای کی کیست کیه کیا کدام کدامند کدامیک کدوم کسی کسانی چیزی چیزهایی "
        "چند چندم چندمین چندتا چقدر چگونه چطور چطوری چجوری آیا"
    ),
    "ur": "کیا کون کونسا کونسی کونسے کب کہاں کیوں کیسے کیسا کیسی کس کسے کتنا کتنی کتنے",
    "he": (
        "מי מיהו מיהי מיהם ממי למי במי מה מהו מהי מהם מהן במה ממה למה מתי ממתי איפה מאיפה היכן אן לאן מאין "
        "מדוע איך כיצד כמה בכמה לכמה האם איזה איזו אילו באיזה באיזו באילו לאיזה לאיזו לאילו מאיזה מאיזו מאילו"
    ),
    "en": "who whom whose what which when where why how",
}

_OF_LANGUAGE = {name: frozenset(fold(word) for word in words.split()) for name, words in INTERROGATIVES.items()}

FOLDED = frozenset().union(*_OF_LANGUAGE.values())
"""All of them, folded."""


def language(words: Iterable[str]) -> str | None:
    """The one language that asks with some of these folded words; None where none does, or several do."""
    given = frozenset(words)
    found = [name for name, asking in _OF_LANGUAGE.items() if given & asking]
    return found[0] if len(found) == 1 else None
