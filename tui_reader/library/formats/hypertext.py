"""HTML: the article, without what stands around it on its page, and what the page says about it."""

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin

from tui_reader.library.document import Document, Metadata, bounded
from tui_reader.library.encodings import without_surrogates
from tui_reader.library.formats import visual
from tui_reader.library.formats.blocks import assemble
from tui_reader.library.formats.page import Direction, Page, Placed, read_page
from tui_reader.library.formats.source import Flaw, Source, document

_HEAD = 4096
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})|<meta[^>]{0,400}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)

#: A paragraph of so many code points, less than half of them links, is prose.
_PROSE = 25
#: An article shorter than this is looked for again by its paragraphs.
_SHORT = 140
#: So many code points of prose may stand outside of the region that is taken for the article, and no twentieth of all.
_LOST = 200
#: So many paragraphs in a row that are nothing but links are a menu, beside a text of _TEXT code points.
_MENU, _TEXT = 5, 500

_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "byl")
_DATES = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "dc.date.issued",
          "citation_publication_date", "citation_date", "pubdate", "publishdate", "parsely-pub-date",
          "og:published_time")  # fmt: skip
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "application-name")
_TITLES = ("og:title", "dc.title", "citation_title", "parsely-title", "twitter:title")
_LANGUAGES = ("content-language", "language", "dc.language", "inlanguage", "og:locale")
# What a page holds for a program that shows no frames and runs nothing; a reader is one.
_INSTEAD = re.compile(r"</?no(?:frames|script)\b[^<>]*>", re.IGNORECASE)
# What older pages put around a script, so that older programs would take it for a comment.
_OPENS = re.compile(r"(?:/[/*]\s*)?<!(?:\[CDATA\[|--)(?:\s*\*/)?")
_CLOSES = re.compile(r"(?:/[/*]\s*)?(?:\]\]|--)>(?:\s*\*/)?\Z")
_CLOSING = 20
_SUFFIX = re.compile(r"\s+[|\-–—:·»«]+\s+")


def parse(source: Source) -> Iterator[Document | Flaw]:
    """The article of a page as one document."""
    label = declared(source.data)
    decoded = source.decode(label)
    xml = is_xml(decoded.text)
    page = read_page(decoded.text, xml)
    if not page.placed:
        page = read_page(_INSTEAD.sub("", decoded.text), xml)
    if visual.is_visual(decoded, label):
        visual.turn(page)
    shown = article(page)
    text, outline, styles = assemble(placed.block for placed in shown)
    linked = _linked_data(page.data)
    title = _title(page, shown, linked)
    yield document(
        source,
        decoded,
        text,
        title,
        metadata(page, shown, linked),
        title_paragraph=_said_in(title, shown),
        outline=outline,
        styles=styles,
    )


def declared(data: bytes) -> str | None:
    """The encoding a page names in its head."""
    match = _DECLARED.search(data, 0, _HEAD)
    return (match[1] or match[2]).decode("ascii") if match else None


def is_xml(text: str) -> bool:
    """Whether a page is XHTML, by how it begins."""
    head = text[:1024].lstrip()
    return head.startswith("<?xml") or "//DTD XHTML" in head or 'xmlns="http://www.w3.org/1999/xhtml"' in head


def article(page: Page) -> list[Placed]:
    """The paragraphs of the article: those that a page marks as it, else where nearly all of its prose stands.

    Where that is less than half of the page's prose, all that is not around a text; where even that is next
    to nothing, all.
    """
    body = [placed for placed in page.placed if not placed.around]
    if 5 * _length(body) < _length(page.placed):
        body = list(page.placed)
    prose, size, plain = ([0] * len(page.regions) for _ in range(3))
    for placed in body:
        size[placed.region] += len(placed.block.text)
        plain[placed.region] += max(len(placed.block.text) - placed.linked, 0)
        if _is_prose(placed):
            prose[placed.region] += len(placed.block.text)
    last = list(range(len(page.regions)))
    for region in range(len(page.regions) - 1, 0, -1):
        parent = page.regions[region].parent
        prose[parent] += prose[region]
        size[parent] += size[region]
        plain[parent] += plain[region]
        last[parent] = max(last[parent], last[region])
    best = _marked(page, size)
    if best is None or (size[best] < _SHORT and prose[0] > 4 * size[best]):
        best = 0
        for number, each in enumerate(page.regions):
            if each.parent != best or not prose[number]:
                continue
            # Beside a short text also what is no prose may be its lines.
            rest = prose[best] - prose[number] if prose[number] >= _TEXT else plain[best] - plain[number]
            if rest <= min(prose[0] // 20, _LOST):
                best = number
    if 2 * prose[best] < prose[0]:
        best = 0
    chosen = [placed for placed in body if best <= placed.region <= last[best]]
    return _without_menus(chosen) if prose[best] >= _TEXT else chosen


def _marked(page: Page, size: list[int]) -> int | None:
    """The region that a page marks as its article; of several that are alike, what holds them all."""
    for kind in ("article", "main"):
        marked = [number for number, region in enumerate(page.regions) if region.kind == kind and size[number]]
        if marked:
            best = max(marked, key=lambda number: size[number])
            outermost = sum(size[number] for number in marked if not _within(page, number, kind))
            if 4 * size[best] >= 3 * outermost:
                return best
    return None


def _within(page: Page, number: int, kind: str) -> bool:
    """Whether the region around this one is of the same kind; one further out is counted twice, at worst."""
    parent = page.regions[number].parent
    return parent >= 0 and page.regions[parent].kind == kind


def _without_menus(chosen: list[Placed]) -> list[Placed]:
    kept: list[Placed] = []
    run: list[Placed] = []
    for placed in chosen:
        if 10 * placed.linked >= 9 * len(placed.block.text.lstrip(" •")) and not placed.block.level:
            run.append(placed)
            continue
        kept += run if len(run) < _MENU else []
        run = []
        kept.append(placed)
    return kept + (run if len(run) < _MENU else [])


def _length(placed: Iterable[Placed]) -> int:
    return sum(len(each.block.text) for each in placed)


def _is_prose(placed: Placed) -> bool:
    size = len(placed.block.text)
    return size >= _PROSE and 2 * placed.linked < size


def direction_of(page: Page, shown: list[Placed]) -> Direction | None:
    """What ``dir`` says: of the page, else of more than half of the text shown."""
    if page.direction:
        return page.direction
    total = _length(shown)
    directions: tuple[Direction, ...] = ("rtl", "ltr")
    for direction in directions:
        if 2 * _length(placed for placed in shown if placed.direction == direction) > total:
            return direction
    return None


def metadata(page: Page, shown: list[Placed], linked: dict[str, str]) -> Metadata:
    """What a page says about its article: JSON-LD, then its ``meta`` elements, then its tags."""
    authors = [page.meta[name] for name in _AUTHORS if name in page.meta]
    author = linked.get("author") or next((each for each in authors if "://" not in each), None) or page.author
    date = linked.get("date") or _first(page.meta, _DATES) or page.time
    language = page.language or linked.get("language") or _first(page.meta, _LANGUAGES)
    said = [_joined(page, each) for each in (page.links.get("canonical"), page.meta.get("og:url"), linked.get("url"))]
    url = next((each for each in said if "://" in each), None) or next(filter(None, said), None)
    return Metadata(
        author=_short(author),
        publisher=_short(linked.get("publisher") or _first(page.meta, _PUBLISHERS)),
        date=_short(date),
        language=_short(language.split(",")[0].replace("_", "-")) if language else None,
        direction=direction_of(page, shown),
        url=_short(url),
    )


def _title(page: Page, shown: list[Placed], linked: dict[str, str]) -> str | None:
    title = linked.get("title") or _first(page.meta, _TITLES)
    if title:
        return title
    headings = [" ".join(placed.block.text.split()) for placed in page.placed if placed.block.level == 1]
    if not page.title:
        return headings[0] if len(headings) == 1 else None
    # "Headline | Newspaper": the part that a heading says is the headline.
    parts = [page.title, *_SUFFIX.split(page.title)]
    said = frozenset(headings)
    return next((part for part in parts if part and part in said), page.title)


def _said_in(title: str | None, shown: list[Placed]) -> int:
    """The paragraph near the top that says the title, -1 where none does."""
    wanted = bounded(" ".join(title.split())) if title else None
    for place, placed in enumerate(shown[:10]):
        if wanted and " ".join(placed.block.text.split()) == wanted:
            return place
    return -1


def _joined(page: Page, address: str | None) -> str:
    """An address as the page's base makes it whole; as it is where that is no address."""
    try:
        return urljoin(page.links.get("base", ""), address) if address else ""
    except ValueError:
        return address or ""


def _first(table: dict[str, str], names: Iterable[str]) -> str | None:
    return next((table[name] for name in names if table.get(name)), None)


def _short(value: str | None) -> str | None:
    return bounded(" ".join(value.split())) or None if value else None


def _linked_data(scripts: list[str]) -> dict[str, str]:
    """What a page's JSON-LD says of the first article in it (schema.org's Article and what is one)."""
    for script in scripts:
        try:
            found = json.loads(_unwrapped(script), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting: list[Any] = [found]
        for _ in range(1000):
            if not waiting:
                break
            each = waiting.pop(0)
            if isinstance(each, list):
                waiting += each[:100]
            elif isinstance(each, dict):
                kinds = each.get("@type")
                if any(str(kind).endswith(("Article", "Posting")) for kind in _listed(kinds)):
                    return _article_data(each)
                waiting += [each[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in each]
    return {}


def _unwrapped(script: str) -> str:
    script = script.strip()
    opens, closes = _OPENS.match(script), _CLOSES.search(script, max(len(script) - _CLOSING, 0))
    return script[opens.end() if opens else 0 : closes.start() if closes else len(script)]


def _article_data(found: dict[str, Any]) -> dict[str, str]:
    said = {
        "title": found.get("headline"),
        "author": ", ".join(filter(None, (_name(each) for each in _listed(found.get("author"))[:20]))),
        "date": found.get("datePublished"),
        "publisher": _name(found.get("publisher")),
        "language": _name(found.get("inLanguage"), "alternateName"),
        "url": found.get("url"),
    }
    return {
        key: unescape(without_surrogates(value)[0])
        for key, value in said.items()
        if isinstance(value, str) and value.strip()
    }


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object, first: str = "name") -> str:
    if isinstance(value, dict):
        value = value.get(first) or value.get("name") or value.get("alternateName")
    return value if isinstance(value, str) else ""
