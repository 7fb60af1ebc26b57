"""Word documents (ECMA-376): the text as one document, its headings as the outline, its notes at the end.

Read from the XML itself, within bounds: python-docx builds a tree by libxml2 of all that a file expands to, and gives
neither notes nor text boxes nor the numbers of lists.
"""

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tui_reader.library.document import Document, Metadata, bounded
from tui_reader.library.encodings import Decoded, NotText
from tui_reader.library.formats.archive import Archive
from tui_reader.library.formats.blocks import RULE, Block, assemble
from tui_reader.library.formats.docx_body import Body, Note, Paragraph
from tui_reader.library.formats.docx_styles import Numbering, Styles
from tui_reader.library.formats.markup import attributes, tokens
from tui_reader.library.formats.packed import DEEPEST
from tui_reader.library.formats.page import Direction
from tui_reader.library.formats.parts import joined, local, read_part, resolved
from tui_reader.library.formats.source import Flaw, Source, document

TITLE_WITHIN = 5
"""A heading of the first level is the title where it is one of the first so many paragraphs."""

MOST_LINKS = 100_000
"""Relations of a part that are looked at."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MAIN = "word/document.xml"
#: What a part is to the one that names it, by the end of the relation's type.
_CORE = "core-properties"


class _Relation(NamedTuple):
    """What a part names."""

    kind: str
    """The last part of its type, which two editions of the standard write differently before it."""
    target: str
    outside: bool


def parse(source: Source) -> Iterator[Document | Flaw]:
    """The file as one document; a Flaw for each part that is missing or broken."""
    if source.depth >= DEEPEST:
        raise NotText("bomb", f"packed more than {DEEPEST} times")
    if source.data.startswith(_COMPOUND):
        if _LOCKED in source.data:
            raise NotText("encrypted", "a password is needed")
        raise NotText("not-text", "document of Word 97")
    archive = Archive(source)
    flaws: list[Flaw] = []
    top = _relations(archive, "", source, flaws)
    path = next((each.target for each in top.values() if each.kind == "officeDocument"), _MAIN)
    main = read_part(archive, path, source, flaws)
    if main is None:
        raise NotText(flaws[-1].code, flaws[-1].detail)
    relations = _relations(archive, path, source, flaws)

    def part(kind: str) -> str:
        """The text of a part that the document names; none where it names none."""
        target = next((each.target for each in relations.values() if each.kind == kind), None)
        read = read_part(archive, target, source, flaws) if target else None
        return read.text if read else ""

    styles, numbering = Styles(part("styles")), Numbering(part("numbering"))
    notes: dict[Note, int] = {}
    body = Body(styles, numbering, _links(relations), notes)
    paragraphs = body.read(main.text)
    if _ends_early(main.text):
        flaws.append(Flaw(source.path, "damaged", f"{path}: it ends early"))
    languages = body.languages
    if notes:
        written: dict[Note, list[Paragraph]] = {}
        for kind in ("footnotes", "endnotes"):
            target = next((each.target for each in relations.values() if each.kind == kind), "")
            reader = Body(styles, numbering, _links(_relations(archive, target, source, flaws)), notes)
            reader.read(part(kind))
            written |= reader.written
            languages += reader.languages
        paragraphs += _notes(notes, written)
    core = next((each.target for each in top.values() if each.kind == _CORE), None)
    said = _properties(archive, core, source, flaws) if core else {}
    text, outline, spans = assemble(each.block for each in paragraphs)
    title, place = joined(said.get("title", [])[:1]), -1
    if title is None:
        title, place = _title(paragraphs)
    else:
        place = _said_in(title, paragraphs)
    metadata = Metadata(
        author=joined(said.get("creator")),
        publisher=joined(said.get("publisher")),
        date=joined(said.get("created", said.get("date", said.get("modified", [])))[:1]),
        language=joined(said.get("language", [])[:1]) or next((tag for tag, _ in languages.most_common(1)), None),
        direction=_direction(paragraphs),
    )
    yield document(
        source,
        Decoded("", main.encoding),
        text,
        title,
        metadata,
        title_paragraph=place,
        undecodable=main.undecodable,
        outline=outline,
        styles=spans,
    )
    yield from flaws


def _relations(archive: Archive, path: str, source: Source, flaws: list[Flaw]) -> dict[str, _Relation]:
    """What a part names, by its identifiers; the empty path is the package itself."""
    folder, name = posixpath.split(path)
    found: dict[str, _Relation] = {}
    where = posixpath.join(folder, "_rels", f"{name}.rels")
    read = read_part(archive, where, source, flaws) if archive.find(where) else None
    for token in tokens(read.text if read else "", xml=True):
        if token.kind in ("start", "empty") and local(token.name) == "relationship" and len(found) < MOST_LINKS:
            said = attributes(token.raw)
            target = said.get("target", "")
            outside = said.get("targetmode", "").lower() == "external"
            # A target that begins with / is one of the whole package.
            target = target if outside else resolved("" if target.startswith("/") else folder, target.lstrip("/"))
            found[said.get("id", "")] = _Relation(said.get("type", "").rpartition("/")[2], target, outside)
    return found


def _links(relations: Mapping[str, _Relation]) -> dict[str, str]:
    return {id: each.target for id, each in relations.items() if each.outside and each.kind == "hyperlink"}


def _properties(archive: Archive, path: str, source: Source, flaws: list[Flaw]) -> dict[str, list[str]]:
    """Dublin Core of the whole document: name -> values."""
    read = read_part(archive, path, source, flaws)
    said: dict[str, list[str]] = {}
    name = ""
    for token in tokens(read.text if read else "", xml=True):
        if token.kind == "text":
            if name and (text := " ".join(token.name.split())):
                said.setdefault(name, []).append(text)
        else:
            name = local(token.name) if token.kind == "start" else ""
    return said


def _notes(notes: Mapping[Note, int], written: Mapping[Note, list[Paragraph]]) -> list[Paragraph]:
    """Notes in the order of their numbers, under a rule."""
    found: list[Paragraph] = []
    for note, number in notes.items():
        for place, (block, style) in enumerate(written.get(note, ())):
            if not place:
                sign = f"[{number}] "
                text = block.text.lstrip()
                cut = len(sign) - len(block.text) + len(text)
                pieces = tuple((max(a + cut, 0), max(b + cut, 0), *rest) for a, b, *rest in block.pieces)
                block = Block(sign + text, pieces)  # type: ignore[arg-type]
            found.append(Paragraph(block, style))
    return [Paragraph(Block(RULE), found[0].style), *found] if found else []


def _title(paragraphs: list[Paragraph]) -> tuple[str | None, int]:
    """What is set as the title, else a heading of the first level, near the top; and which paragraph that is."""
    first = paragraphs[:TITLE_WITHIN]
    for wanted in (True, False):
        for place, (block, style) in enumerate(first):
            if style.title if wanted else block.level == 1:
                return block.text, place
    return None, -1


def _said_in(title: str, paragraphs: list[Paragraph]) -> int:
    """The paragraph near the top that says the title, -1 where none does."""
    for place, (block, _) in enumerate(paragraphs[:10]):
        if " ".join(block.text.split()) == bounded(title):
            return place
    return -1


def _direction(paragraphs: list[Paragraph]) -> Direction | None:
    """Right to left where most of the text is in paragraphs that are set so. Else its letters tell: many programs
    write Arabic and set nothing."""
    whole = sum(len(block.text) for block, _ in paragraphs)
    rtl = sum(len(block.text) for block, style in paragraphs if style.rtl)
    return "rtl" if 2 * rtl > whole else None


def _ends_early(text: str) -> bool:
    """Whether a part's XML lacks its end."""
    return not text.rstrip().endswith(">") or "</" not in text[-200:]
