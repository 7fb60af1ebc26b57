"""The running text of a Word document: its paragraphs, tables and notes, as a page would show them.

Names of elements are those of ECMA-376, part 1, section 17. What was deleted, hidden, or is said twice for old programs
is left out, and so are comments and pictures.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui_reader.library.formats.blocks import CELL, LINE_BREAK, Block, BlockWriter
from tui_reader.library.formats.docx_styles import Numbering, Style, Styles, on, stated, value
from tui_reader.library.formats.markup import Token, attributes, tokens
from tui_reader.library.formats.parts import local
from tui_reader.library.structure import Style as Letters

DEEPEST = 64
"""Paragraphs and tables in one another; the text of what lies deeper is its container's."""

#: Never text, with all that is in it.
_HIDDEN = frozenset(("del", "movefrom", "fallback", "rt", "instrtext", "deltext", "delinstrtext", "sdtpr"))
_LETTERS: dict[str, Letters] = {
    "b": "strong", "bcs": "strong", "i": "emphasis", "ics": "emphasis", "strike": "strike", "dstrike": "strike",
}  # fmt: skip
#: Elements of properties that are looked at; most say how a run looks.
_SAID = frozenset((*_LETTERS, "pstyle", "outlinelvl", "bidi", "numid", "ilvl", "vanish", "webhidden", "rtl", "lang"))
_CHARACTERS = {"tab": "\t", "ptab": "\t", "nobreakhyphen": "\u2011", "softhyphen": "\u00ad"}
#: A letter of a font of pictures, whose code says nothing by itself.
_PICTURE = "▪"


class Note(NamedTuple):
    """A foot- or endnote that the text refers to, by its kind and its identifier."""

    kind: str
    id: str


class Paragraph(NamedTuple):
    """One paragraph, and what it says of itself."""

    block: Block
    style: Style


@dataclass
class _Open:
    """A paragraph that is being read."""

    writer: BlockWriter = field(default_factory=BlockWriter)
    style: Style = field(default_factory=Style)
    name: str = ""
    begun: bool = False
    """Whether its sign in a list was asked for."""
    boxes: list[Paragraph] = field(default_factory=list)
    """What stands in boxes that hang on it."""
    letters: frozenset[Letters] = frozenset()
    """How the text so far that it ends in is set."""


@dataclass
class _Table:
    """A table that is being read."""

    around: int
    """How many lists of paragraphs there are around it; its cells' come behind them."""
    cells: list[list[Paragraph]] = field(default_factory=list)
    """Of the row that is being read."""
    told: bool = False
    """Whether what stands here is said of a row."""
    deleted: bool = False
    """Whether the row was deleted, and the deletion not yet accepted."""


class Body:
    """One part's paragraphs, in order. ``notes`` are those it referred to so far, in the order of their numbers."""

    def __init__(self, styles: Styles, numbering: Numbering, links: Mapping[str, str], notes: dict[Note, int]) -> None:
        self._styles = styles
        self._numbering = numbering
        self._links = links
        self.notes = notes
        self.written: dict[Note, list[Paragraph]] = {}
        """Of a part of notes: each with its paragraphs."""
        self.languages: Counter[str] = Counter()
        """Tags of languages that runs are marked with, by code points of text."""
        self._sinks: list[list[Paragraph]] = [[]]
        self._tables: list[_Table] = []
        self._open: list[_Open] = []
        self._fields: list[bool] = []
        self._skipped, self._skips = "", 0
        # Of the run that is being read: its letters, whether it is hidden, right to left, and its two languages.
        self._in_text = self._vanished = self._rtl = False
        self._run_letters: frozenset[Letters] = frozenset()
        self._languages = "", ""

    def read(self, text: str) -> list[Paragraph]:
        """All paragraphs of a part, also of one that ends early."""
        properties: list[str] = []
        for token in tokens(text, xml=True):
            if token.kind == "text":
                if self._in_text and not self._skips and self._open:
                    self._text(token.name)
                continue
            name = local(token.name)
            if properties:
                if token.kind == "start":
                    properties.append(name)
                elif token.kind == "end":
                    properties.pop()
                if token.kind != "end" and self._open and not self._skips:
                    self._property(properties[0], properties[1:], name, token)
            elif self._skips:
                if name == self._skipped:
                    self._skips += {"start": 1, "end": -1}.get(token.kind, 0)
            elif name in ("ppr", "rpr"):
                if token.kind == "start":
                    properties.append(name)
            elif token.kind == "end":
                self._end(name)
            else:
                self._start(name, token)
        while self._open:
            self._close()
        while self._tables:
            self._end_table()
        return self._sinks[0]

    # -- elements ---------------------------------------------------------------------------------------

    def _start(self, name: str, token: Token) -> None:
        if name == "trpr" and self._tables:
            self._tables[-1].told = token.kind == "start"
        elif name == "del" and self._tables and self._tables[-1].told:
            self._tables[-1].deleted = True
        if name in _HIDDEN or name.endswith("change"):
            if token.kind == "start":
                self._skipped, self._skips = name, 1
            return
        match name:
            case "p" if len(self._open) < DEEPEST:
                self._open.append(_Open())
                self._reset_run()
                if token.kind == "empty":
                    self._close()
            case "r":
                self._reset_run()
            case "t":
                self._in_text = token.kind == "start"
            case "tbl" if len(self._tables) < DEEPEST:
                self._tables.append(_Table(len(self._sinks)))
            case "tc" if self._tables and token.kind == "start":
                self._sinks.append([])
                self._tables[-1].cells.append(self._sinks[-1])
            case "footnote" | "endnote":
                self._begin_note(name, attributes(token.raw))
            case _ if self._open:
                self._inside(name, token)

    def _inside(self, name: str, token: Token) -> None:
        """An element in a paragraph that is no paragraph."""
        writer = self._open[-1].writer
        match name:
            case "br" | "cr":
                self._begin()
                writer.line_break()
            case "sym":
                self._text(_character(attributes(token.raw)))
            case "hyperlink" if token.kind == "start":
                self._set_letters(frozenset())
                writer.open("link", self._links.get(value(attributes(token.raw), "id")))
            case "fldchar":
                self._field(value(attributes(token.raw), "fldchartype"))
            case "footnotereference" | "endnotereference":
                note = Note(name.removesuffix("reference"), value(attributes(token.raw), "id"))
                self._text(f"[{self.notes.setdefault(note, len(self.notes) + 1)}]")
            case _ if name in _CHARACTERS:
                self._text(_CHARACTERS[name])

    def _end(self, name: str) -> None:
        match name:
            case "p" if self._open:
                self._close()
            case "t":
                self._in_text = False
            case "r":
                self._reset_run()
            case "hyperlink" if self._open:
                self._set_letters(frozenset())
                self._open[-1].writer.close("link")
            case "trpr" if self._tables:
                self._tables[-1].told = False
            case "tc" if self._tables:
                del self._sinks[self._tables[-1].around :]
            case "tr" if self._tables:
                self._end_row()
            case "tbl" if self._tables:
                self._end_table()

    def _field(self, said: str) -> None:
        """A field is what it is made of, and then what came of it; the first is not shown."""
        if said == "begin" and len(self._fields) < DEEPEST:
            self._fields.append(False)
        elif said == "separate" and self._fields:
            self._fields[-1] = True
        elif said == "end" and self._fields:
            self._fields.pop()

    def _begin_note(self, kind: str, found: Mapping[str, str]) -> None:
        paragraphs: list[Paragraph] = []
        if value(found, "type") in ("", "normal"):
            paragraphs = self.written.setdefault(Note(kind, value(found, "id")), [])
        self._sinks = [self._sinks[0], paragraphs]

    # -- properties -------------------------------------------------------------------------------------

    def _property(self, of: str, inside: Sequence[str], name: str, token: Token) -> None:
        """One element of what a paragraph or a run says of itself."""
        if name not in _SAID or any(each.endswith("change") for each in inside):  # what it was before
            return
        found = attributes(token.raw)
        if of == "ppr":
            if "rpr" not in inside and "sectpr" not in inside:
                if name == "pstyle":
                    self._open[-1].name = value(found)
                self._open[-1].style = stated(name, found, self._open[-1].style)
        elif name in _LETTERS:
            self._run_letters = self._run_letters | {_LETTERS[name]} if on(found) else self._run_letters
        elif name in ("vanish", "webhidden"):
            self._vanished = self._vanished or on(found)
        elif name == "rtl":
            self._rtl = on(found)
        elif name == "lang":
            self._languages = value(found), value(found, "bidi")

    def _reset_run(self) -> None:
        self._in_text = self._vanished = self._rtl = False
        self._run_letters = frozenset()
        self._languages = "", ""

    # -- text -------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if not text or self._vanished or not all(self._fields):
            return
        self._begin()
        self._set_letters(self._run_letters)
        self._open[-1].writer.exact(text)
        if tag := self._languages[self._rtl]:
            self.languages[tag] += len(text)

    def _begin(self) -> None:
        """Before the first text of a paragraph: its style is known now, and its sign, if it is of a list."""
        now = self._open[-1]
        if now.begun:
            return
        now.begun = True
        now.style = now.style.over(self._styles.of(now.name))
        if now.style.list is not None:
            now.writer.prefix = self._numbering.next(now.style.list, now.style.depth or 0)

    def _set_letters(self, letters: frozenset[Letters]) -> None:
        """What follows is set so; runs that are set alike are one piece."""
        now = self._open[-1]
        for each in sorted(now.letters - letters):
            now.writer.close(each)
        for each in sorted(letters - now.letters):
            now.writer.open(each)
        now.letters = letters

    def _close(self) -> None:
        """End a paragraph."""
        now = self._open[-1]
        self._set_letters(frozenset())
        self._open.pop()
        # What a field is made of ends with its paragraph, at the latest: one that never ends hides nothing behind it.
        self._fields = [True] * len(self._fields)
        block = now.writer.end(min(now.style.level or 0, 6), "quote" if now.style.quote else None)
        found = [Paragraph(block, now.style)] if block and block.text.strip() else []
        found += now.boxes
        if self._open:
            self._open[-1].boxes += found
        else:
            self._sinks[-1] += found
        self._reset_run()

    # -- tables -----------------------------------------------------------------------------------------

    def _end_row(self) -> None:
        """A row is a line where each of its cells is one; else its cells' paragraphs follow one another."""
        table = self._tables[-1]
        cells, table.cells = table.cells, []
        del self._sinks[table.around :]
        deleted, table.deleted, table.told = table.deleted, False, False
        if deleted:
            return
        if len(cells) > 1 and all(len(cell) <= 1 for cell in cells) and any(cells):
            style = next(cell[0].style for cell in cells if cell)
            self._sinks[-1].append(Paragraph(_row([cell[0].block if cell else Block("") for cell in cells]), style))
        else:
            for cell in cells:
                self._sinks[-1] += cell

    def _end_table(self) -> None:
        self._end_row()
        self._tables.pop()


def _row(cells: Sequence[Block]) -> Block:
    """Cells as one line, with what is set apart in them; empty ones at its end are left out."""
    last = max(place for place, cell in enumerate(cells) if cell.text)
    texts: list[str] = []
    pieces = []
    at = 0
    for place, cell in enumerate(cells[: last + 1]):
        before = CELL if place else ""
        at += len(before)
        texts.append(before + cell.text.replace(LINE_BREAK, " "))
        pieces += [(at + start, at + end, style, target) for start, end, style, target in cell.pieces]
        at += len(cell.text)
    return Block("".join(texts), tuple(pieces))


def _character(found: Mapping[str, str]) -> str:
    """A symbol that is given by its number; those of fonts of pictures have numbers of their own."""
    try:
        code = int(value(found, "char"), 16)
    except ValueError:
        return ""
    if 0xE000 <= code <= 0xF8FF:
        return _PICTURE
    return chr(code) if 0x20 <= code < 0xD800 else ""
