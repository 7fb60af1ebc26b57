"""Documents: paragraphs as spans, places, titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import (
    TITLE_LIMIT,
    Document,
    DocumentId,
    Metadata,
    Spans,
    bounded,
    first_line,
)

TEXTS = st.text(st.sampled_from("aب\u064b \n\r\x0b\x0c\x1c\x85\u2028\u2029\U0001f600"), max_size=60)


def document(text: str, **fields: object) -> Document:
    return Document(DocumentId("a.txt"), "a.txt", -1, text, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("ar-EG", "ar"), ("ar_SA", "ar"), ("ara", "ar"), ("Arabic", "ar"), ("العربية", "ar"), ("iw", "he"),
        ("per", "fa"), ("fa, en", "fa"), ("ckb", "ckb"), ("und", "he"), ("", "he"), ("nonsense here", "he"),
        (None, "he"),
    ],
)  # fmt: skip
def test_the_likely_language_has_no_region(said: str | None, found: str) -> None:
    written = document("זה טקסט בעברית", metadata=Metadata(language=said))
    assert written.likely_language == found and written.language == said


def test_paragraphs_are_spans_without_line_ends() -> None:
    one = document("ab\r\n\nج\u2028د\u2029")
    assert list(one.paragraphs) == [(0, 2), (4, 4), (5, 8)]
    assert [one.paragraph(index) for index in range(3)] == ["ab", "", "ج\u2028د"]
    assert one.paragraphs[-1] == (5, 8)
    assert one.paragraphs[1:] == ((4, 4), (5, 8))
    for outside in (3, -4):
        with pytest.raises(IndexError):
            one.paragraph(outside)


def test_an_empty_text_has_one_empty_paragraph() -> None:
    assert list(document("").paragraphs) == [(0, 0)]
    assert document("").locate(0) == (0, 0)


@given(TEXTS)
def test_paragraphs_and_their_line_ends_tile_the_text(text: str) -> None:
    spans = list(Spans(text))
    starts = [start for start, _ in spans]
    rebuilt = ""
    for (start, end), after in zip(spans, [*starts[1:], len(text)], strict=True):
        assert text[end:after] in {"", "\n", "\r\n", "\r", "\x1c", "\x85", "\u2029"}
        rebuilt += text[start:after]
    assert rebuilt == text
    assert len(Spans(text)) == len(spans)


@given(TEXTS)
def test_every_place_goes_to_the_text_and_back(text: str) -> None:
    one = document(text)
    for index, (start, end) in enumerate(one.paragraphs):
        for at in range(end - start + 1):
            assert one.locate(one.offset(index, at)) == (index, at)
    for offset in range(len(text) + 1):
        index, at = one.locate(offset)
        start, end = one.paragraphs[index]
        assert start + at == min(offset, end)


def test_places_outside_are_refused() -> None:
    one = document("ab\ncd")
    for paragraph, at in ((0, 3), (0, -1), (2, 0)):
        with pytest.raises(IndexError):
            one.offset(paragraph, at)
    for offset in (-1, 6):
        with pytest.raises(IndexError):
            one.locate(offset)


def test_a_slice_keeps_the_line_ends_between() -> None:
    one = document("ab\r\ncd\u2029ef")
    assert one.slice((0, 1), (2, 1)) == "b\r\ncd\u2029e"


def test_the_digest_is_of_the_words_alone() -> None:
    assert document("نص").digest == Document(DocumentId("b.md", 3), "x", 0, "نص", "UTF-16 LE").digest
    assert document("نص").digest != document("نصّ").digest
    assert len(document("\ud800").digest) == 32


def test_the_formats_direction_beats_the_count() -> None:
    assert document("نص عربي a").level == 1
    assert document("some text ب").level == 0
    assert document("نص عربي", metadata=Metadata(direction="ltr")).level == 0
    assert document("text", metadata=Metadata(direction="rtl", language="fa")).level == 1
    assert document("text", metadata=Metadata(direction="rtl", language="fa")).language == "fa"


def test_what_was_found_once_is_kept_and_changes_no_equality() -> None:
    one, other = document("نص\nb"), document("نص\nb")
    assert one.paragraphs is one.paragraphs
    assert one.digest is one.digest
    assert one.level == 1
    assert one == other and hash(one) == hash(other)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("عنوان\nنص", ("عنوان", 0)),
        ("\n\r\n \t \u200f\n\x00\x1b\n  عنوان \t\nنص", ("عنوان", 4)),
        ("\u2028 \x0cعنوان\u2028نص", ("عنوان", 0)),
        ("-", ("-", 0)),
        ("\U0001f600\nx", ("\U0001f600", 0)),
        ("", None),
        ("\n \u200b\n\x07\n\ufeff", None),
    ],
)
def test_the_first_line_that_shows_something_is_the_title(text: str, title: tuple[str, int] | None) -> None:
    assert first_line(text) == title


def test_a_title_is_bounded_and_not_cut_before_a_mark() -> None:
    assert bounded("ب" * 1000) == "ب" * TITLE_LIMIT
    marked = "ب" * (TITLE_LIMIT - 2) + "د\u064b\u0651\u0650" + "ر"
    assert bounded(marked) == "ب" * (TITLE_LIMIT - 2)
    assert len(bounded("ب" + "\u064b" * 1000)) >= TITLE_LIMIT // 2
