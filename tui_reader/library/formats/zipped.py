"""A zip file as a folder of its members.

What the reader chose for the encodings of members is the encoding of the archive: names and encodings as JSON.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats.archive import Archive
from tui_reader.library.formats.packed import DEEPEST
from tui_reader.library.formats.source import Flaw, Format, Source, unread

RECORDS_APART = 1 << 20
"""Where an archive holds one name twice, the records of the second are numbered from here on."""

MOST_BOMBS = 20
"""Members that expand too far, after which the rest is not tried."""


def parse(source: Source, format_of: Callable[[str], Format | None]) -> Iterator[Document | Flaw]:
    """The documents of every member of a known format, in the archive's order; hidden ones are passed over."""
    if source.depth >= DEEPEST:
        raise NotText("bomb", f"packed more than {DEEPEST} times")
    archive = Archive(source)
    chosen = encodings_in(source.encoding)
    times: dict[str, int] = {}
    bombs = 0
    for member in archive.members:
        path = f"{source.path}/{member.name}"
        if any(part.startswith((".", "__MACOSX")) for part in member.name.split("/")):
            continue
        row = format_of(member.name)
        if not row:
            yield Flaw(path, unread(member.name), "", False)
            continue
        try:
            data = archive.read(member)
            record = RECORDS_APART * times.get(member.name, 0)
            times[member.name] = times.get(member.name, 0) + 1
            yield from row.parse(
                replace(
                    source,
                    path=path,
                    data=data,
                    size=len(data),
                    encoding=_of_member(chosen, member.name),
                    record=record,
                    depth=source.depth + 1,
                    budget=archive.budget,
                    format=row.name,
                )
            )
        except NotText as error:
            yield Flaw(path, error.code, error.detail)
            bombs += error.code == "bomb"
            if bombs == MOST_BOMBS:
                return
        except Exception as error:  # whatever a parser meets in one member, the others are still read
            yield Flaw(path, "damaged", type(error).__name__)


def encodings_in(encoding: str | None) -> dict[str, str]:
    """Which encodings the encoding of an archive says of its members, by name."""
    try:
        said = json.loads(encoding or "{}")
    except (ValueError, RecursionError):
        return {}
    return {name: each for name, each in said.items() if isinstance(each, str)} if isinstance(said, dict) else {}


def with_encoding(encoding: str | None, name: str, of_it: str | None) -> str | None:
    """The encoding of an archive after a choice for one of its members; None where nothing is chosen in it."""
    chosen = {each: value for each, value in encodings_in(encoding).items() if each != name}
    return _written({**chosen, name: of_it} if of_it else chosen)


def _of_member(chosen: Mapping[str, str], name: str) -> str | None:
    """What was chosen for a member; of an archive in the archive, for those in it."""
    inner = {each[len(name) + 1 :]: value for each, value in chosen.items() if each.startswith(f"{name}/")}
    return _written(inner) or chosen.get(name)


def _written(chosen: Mapping[str, str]) -> str | None:
    return json.dumps(chosen, sort_keys=True) if chosen else None
