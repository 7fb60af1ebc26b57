"""Bytes to text, and which encoding that was."""

import re
import unicodedata
from collections import Counter
from contextlib import suppress
from typing import Literal, NamedTuple

from tui_reader.library.charsets import BY_NAME, CHOICES, of_label

FEW_NULS = 8
FEW_CONTROLS = 64
"""A file holds this many NULs, or other control characters that are not white space, and is still text; a
longer one may be a tenth of them. A terminal recording or a document made to harm opens, and is shown
with stand-ins; a program or a picture does not."""

_HEAD = 1 << 16
_WIDE_HEAD = 1 << 13
_WINDOW = 1 << 14
# So many letters beyond ASCII, and no byte among them that is not UTF-8: no other encoding does that by chance.
_CERTAIN = 20
# Bytes of UTF-16 without a mark at least: of fewer nobody could tell.
_NARROWEST = 12
# Blocks of 256 that nearly all of a text comes from: letters, spaces, and two of presentation forms.
_BLOCKS = 4
# What a page is called that nobody told its program of, and how sure a guess beats that from.
_UNTOLD, _SURE = "Windows-1252", 0.4
_NUL = b"\0"
# C0 and DEL without white space, ESC (coloured logs) and backspace (bold in manual pages).
_CONTROLS = bytes([*range(0x08), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F])

_MAGIC = re.compile(
    rb"(?P<program>\x7fELF|MZ\x90\0|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\0asm)"
    rb"|(?P<PDF>%PDF-\d)"
    rb"|(?P<image>\x89PNG\r\n\x1a\n|GIF8[79]a|\xff\xd8\xff|RIFF....WEBP|II\*\0|MM\0\*)"
    rb"|(?P<archive>PK(?:\x03\x04|\x05\x06)|\x1f\x8b\x08|\xfd7zXZ\0|BZh\d1AY&SY|7z\xbc\xaf\x27\x1c|Rar!\x1a\x07"
    rb"|\x28\xb5\x2f\xfd)"
    rb"|(?P<database>SQLite format 3\0)"
    rb"|(?P<document>\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1)"
    rb"|(?P<media>OggS\0|ID3[\x02-\x04]\0|RIFF....(?:WAVE|AVI ))",
    re.DOTALL,
)

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8", "UTF-8 BOM"),
    (b"\xff\xfe\0\0", "utf-32-le", "UTF-32 LE"),
    (b"\0\0\xfe\xff", "utf-32-be", "UTF-32 BE"),
    (b"\xff\xfe", "utf-16-le", "UTF-16 LE"),
    (b"\xfe\xff", "utf-16-be", "UTF-16 BE"),
)


__all__ = ["CHOICES", "Decoded", "NotText", "ParserCode", "decode"]

ParserCode = Literal[
    "not-text", "pdf", "bomb", "encrypted", "damaged", "bad-record", "missing-part", "unknown-format"
]  # fmt: skip
"""What can be wrong with a file's contents: the whole of it (NotText) or a part (formats.Flaw)."""


class NotText(Exception):  # noqa: N818 - says what the bytes are
    """The bytes give no document.

    ``code`` is ``not-text`` for a binary, ``pdf`` for that kind of one; ``detail`` is the kind of file, or what
    is wrong, in English.
    """

    def __init__(self, code: ParserCode, detail: str) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class Decoded(NamedTuple):
    """Text, exact to its line ends, without a byte order mark. It holds no surrogates."""

    text: str
    encoding: str
    """One of CHOICES, or ``UTF-8 BOM``."""
    undecodable: int = 0
    """How many bytes (of UTF-16: units) were no characters: a U+FFFD stands for each, so none is lost from sight."""
    sure: float = 1.0
    """0 to 1. Below 1 it was guessed, and the reader may know better."""


DECLARED = 0.9
"""How sure an encoding is that a file names itself: editors and servers change files and leave the name."""


def decode(data: bytes, declared: str | None = None, forced: str | None = None) -> Decoded:
    """The text of a file's bytes.

    In order: ``forced``, the reader's choice (one of CHOICES); a byte order mark; UTF-8, where the bytes are
    valid UTF-8 beyond ASCII, for nothing else is by chance; ``declared``, the label in the file's own head, unless
    the bytes speak loudly against it; UTF-8 with a few broken bytes; UTF-32 or UTF-16 without a mark; the encoding in
    which the bytes read most like a language (detection.py). Bytes that are no text at all raise NotText, and nothing
    else does.
    """
    if forced in BY_NAME:
        return _forced(data, forced)
    magic = _MAGIC.match(data)
    if magic:
        kind = magic.lastgroup or "binary"
        raise NotText("pdf" if kind == "PDF" else "not-text", kind)
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return _checked(_decode(data[len(mark) :], codec, name))
    charset = of_label(declared) if declared else None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        broken_at = error.start
    else:
        # Two bytes or four a character are hardly ever valid letters of UTF-8 as well.
        if b"\0" in data[:_HEAD] and _letters(text[:_WIDE_HEAD]) < _CERTAIN and (wide := _wide(data)):
            return _checked(wide)
        # ISO-2022-JP is the one that hides other letters in ASCII.
        if not charset or charset.codec != "iso2022_jp" or not text.isascii():
            return _checked(Decoded(text, "UTF-8"))
    if charset and charset.codec not in ("utf-8", "utf-16-le", "utf-16-be"):
        said = _checked(_decode(data, charset.codec, charset.name)._replace(sure=DECLARED))
        return _rather(data, said) or said
    return _detected(data, broken_at)


def _rather(data: bytes, said: Decoded) -> Decoded | None:
    """What bytes are that cannot be what their file says; None where they may well be.

    Editors and servers call a page Latin 1 that nobody told them of; and bytes that are no characters of the encoding
    that was said are often all characters of one that is near it.
    """
    if not said.undecodable and said.encoding != _UNTOLD:
        return None
    from tui_reader.library.detection import guess

    found = guess(data, said.encoding)
    if not found or found.strange or found.sure < _SURE or found.name == said.encoding:
        return None
    other = _decode(data, BY_NAME[found.name].codec, found.name)._replace(sure=found.sure)
    if other.text == said.text or (said.undecodable and other.undecodable >= said.undecodable):
        return None
    return other


def _forced(data: bytes, name: str) -> Decoded:
    codec = BY_NAME[name].codec
    for mark, of, _ in _MARKS:
        if of == codec and data.startswith(mark):
            data = data[len(mark) :]
    return _decode(data, codec, name)


def _detected(data: bytes, broken_at: int) -> Decoded:
    """What bytes are that neither name their encoding nor are valid UTF-8, which they cease to be at ``broken_at``."""
    # In another encoding a text is soon no valid UTF-8, and then again and again.
    before = _letters(data[max(broken_at - _WINDOW, 0) : broken_at].decode("utf-8", "ignore"))
    near = data[max(broken_at - _WINDOW, 0) : broken_at + _WINDOW].decode("utf-8", "surrogateescape")
    broken = len(near) - len(near.encode("utf-8", "ignore").decode("utf-8"))
    letters = _letters(near) - broken
    if before >= _CERTAIN or letters >= 4 * broken or (letters and broken_at >= len(data) - 3):
        text, broken = without_surrogates(data.decode("utf-8", "surrogateescape"))
        return _checked(Decoded(text, "UTF-8", broken, DECLARED))
    if wide := _wide(data):
        return _checked(wide)
    if _is_binary(data[:_HEAD]):
        raise NotText("not-text", "binary")
    from tui_reader.library.detection import guess  # reads its table: most libraries are UTF-8 and never need it

    found = guess(data)
    if found is None or (found.strange and _controls(data[:_HEAD]) * 50 > len(data[:_HEAD])):
        raise NotText("not-text", "binary")
    return _decode(data, BY_NAME[found.name].codec, found.name)._replace(sure=found.sure)


_STAND_INS = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def _letters(text: str) -> int:
    """How many characters are beyond ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def without_surrogates(text: str) -> tuple[str, int]:
    """``text`` with U+FFFD for each lone surrogate in it, and how many there were."""
    if text.isascii():
        return text, 0
    # Not by a pattern: it would keep a list of all pieces, and a hostile text is nothing but pieces.
    shown = text.translate(_STAND_INS)
    return shown, shown.count("\ufffd") - text.count("\ufffd")


def _decode(data: bytes, codec: str, name: str) -> Decoded:
    """The text in a codec, with U+FFFD for each byte that is none of its characters."""
    try:
        return Decoded(data.decode(codec), name)
    except UnicodeDecodeError:
        pass
    if codec.startswith("utf-"):
        text = data.decode(codec, "replace")
        # Those that are U+FFFD in the file itself are kept by both ways of decoding.
        return Decoded(text, name, text.count("\ufffd") - data.decode(codec, "ignore").count("\ufffd"))
    text, broken = without_surrogates(data.decode(codec, "surrogateescape"))
    return Decoded(text, name, broken)


def _wide(data: bytes) -> Decoded | None:
    """The text of UTF-32 or UTF-16 that has no byte order mark; None for what is neither."""
    head = data[: _WIDE_HEAD & ~3]
    for name in ("UTF-32 LE", "UTF-32 BE") if len(head) >= _NARROWEST else ():
        with suppress(UnicodeDecodeError):  # of four bytes by chance one group in a thousand is a character
            text = head[: len(head) & ~3].decode(BY_NAME[name].codec)
            if 50 * sum(map(_is_odd, text)) <= len(text):
                return _decode(data, BY_NAME[name].codec, name)._replace(sure=DECLARED)
    return _utf16(data)


def _utf16(data: bytes) -> Decoded | None:
    """The text of UTF-16 that has no byte order mark; None for what is not that.

    A text's characters come from few blocks of 256, so one of the two bytes of a unit hardly changes. In
    the wrong order the letters of one alphabet would be of as many blocks. Among its bytes are some that would be
    controls if each were a character: the block of ASCII is 0, that of Arabic 6. Texts of one byte a letter have none.
    """
    head = data[: _WIDE_HEAD & ~1]
    if len(head) < _NARROWEST or not _controls(head):
        return None
    for order, name in ((1, "UTF-16 LE"), (0, "UTF-16 BE")):
        high = Counter(head[order::2])
        units = high.total()
        low = Counter(head[1 - order :: 2])
        if sum(count for _, count in high.most_common(_BLOCKS)) < 0.9 * units or len(high) >= len(low):
            continue
        text = head.decode(BY_NAME[name].codec, "replace")
        if 50 * sum(map(_is_odd, text)) <= len(text):
            return _decode(data, BY_NAME[name].codec, name)._replace(sure=DECLARED)
    return None


def _is_odd(char: str) -> bool:
    """Whether a character is one that texts do without."""
    return unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") and char not in "\t\n\r\x0b\x0c\x1b"


def _checked(decoded: Decoded) -> Decoded:
    """What was decoded; raises NotText where it is a binary's bytes all the same."""
    if _is_binary(decoded.text[:_HEAD].encode("utf-8")):
        raise NotText("not-text", "binary")
    return decoded


def _is_binary(head: bytes) -> bool:
    """Whether the head of a file holds more control characters than a text does."""
    tenth = len(head) // 10
    return head.count(_NUL) > max(FEW_NULS, tenth) or _controls(head) > max(FEW_CONTROLS, tenth)


def _controls(head: bytes) -> int:
    """How many bytes are control characters that texts do without."""
    return len(head) - len(head.translate(None, _CONTROLS))
