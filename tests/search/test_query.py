"""What was typed -> Query: syntax, whole and half-typed, and what folding ignores."""

import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from tui_reader.search.query import Atom, Query, Word, parse, without_beginning
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


def word(written: str, prefix: bool = False, exact: bool = False, field: str = "") -> Atom:
    return Atom((Word(written, prefix, exact),), field)  # type: ignore[arg-type]


def phrase(*words: str, prefix: bool = False, field: str = "") -> Atom:
    last = len(words) - 1
    return Atom(tuple(Word(each, prefix and at == last) for at, each in enumerate(words)), field)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "clauses", "excluded"),
    [
        ("حلف NATO ", [[word("حلف")], [word("NATO")]], []),
        ("حلف", [[word("حلف", True)]], []),
        ('"حلف شمال"', [[phrase("حلف", "شمال")]], []),
        ('"حلف شم', [[phrase("حلف", "شم", prefix=True)]], []),
        ("“a b” c ", [[phrase("a", "b")], [word("c")]], []),
        ("a -b c ", [[word("a")], [word("c")]], [word("b")]),
        ("a -b", [[word("a")]], [word("b")]),
        ('-"a b" c ', [[word("c")]], [phrase("a", "b")]),
        ("kit* b ", [[word("kit", True)], [word("b")]], []),
        ("a OR b c ", [[word("a"), word("b")], [word("c")]], []),
        ("a OR b OR c ", [[word("a"), word("b"), word("c")]], []),
        ('"a b" OR c ', [[phrase("a", "b"), word("c")]], []),
        ("title:a b ", [[word("a", field="title")], [word("b")]], []),
        ('Title:"a b" ', [[phrase("a", "b", field="title")]], []),
        ("path:news/1 ", [[word("news/1", True, field="path")]], []),
        ("-path:news ", [], [word("news", True, field="path")]),
        ("=كِتاب ", [[word("كِتاب", exact=True)]], []),
        ("title:=a ", [[word("a", exact=True, field="title")]], []),
        ("covid-19 ", [[word("covid")], [word("19")]], []),
        ("1445هـ ", [[word("1445")]], []),
        ('צה"ל ', [[word('צה"ל')]], []),
        ("ﷺ ", [[phrase("صلى", "الله", "عليه", "وسلم")]], []),
        # Half-typed: what is not there yet is passed over.
        ('"', [], []),
        ("-", [], []),
        ("=", [], []),
        ("*", [], []),
        ("OR", [], []),
        ("title:", [], []),
        ("path:", [], []),
        ("a -", [[word("a")]], []),
        ("a OR", [[word("a")]], []),
        ("a OR ", [[word("a")]], []),
        ('a "', [[word("a")]], []),
        ("a title:", [[word("a")]], []),
        ("a -title:", [[word("a")]], []),
        ("a OR -", [[word("a")]], []),
        ("OR a ", [[word("a")]], []),
        ("a OR OR b ", [[word("a"), word("b")]], []),
    ],
)
def test_syntax(typed: str, clauses: list[list[Atom]], excluded: list[Atom]) -> None:
    assert parse(typed) == Query(tuple(map(tuple, clauses)), tuple(excluded))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("a O", "a "),
        ("a OR", "a "),
        ("a t", "a "),
        ("a titl", "a "),
        ('"a b" Path', '"a b" '),
        ("a b  pa", "a b  "),
        # No operator begins so, or nothing is left without it, or a blank says that it is a word.
        ("", ""),
        ("  ", "  "),
        ("t", "t"),
        ("a o", "a o"),
        ("a titles", "a titles"),
        ("a t ", "a t "),
        ("a -t", "a -t"),
        ("a =t", "a =t"),
        ("a t*", "a t*"),
        ('"a t', '"a t'),
        ("a title:t", "a title:t"),
        ("a title:", "a title:"),
    ],
)
def test_the_beginning_of_an_operator(typed: str, asked: str) -> None:
    assert without_beginning(typed) == asked


@given(texts)
def test_never_an_error(typed: str) -> None:
    query = parse(typed)
    assert all(fold(word.written) for word in query.words)


def test_a_thousand_half_typed_queries() -> None:
    dice = random.Random(1)
    atoms = [
        "كتاب",
        "الـ",
        "NATO",
        "شَيْء",
        '"',
        "“",
        "-",
        "=",
        "*",
        " ",
        "  ",
        "OR",
        "title:",
        "path:",
        'צה"ל',
        "ﻻ",
        "\u200c",
    ]
    atoms += ["\ud800", "\x00", "1445هـ", "(", "،", ":", "😀", "𝐀", "می‌خواهم"]
    for _ in range(1000):
        typed = "".join(dice.choice(atoms) for _ in range(dice.randint(1, 9)))
        for end in range(len(typed) + 1):
            query = parse(typed[:end])
            assert all(atom.words for atom in (*query.atoms, *query.excluded))
            assert all(clause for clause in query.clauses)


def test_the_last_word_is_a_prefix_until_something_follows() -> None:
    assert [word.prefix for word in parse("حلف النا").words] == [False, True]
    assert [word.prefix for word in parse("حلف الناتو ").words] == [False, False]
    assert [word.prefix for word in parse("الناتُ").words] == [True], "a mark does not end a word"
    assert [word.prefix for word in parse("الناتـ").words] == [True], "nor does a tatweel"
    assert [word.prefix for word in parse("الناتو،").words] == [False]


def test_no_words() -> None:
    assert parse("") == parse("  ") == parse("\x1b[?!") == parse("ًّ") == Query()
    assert not Query().words


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


def test_reading_a_query_needs_no_arrays() -> None:
    """It is read at every keystroke on the interface's thread, before anything was looked for."""
    code = "import sys, tui_reader.search.query; print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
