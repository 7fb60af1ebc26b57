"""What a value becomes in a citation of some format: hostile titles stay text, in every one of them.

`ESCAPES` is the table: the ending of a template's name -> how a value is written in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote as percent_encoded

#: Line ends of every kind; CR LF is one.
LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WEB = re.compile(r"(?:https?|ftp)://|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"


class Escape(NamedTuple):
    """How values are written in a format."""

    value: Callable[[str], str]
    address: Callable[[str], str]
    """How a web address is written, which is already percent-encoded."""
    isolates: bool
    """Whether bidi isolates may stand around a value: in text that people read as it is."""


def one_line(value: str) -> str:
    """A value without line ends and controls: titles and names are a line each."""
    return " ".join(_CONTROLS.sub("", LINE_END.sub(" ", value)).split())


def web_address(value: str | None) -> str | None:
    """An address as it may be linked to: of the web, all that means something elsewhere percent-encoded."""
    address = one_line(value or "")
    if not address or not _WEB.match(address):
        return None  # what a program might be run for is no address to cite
    return percent_encoded(_SURROGATE.sub("\ufffd", address), safe=":/?#@!$&'()*+,;=%-._")


def _plain(value: str) -> str:
    return value


def _paragraphs(value: str, end: str) -> str:
    """Lines that hold something, each a paragraph of the format."""
    return end.join(line for line in LINE_END.split(_CONTROLS.sub("", value)) if line.strip())


_MARKDOWN = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_MARKDOWN_START = re.compile(r"(?:[#+\-=>]|(?P<number>\d{1,9})(?=[.)]))")


def _markdown(value: str) -> str:
    """CommonMark: what would be a mark gets a backslash, what would begin a block too."""

    def line(text: str) -> str:
        text = text.strip(" \t")
        escaped = _MARKDOWN.sub(r"\\\g<0>", text)
        start = _MARKDOWN_START.match(escaped)
        if start is None:
            return escaped
        at = start.end() if start["number"] else 0
        return f"{escaped[:at]}\\{escaped[at:]}"

    return "\n\n".join(map(line, _paragraphs(value, "\n").split("\n")))


_TEX: dict[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "%&$#_"},
}
# BibTeX counts braces, also those after a backslash.
_BIBTEX: dict[str, str] = {**_TEX, "{": r"\textbraceleft{}", "}": r"\textbraceright{}", '"': r"\textquotedbl{}"}


_TEX_TABLE, _BIBTEX_TABLE = str.maketrans(_TEX), str.maketrans(_BIBTEX)


def _tex(value: str) -> str:
    return _paragraphs(value, "\n").translate(_TEX_TABLE).replace("\n", "\n\n")


def _bibtex(value: str) -> str:
    return _paragraphs(value, "\n").translate(_BIBTEX_TABLE).replace("\n", r" \par{} ")


def _json(value: str) -> str:
    """What stands between the quotation marks of a string; a lone surrogate as its escape."""
    return surrogates_escaped(json.dumps(value, ensure_ascii=False)[1:-1])


def surrogates_escaped(text: str) -> str:
    """JSON that any encoder takes."""
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


# A line of Org that begins so is a headline, keyword, comment, list, table, drawer or fixed width.
_ORG_START = re.compile(r"\A(?=[*#+\-|:]|\d+[.)]|[a-zA-Z][.)]\s|%%\()")
# Marks of emphasis work after these, links, timestamps, targets, footnotes, snippets and macros anywhere.
_ORG_EMPHASIS = re.compile(r"(?:(?<=[\s\-({'\"\u200b])|^)(?=[*/_=~+]\S)")
# Some kinds of link run what they hold: only those to the web stay links.
_ORG_LINK = re.compile(r"(?<=[A-Za-z+-])(?<!http)(?<!https)(?<!ftp)(?=:\S)")
_ORG_PAIRS = re.compile(r"(?<=[\[<])(?=[\[<%\d])|(?<=\[)(?=fn:|cite)|(?<=@)(?=@)|(?<=\{)(?=\{)")
# No entity, break or mathematics follows these, no lower or raised letter those.
_ORG_AFTER = re.compile(r"(?<=[\\$])|(?<=[_^])(?=\S)")


def _org(value: str) -> str:
    """Org: what would be a mark is kept from being one by a zero width space, as its manual says."""

    def line(text: str) -> str:
        text = text.strip(" \t")
        for between in (_ORG_EMPHASIS, _ORG_PAIRS, _ORG_LINK, _ORG_AFTER, _ORG_START):
            text = between.sub(_ZERO_WIDTH_SPACE, text)
        return text

    return "\n\n".join(map(line, _paragraphs(value, "\n").split("\n")))


ESCAPES: dict[str, Escape] = {
    ".txt": Escape(_plain, _plain, True),
    ".md": Escape(_markdown, _markdown, True),
    ".org": Escape(_org, _plain, True),
    ".tex": Escape(_tex, _tex, False),
    ".bib": Escape(_bibtex, _plain, False),
    ".json": Escape(_json, _json, False),
}
