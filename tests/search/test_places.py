"""Where hits stand: real occurrences, marks included; snippets and concordance lines are slices of the text."""

import random
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.search.concordance import lines
from tui_reader.search.index import Hit, Index
from tui_reader.search.places import TITLE, Range, ranges, ranges_of
from tui_reader.search.query import Query, parse
from tui_reader.search.snippet import snippet, snippets
from tui_reader.text.fold import fold

from .samples import document, texts


def source(made: Document, paragraph: int) -> str:
    return made.title if paragraph == TITLE else made.paragraph(paragraph)


def places(text: str, typed: str) -> list[str]:
    """The characters of the text that are hits."""
    made = document(text)
    return [source(made, paragraph)[start:end] for paragraph, start, end in ranges(made, parse(typed))]


def check(made: Document, found: tuple[Range, ...]) -> None:
    """In order, not overlapping, in their paragraph, with the marks of their last letter."""
    last = (-2, 0)
    for paragraph, start, end in found:
        text = source(made, paragraph)
        assert 0 <= start < end <= len(text)
        assert last <= (paragraph, start)
        last = (paragraph, end)
        assert end == len(text) or unicodedata.category(text[end]) not in ("Mn", "Me")
        assert any(char.isalnum() for char in fold(text[start]))


@settings(deadline=None)
@given(texts, texts, st.booleans())
def test_ranges_are_real_and_whatever_is_found_is_lit(text: str, typed: str, titled: bool) -> None:
    made = document(text, title="عنوان Title" if titled else None)
    query = parse(typed)
    found = ranges(made, query)
    check(made, found)
    index = Index({made.id: made}.get)
    index.add([made])
    results = index.search(query)
    lightable = [clause for clause in query.clauses if all(atom.field != "path" for atom in clause)]
    if lightable:
        assert not results.total or found


PAIRS = [
    ("كِتابٌ", "كتاب "),
    ("الكتاب", "كتاب "),
    ("الكتاب", "الكتاب "),
    ("NATO", "nato "),
    ("2024", "٢٠٢٤ "),
    ("לָשׁוֹן", "לשון "),
    ("ﻻ", "لا "),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PAIRS), min_size=1, max_size=8))
def test_every_place_of_a_word_is_lit(pairs: list[tuple[str, str]]) -> None:
    text = " ".join(written for written, _ in pairs)
    for written, typed in pairs:
        lit = places(text, typed)
        wanted = fold(typed).removeprefix("ال")
        expected = [wanted.strip() for _, word in pairs if fold(word).removeprefix("ال") == wanted]
        assert [fold(each).removeprefix("ال") for each in lit] == expected, (written, typed)


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("في المُدَرِّسَةِ اليوم", "مدرسه ", ["مُدَرِّسَةِ"]),
        ("الكـتـاب", "كتاب ", ["كـتـاب"]),
        ("حلف (الناتو).", "الناتو ", ["الناتو"]),
        ("والكتاب كتاب", "الكتاب ", ["الكتاب", "كتاب"]),
        ("كتاب كتب كتبت", "كتب", ["كتب", "كتب"]),
        ("كتاب كتب كتبت", "كتب ", ["كتب"]),
        ("مكتب", "كتب ", []),
        ("والقمر القمر", "الق", ["الق"]),
        ("القمر", "ال", ["ال"]),
        ("ألمانيا", "المانيا ", ["ألمانيا"]),
        ("المانيا", "ألمان", ["المان"]),
        ("المسئولين", "مسؤول", ["مسئولين"]),
        ("مدرسات", "مدرسة ", ["مدرسات"]),
        ("مدرسة مدرسات", "مدرسة ", ["مدرسة"]),
        ("عبد الله جاء", "عبدالله ", ["عبد الله"]),
        ("عبدالله جاء", "عبد الله ", ["عبدالله"]),
        ("نمی‌خواهم", "خواهم ", ["خواهم"]),
        ("می‌خواهم می‌خواهم", "می‌خواهم ", ["می‌خواهم", "می‌خواهم"]),
        ("می‌خواهم می‌خواهم", '"خواهم می"', ["خواهم می"]),
        ("می‌خواهم می‌خواهم", '"می خواهم"', []),
        ("می خواهم می‌خواهم", "می‌خواهم ", ["می خواهم", "می‌خواهم"]),
        ("کتاب می‌خواهم", '"کتاب می"', ["کتاب می"]),
        ("کتاب می‌خواهم", '"کتاب خواهم"', []),
        ("ٱلصَّلَوٰةَ", "صلاة ", ["صَّلَوٰةَ"]),
        ("قال ﷺ ذلك", "صلى ", ["ﷺ"]),
        ("ﻻبد", "لا", ["ﻻ"]),
        ("Straße", "strass", ["Straß"]),
        ("ﬁne", "fin", ["ﬁn"]),
        ("في حلف، الناتو", '"حلف الناتو"', ["حلف، الناتو"]),
        ("والحلف الناتوي", '"حلف النات', ["حلف النات"]),
        ("حلف\nالناتو", '"حلف الناتو"', ["حلف", "الناتو"]),
        ("كِتاب كتاب", "=كِتاب ", ["كِتاب"]),
        ("حلف\nحلف", "title:حلف ", ["حلف"]),
        ("سنة 1445هـ.", "1445هـ ", ["1445"]),
        ('צה"ל', "צהל ", ['צה"ל']),
        ("a b c", "a OR c ", ["a", "c"]),
        ("a b c", "a -b ", ["a"]),
        ("a b", "path:a", []),
    ],
)
def test_places(text: str, typed: str, expected: list[str]) -> None:
    assert places(text, typed) == expected


def test_a_title_that_is_no_paragraph_is_searched() -> None:
    made = document("نص", title="عنوان الكتاب")
    assert ranges(made, parse("كتاب ")) == ((TITLE, 8, 12),)


def test_places_in_a_long_text() -> None:
    """The text is cut into pieces where it is indexed; places count through them."""
    dice = random.Random(3)
    words = ["سماء", "الأرض", "كِتاب", "NATO", "هـ", "1445", "والكتاب", "\n"]
    text = " ".join(dice.choice(words) for _ in range(200_000))
    made = document(text)
    found = ranges(made, parse("كتاب "))
    check(made, found)
    assert len(found) == text.count("كِتاب") + text.count("والكتاب")
    assert {fold(source(made, paragraph)[start:end]) for paragraph, start, end in found} == {"كتاب"}


@settings(deadline=None)
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
    whole = source(made, paragraph)
    assert found.text == whole[start:end]
    assert (found.cut_before, found.cut_after) == (start > 0, end < len(whole))
    assert found.ranges
    for first, last in found.ranges:
        assert (paragraph, start + first, start + last) in hit.ranges
        assert 0 <= first < last <= len(found.text)


def test_a_snippet_is_cut_between_words_and_shows_its_hit() -> None:
    text = "كلمة " * 100 + "الزيتون " + "شجرة " * 100
    found = snippet(Hit(document("عنوان\n" + text), parse("زيتون "), 1.0))
    assert found is not None
    assert found.cut_before and found.cut_after
    assert set(found.text.split()) == {"كلمة", "الزيتون", "شجرة"}
    assert [found.text[a:b] for a, b in found.ranges] == ["زيتون"]


def test_the_text_is_shown_rather_than_the_title() -> None:
    found = snippet(Hit(document("زيتون\nفي الزيتون"), parse("زيتون"), 1.0))
    assert found is not None
    assert found.at[0] == 1


JOINED = ["می‌خواهم", "می", "خواهم", "نمی‌خواهم", "خواهم‌می", "میخواهم"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(JOINED), max_size=8))
def test_a_word_that_zwnj_joins_is_lit_as_one_word_or_as_its_parts_in_a_row(words: list[str]) -> None:
    parts = [(part, index) for index, word in enumerate(words) for part in word.split("\u200c")]
    apart = sum(
        one[0] == "می" and other[0] == "خواهم" and one[1] != other[1]
        and words[one[1]].endswith("می") and words[other[1]].startswith("خواهم")
        for one, other in pairwise(parts)
    )  # fmt: skip
    lit = places(" ".join(words), "می‌خواهم ")
    whole = sum(word in ("می‌خواهم", "میخواهم") for word in words)
    assert sum("می" in each and "خواهم" in each for each in lit) == whole + apart


@settings(deadline=None)
@given(st.lists(texts, max_size=5), texts)
def test_several_at_once_are_the_same_as_one_by_one(several: list[str], typed: str) -> None:
    query = parse(typed)
    made = [document(text, str(number)) for number, text in enumerate(several)]
    assert ranges_of(made, query) == [ranges(each, query) for each in made]
    assert snippets([Hit(each, query, 1.0) for each in made]) == [snippet(Hit(each, query, 1.0)) for each in made]


@settings(deadline=None)
@given(st.lists(texts, max_size=4), texts, st.integers(0, 20))
def test_concordance_lines_are_slices(several: list[str], typed: str, context: int) -> None:
    query = parse(typed)
    made = {each.id: each for each in (document(text, str(number)) for number, text in enumerate(several))}
    found = list(lines(made.values(), query, context))
    assert [(line.document, line.paragraph, line.start, line.end) for line in found] == [
        (each.id, *place) for each in made.values() for place in ranges(each, query)
    ]
    for line in found:
        text = source(made[line.document], line.paragraph)
        begin = line.start - len(line.before)
        assert text[begin : line.end + len(line.after)] == line.before + line.keyword + line.after
        assert line.keyword == text[line.start : line.end]
        assert len(line.before) <= context and len(line.after) <= context


def test_nothing_asked_is_nothing_lit() -> None:
    assert ranges(document("نص"), Query()) == ()
    assert list(lines([document("نص")], Query())) == []
    assert ranges_of([], parse("نص")) == []
