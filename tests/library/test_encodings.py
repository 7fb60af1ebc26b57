"""Bytes to text: which encoding, what is no text."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.charsets import BY_NAME, CHARSETS, CHOICES, Charset, of_label
from tui_reader.library.detection import CANDIDATES, CLASSES, languages
from tui_reader.library.encodings import FEW_CONTROLS, FEW_NULS, Decoded, NotText, decode

MARKS = {
    "UTF-8": (b"", "utf-8"),
    "UTF-8 BOM": (codecs.BOM_UTF8, "utf-8"),
    "UTF-16 LE": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "UTF-16 BE": (codecs.BOM_UTF16_BE, "utf-16-be"),
    "UTF-32 LE": (codecs.BOM_UTF32_LE, "utf-32-le"),
    "UTF-32 BE": (codecs.BOM_UTF32_BE, "utf-32-be"),
}
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\x0b\x0c\x85\u2028\x1b"))


@pytest.mark.parametrize("name", MARKS)
@given(text=TEXTS)
def test_every_encoding_comes_back_exactly(name: str, text: str) -> None:
    mark, codec = MARKS[name]
    if name == "UTF-8":
        text = text.lstrip("\ufeff")
    assert decode(mark + text.encode(codec)) == Decoded(text, name, 0)


@pytest.mark.parametrize("name", MARKS)
def test_an_empty_file_and_one_of_only_a_mark_are_empty_texts(name: str) -> None:
    assert decode(MARKS[name][0]) == Decoded("", name, 0)


def test_only_the_first_mark_is_taken_off() -> None:
    assert decode(codecs.BOM_UTF8 * 2 + b"a").text == "\ufeffa"


@pytest.mark.parametrize(
    ("data", "text", "replaced"),
    [
        (codecs.BOM_UTF16_LE + b"a\0b", "a\ufffd", 1),
        (codecs.BOM_UTF16_BE + b"\0a\xd8\x00\0b", "a\ufffdb", 1),
        (codecs.BOM_UTF16_LE + b"\x00\xdc" + "\ufffdب".encode("utf-16-le"), "\ufffd\ufffdب", 1),
    ],
)
def test_broken_utf16_is_shown_counted_and_can_be_written_out(data: bytes, text: str, replaced: int) -> None:
    assert decode(data)[::2] == (text, replaced)
    decode(data).text.encode("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01" + bytes(9),
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04",
        b"\x1f\x8b\x08\0",
        b"%PDF-1.7\n",
        b"SQLite format 3\0",
        bytes(4096),
        bytes(range(32)) * 40,
        b"\xff\xc0" + bytes(range(256)) * 4,
    ],
)
def test_binaries_are_not_text(data: bytes) -> None:
    with pytest.raises(NotText) as raised:
        decode(data)
    assert raised.value.code == ("pdf" if data.startswith(b"%PDF") else "not-text")


@pytest.mark.parametrize(
    "text",
    [
        "\x1b]52;c;aGFja2Vk\x07",
        "\x1b[2J" * 1000,
        "a\0b",
        "b\bb_\bu" * 500,
        "".join(map(chr, range(32))) + "\x7f\x80\x9b\x9f",
        "%PDF is a format",
        "\0" * FEW_NULS,
        "\x01" * FEW_CONTROLS,
    ],
)
def test_a_text_with_control_characters_is_text(text: str) -> None:
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("text", ["a" + "\0" * (FEW_NULS + 1), "\x01" * (FEW_CONTROLS + 1)])
@pytest.mark.parametrize("name", MARKS)
def test_more_than_a_few_controls_are_not_text_unless_it_is_long(name: str, text: str) -> None:
    mark, codec = MARKS[name]
    with pytest.raises(NotText):
        decode(mark + text.encode(codec))
    long = text + "ا" * 1000
    assert decode(mark + long.encode(codec)).text == long


TEXTS_OF = Path(__file__).parents[1] / "data" / "encodings"


def written(language: str, codec: str) -> str:
    """The text of a language as its codec can hold it."""
    stand_ins = str.maketrans({"ی": "ي", "ک": "ك", "ں": "ن"})
    text = (TEXTS_OF / f"{language}.txt").read_text(encoding="utf-8")
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        text = text.translate(stand_ins).encode(codec, "ignore").decode(codec)
    return text


WIDE = ("UTF-16 LE", "UTF-16 BE", "UTF-32 LE", "UTF-32 BE")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "Windows-1256"),
        ("ar", "ISO-8859-6"),
        ("ar", "IBM 720"),
        ("fa", "Windows-1256"),
        ("ur", "Windows-1256"),
        ("he", "Windows-1255"),
        ("he", "IBM 862"),
        ("ru", "Windows-1251"),
        ("ru", "KOI8-R"),
        ("ru", "IBM 866"),
        ("fr", "Windows-1252"),
        ("pl", "Windows-1250"),
        ("pl", "ISO-8859-2"),
        ("tr", "Windows-1254"),
        *((language, name) for language in ("ar", "fa", "ur", "he", "ru", "fr") for name in WIDE),
    ],
)
def test_a_text_in_an_old_encoding_is_read_right(language: str, name: str) -> None:
    codec = BY_NAME[name].codec
    text = written(language, codec)
    found = decode(text.encode(codec))
    assert (found.text, found.encoding, found.undecodable) == (text, name, 0)
    assert 0 < found.sure < 1
    # Its first sentence is enough.
    first = text[:140]
    assert decode(first.encode(codec)).text == first


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # Signs alone, in English: no Mac, no IBM, and no other alphabet.
        ("It’s cold outside, “they” said – really…", "Windows-1252"),
        ("© 2024 Example Ltd.", "Windows-1252"),
        ("£5 or 10 €", "Windows-1252"),
        ("It’s “fine”, and that’s that.", "Mac Roman"),
        # A few words among many signs and much English.
        ("“One” and “two” aren’t “three” – “four” isn’t “five”… as شكرا جزيلا is said here.", "Windows-1256"),
        ("“One” and “two” aren’t “three” – “four” isn’t “five”… as תודה רבה is said here.", "Windows-1255"),
        ("المراجع: York, J. A short history of nearly all. Press, London and New York, 1999.", "Mac Arabic"),
        # Short titles, where a Mac's spaces are few.
        ("المصارف اليونانية", "Mac Arabic"),
        # Each byte is seldom alone in its place; it is no UTF-16 all the same.
        ("בית בית הבית", "IBM 862"),
        ("بازار بازار تازه", "Windows-1256"),
        # Two bytes a character.
        ("这本书讲的是一个老人和他的孩子，他们住在山上。", "GB 18030"),
        ("這本書講的是一個老人和他的孩子，他們住在山上。", "Big5"),
        ("この本は山に住む老人とその子供の話です。", "Shift JIS"),
        ("この本は山に住む老人とその子供の話です。", "EUC-JP"),
        ("이 책은 산에 사는 노인과 그의 아이들 이야기입니다.", "EUC-KR"),
    ],
)
def test_little_text_is_read_right(text: str, name: str) -> None:
    found = decode(text.encode(BY_NAME[name].codec))
    assert (found.text, found.encoding) == (text, name)


def test_encodings_that_share_their_letters_give_the_same_text() -> None:
    hebrew = written("he", "iso8859_8")
    assert decode(hebrew.encode("iso8859_8")).text == hebrew
    arabic = written("ar", "mac_arabic")
    plain = b"".join(char.encode("ascii" if char.isascii() else "mac_arabic") for char in arabic)
    assert decode(plain).text == arabic
    # What Mac Arabic alone has: a guillemet, and spaces and signs for text from the right.
    quoted = "«" + arabic + "»"
    assert decode(quoted.encode("mac_arabic"))[:2] == (quoted, "Mac Arabic")


def test_no_candidate_is_unknown_and_every_language_has_its_table() -> None:
    assert {each.name for each in CANDIDATES} <= set(CHOICES)
    assert {language for each in CANDIDATES for language in each.spoken} == set(languages())
    for language in languages().values():
        size = len(language.alphabet) + len(CLASSES)
        assert [len(row) for row in language.bits] == [size] * size


@pytest.mark.parametrize("row", CHARSETS, ids=lambda row: row.name)
def test_a_charset_is_found_by_its_name_and_its_labels(row: Charset) -> None:
    assert all(of_label(label.upper()) is row for label in (row.name, *row.labels))
    assert codecs.lookup(row.codec)


@pytest.mark.parametrize(
    "label", ["", "rot13", "zlib", "base64", "unicode_escape", "idna", "x" * 1000, "é", "\0", "none"]
)
def test_a_label_of_no_text_encoding_names_none(label: str) -> None:
    assert of_label(label) is None


ARABIC = "هذه فقرة من نص المقال لكي تقاس بما حولها من القوائم والروابط في الصفحة."
HEBREW = "זאת פסקה אחת מן המאמר, והיא נמדדת לפי מה שמסביב לה בעמוד כולו."


@pytest.mark.parametrize(
    ("data", "declared", "text", "name"),
    [
        ("سلام".encode("cp1256"), "windows-1256", "سلام", "Windows-1256"),
        ("سلام".encode("cp1256"), "Arabic-Windows", "سلام", "Windows-1256"),
        (b"caf\xe9", "ISO-8859-1", "café", "Windows-1252"),
        # Valid UTF-8 beyond ASCII is UTF-8, whatever the file says.
        ("سلام".encode(), "windows-1256", "سلام", "UTF-8"),
        (codecs.BOM_UTF8 + "سلام".encode(), "windows-1256", "سلام", "UTF-8 BOM"),
        # It can be read as ASCII, or its declaration could not have been.
        (b"plain", "utf-16", "plain", "UTF-8"),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本", "ISO-2022-JP"),
        ("中文网页".encode("gb18030"), "gb2312", "中文网页", "GB 18030"),
        # What nobody told the program that says it, and what has no such letters.
        (ARABIC.encode("cp1256"), "iso-8859-1", ARABIC, "Windows-1256"),
        (HEBREW.encode("cp1255"), "windows-1252", HEBREW, "Windows-1255"),
        ((ARABIC + " پچژگ").encode("cp1256"), "iso-8859-6", ARABIC + " پچژگ", "Windows-1256"),
        # But not where it may well be so.
        ("déjà vu à l’hôtel, où l’élève a été reçue.".encode("cp1252"), "latin1",
         "déjà vu à l’hôtel, où l’élève a été reçue.", "Windows-1252"),
        (ARABIC.encode("cp1256"), "windows-1251", ARABIC.encode("cp1256").decode("cp1251"), "Windows-1251"),
    ],
)
def test_what_a_file_says_of_itself(data: bytes, declared: str, text: str, name: str) -> None:
    assert decode(data, declared)[:2] == (text, name)


@pytest.mark.parametrize("name", CHOICES)
def test_a_reader_may_choose_any_encoding(name: str) -> None:
    found = decode("abc".encode(BY_NAME[name].codec), "windows-1256", forced=name)
    assert found == Decoded("abc", name)
    # Also one the bytes are not in: nothing is fatal, and nothing of it is a surrogate.
    wrong = decode(bytes(range(256)) * 3, forced=name)
    wrong.text.encode("utf-8")
    assert wrong.text


def test_a_choice_beats_a_mark_and_takes_its_own_off() -> None:
    assert decode(codecs.BOM_UTF16_LE + "نص".encode("utf-16-le"), forced="UTF-16 LE").text == "نص"
    assert decode("سلام".encode(), forced="Windows-1256").text == "سلام".encode().decode("cp1256")
    assert decode(b"abc", forced="no such").encoding == "UTF-8"


@pytest.mark.parametrize(
    ("data", "text", "broken"),
    [
        ("سلام عليكم".encode() + b"\xff" + "يا ناس".encode(), "سلام عليكم\ufffdيا ناس", 1),
        ("سلام".encode()[:-1], "سلا\ufffd", 1),
        ("قال \ufffd ".encode() + b"\xc0\xaf" + "نعم يا صديقي".encode(), "قال \ufffd \ufffd\ufffdنعم يا صديقي", 2),
    ],
)
def test_broken_utf8_is_shown_and_counted(data: bytes, text: str, broken: int) -> None:
    assert decode(data)[:3] == (text, "UTF-8", broken)


def test_what_an_encoding_does_not_define_is_shown_and_counted() -> None:
    assert decode(b"a\x81b", "windows-1252")[:3] == ("a\ufffdb", "Windows-1252", 1)


@given(data=st.binary(max_size=400))
def test_no_bytes_are_fatal(data: bytes) -> None:
    try:
        found = decode(data)
    except NotText:
        return
    found.text.encode("utf-8")
    assert found.encoding in CHOICES or found.encoding == "UTF-8 BOM"


def test_a_long_file_is_judged_around_its_first_bad_byte() -> None:
    """UTF-8 that ends in rubbish stays UTF-8, and a long file of another encoding is that from its first letter."""
    good = "سلام عليكم يا أهل الدار\n" * 2000
    found = decode(good.encode() + b"\xff" * 100_000)
    assert (found.encoding, found.undecodable) == ("UTF-8", 100_000)
    assert found.text == good + "\ufffd" * 100_000
    old = "plain ASCII first\n" * 5000 + good
    assert decode(old.encode("cp1256"))[:3] == (old, "Windows-1256", 0)


def test_utf_8_with_nuls_in_it_is_no_utf_16() -> None:
    text = "هذا نص عربي فيه أصفار بين الكلمات\n".replace(" ", "\0") * 3
    assert decode(text.encode()) == Decoded(text, "UTF-8")


def test_numbers_of_four_bytes_are_no_utf_32() -> None:
    with pytest.raises(NotText):
        decode(b"".join(n.to_bytes(4, "little") for n in range(2000)) + bytes(4000))


def test_utf_16_in_presentation_forms_is_text() -> None:
    """As programs without shaping wrote it, which some people copy to this day."""
    forms = "ﻗﺬﺍﻓﯽ ﮐﮯ ﺑﯿﭩﮯ ﮐﻮ ﺳﺰﺍﺋﮯ ﻣﻮﺕ ﺳﻨﺎ ﺩﯼ ﮔﺌﯽ۔ "
    text = (forms + "اور یہ سادہ حروف میں لکھا گیا ہے۔\n") * 30
    for codec, name in (("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE")):
        assert decode(text.encode(codec))[:2] == (text, name)


def test_a_space_that_does_not_break_makes_no_mac_of_a_text() -> None:
    text = "لقي\xa0مواطن يبلغ من العمر عشرين عاما\xa0مصرعه جراء سقوطه\xa0 في بئر، وقال المتحدث الرسمي إن الفرق باشرت."
    assert decode(text.encode("iso8859_6"))[:2] == (text, "ISO-8859-6")
    listed = "¤ " + text.replace("،", "،\n¤")
    assert decode(listed.encode("iso8859_6"))[:2] == (listed, "ISO-8859-6")
    # Where nearly every space is one of those for text from the right, it is a Mac's.
    spaced = "".join("\xa0" if char == " " else char for char in text.replace("\xa0", " "))
    assert decode(spaced.encode("iso8859_6")).encoding == "Mac Arabic"
