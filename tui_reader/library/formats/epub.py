"""EPUB 2 and 3: a book as one document, its chapters in the spine's order, its table of contents as the outline.

A book is one document and not one a chapter: a reading place, "read", a rating by search and a title in the
list are a book's; chapters are found by the outline.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from tui_reader.library.document import Document, Metadata, bounded
from tui_reader.library.encodings import Decoded, NotText
from tui_reader.library.formats.archive import Archive
from tui_reader.library.formats.blocks import Block, assemble
from tui_reader.library.formats.markup import attributes, tokens
from tui_reader.library.formats.packed import DEEPEST
from tui_reader.library.formats.page import Direction, read_page
from tui_reader.library.formats.parts import joined, local, read_part, resolved
from tui_reader.library.formats.source import Flaw, Source, document

MOST_PARTS = 20_000
"""Files in a book's spine, and lines in its table of contents."""

MOST_FLAWS = 100
"""Parts of the spine that are told to be missing."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
#: Files that a shop's lock puts into a book, and whose it is.
_LOCKS = (("META-INF/rights.xml", "Adobe"), ("META-INF/sinf.xml", "Apple"), ("META-INF/license.lcpl", "Readium LCP"))
#: Not a lock: fonts are made unusable elsewhere, the text is open.
_FONTS_ONLY = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#rc")
_PAGES = ("application/xhtml+xml", "text/html", "application/xml", "text/x-oeb1-document")
_PAGE_NAMES = (".xhtml", ".html", ".htm")
#: Names of Dublin Core that are looked at.
_CORE = frozenset(("creator", "date", "language", "publisher", "source", "title"))
#: What Calibre writes for a date that it does not know.
_UNDATED = "0101-01-01"
_NUMBER = re.compile(r"(\d+)")


class _Item(NamedTuple):
    """A file of the manifest."""

    path: str
    kind: str
    properties: str
    written: str = ""
    """Its path as the manifest has it: some programs mean it so, per cent signs and all."""
    fallback: str = ""
    """The item that stands in for one that is no page."""


class _Package:
    """What the book's package file (OPF) says."""

    def __init__(self) -> None:
        self.items: dict[str, _Item] = {}
        self.spine: list[str] = []
        self.toc = ""
        self.direction: Direction | None = None
        self.said: dict[str, list[str]] = {}
        """Dublin Core: name -> values."""
        self.roles: dict[str, str] = {}
        """Of a creator or a date: what it is one of (``aut``, ``trl``, ``publication`` …)."""
        self.aside: set[str] = set()
        """Identifiers of what the spine does not read in its turn."""


class _Entry(NamedTuple):
    """A line of a table of contents."""

    level: int
    path: str
    anchor: str
    title: str


def parse(source: Source) -> Iterator[Document | Flaw]:
    """The book as one document; a Flaw for each part that is missing or broken."""
    if source.depth >= DEEPEST:
        raise NotText("bomb", f"packed more than {DEEPEST} times")
    archive = Archive(source)
    _refuse_locked(archive)
    flaws: list[Flaw] = []
    package, entries = _package(archive, source, flaws)
    blocks: list[Block] = []
    begins: dict[str, tuple[int, dict[str, int]]] = {}
    languages: list[str | None] = []
    directions: dict[Direction | None, int] = {}
    undecodable = 0
    encoding = Decoded("", "UTF-8")
    for path in dict.fromkeys(package.spine[:MOST_PARTS]):
        text = read_part(archive, path, source, flaws)
        if text is None:
            continue
        encoding = text._replace(text="")
        undecodable += text.undecodable
        page = read_page(text.text, xml=True, anchors=True)
        begins.setdefault(path, (len(blocks), page.anchors))
        blocks += [placed.block for placed in page.placed]
        languages.append(page.language)
        size = sum(len(placed.block.text) for placed in page.placed)
        directions[page.direction] = directions.get(page.direction, 0) + size
    if not blocks and flaws:
        raise NotText(flaws[0].code, flaws[0].detail)
    titles: dict[int, tuple[int, str]] = {}
    for entry in entries[:MOST_PARTS]:
        if entry.path in begins:
            start, anchors = begins[entry.path]
            titles.setdefault(min(start + anchors.get(entry.anchor, 0), len(blocks)), (entry.level, entry.title))
    text_, outline, styles = assemble(blocks, titles)
    common = max(directions, key=lambda direction: directions[direction]) if directions else None
    said = package.said
    metadata = Metadata(
        author=joined(_in_role(package, "creator", "aut")),
        publisher=joined(said.get("publisher")),
        date=joined([each for each in _in_role(package, "date", "publication") if not each.startswith(_UNDATED)][:1]),
        language=joined(said.get("language", [])[:1]) or next((each for each in languages if each), None),
        direction=common or package.direction,
        url=next((each for each in said.get("source", []) if each.startswith(("http://", "https://"))), None),
    )
    title = next(iter(said.get("title", [])), None)
    yield document(
        source,
        encoding,
        text_,
        title,
        metadata,
        undecodable=undecodable,
        outline=outline,
        styles=styles,
        title_paragraph=_said_in(title, blocks),
    )
    yield from flaws


def _in_role(package: _Package, name: str, role: str) -> list[str]:
    """The values of one name that are in a role, else those in none, else all."""
    values = package.said.get(name, [])
    for wanted in (role, ""):
        if found := [each for each in values if package.roles.get(f"{name} {each}", "") == wanted]:
            return found
    return values


def _said_in(title: str | None, blocks: list[Block]) -> int:
    """The paragraph near the top that says the title, -1 where none does."""
    for place, block in enumerate(blocks[:10]):
        if title and " ".join(block.text.split()) == bounded(" ".join(title.split())):
            return place
    return -1


def _refuse_locked(archive: Archive) -> None:
    """Raises NotText("encrypted") for a book whose text is locked."""
    member = archive.find(_ENCRYPTION)
    lock = next((whose for name, whose in _LOCKS if archive.find(name)), "unknown")
    if not member:
        return
    open_method = False
    for token in tokens(archive.read(member).decode("utf-8", "replace"), xml=True):
        name = local(token.name)
        if token.kind == "text":
            continue
        found = attributes(token.raw)
        if name == "encryptionmethod":
            open_method = found.get("algorithm") in _FONTS_ONLY
        elif name == "cipherreference" and not open_method:
            kind = found.get("uri", "").lower()
            if kind.endswith((*_PAGE_NAMES, ".xml", ".opf", ".ncx")):
                raise NotText("encrypted", f"locked against copying (DRM: {lock})")


def _package(archive: Archive, source: Source, flaws: list[Flaw]) -> tuple[_Package, list[_Entry]]:
    """The package file and the table of contents. Without a package every page counts, in the order of their names."""
    path = _package_path(archive)
    text = read_part(archive, path, source, flaws) if path else None
    package = _Package()
    if text is not None and path:
        _read_package(text.text, posixpath.dirname(path), package)
    else:
        flaws.append(Flaw(source.path, "missing-part", "the package file"))
    flaws += [
        Flaw(source.path, "missing-part", name) for name in package.spine[:MOST_PARTS] if name not in package.items
    ][:MOST_FLAWS]
    package.spine = [path for name in package.spine if (path := _page_of(archive, package, name))]
    if not package.spine:
        package.spine = sorted((member.name for member in archive.members if _is_page(member.name)), key=_natural)
        if not package.spine:
            raise NotText("missing-part", "no page in it")
    return package, _contents(archive, package, source, flaws)


def _page_of(archive: Archive, package: _Package, name: str) -> str | None:
    """The path of an item of the spine, or of the page that stands in for it; None for what is none. A table of
    contents that is not to be read in its turn is none."""
    for _ in range(8):
        item = package.items.get(name)
        if not item or (name in package.aside and "nav" in item.properties.split()):
            return None
        if item.kind in _PAGES or _is_page(item.path):
            return item.path if archive.find(item.path) or not archive.find(item.written) else item.written
        name = item.fallback
    return None


def _package_path(archive: Archive) -> str | None:
    """Where the package file is: as the container says, else the first one there is."""
    container = archive.find(_CONTAINER)
    if container:
        for token in tokens(archive.read(container).decode("utf-8", "replace"), xml=True):
            if token.kind in ("start", "empty") and local(token.name) == "rootfile":
                path = resolved("", attributes(token.raw).get("full-path", ""))
                if archive.find(path):
                    return path
    return next((member.name for member in archive.members if member.name.lower().endswith(".opf")), None)


def _read_package(text: str, folder: str, package: _Package) -> None:
    said: _Said | None = None
    by_id: dict[str, _Said] = {}
    # What a role is of, and its words; an element called meta is empty in HTML alone.
    roles: list[tuple[str, list[str]]] = []
    refining = False
    for token in tokens(text, xml=True):
        if token.kind == "text":
            if said is not None:
                said.words.append(token.name)
            elif refining:
                roles[-1][1].append(token.name)
            continue
        name = local(token.name)
        refining = False
        if said is not None:
            said.close(package)
            said = None
        if token.kind == "end":
            continue
        found = attributes(token.raw)
        if token.kind == "start" and name in _CORE and not token.name.startswith("opf:"):
            said = _Said(name, [], found.get("opf:role") or found.get("opf:event") or found.get("event") or "")
            by_id[found.get("id", "")] = said
        elif name == "meta" and found.get("property") == "role":
            roles.append((found.get("refines", "").lstrip("#"), []))
            refining = True
        elif name == "item":
            href = found.get("href", "").partition("#")[0]
            path, written = resolved(folder, href), resolved(folder, href.replace("%", "%25"))
            package.items[found.get("id", "")] = _Item(
                path, found.get("media-type", ""), found.get("properties", ""), written, found.get("fallback", "")
            )
        elif name == "itemref":
            package.spine.append(found.get("idref", ""))
            if found.get("linear") == "no":
                package.aside.add(found.get("idref", ""))
        elif name == "spine":
            package.toc = found.get("toc", "")
            said_direction = found.get("page-progression-direction")
            package.direction = "rtl" if said_direction == "rtl" else None
    for refers, words in roles:
        if (one := by_id.get(refers)) and one.value:
            package.roles[f"{one.name} {one.value}"] = "".join(words).strip()


class _Said:
    """One element of Dublin Core that is being read."""

    def __init__(self, name: str, words: list[str], role: str) -> None:
        self.name = name
        self.words = words
        self.role = role
        self.value = ""

    def close(self, package: _Package) -> None:
        self.value = " ".join("".join(self.words).split())
        if self.value:
            package.said.setdefault(self.name, []).append(self.value)
            if self.role:
                package.roles.setdefault(f"{self.name} {self.value}", self.role)


def _contents(archive: Archive, package: _Package, source: Source, flaws: list[Flaw]) -> list[_Entry]:
    """The lines of the book's table of contents: EPUB 3's navigation, else EPUB 2's NCX."""
    for item in package.items.values():
        if "nav" in item.properties.split():
            text = read_part(archive, item.path, source, flaws)
            if text and (entries := _navigation(text.text, posixpath.dirname(item.path))):
                return entries
    ncx = package.items.get(package.toc)
    if ncx is None:
        ncx = next((item for item in package.items.values() if item.kind == "application/x-dtbncx+xml"), None)
    if ncx and archive.find(ncx.path):
        text = read_part(archive, ncx.path, source, flaws)
        return _ncx(text.text, posixpath.dirname(ncx.path)) if text else []
    return []


def _navigation(text: str, folder: str) -> list[_Entry]:
    entries: list[_Entry] = []
    inside = False
    level = 0
    target: str | None = None
    words: list[str] = []
    for token in tokens(text, xml=True):
        if token.kind == "text":
            words.append(token.name)
        elif token.name == "nav":
            kind = attributes(token.raw).get("epub:type", "toc")
            inside = token.kind == "start" and "toc" in kind.split()
        elif token.name == "ol":
            level += 1 if token.kind == "start" else -1
        elif token.name == "a" and inside:
            if token.kind == "start":
                target, words = attributes(token.raw).get("href"), []
            elif target is not None and (title := bounded(" ".join("".join(words).split()))):
                entries.append(_entry(level, folder, target, title))
                target = None
    return entries


def _ncx(text: str, folder: str) -> list[_Entry]:
    entries: list[_Entry] = []
    level = 0
    label = False
    words: list[str] = []
    for token in tokens(text, xml=True):
        name = local(token.name)
        if token.kind == "text":
            if label:
                words.append(token.name)
        elif name == "navpoint":
            level += 1 if token.kind == "start" else -1
        elif name == "navlabel":
            label = token.kind == "start"
            if label:
                words = []
        elif name == "content" and token.kind != "end" and level > 0:
            title = bounded(" ".join("".join(words).split()))
            if title:
                entries.append(_entry(level, folder, attributes(token.raw).get("src", ""), title))
    return entries


def _entry(level: int, folder: str, target: str, title: str) -> _Entry:
    path, _, anchor = target.partition("#")
    return _Entry(max(level, 1), resolved(folder, path), unquote(anchor), title)


def _is_page(path: str) -> bool:
    return path.lower().endswith(_PAGE_NAMES)


def _natural(name: str) -> list[str | int]:
    return [int(part) if place % 2 else part for place, part in enumerate(_NUMBER.split(name[:300]))]
