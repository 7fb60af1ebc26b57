"""A Segment as bytes: written to a file or another process, and mapped again without copying.

Layout: MAGIC, the length of a header, the header, then the arrays, each at a multiple of 64 bytes. The header is JSON:
the format's version, the checksum of what follows it, and name, type and count of every array. Numbers are
little-endian, and a version is read only by the program that writes it: a segment is a cache, made again at any time.
"""

import json
import struct
import sys
import zlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from .segment import Segment
from .stems import CLITICS
from .units import Array

MAGIC = b"tui-reader segment\n"

VERSION = 5
"""Grows with every change of the arrays or of what they mean: folding, keys, stems, weights."""

_ALIGNMENT = 64
_PAGE = 4096
_LENGTH = struct.Struct("<I")
_NAMES = tuple(field.name for field in fields(Segment))


class NotASegment(ValueError):  # noqa: N818 - says what the bytes are not
    """The bytes are no segment, another version's, or damaged."""


def parts(segment: Segment) -> list[bytes | memoryview]:
    """The bytes of a segment, in parts that follow one another: the arrays as they lie, nothing is copied."""
    arrays = [np.ascontiguousarray(getattr(segment, name)) for name in _NAMES]
    described = [
        [name, array.dtype.newbyteorder("<").str, array.shape] for name, array in zip(_NAMES, arrays, strict=True)
    ]
    checksum = _checksum(described, arrays)
    header = json.dumps(
        {"version": VERSION, "order": sys.byteorder, "checksum": checksum, "arrays": described}
    ).encode()
    found: list[bytes | memoryview] = [MAGIC + _LENGTH.pack(len(header)) + header]
    written = len(found[0])
    for array in arrays:
        padding = -written % _ALIGNMENT
        found += bytes(padding), _flat(array)
        written += padding + array.nbytes
    return found


def read(buffer: Any, checked: bool = True) -> Segment:
    """The segment in a buffer (bytes, a mapped file, shared memory), whose arrays lie in it.

    Raises NotASegment; damage that leaves the lengths right is found only where the checksum is ``checked``, which
    reads all of it.
    """
    view = memoryview(buffer).cast("B")
    at = len(MAGIC) + _LENGTH.size
    if bytes(view[: len(MAGIC)]) != MAGIC or len(view) < at:
        raise NotASegment("no segment")
    (length,) = _LENGTH.unpack(view[len(MAGIC) : at])
    try:
        header = json.loads(bytes(view[at : at + length]))
        if (header["version"], header["order"]) != (VERSION, sys.byteorder):
            raise NotASegment(f"version {header['version']}, not {VERSION}")
        at += length
        arrays: dict[str, Array] = {}
        for name, kind, shape in header["arrays"]:
            at += -at % _ALIGNMENT
            array = np.frombuffer(view, np.dtype(kind), int(np.prod(shape, dtype=np.int64)), at).reshape(shape)
            at += array.nbytes
            array.flags.writeable = False
            arrays[name] = array
        if checked and _checksum(header["arrays"], arrays.values()) != header["checksum"]:
            raise NotASegment("damaged")
        segment = Segment(**arrays)
    except NotASegment:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotASegment(f"not understood: {type(error).__name__}") from error
    if not _sound(segment):
        raise NotASegment("lengths do not fit")
    return segment


def _checksum(described: object, arrays: Iterable[Array]) -> int:
    """The checksum of arrays and of what is said of them: of the sums of their pages, as fast as memory is read.

    What a disk loses or puts elsewhere is pages, or bits; and 400 MB are waited for.
    """
    checksum = zlib.crc32(json.dumps(described).encode())
    for array in arrays:
        flat: Any = array.reshape(-1).view(np.uint8)
        whole = len(flat) - len(flat) % _PAGE
        sums: Any = flat[:whole].view(np.uint64).reshape(-1, _PAGE // 8).sum(axis=1)
        checksum = zlib.crc32(flat[whole:], zlib.crc32(sums, checksum))
    return checksum


def place(buffer: Any, array: Array) -> tuple[int, int]:
    """Where in a buffer an array of its segment begins and ends."""
    begin = _address(array) - _address(np.frombuffer(buffer, np.uint8))
    return begin, begin + array.nbytes


def _address(array: Array) -> int:
    return int(array.__array_interface__["data"][0])


def _flat(array: Array) -> memoryview:
    flat: Any = array.reshape(-1).view(np.uint8)
    return memoryview(flat)


def _sound(segment: Segment) -> bool:
    """Whether the arrays' lengths and last entries fit each other."""
    terms, keys, documents = segment.terms, len(segment.key_columns), segment.documents
    counted = (
        (segment.key_ends, keys, segment.key_units),
        (segment.key_terms, keys, segment.clitics),
        (segment.written_ends, terms, segment.written_units),
        (segment.posting_ends, terms, segment.docs),
        (segment.position_ends, terms, segment.positions),
        (segment.doc_begins, documents, segment.stream),
        (segment.cell_terms, len(segment.cell_terms) - 1, segment.clitics),
    )
    same = (
        (terms, segment.stems, segment.stem_terms),
        (len(segment.docs), segment.impacts),
        (documents, segment.title_begins, segment.title_ends, segment.doc_languages),
        (len(segment.other_positions), segment.other_terms),
    )
    return (
        all(len(ends) == count + 1 and int(ends[-1]) == len(whole) for ends, count, whole in counted)
        and all(len(array) == count for count, *arrays in same for array in arrays)
        and segment.head_scores.shape == (len(segment.head_prefixes), documents)
        and (not terms or int(segment.clitics.max()) < len(CLITICS))
    )
