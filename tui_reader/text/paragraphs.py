"""Where paragraphs and their forced lines end in plain text."""

import re
from collections.abc import Iterator

# Bidi class B, with CR LF as one (UAX #9 P1): LF, CR, U+001C..1E, U+0085, U+2029.
_PARAGRAPH_END = re.compile("\r\n|[\n\r\x1c-\x1e\x85\u2029]")

#: Characters that end a line and not the paragraph (UAX #14 BK): VT, FF and U+2028.
FORCED_BREAKS = "\x0b\x0c\u2028"


def split(text: str) -> list[tuple[int, int]]:
    r"""Half-open spans of the paragraphs of ``text``, without their line ends, in code points.

    A line end closes a paragraph and opens none: ``a\n`` is one paragraph, ``a\n\nb`` three; an
    empty text is one empty paragraph.
    """
    return list(iterate(text)) or [(0, 0)]


def iterate(text: str) -> Iterator[tuple[int, int]]:
    """The spans of :func:`split` one by one; none for an empty text."""
    start = 0
    for end in _PARAGRAPH_END.finditer(text):
        yield start, end.start()
        start = end.end()
    if start < len(text):
        yield start, len(text)
