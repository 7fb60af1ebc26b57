"""Documents as two buffers: how they cross from one process to another, and how they lie in the cache.

A pack is a head, columns of what is known of each document (JSON, a line end, and numbers as they lie in memory), and
an arena: the texts, one after another. Who receives it keeps the arena as it came and decodes a text when it is asked
for: a library's texts are held once, in fewer bytes than Python's strings take, or UTF-8. A text is a byte a character
where the pack's alphabet has room for all of them, as that of a script with letters has, else UTF-8: the former is as
long as its code points are many, the latter is longer or the same. A pack may come from a disk where anybody wrote it:
nothing in it is believed unseen, and nothing in it is ever run.
"""

from __future__ import annotations

import codecs
import json
import zlib
from array import array
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain, islice, repeat
from operator import le, lt
from threading import Lock
from typing import Any, cast

from tui_reader.library.document import LONG, Document, DocumentId, Metadata, Spans
from tui_reader.library.structure import NO_OUTLINE, NO_STYLES, STYLES, Heading, Outline, Styled, Styles

VERSION = 5
"""Of the columns and the texts: a pack of another one is not read."""

HUGE = 4 << 20
"""Bytes of a text that is decoded by who unpacks it, a piece at a time, not by the thread that shows it."""

KEPT_TEXTS, KEPT_CHARACTERS = 256, 8 << 20
"""How many decoded texts are kept, and code points of them all: what was shown or searched last."""

_PIECE = 1 << 20
_TRIED = 1 << 14
_DIRECTIONS = (None, "ltr", "rtl")
_BETWEEN = "\x7f"
_UNKNOWN = float("nan")


_ASCII = "".join(map(chr, range(128)))
"""What the first bytes of every alphabet stand for."""


class Damaged(ValueError):  # noqa: N818 - says what the bytes are
    """The buffers are no pack, or not a whole one."""


class _Recent:
    """The texts decoded last. The oldest are given up where they are too many."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[int, tuple[PackedDocument, int]] = OrderedDict()
        self._characters = 0

    def keep(self, document: PackedDocument, text: str) -> None:
        with self._lock:
            self._drop(id(document))
            _set_text(document, text)
            self._kept[id(document)] = document, len(text)
            self._characters += len(text)
            while len(self._kept) > KEPT_TEXTS or (self._characters > KEPT_CHARACTERS and len(self._kept) > 1):
                self._drop(next(iter(self._kept)))

    def _drop(self, key: int) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._characters -= found[1]
            _set_text(found[0], None)


_recent = _Recent()
_slot_text = cast(Any, Document.__dict__["text"])
_set_text: Callable[[object, str | None], None] = _slot_text.__set__
_get_text: Callable[[object], str | None] = _slot_text.__get__


class _Numbers:
    """Where the documents of a pack lie, and what is known of them in numbers: eight bytes each, where an integer of
    Python's takes 28 and a place to be named at."""

    __slots__ = ("alphabet", "arena", "bounds", "lengths", "modified", "sizes")

    def __init__(
        self, arena: memoryview, alphabet: str, bounds: array[int], lengths: array[int], sizes: array[int],
        modified: array[float],
    ) -> None:  # fmt: skip
        self.arena = arena
        self.alphabet = alphabet
        """What each byte stands for in a text that has a byte for each character."""
        self.bounds = bounds
        """Of document n: from 3 * n its text, from the next its outline and styles, from the next its paragraphs."""
        self.lengths = lengths
        self.sizes = sizes
        self.modified = modified
        """Not a number where it is not known."""


class PackedDocument(Document):
    """A document whose text, outline and styles lie in an arena until they are asked for.

    Equal to any document that says the same. ``dataclasses.replace`` does not work on it.
    """

    __slots__ = ("_likely", "_numbers", "_row")

    _likely: str | None
    _numbers: _Numbers
    _row: int

    @property
    def likely_language(self) -> str | None:
        """As worked out by who packed it: a list of 100,000 asks each of them."""
        return self._likely

    @property
    def length(self) -> int:
        """Code points of the text, which need not be decoded for it."""
        return self._numbers.lengths[self._row]

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._numbers.sizes[self._row]

    @property
    def modified(self) -> float | None:
        """POSIX seconds; None where it is not known."""
        found = self._numbers.modified[self._row]
        return found if found == found else None

    @property
    def text(self) -> str:
        """Decoded when first asked for; the texts used last are kept."""
        text = _get_text(self)
        if text is None:
            text = self._decoded(self._part(0))
            _recent.keep(self, text)
        return text

    @property
    def _narrow(self) -> bool:
        """Whether its text has a byte for each character."""
        return len(self._part(0)) == self.length

    def _decoded(self, data: memoryview) -> str:
        """The text of some of its bytes."""
        # No pack of ours has a byte beyond its alphabet.
        return codecs.charmap_decode(data, "replace", self._numbers.alphabet)[0] if self._narrow else _decode(data)

    @property
    def outline(self) -> Outline:
        """Its headings, from the arena."""
        return Outline(Heading(*each) for each in self._extra("outline")) if len(self._part(1)) else NO_OUTLINE

    @property
    def styles(self) -> Styles:
        """What is set apart, from the arena."""
        return Styles(Styled(*each) for each in self._extra("styles")) if len(self._part(1)) else NO_STYLES

    def _part(self, number: int) -> memoryview:
        """Of what the arena holds of it: its text, outline and styles, or paragraphs."""
        at = 3 * self._row + number
        return self._numbers.arena[self._numbers.bounds[at] : self._numbers.bounds[at + 1]]

    def _extra(self, name: str) -> list[list[Any]]:
        """Rows of one kind; none where they are damaged."""
        try:
            rows = json.loads(bytes(self._part(1))).get(name, [])
        except (ValueError, AttributeError, RecursionError):
            return []
        return [row for row in rows if _ROWS[name](row)] if isinstance(rows, list) else []

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in (*_PLAIN, *_NUMBERS, "text", "metadata"))

    __hash__ = Document.__hash__


def _is_heading(row: object) -> bool:
    match row:
        case [int(level), int(paragraph), None | str()]:
            return 0 < level <= 6 and 0 <= paragraph < 1 << 28
    return False


def _is_styled(row: object) -> bool:
    match row:
        case [int(start), int(end), str(style), None | str()]:
            return 0 <= start <= end < 1 << 32 and style in STYLES
    return False


_ROWS: dict[str, Callable[[object], bool]] = {"outline": _is_heading, "styles": _is_styled}

# Columns that are attributes as they are: name -> the types its values may have.
_PLAIN: dict[str, frozenset[type]] = {
    "title": frozenset((str,)),
    "title_paragraph": frozenset((int,)),
    "encoding": frozenset((str,)),
    "format": frozenset((str,)),
    "undecodable": frozenset((int,)),
}
# Those that are numbers of the head.
_NUMBERS = ("size", "modified")
# How many of each document's 64-bit integers the head holds: three bounds, and one more for all; length, size.
_INTEGERS = 5
_METADATA = ("author", "publisher", "date", "language", "direction", "url", "fields")


def pack(documents: Sequence[Document], about: dict[str, Any] | None = None) -> tuple[bytes, bytes]:
    """The pack of some documents: its head and its arena.

    ``about`` is kept beside the columns: what its maker wants to say of them, in JSON's types.
    """
    arena: list[bytes] = []
    bounds = [0]
    lengths = [len(each.text) for each in documents]
    likely = [each.likely_language for each in documents]
    alphabet = _Alphabet()
    for document in documents:
        extra = b""
        if len(document.outline) or len(document.styles):
            rows = {"outline": list(document.outline), "styles": list(document.styles)}
            extra = json.dumps(rows, separators=(",", ":")).encode("ascii")
        spans = document.paragraphs.packed() if len(document.text) > LONG else b""
        for part in (alphabet.encoded(document.text), extra, spans):
            bounds.append(bounds[-1] + len(part))
            if part:
                arena.append(part)
    columns: dict[str, Any] = {name: _column([getattr(each, name) for each in documents]) for name in _PLAIN}
    columns["path"] = joined([each.id.path for each in documents])
    columns["record"] = _column([each.id.record for each in documents])
    columns["metadata"] = _column([tuple(getattr(each.metadata, name) for name in _METADATA) for each in documents])
    columns["likely"] = _column(likely)
    columns["level"] = _column([each.level if len(each.text) > LONG else None for each in documents])
    modified = [_UNKNOWN if each.modified is None else each.modified for each in documents]
    numbers = array("q", chain(bounds, lengths, (each.size for each in documents))), array("d", modified)
    head = {
        "version": VERSION, "count": len(documents), "alphabet": alphabet.letters, "columns": columns,
        "about": about or {},
    }  # fmt: skip
    told = _encode(json.dumps(head, ensure_ascii=False, separators=(",", ":")))
    return b"".join((told, b"\n", *(each.tobytes() for each in numbers))), b"".join(arena)


def unpack(head: bytes | memoryview, arena: memoryview) -> tuple[list[Document], dict[str, Any]]:
    """The documents of a pack and what was said of them; Damaged where it is none. They keep ``arena``.

    The longest that a thousand documents hold the interpreter for is one call of json.loads: some two milliseconds.
    """
    try:
        json_part, _, numbers = bytes(head).partition(b"\n")
        told = json.loads(_decode(memoryview(json_part)))
        if told["version"] != VERSION:
            raise Damaged("version")
        return _documents(told, numbers, arena), dict(told["about"])
    except (KeyError, TypeError, AttributeError, IndexError, ValueError, OverflowError, RecursionError) as error:
        raise Damaged(str(error)) from None


class _Alphabet:
    """Grows with the texts that are encoded, as far as a byte holds it."""

    def __init__(self) -> None:
        self.letters = _ASCII
        self._map = codecs.charmap_build(_ASCII)

    def encoded(self, text: str) -> bytes:
        """A byte for each character, or UTF-8."""
        letters, there = self.letters, self._map
        parts: list[bytes] = []
        # In pieces: for a new letter only a piece is tried again. What a byte stood for, it stands for.
        for start in range(0, len(text), _TRIED):
            piece = text[start : start + _TRIED]
            while True:
                try:
                    parts.append(codecs.charmap_encode(piece, "strict", there)[0])
                    break
                except UnicodeEncodeError as missing:
                    letters += "".join(dict.fromkeys(piece[missing.start : missing.end]))
                    # U+FFFE is what charmaps have for nothing.
                    if len(letters) > 256 or max(letters) >= "\ufffe":
                        return _encode(text)
                    there = codecs.charmap_build(letters)
        self.letters, self._map = letters, there
        return b"".join(parts)


def move(documents: Iterable[Document], arenas: Iterable[memoryview]) -> None:
    """Let packed documents keep their texts in other arenas that hold the same; those they had are let go."""
    there = {(len(arena), zlib.crc32(arena)): arena for arena in arenas}
    for numbers in {document._numbers for document in documents if isinstance(document, PackedDocument)}:
        old = numbers.arena
        numbers.arena = there.get((len(old), zlib.crc32(old)), old)


def _documents(head: dict[str, Any], numbers: bytes, arena: memoryview) -> list[Document]:
    count, columns, alphabet = head["count"], head["columns"], head["alphabet"]
    if type(count) is not int or count < 0:
        raise Damaged("count")
    if type(alphabet) is not str:
        raise Damaged("alphabet")
    integers, modified = array("q"), array("d")
    split = (_INTEGERS * count + 1) * integers.itemsize
    integers.frombytes(numbers[:split])
    modified.frombytes(numbers[split:])
    if len(integers) != _INTEGERS * count + 1 or len(modified) != count:
        raise Damaged("numbers")
    plain = {name: _values(columns[name], count, types) for name, types in _PLAIN.items()}
    plain["metadata"] = _values(columns["metadata"], count, frozenset((list,)), _metadata)
    plain["_likely"] = _values(columns["likely"], count, frozenset((str, type(None))))
    paths = _values(columns["path"], count, frozenset((str,)))
    records = _values(columns["record"], count, frozenset((int,)))
    levels = _values(columns["level"], count, frozenset((int, type(None))))
    bounds, sizes = integers[: 3 * count + 1], integers[len(integers) - count :]
    lengths = integers[3 * count + 1 : len(integers) - count]
    if bounds[0] or bounds[-1] != len(arena) or not all(map(le, bounds, islice(bounds, 1, None))):
        raise Damaged("bounds")
    where = _Numbers(arena, alphabet, bounds, lengths, sizes, modified)
    made: list[Document] = list(map(object.__new__, repeat(PackedDocument, count)))
    # Column by column, in C: a hundred thousand documents of a cache are waited for.
    plain |= {"id": list(map(_identity, zip(paths, records, strict=True))), "_row": range(count)}
    for name, values in (*plain.items(), ("_numbers", repeat(where)), *_TO_BE_FOUND):
        deque(map(_SET[name], made, values), 0)
    for index, level in enumerate(levels) if set(levels) - {None} else ():
        object.__setattr__(made[index], "_level", level if level in (0, 1) else None)
    for index in range(count) if any(map(lt, bounds[2::3], bounds[3::3])) else ():
        part = cast(PackedDocument, made[index])._part(2)
        object.__setattr__(made[index], "_spans", Spans.unpacked(part) if len(part) else None)
    if len(arena) >= HUGE:
        made = [_whole(each) if len(each._part(0)) >= HUGE else each for each in cast(list[PackedDocument], made)]
    return made


_identity: Callable[[tuple[str, int]], DocumentId] = partial(tuple.__new__, DocumentId)
_TO_BE_FOUND = tuple((name, repeat(None)) for name in ("text", "_digest", "_spans", "_level"))
_SET: dict[str, Callable[[object, Any], None]] = {
    name: slot.__set__
    for name, slot in chain(Document.__dict__.items(), PackedDocument.__dict__.items())
    if hasattr(slot, "__objclass__") and hasattr(slot, "__set__") and not name.startswith("__")
}


def _whole(packed: PackedDocument) -> Document:
    """The same document with its text decoded, in pieces, so that other threads go on meanwhile."""
    parts: list[str] = []
    view, at = packed._part(0), 0
    while at < len(view):
        end = min(at + _PIECE, len(view))
        while end < len(view) and view[end] & 0xC0 == 0x80 and not packed._narrow:  # not within a character
            end += 1
        parts.append(packed._decoded(view[at:end]))
        at = end
    document = Document(
        packed.id, packed.title, packed.title_paragraph, "".join(parts), metadata=packed.metadata,
        **{name: getattr(packed, name) for name in (*_PLAIN, *_NUMBERS) if not name.startswith("title")},
        outline=packed.outline, styles=packed.styles,
    )  # fmt: skip
    for name in ("_spans", "_level"):
        object.__setattr__(document, name, getattr(packed, name))
    return document


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode(data: memoryview) -> str:
    try:
        return str(data, "utf-8", "surrogatepass")
    except UnicodeDecodeError:  # no pack of ours
        return str(data, "utf-8", "replace")


def joined(values: list[str]) -> list[str] | str:
    """Strings as one, which takes JSON a fraction of the time; as they are where they hold what is put between."""
    whole = _BETWEEN.join(values)
    return whole if whole and whole.count(_BETWEEN) == len(values) - 1 else values


def apart(column: list[str] | str) -> list[str]:
    """The strings that joined() joined."""
    return column.split(_BETWEEN) if isinstance(column, str) else column


def _column(values: list[Any]) -> list[Any] | dict[str, Any] | str:
    """Values one by one; or, where few differ, each once and which of them stand where."""
    each = dict.fromkeys(values)
    if len(each) * 4 > len(values) > 4:
        return joined(values) if set(map(type, values)) == {str} else values
    number = {value: index for index, value in enumerate(each)}
    at = [number[value] for value in values] if len(each) > 1 else []
    return {"values": list(each), "at": at}


def _values(
    column: Any, count: int, types: frozenset[type], make: Callable[[Any], Any] | None = None
) -> Sequence[Any]:  # fmt: skip
    """The values of a column, as many as ``count`` and of the types it may hold; Damaged otherwise.

    ``make`` makes of each different value what it stands for.
    """
    if isinstance(column, (list, str)):
        values, at = apart(column), None
    else:
        values, at = column["values"], column["at"]
    if not isinstance(values, list) or not set(map(type, values)) <= types:
        raise Damaged("column")
    if make is not None:
        values = [make(value) for value in values]
    if at is not None:
        if len(values) == 1 and not at:
            values = values * count
        elif not set(map(type, at)) <= {int} or (at and not 0 <= min(at) <= max(at) < len(values)):
            raise Damaged("column")
        else:
            values = [values[index] for index in at]
    if len(values) != count:
        raise Damaged("column")
    return values


def _metadata(row: list[Any]) -> Metadata:
    """Metadata from its row; Damaged where it is none."""
    *texts, fields = row
    if len(row) != len(_METADATA) or not set(map(type, texts)) <= {str, type(None)} or row[4] not in _DIRECTIONS:
        raise Damaged("metadata")
    if fields is not None:
        fields = tuple((name, field) for name, field in fields)
        if not {type(part) for pair in fields for part in pair} <= {str}:
            raise Damaged("metadata")
    return Metadata(**dict(zip(_METADATA, (*texts, fields), strict=True)))
