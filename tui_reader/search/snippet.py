"""Hit -> Snippet: a slice of the text around the first place found."""

from collections.abc import Sequence
from typing import NamedTuple

from tui_reader.text import segment

from .index import Hit
from .places import TITLE, ranges_of
from .query import Query


class Snippet(NamedTuple):
    """``text`` is exactly the slice ``at`` (paragraph, start, end) of the document; ``ranges`` count in ``text``.

    ``cut_before`` and ``cut_after`` say whether the paragraph goes on; the … is added only in drawing.
    """

    text: str
    at: tuple[int, int, int]
    ranges: tuple[tuple[int, int], ...]
    cut_before: bool
    cut_after: bool


#: Code points of context that stand before the first hit, about: little, so that the hit shows in a narrow list.
LEAD = 14


def snippets(hits: Sequence[Hit], length: int = 80) -> list[Snippet | None]:
    """`snippet` of several hits, in much less time than one by one."""
    missing = [hit for hit in hits if not hit.ready]
    groups: dict[Query, list[Hit]] = {}
    for hit in missing:
        groups.setdefault(hit.query, []).append(hit)
    for query, group in groups.items():
        for hit, found in zip(group, ranges_of([hit.document for hit in group], query), strict=True):
            hit.ranges = found
    return [snippet(hit, length) for hit in hits]


def snippet(hit: Hit, length: int = 80) -> Snippet | None:
    """About ``length`` code points around the first hit outside the title, cut between words; None without a hit."""
    document = hit.document
    titles = (TITLE, document.title_paragraph)
    chosen = next((place for place in hit.ranges if place[0] not in titles), None) or next(iter(hit.ranges), None)
    if chosen is None:
        return None
    paragraph, first, last = chosen
    text = document.title if paragraph == TITLE else document.paragraph(paragraph)
    start = max(0, first - LEAD)
    end = min(len(text), max(last, start + length))
    near = max(0, start - 40)
    edges = [near + edge for word in segment.words(text[near : end + 40]) for edge in word]
    if start > 0:
        start = next((edge for edge in edges[::2] if start <= edge <= first), first)
    if end < len(text):
        end = next((edge for edge in reversed(edges[1::2]) if last <= edge <= end), last)
    inside = tuple(
        (a - start, b - start) for index, a, b in hit.ranges if index == paragraph and a >= start and b <= end
    )
    return Snippet(text[start:end], (paragraph, start, end), inside, start > 0, end < len(text))
