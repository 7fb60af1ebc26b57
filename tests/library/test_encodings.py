"""Bytes to text: which encoding, what is no text."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.encodings import FEW_CONTROLS, FEW_NULS, Decoded, NotText, decode

MARKS = {
    "UTF-8": (b"", "utf-8"),
    "UTF-8 BOM": (codecs.BOM_UTF8, "utf-8"),
    "UTF-16 LE": (codecs.BOM_UTF16_LE, "utf-16-le"),
    "UTF-16 BE": (codecs.BOM_UTF16_BE, "utf-16-be"),
}
TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\r\t\x0b\x0c\x85\u2028\x1b")
)


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
    ("data", "where"),
    [
        ("سلام".encode("cp1256"), "0xD3 at byte 0"),
        (b"abc \xff", "0xFF at byte 4"),
        (b"\xed\xa0\x80", "0xED at byte 0"),
    ],
)
def test_what_is_not_utf8_is_named_so(data: bytes, where: str) -> None:
    with pytest.raises(NotText) as raised:
        decode(data)
    assert (raised.value.code, raised.value.detail) == ("not-utf8", where)


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
        "plain ascii".encode("utf-32-le") * 20,
        codecs.BOM_UTF32_LE + "plain ascii".encode("utf-32-le"),
        b"\xff\xc0" + bytes(range(256)) * 4,
    ],
)
def test_binaries_are_not_text(data: bytes) -> None:
    with pytest.raises(NotText) as raised:
        decode(data)
    assert raised.value.code == "not-text"


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


@pytest.mark.parametrize("text", ["\0" * (FEW_NULS + 1), "\x01" * (FEW_CONTROLS + 1)])
@pytest.mark.parametrize("name", MARKS)
def test_more_than_a_few_controls_are_not_text_unless_it_is_long(name: str, text: str) -> None:
    mark, codec = MARKS[name]
    with pytest.raises(NotText):
        decode(mark + text.encode(codec))
    long = text + "ا" * 1000
    assert decode(mark + long.encode(codec)).text == long
