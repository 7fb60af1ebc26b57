"""What a cluster is drawn as and how many columns that takes: the one place that measures.

Terminals disagree about emoji sequences, variation selectors, lone marks, conjoining jamo, exotic spaces and
code points younger than their tables. So a cluster is drawn in a form on which they agree, and that form is
measured, with Rich's table, which is what Textual measures with.
"""

import re
import unicodedata

from rich.cells import get_character_cell_size

from .sanitise import REPLACEMENT, stand_in

#: Tab stops stand at every so many columns, counted from where a line begins.
TAB_STOP = 8

#: Drawn under a mark that has no base of its own (Unicode, section 2.11).
DOTTED_CIRCLE = "\u25cc"

#: Combining characters drawn on one base; terminals keep fewer, and a hostile text has thousands.
MOST_MARKS = 12

# Left out in drawing: variation selectors and other marks and letters that are ignorable by default. These
# patterns, which few texts need, are compiled when first used: re keeps them.
_LEFT_OUT = "[\u034f\u17b4\u17b5\ufe00-\ufe0f\U000e0100-\U000e01ef\u180b-\u180d\u180f\u115f\u1160\u3164\uffa0]"
_COMPOSES = "[A-Za-z\xc0-\u024f\u0370-\u03ff\u0400-\u052f][\u0300-\u036f]+|[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb].*"


def _characters(*ranges: str) -> frozenset[str]:
    """The characters of closed ranges, each given as its first and its last."""
    return frozenset(chr(code) for ends in ranges for code in range(ord(ends[0]), ord(ends[1]) + 1))


#: The bulk of all text: drawn as it is, one column.
ONE_COLUMN = _characters(
    " ~", "\xa1\xac", "\xae\u02ff", "\u0400\u0482", "\u05d0\u05ea", "\u060c\u060f", "\u061b\u061b", "\u061e\u064a",
    "\u0660\u066f", "\u0671\u06d4", "\u06f0\u06f9", "\u2010\u2010", "\u2012\u2016", "\u2018\u201e", "\u2026\u2026",
    "\ufb50\ufbb1", "\ufbd3\ufbe9", "\ufbfc\ufbff", "\ufe80\ufefc",
)  # fmt: skip

#: Marks of Hebrew and Arabic letters, drawn as they are, in no column of their own.
NO_COLUMN = _characters(
    "\u0591\u05bd", "\u05bf\u05bf", "\u05c1\u05c2", "\u05c4\u05c5", "\u05c7\u05c7", "\u0610\u061a", "\u064b\u065f",
    "\u0670\u0670", "\u06d6\u06dc", "\u06df\u06e4", "\u06e7\u06e8", "\u06ea\u06ed",
)  # fmt: skip


def char_columns(char: str) -> int:
    """Columns of one character that may be sent: 0 for a combining one, else 1 or 2."""
    return get_character_cell_size(char, "latest")


def is_invisible(char: str) -> bool:
    """Whether nothing is drawn for a character, wherever it stands."""
    return stand_in(char) == "" or bool(re.match(_LEFT_OUT, char))


def draw(cluster: str) -> tuple[str, int]:
    """The form a grapheme cluster is sent in, and the columns it takes there; ``("", 0)`` for what is invisible.

    Controls become stand-ins (sanitise.py); variation selectors, joiners, tags and the skin tone of an emoji
    are left out, so that an emoji sequence stands as its members; a flag is
    its two letters; a mark without a base gets a dotted circle. A tab is not drawn here: its columns depend on
    its place.
    """
    if cluster in ONE_COLUMN:
        return cluster, 1
    if len(cluster) > 1 and re.fullmatch(_COMPOSES, cluster, re.DOTALL):
        cluster = unicodedata.normalize("NFC", cluster)
    out: list[str] = []
    columns = marks = 0
    for char in cluster:
        if re.match(_LEFT_OUT, char):
            continue
        if "\U0001f3fb" <= char <= "\U0001f3ff":
            if columns:
                continue
            char = REPLACEMENT
        elif "\U0001f1e6" <= char <= "\U0001f1ff":
            char = chr(ord(char) - 0x1F1E6 + ord("A"))
        shown = stand_in(char)
        if shown == "":
            continue
        if shown is None:
            shown = char
            width = char_columns(char)
        else:
            width = len(shown)
        if not width:
            if not columns:
                is_mark = unicodedata.category(char)[0] == "M"
                shown, width = DOTTED_CIRCLE + char if is_mark else REPLACEMENT, 1
            marks += 1
            if marks > MOST_MARKS:
                continue
        out.append(shown)
        columns += width
    return "".join(out), columns
