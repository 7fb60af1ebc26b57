"""Markdown (CommonMark, with GitHub's tables and struck text): what it says, without its marks."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from tui_reader.library.document import Document, Metadata
from tui_reader.library.formats.blocks import BULLET, CELL, INDENT, RULE, Block, BlockWriter, assemble, code_lines
from tui_reader.library.formats.front_matter import front_matter
from tui_reader.library.formats.source import Flaw, Source, document
from tui_reader.library.structure import NO_OUTLINE, NO_STYLES, Style

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DEEPEST = 32
"""Levels of lists, their items and quotations in one another; a file with more is shown as it is written."""

LARGEST = 8 << 20
"""Code points of a file; a longer one is shown as it is written, for parsing takes a second a million of prose, and
up to ten of a million that are nothing but marks."""

TITLE_WITHIN = 5
"""A heading of the first level is the title where it is one of the first so many paragraphs."""

_STYLES: dict[str, Style] = {"em": "emphasis", "strong": "strong", "s": "strike", "link": "link"}
_DIRECTION = re.compile(r"""<\w[^<>]*\sdir\s*=\s*["']?(rtl|ltr)\b""", re.IGNORECASE)


def parse(source: Source) -> Iterator[Document | Flaw]:
    """The text of the file as a page would show it; front matter is metadata."""
    decoded = source.decode()
    fields, body = front_matter(decoded.text)
    renderer = _Renderer()
    tokens = _parser().parse(body) if len(body) <= LARGEST else []
    # The parser leaves out what lies deeper than it goes.
    whole = bool(tokens) and max(token.level for token in tokens) < DEEPEST - 2
    blocks = renderer.render(tokens) if whole else []
    text, outline, styles = assemble(blocks) if whole else (body, NO_OUTLINE, NO_STYLES)
    title, place = fields.get("title"), -1
    if not title:
        for number, block in enumerate(blocks[:TITLE_WITHIN]):
            if block.level == 1:
                title, place = block.text, number
                break
    said = (fields.get("dir") or fields.get("direction") or "").lower()
    direction: Literal["ltr", "rtl"] | None = "rtl" if said == "rtl" else "ltr" if said == "ltr" else renderer.direction
    metadata = Metadata(
        author=fields.get("author") or fields.get("authors"),
        publisher=fields.get("publisher"),
        date=fields.get("date"),
        language=fields.get("lang") or fields.get("language"),
        direction=direction,
        url=fields.get("url") or fields.get("link") or fields.get("canonical_url"),
    )
    yield document(source, decoded, text, title, metadata, title_paragraph=place, outline=outline, styles=styles)


def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    from tui_reader.library.formats.inline import BoundedInline

    parser = MarkdownIt()
    parser.inline = BoundedInline()
    return parser.configure("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])


class _Renderer:
    """Walks the tokens of one file."""

    def __init__(self) -> None:
        self.direction: Literal["ltr", "rtl"] | None = None
        self._blocks: list[Block] = []
        self._writer = BlockWriter()
        self._lists: list[int] = []
        self._quotes = 0
        self._cells = 0

    def render(self, tokens: "list[Token]") -> list[Block]:
        for token in tokens:
            self._block(token)
        self._end()
        return self._blocks

    def _end(self, level: int = 0) -> None:
        block = self._writer.end(level, "quote" if self._quotes else None)
        if block:
            self._blocks.append(block)

    def _block(self, token: "Token") -> None:
        match token.type:
            case "inline":
                for child in token.children or ():
                    self._inline(child)
            case "paragraph_close" | "tr_close":
                self._end()
            case "heading_close":
                self._end(int(token.tag[1:]))
            case "bullet_list_open":
                self._lists.append(-1)
            case "ordered_list_open":
                self._lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item()
            case "list_item_close":
                self._end()
                self._writer.prefix = ""
            case "blockquote_open":
                self._quotes += 1
            case "blockquote_close":
                self._quotes -= 1
            case "fence" | "code_block":
                self._blocks += code_lines(token.content)
            case "hr":
                self._blocks.append(Block(RULE))
            case "html_block":
                self._html(token.content)
            case "tr_open":
                self._cells = 0
            case "th_open" | "td_open":
                if self._cells:
                    self._writer.exact(CELL)
                self._cells += 1

    def _item(self) -> None:
        number = self._lists[-1]
        indent = INDENT * (len(self._lists) - 1)
        self._writer.prefix = f"{indent}{BULLET} " if number < 0 else f"{indent}{number}. "
        if number >= 0:
            self._lists[-1] += 1

    def _inline(self, token: "Token") -> None:
        writer = self._writer
        kind, _, end = token.type.rpartition("_")
        match token.type:
            case "text":
                writer.text(token.content)
            case "softbreak":
                writer.text(" ")
            case "hardbreak":
                writer.line_break()
            case "code_inline":
                writer.open("code")
                writer.exact(token.content)
                writer.close("code")
            case "image":
                if token.content:
                    writer.text(f"[{token.content}]")
            case "html_inline":
                if token.content[:3].lower() == "<br":
                    writer.line_break()
            case _ if kind in _STYLES and end == "open":
                target = token.attrs.get("href")
                writer.open(_STYLES[kind], str(target) if target else None)
            case _ if kind in _STYLES and end == "close":
                writer.close(_STYLES[kind])

    def _html(self, content: str) -> None:
        """HTML between paragraphs: its text; its direction, where it comes before all text, is the file's."""
        from tui_reader.library.formats.page import read_page

        if not self._blocks and (said := _DIRECTION.search(content)):
            self.direction = "rtl" if said[1].lower() == "rtl" else "ltr"
        self._blocks += [placed.block for placed in read_page(content).placed]
