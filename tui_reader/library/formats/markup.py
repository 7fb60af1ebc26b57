"""Tags and text of HTML and XML, one after the other, however broken they are.

Follows the tokenisation of the HTML standard (WHATWG HTML, 13.2.5) as far as it matters for text. It takes time in
proportion to the length of what it is given, and lets other threads run: the C parsers that were measured (lexbor,
libxml2) hold the interpreter, and the screen with it, for seconds over some hundred kilobytes of nested
elements or of attributes, or drop what lies deep. There is no entity but HTML's own, so none can expand.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal, NamedTuple

MOST_ATTRIBUTES = 100
"""Attributes of one element that are looked at."""

VOID = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    )
)  # fmt: skip
"""Elements that hold nothing."""

# Elements whose content holds no tags, and whether character references count in it.
_RAW = {"script": False, "style": False, "xmp": False, "iframe": False, "noembed": False, "noframes": False,
        "textarea": True, "title": True}  # fmt: skip

_TAG = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype[^>\[]*+", re.IGNORECASE)
_SUBSET_END = re.compile(r"\]\s*+>")
_ATTRIBUTE = re.compile(r"""([^\s=/>"'][^\s=/>]*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}


class Token(NamedTuple):
    """A tag or a piece of text."""

    kind: Literal["text", "start", "end", "empty"]
    """``empty`` is a start tag without an end: a void element, or one that closes itself in XML."""
    name: str
    """Of a tag, in lower case; of text, the text."""
    raw: str = ""
    """A start tag's attributes as written; see attributes()."""


def attributes(raw: str) -> dict[str, str]:
    """Attributes by their names in lower case; of two of one name the first counts."""
    found: dict[str, str] = {}
    if not raw:
        return found
    for match in _ATTRIBUTE.finditer(raw):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value) if "&" in value else value)
        if len(found) >= MOST_ATTRIBUTES:
            break
    return found


def tokens(text: str, xml: bool = False) -> Iterator[Token]:
    """The tags and texts of a document in order. What follows a tag that is never closed is passed over.

    ``xml`` says that ``<a/>`` is an empty element, whatever its name, and that names keep their prefix.
    """
    position, end = 0, len(text)
    subsets = True
    while position < end:
        opening = text.find("<", position)
        if opening < 0:
            opening = end
        if opening > position:
            chunk = text[position:opening]
            yield Token("text", unescape(chunk) if "&" in chunk else chunk)
        if opening == end:
            return
        tag = _TAG.match(text, opening)
        if tag:
            closing, name, raw = tag.groups()
            name = name.lower()
            position = tag.end()
            if closing:
                yield Token("end", name)
            elif name in VOID or (xml and raw.endswith("/")):
                yield Token("empty", name, raw)
            else:
                yield Token("start", name, raw)
                if name in _RAW:
                    stop = _ENDS[name].search(text, position)
                    last = stop.start() if stop else end
                    content = text[position:last]
                    if xml:
                        # What is not closed is not looked through for its end, again and again.
                        closed = content.rfind("]]>") + 3 if "]]>" in content else 0
                        content = _CDATA.sub(r"\1", content[:closed]) + content[closed:]
                    if content:
                        yield Token("text", unescape(content) if _RAW[name] and "&" in content else content)
                    position = last
            continue
        following = text[opening + 1 : opening + 2]
        if following == "!":
            position = end
            if text.startswith("<![CDATA[", opening):
                data = _CDATA.match(text, opening)
                yield Token("text", data[1] if data else text[opening + 9 :])
                position = data.end() if data else end
            elif text.startswith("<!--", opening):
                comment = _COMMENT.match(text, opening)
                position = comment.end() if comment else end
            else:
                doctype = _DOCTYPE.match(text, opening)
                subset = None
                if doctype and subsets and text.startswith("[", doctype.end()):
                    subset = _SUBSET_END.search(text, doctype.end())
                    # Where one has no end, none after it has: it is not looked for again.
                    subsets = subset is not None
                position = subset.end() if subset else (text.find(">", opening) + 1 or end)
        elif following == "?" or (following == "/" and not text.startswith("</", opening + 1)):
            position = text.find(">", opening) + 1 or end
        elif following.isalpha() and following.isascii():
            return  # a tag without an end
        else:
            yield Token("text", "<")
            position = opening + 1
