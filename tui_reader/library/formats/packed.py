"""Compressed files: gzip, bzip2 and xz, expanded within bounds."""

import bz2
import lzma
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats.source import Budget, Flaw, Format, Source

MOST_MEMORY = 256 << 20
"""Bytes of memory that expanding an xz stream may take; xz -9 needs 65 MiB."""

DEEPEST = 3
"""A compressed file in an archive in an archive; what is packed once more is passed over."""

MOST_STREAMS = 100_000
"""Streams in one file; those that are compressed in blocks of 64 KiB have 8,000 in 512 MiB."""

_CHUNK = 1 << 20
_BROKEN = (OSError, zlib.error, lzma.LZMAError, EOFError, ValueError)


class Expanded(NamedTuple):
    """What came out."""

    data: bytes
    wrong: str | None
    """What ended it early, in English; None where it came to its end."""


def parse(source: Source, inner: Format) -> Iterator[Document | Flaw]:
    """What the format of the name without its last suffix makes of the expanded bytes.

    A stream that ends early gives what came before, and says so at the end.
    """
    if source.depth >= DEEPEST:
        raise NotText("bomb", f"packed more than {DEEPEST} times")
    budget = source.spending()
    expanded = expand(source.data, budget)
    if not expanded.data and expanded.wrong:
        raise NotText("damaged", expanded.wrong)
    yield from inner.parse(
        replace(source, data=expanded.data, depth=source.depth + 1, budget=budget, format=inner.name)
    )
    if expanded.wrong:
        yield Flaw(source.path, "damaged", expanded.wrong)


def expand(data: bytes, budget: Budget) -> Expanded:
    """The bytes in a compressed file of one or more streams; raises NotText("bomb") past the budget."""
    chunks: list[bytes] = []
    place = streams = 0
    wrong = None
    while place < len(data) and not wrong:
        head = data[place : place + 8]
        decompressor = _decompressor(head)
        if decompressor is None:
            # Between and behind streams stand zeros; what else is there is no stream.
            if head.strip(b"\0"):
                wrong = "bytes behind the end" if streams else "not compressed"
            place += len(head)
            continue
        streams += 1
        if streams > MOST_STREAMS:
            raise NotText("bomb", f"more than {MOST_STREAMS} streams")
        try:
            place = _stream(decompressor, data, place, chunks, budget)
        except _BROKEN as error:
            wrong = str(error) or type(error).__name__
        else:
            wrong = None if decompressor.eof else "it ends early"
    return Expanded(b"".join(chunks), wrong if streams or wrong else "it ends early")


def _stream(decompressor: Any, data: bytes, place: int, chunks: list[bytes], budget: Budget) -> int:
    """Expand the stream at ``place`` onto ``chunks``; where it ends."""
    # What a short stream leaves of a piece is copied: pieces begin small, for a file may be of short streams.
    size = 1 << 12
    waiting = b""
    while not decompressor.eof:
        if waiting or not getattr(decompressor, "needs_input", True):
            fed = waiting
        else:
            fed = data[place : place + size]
            if not fed:
                break
            place += len(fed)
            size = min(2 * size, _CHUNK)
        before = decompressor.copy() if hasattr(decompressor, "copy") else None
        try:
            chunk = decompressor.decompress(fed, _CHUNK)
        except zlib.error:
            _what_comes_before(before, fed, chunks, budget)
            raise
        waiting = getattr(decompressor, "unconsumed_tail", b"")
        budget.spend(len(chunk))
        chunks.append(chunk)
    return place - len(decompressor.unused_data)


def _what_comes_before(decompressor: Any, data: bytes, chunks: list[bytes], budget: Budget) -> None:
    """Expand ``data`` onto ``chunks`` as far as it is sound, to the byte: a wrong checksum comes behind all of it."""
    place = 0
    for size in (1 << 12, 1 << 6, 1):
        while place < len(data):
            before = decompressor.copy()
            try:
                chunk = decompressor.decompress(data[place : place + size])
            except zlib.error:
                decompressor = before
                break
            budget.spend(len(chunk))
            chunks.append(chunk)
            place += size


def _decompressor(data: bytes) -> Any:
    """What expands a stream that begins so; None for bytes that begin as none does."""
    if data.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    if data.startswith(b"BZh"):
        return bz2.BZ2Decompressor()
    if data.startswith(b"\xfd7zXZ\0"):
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)
    return None
