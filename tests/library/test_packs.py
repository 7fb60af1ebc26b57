"""Packs: the same documents come out, and nothing else can."""

import codecs
import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library import packs
from tui_reader.library.document import Document, DocumentId, Metadata
from tui_reader.library.packs import Damaged, PackedDocument, pack, unpack
from tui_reader.library.structure import STYLES, Heading, Outline, Styled, Styles

any_text = st.text(st.characters(), max_size=40)
maybe_text = st.none() | any_text
headings = st.builds(Heading, st.integers(1, 6), st.integers(0, 99), maybe_text)
pieces = st.builds(Styled, st.integers(0, 9), st.integers(10, 20), st.sampled_from(STYLES), st.none() | st.just("x"))
metadata = st.builds(
    Metadata, maybe_text, maybe_text, maybe_text, maybe_text, st.sampled_from([None, "ltr", "rtl"]), maybe_text,
    st.none() | st.tuples(st.tuples(any_text, any_text)),
)  # fmt: skip
documents = st.builds(
    Document,
    st.builds(DocumentId, any_text, st.integers(0, 3)),
    any_text,
    st.integers(-1, 5),
    any_text,
    st.sampled_from(["UTF-8", "UTF-16 LE"]),
    st.integers(0, 1 << 40),
    st.none() | st.floats(0, 1e10),
    metadata,
    st.sampled_from(["Plain text", "EPUB"]),
    st.integers(0, 9),
    st.builds(Outline, st.lists(headings, max_size=3)),
    st.builds(Styles, st.lists(pieces, max_size=3)),
)


def through(given_: list[Document]) -> list[Document]:
    head, arena = pack(given_)
    return unpack(head, memoryview(arena))[0]


@given(st.lists(documents, max_size=12))
def test_what_was_packed_comes_out(given_: list[Document]) -> None:
    received = through(given_)
    assert received == given_
    for before, after in zip(given_, received, strict=True):
        assert isinstance(after, PackedDocument)
        for field in fields(Document):
            if field.init and field.name not in ("outline", "styles"):
                assert getattr(after, field.name) == getattr(before, field.name)
        assert list(after.outline) == list(before.outline)
        assert list(after.styles) == list(before.styles)
        assert after.length == before.length == len(before.text)
        assert (after.digest, after.level) == (before.digest, before.level)
        assert list(after.paragraphs) == list(before.paragraphs)
        assert hash(after.id) == hash(before.id)


def test_every_field_of_a_document_is_packed() -> None:
    packed = {"id", "text", "metadata", "outline", "styles", *packs._PLAIN, *packs._NUMBERS}
    assert {field.name for field in fields(Document) if field.init} == packed
    assert {field.name for field in fields(Metadata)} == set(packs._METADATA)


def test_lone_surrogates_of_names_and_texts_come_through() -> None:
    (received,) = through([Document(DocumentId("d/\udcff.txt"), "\udcff", -1, "a\ud800b")])
    assert (received.id.path, received.title, received.text) == ("d/\udcff.txt", "\udcff", "a\ud800b")


HAN = "".join(map(chr, range(0x4E00, 0x4E00 + 129)))


@pytest.mark.parametrize(
    ("texts", "sizes"),
    [
        (["كتاب", "ספר\0", "x\x7f", "é"], [4, 4, 2, 1]),
        (["كتاب", HAN, "ספר"], [4, 3 * len(HAN), 3]),
        ([HAN[:128], "كتاب", HAN[64:100] + "x"], [128, 8, 37]),
        (["ك𝔸", "a\ufffe", "a\uffff", "ك\ud800", "كا"], [6, 4, 4, 2, 2]),
    ],
)
def test_a_text_takes_a_byte_a_character_where_an_alphabet_has_them_all(texts: list[str], sizes: list[int]) -> None:
    """Else it is UTF-8, and the alphabet of the others is as if it were not there."""
    given_ = [Document(DocumentId(text), "", -1, text) for text in texts]
    received = through(given_)
    assert [len(each._part(0)) for each in received if isinstance(each, PackedDocument)] == sizes
    assert [each.text for each in received] == texts


def test_for_a_new_letter_not_all_of_a_long_text_is_encoded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []
    encode = codecs.charmap_encode

    def counted(text: str, *more: Any) -> tuple[bytes, int]:
        tried.append(len(text))
        return encode(text, *more)

    monkeypatch.setattr(codecs, "charmap_encode", counted)
    for letters in HAN[:128], HAN:
        text = "a" * 4_000_000 + "a".join(letters)
        (received,) = through([Document(DocumentId("a"), "", -1, text)])
        assert received.text == text
        assert len(tried) > len(letters) and sum(tried) < 2 * len(text)
        tried.clear()


def test_of_a_long_text_direction_and_paragraphs_come_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "LONG", 100)
    text = "سطر طويل\n" * 50
    (received, short) = through([Document(DocumentId("a"), "a", -1, text), Document(DocumentId("b"), "b", -1, "b")])
    assert received._level == 1 and received._spans is not None
    assert list(received.paragraphs) == list(Document(DocumentId("a"), "a", -1, text).paragraphs)
    assert short._level is None and short._spans is None


def test_a_huge_text_is_whole_and_decoded_before_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "HUGE", 100)
    monkeypatch.setattr(packs, "_PIECE", 7)
    given_ = Document(DocumentId("a"), "a", -1, "كتاب 𝔸 z" * 40, outline=Outline([Heading(1, 0)]))
    (received,) = through([given_])
    assert type(received) is Document
    assert received == given_ and list(received.outline) == [Heading(1, 0)]
    (narrow,) = through([Document(DocumentId("a"), "a", -1, "كتاب z" * 40)])
    assert type(narrow) is Document and narrow.text == "كتاب z" * 40


def test_only_the_texts_used_last_are_kept_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "KEPT_TEXTS", 3)
    received = through([Document(DocumentId(str(n)), "", -1, f"نص {n}") for n in range(10)])
    first = received[0].text
    assert received[0].text is first
    assert [each.text for each in received] == [f"نص {n}" for n in range(10)]
    assert received[0].text == first and received[0].text is not first


def test_what_was_said_of_them_comes_with_them() -> None:
    head, arena = pack([], {"files": [[0, 1, True]]})
    assert unpack(head, memoryview(arena)) == ([], {"files": [[0, 1, True]]})


SOUND = pack([Document(DocumentId(str(n)), f"t{n}", -1, "نص" * n) for n in range(6)])


@given(st.data())
def test_a_damaged_pack_is_refused_or_holds_documents_all_the_same(data: st.DataObject) -> None:
    """Whatever somebody wrote into it: no other error, and no text that cannot be read."""
    told, _, numbers = SOUND[0].partition(b"\n")
    head, arena = json.loads(told), SOUND[1]
    value = st.none() | st.integers(-5, 1 << 33) | st.text(max_size=3) | st.lists(st.integers(-2, 9), max_size=7)
    path = data.draw(
        st.sampled_from([["count"], ["about"], ["version"], ["alphabet"], *(["columns", c] for c in head["columns"])])
    )
    place = head
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = data.draw(value | st.dictionaries(st.sampled_from(["values", "at"]), st.lists(value), max_size=2))
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(numbers)))
        numbers = numbers[:at] + data.draw(st.binary(max_size=9)) + numbers[at + data.draw(st.integers(0, 9)) :]
    try:
        received, _ = unpack(json.dumps(head).encode() + b"\n" + numbers, memoryview(arena))
    except Damaged:
        return
    for each in received:
        assert isinstance(each.text + each.title + each.id.path, str)
        assert isinstance(each.size + each.length, int) and isinstance(each.modified, float | None)
        assert list(each.outline) == []


@given(st.binary(max_size=40) | st.just(b"[" * 100_000), st.binary(max_size=40))
def test_bytes_are_no_pack(head: bytes, arena: bytes) -> None:
    with pytest.raises(Damaged):
        unpack(head, memoryview(arena))


@given(st.binary(min_size=4, max_size=60), st.sampled_from(["x", "𝔸"]))
def test_an_arena_with_other_bytes_is_shown_with_stand_ins(noise: bytes, letter: str) -> None:
    size = len(letter.encode())
    head, arena = pack([Document(DocumentId("a"), "a", -1, letter * (len(noise) // size))])
    noise = noise[: len(arena)]
    assert len(arena) == len(noise)
    (received,), _ = unpack(head, memoryview(noise))
    assert isinstance(received.text, str)


def test_texts_may_move_to_another_arena_that_holds_the_same() -> None:
    made = [Document(DocumentId(str(number)), "ع", 0, f"نص {number}") for number in range(6)]
    first, second = (packs.pack(made[at : at + 3]) for at in (0, 3))
    documents = [each for head, arena in (first, second) for each in packs.unpack(head, memoryview(arena))[0]]
    other = memoryview(bytearray(first[1]))
    packs.move([made[0], *documents], [memoryview(b"x" * len(second[1])), other])
    assert [each._numbers.arena is other for each in documents] == [True] * 3 + [False] * 3  # type: ignore[attr-defined]
    assert documents == made
