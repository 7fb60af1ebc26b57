"""A kept quote: exactly what the author wrote, where it stood, and what it takes to find it again."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Literal, TypeVar
from uuid import UUID, uuid4

from tui_reader.library.document import Document
from tui_reader.text.paragraphs import FORCED_BREAKS
from tui_reader.text.selection import Position

CONTEXT = 64
"""Code points kept before and after a quote or a place."""

STANDARD_INPUT = "-"
"""The path of what has none."""

TAGS, TAG_LENGTH = 100, 200
"""Tags a quote has at most, and code points of one."""

_LARGEST = 2**53  # what JSON's readers agree on
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
_SPACES = dict.fromkeys(range(32), " ") | dict.fromkeys((0x7F, 0x85, 0x2028, 0x2029), " ")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quote:
    """What was taken out of a document, with the document as it was then. Offsets are code points, half-open."""

    id: str
    """A UUID: two notebooks can be merged."""
    path: str
    """The document's, absolute; "-" for standard input. Undecodable bytes are surrogateescaped."""
    record: int
    text: str
    """Exactly the author's characters: `Document.text[start:end]`."""
    start: int
    end: int
    first: Position
    """The same range as paragraph and offset in it, both from 0."""
    last: Position
    digest: str
    """`Document.digest`."""
    length: int
    """Code points of the whole document."""
    paragraph: int
    """Number of the paragraph it begins in, from 1, empty ones and the title not counted; 0 in the title."""
    line: int
    """Number of the line of the text it begins in, from 1, as an editor counts."""
    before: str
    """At most CONTEXT code points of the text before it."""
    after: str
    title: str
    author: str | None
    publisher: str | None
    date: str | None
    """As the document writes it."""
    url: str | None
    language: str | None
    direction: Literal["ltr", "rtl"]
    """The document's base direction."""
    created: str
    """When it was taken: ISO 8601, UTC, to the millisecond, which sorts as it is written."""
    changed: str
    """When note or tags were last edited; of two versions of a quote the later one counts."""
    note: str = ""
    tags: tuple[str, ...] = ()

    @property
    def percentage(self) -> int:
        """How far into the document it begins, in whole percent."""
        return 100 * self.start // max(self.length, 1)

    @property
    def place(self) -> tuple[str, int]:
        """Path and record: the document it is of."""
        return self.path, self.record

    def edited(self, *, note: str | None = None, tags: tuple[str, ...] | None = None) -> Quote:
        """The quote with another note or other tags, changed now."""
        return replace(
            self,
            note=self.note if note is None else note,
            tags=self.tags if tags is None else tags,
            changed=now(),
        )


FIELDS = tuple(field.name for field in fields(Quote))
"""Names of a quote's fields, in order."""


def now() -> str:
    """This moment in UTC."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def whole_path(path: str) -> str:
    """A path that means the same from every folder; standard input has none and keeps its name."""
    if path == STANDARD_INPUT:
        return path
    whole = os.path.abspath(path)  # noqa: PTH100 - links are not followed
    return whole[1:] if os.sep == "/" and whole.startswith("//") else whole


def take(document: Document, start: int, end: int, *, note: str = "", tags: tuple[str, ...] = ()) -> Quote:
    """A quote of ``document.text[start:end]``. ValueError where that is nothing, or no part of it."""
    text = document.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"no quote from {start} to {end} of a text of {len(text)}")
    first, last = Position(*document.locate(start)), Position(*document.locate(end))
    spans = document.paragraphs
    counted = sum(
        1
        for index in range(first.paragraph + 1)
        if index != document.title_paragraph
        and not text[slice(*spans[index])].isspace()
        and spans[index][0] < spans[index][1]
    )
    metadata, taken = document.metadata, now()
    return Quote(
        id=str(uuid4()),
        path=whole_path(document.id.path),
        record=document.id.record,
        text=text[start:end],
        start=start,
        end=end,
        first=first,
        last=last,
        digest=document.digest,
        length=len(text),
        paragraph=0 if first.paragraph == document.title_paragraph else counted,
        line=1 + first.paragraph + sum(text.count(char, 0, start) for char in FORCED_BREAKS),
        before=text[max(0, start - CONTEXT) : start],
        after=text[end : end + CONTEXT],
        title=document.title,
        author=metadata.author,
        publisher=metadata.publisher,
        date=metadata.date,
        url=metadata.url,
        language=document.language,
        direction="rtl" if document.level else "ltr",
        created=taken,
        changed=taken,
        note=note,
        tags=tags,
    )


def split_tags(typed: str) -> tuple[str, ...]:
    """The tags in what a user typed: parted by commas of any script, each on one line and once."""
    for comma in "،、，;؛":
        typed = typed.replace(comma, ",")
    tags = dict.fromkeys(" ".join(tag.translate(_SPACES).split())[:TAG_LENGTH] for tag in typed.split(","))
    return tuple(tag for tag in tags if tag)[:TAGS]


def checked(values: Mapping[str, object]) -> Quote:
    """The quote that values from a file or a database describe; positions are pairs. ValueError names what is wrong.

    Every field must be there and nothing else; of a quote's own rules all hold.
    """
    if unknown := sorted(set(map(str, values)) - set(FIELDS)):
        raise ValueError(f"unknown field {unknown[0]!r}")

    def field(name: str, kind: type[T], wanted: str) -> T:
        value = values.get(name)
        # A truth value is a whole number to Python and not to us.
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(f"{name!r} must be {wanted}")
        return value

    def string(name: str) -> str:
        return field(name, str, "a string")

    def optional(name: str) -> str | None:
        return None if values.get(name) is None else string(name)

    def number(name: str) -> int:
        value = field(name, int, "a whole number")
        if not 0 <= value <= _LARGEST:
            raise ValueError(f"{name!r} must be 0 to {_LARGEST}")
        return value

    def position(name: str) -> Position:
        pair = values.get(name)
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ValueError(f"{name!r} must be a paragraph and an offset")
        for part in pair:
            if not isinstance(part, int) or isinstance(part, bool) or not 0 <= part <= _LARGEST:
                raise ValueError(f"{name!r} must be two whole numbers")
        return Position(*pair)

    def moment(name: str) -> str:
        text = string(name)
        try:
            good = bool(_MOMENT.fullmatch(text)) and datetime.fromisoformat(text)
        except ValueError:
            good = False
        if not good:
            raise ValueError(f"{name!r} must be a time such as 2026-01-31T12:00:00.000Z")
        return text

    id, text, start, end = string("id"), string("text"), number("start"), number("end")
    try:
        good = str(UUID(id)) == id
    except ValueError:
        good = False
    if not good:
        raise ValueError("'id' must be a UUID in small letters")
    if not text or end - start != len(text):
        raise ValueError("'end' less 'start' must be the length of 'text', and more than 0")
    direction: Literal["ltr", "rtl"] = "rtl" if values.get("direction") == "rtl" else "ltr"
    if string("direction") != direction:
        raise ValueError('\'direction\' must be "ltr" or "rtl"')
    tags = values.get("tags")
    if not isinstance(tags, list | tuple) or len(tags) > TAGS:
        raise ValueError(f"'tags' must be a list of at most {TAGS}")
    for tag in tags:
        if not isinstance(tag, str) or not 0 < len(tag) <= TAG_LENGTH:
            raise ValueError(f"each of 'tags' must be a string of 1 to {TAG_LENGTH} characters")
    return Quote(
        id=id,
        path=string("path"),
        record=number("record"),
        text=text,
        start=start,
        end=end,
        first=position("first"),
        last=position("last"),
        digest=string("digest"),
        length=number("length"),
        paragraph=number("paragraph"),
        line=number("line"),
        before=string("before"),
        after=string("after"),
        title=string("title"),
        author=optional("author"),
        publisher=optional("publisher"),
        date=optional("date"),
        url=optional("url"),
        language=optional("language"),
        direction=direction,
        created=moment("created"),
        changed=moment("changed"),
        note=string("note"),
        tags=tuple(tags),
    )
