"""The paragraphs of an HTML page, each with where in the page it stands, and what the page says about itself."""

import re
from collections import Counter
from typing import Literal, NamedTuple

from tui_reader.library.formats.blocks import BULLET, CELL, INDENT, RULE, Block, BlockWriter, code_lines
from tui_reader.library.formats.markup import VOID, Token, attributes, tokens
from tui_reader.library.structure import Style

Direction = Literal["ltr", "rtl"]

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
        "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
        "hgroup", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
        "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip
_REGIONS = frozenset(("article", "body", "center", "div", "form", "html", "main", "section", "td"))
_STYLES: dict[str, Style] = {
    "a": "link", "b": "strong", "cite": "emphasis", "code": "code", "del": "strike", "dfn": "emphasis",
    "em": "emphasis", "i": "emphasis", "kbd": "code", "s": "strike", "samp": "code", "strike": "strike",
    "strong": "strong", "tt": "code", "var": "emphasis",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}

#: Never text.
_HIDDEN = frozenset(
    (
        "audio", "button", "canvas", "datalist", "iframe", "map", "noembed", "noframes", "noscript", "object",
        "progress", "rp", "rt", "script", "select", "style", "svg", "template", "textarea", "video",
    )
)  # fmt: skip
#: Around the text.
_AROUND = frozenset(("aside", "footer", "menu", "nav", "search"))
_AROUND_ROLES = frozenset(
    (
        "alert", "banner", "complementary", "contentinfo", "dialog", "menu", "menubar", "navigation", "search",
        "tablist", "toolbar",
    )
)  # fmt: skip
_AROUND_NAMES = frozenset(
    (
        "ad", "ads", "advert", "advertisement", "banner", "breadcrumb", "breadcrumbs", "comment", "comments",
        "cookie", "cookies", "footer", "menu", "modal", "nav", "navbar", "navigation", "newsletter", "pager",
        "pagination", "popup", "promo", "recommended", "related", "share", "sharing", "skip", "social",
        "sponsored", "subscribe", "tags", "toc", "toolbar", "trending", "widget",
    )
)  # fmt: skip
_TEXT_NAMES = frozenset(
    (
        "article", "body", "container", "content", "entry", "layout", "main", "page", "post", "story", "text",
        "wrapper",
    )
)  # fmt: skip
#: Signs to press beside a heading, or behind a note: MediaWiki's, Sphinx's and others'.
_SIGNS = frozenset(("anchor-link", "anchorjs-link", "headerlink", "mw-cite-backlink", "mw-editsection", "mw-jump-link"))
#: Of a book: lists for programs, and where the pages of its printed edition end.
_ASIDE = frozenset(("landmarks", "page-list", "pagebreak"))
_SEPARATOR = re.compile(r"[\s_-]+")
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CSS_DIRECTION = re.compile(r"(?:^|;)\s*direction\s*:\s*(rtl|ltr)", re.IGNORECASE)

_MOST_SCRIPTS = 20
_LONGEST_SCRIPT = 1 << 20
_DEEPEST_LIST = 8
_NOTE, _LONGEST_MARK = "noteref", 4


class Placed(NamedTuple):
    """A paragraph and its place."""

    block: Block
    region: int
    around: bool
    """Whether it stands in what is around a text: navigation, a footer, an advertisement."""
    linked: int
    """How many of its code points are links' text."""
    direction: Direction | None


class Region(NamedTuple):
    """An element that holds paragraphs; regions are numbered as they open, so those inside one follow it."""

    parent: int
    kind: Literal["article", "main", ""]


class Page:
    """A page as it was read."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.regions: list[Region] = [Region(-1, "")]
        self.meta: dict[str, str] = {}
        """Of ``meta`` elements: name, property, itemprop or http-equiv in lower case -> content."""
        self.links: dict[str, str] = {}
        """Of ``link`` elements: rel -> href."""
        self.title: str | None = None
        self.time: str | None = None
        """What the first ``time`` element says that is not around the text."""
        self.author: str | None = None
        """The text of the first element that says it is one."""
        self.data: list[str] = []
        """JSON-LD, as written."""
        self.language: str | None = None
        self.direction: Direction | None = None
        self.anchors: dict[str, int] = {}
        """Ids of elements -> the paragraph that follows."""


class _State(NamedTuple):
    """What holds inside an element."""

    region: int = 0
    around: bool = False
    inside: bool = False
    """Whether in an article or in ``main``."""
    direction: Direction | None = None
    level: int = 0
    pre: bool = False
    quote: bool = False
    depth: int = 0
    """Of lists."""


class _Reader:
    """Reads the tokens of one page."""

    def __init__(self, xml: bool, anchors: bool) -> None:
        self.page = Page()
        self._xml = xml
        self._anchors = anchors
        self._writer = BlockWriter()
        self._state = _State()
        self._stack: list[tuple[str, _State]] = []
        self._open: Counter[str] = Counter()
        self._lists: list[int] = []
        self._code: list[str] = []
        self._linked = 0
        self._in_link = False
        self._skipped = ""
        self._skips = 0
        self._wanted: Literal["", "title", "data"] = ""
        # The element that names the author, how many of its name are open in it, and its words.
        self._by, self._by_open = "", 0
        self._by_words: list[str] = []
        # What is set above the line and not yet written: where it links to a note it is put in brackets.
        self._raised: list[str] | None = None

    def read(self, text: str) -> Page:
        for token in tokens(text, self._xml):
            if token.kind == "text":
                self._text(token.name)
            elif self._skips:
                self._skip(token)
            elif token.kind == "end":
                self._end(token.name)
            else:
                self._start(token)
        self._flush()
        return self.page

    def _text(self, text: str) -> None:
        if self._wanted:
            if self._wanted == "title":
                self.page.title = self.page.title or " ".join(text.split())
            elif len(self.page.data) < _MOST_SCRIPTS and len(text) <= _LONGEST_SCRIPT:
                self.page.data.append(text)
            self._wanted = ""
        elif self._skips:
            return
        elif self._state.pre:
            self._code.append(text)
        else:
            if self._in_link:
                self._linked += len(text)
            if self._by_open:
                self._by_words.append(text)
            if self._raised is None:
                self._writer.text(text)
            else:
                self._raised.append(text)

    def _skip(self, token: Token) -> None:
        if token.name == self._skipped:
            self._skips += {"start": 1, "end": -1}.get(token.kind, 0)

    def _start(self, token: Token) -> None:
        name = token.name
        found = attributes(token.raw)
        if self._anchors and (anchor := found.get("id") or (found.get("name") if name == "a" else None)):
            if not self._writer.empty and name in _BLOCKS:
                self._flush()
            self.page.anchors.setdefault(anchor, len(self.page.placed))
        if self._raised is not None and name not in ("a", "sup"):
            self._lower()
        match name:
            case "br":
                self._break()
            case "hr":
                self._flush()
                if not self._state.around:
                    self._writer.text(RULE)
                    self._flush()
            case "meta":
                self._meta(found)
            case "link":
                self.page.links.setdefault(found.get("rel", "").lower(), found.get("href", ""))
            case "base":
                self.page.links.setdefault("base", found.get("href", ""))
            case "title":
                self._wanted = "title" if token.kind == "start" else ""
            case "time" if not self._state.around:
                self.page.time = self.page.time or found.get("datetime")
            case "q":
                self._writer.text("“")
            case "sup" | "a" if token.kind == "start" and not self._state.pre and self._raised is None:
                if name == "sup" or _NOTE in (found.get("epub:type"), found.get("role", "").removeprefix("doc-")):
                    self._raised = []
        if token.kind == "empty" and (name in VOID or name in _HIDDEN):
            return
        if token.kind == "start":
            self._byline(name, found)
        if name in _HIDDEN or _closed(name, found) or (found and name not in ("html", "body") and _hidden(found)):
            if token.kind == "start":
                self._skipped, self._skips = name, 1
                if name == "script" and "ld+json" in found.get("type", ""):
                    self._wanted = "data"
        elif name in _BLOCKS:
            self._open_block(name, found)
            if token.kind == "empty":
                self._end(name)
        elif (style := _STYLES.get(name)) and token.kind == "start":
            if name == "a":
                self._writer.close("link")
                self._in_link = "href" in found
                if not self._in_link:
                    return
            self._writer.open(style, found.get("href"))

    def _byline(self, name: str, found: dict[str, str]) -> None:
        """Begin to listen where an element says that the author's name is in it."""
        if self._by_open:
            self._by_open += name == self._by
        elif found and not self.page.author and (found.get("itemprop") == "author" or found.get("rel") == "author"):
            self._by, self._by_open, self._by_words = name, 1, []

    def _lower(self) -> None:
        """Write what is set above the line: the number of a note would be read as one with the word before it."""
        text, self._raised = "".join(self._raised or ()), None
        mark = text.strip()
        if self._in_link and mark and len(mark) <= _LONGEST_MARK and not mark.startswith(("[", "(")):
            text = f"[{mark}]"
        self._writer.text(text)

    def _end(self, name: str) -> None:
        if self._raised is not None and name in ("a", "sup"):
            self._lower()
        if self._by_open and name == self._by:
            self._by_open -= 1
            if not self._by_open:
                self.page.author = " ".join("".join(self._by_words).split()) or None
        if name in _BLOCKS:
            if self._open[name]:
                while self._stack:
                    popped = self._close_block()
                    if popped == name:
                        break
        elif name == "q":
            self._writer.text("”")
        elif style := _STYLES.get(name):
            self._writer.close(style)
            if name == "a":
                self._in_link = False

    def _open_block(self, name: str, found: dict[str, str]) -> None:
        top = self._stack[-1][0] if self._stack else ""
        if name in ("td", "th") and self._open["tr"]:
            if top in ("td", "th"):
                self._close_block(flush=False)
            if not self._writer.empty:
                self._writer.exact(CELL)
        else:
            self._flush()
            if top == name and name in ("li", "p", "tr", "dd", "dt", "option"):
                self._close_block()
        state = self._state
        if found:
            state = self._described(name, found, state)
        kind: Literal["article", "main", ""] = ""
        if name == "article" or found.get("itemprop") == "articleBody":
            kind = "article"
        elif name == "main" or found.get("role") == "main":
            kind = "main"
        inside = state.inside or bool(kind)
        around = state.around or name in _AROUND or (name == "header" and not inside)
        region = state.region
        if name in _REGIONS or kind:
            region = len(self.page.regions)
            self.page.regions.append(Region(state.region, kind))
        depth = state.depth
        if name in ("ul", "ol", "menu", "dir"):
            self._lists.append(_number(found.get("start", "1")) if name == "ol" else 0)
            depth += 1
        elif name == "li":
            self._item(depth, found)
        self._stack.append((name, self._state))
        self._open[name] += 1
        self._state = _State(
            region,
            around,
            inside,
            state.direction,
            _HEADINGS.get(name, state.level),
            state.pre or name in ("pre", "listing"),
            state.quote or name == "blockquote",
            depth,
        )

    def _described(self, name: str, found: dict[str, str], state: _State) -> _State:
        """What an element's attributes change."""
        direction = _direction(found)
        if name in ("html", "body"):
            self.page.direction = direction or self.page.direction
            self.page.language = self.page.language or found.get("lang") or found.get("xml:lang")
        elif found.get("role") in _AROUND_ROLES or (name in ("div", "section", "ul", "p", "table") and _around(found)):
            state = state._replace(around=True)
        return state._replace(direction=direction) if direction else state

    def _close_block(self, flush: bool = True) -> str:
        name, before = self._stack.pop()
        self._open[name] -= 1
        if flush and not (name in ("td", "th") and self._open["tr"]):
            self._flush()
        if name in ("ul", "ol", "menu", "dir") and self._lists:
            self._lists.pop()
        if name == "li":
            self._writer.prefix = ""
        self._state = before
        return name

    def _item(self, depth: int, found: dict[str, str]) -> None:
        indent = INDENT * (min(max(depth, 1), _DEEPEST_LIST) - 1)
        number = self._lists[-1] if self._lists else 0
        if number:
            number = _number(found.get("value", str(number)))
            self._lists[-1] = number + 1
        self._writer.prefix = f"{indent}{number}. " if number else f"{indent}{BULLET} "

    def _break(self) -> None:
        if self._state.pre:
            self._code.append("\n")
        elif not self._writer.line_break():
            self._flush()

    def _flush(self) -> None:
        """End the paragraph."""
        if self._raised is not None:
            self._lower()
        state = self._state
        if self._code:
            code, self._code = "".join(self._code).removeprefix("\n"), []
            for line in code_lines(code):
                self.page.placed.append(Placed(line, state.region, state.around, 0, state.direction))
        block = self._writer.end(state.level, "quote" if state.quote else None)
        if block:
            self.page.placed.append(Placed(block, state.region, state.around, self._linked, state.direction))
        self._linked = 0

    def _meta(self, found: dict[str, str]) -> None:
        content = found.get("content", "").strip()
        for key in ("name", "property", "itemprop", "http-equiv"):
            if content and (name := found.get(key)):
                self.page.meta.setdefault(name.lower(), content)


def read_page(text: str, xml: bool = False, anchors: bool = False) -> Page:
    """Read a page. ``xml`` says that it is XHTML; ``anchors`` that ``Page.anchors`` is wanted."""
    return _Reader(xml, anchors).read(text)


def _closed(name: str, found: dict[str, str]) -> bool:
    return name == "dialog" and "open" not in found


def _hidden(found: dict[str, str]) -> bool:
    return (
        "hidden" in found
        or found.get("epub:type") in _ASIDE
        or ("class" in found and not _SIGNS.isdisjoint(found["class"].split()))
        or found.get("aria-hidden") == "true"
        or ("style" in found and _NOT_SHOWN.search(found["style"]) is not None)
    )


def _around(found: dict[str, str]) -> bool:
    """Whether an element's names say that it is around a text."""
    names = {*_SEPARATOR.split(found.get("class", "").lower()), *_SEPARATOR.split(found.get("id", "").lower())}
    return not names.isdisjoint(_AROUND_NAMES) and names.isdisjoint(_TEXT_NAMES)


def _direction(found: dict[str, str]) -> Direction | None:
    said = found.get("dir", "").strip().lower()
    if not said and "style" in found and (css := _CSS_DIRECTION.search(found["style"])):
        said = css[1].lower()
    return "rtl" if said == "rtl" else "ltr" if said == "ltr" else None


def _number(text: str) -> int:
    """A list item's number, 1 where it is none; 0 would be no number."""
    return int(text) or 1 if text.isascii() and text.isdigit() and len(text) < 9 else 1
