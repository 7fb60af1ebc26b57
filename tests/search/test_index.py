"""Query -> Hits: who is found, and in which order."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import pytest

from tui_reader.library.document import Document, DocumentId, Metadata
from tui_reader.search import heads, matching, merging, parts, segment
from tui_reader.search.held import Held
from tui_reader.search.index import Index
from tui_reader.search.query import Atom, parse
from tui_reader.search.segment import Segment

from .samples import Library, document


def library(**named: str) -> Library:
    return Library(document(text, name) for name, text in named.items())


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


def test_a_language_is_one_however_a_file_calls_it() -> None:
    said = ("ar", "ar-EG", "ara", "Arabic", "und", "he_IL")
    shelf = Library(
        replace(document("هذا الكتاب", name), metadata=Metadata(language=name)) for name in said
    )
    assert shelf.index.languages == {"ar": 5, "he": 1}
    assert shelf.found("كتاب ", language="ar") == list(said[:-1])


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
