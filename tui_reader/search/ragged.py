"""Many short words in one array: cutting, gathering and looking at their first and last letters all at once."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .units import Array

#: Words that are gathered at once.
AT_ONCE = 1 << 16


class Ragged(NamedTuple):
    """Words as spans of one array of UTF-16 units. Spans may overlap and need not tile it."""

    units: Array
    starts: Array
    lengths: Array

    def at(self, index: int) -> Array:
        """The letter at ``index`` of every word, 0 where it has none; negative counts from the end."""
        if not len(self.units):
            return np.zeros(len(self.starts), np.uint16)
        if index >= 0:
            place, there = self.starts + index, self.lengths > index
        else:
            place, there = self.starts + self.lengths + index, self.lengths >= -index
        return self.units.take(place, mode="clip") * there

    def cut(self, first: Array | int = 0, last: Array | int = 0) -> "Ragged":
        """The words without their ``first`` first and ``last`` last letters."""
        return Ragged(self.units, self.starts + first, self.lengths - first - last)

    def limited(self, length: int) -> "Ragged":
        """The words cut to ``length`` letters."""
        return Ragged(self.units, self.starts, np.minimum(self.lengths, length))

    def packed(self) -> "Ragged":
        """The same words, one behind the other."""
        # The place of each letter takes four times the letter's memory.
        pieces = [
            self.units[spans(self.starts[at : at + AT_ONCE], self.lengths[at : at + AT_ONCE])]
            for at in range(0, len(self.starts), AT_ONCE)
        ]
        units = pieces[0] if len(pieces) == 1 else np.concatenate([self.units[:0], *pieces])
        return Ragged(units, ends_of(self.lengths)[:-1], self.lengths)

    def column(self, number: int) -> Array:
        """Letters 4 * number and the three after it, as one number a word that sorts as the letters do."""
        if not len(self.units):
            return np.zeros(len(self.starts), np.uint64)
        packed = np.zeros(len(self.starts), np.uint64)
        for at in range(4 * number, 4 * number + 4):
            packed <<= np.uint64(16)
            packed |= self.at(at)
        return packed

    def strings(self) -> list[str]:
        """The words as strings."""
        text = self.packed().units.astype("<u2").tobytes()
        ends = (2 * ends_of(self.lengths)).tolist()
        return [text[start:end].decode("utf-16-le", "surrogatepass") for start, end in pairwise(ends)]


def ends_of(lengths: Array) -> NDArray[np.int64]:
    """0 and the running sums: where each of a row of pieces begins, and where the last ends."""
    found = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=found[1:])
    return found


def spans(starts: Array, lengths: Array) -> NDArray[np.int64]:
    """The places in all spans, one span after the other."""
    ends = ends_of(lengths)
    found = np.repeat(starts.astype(np.int64) - ends[:-1], lengths)
    found += np.arange(int(ends[-1]))
    return found


def ragged(words: list[str]) -> Ragged:
    """Strings as one array."""
    text = "".join(words)
    flat = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.dtype("<u2"))
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    if len(flat) != len(text):
        lengths = np.array([len(word.encode("utf-16-le", "surrogatepass")) // 2 for word in words])
    return Ragged(flat, ends_of(lengths)[:-1], lengths)


def joined(one: Ragged, other: Ragged) -> Ragged:
    """The words of both."""
    return Ragged(
        np.concatenate([one.units, other.units]),
        np.concatenate([one.starts, other.starts + len(one.units)]),
        np.concatenate([one.lengths, other.lengths]),
    )
