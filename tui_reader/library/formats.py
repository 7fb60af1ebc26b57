"""Which files are documents, and how each kind is read."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, NamedTuple

from tui_reader.library import encodings
from tui_reader.library.document import NO_METADATA, Document, DocumentId, Metadata, bounded, first_line
from tui_reader.library.encodings import Decoded

FRONT_MATTER_LIMIT = 1 << 16
"""Code points of front matter at most; a longer block is text."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was read."""

    path: str
    """As shown, and as opened: it is relative where the command line was. ``-`` is standard input."""
    data: bytes
    size: int
    """Bytes of the file."""
    modified: float | None = None
    """POSIX seconds."""

    @property
    def name(self) -> str:
        """The last part of the path: the title of a document that has no other."""
        return PurePath(self.path).name or self.path


Parser = Callable[[Source], Iterator[Document]]
"""Gives the documents of a source in order; raises NotText, and nothing else that is meant."""


class Format(NamedTuple):
    """A row of FORMATS."""

    name: str
    suffixes: tuple[str, ...]
    """In lower case, with the dot."""
    parse: Parser


def plain_text(source: Source) -> Iterator[Document]:
    """The decoded file as it is."""
    decoded = encodings.decode(source.data)
    yield _document(source, decoded, decoded.text)


def markdown(source: Source) -> Iterator[Document]:
    """The decoded file without front matter and heading marks, the rest as written."""
    decoded = encodings.decode(source.data)
    fields, body = front_matter(decoded.text)
    direction: Literal["ltr", "rtl"] | None = None
    match (fields.get("dir") or fields.get("direction") or "").lower():
        case "rtl":
            direction = "rtl"
        case "ltr":
            direction = "ltr"
    metadata = Metadata(
        author=fields.get("author") or fields.get("authors"),
        publisher=fields.get("publisher"),
        date=fields.get("date"),
        language=fields.get("lang") or fields.get("language"),
        direction=direction,
    )
    yield _document(source, decoded, without_heading_marks(body), fields.get("title"), metadata)


FORMATS: tuple[Format, ...] = (
    Format("Plain text", (".txt", ".text"), plain_text),
    Format("Markdown", (".md", ".markdown"), markdown),
)
"""Every format that is read. A file is known by the end of its name, in upper or lower case."""

PLAIN_TEXT = FORMATS[0]
"""What a file of no known format is tried as, when it was named by the user."""


def format_of(name: str) -> Format | None:
    """The format of a file of this name, by the longest suffix that fits; None for one of no known format."""
    lowered = name.lower()
    fitting = [(len(suffix), row) for row in FORMATS for suffix in row.suffixes if lowered.endswith(suffix)]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _document(
    source: Source, decoded: Decoded, text: str, title: str | None = None, metadata: Metadata = NO_METADATA
) -> Document:
    """A document titled by its format, else by its first line that shows something, else by its file name."""
    paragraph = -1
    if not title:
        title, paragraph = first_line(text) or (source.name, -1)
    return Document(
        id=DocumentId(source.path),
        title=title,
        title_paragraph=paragraph,
        text=text,
        encoding=decoded.encoding,
        size=source.size,
        modified=source.modified,
        metadata=NO_METADATA if metadata == NO_METADATA else metadata,
    )


_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)"
    r"(?P<block>(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"
)
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields a Markdown file opens with (keys in lower case, values in one line) and the rest of it.

    A block between two rules that is no mapping stays in the text, for it may be the author's words.
    Values are as written: no date, number or truth value is made of them. A list is joined by commas.
    """
    match = _FRONT_MATTER.match(text, 0, FRONT_MATTER_LIMIT) if text.startswith("---") else None
    if not match:
        return {}, text
    loaded = _yaml(match["block"])
    if loaded is None:
        return {}, text
    fields = {str(key).lower(): one for key, value in loaded.items() if (one := _one_line(value))}
    return fields, text[match.end() :]


def _yaml(block: str) -> dict[object, object] | None:
    """The mapping a block of YAML is; None for anything else.

    A title with a colon in it is the commonest broken YAML there is: a broken block that begins with a
    field is read line by line.
    """
    import yaml

    try:
        # Strings, lists and mappings only: 'lang: no' is Norwegian, a date is what was written, and no
        # object is built. Not libyaml's loader, which overflows the stack of the process on deep nesting.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        lines = [line for line in re.split("[\r\n]+", block) if line.strip() and not line.startswith("#")]
        if not lines or not _FIELD.match(lines[0]):
            return None
        found = [field for line in lines if (field := _FIELD.fullmatch(line))]
        return {field[1]: (field[2] or "").strip().strip("\"'") for field in found}
    if loaded is None or loaded == "":
        return {} if not block.strip() else None
    return loaded if isinstance(loaded, dict) else None


def _one_line(value: object, deep: bool = False) -> str:
    """A field's value in one line; empty for what says nothing.

    Of what is nested deeper than a list of people nothing is taken: aliases let a short block hold a tree
    without end.
    """
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        parts = [] if deep else [_one_line(each, True) for each in value[:50]]
        return bounded(", ".join(filter(None, parts)))
    if not isinstance(value, str):
        return ""
    return "" if value in ("~", "null") else bounded(" ".join(value.split()))


_MARKDOWN_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_HEADING = re.compile(r" {0,3}#{1,6}(?=[ \t]|\Z)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*")
_CONTAINER = re.compile(r" {0,3}(?:>|(?:[-+*]|\d{1,9}[.)])(?:[ \t]|\Z))")
_FENCE = re.compile(r"([ \t]*)(`{3,}(?=[^`]*\Z)|~{3,})")
_CODE_INDENT = re.compile(r" {4}| {0,3}\t")


def without_heading_marks(text: str) -> str:
    """Markdown without ``#`` marks and without the underlines of headings; every other line as written.

    CommonMark's block rules, as far as they say what a heading is: none in fenced or indented code, and no
    underline below a list item or a quotation, where the same line is a rule.
    """
    kept: list[str] = []
    fence = ""
    above: Literal["nothing", "paragraph", "container"] = "nothing"
    for match in _MARKDOWN_LINE.finditer(text):
        line, end = match[1], match[2]
        if fence:
            closing = line.strip(" \t")
            if len(closing) >= len(fence) and not closing.strip(fence[0]):
                fence = ""
        elif (opening := _FENCE.match(line)) and (above == "container" or not _CODE_INDENT.match(line)):
            fence, above = opening[2], "nothing"
        elif not line.strip():
            above = "nothing"
        elif heading := _HEADING.match(line):
            line, above = _heading(line[heading.end() :]), "nothing"
        elif above == "paragraph" and _UNDERLINE.fullmatch(line):
            above = "nothing"
            continue
        elif _RULE.fullmatch(line):
            above = "nothing"
        elif _CONTAINER.match(line):
            above = "container"
        elif above == "nothing" and not _CODE_INDENT.match(line):
            above = "paragraph"
        kept.append(line + end)
    return "".join(kept)


def _heading(marked: str) -> str:
    """What stands after a heading's opening marks, without closing ones; a # that ends a word stays."""
    marked = marked.strip(" \t")
    opened = marked.rstrip("#")
    return opened.rstrip(" \t") if not opened or opened[-1] in " \t" else marked
