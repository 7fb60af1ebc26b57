"""What the cache holds of a library, matched with the files that are found."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, takewhile
from threading import Thread

from tui_reader.library.document import Document, DocumentId

from .cache import Cache, Piece
from .order import Indexed, Order
from .tasks import Files


class _Open:
    """A piece of which files are still looked for."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        rows = piece.rows
        self.left = len(rows.paths)
        """Files that may still be found."""
        self.there = bytearray(len(piece.documents))
        """1 for each document that was found."""
        self.last = -1
        """The highest number of a file that was found."""
        self._ends = list(accumulate(rows.lengths, initial=rows.firsts[0] if rows.firsts else 0))
        self._side_by_side = self._ends[:-1] == rows.firsts

    @property
    def kept(self) -> int:
        return sum(self.there)

    def same(self, row: int, files: Files, at: int, chosen: Mapping[str, str]) -> int:
        """How many files from ``at`` on are those of the rows from ``row`` on, and unchanged."""
        rows = self.piece.rows
        if (rows.sizes[row], rows.modified_ns[row]) != (files.sizes[at], files.modified_ns[at]):
            return 0
        count = min(len(files) - at, len(rows.paths) - row)
        paths = files.paths[at : at + count]
        encodings = [chosen.get(path, "") for path in paths] if chosen else [""] * count
        of_files = (paths, files.sizes[at : at + count], files.modified_ns[at : at + count], encodings)
        here = slice(row, row + count)
        of_rows = (rows.paths[here], rows.sizes[here], rows.modified_ns[here], rows.encodings[here])
        if of_files == of_rows:
            return count
        pairs = zip(zip(*of_files, strict=True), zip(*of_rows, strict=True), strict=True)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    def take(self, row: int, count: int, number: int) -> Sequence[Document]:
        """The documents of so many rows, whose files were found, the first of them under that number."""
        self.last = max(self.last, number + count - 1)
        if self._side_by_side:
            spans = [(self._ends[row], self._ends[row + count])]
        else:
            rows = self.piece.rows
            pairs = zip(rows.firsts[row : row + count], rows.lengths[row : row + count], strict=True)
            spans = [(first, first + length) for first, length in pairs]
        documents: list[Document] = []
        for first, end in spans:
            self.there[first:end] = b"\1" * (end - first)
            documents += self.piece.documents[first:end]
        return documents


class Shelved:
    """Reads the pieces on a thread of its own; everything else is for one other thread."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._arrived: deque[Piece] = deque()
        self._rows: dict[str, int] = {}
        """Path -> the row of it, counted through all pieces."""
        self._others: dict[str, list[int]] = {}
        """Of paths that are in several pieces, those in the later ones."""
        self._begins: list[int] = []
        """The first row of each piece."""
        self._pieces: list[_Open] = []
        self._open: list[_Open] = []
        self._closed: list[_Open] = []
        self._read = False
        self._tidied = False

    def start(self, tell: Callable[[], object]) -> None:
        """Begin to read; ``tell`` is called on that thread whenever more has come."""

        def read() -> None:
            try:
                for piece in self._cache.pieces():
                    self._arrived.append(piece)
                    tell()
            finally:
                self._read = True
                tell()

        Thread(target=read, name="cache", daemon=True).start()

    @property
    def loaded(self) -> bool:
        """Whether all pieces are here."""
        return self._read and not self._arrived

    def documents(
        self, files: Files, at: int, chosen: Mapping[str, str], number: int
    ) -> tuple[int, Sequence[Document] | None]:
        """The documents of files from ``at`` on, as they are now, the first of them under that number; and of how many.

        None of one that no piece has as it is; 0 files where a piece may have it that has not come. ``chosen`` are the
        encodings that the reader chose, by path.
        """
        self._open_arrived()
        path = files.paths[at]
        first = self._rows.get(path)
        rows = [] if first is None else [first, *self._others.get(path, ())]
        count, documents = 0, None
        places = [self._place(row) for row in rows]
        for where, row in places:
            if count := where.same(row, files, at, chosen):
                if self._others:  # of which other pieces have rows too
                    count = next((n for n in range(1, count) if files.paths[at + n] in self._others), count)
                    count = 1 if path in self._others else count
                documents = where.take(row, count, number)
                break
        else:
            if not self.loaded:
                return 0, None
            count = 1
        for where, _ in places:
            where.left -= count
        return count, documents

    def _place(self, row: int) -> tuple[_Open, int]:
        piece = bisect_right(self._begins, row) - 1
        return self._pieces[piece], row - self._begins[piece]

    def _open_arrived(self) -> None:
        while self._arrived:
            self._take(self._arrived.popleft())

    def _take(self, piece: Piece) -> None:
        opened = _Open(piece)
        begin = self._begins[-1] + len(self._pieces[-1].piece.rows.paths) if self._pieces else 0
        self._begins.append(begin)
        self._pieces.append(opened)
        self._open.append(opened)
        paths = piece.rows.paths
        new = dict(zip(paths, range(begin, begin + len(paths)), strict=True))
        for path in self._rows.keys() & new.keys():
            self._others.setdefault(path, []).append(new.pop(path))
        self._rows.update(new)

    def complete(self, order: Order, scanned: bool) -> None:
        """Hand the index of every piece on whose files were all found; of all of them, once all are here, where no more
        files come."""
        self._open_arrived()
        all_found = scanned and self.loaded
        for opened in [each for each in self._open if all_found or each.left <= 0]:
            self._open.remove(opened)
            self._closed.append(opened)
            self._hand_on(opened, order)
        if all_found and not self._tidied:
            self._tidied = True
            for each in (self._rows, self._others, self._begins, self._pieces):
                each.clear()
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
            gone = opened.there.find(0, at, at + count)
            while gone >= 0:
                ids[gone - at] = DocumentId(ids[gone - at].path, -1 - gone)
                gone = opened.there.find(0, gone + 1, at + count)
            at += count
            order.index(opened.last, Indexed(segment, ids, (), str(opened.piece.file)))
