"""What was typed -> Query."""

import re
from typing import NamedTuple

from tui_reader.text.fold import fold

_TOKEN = re.compile(r"[^\W_]+")


class Word(NamedTuple):
    """One word to be found: folded, and whether more letters may follow (it is still being typed)."""

    folded: str
    prefix: bool


class Query(NamedTuple):
    """The words a document has to hold, all of them."""

    words: tuple[Word, ...]


def parse(typed: str) -> Query:
    """The query in what was typed: its words, the last one a prefix unless something follows it.

    Never an error: what holds no word is an empty query.
    """
    found = _TOKEN.findall(fold(typed))
    last_open = bool(typed) and (typed[-1].isalnum() or not fold(typed[-1]))
    return Query(tuple(Word(word, last_open and index == len(found) - 1) for index, word in enumerate(found)))
