"""A quote is exactly the author's characters, and what describes one is checked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId, Metadata
from tui_reader.notebook.quote import CONTEXT, FIELDS, Quote, checked, now, split_tags, take

from .samples import TEXT, document, quote


@given(st.text("اب \r\n\u2028\x0bx\U0001f600\ud800", min_size=1, max_size=60), st.data())
def test_any_range_is_taken_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    of = document(text)
    kept = take(of, start, end)
    assert kept.text == text[start:end] and (kept.start, kept.end) == (start, end)
    assert kept.before == text[max(0, start - CONTEXT) : start] and kept.after == text[end : end + CONTEXT]
    # A position in a line end is the end of its paragraph.
    first, last = of.offset(*kept.first), of.offset(*kept.last)
    assert text[first:start].strip("\r\n") == text[last:end].strip("\r\n") == ""
    assert of.slice(kept.first, kept.last) == text[first:last]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 3), (4, 2), (-1, 3), (0, len(TEXT) + 1)])
def test_what_is_no_range_is_no_quote(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no quote"):
        take(document(), start, end)


def test_paragraph_and_line_are_counted_as_people_count() -> None:
    assert [(quote(word).paragraph, quote(word).line) for word in ("عنوان", "الوزير", "English", "מילים")] == [
        (0, 1),
        (1, 3),
        (2, 5),
        (3, 6),
    ]
    forced = Document(DocumentId("a"), "t", -1, "a\u2028b\x0bc\n\nd")
    assert [take(forced, forced.text.index(char), forced.text.index(char) + 1).line for char in "abcd"] == [1, 2, 3, 5]
    assert quote("عنوان").percentage == 0 and quote("מילים").percentage == 100 * TEXT.index("מילים") // len(TEXT)


def test_what_the_document_says_is_kept() -> None:
    said = Metadata(author="a", publisher="p", date="d", language="ar", direction="ltr", url="https://u")
    kept = quote(of=document(metadata=said))
    assert (kept.author, kept.publisher, kept.date, kept.url, kept.language, kept.direction) == (
        "a", "p", "d", "https://u", "ar", "ltr",
    )  # fmt: skip
    assert kept.title == "عنوان المقال" and kept.digest == document().digest and kept.length == len(TEXT)


def test_an_edit_changes_note_and_tags_and_nothing_else() -> None:
    kept = replace(quote(), changed="2026-01-01T00:00:00.000Z")
    edited = kept.edited(note="ن")
    assert edited.changed > kept.changed
    assert replace(edited, note="", changed=kept.changed) == kept
    assert edited.edited(tags=("ا",)).note == "ن"


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", ()),
        (" ، ,", ()),
        ("سياسة، اقتصاد", ("سياسة", "اقتصاد")),
        ("a,b;a, c d ", ("a", "b", "c d")),
        ("x\ny\x1b[0m", ("x y [0m",)),
        ("،".join(map(str, range(200))), tuple(map(str, range(100)))),
        ("t" * 300, ("t" * 200,)),
    ],
)
def test_tags_are_typed_with_commas_of_any_script(typed: str, tags: tuple[str, ...]) -> None:
    assert split_tags(typed) == tags


def values(of: Quote) -> dict[str, object]:
    return {name: getattr(of, name) for name in FIELDS}


def test_a_quotes_own_values_make_it_again() -> None:
    kept = quote(note="ن", tags=("a",))
    assert checked(values(kept)) == kept
    assert checked({**values(kept), "first": list(kept.first), "tags": ["a"]}) == kept


BAD: list[tuple[str, object]] = [
    *((name, value) for name in ("id", "path", "text", "title", "note", "digest") for value in (None, 3, ["x"], True)),
    *((name, value) for name in ("author", "url", "language") for value in (3, [], {})),
    *((name, value) for name in ("start", "record", "line", "length") for value in (None, -1, 1.0, "1", True, 2**60)),
    *(("first", value) for value in (None, 3, [1], [1, 2, 3], ["a", "b"], [-1, 0], [True, 0], {"a": 1})),
    *(("tags", value) for value in (None, "a", [3], [""], ["x" * 201], ["a"] * 101)),
    *(
        ("created", value)
        for value in ("", "yesterday", "2026-13-01T00:00:00.000Z", "2026-01-01", "٢٠٢٦-01-01T00:00:00.000Z")
    ),
    ("id", "../../x"),
    ("id", "12345678123412341234123456789ABC"),
    ("direction", "up"),
    ("text", ""),
    ("text", "of another length"),
    ("colour", "red"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_cannot_be_a_quote_is_named(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name if name != "text" else "text|end"):
        checked({**values(quote()), name: value})


@pytest.mark.parametrize(
    "name", [name for name in FIELDS if name not in ("author", "publisher", "date", "url", "language")]
)
def test_a_field_that_is_missing_is_named(name: str) -> None:
    described = values(quote())
    del described[name]
    with pytest.raises(ValueError, match=name):
        checked(described)


def test_moments_sort_as_they_are_written() -> None:
    moments = [now() for _ in range(3)]
    assert moments == sorted(moments)
    assert checked({**values(quote()), "changed": moments[0]}).changed == moments[0]
