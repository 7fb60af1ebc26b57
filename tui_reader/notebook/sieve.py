"""The quotes of a notebook looked through as somebody types: folded once, then only compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui_reader.notebook.note_line import parse_note
from tui_reader.notebook.quote import Quote
from tui_reader.text.fold import fold

#: Quotes that are looked at between two questions whether the answer is still wanted.
_STEP = 256


class Wanted(NamedTuple):
    """What quotes are looked for by. The default is all of them."""

    typed: str = ""
    """Words that must be in the text, note, title, author or tags, folded as in a search; ``#word`` begins a tag."""
    place: tuple[str, int] | None = None
    """`Quote.place` of the one document they must be of; with ``digest`` the same words under another name count."""
    digest: str | None = None
    tag: str | None = None
    """A tag they must have."""


class Sieve:
    """Folds each quote when it is first looked at. Any thread may call."""

    def __init__(self) -> None:
        self._folded: dict[str, tuple[str, str, tuple[str, ...]]] = {}

    def find(
        self, quotes: Sequence[Quote], wanted: Wanted, stop: Callable[[], bool] = lambda: False
    ) -> list[Quote] | None:
        """Those of the quotes that hold everything wanted, in their order; None once ``stop`` says so."""
        words, tags = _words(wanted.typed)
        whole = None if wanted.tag is None else fold(wanted.tag)
        found = []
        for number, quote in enumerate(quotes):
            if not number % _STEP and stop():
                return None
            if wanted.place is not None and wanted.place != quote.place and wanted.digest != quote.digest:
                continue
            if words or tags or whole is not None:
                text, own = self._of(quote)
                if whole is not None and whole not in own:
                    continue
                if not all(any(each.startswith(tag) for each in own) for tag in tags):
                    continue
                if not all(word in text for word in words):
                    continue
            found.append(quote)
        return found

    def _of(self, quote: Quote) -> tuple[str, tuple[str, ...]]:
        """What is folded of a quote: everything that is searched, and its tags."""
        known = self._folded.get(quote.id)
        if known is None or known[0] != quote.changed:
            text = fold("\n".join((quote.text, quote.note, quote.title, quote.author or "", *quote.tags)))
            known = self._folded[quote.id] = quote.changed, text, tuple(map(fold, quote.tags))
        return known[1:]


def _words(typed: str) -> tuple[list[str], list[str]]:
    """Words and beginnings of tags, folded. A # that nothing follows yet says nothing."""
    rest, tags = parse_note(typed)
    return [word for word in fold(rest).split() if word != "#"], [fold(tag) for tag in tags]
