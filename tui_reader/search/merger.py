"""Many segments into few, in a worker, once a library is loaded: fewer are faster to search and take less memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from queue import SimpleQueue
from typing import TYPE_CHECKING

from .cache import Cache
from .freed import let_go
from .hand import Hand
from .order import Indexed
from .wire import Frame, Kind, told

if TYPE_CHECKING:
    from .segment import Segment


class Merger:
    """Knows the segments of an index, in order, and merges them. The cache's pieces are joined as their segments are.

    Its methods are for one thread at a time; dismiss() for any.
    """

    def __init__(self, cache: Cache | None) -> None:
        self._cache = cache
        self._parts: list[Indexed] = []
        self._pieces: dict[int, str] = {}
        self._frames: SimpleQueue[Frame | None] = SimpleQueue()
        self._hand: Hand | None = None
        self._dismissed = False

    def remember(self, segments: Sequence[Indexed]) -> None:
        """These are put into the index now, in this order."""
        for each in segments:
            if each.piece:
                self.kept([each], each.piece)
            self._parts.append(each)

    def kept(self, segments: Sequence[Indexed], piece: str) -> None:
        """These are all segments of a piece of the cache, by its file."""
        self._pieces.update((id(each.segment), piece) for each in segments)

    def dismiss(self) -> None:
        """End it, whatever it is doing."""
        self._dismissed = True
        if self._hand is not None:
            self._hand.kill()
        self._frames.put(None)

    def merges(self) -> Iterator[Indexed]:
        """Merge what should be (`merging.few`), one after another; all that is in the index was remembered before."""
        from . import merging

        parts = {id(each.segment): each for each in self._parts}
        # A piece of the cache is joined with others as a whole.
        runs = groupby(parts, lambda key: self._pieces.get(key, key))
        groups = [
            [parts[id(segment)] for segment in group]
            for group in merging.few([[parts[key].segment for key in run] for _, run in runs])
        ]
        self._parts.clear()
        parts.clear()
        try:
            while groups and not self._dismissed:
                group = groups.pop(0)
                let_go()  # of what loading took, and comparing with what is on disk
                segment = self._merge(group)
                end = self._frames.get() if segment is not None else None
                if segment is None or end is None:
                    return
                ids = [id for part in group for id in part.ids]
                yield Indexed(segment, ids, tuple(part.segment for part in group), end.told()["piece"])
                group.clear()
            let_go()
        finally:
            if self._hand is not None:
                self._hand.dismiss()

    def _merge(self, group: Sequence[Indexed]) -> Segment | None:
        """The merge of some segments; None where no worker can make it."""
        from . import segment_file

        if self._hand is None:
            try:
                self._hand = Hand(lambda _, frame: self._frames.put(frame))
            except OSError:
                return None
            if self._dismissed:  # meanwhile
                self._hand.kill()
        for each in group:
            self._hand.say(Kind.SEGMENT, 0, b"", *segment_file.parts(each.segment))
        cache = [str(self._cache.folder), self._cache.key] if self._cache else []
        self._hand.say(Kind.MERGE, 0, told({"cache": cache, "pieces": self._pieces_of(group)}))
        frame = self._frames.get()
        return None if frame is None else segment_file.read(frame.body, checked=False)

    def _pieces_of(self, group: Sequence[Indexed]) -> list[tuple[str, int]]:
        """The pieces that hold these segments and no others, with how many documents each; else none."""
        found: dict[str, int] = {}
        for each in group:
            piece = self._pieces.pop(id(each.segment), "")
            found[piece] = found.get(piece, 0) + each.segment.documents
        elsewhere = found.keys() & self._pieces.values()
        # What is left of a piece that lies in several groups is not all of it either.
        self._pieces = {key: "" if piece in elsewhere else piece for key, piece in self._pieces.items()}
        return [] if elsewhere or "" in found else list(found.items())
