"""Frames: what the interface's process and its workers say to each other, over a pipe.

A frame is a kind, a number (which piece of work it is about), a head (mostly JSON) and a body. The other end is
this program too, on this machine.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from enum import IntEnum
from io import FileIO
from typing import Any, NamedTuple

#: Bytes from which a body gets pages of its own, that go back to the system once nobody needs them.
PAGED = 1 << 16

_HEAD = struct.Struct("<BIIQ")

BEFORE = _HEAD.size
"""Bytes of a frame before its head."""


class Kind(IntEnum):
    """What a frame says. Those up to MERGE go to a worker, and segments; the others come from one."""

    SCAN = 1  # list what is below these paths
    READ = 2  # read these files
    MERGE = 3  # make one of the segments that came before this
    FOUND = 4  # files that were found, and problems met on the way
    SCANNED = 5  # these were all
    AT = 6  # about to open the file of that index, which may be the last that is heard
    PARSING = 7  # its bytes are here: what follows takes time, but not a disk's
    PACK = 8  # documents that were read
    SEGMENT = 9  # the index of the documents of the last packs; one that is to be merged
    END = 10  # that piece of work is done
    PIECE = 11  # in the cache: of which library this is
    FILES = 12  # in the cache: which files it is of
    READY = 13  # a piece of work begins: all that takes time before it is done
    LISTING = 14  # what the system is asked about while folders are listed; empty where it is asked nothing


class Frame(NamedTuple):
    """One message."""

    kind: Kind
    number: int
    head: bytes
    body: memoryview

    @property
    def size(self) -> int:
        """Bytes it takes where it is written."""
        return BEFORE + len(self.head) + len(self.body)

    def told(self) -> Any:
        """The head as JSON."""
        return json.loads(self.head.decode("utf-8", "surrogatepass"))


def told(value: object) -> bytes:
    """A head in JSON. Paths may hold lone surrogates."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def send(descriptor: int, kind: Kind, number: int, head: bytes = b"", *body: bytes | memoryview) -> None:
    """Write a frame, whose body may come in parts; OSError where nobody reads any more."""
    for part in (_HEAD.pack(kind, number, len(head), sum(map(len, body))) + head, *body):
        view = memoryview(part)
        while len(view):
            view = view[os.write(descriptor, view) :]


def receive(source: FileIO) -> Frame | None:
    """Read a frame; None where the other end has closed, or died in the middle of one. ValueError where it is none."""
    opening = _exactly(source, memoryview(bytearray(_HEAD.size)))
    if opening is None:
        return None
    kind, number, head_length, body_length = _HEAD.unpack(opening)
    head = _exactly(source, memoryview(bytearray(head_length)))
    if head is None:
        return None
    room = mmap.mmap(-1, body_length) if body_length >= PAGED else bytearray(body_length)
    body = _exactly(source, memoryview(room))
    return None if body is None else Frame(Kind(kind), number, bytes(head), body)


def give_back(body: memoryview, begin: int, end: int) -> None:
    """Let the system have the pages of a part of a frame's body, of which nothing is read any more."""
    room = body.obj
    if isinstance(room, mmap.mmap) and hasattr(mmap, "MADV_REMOVE"):
        begin, end = begin + -begin % mmap.PAGESIZE, end - end % mmap.PAGESIZE
        if begin < end:
            with suppress(OSError):  # where the system cannot, they are kept until all of it goes
                room.madvise(mmap.MADV_REMOVE, begin, end - begin)


def frames(view: memoryview) -> Iterator[Frame]:
    """The frames that lie one behind the other in a buffer, whose bodies are parts of it.

    ValueError where something else does.
    """
    at = 0
    while at < len(view):
        if at + _HEAD.size > len(view):
            raise ValueError("no frame")
        kind, number, head_length, body_length = _HEAD.unpack(view[at : at + _HEAD.size])
        body = at + _HEAD.size + head_length
        if body + body_length > len(view):
            raise ValueError("too long for a frame")
        yield Frame(Kind(kind), number, bytes(view[body - head_length : body]), view[body : body + body_length])
        at = body + body_length


def _exactly(source: FileIO, room: memoryview) -> memoryview | None:
    """``room`` once it is full; None at the end of the pipe."""
    at = 0
    while at < len(room):
        count = source.readinto(room[at:])
        if not count:
            return None
        at += count
    return room
