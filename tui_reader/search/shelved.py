"""What the cache holds of a library, matched with the files that are found."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from threading import Thread
from typing import NamedTuple

from tui_reader.library.document import Document, DocumentId

from .cache import Cache, Piece, Row
from .order import Indexed, Order


class _Open:
    """A piece of which files are still looked for."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.left = len(piece.rows)
        """Files that may still be found."""
        self.there: list[bool] = [False] * len(piece.documents)
        self.last = -1
        """The highest number of a file that was found."""

    @property
    def kept(self) -> int:
        return sum(self.there)


class _Place(NamedTuple):
    where: _Open
    row: Row


class Shelved:
    """Reads the pieces on a thread of its own; everything else is for one other thread."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._arrived: deque[Piece] = deque()
        self._rows: dict[str, _Place] = {}
        self._others: dict[str, list[_Place]] = {}
        self._open: list[_Open] = []
        self._closed: list[_Open] = []
        self._read = False
        self._tidied = False

    def start(self, tell: Callable[[], object]) -> None:
        """Begin to read; ``tell`` is called on that thread whenever more has come."""

        def read() -> None:
            for piece in self._cache.pieces():
                self._arrived.append(piece)
                tell()
            self._read = True
            tell()

        Thread(target=read, name="cache", daemon=True).start()

    @property
    def loaded(self) -> bool:
        """Whether all pieces are here."""
        return self._read and not self._arrived

    def documents(
        self, path: str, size: int, modified_ns: int, encoding: str, number: int
    ) -> Sequence[Document] | None:
        """The documents of the file of that number, as it is now; None where no piece that has come has them."""
        while self._arrived:
            self._take(self._arrived.popleft())
        first = self._rows.get(path)
        places: list[_Place] = [] if first is None else [first, *self._others.get(path, ())]
        for where, row in places:
            where.left -= 1
            if (row.size, row.modified_ns, row.encoding) == (size, modified_ns, encoding):
                end = row.first + row.length
                where.there[row.first : end] = [True] * row.length
                where.last = max(where.last, number)
                return where.piece.documents[row.first : end]
        return None

    def _take(self, piece: Piece) -> None:
        opened = _Open(piece)
        self._open.append(opened)
        for row in piece.rows:
            place = _Place(opened, row)
            if self._rows.setdefault(row.path, place) is not place:
                self._others.setdefault(row.path, []).append(place)

    def complete(self, order: Order, all_found: bool) -> None:
        """Hand the index of every piece on whose files were all found; of all of them, where no more files come."""
        for opened in [each for each in self._open if all_found or each.left <= 0]:
            self._open.remove(opened)
            self._closed.append(opened)
            self._hand_on(opened, order)
        if all_found and not self._tidied:
            self._tidied = True
            self._rows.clear()
            self._others.clear()
            if any(each.last >= 0 for each in self._closed):
                Thread(target=self._tidy, name="cache", daemon=True).start()

    def _tidy(self) -> None:
        self._cache.tidy([(each.piece, each.kept) for each in self._closed])
        self._closed.clear()

    @staticmethod
    def _hand_on(opened: _Open, order: Order) -> None:
        """A document that is there no more stands in its segment under an id that nothing has."""
        if opened.last < 0:
            return
        at = 0
        for segment, count in opened.piece.segments:
            ids = [each.id for each in opened.piece.documents[at : at + count]]
            dead = []
            for index, there in enumerate(opened.there[at : at + count]):
                if not there:
                    ids[index] = DocumentId(ids[index].path, -1 - at - index)
                    dead.append(ids[index])
            at += count
            order.index(opened.last, Indexed(segment, ids, (), dead, str(opened.piece.file)))
