"""The encodings that are known, by the names they are shown under and the labels files call them by."""

import codecs
from typing import NamedTuple


class Charset(NamedTuple):
    """A row of CHARSETS."""

    name: str
    """As shown to the reader."""
    codec: str
    """Python's name of it."""
    labels: tuple[str, ...] = ()
    """What files call it, in lower case, beyond what Python knows."""


CHARSETS: tuple[Charset, ...] = (
    Charset("UTF-8", "utf-8", ("unicode-1-1-utf-8",)),
    Charset("Windows-1256", "cp1256", ("x-cp1256", "arabic-windows")),
    Charset("ISO-8859-6", "iso8859_6", ("iso-8859-6-i", "iso-8859-6-e", "asmo-708")),
    Charset("Mac Arabic", "mac_arabic", ("x-mac-arabic", "macarabic")),
    Charset("Mac Farsi", "mac_farsi", ("x-mac-farsi", "macfarsi")),
    Charset("IBM 720", "cp720", ("dos-720", "cp720")),
    Charset("IBM 864", "cp864", ("dos-864",)),
    Charset("Windows-1255", "cp1255", ("x-cp1255",)),
    Charset("ISO-8859-8", "iso8859_8", ("iso-8859-8-i", "iso-8859-8-e", "logical", "visual")),
    Charset("IBM 862", "cp862", ("dos-862",)),
    Charset("UTF-16 LE", "utf-16-le", ("unicode", "ucs-2", "iso-10646-ucs-2", "csunicode", "unicodefeff")),
    Charset("UTF-16 BE", "utf-16-be", ("unicodefffe",)),
    # What calls itself Latin 1, or ASCII, is this (WHATWG Encoding, section 4.2).
    Charset("Windows-1252", "cp1252", ("x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1",
                                       "l1", "ascii", "us-ascii", "ansi_x3.4-1968")),
    Charset("Windows-1251", "cp1251", ("x-cp1251",)),
    Charset("KOI8-R", "koi8_r", ("koi", "koi8")),
    Charset("KOI8-U", "koi8_u", ("koi8-ru",)),
    Charset("IBM 866", "cp866"),
    Charset("ISO-8859-5", "iso8859_5"),
    Charset("Windows-1250", "cp1250", ("x-cp1250",)),
    Charset("ISO-8859-2", "iso8859_2"),
    Charset("Windows-1254", "cp1254", ("x-cp1254", "iso-8859-9", "iso8859-9", "latin5")),
    Charset("Windows-1253", "cp1253", ("x-cp1253",)),
    Charset("ISO-8859-7", "iso8859_7"),
    Charset("Windows-1257", "cp1257", ("x-cp1257",)),
    Charset("Windows-1258", "cp1258", ("x-cp1258",)),
    Charset("ISO-8859-15", "iso8859_15", ("latin9",)),
    Charset("Mac Roman", "mac_roman", ("x-mac-roman", "macintosh", "mac")),
    Charset("Mac Cyrillic", "mac_cyrillic", ("x-mac-cyrillic", "x-mac-ukrainian")),
    Charset("IBM 850", "cp850"),
    Charset("IBM 437", "cp437"),
    Charset("Windows-874", "cp874", ("dos-874", "tis-620", "iso-8859-11")),
    Charset("GB 18030", "gb18030", ("gbk", "gb2312", "x-gbk", "chinese", "gb_2312-80")),
    Charset("Big5", "big5hkscs", ("big5", "big5-hkscs", "cn-big5", "x-x-big5")),
    Charset("Shift JIS", "cp932", ("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji")),
    Charset("EUC-JP", "euc_jp", ("x-euc-jp",)),
    Charset("ISO-2022-JP", "iso2022_jp"),
    Charset("EUC-KR", "cp949", ("euc-kr", "ks_c_5601-1987", "korean", "windows-949")),
    Charset("UTF-32 LE", "utf-32-le"),
    Charset("UTF-32 BE", "utf-32-be"),
)  # fmt: skip
"""Every encoding that a file may declare or a reader choose. No other of Python's codecs is used: some of them
are no encodings of text, and some undo compression."""

CHOICES: tuple[str, ...] = tuple(charset.name for charset in CHARSETS)
"""What a reader is offered to read a file in, likeliest first."""

BY_NAME: dict[str, Charset] = {charset.name: charset for charset in CHARSETS}

_BY_LABEL = {label: charset for charset in CHARSETS for label in (charset.name.lower(), *charset.labels)}
_BY_CODEC = {codecs.lookup(charset.codec).name: charset for charset in CHARSETS}

_LONGEST_LABEL = 40


def of_label(label: str) -> Charset | None:
    """The encoding a file's ``label`` names, in any case; None for one that is not known, or none of text.

    ``utf-16`` without an order is little-endian, as the web reads it.
    """
    label = label.strip(" \t\r\n\f\"'").lower()
    if not label or len(label) > _LONGEST_LABEL or not label.isascii():
        return None
    if label in ("utf-16", "utf16", "ucs2"):
        return BY_NAME["UTF-16 LE"]
    if label in _BY_LABEL:
        return _BY_LABEL[label]
    try:
        return _BY_CODEC.get(codecs.lookup(label).name)
    except (LookupError, ValueError):
        return None
