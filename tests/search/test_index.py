"""Query -> Hits: who is found, in which order; an index that changes answers as one built afresh."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Iterable
from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.search import heads, matching, merging, parts, segment, segment_file
from tui_reader.search.held import Held
from tui_reader.search.index import Index
from tui_reader.search.query import Atom, parse
from tui_reader.search.segment import Segment

from .samples import document, texts


class Library:
    """Documents and an index of them."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents: dict[DocumentId, Document] = {}
        self.index = Index(self.documents.get)
        self.add(*documents)

    def add(self, *documents: Document) -> None:
        self.documents |= {each.id: each for each in documents}
        self.index.add(documents)

    def found(self, typed: str, **options: bool | str) -> list[str]:
        results = self.index.search(parse(typed), **options)  # type: ignore[arg-type]
        if not options.get("any"):
            assert results.total == len(results.hits)
        return [hit.document.id.path for hit in results.hits]


def library(**named: str) -> Library:
    return Library(document(text, name) for name, text in named.items())


WORDS = [
    "كتاب",
    "الكتاب",
    "وكتاب",
    "للكتاب",
    "كتب",
    "عَلَى",
    "علي",
    "NATO",
    "nation",
    "2024",
    "מלך",
    "המלך",
    "می‌خواهم",
    "الصلوٰة",
]

libraries = st.lists(
    st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), texts), min_size=1, max_size=8
).map(
    lambda made: [
        document(text, str(number), title="عنوان" if number % 3 else None) for number, text in enumerate(made)
    ]
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("كتا", "والكتابة"),
        ("كتاب ", "الكتاب"),
        ("كتاب ", "للكتاب"),
        ("الكتاب ", "كتاب"),
        ("مدرسه ", "المُدَرِّسَة"),
        ("الناتو ", "الـنـاتو"),
        ("ألمانيا ", "المانيا"),
        ("المانيا ", "ألمانيا"),
        ("ال", "القمر"),
        ("وال", "والقمر"),
        ("القمر", "قمر"),
        ("القم", "والقمر القمر"),
        ("مسؤول ", "المسئول"),
        ("شئون ", "شؤون"),
        ("المدرسون ", "المدرسين"),
        ("عبدالله ", "عبد الله"),
        ("عبد الله ", "عبدالله"),
        ("وعبدالله ", "عبد الله والناس وعبد الله"),
        ("أبوظبي ", "أبو ظبي"),
        ("أبو ظبي ", "أبوظبي"),
        ("مازال ", "ما زال"),
        ("بور سعيد ", "بورسعيد"),
        ("سرما خوردگی ", "سرماخوردگی"),
        ("سرما خورد", "سرماخوردگی"),
        ("لا بد ", "لابد"),
        ("سرماخوردگی ", "سرما خوردگی"),
        ("بالسرماخورد", "بالسرما خوردگی"),
        ("title:بورسعيد ", "بور سعيد"),
        ("می‌خواهم ", "میخواهم"),
        ("می‌خواهم ", "می خواهم"),
        ("میخواهم ", "می‌خواهم"),
        ("می خواهم ", "می‌خواهم"),
        ("خواهم ", "می‌خواهم"),
        ("الصلاة ", "الصلوٰة"),
        ("السماوات ", "ٱلسَّمَـٰوَٰتِ"),
        ("هذا ", "هٰذا"),
        ("1445 ", "سنة ١٤٤٥هـ"),
        ("1445هـ ", "سنة 1445"),
        ("صلى الله عليه وسلم ", "محمد ﷺ"),
        ("محمد ﷺ ", "محمد صلى الله عليه وسلم"),
        ("لا ", "ﻻ"),
        ("STRASSE ", "Straße"),
        ("nato ", "حلف NATO"),
        ("צהל ", 'צה"ל'),
        ('צה"ל ', "צהל"),
        ("מלכ", "המלך מלך"),
        ("שלום ", "שָׁלוֹם"),
        ("2024 ", "عام ٢٠٢٤م"),
        ("کتاب ", "كتاب"),
        ("ہے ", "هي"),
        ('"حلف الناتو"', "في حلف الناتو اليوم"),
        ('"حلف الناتو"', "حلف\nالناتو"),
        ('"الصلاة خير"', "الصلوٰة خير"),
        ("حلف -كتاب ", "حلف"),
        ("كتاب OR حلف ", "حلف"),
        ("ki* x ", "kitab x"),
        ("=كِتاب ", "كِتاب"),
        ("=كِتا", "كِتاب"),
        ("path:DOC", "شيء"),
        ("path:doc شيء ", "شيء"),
        ("title:حلف ", "حلف\nالناتو"),
        ("-كتاب", "شيء"),
    ],
)
def test_found_and_lit(typed: str, written: str) -> None:
    made = document(written, "docs/a")
    shelf = Library([made, document("غير ذلك", "docs/b" if typed[0] == "-" else "b")])
    assert "docs/a" in shelf.found(typed)
    hit = shelf.index.search(parse(typed)).hits.get(made.id)
    assert hit is not None
    if not typed.startswith(("path:DOC", "-")):
        assert hit.ranges


@pytest.mark.parametrize(
    "written", ["\u05e9\u05c1\u05bc\u05b6\u05d1\u05b6\u05e8", "كت\u0651\u064eاب", "\U0001d400q\u0301\u0323c"]
)
def test_a_word_is_found_exactly_while_it_is_typed(written: str) -> None:
    """Also where the marks of a letter are typed in another order than Unicode gives them."""
    shelf = library(a=written, b="غير ذلك")
    for end in range(1, len(written) + 1):
        assert shelf.found(f"={written[:end]}") == ["a"], written[:end]
    assert shelf.found(f"={written[:2]}\u05bd") == [], "a mark that is not there"
    assert shelf.found(f"={written} ") == ["a"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("كتب ", "كتاب"),
        ("كتب ", "مكتب"),
        ("المانيا", "الماء"),
        ("والد", "دار"),
        ("ه ", "سنة 1445هـ"),
        ("=كتاب ", "كِتاب"),
        ("=علي ", "على"),
        ("=Nato ", "NATO"),
        ('"الناتو حلف"', "حلف الناتو"),
        ("حلف -الناتو ", "حلف الناتو"),
        ('حلف -"حلف الناتو"', "حلف الناتو"),
        ("title:الناتو ", "حلف\nالناتو"),
        ("path:x", "شيء"),
        ("حلف شيء ", "حلف الناتو"),
        ("-شيء", "شيء"),
        ("عبدالله ", "عبد الرحمن الله"),
        ("في ها ", "فيها"),
        ("سرما =خوردگی ", "سرماخوردگی"),
    ],
)
def test_not_found(typed: str, written: str) -> None:
    assert library(a=written).found(typed) == []


def test_half_typed_syntax_empties_no_list() -> None:
    shelf = library(a="حلف الناتو", b="حلف غيره")
    for after in (
        "",
        ' "',
        ' "الن',
        " -",
        " -ا",
        " OR",
        " OR ",
        " OR الن",
        " =",
        " title:",
        " path:",
        " -title:",
        " *",
    ):
        typed = "حلف" + after
        assert "a" in shelf.found(typed), typed


def test_order() -> None:
    filler = "\n" + "شيء " * 40
    shelf = library(
        related=f"المسئولون{filler}",
        folded=f"مسوول{filler}",
        exact=f"مسؤول{filler}",
        blind=f"المسؤول{filler}",
        longer=f"مسؤولية{filler}",
    )
    order = shelf.found("مسؤول")
    assert order[:3] == ["exact", "folded", "blind"]
    assert set(order[3:]) == {"related", "longer"}


def test_title_and_frequency() -> None:
    filler = " filler" * 300
    shelf = library(
        once=f"x\nonce زيتون{filler}",
        often=f"x\nزيتون زيتون زيتون{filler}",
        title=f"زيتون\nزيتون زيتون {filler}",
        again=f"x\nonce زيتون{filler}",
    )
    assert shelf.found("زيتون ") == ["title", "often", "once", "again"], "those that score alike in their order"


def test_words_of_title_and_text_together() -> None:
    assert Library([document("body words", "a", title="عنوان")]).found("عنوان body ") == ["a"]
    assert Library([document("body words", "a", title="عنوان")]).found('"عنوان body"') == []


def test_most_words_are_counted_apart() -> None:
    shelf = library(a="حلف الناتو", b="حلف شيء", c="غير ذلك")
    results = shelf.index.search(parse("حلف الناتو كتاب "))
    assert (results.total, len(results.hits)) == (0, 0)
    assert [hit.document.id.path for hit in results.partial] == ["a"]
    assert not shelf.index.search(parse("حلف ")).partial
    everything = shelf.index.search(parse("حلف الناتو كتاب "), any=True)
    assert everything.total == 0
    assert [hit.document.id.path for hit in everything.hits] == ["a", "b"]


def test_language() -> None:
    shelf = library(
        ar="هذا الكتاب جديد", fa="این کتاب جدید است که می‌گوید", he="הספר הזה", ur="یہ کتاب ہے اور وہ بھی", en="a book"
    )
    assert shelf.index.languages == {"ar": 1, "fa": 1, "he": 1, "ur": 1, "": 1}
    assert shelf.found("كتاب ", language="fa") == ["fa"]
    assert shelf.found("كتاب ", language="xx") == []


def test_hits_are_a_sequence() -> None:
    shelf = Library(document("كلمة " + "x " * number, str(number)) for number in range(1500))
    hits = shelf.index.search(parse("كلمة ")).hits
    assert len(hits) == 1500
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert {hit.document.id for hit in hits} == set(shelf.documents)
    assert hits[-1].document.id == hits.id(1499) == hits.documents[-1].id
    assert [hit.document.id for hit in hits[3:5]] == [hits.id(3), hits.id(4)]
    assert hits.get(hits.id(700)) is hits[700]
    assert hits.get(DocumentId("unknown")) is None
    with pytest.raises(IndexError):
        hits[1500]


def test_replace_and_remove() -> None:
    shelf = library(a="old", b="keep")
    before, again = (shelf.index.search(parse("old")).hits for _ in range(2))
    shelf.add(document("new", "a"))
    assert shelf.found("old") == []
    assert shelf.found("new") == ["a"]
    assert [hit.document.id.path for hit in before] == ["a"], "what was found before stays"
    shelf.index.remove([DocumentId("a"), DocumentId("unknown")])
    del shelf.documents[DocumentId("a")]
    assert shelf.found("new") == []
    assert shelf.found("keep") == ["b"]
    assert len(shelf.index) == 1
    assert again[0].document.text == "", "gone, and no error"


QUERIES = [
    "كتاب ",
    "كتا",
    "ال",
    "ك",
    "علي ",
    "=علي ",
    "nat",
    '"كتاب كتب"',
    "مل",
    "-كتاب ",
    "خواهم",
    "الصلاة ",
    "كتاب NATO ",
]


def answers(index: Index) -> list[tuple[int, list[tuple[str, float]]]]:
    """What queries find, and in which order, to the precision in which sums of the same numbers agree."""
    found = []
    for typed in QUERIES:
        results = index.search(parse(typed))
        found.append((results.total, [(hit.document.id.path, round(hit.score, 3)) for hit in results.hits]))
    return found


@settings(deadline=None)
@given(libraries, st.lists(st.tuples(st.integers(0, 9), st.sampled_from(WORDS)), max_size=12), st.randoms())
def test_changes_come_to_the_same_as_a_fresh_index(
    documents: list[Document], changes: list[tuple[int, str]], dice: object
) -> None:
    shelf = Library(documents)
    for number, text in changes:
        name = str(number)
        if text == WORDS[0]:
            shelf.documents.pop(DocumentId(name), None)
            shelf.index.remove([DocumentId(name)])
        else:
            shelf.documents.pop(DocumentId(name), None)
            shelf.add(document(f"{text} {WORDS[number]}", name))
    fresh = Library(list(shelf.documents.values()))
    assert len(shelf.index) == len(fresh.index) == len(shelf.documents)
    changed, anew = answers(shelf.index), answers(fresh.index)
    assert [total for total, _ in changed] == [total for total, _ in anew]
    assert [sorted(path for path, _ in hits) for _, hits in changed] == [
        sorted(path for path, _ in hits) for _, hits in anew
    ]


@settings(deadline=None)
@given(libraries, st.integers(1, 4))
def test_a_merge_is_what_would_have_been_built(documents: list[Document], size: int) -> None:
    pieces = [segment.build(documents[at : at + size]) for at in range(0, len(documents), size)]
    merged, whole = merging.merge(pieces), segment.build(documents)
    for field in fields(whole):
        one, other = getattr(merged, field.name), getattr(whole, field.name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other), field.name


def test_a_merge_takes_its_parts_place() -> None:
    documents = [document(f"كتاب {number}", str(number)) for number in range(6)]
    known = {each.id: each for each in documents}
    index = Index(known.get)
    pieces = [segment.build(documents[at : at + 2]) for at in (0, 2, 4)]
    for number, piece in enumerate(pieces):
        index.add_segment(piece, [each.id for each in documents[2 * number : 2 * number + 2]])
    index.remove([documents[1].id])
    before = answers(index)
    merged = merging.merge(pieces[:2])
    assert index.merged(pieces[:2], merged)
    assert index.segments == (merged, pieces[2])
    assert answers(index) == before
    assert not index.merged(pieces[:2], merged), "they are not there any more"
    with pytest.raises(ValueError, match="1 ids for 2"):
        index.add_segment(pieces[0], [documents[0].id])


def test_nothing_is_merged_into_nothing() -> None:
    with pytest.raises(ValueError, match="0 segments"):
        merging.merge([])


class Sized(NamedTuple):
    """What `merging.few` asks of a segment."""

    documents: int
    size: int = 1


@pytest.mark.parametrize(
    ("segments", "chosen"),
    [
        ([], []),
        ([Sized(10)], []),
        ([Sized(10)] * 3, [slice(0, 3)]),
        ([Sized(30_000)] * 5, [slice(0, 2), slice(2, 4)]),
        ([Sized(40_000), Sized(3)], []),
        ([Sized(40_000), *[Sized(3)] * 4], [slice(0, 5)]),
        ([Sized(65_000), Sized(600), Sized(100), Sized(10)], [slice(1, 4)]),
        ([Sized(10, 60 << 20), Sized(10, 60 << 20), Sized(10)], [slice(1, 3)]),
        ([Sized(10, 1 << 30)] * 2, []),
    ],
)
def test_neighbours_of_a_library_are_due(segments: list[Sized], chosen: list[slice]) -> None:
    found = merging.few([[each] for each in segments])  # type: ignore[list-item]
    assert found == [segments[each] for each in chosen]


def test_segments_of_one_piece_of_the_cache_are_merged_together() -> None:
    runs = [[Sized(20_000)] * 2, [Sized(10_000)] * 2, [Sized(10_000), Sized(6000)]]
    assert merging.few(runs) == [[*runs[0], *runs[1]], runs[2]]  # type: ignore[arg-type]


def test_of_a_piece_that_is_too_large_what_fits_is_merged() -> None:
    runs = [[Sized(5), *[Sized(30_000)] * 5], [Sized(4, 1 << 30), Sized(9)]]
    chosen = [runs[0][:3], runs[0][3:5]]
    assert merging.few(runs) == chosen  # type: ignore[arg-type]


@settings(deadline=None)
@given(libraries)
def test_a_segment_comes_back_from_bytes(documents: list[Document]) -> None:
    made = segment.build(documents)
    file = io.BytesIO()
    assert segment_file.write(made, file) == len(file.getvalue()) <= segment_file.size(made)
    back = segment_file.read(file.getvalue() + b"what follows")
    for field in fields(made):
        assert np.array_equal(getattr(made, field.name), getattr(back, field.name))
        assert not getattr(back, field.name).flags.writeable


def test_damage_is_found() -> None:
    file = io.BytesIO()
    segment_file.write(segment.build([document("كتاب NATO", "a")]), file)
    good = file.getvalue()
    segment_file.read(good)
    for at in range(0, len(good), 7):
        if good[at] and (at < 40 or at > len(good) - 200):
            with pytest.raises(segment_file.NotASegment):
                segment_file.read(good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :])
    for end in (0, 10, 30, 300, len(good) // 2, len(good) - 1):
        with pytest.raises(segment_file.NotASegment):
            segment_file.read(good[:end])


def test_cancelled() -> None:
    shelf = library(a="كتاب الله")
    assert shelf.index.search(parse("كتاب الله"), lambda: True).total == 0


def test_an_empty_index() -> None:
    results = Index(dict[DocumentId, Document]().get).search(parse("كتاب -x OR path:y"))
    assert (results.total, len(results.hits), len(results.partial)) == (0, 0, 0)
    assert Library([document("", "a")]).found("x") == []


def test_a_sign_that_stands_for_several_words_means_them_in_a_row() -> None:
    shelf = library(sign="محمد ﷺ قال", row="محمد صلى الله عليه وسلم قال", apart="صلى عليه محمد وسلم الله")
    assert sorted(shelf.found("ﷺ")) == sorted(shelf.found("ﷺ ")) == ["row", "sign"]


def test_many_words_behind_an_article_are_each_found_once() -> None:
    """More runs of terms with one article than are kept as ranges, and words without it between them."""
    stems = [f"{chr(0x628 + first)}{chr(0x628 + second)}ررر" for first in range(3) for second in range(24)]
    stems = [stem for stem in stems if stem.isalpha() and "\u0640" not in stem]
    shelf = library(
        **{f"with{n}": f"وال{stem}" for n, stem in enumerate(stems)},
        **{f"bare{n}": stem for n, stem in enumerate(stems)},
    )
    for typed in ("وال", "والب"):
        asked = [f"with{n}" for n, stem in enumerate(stems) if f"وال{stem}".startswith(typed)]
        assert sorted(shelf.found(typed)) == sorted(asked)
        for hit in shelf.index.search(parse(typed)).hits:
            assert [hit.document.paragraph(p)[start:end] for p, start, end in hit.ranges] == [typed]


def test_what_is_remembered_of_a_word_is_of_its_segment() -> None:
    shelf = library(a="كتاب")
    assert shelf.found("كتاب ") == ["a"]
    shelf.add(document("الكتاب", "b"))
    assert shelf.found("كتاب ") == ["a", "b"]
    shelf.index.remove([document("", "a").id])
    assert shelf.found("كتاب ") == ["b"]


def test_related_forms_count_more_in_a_whole_question_and_the_word_itself_stays_first() -> None:
    shelf = library(exact="كتاب " + "شيء " * 100, related="كتابها كتابها كتابها")
    typed, asked = (shelf.index.search(parse("كتاب "), any=each).hits for each in (False, True))
    for hits in (typed, asked):
        assert [hit.document.id.path for hit in hits] == ["exact", "related"]
    assert asked[1].score / asked[0].score > typed[1].score / typed[0].score


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("نژاد گربه چیه؟ ", "گربه‌ها پستاندارند و در خانه‌ها زندگی می‌کنند", "چیه"),
        ("כמה חתולים יש? ", "חתולים רבים חיים בבתים ובחצרות", "כמה"),
        ("متى تأسس؟ ", "تأسس عام 1950 في الرياض بعد الحرب", "متى"),
        ("when was it founded? ", "founded long ago, before all others of that town", "when"),
    ],
)
def test_words_that_ask_do_not_decide_what_a_question_is_about(question: str, answer: str, other: str) -> None:
    shelf = library(other=other, answer=answer)
    assert shelf.found(question, any=True) == ["answer", "other"]
    assert shelf.found(other + " ") == ["other"]


@pytest.mark.parametrize("typed", ["مدرسة", "مدر", "المدرسة", "المد", "كتا", "مد", "م"])
def test_what_is_found_does_not_hang_on_what_was_added_up_beforehand(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [document(text, text) for text in ("مدرسة", "مدرسات", "المدرسين", "والمدرسه", "مدر", "كتابان", "كتب", "مد")]
    few = Library(made)
    monkeypatch.setattr(heads, "HEAVY", 0)
    monkeypatch.setattr(heads, "SCATTERED", 0)
    many = Library(made)
    assert len(many.index.segments[0].head_prefixes) and not len(few.index.segments[0].head_prefixes)
    assert sorted(few.found(typed)) == sorted(many.found(typed))


def test_what_was_found_keeps_no_segment_that_was_merged() -> None:
    documents = [document(f"كتاب {number}", str(number)) for number in range(4)]
    index = Index({each.id: each for each in documents}.get)
    for at in (0, 2):
        index.add_segment(segment.build(documents[at : at + 2]), [each.id for each in documents[at : at + 2]])
    hits = index.search(parse("كتاب ")).hits
    old = index.segments
    gone = [weakref.ref(each) for each in old]
    assert index.merged(old, merging.merge(old))
    del old
    gc.collect()
    assert [each() for each in gone] == [None, None]
    assert [hit.document for hit in hits] == documents
    assert [hits.get(each.id) for each in documents] == list(hits)


def test_a_question_is_rather_answered_in_its_own_language() -> None:
    """لندن is written alike in several: who asks with کجاست does not ask for the Arabic text."""
    shelf = library(
        arabic="لندن لندن لندن هي مدينة في بريطانيا التي كان فيها من هذا",
        persian="لندن شهری است که در این کشور و از آن برای با یک " + "کاخ " * 20,
        unknown="لندن: London, capital of the United Kingdom",
    )
    assert set(shelf.index.languages) == {"ar", "fa", ""}
    assert shelf.found("لندن ", any=True)[-1] == "persian"
    asked = shelf.found("لندن کجاست ", any=True)
    assert asked.index("persian") < asked.index("arabic") and len(asked) == 3


def test_words_that_stand_already_are_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long what comes after them is typed."""
    found = library(one="كتاب الطبيعة", two="كتاب")
    looked_up: list[Atom] = []
    match = matching.match

    def counted(segment: Segment, atom: Atom) -> Held:
        looked_up.append(atom)
        return match(segment, atom)

    monkeypatch.setattr(matching, "match", counted)
    for count in range(2 * parts.REMEMBERED):
        found.index.search(parse("كتاب " + "ط" * count))
    assert looked_up.count(parse("كتاب ").clauses[0][0]) == len(found.index.segments)
