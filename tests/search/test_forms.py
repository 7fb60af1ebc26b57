"""Forms of words (`forms`): the documents of one are found by the others, and not by other words."""

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.search.index import Index
from tui_reader.search.query import parse

from .forms import ARABIC, HEBREW, OTHERS, PERSIAN, URDU, pairs


def missed(wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of pairs (typed, written), those in which the document is not found."""
    made = {form: Document(DocumentId(form), form, -1, form) for _, form in wanted}
    index = Index({each.id: each for each in made.values()}.get)
    index.add(made.values())
    return [(typed, form) for typed, form in wanted if index.search(parse(typed + " ")).hits.get(made[form].id) is None]


@pytest.mark.parametrize("kind", ARABIC)
def test_forms_of_arabic_words_find_each_other(kind: str) -> None:
    assert missed(pairs(ARABIC[kind])) == []


@pytest.mark.parametrize("table", [PERSIAN, URDU, HEBREW], ids=["fa", "ur", "he"])
def test_forms_of_other_words_find_each_other(table: str) -> None:
    assert missed(pairs(table)) == []


def test_other_words_are_not_found() -> None:
    unlike = [tuple(pair.split()) for line in OTHERS.split("\n") for pair in line.split("|") if pair.split()]
    both = [pair for one, other in unlike for pair in ((one, other), (other, one))]
    assert len(both) > 150
    assert set(missed(both)) == set(both)
