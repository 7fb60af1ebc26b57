"""Answers are told apart from keys, however they are cut and whatever comes with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.terminal.replies import REPLY_LIMIT, TYPED_LIMIT, Replies, Splitter

from .recorded import RECORDED

XTERM = b"\x1b[8;0$y\x1bP>|XTerm(379)\x1b\\\x1b[>41;379;0c\x1b[?64;1;2c"
ANSWER = Replies(0, "XTerm(379)", "41;379;0", "64;1;2", True)
# Keys and what they may be cut from: letters of two to four bytes, arrows, function keys, a mouse report, a paste.
KEYS = [b"q", "ن".encode(), "\U0001f600".encode(), b"\x1b[A", b"\x1bOP", b"\x1b[1;5C", b"\x1b[<0;3;4M",
        b"\x1b[200~a\x1b[201~", b"\r", b"\x1ba", b"\x1b[97;5u", b"\x1b[I"]  # fmt: skip


def fed(*parts: bytes) -> Splitter:
    splitter = Splitter()
    for part in parts:
        splitter.feed(part)
    return splitter


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_answers_whole_and_byte_by_byte(name: str) -> None:
    data = RECORDED[name].data
    for parts in ([data], [data[at : at + 1] for at in range(len(data))]):
        splitter = fed(*parts)
        assert splitter.replies == RECORDED[name].replies
        assert splitter.replies.answered is bool(data)
        assert not splitter.unfinished
        assert splitter.take() == b""


def test_all_four() -> None:
    assert fed(XTERM).replies == ANSWER
    assert fed(XTERM.replace(b"\x1b\\", b"\x07")).replies == ANSWER


@given(st.lists(st.sampled_from(KEYS)), st.lists(st.sampled_from(KEYS)), st.data())
def test_keys_before_between_and_after_are_kept(before: list[bytes], after: list[bytes], data: st.DataObject) -> None:
    stream = b"".join([*before, XTERM[:7], *after, XTERM[7:], *before])
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)))))
    splitter = fed(*(stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)))
    assert splitter.replies == ANSWER
    assert splitter.flush() == b"".join([*before, *after, *before])


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[?8;1$y",  # another mode: DECARM
        b"\x1b[?65535;0$y",
        b"\x1b[8;9$y",
        b"\x1b[8;1;1$y",
        b"\x1b[8;1y",
        b"\x1b[41;379;0c",
        b"\x1b[>41:3c",
        b"\x1b[>" + b"1;" * 40 + b"c",
        b"\x1b[?" + b"1;" * 40 + b"c",
    ],
)
def test_what_is_no_answer_is_none(data: bytes) -> None:
    assert fed(data).replies == Replies()


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bP>|" + b"x" * REPLY_LIMIT + b"\x1b\\",
        b"\x1bP>|x\x00y\x1b\\",
        "\x1bP>|متصفح\x1b\\".encode(),
        b"\x1bP1$r0m\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b]52;c;cXF1aXQ=\x07",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1bP>|broken off\x18",
    ],
)
def test_control_strings_are_no_keys(data: bytes) -> None:
    for parts in ([data], [data[at : at + 1] for at in range(len(data))]):
        splitter = fed(*parts, b"q", b"\x1b[?64;1;2c")
        assert splitter.replies == Replies(da1="64;1;2", answered=True)
        assert splitter.flush() == b"q"


def test_a_string_without_end_takes_no_memory_and_ends_with_the_next_sequence() -> None:
    splitter = fed(b"\x1bP>|")
    for _ in range(1000):
        splitter.feed(b"x" * 4096)
    assert len(splitter._rest) + len(splitter._typed) <= REPLY_LIMIT + 4
    splitter.feed(XTERM)
    assert splitter.replies == ANSWER
    assert splitter.flush() == b""


def test_a_flood_of_keys_is_bounded() -> None:
    splitter = fed(*[b"\x07a" * 2048] * 100, XTERM)
    assert splitter.replies == ANSWER
    assert len(splitter.flush()) == TYPED_LIMIT


@given(st.lists(st.binary(max_size=400)))
def test_garbage_is_taken_without_a_word(parts: list[bytes]) -> None:
    splitter = fed(*parts)
    splitter.flush()
    assert len(splitter._rest) + len(splitter._typed) <= TYPED_LIMIT + REPLY_LIMIT


@pytest.mark.parametrize(
    ("data", "unfinished"),
    [(b"q", False), (b"\xd9", True), (b"\xd9\x86", False), (b"\xf0\x9f\x98", True), (b"\x1b", True), (b"\x1b[", True),
     (b"\x1bP>", True), (b"\x80", False)],
)  # fmt: skip
def test_what_is_cut_is_said_to_be(data: bytes, unfinished: bool) -> None:
    assert fed(data).unfinished is unfinished


def test_what_is_cut_is_kept_together_after_the_end_mark_too() -> None:
    """What the screen asks itself is answered behind it."""
    splitter = fed(XTERM)
    parts = [b"a\x1b", b"[?2026;", b"2$yb", b"\x1b[A"]
    assert [(splitter.feed(part), splitter.take())[1] for part in parts] == [b"a", b"", b"\x1b[?2026;2$yb", b"\x1b[A"]
    splitter.feed(b"\x1b]11;")
    assert splitter.take() == b"\x1b]11;", "no answer to us: whoever asked reads it"


def test_an_escape_alone_is_a_key_in_the_end() -> None:
    splitter = fed(b"\x1b")
    assert splitter.escape
    assert splitter.take() == b""
    assert splitter.flush() == b"\x1b"
    assert not splitter.escape
