"""Titles in the order of a dictionary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.text.collate import AFTER, sort_key

#: Titles in the order in which a reader of that language looks for them.
ORDERED = {
    "Arabic": "أحمد|الآن|إيمان|باب|بيت|تاريخ|ثورة|جبل|حب|خبر|دار|ذهب|رأس|زمن|سماء|"
    "شمس|صبر|ضوء|طير|ظل|عين|غيم|فجر|قمر|كتاب|ليل|موج|نور|هواء|ورد|يوم",
    "Persian": "آب|باران|پدر|تهران|ثریا|جوان|چراغ|حسن|خانه|دریا|ذره|رود|زمین|ژاله|سنگ|شب|فردا|قلم|کتاب|گل|لاله|ماه|نان",
    "Urdu": "بات|پانی|تارا|ٹوپی|ثمر|جان|چاند|دن|ڈاک|ذرہ|رات|زبان|سورج|گھر|لفظ",
    "Hebrew": "אבא|בית|גשם|דלת|הר|ורד|זמן|חבר|טוב|ים|כלב|לב|מים|נר|סוס|עץ|פרח|צבי|קול|ראש|שמש|תפוח",
    "Latin": "Apple|Ärger|banana|Éclair|eel|zebra",
    "numbers": "Chapter 2|Chapter 9|Chapter 10|Chapter 010 b|Chapter 100",
    "Arabic numbers": "الفصل ٢|الفصل ٩|الفصل ١٠|الفصل ١١",
    "scripts": "7|Zebra|Ωμέγα|Яма|תפוח|ألف|書",
    "words before letters": "كتاب أول|كتاب ثان|كتابة",
}


@pytest.mark.parametrize("name", ORDERED)
def test_titles_in_order(name: str) -> None:
    titles = ORDERED[name].split("|")
    assert sorted(titles, key=sort_key) == titles
    assert len({sort_key(title) for title in titles}) == len(titles)


@pytest.mark.parametrize(
    ("one", "other"),
    [("«كتاب»", "كتاب"), ("كِتَابٌ", "كتاب"), ("أحمد", "احمد"), ("RÉSUMÉ", "resume"), ("ـكتاب", "كتاب"), ("۱۲", "12")],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


def test_letters_stand_right_after_the_one_before() -> None:
    for letter, before in AFTER.items():
        assert sort_key(before + "ي") < sort_key(letter + "ا") < sort_key(chr(ord(before) + 1) + "ا"), letter


@given(st.lists(st.text(max_size=20), max_size=20))
def test_any_text_has_a_key(titles: list[str]) -> None:
    assert sorted(sorted(titles), key=sort_key) == sorted(titles, key=lambda title: (sort_key(title), title))


def test_as_icu_has_it() -> None:
    icu = pytest.importorskip("icu", reason="PyICU is not installed: pip install PyICU (needs ICU's headers)")
    locales = {"Arabic": "ar", "Urdu": "ur", "Hebrew": "he", "numbers": "en", "Arabic numbers": "ar"}
    for name, locale in locales.items():
        collator = icu.Collator.createInstance(icu.Locale(locale))
        collator.setStrength(icu.Collator.PRIMARY)
        collator.setAttribute(icu.UCollAttribute.NUMERIC_COLLATION, icu.UCollAttributeValue.ON)
        titles = ORDERED[name].split("|")
        assert sorted(titles, key=collator.getSortKey) == titles, name
