"""What a terminal answers, told apart from what the user types meanwhile: a strict and bounded parser.

`QUESTION` asks four things at once. Every terminal answers the last, so its answer ends the waiting whether
the others were understood or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: DECRQM 8 (is the terminal's own bidi on?), XTVERSION, DA2, and DA1 as the end mark.
QUESTION = b"\x1b[8$p\x1b[>q\x1b[>c\x1b[c"

#: Bytes that were typed which are kept; nobody types more before the first screen.
TYPED_LIMIT = 4096
#: Bytes of one answer; a longer control string is thrown away as it comes in.
REPLY_LIMIT = 256

_STRING_START = re.compile(rb"\x1b[P\]X^_]")
# A control string ends with ST or BEL; any other escape, CAN or SUB breaks it off.
_STRING_END = re.compile(rb"\x1b\\|\x07|[\x18\x1a]|\x1b(?=[^\\])")
_CSI = re.compile(rb"\x1b\[[0-?]{0,64}[ -/]{0,4}[@-~]")
_CSI_BEGUN = re.compile(rb"\x1b(?:\[[0-?]{0,64}[ -/]{0,4})?")
# The beginning of a sequence at the end of something, or the end.
_CUT = re.compile(rb"(?:\x1b(?:\[[0-?]{0,64}[ -/]{0,4})?)?\Z")

_DECRPM = re.compile(rb"\x1b\[8;([0-4])\$y")
_DA2 = re.compile(rb"\x1b\[>([0-9;]{0,40})c")
_DA1 = re.compile(rb"\x1b\[\?([0-9;]{0,60})c")
_XTVERSION = re.compile(rb"\x1bP>\|([ -~]*)")


class Replies(NamedTuple):
    """What a terminal said of itself; what it did not answer is empty, or None."""

    bdsm: int | None = None  # DECRPM of mode 8: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset
    xtversion: str = ""  # name and version, printable ASCII
    da2: str = ""  # parameters of the secondary device attributes
    da1: str = ""  # those of the primary ones
    answered: bool = False  # whether DA1 came, and so all that will ever come


class Splitter:
    """Takes the bytes that a terminal sends apart into `replies` and what was typed.

    Anything but a well-formed answer to `QUESTION` counts as typed, save control strings (DCS, OSC …): no key
    sends one, so those are thrown away. Once DA1 was seen, everything is typed, sequences that came in pieces whole
    as long as somebody goes on feeding. Memory is bounded.
    """

    def __init__(self) -> None:
        self.replies = Replies()
        self._typed = b""
        # The beginning of something of which the rest has not come.
        self._rest = b""
        # In a control string that is too long to be an answer.
        self._skipping = False

    @property
    def unfinished(self) -> bool:
        """Whether what came last is the beginning of something, an escape sequence or a UTF-8 character."""
        return bool(self._rest) or _cut(self._typed)

    @property
    def escape(self) -> bool:
        """Whether what came last is an Esc, which is more likely the key than the beginning of an answer."""
        return self._rest == b"\x1b" and not self._skipping

    def feed(self, data: bytes) -> None:
        """Take bytes in the order in which they came, cut anywhere."""
        data = self._rest + data
        self._rest = b""
        while data:
            data = self._next(data)

    def take(self) -> bytes:
        """What was typed since the last time; without what is unfinished."""
        typed, self._typed = self._typed, b""
        return typed

    def flush(self) -> bytes:
        """The same with what is unfinished: nothing more came, so it was the key Esc, or is cut for good."""
        rest, self._rest = self._rest, b""
        if not _STRING_START.match(rest):
            self._keep(rest)
        return self.take()

    def _keep(self, data: bytes) -> None:
        self._typed += data[: max(0, TYPED_LIMIT - len(self._typed))]

    def _next(self, data: bytes) -> bytes:
        """Take the first thing in some bytes; what comes after it."""
        if self.replies.answered and not self._skipping:
            start = _CUT.search(data).start()  # type: ignore[union-attr]  # it finds the end, if nothing else
            self._keep(data[:start])
            self._rest = data[start:]
            return b""
        if self._skipping or _STRING_START.match(data):
            return self._string(data)
        start = data.find(b"\x1b")
        if start:
            cut = len(data) if start < 0 else start
            self._keep(data[:cut])
            return data[cut:]
        if found := _CSI.match(data):
            if not self._reply(found[0]):
                self._keep(found[0])
            return data[found.end() :]
        if _CSI_BEGUN.fullmatch(data):
            self._rest = data
            return b""
        self._keep(data[:1])  # Esc, or Alt with the key that follows
        return data[1:]

    def _string(self, data: bytes) -> bytes:
        """Take a control string, from its start or from its middle if it is too long."""
        end = _STRING_END.search(data, 0 if self._skipping else 2)
        if end is None:
            if self._skipping or len(data) > REPLY_LIMIT:
                # Its end may be cut in two.
                self._skipping, self._rest = True, b"\x1b" if data.endswith(b"\x1b") else b""
            else:
                self._rest = data
            return b""
        found = None if self._skipping else _XTVERSION.fullmatch(data[: end.start()])
        self._skipping = False
        if found and end.start() <= REPLY_LIMIT and end[0] in (b"\x1b\\", b"\x07"):
            self.replies = self.replies._replace(xtversion=found[1].decode("ascii"))
        return data[end.start() if end[0] == b"\x1b" else end.end() :]

    def _reply(self, sequence: bytes) -> bool:
        """Note an answer; whether the sequence is one."""
        if found := _DECRPM.fullmatch(sequence):
            self.replies = self.replies._replace(bdsm=int(found[1]))
        elif found := _DA2.fullmatch(sequence):
            self.replies = self.replies._replace(da2=found[1].decode("ascii"))
        elif found := _DA1.fullmatch(sequence):
            self.replies = self.replies._replace(da1=found[1].decode("ascii"), answered=True)
        return found is not None


def _cut(data: bytes) -> bool:
    """Whether bytes end within a UTF-8 character."""
    for length in range(1, min(4, len(data)) + 1):
        byte = data[-length]
        if byte & 0xC0 != 0x80:
            return length < (4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1)
    return False
