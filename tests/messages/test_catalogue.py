"""The interface's strings: every catalogue against English, and how values get in."""

from pathlib import Path

import pytest

from tui_reader.messages import catalogue as module
from tui_reader.messages.catalogue import Catalogue, languages, load_catalogue, placeholders
from tui_reader.messages.plurals import CATEGORIES, PLURALS, plural

ENGLISH = load_catalogue("en")


def make(messages: dict[str, object], language: str = "ar") -> Catalogue:
    """A catalogue of these messages."""
    return Catalogue(language, "rtl", "x", messages)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", languages())
def test_a_catalogue_says_what_english_says_with_the_same_values(code: str) -> None:
    catalogue = load_catalogue(code)
    assert catalogue.language == code
    assert catalogue.direction in ("ltr", "rtl")
    assert catalogue.name
    assert catalogue.keys == ENGLISH.keys
    for key in catalogue.keys:
        wanted = placeholders(ENGLISH.forms(key)["other"])
        forms = catalogue.forms(key)
        assert placeholders(forms["other"]) == wanted, key
        for category, text in forms.items():
            # "one article" need not write its number.
            assert wanted - {"count"} <= placeholders(text) <= wanted, (key, category)
            assert text == text.strip() or key == "status.separator", key
            assert "\n" not in text, key


@pytest.mark.parametrize("code", languages())
def test_a_message_has_exactly_the_plural_forms_its_language_knows(code: str) -> None:
    rule = PLURALS[code]
    known = {rule(n) for n in range(200)} | {"other"}
    catalogue = load_catalogue(code)
    for key in catalogue.keys:
        forms = set(catalogue.forms(key))
        assert forms == {"other"} or forms == known, key


def test_the_problems_a_file_can_have_all_have_words() -> None:
    for code in (
        "missing",
        "unreadable",
        "not-text",
        "pdf",
        "bomb",
        "encrypted",
        "damaged",
        "bad-record",
        "missing-part",
        "unknown-format",
        "special-file",
        "too-large",
        "loop",
    ):
        assert f"problem.{code}" in ENGLISH


def test_values_go_in_as_they_are() -> None:
    said = make({"m": "{a} and {b}"}).text("m", a="{b}", b="{0} {a.__class__} %s \\1")
    assert said == "{b} and {0} {a.__class__} %s \\1"


def test_only_names_in_braces_are_placeholders() -> None:
    assert make({"m": "{ } {} {a.b} {a!r} {A} {a}"}).text("m", a=1) == "{ } {} {a.b} {a!r} {A} 1"


def test_a_value_not_given_stays_visible() -> None:
    assert make({"m": "{a} of {b}"}).text("m", a=1) == "1 of {b}"


def test_a_message_that_is_missing_is_said_in_english_and_by_its_rule() -> None:
    arabic = make({})
    assert arabic.text("action.search") == ENGLISH.text("action.search")
    assert arabic.text("status.selected", count=2) == "2 characters selected"
    assert arabic.text("no.such.key") == ENGLISH.text("no.such.key") == "no.such.key"


def test_the_plural_form_follows_the_language() -> None:
    forms = {category: category for category in CATEGORIES}
    said = [make({"m": forms}).text("m", count=n) for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["zero", "one", "two", "few", "many", "other"]
    assert make({"m": forms}).text("m") == "other"
    assert make({"m": {"other": "o"}}).text("m", count=1) == "o"
    assert ENGLISH.text("status.selected", count=1) == "1 character selected"


@pytest.mark.parametrize(
    ("language", "category", "numbers"),
    [  # the samples of CLDR's own plurals.xml
        ("ar", "few", (3, 10, 103, 110, 1003)),
        ("ar", "many", (11, 26, 111, 1011)),
        ("ar", "other", (100, 102, 200, 202, 1000, 1_000_000)),
        ("he", "one", (1,)),
        ("he", "two", (2,)),
        ("he", "other", (0, 3, 10, 17, 100)),
        ("fa", "one", (0, 1)),
        ("fa", "other", (2, 17)),
        ("ur", "one", (1,)),
        ("ur", "other", (0, 2)),
        ("xx", "one", (1,)),
    ],
)
def test_plural_rules(language: str, category: str, numbers: tuple[int, ...]) -> None:
    assert {plural(language, n) for n in numbers} == {category}


@pytest.mark.parametrize(
    "code", [None, "", "auto", "xx", "xx_YY", "C", "../en", "en\0", "en/..", "EN", "en_GB.UTF-8"]
)
def test_any_code_gives_a_catalogue(code: str | None) -> None:
    assert load_catalogue(code) is ENGLISH


def test_a_catalogue_is_one_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ar.toml").write_text(
        '[catalogue]\ndirection = "rtl"\nname = "العربية"\n[action]\nquit = "خروج"\n', encoding="utf-8"
    )
    (tmp_path / "en.toml").write_bytes((module._FOLDER / "en.toml").read_bytes())
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    module._load.cache_clear()
    assert languages() == ("ar", "en")
    try:
        arabic = load_catalogue("ar_EG.UTF-8")
        assert (arabic.direction, arabic.name) == ("rtl", "العربية")
        assert arabic.text("action.quit") == "خروج"
        assert arabic.text("action.help") == "Help"
    finally:
        module._load.cache_clear()


@pytest.mark.parametrize(
    ("code", "name"),
    [("ar", "Arabic"), ("fa-IR", "Persian"), ("UR_pk", "Urdu"), ("tlh", "tlh"), (None, "language unknown")],
)
def test_names_of_languages(code: str | None, name: str) -> None:
    assert ENGLISH.language_name(code) == name
