"""What may reach a screen, and how the rest is shown.

Everything from outside (documents, names, titles, queries) is hostile until it has passed here: ECMA-48
controls would move the cursor or write the clipboard, bidi controls would reorder the frame around them.
The functions never change what is stored, searched or copied.
"""

import re
import unicodedata

#: Shown for what cannot be shown: C1 controls, lone surrogates, noncharacters, unassigned code points.
REPLACEMENT = "\ufffd"

# Format characters that are not ignorable by default: signs that span or enclose digits (Unicode's prepended
# concatenation marks), interlinear annotation, joiners of hieroglyphs. Some terminals give them a column and others
# none, so what is drawn is a character of one column everywhere, of a like meaning where there is one.
_SEEN_FORMATS = {
    "\u0600": "#",  # number sign
    "\u0601": "_",  # sanah, below a year
    "\u0602": "*",  # footnote marker
    "\u06dd": "\u25cb", "\u08e2": "\u25cb",  # end of ayah
    **dict.fromkeys("\u0603\u0604\u0605\u070f\u0890\u0891\U000110bd\U000110cd\ufff9\ufffa\ufffb", REPLACEMENT),
    **dict.fromkeys(map(chr, range(0x13430, 0x13439)), REPLACEMENT),
}  # fmt: skip

# Characters that need nothing: ASCII, Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic without format
# characters. One search with it spares most texts the walk below.
_PLAIN = re.compile(
    "[\x20-\x7e\xa1-\xac\xae-\u0377\u0400-\u052f\u0591-\u05c7\u05d0-\u05ea\u0606-\u061b\u061d-\u06dc\u06de-\u070d]*"
)


def stand_in(char: str) -> str | None:
    """What is drawn for one character that must not be sent as it is; None for one that may.

    C0 controls and DEL become their control pictures (U+2400 block), line ends and other separators a
    space, C1 controls, surrogates, noncharacters and unassigned code points U+FFFD, format characters that are
    ignorable by default (bidi controls, ZWNJ, soft hyphen, tags) the empty string, and the others a like sign.
    """
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0x7F:
        return None
    category = unicodedata.category(char)
    if category in ("Cc", "Cs", "Cn"):
        return REPLACEMENT
    if category == "Cf":
        return _SEEN_FORMATS.get(char, "")
    # Kinds of space differ between terminals in nothing but their risk; the wide one is two columns.
    if category[0] == "Z":
        return "  " if char == "\u3000" else " "
    return None


def sanitise(text: str) -> str:
    """``text`` with every character that must not reach a screen replaced by its stand-in.

    Also for standard error: what comes back holds no control, format or separator character but U+0020.
    """
    if _PLAIN.fullmatch(text):
        return text
    return "".join(char if (shown := stand_in(char)) is None else shown for char in text)


def one_line(text: str) -> str:
    """``text`` for a line of its own (a name in a message): white space, line ends included, is one space each."""
    return sanitise(re.sub(r"[\t-\r\x1c-\x1e\x85\u2028\u2029]+", " ", text))
