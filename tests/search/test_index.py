"""Query -> Hits: their places are real, marks included; and the documents that hold all words come, best first."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tui_reader.search.index import TITLE, Hit, Index, ranges
from tui_reader.search.query import parse
from tui_reader.search.snippet import snippet
from tui_reader.text.fold import fold

from .samples import document, texts


def names(index: Index, typed: str) -> list[str]:
    results = index.search(parse(typed))
    assert results.total == len(results.hits)
    return [hit.document.id.path for hit in results.hits]


def places(text: str, typed: str) -> list[str]:
    """The characters of the text that are hits."""
    made = document(text)
    return [made.paragraph(paragraph)[start:end] for paragraph, start, end in ranges(made, parse(typed))]


@given(texts, texts)
def test_ranges_are_real_occurrences(text: str, typed: str) -> None:
    made, query = document(text, title="عنوان Title"), parse(typed)
    words = [word.folded for word in query.words]
    last = (-2, 0)
    for paragraph, start, end in ranges(made, query):
        source = made.title if paragraph == TITLE else made.paragraph(paragraph)
        assert 0 <= start < end <= len(source)
        assert last <= (paragraph, start), "in order, not overlapping"
        last = (paragraph, end)
        assert any(word in fold(source[start:end]) for word in words)
        assert end == len(source) or unicodedata.category(source[end]) not in ("Mn", "Me"), "its marks are in it"


@given(st.lists(st.sampled_from(["كِتابٌ", "الكتاب", "NATO", "2024", "٢٠٢٤", "לָשׁוֹן"]), min_size=1, max_size=6))
def test_what_is_in_a_text_is_found(words: list[str]) -> None:
    text = " ".join(words)
    for word in words:
        assert word in places(text, word + " ")


def test_marks_and_tatweel_are_lit_with_their_word() -> None:
    assert places("في المُدَرِّسَةِ اليوم", "مدرسه ") == ["مُدَرِّسَةِ"]
    assert places("الكـتـاب", "كتاب ") == ["كـتـاب"]
    assert places("حلف (الناتو).", "الناتو ") == ["الناتو"]


def test_prefixes_and_whole_words() -> None:
    assert places("كتاب كتب كتبت", "كتب") == ["كتب", "كتب"]
    assert places("كتاب كتب كتبت", "كتب ") == ["كتب"]
    assert places("مكتب", "كتب ") == []


def test_all_words_are_needed() -> None:
    index = Index()
    index.add([document("حلف الناتو", "a"), document("حلف فقط", "b"), document("الناتو فقط", "c")])
    assert names(index, "حلف الناتو ") == ["a"]
    assert names(index, "حلف ") == ["a", "b"] or names(index, "حلف ") == ["b", "a"]
    assert names(index, "شيء ") == []
    assert names(index, "") == names(index, "?!") == []


def test_words_of_title_and_text_together() -> None:
    index = Index()
    index.add([document("body words", "a", title="عنوان")])
    assert names(index, "عنوان body ") == ["a"]


def test_replace_and_remove() -> None:
    index = Index()
    index.add([document("old", "a"), document("keep", "b")])
    index.add([document("new", "a")])
    assert names(index, "old") == []
    assert names(index, "new") == ["a"]
    index.remove([document("", "a").id, document("", "unknown").id])
    assert names(index, "new") == []
    assert names(index, "keep") == ["b"]


def test_ranking() -> None:
    filler = " filler" * 300
    index = Index()
    index.add(
        [
            document(f"x\nonce زيتون{filler}", "once"),
            document(f"x\nزيتون زيتون زيتون{filler}", "often"),
            document(f"زيتون\n{filler}", "title"),
            document(f"x\nonce زيتون{filler}", "again"),
        ]
    )
    assert names(index, "زيتون ") == ["title", "often", "once", "again"]


def test_cancelled() -> None:
    index = Index()
    index.add([document("a", str(n)) for n in range(9)])
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 3

    assert index.search(parse("a"), cancelled).total == 3


def test_added_to_while_it_searches() -> None:
    index = Index()
    index.add([document("a", str(n)) for n in range(9)])

    def grow() -> bool:
        index.add([document("a", f"new {len(index._entries)}")])
        return False

    assert index.search(parse("a"), grow).total == 9


@given(texts, texts, st.integers(1, 100))
def test_a_snippet_is_exactly_the_slice(text: str, typed: str, length: int) -> None:
    made = document(text, title="عنوان Title")
    hit = Hit(made, parse(typed), 1.0)
    found = snippet(hit, length)
    if not hit.ranges:
        assert found is None
        return
    assert found is not None
    paragraph, start, end = found.at
    source = made.title if paragraph == TITLE else made.paragraph(paragraph)
    assert found.text == source[start:end]
    assert (found.cut_before, found.cut_after) == (start > 0, end < len(source))
    assert found.ranges
    for first, last in found.ranges:
        assert (paragraph, start + first, start + last) in hit.ranges
        assert 0 <= first < last <= len(found.text)


def test_a_snippet_is_cut_between_words_and_shows_its_hit() -> None:
    text = "كلمة " * 100 + "الزيتون " + "شجرة " * 100
    hit = Hit(document("عنوان\n" + text), parse("زيتون "), 1.0)
    found = snippet(hit)
    assert found is not None
    assert found.cut_before and found.cut_after
    assert set(found.text.split()) == {"كلمة", "الزيتون", "شجرة"}
    assert [found.text[a:b] for a, b in found.ranges] == ["زيتون"]


def test_the_text_is_shown_rather_than_the_title() -> None:
    found = snippet(Hit(document("زيتون\nفي الزيتون"), parse("زيتون"), 1.0))
    assert found is not None
    assert found.at[0] == 1
