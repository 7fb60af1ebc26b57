"""A zip file as a folder of its members."""

from collections.abc import Callable, Iterator
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
