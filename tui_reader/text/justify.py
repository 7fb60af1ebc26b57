"""Justification of a Line: by wider spaces, or by kashida, the stroke that joins Arabic letters drawn longer.

Display only: the cells added hold no text of the document (their start is -1), and a widened space is still that
space. Where a word may be stretched follows the priorities Microsoft published for Internet Explorer 5.5, read on
skeletons (Joining_Group) so that Persian and Urdu letters count as the Arabic ones they are shaped like:

1. after a tatweel the author typed; 2. after an initial or medial seen or sad; 3. before a final heh, teh marbuta or
dal; 4. before a final alef, tah, lam, kaf or gaf; 5. before a medial beh that a final reh, yeh or alef maksura
follows; 6. before a final waw, ain, qaf or feh; 7. before any other final letter.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from .joining import CAUSING_JOINING, DUAL_JOINING, GROUPS, RIGHT_JOINING
from .line import Cell, Line
from .shape import TATWEEL, WORD, ZWJ, characters, is_transparent

Mode = Literal["off", "spaces", "kashida"]

#: Most tatweels at one place while the line has spaces to widen: beyond that a word reads as a line of its own.
LONGEST = 4

_GROUP = {letter: group for group, letters in GROUPS.items() for letter in letters}

# Words of a fixed shape, marks and strokes left out: God's name and what is written in one with it, in Arabic, Persian
# and Urdu letters, and the sign of the Hijri era.
_FIXED = re.compile("[\u0627\u0671]لل[\u0647\u06c1]م?$|^[وفأآ]*لل[\u0647\u06c1]$|^\u0647$")

_JOINS_NEXT = characters((*DUAL_JOINING, *CAUSING_JOINING))
_JOINS_PREVIOUS = _JOINS_NEXT | characters(RIGHT_JOINING)
#: On a tatweel these make it their seat: it was not typed to stretch the word.
_SEATED = "\u0654\u0670"


class Place(NamedTuple):
    """A place to stretch a word: before the code point ``offset``, the ``priority``-th best kind of place (1 to 7)."""

    offset: int
    priority: int


@lru_cache(maxsize=8192)
def place_in(word: str) -> Place | None:
    """The best place to stretch a word (a match of :data:`shape.WORD`); None where it has none.

    Of places of one priority the last in the word. Never inside a lam-alef or in الله, nor between a letter and
    its marks. From a bounded cache.
    """
    # A ZWJ has done its work in the forms; here it only tells whether a letter is final.
    letters = [index for index, char in enumerate(word) if char != ZWJ and not is_transparent(char)]
    if _FIXED.search("".join(word[index] for index in letters if word[index] != TATWEEL)):
        return None
    best: Place | None = None
    for at in range(len(letters) - 1):
        left, right = letters[at], letters[at + 1]
        if word[left] not in _JOINS_NEXT or word[right] not in _JOINS_PREVIOUS:
            continue
        if _GROUP.get(word[left]) == "LAM" and _GROUP.get(word[right]) == "ALEF":
            continue
        priority = _priority(word, letters, at)
        if priority and (best is None or priority <= best.priority):
            best = Place(right, priority)
    return best


def _is_final(word: str, letters: Sequence[int], at: int) -> bool:
    """Whether the letter ``at``, joined to the one before it, joins nothing after it."""
    if word[letters[at]] not in _JOINS_NEXT:
        return True
    end = letters[at + 1] if at + 1 < len(letters) else len(word)
    if ZWJ in word[letters[at] : end]:
        return False
    return end == len(word) or word[end] not in _JOINS_PREVIOUS


def _stretches(word: str, letters: Sequence[int], at: int) -> bool:
    """Whether the letter ``at`` is a tatweel typed to stretch the word."""
    if word[letters[at]] != TATWEEL:
        return False
    end = letters[at + 1] if at + 1 < len(letters) else len(word)
    return not any(char in _SEATED for char in word[letters[at] : end])


def _priority(word: str, letters: Sequence[int], at: int) -> int:
    """Priority of the joint between the letters ``at`` and ``at + 1``; 0 where none of the rules speaks of it."""
    if _stretches(word, letters, at) or _stretches(word, letters, at + 1):
        return 1
    if _GROUP.get(word[letters[at]]) in ("SEEN", "SAD"):
        return 2
    group = _GROUP.get(word[letters[at + 1]], "")
    if not _is_final(word, letters, at + 1):
        # A medial beh is one of the letters drawn as a tooth in the middle of a word: noon and yeh too.
        tooth = group in ("BEH", "YEH") and at + 2 < len(letters)
        if tooth and _GROUP.get(word[letters[at + 2]]) in ("REH", "YEH") and _is_final(word, letters, at + 2):
            return 5
        return 0
    if group in ("HEH", "TEH MARBUTA", "DAL"):
        return 3
    if group in ("ALEF", "TAH", "LAM", "KAF", "GAF"):
        return 4
    return 6 if group in ("WAW", "AIN", "QAF", "FEH") else 7


def justify(line: Line, width: int, mode: Mode) -> Line:
    """The line stretched to ``width`` columns; itself where it is the paragraph's last, forced to end, or full.

    By kashida the best places are stretched first, each by at most :data:`LONGEST`, and spaces take what is left; where
    there are none, the places do. A line with neither stays as it is.
    """
    if mode == "off" or line.columns >= width or line.ends_paragraph:
        return line
    missing = width - line.columns
    cells = list(line.cells)
    spaces = _spaces(line)
    counts: dict[int, int] = {}
    if mode == "kashida":
        counts = _shared(_places(line), missing, LONGEST if spaces else missing)
    if spaces:
        share, more = divmod(missing - sum(counts.values()), len(spaces))
        for rank, index in enumerate(spaces):
            columns = cells[index].columns + share + (rank < more)
            cells[index] = cells[index]._replace(text=" " * columns, nominal=" " * columns, columns=columns)
    if counts:
        cells = [
            drawn
            for index, cell in enumerate(cells)
            # A letter at an odd level stands to the left of the one it follows: the stroke goes to its right.
            for drawn in (cell, *[Cell(TATWEEL, TATWEEL, 1, -1, -1, cell.level)] * counts.get(index, 0))
        ]
    return line.shown_as(cells)


def _places(line: Line) -> list[int]:
    """Indices of the cells to the right of which a word of the line may be stretched, the best first."""
    text, start, cells = line.text, line.start, line.cells
    at = {cell.start: index for index, cell in enumerate(cells) if cell.level & 1}
    found: list[tuple[int, int, int]] = []
    for word in WORD.finditer(text):
        place = place_in(word[0])
        if place is None:
            continue
        offset = word.start() + place.offset
        index = at.get(start + offset, -1)
        # The letter it joins must stand beside it: controls within a word may have parted them.
        before = cells[index + 1] if 0 <= index < len(cells) - 1 else None
        if before and before.level == cells[index].level and before.end > start + word.start():
            between = text[before.end - start : offset] if before.end - start <= offset else "parted"
            if all(char == ZWJ or is_transparent(char) for char in between):
                found.append((place.priority, start + offset, index))
    return [index for _, _, index in sorted(found)]


def _shared(places: Sequence[int], missing: int, most: int) -> dict[int, int]:
    """How many of the ``missing`` columns each place gets, none more than ``most``: round by round, the best first."""
    if not places:
        return {}
    columns = min(missing, most * len(places))
    share, more = divmod(columns, len(places))
    return {index: share + (rank < more) for rank, index in enumerate(places)}


def _spaces(line: Line) -> list[int]:
    """Indices of the cells that may be widened, the first in reading order first: spaces between words.

    Spaces that begin the line are its indent; a tab has the columns its stop gives it.
    """
    text, start = line.text, line.start
    indent = start + len(text) - len(text.lstrip())
    spaces = [
        index
        for index, cell in enumerate(line.cells)
        if cell.nominal == " " and cell.start > indent and text[cell.start - start] != "\t"
    ]
    return sorted(spaces, key=lambda index: line.cells[index].start)
