"""Words that no document holds, but two words in a row that are written apart: سرماخوردگی is سرما خوردگی."""

from collections.abc import Iterator, Sequence

from . import compounds
from .lookup import known
from .parts import Part
from .query import Atom, Query, Word


def with_words_apart(query: Query, parts: Sequence[Part]) -> Query:
    """The query, in which each word that none of ``parts`` knows is found apart, too, where two words stand so."""
    clauses = tuple((*clause, *_apart(clause[0], parts)) if len(clause) == 1 else clause for clause in query.clauses)
    return query._replace(clauses=clauses)


def _apart(atom: Atom, parts: Sequence[Part]) -> Iterator[Atom]:
    if len(atom.words) > 1 or atom.field == "path" or _known(atom.words[0], parts):
        return
    for pair in compounds.splits(atom.words[0]):
        if all(_known(word, parts) for word in pair) and any(len(part.beside(Atom(pair))) for part in parts):
            yield Atom(pair, atom.field)


def _known(word: Word, parts: Sequence[Part]) -> bool:
    return known([part.segment for part in parts], word)
