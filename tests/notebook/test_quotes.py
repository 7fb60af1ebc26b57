"""The notebook: add, edit, delete and take back, list and look through."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.notebook.database import DATABASE_FILE, open_database
from tui_reader.notebook.quote import take
from tui_reader.notebook.quotes import Quotes, tag_counts

from .samples import document, quote


@pytest.fixture
def quotes(tmp_path: Path) -> Quotes:
    return Quotes(open_database(tmp_path))


def again(quotes: Quotes, folder: Path) -> Quotes:
    """What the next program finds."""
    quotes.database.close()
    return Quotes(open_database(folder))


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=40)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT, st.lists(ANY_TEXT, max_size=3))
def test_any_text_comes_back_exactly(text: str, name: str, note: str, tags: list[str]) -> None:
    quotes = Quotes(open_database(None))
    of = Document(DocumentId(f"/{name}", 3), name, -1, text)
    kept = take(of, 0, len(text), note=note, tags=tuple(tags))
    quotes.add(kept)
    assert quotes.all() == [kept] and quotes.unreadable == 0
    assert quotes.of(of) == [kept] and quotes.get(kept.id) == kept


def test_a_quote_is_kept_edited_deleted_and_taken_back(quotes: Quotes, tmp_path: Path) -> None:
    first, second = quote("NATO", tags=("a", "b")), quote("وأضاف")
    quotes.add(first)
    quotes.add(second)
    assert quotes.all() == [first, second]
    edited = quotes.edit(first.id, note="ملاحظة", tags=["b"])
    assert edited is not None and (edited.note, edited.tags, edited.text) == ("ملاحظة", ("b",), first.text)
    quotes = again(quotes, tmp_path)
    assert quotes.all() == [edited, second]
    deleted = quotes.delete(first.id)
    assert deleted == edited and quotes.all() == [second]
    assert again(quotes, tmp_path).all() == [second]
    quotes.add(deleted)
    assert again(quotes, tmp_path).all() == [edited, second], "the same one, in its old place"


def test_one_that_is_gone_can_neither_be_edited_nor_deleted(quotes: Quotes) -> None:
    assert quotes.edit(quote().id, note="x") is None
    assert quotes.delete(quote().id) is None
    assert quotes.get(quote().id) is None and quotes.all() == []


def test_those_of_a_document_are_of_its_path_or_its_words(quotes: Quotes) -> None:
    mine, other = quote(), quote("جديد", document("نص جديد", "/library/b.txt"))
    record = quote("جديد", document("نص جديد آخر", "/library/a.txt", 1))
    for each in (mine, other, record):
        quotes.add(each)
    assert quotes.of(document()) == [mine]
    assert quotes.of(document(path="/renamed.txt")) == [mine]
    assert quotes.of(document("another text now")) == [mine]
    assert quotes.of(document("another text now", record=1)) == [record]


def test_tags_are_counted() -> None:
    kept = [quote("يشهد تطوّرًا. وأضاف", tags=("سياسة",)), quote("English paragraph", tags=("Press", "سياسة"))]
    assert list(tag_counts(kept).items()) == [("سياسة", 2), ("Press", 1)]


def test_merging_takes_what_was_changed_later(quotes: Quotes) -> None:
    old = replace(quote(note="alt"), changed="2026-01-01T00:00:00.000Z")
    later = replace(old, note="neu", changed="2026-01-02T00:00:00.000Z")
    other = quote("NATO")
    assert quotes.merge([old, other]) == (2, 0, 0)
    assert quotes.merge([old, later, later]) == (0, 1, 2)
    assert quotes.merge([old]) == (0, 0, 1)
    assert {each.note for each in quotes.all()} == {"neu", ""}


def test_rows_that_hold_no_quote_are_passed_over_and_counted(quotes: Quotes, tmp_path: Path) -> None:
    good, bad = quote(), quote("NATO")
    quotes.add(good)
    quotes.add(bad)
    quotes.database.close()
    with sqlite3.connect(tmp_path / DATABASE_FILE) as other:
        other.execute("UPDATE quotes SET text = x'ff00ff', direction = 'up' WHERE id = ?", (bad.id,))
    other.close()
    quotes = again(quotes, tmp_path)
    assert quotes.all() == [good] and quotes.unreadable == 1


def test_a_tag_without_its_quote_cannot_be(quotes: Quotes) -> None:
    quotes.add(quote(tags=("a",)))
    quotes.delete(quotes.all()[0].id)
    assert quotes.database.read(lambda c: c.execute("SELECT count(*) FROM tags").fetchone()[0]) == 0
