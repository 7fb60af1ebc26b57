"""Paragraph (analysed once) -> Line (one width) -> Cell: bidirectional text laid out in columns.

The order of work is that of UAX #9, section 3.4: levels of the whole paragraph, line breaking on the logical
text with the widths that shaped text has, and only then the reordering of each line. Levels and forms are
resolved when a line is first drawn; breaking lines needs neither.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from . import bidi, segment, shape
from .controls import SIGNS
from .line import Cell, Cluster, Line
from .paragraphs import FORCED_BREAKS
from .width import MOST_MARKS, NO_COLUMN, ONE_COLUMN, TAB_STOP, draw, is_invisible

__all__ = [
    "Cell", "Cluster", "Line", "Paragraph", "analyse", "analyse_part", "lines", "paragraph_parts", "parts", "truncate",
]  # fmt: skip

#: Longest part of a paragraph, in code points, that is analysed as one. A longer paragraph is laid out in
#: parts, cut after white space where there is any, each of which begins a line of its own; see `parts`.
PART = 8192

#: Code points before and after a part that are looked at for its levels (:func:`bidi.context`). What reaches
#: further (an isolate opened earlier, the partner of a bracket) is not seen.
REACH = 4 * PART

SOFT_HYPHEN = "\u00ad"
ELLIPSIS = "…"

_MARKS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
)
_ZERO = re.compile(f"[{_MARKS}\u200c-\u200f]")
_UNDRAWN = re.compile("[\xa0\u200c-\u200f]")
# Text in which every character but those of _ZERO and the alef of a lam-alef takes one column, and breaks
# fall between clusters. Anything else is measured cluster by cluster.
_UNEVEN = re.compile(
    "[^\x20-\x7e\xa0-\xac\xae-\u02ff\u0400-\u0482\u048a-\u052f\u0591-\u05c7\u05d0-\u05ea"
    "\u0606-\u061b\u061d-\u06dc\u06de-\u06ff\u200c-\u200f\u2010-\u2027\u2030-\u203a]"
    f"|(?:^|[\x20\xa0\u200e\u200f])[{_MARKS}\u200c\u200d]"
)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, or one part of a very long one, analysed independently of width.

    ``origin`` is the offset of ``text`` in its paragraph, ``before`` and ``after`` the context it is resolved in
    (:func:`bidi.context`, :func:`bidi.lookahead`); 0 and empty but for a part. With ``controls`` bidi controls are
    drawn, as their signs. Everything derived is computed when first asked for.
    """

    text: str
    base_level: int
    origin: int = 0
    before: str = ""
    after: str = ""
    controls: bool = False

    @cached_property
    def levels(self) -> bytes:
        """Resolved level of each code point, before rule L1."""
        return bidi.levels(self.text, self.base_level, self.before, self.after)

    @cached_property
    def ends(self) -> list[int]:
        """Ends of the clusters in ``text``: grapheme clusters, lam-alefs joined."""
        ends = segment.clusters(self.text)
        inside = {match.start(1) for match in shape.LAM_ALEF.finditer(self.text)}
        return [end for end in ends if end not in inside] if inside else ends

    @cached_property
    def clusters(self) -> tuple[Cluster, ...]:
        """All clusters in logical order, offsets in the paragraph; they tile it."""
        found, start = [], 0
        for end in self.ends:
            found.append(Cluster(self.origin + start, self.origin + end, self._columns(start, end)))
            start = end
        return tuple(found)

    @cached_property
    def _joined(self) -> tuple[list[str], list[tuple[int, int]], set[int]]:
        """Forms, the words of the text, and which of the words have their forms."""
        return list(self.text), [word.span() for word in shape.WORD.finditer(self.text)], set()

    def _forms_within(self, start: int, end: int) -> list[str]:
        """The form of each code point after Arabic joining, empty for the alef of a lam-alef.

        They hold for ``text[start:end]``: to join all of a long paragraph would take longer than a frame of the screen.
        """
        forms, words, done = self._joined
        first = bisect_right(words, start, key=lambda word: word[1])
        for index in range(first, bisect_left(words, end, first, key=lambda word: word[0])):
            if index not in done:
                low, high = words[index]
                forms[low:high] = shape.forms(self.text[low:high])
                done.add(index)
        return forms

    @cached_property
    def breaks(self) -> list[int]:
        """Offsets in ``text`` a line may end at (UAX #14)."""
        breaks = segment.line_breaks(self.text)
        if not self.even:
            ends = set(self.ends)
            return [offset for offset in breaks if offset in ends]
        return breaks

    def lines(self, width: int) -> tuple[Line, ...]:
        """The lines at ``width`` columns (at least 1). They tile the paragraph."""
        return _broken(self, max(1, width))

    def break_at(self, width: int) -> Iterator[int]:
        """Ends in ``text`` of the lines at ``width`` columns."""
        return self._fill(width) if self.even else self._fill_uneven(width)

    @cached_property
    def even(self) -> bool:
        """Whether a cluster takes one column, and none where it has no base."""
        return not _UNEVEN.search(self.text) and not (self.controls and not SIGNS.keys().isdisjoint(self.text))

    def _columns(self, start: int, end: int) -> int:
        """Columns of the cluster at ``text[start:end]``."""
        cluster = self.text[start:end]
        if cluster in ONE_COLUMN or (cluster[0] in ONE_COLUMN and NO_COLUMN.issuperset(cluster[1:])):
            return 1
        if cluster == "\t":
            return TAB_STOP
        if self.controls and cluster in SIGNS:
            return 1
        if shape.LAM in cluster:
            cluster = shape.LAM_ALEF.sub(lambda found: found[0][:-1], cluster)
        return draw(cluster)[1]

    def content_end(self, end: int) -> int:
        """``end`` without the white space (and what is not drawn among it) before it."""
        text, kept = self.text, end
        while end:
            char = text[end - 1]
            if "!" <= char <= "~" or "\u05d0" <= char <= "\u05ea" or "\u0620" <= char <= "\u06ff":
                break
            if char.isspace():
                kept = end - 1
            elif not self._is_undrawn(char) or self._hyphenates(end):
                break
            end -= 1
        return kept

    def _is_undrawn(self, char: str) -> bool:
        return is_invisible(char) and not (self.controls and char in SIGNS)

    def _hyphenates(self, end: int) -> bool:
        """Whether a line that ends there ends in a hyphen: at a soft one after a letter, where a line may end."""
        text, breaks = self.text, self.breaks
        if not 1 < end < len(text) or text[end - 1] != SOFT_HYPHEN or text[end - 2].isspace():
            return False
        return breaks[bisect_left(breaks, end)] == end

    def _fill(self, width: int) -> Iterator[int]:
        """Ends of the lines of even text: each as long as it may be, found by bisection."""
        text, breaks, absent = self.text, self.breaks, self._absent
        # Column of the content's end at each break, as if the paragraph were one line.
        ends = breaks
        contents = [end - 1 if text[end - 1] == " " else end for end in breaks]
        if "  " in text or _UNDRAWN.search(text):
            contents = [self.content_end(end) for end in breaks]
        if absent:
            contents = [offset - bisect_left(absent, offset) for offset in contents]
        start, last = 0, len(text)
        while start < last:
            limit = start - bisect_left(absent, start) + width
            index = bisect_right(contents, limit) - 1
            end = ends[index] if index >= 0 else 0
            if end <= start:
                end = self._last_cluster_within(start, limit, absent)
            yield end
            start = end

    @cached_property
    def _absent(self) -> list[int]:
        """Offsets of the characters of even text that take no column, ascending."""
        absent = [match.start() for match in _ZERO.finditer(self.text)]
        joined = [match.start(1) for match in shape.LAM_ALEF.finditer(self.text)]
        return sorted(absent + joined) if joined else absent

    def fitting(self, end: int, width: int) -> int:
        """The end of the last cluster before ``end`` that fits into ``width`` columns from the text's beginning on."""
        if self.even:
            absent, ends = self._absent, self.ends
            index = bisect_right(ends, width, key=lambda cluster: cluster - bisect_left(absent, cluster))
            index = min(index, bisect_right(ends, end))
            return ends[index - 1] if index else 0
        kept = column = 0
        for cluster in self.clusters:
            column += cluster.columns
            if column > width or cluster.end - self.origin > end:
                break
            kept = cluster.end - self.origin
        return kept

    def _last_cluster_within(self, start: int, limit: int, absent: list[int]) -> int:
        """End of the last cluster that ends by column ``limit``, or of the first after ``start``."""
        ends = self.ends
        index = bisect_right(ends, start)
        end = ends[index]
        while index < len(ends) and ends[index] - bisect_left(absent, ends[index]) <= limit:
            end = ends[index]
            index += 1
        return self._hang(end)

    def _hang(self, end: int) -> int:
        """``end`` of a line cut inside a word, after the white space there: what is not drawn needs no room."""
        text, ends = self.text, self.ends
        while end < len(text) and (text[end].isspace() or (self._is_undrawn(text[end]) and text[end] != SOFT_HYPHEN)):
            after = ends[bisect_right(ends, end)]
            if after > end + 1:  # a mark on the space is drawn
                break
            end = after
        return end

    def _fill_uneven(self, width: int) -> Iterator[int]:
        """Ends of the lines of any text, cluster by cluster: wide ones, tabs, soft hyphens, forced breaks."""
        start = begin = column = last = 0
        index = 0
        ends = self.ends
        for end in self.breaks:
            content = max(begin, self.content_end(end))
            hyphen = int(self._hyphenates(content))
            reach = column
            while True:
                at, place, within = begin, index, reach
                while at < content:
                    after = self._advance(within, at, min(ends[place], content))
                    room = width - (hyphen if ends[place] == content else 0)
                    # What is not drawn needs no room, after what is too wide for any line either.
                    if after > room and at > start and (after > within or room < width):
                        break
                    last, at, within, place = within, ends[place], after, place + 1
                if at >= content:
                    break
                # The word does not fit: it goes to the next line, or is cut where it began one.
                cut = begin if begin > start else self._hang(at)
                yield cut
                start, reach = cut, 0
                index = bisect_right(ends, cut)
                begin = cut
            column = within
            if at > content:  # where the line goes on, the white space that is the end of a cluster is drawn
                column = self._advance(last, ends[place - 2] if place > 1 else 0, at)
            while place < len(ends) and ends[place] <= end:
                column = self._advance(column, at, ends[place])
                at, place = ends[place], place + 1
            begin, index = end, place
            if self.text[end - 1] in FORCED_BREAKS:
                yield end
                start, column = end, 0
        if start < len(self.text):
            yield len(self.text)

    def _advance(self, column: int, start: int, end: int) -> int:
        """The column after the cluster ``text[start:end]`` that stands at ``column``."""
        if self.text[start] == "\t":
            return (column // TAB_STOP + 1) * TAB_STOP
        return column + self._columns(start, end)

    def cells(self, start: int, end: int, visible_end: int, cut: bool = False) -> list[Cell]:
        """Cells of the line ``[start, end)`` in visual order; offsets in the paragraph.

        A soft hyphen at the line's end is drawn, but where the text is only ``cut`` there.
        """
        origin, text, ends = self.origin, self.text, self.ends
        start, end, visible_end = start - origin, end - origin, visible_end - origin
        forms = self._forms_within(start, end)
        line = bidi.line_levels(text, self.levels, self.base_level, start, end)
        hyphen = visible_end - 1 if self._hyphenates(visible_end) and not cut else -1
        stops = ends[bisect_right(ends, start) : bisect_left(ends, visible_end) + 1] if visible_end > start else []
        if stops:
            stops[-1] = visible_end  # white space may be the end of a cluster (U+0600 and a space are one)
        mirrored, new = bidi.MIRRORED, tuple.__new__  # what Cell() calls, without the call of Cell() around it
        drawn_at: dict[int, Cell] = {}
        column, at = 0, start
        for after in stops:
            level, drawn, columns = line[at - start], forms[at], 1
            if after == at + 1 and drawn in ONE_COLUMN:
                if level & 1 and drawn in mirrored:
                    drawn = mirrored[drawn]
                drawn_at[at - start] = new(Cell, (drawn, text[at], 1, origin + at, origin + after, level))
                column += 1
                at = after
                continue
            if after > at + 1:
                # Joiners have done their work in the forms.
                drawn = "".join(forms[at:after]).replace(shape.ZWNJ, "").replace(shape.ZWJ, "")
            if drawn in ONE_COLUMN or _is_one_column(drawn):
                nominal = drawn if "\ufef5" <= drawn[0] <= "\ufefc" else text[at:after]
            elif text[at] == "\t":
                columns = (column // TAB_STOP + 1) * TAB_STOP - column
                drawn = nominal = " " * columns
            elif at == hyphen:
                drawn, columns, nominal = "-", 1, "-"
            elif self.controls and text[at] in SIGNS:
                drawn = nominal = SIGNS[text[at]]
            else:
                drawn, columns = draw(drawn)
                nominal = _nominal(text[at:after], drawn)
            if level & 1 and drawn[:1] in mirrored:
                drawn = mirrored[drawn[0]] + drawn[1:]
            if columns:
                drawn_at[at - start] = Cell(drawn, nominal, columns, origin + at, origin + after, level)
                column += columns
            at = after
        # A cluster stands where its first character stands. All characters are ordered, not only those: an RLM
        # between two numbers keeps them two runs.
        order = bidi.visual_order(line[: at - start])
        return [drawn_at[place] for place in order if place in drawn_at]


def _is_one_column(drawn: str) -> bool:
    """Whether a cluster is drawn as it is, a letter and its marks."""
    return drawn[:1] in ONE_COLUMN and len(drawn) <= MOST_MARKS and NO_COLUMN.issuperset(drawn[1:])


def _nominal(cluster: str, drawn: str) -> str:
    """The unjoined characters of a cluster drawn so, as they may be sent; joiners stay, a terminal may join by them."""
    if "\ufef5" <= drawn[:1] <= "\ufefc" or not shape.WORD.match(cluster):
        return drawn
    return draw(cluster)[0] + "".join(char for char in cluster if char in (shape.ZWNJ, shape.ZWJ))


# Kept here and not with the paragraph: that is in its lines, and would only be let go by a search for such circles.
@lru_cache(maxsize=1024)
def _broken(paragraph: Paragraph, width: int) -> tuple[Line, ...]:
    """The lines of a paragraph, from a bounded cache."""
    origin, lines, start = paragraph.origin, [], 0
    for end in paragraph.break_at(width):
        visible = max(start, paragraph.content_end(end))
        lines.append(Line(paragraph, origin + start, origin + end, origin + visible))
        start = end
    return tuple(lines) or (Line(paragraph, origin, origin, origin),)


@lru_cache(maxsize=1024)
def analyse(
    text: str, base_level: int, origin: int = 0, before: str = "", after: str = "", controls: bool = False
) -> Paragraph:
    """The paragraph of that text and base level (0 or 1), from a bounded cache. See :class:`Paragraph`."""
    return Paragraph(text, base_level, origin, before, after, controls)


def analyse_part(text: str, base_level: int, start: int, end: int, controls: bool = False) -> Paragraph:
    """The part ``[start, end)`` of a paragraph, analysed with up to :data:`REACH` code points on each side."""
    before, after = _around(text[max(0, start - REACH) : start], text[end : end + REACH])
    return analyse(text[start:end], base_level, start, before, after, controls)


@lru_cache(maxsize=32)  # of the parts on a screen, whose every row asks; the keys are long
def _around(before: str, after: str) -> tuple[str, str]:
    """What a part's levels need of the texts on its two sides."""
    return bidi.context(before) if before else "", bidi.lookahead(after) if after else ""


def parts(text: str) -> list[tuple[int, int]]:
    """Spans of at most :data:`PART` code points in which a paragraph is laid out; they tile it."""
    if len(text) <= PART:
        return [(0, len(text))]
    spans, start = [], 0
    while len(text) - start > PART:
        space = text.rfind(" ", start + PART // 2, start + PART)
        cut = space + 1 if space > 0 else _between_clusters(text, start + PART)
        spans.append((start, cut))
        start = cut
    spans.append((start, len(text)))
    return spans


def _between_clusters(text: str, limit: int) -> int:
    """The last cluster boundary at or before ``limit``, if one is near."""
    near = max(0, limit - 256)
    ends = [near + end for end in segment.clusters(text[near : limit + 64])]
    index = bisect_right(ends, limit) - 1
    return ends[index] if index > 0 and ends[index] > near else limit


def paragraph_parts(text: str, base_level: int) -> Iterator[Paragraph]:
    """A paragraph of any length as its parts, analysed one by one; one part for all but very long ones."""
    for start, end in parts(text):
        yield analyse_part(text, base_level, start, end)


def lines(text: str, base_level: int, width: int) -> Iterator[Line]:
    """The lines of one paragraph of any length at ``width`` columns."""
    for part in paragraph_parts(text, base_level):
        yield from part.lines(width)


def truncate(paragraph: Paragraph, width: int) -> list[Cell]:
    """A paragraph on one row of at most ``width`` columns, in visual order, cut with … at its own end."""
    line, *others = paragraph.lines(1_000_000)
    origin, end = paragraph.origin, line.visible_end - paragraph.origin
    # To make the cells of all of a long text takes much longer than to see that it is too long.
    whole = paragraph.fitting(end, width) == end if paragraph.even else line.columns <= width
    if whole and not others:
        return list(line.cells)
    if width < 1:
        return []
    kept = origin + paragraph.fitting(end, width - 1)
    cells = paragraph.cells(origin, kept, kept, cut=True)
    dots = Cell(ELLIPSIS, ELLIPSIS, 1, -1, -1, paragraph.base_level)
    return [dots, *cells] if paragraph.base_level else [*cells, dots]
