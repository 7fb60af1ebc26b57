"""Keys work whichever layout is on."""

import string

import pytest

from tui_reader.settings import keyboard
from tui_reader.settings.keyboard import LAYOUTS, KeyboardGuess, ascii_key, layout_of_language, owners

US_PLAIN = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
US_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
ROWS = [
    (name, row)
    for name in ("arabic", "persian", "hebrew", "russian", "greek")
    for row in ("plain", "shifted")
]

# What a typist of each layout gets from the letter rows of the keyboard, left to right.
LETTER_ROWS = {
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤر\ufefbىةوزظ"),
    "persian": ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو./"),
    "hebrew": ("/'קראטוןםפ][", "שדגכעיחלךף,", "זסבהנמצתץ."),
    "russian": ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю."),
    "greek": (";ςερτυθιοπ[]", "ασδφγηξκλ;'", "ζχψωβνμ,./"),
}
US_ROWS = ("qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./")


@pytest.mark.parametrize(("name", "row"), ROWS)
def test_every_entry_is_one_key_and_one_character(name: str, row: str) -> None:
    text = getattr(keyboard, f"_{name.upper()}_{row.upper()}")
    pairs = text.split()
    assert all(len(pair) == 2 for pair in pairs)
    keys, sent = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assert set(keys) <= set(US_PLAIN if row == "plain" else US_SHIFTED)
    assert len(set(keys)) == len(keys)
    assert len(set(sent)) == len(sent)


@pytest.mark.parametrize("name", LAYOUTS)
def test_no_character_is_on_both_rows(name: str) -> None:
    both = LAYOUTS[name].plain.keys() & LAYOUTS[name].shifted.keys()
    assert all(character.isascii() for character in both)


@pytest.mark.parametrize("name", LETTER_ROWS)
def test_the_letter_rows(name: str) -> None:
    layout = LAYOUTS[name]
    for us_row, row in zip(US_ROWS, LETTER_ROWS[name], strict=True):
        for us, character in zip(us_row, row, strict=True):
            if name == "greek" and us == ";":
                continue  # a dead key, which sends nothing
            assert us == character or layout.plain[character] == us


@pytest.mark.parametrize("name", LAYOUTS)
def test_ascii_always_means_itself(name: str) -> None:
    for character in string.printable:
        assert ascii_key(character, name) == character
        assert KeyboardGuess(name).key(character) == character


@pytest.mark.parametrize(
    ("character", "hints", "key"),
    [
        ("ى", (), "n"),
        ("آ", (), "N"),
        ("ﻻ", (), "b"),
        ("؟", (), "?"),
        ("د", (), "]"),
        ("د", ("arabic",), "]"),
        ("د", ("persian",), "n"),
        ("د", ("hebrew", "persian"), "n"),
        ("د", (None, "persian"), "n"),
        ("چ", ("arabic",), "]"),
        ("מ", ("arabic",), "n"),
        ("т", (), "n"),
        ("ν", (), "n"),
        ("Ν", (), "N"),
        ("é", (), None),
        ("字", (), None),
    ],
)
def test_the_key_of_a_character(character: str, hints: tuple[str | None, ...], key: str | None) -> None:
    assert ascii_key(character, *hints) == key


def test_the_last_telling_letter_decides() -> None:
    guess = KeyboardGuess()
    assert guess.key("د") == "]"
    assert (guess.key("گ"), guess.layout) == ("'", "persian")
    assert guess.key("د") == "n"
    assert guess.key("q") == "q"
    assert guess.key("د") == "n"
    assert (guess.key("ة"), guess.layout) == ("m", "arabic")
    assert guess.key("د") == "]"


def test_the_locale_beats_the_letter_and_the_setting_both() -> None:
    guess = KeyboardGuess("auto", "fa")
    guess.key("ى")
    assert (guess.layout, guess.key("د")) == ("persian", "n")
    guess = KeyboardGuess("arabic", "fa")
    guess.key("گ")
    assert (guess.layout, guess.key("د")) == ("arabic", "]")


def test_a_layout_that_lacks_the_letter_does_not_decide() -> None:
    guess = KeyboardGuess("hebrew")
    guess.key("گ")
    assert guess.key("د") == "n"


@pytest.mark.parametrize(("text", "keys"), [("لا", "b"), ("لأ", "G"), ("لإ", "T"), ("لآ", "B"), ("ﻻ", "b")])
def test_lam_and_alef_in_one_read_are_one_key(text: str, keys: str) -> None:
    assert KeyboardGuess().keys(text) == [keys]
    assert KeyboardGuess("arabic").keys(f"ت{text}ل") == ["j", keys, "g"]


def test_lam_and_alef_are_two_keys_where_they_are() -> None:
    assert KeyboardGuess("persian").keys("لا") == ["g", "h"]
    assert KeyboardGuess().keys("ل") + KeyboardGuess().keys("ا") == ["g", "h"]
    assert KeyboardGuess().keys("") == []


def test_the_layouts_of_languages() -> None:
    found = {code: layout_of_language(code) for code in ("ar", "fa", "he", "iw", "ru", "el", "en", None)}
    assert list(found.values()) == ["arabic", "persian", "hebrew", "hebrew", "russian", "greek", None, None]


def test_owners() -> None:
    assert owners("د") == ("arabic", "persian")
    assert owners("ي") == ("arabic",)
    assert owners("é") == ()


@pytest.mark.parametrize(
    ("name", "lost"),
    [("arabic", "CDFLMUVZ"), ("persian", "OP"), ("hebrew", "`qw"), ("russian", "$&@^|"), ("greek", "Qq")],
)
def test_what_cannot_be_typed(name: str, lost: str) -> None:
    assert LAYOUTS[name].lost == set(lost)
