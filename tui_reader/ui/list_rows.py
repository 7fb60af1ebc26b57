"""Where the articles of a list stand: one below the other, or under the folders they lie in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui_reader.library.tree import Folder

#: Rows that one article takes.
ROWS_EACH = 2


class Place(NamedTuple):
    """What stands in a row: row ``second`` of an article, or a folder."""

    article: int
    """Its index; of a folder its first."""
    second: int = 0
    folder: Folder | None = None
    closed: bool = False


class Rows:
    """Articles one below the other. The cursor can stand on each."""

    def __init__(self, count: int) -> None:
        self.count = count

    @property
    def total(self) -> int:
        """Rows of all of it."""
        return self.count * ROWS_EACH

    def at(self, row: int) -> Place | None:
        """What stands in a row; None past the end."""
        index, second = divmod(row, ROWS_EACH)
        return Place(index, second) if 0 <= index < self.count else None

    def span(self, index: int) -> tuple[int, int]:
        """The rows, half-open, that an article stands in, with what must be seen above it."""
        return index * ROWS_EACH, (index + 1) * ROWS_EACH

    def moved(self, index: int, by: int) -> int:
        """The article at which the cursor is when it goes on by so many places; at the ends it stays."""
        return max(0, min(index + by, self.count - 1))

    def top(self, row: int, height: int) -> int:
        """The first row to show, so that ``row`` is among the first: no article is cut at the top."""
        last = max(0, self.count - max(1, height // ROWS_EACH)) * ROWS_EACH
        return max(0, min(row + row % ROWS_EACH, last))


class FolderRows(Rows):
    """Articles under their folders, a row each, of which some are closed: those show nothing of what is in them."""

    def __init__(self, count: int, folders: Sequence[Folder], closed: Collection[str] = ()) -> None:
        """``folders`` are those of a Tree of ``count`` articles, ``closed`` paths of some."""
        super().__init__(count)
        self.folders = folders
        self.closed = frozenset(closed)
        self._shown: list[tuple[Folder, bool]] = []
        self._starts: list[int] = []
        self._firsts: list[int] = []
        self._stops: list[int] = []
        rows = stops = hidden = 0
        for folder in folders:
            if folder.first < hidden:  # in one that is closed
                continue
            closed_ = folder.path in self.closed
            self._shown.append((folder, closed_))
            self._starts.append(rows)
            self._firsts.append(folder.first)
            self._stops.append(stops)
            hidden = folder.first + folder.within if closed_ else hidden
            rows += 1 + (0 if closed_ else folder.own * ROWS_EACH)
            stops += 1 if closed_ else folder.own
        self._total, self._places = rows, stops

    @property
    def total(self) -> int:
        return self._total

    def at(self, row: int) -> Place | None:
        if not 0 <= row < self._total:
            return None
        number = bisect_right(self._starts, row) - 1
        folder, closed = self._shown[number]
        below = row - self._starts[number] - 1
        if below < 0:
            return Place(folder.first, 0, folder, closed)
        index, second = divmod(below, ROWS_EACH)
        return Place(folder.first + index, second)

    def span(self, index: int) -> tuple[int, int]:
        number = self._number(index)
        folder, closed = self._shown[number]
        start = self._starts[number]
        if closed:
            return start, start + 1
        row = start + 1 + (index - folder.first) * ROWS_EACH
        if index == folder.first:
            # Its folder is seen with the first of it, and folders around that begin here.
            while number > 0 and self._firsts[number - 1] == folder.first:
                number -= 1
            return self._starts[number], row + ROWS_EACH
        return row, row + ROWS_EACH

    def moved(self, index: int, by: int) -> int:
        number = self._number(index)
        folder, closed = self._shown[number]
        stop = self._stops[number] + (0 if closed else index - folder.first) + by
        stop = max(0, min(stop, self._places - 1))
        number = bisect_right(self._stops, stop) - 1
        folder, closed = self._shown[number]
        return folder.first + (0 if closed else stop - self._stops[number])

    def top(self, row: int, height: int) -> int:
        return max(0, min(row, self._total - height))

    def around(self, index: int) -> Folder:
        """The innermost folder that is shown around an article."""
        return self._shown[self._number(index)][0]

    def above(self, folder: Folder) -> Folder | None:
        """The folder that one which is shown lies in; None for one that lies in none."""
        number = self._number(folder.first)
        return next((each for each, _ in reversed(self._shown[:number]) if each.depth < folder.depth), None)

    def _number(self, index: int) -> int:
        """Of the folder that shows an article: the last one that begins before it."""
        return bisect_right(self._firsts, index) - 1
