"""The same documents and queries in tantivy: the same documents are found.

Tantivy is given our terms (key and stem of every word, by `tui_reader.search.terms`), split by its own tokenizer at
blanks; the lookups, prefixes, phrases, sums and boolean combinations are each engine's own.
"""

from __future__ import annotations

import random

import pytest

from tui_reader.search import compounds, terms, units
from tui_reader.search.index import Index
from tui_reader.search.query import Word, parse
from tui_reader.search.ragged import Ragged, ragged
from tui_reader.search.typed import stems_of

from .samples import document

tantivy = pytest.importorskip("tantivy", reason="the oracle of search: pip install 'tui-reader[test]'")

LETTERS = "كتبعلمدرسوني"


def words(dice: random.Random, count: int) -> list[str]:
    """Made-up Arabic words, some of them with an article, frequent ones first (Zipf's law, exponent 1)."""
    articles = ["", "", "", "ال", "وال", "بال", "لل", "و"]
    return [
        dice.choice(articles) + "".join(dice.choice(LETTERS) for _ in range(dice.randint(2, 5))) for _ in range(count)
    ]


def analysed(text: str) -> tuple[list[str], list[str]]:
    """Keys, and stems as numbers, of all words."""
    keys: list[str] = []
    stems: list[str] = []
    for piece in units.words([text]):
        made = terms.analyse(Ragged(piece.units, piece.starts, piece.ends - piece.starts).packed())
        keys += made.keys.strings()
        stems += [f"s{int(stem)}" for stem in made.stems]
    return keys, stems


@pytest.fixture(scope="module")
def engines() -> tuple[Index, object, object, list[str]]:
    dice = random.Random(11)
    vocabulary = words(dice, 800)
    weights = [1 / (rank + 1) for rank in range(len(vocabulary))]
    made = [document(" ".join(dice.choices(vocabulary, weights, k=dice.randint(5, 60))), str(n)) for n in range(1200)]
    known = {each.id: each for each in made}
    index = Index(known.get)
    for at in range(0, len(made), 300):
        index.add(made[at : at + 300])
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True)
    for name in ("key", "stem"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    schema = builder.build()
    other = tantivy.Index(schema)
    writer = other.writer(heap_size=50_000_000, num_threads=1)
    for number, each in enumerate(made):
        keys, stems = analysed(each.text)
        writer.add_document(tantivy.Document(number=number, key=" ".join(keys), stem=" ".join(stems)))
    writer.commit()
    writer.wait_merging_threads()
    other.reload()
    return index, other, schema, vocabulary


def mine(index: Index, typed: str) -> set[int]:
    results = index.search(parse(typed))
    assert results.total == len(results.hits)
    return {int(hit.document.id.path) for hit in results.hits}


def theirs(other: object, query: object) -> set[int]:
    searcher = other.searcher()  # type: ignore[attr-defined]
    found = searcher.search(query, limit=10_000)
    return {searcher.doc(address)["number"][0] for _, address in found.hits}


def term(schema: object, field: str, word: str) -> object:
    return tantivy.Query.term_query(schema, field, word)


def either(*queries: object) -> object:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def every(*queries: object) -> object:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def whole(schema: object, word: str) -> object:
    """A word with any article, or a related form."""
    made = terms.analyse(ragged([word]))
    folded, key = made.folded.strings()[0], made.keys.strings()[0]
    queries = [term(schema, "key", name) for name in dict.fromkeys((folded, key))]
    return either(*queries, *related(schema, word))


def related(schema: object, word: str) -> list[object]:
    """Forms of a word of at least three letters."""
    return [term(schema, "stem", f"s{stem}") for stem in stems_of(word).tolist()] if len(word) > 2 else []


def test_words(engines: tuple[Index, object, object, list[str]]) -> None:
    index, other, schema, vocabulary = engines
    for word in vocabulary[::4]:
        assert mine(index, word + " ") == theirs(other, whole(schema, word)), word


def test_all_words(engines: tuple[Index, object, object, list[str]]) -> None:
    index, other, schema, vocabulary = engines
    dice = random.Random(5)
    for _ in range(150):
        one, two = dice.choices(vocabulary[:200], k=2)
        both = every(whole(schema, one), whole(schema, two))
        joined = compounds.joins(Word(one, False), Word(two, False))
        expected = theirs(other, either(both, *keys(schema, joined.written)) if joined else both)
        assert mine(index, f"{one} {two} ") == expected, (one, two)
        without = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, whole(schema, one)), (tantivy.Occur.MustNot, either(*keys(schema, two)))]
        )
        assert mine(index, f"{one} -{two} ") == theirs(other, without), (one, two)
        assert mine(index, f"{one} OR {two} ") == theirs(other, either(whole(schema, one), whole(schema, two)))


def keys(schema: object, word: str) -> list[object]:
    made = terms.analyse(ragged([word]))
    return [term(schema, "key", name) for name in dict.fromkeys((made.folded.strings()[0], made.keys.strings()[0]))]


def test_phrases(engines: tuple[Index, object, object, list[str]]) -> None:
    index, other, schema, vocabulary = engines
    dice = random.Random(6)
    found = 0
    for _ in range(200):
        typed = dice.choices(vocabulary[:40], k=dice.choice((2, 2, 3)))
        # An article that was typed is one for both: only words without another reading are asked for.
        names = [terms.analyse(ragged([word])).keys.strings()[0] for word in typed]
        if any(name != word for name, word in zip(names, typed, strict=True)):
            continue
        expected = theirs(other, tantivy.Query.phrase_query(schema, "key", names))
        assert mine(index, '"' + " ".join(typed) + '"') == expected, typed
        found += bool(expected)
    assert found > 10


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_prefixes(engines: tuple[Index, object, object, list[str]], length: int) -> None:
    index, other, schema, _ = engines
    dice = random.Random(7)
    prefixes = {"".join(dice.choice(LETTERS) for _ in range(length)) for _ in range(60)}
    for prefix in sorted(prefixes):
        if prefix[0] in "وبل":  # may be the beginning of an article
            continue
        queries = [tantivy.Query.regex_query(schema, "key", prefix + ".*"), *related(schema, prefix)]
        assert mine(index, prefix) == theirs(other, either(*queries)), prefix
