"""The Unicode Bidirectional Algorithm (UAX #9): base direction, levels of a paragraph, rules L1, L2 and L4.

Levels come from python-bidi's resolver (the Rust crate unicode-bidi), which counts UTF-8 bytes and gives
them only in its debug print; this is the one module that knows. Everything here counts code points.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import bidi
from bidi import mirror as _mirror

#: UAX #9 BD2: deepest embedding that explicit formatting may reach.
MAX_DEPTH = 125

#: Most code points given to the resolver at once, runs shortened (see :func:`shorten`); it prints about 54
#: bytes for each UTF-8 byte.
PIECE = 8192

#: Code points of context, shortened, on each side of a text that is a part of a paragraph (:func:`context`).
CONTEXT = 2048

_LEVELS_HEAD = "\n    levels: [\n"
_LEVEL = re.compile(r"Level\(\n            (\d+)")

_STRONG_CLASSES = frozenset(("L", "R", "AL"))
_REMOVED_CLASSES = frozenset(("BN", "LRE", "RLE", "LRO", "RLO", "PDF"))
#: Classes that rule L1 resets where a line ends: white space, isolates' controls, and what X9 removes.
TRAILING_CLASSES = _REMOVED_CLASSES | {"WS", "LRI", "RLI", "FSI", "PDI"}

# Blocks whose unassigned code points are right-to-left by default (DerivedBidiClass.txt): Python's tables
# give them no class at all, and may be older than the text.
_DEFAULT_RTL = (
    ("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"),
    ("\U00010800", "\U00010fff"), ("\U0001e800", "\U0001efff"),
)  # fmt: skip

# Those whose unassigned code points are no letters: currency signs, and symbols and emoji, of which there are more
# in every version.
_DEFAULT_WEAK = (("\u20a0", "\u20cf", "ET"), ("\U0001f000", "\U0001faff", "ON"))

_ISOLATE_INITIATORS = "\u2066\u2067\u2068"
_EMBEDDING_INITIATORS = "\u202a\u202b\u202d\u202e"
_PDI, _PDF = "\u2069", "\u202c"
#: Explicit formatting characters: embeddings, overrides, isolates and what ends them (UAX #9 section 2).
EXPLICIT = re.compile("[\u202a-\u202e\u2066-\u2069]")

# Can anything in the text reach a level above 0 in a left-to-right paragraph? All R, AL and AN lie in these
# ranges, and explicit formatting characters are the other way up.
_MAY_REORDER = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# Noncharacters and unassigned characters that are ignorable by default: the resolver takes them for letters, and
# they are BN (DerivedBidiClass.txt).
_NO_LETTERS = (
    "\u2065\ufdd0-\ufdef\ufff0-\ufff8\ufffe\uffff\U000e0000\U000e0002-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(chr((plane << 16) + 0xFFFE + last) for plane in range(1, 17) for last in (0, 1))
)
# With them lone surrogates, which the resolver refuses.
_UNRESOLVED = re.compile(f"[\ud800-\udfff{_NO_LETTERS}]")
# What holds them all, and little else that is written: a search for it is five times as quick.
_PERHAPS_UNRESOLVED = re.compile("[\u2065\ud800-\U0010ffff]")
# Runs of what X9 removes.
_REMOVED = re.compile(
    f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u180e\u200b-\u200d\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff{_NO_LETTERS}"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]+"
)
# Bidi classes S and B (rule L1).
_SEPARATOR = re.compile("[\t-\r\x1c-\x1f\x85\u2029]")
_LEVEL_RUN = re.compile(rb"(.)\1*", re.DOTALL)

# Letters of one strong class, the marks (NSM, BN) that take their level, and neutrals that take it too where
# a letter of the same class follows: no bracket (N0), no number or sign of one (W2 to W5).
# Joiners, which X9 removes, take the level of what follows (`_settled`): they are left out between letters only.
_NEUTRAL = " .,:;!?\"'\u060c\xa0\xab\xbb\u2013\u2014\u2018-\u201e\u2026-"
_RUNS = (
    ("A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f", "\u0300-\u036f"),
    ("\u05d0-\u05ea", "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u034f"),
    ("\u061b\u061f\u0620-\u064a\u0671-\u06d5", "\u064b-\u065f\u0670\u06d6-\u06dc"),
)
_SHORTENED = re.compile(
    "|".join(f"(?<=[{strong}])[{strong}{marks}\u200c\u200d{_NEUTRAL}]*[{strong}][{marks}]*" for strong, marks in _RUNS)
)

#: Rule L4: the character drawn at an odd level for each that has Bidi_Mirrored and a mirror image.
MIRRORED: dict[str, str] = _mirror.MIRRORED

# How far back from a piece's limit a place to cut it is looked for, in code points.
_CUT_WINDOW = 2048


class ResolverError(RuntimeError):
    """python-bidi's debug print is not what this module reads; its version must be pinned anew."""


def bidi_class(char: str) -> str:
    """Bidi_Class of a character, unassigned ones by what their block holds (R where that is AL)."""
    if known := unicodedata.bidirectional(char):
        return known
    if _UNRESOLVED.match(char):
        return "L" if "\ud800" <= char <= "\udfff" else "BN"
    if any(low <= char <= high for low, high in _DEFAULT_RTL):
        return "R"
    return next((weak for low, high, weak in _DEFAULT_WEAK if low <= char <= high), "L")


def strong_counts(text: str) -> tuple[int, int]:
    """How many strong characters of ``text`` are left-to-right (L) and right-to-left (R, AL)."""
    ltr = rtl = 0
    counts: Counter[str] = Counter()
    # In pieces: one call on a whole book would keep every other thread waiting until it is done.
    for at in range(0, len(text), PIECE):
        counts.update(text[at : at + PIECE])
    for char, count in counts.items():
        match bidi_class(char):
            case "L":
                ltr += count
            case "R" | "AL":
                rtl += count
    return ltr, rtl


def document_level(text: str) -> int:
    """1 where more than half of the strong characters are R or AL, else 0."""
    ltr, rtl = strong_counts(text)
    return int(rtl > ltr)


def _resolvable(text: str) -> str:
    """``text`` as the resolver may be given it: of the same length, each character of the right class."""
    if not _PERHAPS_UNRESOLVED.search(text):
        return text
    return _UNRESOLVED.sub(lambda match: "\ufffd" if "\ud800" <= match[0] <= "\udfff" else "\x01", text)


def first_strong(text: str) -> str | None:
    """Class of the first strong character outside isolates (rule P2): ``L``, ``R``, ``AL`` or None."""
    depth = 0
    for char in text:
        if char in _ISOLATE_INITIATORS:
            depth += 1
        elif char == _PDI:
            depth = max(0, depth - 1)
        elif not depth and (strong := bidi_class(char)) in _STRONG_CLASSES:
            return strong
    return None


def base_level(text: str, document: int = 0) -> int:
    """Paragraph embedding level, 0 or 1, of a paragraph in a document whose base level is ``document``.

    Rules P2 and P3; a paragraph that begins with a Latin word and is right-to-left in more than half of
    its strong characters takes the direction of a right-to-left document (HL1), and one without strong
    characters takes its document's. The count looks at the first :data:`PIECE` × 8 code points.
    """
    strong = first_strong(text)
    if strong is None:
        return document
    if strong != "L":
        return 1
    if document:
        ltr, rtl = strong_counts(text[: PIECE * 8])
        return int(rtl > ltr)
    return 0


def levels(text: str, base: int, before: str = "", after: str = "") -> bytes:
    """Resolved embedding level of each code point of one paragraph (rules X1 to I2), before rule L1.

    ``text`` holds no paragraph separator but as its last character; ``before`` and ``after`` stand for the rest
    of the paragraph where ``text`` is a part of it (:func:`context`, :func:`lookahead`). More than :data:`PIECE`
    code points, shortened, are resolved in pieces, cut inside a word where there is one: embeddings, isolates and
    the last strong character carry over, but a pair of brackets (N0), the first strong character of an FSI (P2),
    or neutrals on both sides of an isolate (X10) that lie in different pieces do not see each other.
    """
    if not base and not before and not _MAY_REORDER.search(text):
        return bytes(len(text))
    whole = _resolvable(before + text + after)
    short, spans = shorten(whole)
    found, kept = [], ""
    for start, end in pieces(short, base):
        found.append(_resolve(kept + short[start:end], base)[len(kept) :])
        if end < len(short):
            kept = context(short[start:end], kept)
    by_short = _settled(short, b"".join(found), base)
    if not spans:
        return by_short[len(before) : len(before) + len(text)]
    # A run that was taken out has the level of the letter before it.
    parts, at, read = [], 0, 0
    for start, end in spans:
        parts.append(by_short[read : read + start - at])
        read += start - at
        parts.append(by_short[read - 1 : read] * (end - start))
        at = end
    parts.append(by_short[read:])
    return b"".join(parts)[len(before) : len(before) + len(text)]


def _settled(text: str, resolved: bytes, base: int) -> bytes:
    """The levels of a text with each character that X9 removes at that of the next one which it does not.

    UAX #9, section 5.2, leaves them to the implementation; this is ICU's choice. It matters for those that are
    drawn all the same: controls and noncharacters by their stand-ins, a joiner with a mark on it.
    """
    settled = None
    for run in _REMOVED.finditer(text):
        start, end = run.span()
        settled = settled or bytearray(resolved)
        settled[start:end] = bytes((resolved[end] if end < len(text) else base,)) * (end - start)
    return bytes(settled) if settled else resolved


def shorten(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``text`` with each run of letters of one strong class reduced to its first, and the spans left out.

    What is left out has the level of the letter before it: strong characters of one class resolve alike wherever
    they stand side by side, marks with them (W1), and neutrals between two of them too (N1). Prose of one
    direction comes down to a few characters a sentence, which is what makes the resolver's print affordable.
    """
    spans = [match.span() for match in _SHORTENED.finditer(text)]
    return (_SHORTENED.sub("", text), spans) if spans else (text, spans)


def pieces(text: str, base: int) -> list[tuple[int, int]]:
    """Spans of at most :data:`PIECE` code points, cut before a strong letter of the base direction if one is near.

    Best between two such letters; in a shortened text they seldom stand side by side.
    """
    towards = ("L",) if not base else ("R", "AL")
    spans, start = [], 0
    while len(text) - start > PIECE:
        limit = start + PIECE
        window = range(limit, max(start, limit - _CUT_WINDOW), -1)
        strong = [cut for cut in window if bidi_class(text[cut]) in towards]
        between = (cut for cut in strong if bidi_class(text[cut - 1]) in towards)
        cut = next(between, strong[0] if strong else limit)
        spans.append((start, cut))
        start = cut
    spans.append((start, len(text)))
    return spans


def context(text: str, before: str = "") -> str:
    """What the resolver must see in place of ``before + text`` to go on after it.

    Both shortened: the last :data:`CONTEXT` code points, and for what stands before them the formatting
    characters still open (X1 to X7), then the last strong character where none of them follows it (W2, W7, N1).
    Deeper than :data:`MAX_DEPTH` an opening character changes no level and only waits for its closing one, of
    which a piece holds no more than its length: the middle of a longer stack is left out.
    """
    short, _ = shorten(_resolvable(before + text))
    if len(short) <= CONTEXT:
        return short
    short, tail = short[: len(short) - CONTEXT], short[len(short) - CONTEXT :]
    opened = _still_open(short) if EXPLICIT.search(short) else ""
    if len(opened) > 2 * PIECE:
        opened = opened[:PIECE] + opened[-PIECE:]
    for char in reversed(short):
        if EXPLICIT.match(char):
            break
        if bidi_class(char) in _STRONG_CLASSES:
            return opened + char + tail
    return opened + tail


def lookahead(text: str) -> str:
    """What the resolver must see of the text after a part: its beginning, shortened, as in :func:`context`."""
    return shorten(_resolvable(text))[0][:CONTEXT]


def _still_open(text: str) -> str:
    """Initiators of embeddings and isolates that nothing in ``text`` closes, in order."""
    stack: list[str] = []
    for match in EXPLICIT.finditer(text):
        char = match[0]
        if char == _PDI:
            # X6a: closes the last isolate and every embedding inside it; without one it is nothing.
            for index in range(len(stack) - 1, -1, -1):
                if stack[index] in _ISOLATE_INITIATORS:
                    del stack[index:]
                    break
        elif char == _PDF:
            if stack and stack[-1] in _EMBEDDING_INITIATORS:
                stack.pop()
        else:
            stack.append(char)
    return "".join(stack)


def _resolve(text: str, base: int) -> bytes:
    """One call of the resolver, its levels a byte converted to levels a code point."""
    if not text:
        return b""
    printed = bidi.get_display(text, base_dir="R" if base else "L", debug=True)
    # Line feeds in the quoted text are escaped, so the text itself cannot hold this line.
    head = printed.rfind(_LEVELS_HEAD)
    by_byte = bytes(map(int, _LEVEL.findall(printed, head, printed.rfind("\n    paragraphs: ["))))
    data = text.encode("utf-8")
    if head < 0 or len(by_byte) != len(data):
        raise ResolverError(
            f"python-bidi printed {len(by_byte)} levels for {len(data)} bytes; install python-bidi >=0.6.12,<0.7"
        )
    if len(data) == len(text):
        return by_byte
    # Every byte that is no UTF-8 continuation byte begins a code point.
    return bytes(level for level, byte in zip(by_byte, data, strict=True) if byte & 0xC0 != 0x80)


def line_levels(text: str, paragraph_levels: bytes, base: int, start: int, end: int) -> bytes:
    """Levels of the line ``[start, end)`` after rule L1: separators, and white space before them or the line's end.

    Isolate formatting characters count as white space (L1), and so do the characters that X9 removes
    (section 5.2: they take the level of what they stand beside).
    """
    line = paragraph_levels[start:end]
    level = bytes((base,))
    for separator in _SEPARATOR.finditer(text, start, end):
        at = separator.start()
        first = trailing(text, start, at)
        line = line[: first - start] + level * (at + 1 - first) + line[at + 1 - start :]
    first = trailing(text, start, end)
    return line[: first - start] + level * (end - first)


def trailing(text: str, start: int, end: int) -> int:
    """Where the white space (and what is not drawn among it) begins that rule L1 resets before ``end``."""
    while end > start:
        char = text[end - 1]
        if "!" <= char <= "~" or bidi_class(char) not in TRAILING_CLASSES:
            break
        end -= 1
    return end


def visual_order(line: Sequence[int]) -> list[int]:
    """Indices of a line's characters (or clusters) in visual order, left to right (rule L2), from their levels."""
    if not line:
        return []
    highest, lowest = max(line), min(line)
    if highest == lowest:
        order = range(len(line))
        return list(order[::-1] if highest & 1 else order)
    # Runs of one level, turned as wholes. At an odd level a run is turned an odd number of times in all, at an
    # even one an even number: so only the order of what stands inside it has to be told.
    runs = [(match[0][0], *match.span()) for match in _LEVEL_RUN.finditer(bytes(line))]
    for level in range(highest, (lowest | 1) - 1, -1):
        index = 0
        while index < len(runs):
            end = index
            while end < len(runs) and runs[end][0] >= level:
                end += 1
            if end > index + 1:
                runs[index:end] = runs[index:end][::-1]
            index = end + 1
    order_of: list[int] = []
    for level, start, end in runs:
        order_of.extend(range(end - 1, start - 1, -1) if level & 1 else range(start, end))
    return order_of


def mirror(char: str) -> str:
    """Rule L4: the mirrored character drawn for ``char`` at an odd level, itself where it has none."""
    return MIRRORED.get(char, char)
