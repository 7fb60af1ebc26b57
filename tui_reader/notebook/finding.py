"""A quote or a place found again in a document that was edited, renamed or moved; and said how.

The order is: the same words at the same place; the same words elsewhere; what now stands between the words that
stood around it; words that are nearly the same. Each step asks for so much agreement that a common word that happens
to stand somewhere is not taken for the one that was meant.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from tui_reader.library.document import Document
from tui_reader.notebook.quote import Quote, whole_path
from tui_reader.text.fold import fold, fold_with_map

How = Literal["exact", "moved", "context", "fuzzy", "lost"]
By = Literal["path", "digest", "text"]

#: Code points of a quote and of its context that must agree before the same words elsewhere are taken for it.
TELLING = 24

#: Code points of context on a side by which a place is known, tried one after the other.
CONTEXTS = (64, 32, 16)

#: Share of a quote's folded characters that must be as they were, by edit distance; of one shorter than TELLING.
SIMILAR, SIMILAR_SHORT = 0.75, 0.85

#: Folded characters of a quote that are compared as a whole; of a longer one so many of its beginning and its end.
COMPARED = 2048

_SHORTEST = 12  # folded characters; fewer are nearly the same as anything
_SEED, _SEEDS = 10, 64  # folded characters of a piece that must stand somewhere unchanged; pieces tried
_PLACES = 64  # places of one piece that are looked at
_MANY = 1000  # places of a whole quote that are looked at
_WINDOWS = 3  # places in a document that are compared
_SMALL = 50_000  # folded characters of a document that is compared whole where no piece stands anywhere
_LARGEST = 16_000_000  # code points of a document in which nearly the same words are looked for
_SPACES = dict.fromkeys((*range(9, 14), *range(0x1C, 0x20), 0x85, 0x2028, 0x2029), " ")


class Found(NamedTuple):
    """Where a quote stands now: a half-open range of `Document.text`, None where it is lost."""

    span: tuple[int, int] | None
    how: How


class Discovered(NamedTuple):
    """The document a quote stands in now, and by what that is known; the document is None where it is lost."""

    document: Document | None
    found: Found
    by: By | None = None


LOST = Found(None, "lost")


def find_again(quote: Quote, document: Document, *, nearly: bool = True) -> Found:
    """Where a quote stands in a document; with ``nearly`` False only the same words count.

    The time is bounded: some hundredths of a second for a document of a million characters.
    """
    text = document.text
    there = quote.start, quote.end
    if text[slice(*there)] == quote.text and (
        (len(text) == quote.length and document.digest == quote.digest) or _is_telling(quote, text, quote.start)
    ):
        return Found(there, "exact")
    at = _elsewhere(quote, text)
    span = None if at is not None else _between(quote, text)
    if span is not None:
        inside = text.find(quote.text, *span)
        at = inside if inside >= 0 else None
    elif at is None:
        at = _alike(quote, text)
    if at is not None:
        return Found((at, at + len(quote.text)), "moved")
    if not nearly:
        return LOST
    if span is not None:
        return Found(span, "context")
    span = _nearly(quote.text, text)
    return Found(span, "fuzzy") if span else LOST


def discover(quote: Quote, documents: Iterable[Document]) -> Discovered:
    """The document a quote is of, among those that are there now, and where it stands in it.

    First the one of the same path; then one with the same text; then one that holds the same words; then one that
    holds nearly the same. Run on a thread: with 100,000 documents it takes about a second.
    """
    candidates = list(documents)
    same_path = [each for each in candidates if _has_path(each, quote)]
    for document in same_path:
        found = find_again(quote, document)
        if found.span:
            return Discovered(document, found, "path")
    for document in candidates:
        if len(document.text) == quote.length and document.digest == quote.digest:
            return Discovered(document, find_again(quote, document), "digest")
    for document in candidates:
        if quote.text in document.text:
            found = find_again(quote, document, nearly=False)
            if found.span:
                return Discovered(document, found, "text")
    pieces = [
        quote.text[at : at + 2 * _SEED] for at in range(0, len(quote.text), max(2 * _SEED, len(quote.text) // 16))
    ]
    votes = ((sum(piece in each.text for piece in pieces), number) for number, each in enumerate(candidates))
    likely = sorted((vote for vote in votes if vote[0]), key=lambda vote: (-vote[0], vote[1]))
    for _, number in likely[:_WINDOWS]:
        found = find_again(quote, candidates[number])
        if found.span:
            return Discovered(candidates[number], found, "text")
    return Discovered(same_path[0] if same_path else None, LOST, "path" if same_path else None)


def find_place(text: str, at: int, length: int, before: str, after: str) -> tuple[int, bool]:
    """Where a place of a text of ``length`` code points, at offset ``at`` between ``before`` and ``after``, is now.

    The offset, and whether the words around it were found; where they are not, as far into the text as it was.
    """
    wanted = _scaled(at, length, text)
    for size in (*CONTEXTS, 8):
        around = before[-size:] + after[:size]
        # The words after a place say more than those before it: a paragraph in front of it may be new.
        for piece, lead in ((around, len(before[-size:])), (after[:size], 0), (before[-size:], len(before[-size:]))):
            if len(piece) >= min(size, TELLING):
                places = list(islice(_places(text, piece), _PLACES))
                if places:
                    return min((place + lead for place in places), key=lambda place: abs(place - wanted)), True
    return wanted, False


def moved(at: int, before: str, now: str) -> int:
    """Where an offset of a text is in what the text has become; as far into it as it was, where that cannot be told."""
    if now.startswith(before[: at + CONTEXTS[0]]):
        return at
    return find_place(now, at, len(before), before[max(0, at - CONTEXTS[0]) : at], before[at : at + CONTEXTS[0]])[0]


def _has_path(document: Document, quote: Quote) -> bool:
    return document.id.record == quote.record and (
        document.id.path == quote.path or whole_path(document.id.path) == quote.path
    )


def _scaled(at: int, length: int, text: str) -> int:
    """The offset that is as far into a text as another one was into one of ``length``."""
    return min(len(text), at * len(text) // length if length else 0)


def _places(text: str, piece: str) -> Iterator[int]:
    """Where a piece stands."""
    at = text.find(piece) if piece else -1
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _agreement(quote: Quote, text: str, at: int) -> int:
    """Code points of context that agree if the quote stood at an offset of a text."""
    end = at + len(quote.text)
    ahead = _common(reversed(quote.before), reversed(text[max(0, at - len(quote.before)) : at]))
    return ahead + _common(quote.after, text[end : end + len(quote.after)])


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """Length of the common beginning."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _is_telling(quote: Quote, text: str, at: int) -> bool:
    """Whether the words at an offset are the quote, and not only the same words."""
    context = len(quote.before) + len(quote.after)
    return len(quote.text) + _agreement(quote, text, at) >= min(TELLING, len(quote.text) + context)


def _elsewhere(quote: Quote, text: str) -> int | None:
    """The offset of the same words: where most of the context agrees, then nearest to where they stood."""
    wanted = _scaled(quote.start, quote.length, text)
    places = list(islice(_places(text, quote.text), _MANY))
    if not places:
        return None
    best = min(places, key=lambda at: (-_agreement(quote, text, at), abs(at - wanted)))
    return best if _is_telling(quote, text, best) else None


def _alike(quote: Quote, text: str) -> int | None:
    """The offset of the same words where what stands around them is nearly the same: edited right beside them."""
    wanted = _scaled(quote.start, quote.length, text)
    nearest = sorted(islice(_places(text, quote.text), _MANY), key=lambda at: abs(at - wanted))[:_PLACES]
    likely = [(-_likeness(quote, text, at), abs(at - wanted), at) for at in nearest]
    return min(likely)[2] if likely and -min(likely)[0] >= SIMILAR else None


def _likeness(quote: Quote, text: str, at: int) -> float:
    """The share of a quote's context that stands around an offset, by edit distance; 0 where there is too little."""
    end, slack = at + len(quote.text), CONTEXTS[-1]
    context = len(quote.before) + len(quote.after)
    if context < TELLING:
        return 0.0
    distance = 0
    for wanted, there in (
        (quote.before, text[max(0, at - len(quote.before) - slack) : at]),
        (quote.after, text[end : end + len(quote.after) + slack]),
    ):
        distance += _distance(wanted, there)[0] if wanted else 0
    return 1 - distance / context


def _between(quote: Quote, text: str) -> tuple[int, int] | None:
    """What stands between the words that stood around a quote, if it is about as long."""
    wanted = _scaled(quote.start, quote.length, text)
    longest = 3 * len(quote.text) + CONTEXTS[-1]
    for size in CONTEXTS:
        starts = _edges(text, quote.before[-size:], size, quote.start == 0, 0, True)
        ends = _edges(text, quote.after[:size], size, quote.end == quote.length, len(text), False)
        if (starts, ends) == ([0], [len(text)]):
            continue  # all of a document between nothing and nothing
        pairs = [(start, end) for start in starts for end in ends if 0 < end - start <= longest]
        if pairs:
            return min(pairs, key=lambda pair: (abs(pair[1] - pair[0] - len(quote.text)), abs(pair[0] - wanted)))
    return None


def _edges(text: str, piece: str, size: int, at_edge: bool, edge: int, before: bool) -> list[int]:
    """Where a quote may begin after, or end before, a piece of its context; where it had none, the text's own edge."""
    if not piece and at_edge:
        return [edge]
    if len(piece) < min(size, CONTEXTS[-1]):
        return []
    return [at + len(piece) * before for at in islice(_places(text, piece), _PLACES)]


class _Flat:
    """A text folded as a search folds it, white space alike, with the way back to the original's offsets."""

    _STEP = 4096

    def __init__(self, original: str) -> None:
        self._original = original
        pieces = [flat(original[at : at + self._STEP]) for at in range(0, len(original), self._STEP)]
        self.text = "".join(pieces)
        self._starts: list[int] = [0]
        for piece in pieces:
            self._starts.append(self._starts[-1] + len(piece))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original range of ``text[start:end]``, with the marks that follow it."""
        first, last = self._origin(start), self._origin(end - 1) + 1
        while last < len(self._original) and unicodedata.category(self._original[last]) in ("Mn", "Me"):
            last += 1
        return first, last

    def _origin(self, offset: int) -> int:
        step = bisect_right(self._starts, offset) - 1
        # Pieces that fold to nothing share a start: the last of them is the one that holds the offset.
        begin = step * self._STEP
        return begin + fold_with_map(self._original[begin : begin + self._STEP]).origin[offset - self._starts[step]]


def flat(text: str) -> str:
    """Folded text, each white space a plain space."""
    return fold(text).translate(_SPACES)


def _nearly(wanted: str, text: str) -> tuple[int, int] | None:
    """Where nearly the same words stand, by edit distance of folded text."""
    pattern = flat(wanted).strip()
    if len(pattern) < _SHORTEST or len(text) > _LARGEST:
        return None
    folded = _Flat(text)
    if len(pattern) <= COMPARED:
        span = _closest(pattern, folded.text)
    else:
        head = _closest(pattern[: COMPARED // 2], folded.text)
        tail = _closest(pattern[-COMPARED // 2 :], folded.text)
        span = (head[0], tail[1]) if head and tail else None
        if span is None or not len(pattern) / 2 <= span[1] - span[0] <= len(pattern) * 2:
            return None
    return folded.span(*span) if span else None


def _closest(pattern: str, text: str) -> tuple[int, int] | None:
    """The range of folded text that is most like a pattern, if it is alike enough."""
    limit = SIMILAR if len(pattern) >= TELLING else SIMILAR_SHORT
    slack = max(32, len(pattern) // 2)
    best: tuple[int, int, int] | None = None
    for diagonal in _diagonals(pattern, text):
        low = max(0, diagonal - slack)
        window = text[low : diagonal + len(pattern) + slack]
        distance, end = _distance(pattern, window)
        if 1 - distance / len(pattern) >= limit and (best is None or distance < best[0]):
            # Backwards from where it ends the same comparison finds where it begins.
            _, back = _distance(pattern[::-1], window[:end][::-1])
            best = distance, low + end - back, low + end
    return (best[1], best[2]) if best and best[1] < best[2] else None


def _diagonals(pattern: str, text: str) -> Sequence[int]:
    """Offsets at which a pattern may begin, the likeliest first: where pieces of it stand unchanged."""
    votes: Counter[int] = Counter()
    width = max(16, len(pattern) // 4)
    last = max(1, len(pattern) - _SEED + 1)
    for at in range(0, last, max(1, last // _SEEDS)):
        places = list(islice(_places(text, pattern[at : at + _SEED]), _PLACES))
        # A piece that stands everywhere tells nothing.
        if len(places) < _PLACES:
            votes.update({(place - at) // width for place in places})
    if not votes and len(text) <= _SMALL:
        return list(range(0, max(1, len(text)), max(32, len(pattern))))
    likely = sorted(votes, key=lambda bucket: (-votes[bucket] - votes[bucket + 1], bucket))
    return [max(0, bucket * width) for bucket in likely[:_WINDOWS]]


def _distance(pattern: str, text: str) -> tuple[int, int]:
    """The least edit distance between a pattern, not empty, and any part of a text, and where the first such part ends.

    G. Myers, A fast bit-vector algorithm for approximate string matching based on dynamic programming (1999): a
    column of differences is one whole number, here as long as the pattern.
    """
    masks: dict[str, int] = {}
    for row, char in enumerate(pattern):
        masks[char] = masks.get(char, 0) | 1 << row
    every = (1 << len(pattern)) - 1
    top = 1 << len(pattern) - 1
    up, down, score = every, 0, len(pattern)
    best, best_end = score, 0
    for end, char in enumerate(text, 1):
        equal = masks.get(char, 0)
        vertical = equal | down
        horizontal = (((equal & up) + up) ^ up) | equal
        right = down | (~(horizontal | up) & every)
        left = up & horizontal
        if right & top:
            score += 1
        elif left & top:
            score -= 1
        right, left = right << 1 & every, left << 1 & every
        up = left | (~(vertical | right) & every)
        down = right & vertical
        if score < best:
            best, best_end = score, end
    return best, best_end
