"""What was typed -> Query, and what folding ignores."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.search.query import Query, parse
from tui_reader.text.fold import fold, fold_with_map

from .samples import texts

FOLDS = Path(__file__).parents[1] / "data" / "fold"


def rows() -> list[tuple[str, str]]:
    found = []
    for file in sorted(FOLDS.glob("*.tsv")):
        for line in file.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                written, typed = line.split("\t")
                found.append((written, typed))
    return found


@pytest.mark.parametrize(("written", "typed"), rows())
def test_folds_alike(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("كتب", "كتاب"), ("سار", "صار"), ("در", "ذر"), ("שם", "שן")])
def test_letters_that_are_told_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_never_an_error(typed: str) -> None:
    query = parse(typed)
    assert all(word.folded for word in query.words)
    assert all(not word.prefix for word in query.words[:-1])
    assert parse(typed + " ").words == tuple(word._replace(prefix=False) for word in query.words)


@given(st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cn", "Co", "Mn", "Me"])))
def test_nothing_searchable(typed: str) -> None:
    parse(typed)


def test_the_last_word_is_a_prefix_until_a_space() -> None:
    assert [word.prefix for word in parse("حلف النا").words] == [False, True]
    assert [word.prefix for word in parse("حلف الناتو ").words] == [False, False]
    assert [word.prefix for word in parse("الناتُ").words] == [True], "a mark does not end a word"
    assert [word.prefix for word in parse("الناتو،").words] == [False]


def test_no_words() -> None:
    assert parse("") == parse("  ") == parse("\x1b[?!") == parse("ًّ") == Query(())


@given(texts)
def test_the_map_leads_back(text: str) -> None:
    folded = fold_with_map(text)
    assert folded.text == fold(text)
    assert len(folded.origin) == len(folded.text)
    assert folded.origin == sorted(folded.origin)
    for at, origin in enumerate(folded.origin):
        assert folded.text[at] in fold(text[origin])
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert fold(text[start:end]) == fold(text[start])
