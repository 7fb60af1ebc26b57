"""What was searched before, gone through with ↑ and ↓ in the search bar."""

from __future__ import annotations

from collections.abc import Sequence

#: Queries kept while the program runs.
KEPT = 500


class History:
    """Queries, the latest first. What was being typed when going back began is found again past the latest."""

    def __init__(self) -> None:
        self._queries: list[str] = []
        self._at: int | None = None
        self._typed = ""

    def fill(self, queries: Sequence[str]) -> None:
        """Queries of earlier runs, the latest first, older than all of this one."""
        known = set(self._queries)
        self._queries = [*self._queries, *(query for query in queries if query not in known)][:KEPT]

    def add(self, query: str) -> bool:
        """A query that was meant, no step on the way to another; whether it is new as the latest."""
        self._at = None
        query = query.strip()
        if not query or self._queries[:1] == [query]:
            return False
        self._queries = [query, *(each for each in self._queries if each != query)][:KEPT]
        return True

    def walking(self, shown: str) -> bool:
        """Whether what the search bar shows is what going back brought there."""
        return self._at is not None and self._queries[self._at : self._at + 1] == [shown]

    def older(self, shown: str) -> str | None:
        """The query before what is shown; None at the oldest."""
        if not self.walking(shown):
            self._at, self._typed = None, shown
        at = 0 if self._at is None else self._at + 1
        # What stands there already is no step back.
        if at < len(self._queries) and self._queries[at] == shown:
            at += 1
        if at >= len(self._queries):
            return None
        self._at = at
        return self._queries[at]

    def newer(self, shown: str) -> str | None:
        """The query after what is shown, past the latest what was being typed; None where nobody went back."""
        if not self.walking(shown) or self._at is None:
            return None
        self._at -= 1
        if self._at < 0:
            self._at = None
            return self._typed
        return self._queries[self._at]
