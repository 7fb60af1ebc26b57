"""What was typed, read as if another keyboard layout had been on: hg;jhf for الكتاب, اثممخ for hello.

Readings are offered where a query found nothing, never applied unasked. The layouts are those of
`tui_reader.settings.keyboard`.
"""

from collections.abc import Iterator

from tui_reader.settings.keyboard import LAYOUTS, Layout
from tui_reader.text.fold import words

#: What one key of the Arabic layout sends, as systems that know no such key send it.
_LAM_ALEFS = {"\ufefb": "لا", "\ufef7": "لأ", "\ufef9": "لإ", "\ufef5": "لآ"}

#: Persian keyboards have no such key: there ل and ا are two.
_ONE_KEY = frozenset(("arabic",))


def readings(typed: str) -> tuple[str, ...]:
    """Other queries that the same keys give on other layouts, without those that hold no word."""
    found: dict[str, None] = {}
    for layout in LAYOUTS.values():
        for reading in (*_to_latin(typed, layout), *_from_latin(typed, layout)):
            if reading != typed and any(words(reading)):
                found[reading] = None
    return tuple(found)


def _to_latin(typed: str, layout: Layout) -> Iterator[str]:
    """The keys of a US keyboard, if the layout sends every letter that was typed."""
    if typed.isascii():
        return
    texts = [typed]
    if layout.name in _ONE_KEY and any(pair in typed for pair in _LAM_ALEFS.values()):
        joined = typed
        for key, pair in _LAM_ALEFS.items():
            joined = joined.replace(pair, key)
        texts.insert(0, joined)
    for text in texts:
        keys = [layout.key(char) or (char if char.isascii() else None) for char in text]
        if None not in keys:
            yield "".join(key for key in keys if key)


def _from_latin(typed: str, layout: Layout) -> Iterator[str]:
    """What the layout sends for the keys, if letters were typed that it has; with Shift as it was held, and without."""
    if not typed.isascii() or not any(char.isalpha() for char in typed):
        return
    plain = {key: sent for sent, key in layout.plain.items()}
    shifted = {key: sent for sent, key in layout.shifted.items()}
    for text in dict.fromkeys((typed, typed.lower())):
        sent = [plain.get(char) or shifted.get(char) or char for char in text]
        if not any(char.isascii() and char.isalpha() for char in sent):
            yield "".join(_LAM_ALEFS.get(char, char) for char in sent)
