"""What a parser is given, and what it may give back."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import MappingProxyType
from typing import NamedTuple

from tui_reader.library.document import NO_METADATA, Document, DocumentId, Metadata, bounded, first_line
from tui_reader.library.encodings import Decoded, NotText, ParserCode, decode
from tui_reader.library.structure import NO_OUTLINE, NO_STYLES, Outline, Styles

LARGEST = 512 << 20
"""Bytes that one file may expand to in all, whatever is packed in it."""

RATIO = 200
"""How many times its own size a file may expand to: texts shrink to a tenth, logs to a hundredth, bombs further."""

ALWAYS = 16 << 20
"""Bytes that any file may expand to: a book that says the same over and over shrinks to a thousandth and is no bomb. No
more than the longest books have."""

SPARE = 64 << 20
"""Bytes that the files of one reading may expand to beyond RATIO times what they take on the disk, together: a folder
may hold a thousand such files. A library is read by as many processes as there are processors, each with so much."""

BLOCK = 4096
"""Bytes that any file takes on the disk, at least: short ones may say the same as often as they like."""

_NO_FIELDS: Mapping[str, str] = MappingProxyType({})


class Spare:
    """What the files of one reading may still expand to beyond measure."""

    def __init__(self) -> None:
        self.left = SPARE


class Budget:
    """What one file of the disk, of ``size`` bytes, may still expand to; shared by everything packed in it. What goes
    beyond measure is taken off ``spare``, too."""

    def __init__(self, size: int, spare: Spare) -> None:
        self.allowed = min(LARGEST, max(ALWAYS, RATIO * size))
        self.left = self.allowed
        self._due = RATIO * max(size, BLOCK)
        self._spare = spare

    def spend(self, size: int) -> None:
        """Take ``size`` bytes off; raises NotText("bomb") where that is more than is left."""
        if size > self.left:
            self.refuse()
        self.left -= size
        beyond = size - self._due
        self._due = max(-beyond, 0)
        if beyond > 0:
            if beyond > self._spare.left:
                raise NotText("bomb", f"more than {RATIO} times its size, and {SPARE >> 20} MiB together with others")
            self._spare.left -= beyond

    def refuse(self) -> None:
        """Raises NotText("bomb"), saying which bound was met."""
        bound = f"{LARGEST >> 20} MiB" if self.allowed == LARGEST else f"{RATIO} times its size and {ALWAYS >> 20} MiB"
        raise NotText("bomb", f"more than {bound}")


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read."""

    path: str
    """As shown, and as opened: it is relative where the command line was. ``-`` is standard input. What is
    packed in another file has that file's path before its own name."""
    data: bytes
    size: int
    """Bytes of the file."""
    modified: float | None = None
    """POSIX seconds."""
    encoding: str | None = None
    """The reader's choice for this file, one of encodings.CHOICES; None leaves it to the file."""
    fields: Mapping[str, str] = field(default_factory=lambda: _NO_FIELDS)
    """The settings' names of the fields of records: what they hold (``text``, ``title`` …) -> what they are called."""
    record: int = 0
    """Number of its document; of records, of the first one. Not 0 where an archive holds one name twice."""
    depth: int = 0
    """In how many archives and compressed files it lies."""
    format: str = "Plain text"
    """The name of the row of FORMATS it is read by."""
    budget: Budget | None = field(default=None, repr=False, compare=False)
    """What may still be expanded of the file; None for one that stands alone."""

    @property
    def name(self) -> str:
        """The last part of the path: the title of a document that has no other."""
        return PurePath(self.path).name or self.path

    def spending(self) -> Budget:
        """The budget that what is packed in this file is expanded on."""
        return self.budget or Budget(len(self.data), Spare())

    def read_as(self, format: str) -> "Source":
        """The same source, read by another row of FORMATS."""
        return self if self.format == format else replace(self, format=format)

    def decode(self, declared: str | None = None) -> Decoded:
        """Its text, as the reader chose or as the file tells; raises NotText."""
        return decode(self.data, declared, self.encoding)


class Flaw(NamedTuple):
    """Something wrong inside a file whose other documents are there. Its four parts are those of loader.Problem."""

    path: str
    code: ParserCode
    detail: str
    """Which record or member, and what is wrong, in English; it may hold any character."""
    fatal: bool = True
    """Whether it counts for the exit code."""


def unread(name: str) -> ParserCode:
    """What is wrong with a file of a name that no format has."""
    return "pdf" if name.lower().endswith(".pdf") else "unknown-format"


Parser = Callable[[Source], Iterator[Document | Flaw]]
"""Gives the documents of a source in order, and what is wrong in it; raises NotText, and nothing else that is meant."""


class Format(NamedTuple):
    """A row of FORMATS."""

    name: str
    suffixes: tuple[str, ...]
    """In lower case, with the dot."""
    parse: Parser
    encoded: bool = True
    """Whether a file is one text in an encoding that the reader may know better than the file says."""


def document(
    source: Source,
    decoded: Decoded,
    text: str,
    title: str | None = None,
    metadata: Metadata = NO_METADATA,
    *,
    title_paragraph: int = -1,
    record: int | None = None,
    size: int | None = None,
    undecodable: int | None = None,
    outline: Outline = NO_OUTLINE,
    styles: Styles = NO_STYLES,
) -> Document:
    """A document titled by its format, else by its first line that shows something, else by its file name.

    ``title_paragraph`` is the paragraph that says ``title``, where one does.
    """
    title = bounded(" ".join(title.split())) if title else ""
    if not title:
        title, title_paragraph = first_line(text) or (source.name, -1)
    return Document(
        id=DocumentId(source.path, source.record if record is None else record),
        title=title,
        title_paragraph=title_paragraph,
        text=text,
        encoding=decoded.encoding,
        size=source.size if size is None else size,
        modified=source.modified,
        metadata=NO_METADATA if metadata == NO_METADATA else metadata,
        format=source.format,
        undecodable=decoded.undecodable if undecodable is None else undecodable,
        outline=outline or NO_OUTLINE,
        styles=styles or NO_STYLES,
    )
