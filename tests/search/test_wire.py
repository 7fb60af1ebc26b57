"""Frames: what was sent is received, and pages of it can be given back."""

from __future__ import annotations

import mmap
import os
import sys
from io import FileIO
from threading import Thread

import pytest

from tui_reader.search.wire import PAGED, Frame, Kind, give_back, receive, send


def received(*body: bytes) -> Frame:
    """A frame that went through a pipe."""
    reading, writing = os.pipe()
    Thread(target=send, args=(writing, Kind.SEGMENT, 7, b"head", *body)).start()
    with FileIO(reading, "rb") as source:
        frame = receive(source)
    os.close(writing)
    assert frame is not None
    return frame


@pytest.mark.parametrize("size", [0, 100, PAGED, 3 * PAGED + 5])
def test_a_frame_comes_as_it_was_sent(size: int) -> None:
    frame = received(b"a" * size, b"b")
    assert (frame.kind, frame.number, frame.head, bytes(frame.body)) == (Kind.SEGMENT, 7, b"head", b"a" * size + b"b")


@pytest.mark.parametrize("size", [100, 4 * mmap.PAGESIZE + PAGED])
def test_only_whole_pages_of_what_is_given_back_go(size: int) -> None:
    body = received(b"x" * size).body
    begin, end = min(10, size), min(3 * mmap.PAGESIZE - 10, size)
    give_back(body, begin, end)
    assert bytes(body[:begin]) == b"x" * begin
    assert bytes(body[end:]) == b"x" * (size - end)
    if sys.platform == "linux" and size >= PAGED:
        assert bytes(body[mmap.PAGESIZE : 2 * mmap.PAGESIZE]) == bytes(mmap.PAGESIZE)
        assert bytes(body[2 * mmap.PAGESIZE : end]) == b"x" * (mmap.PAGESIZE - 10)
