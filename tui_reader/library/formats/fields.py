"""Which field of a record holds its text, its title and what else is known of it."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from tui_reader.library.document import NO_METADATA, Metadata, bounded
from tui_reader.library.encodings import without_surrogates

#: What is looked for -> what it is called, likeliest first, in lower case; also after the last dot of a nested name.
NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article_body", "articlebody", "fulltext", "full_text", "maintext",
             "main_text", "article", "article_text", "contents", "content_html", "html", "story", "passage", "context",
             "message", "description", "abstract", "summary", "document", "raw_content", "cleaned_text", "selftext",
             "tweet", "النص", "نص", "المحتوى", "محتوى", "المقال", "المتن", "متن", "נוסח", "טקסט", "תוכן", "מאמר",
             "مضمون"),
    "title": ("title", "headline", "heading", "name", "subject", "article_title", "articletitle", "page_title",
              "header", "العنوان", "عنوان", "כותרת", "שם", "سرخی"),
    "author": ("author", "authors", "byline", "creator", "writer", "by", "author_name", "username", "user",
               "الكاتب", "كاتب", "المؤلف", "مؤلف", "نویسنده", "מחבר", "מאת", "مصنف"),
    "date": ("date", "published", "published_at", "publishedat", "publish_date", "published_date", "date_published",
             "datepublished", "pubdate", "pub_date", "publication_date", "created_at", "created", "timestamp", "time",
             "datetime", "date_publish", "date_extracted",
             "التاريخ", "تاريخ", "تاریخ", "תאריך"),
    "url": ("url", "link", "href", "permalink", "canonical_url", "source_url", "uri", "webpage",
            "الرابط", "رابط", "پیوند", "קישור"),
    "language": ("language", "lang", "locale", "inlanguage", "اللغة", "لغة", "زبان", "שפה"),
    "publisher": ("publisher", "source", "site", "site_name", "newspaper", "outlet", "journal", "domain",
                  "المصدر", "مصدر", "الصحيفة", "الناشر", "ناشر", "منبع", "מקור"),
    "direction": ("dir", "direction", "text_direction"),
}  # fmt: skip

_KNOWN = frozenset(name for known in NAMES.values() for name in known)

SAMPLE = 50
"""Records that are looked at where no field is called as a text is."""

_DEEPEST = 4
_MOST_VALUES = 100
_WRAPPERS = ("$date", "$oid", "$numberlong", "rendered", "name", "value", "#text", "text", "content", "body", "context",
             "html", "paragraph")  # fmt: skip


class Fields(NamedTuple):
    """What is taken from where: pairs of what was looked for and a field's name as the file has it."""

    pairs: tuple[tuple[str, str], ...]

    def take(self, record: Mapping[str, object], what: str) -> str | None:
        """What a record holds of it, as text; None for nothing."""
        for wanted, name in self.pairs:
            if wanted == what:
                return shown(_reach(record, name))
        return None

    def metadata(self, record: Mapping[str, object]) -> Metadata:
        """What a record says about itself, with the fields that were used."""

        def line(what: str) -> str | None:
            value = self.take(record, what)
            return bounded(" ".join(without_surrogates(value)[0].split())) or None if value else None

        direction = (line("direction") or "").lower()
        return NO_METADATA if not self.pairs else Metadata(
            author=line("author"),
            publisher=line("publisher"),
            date=_day(line("date")),
            language=line("language"),
            direction="rtl" if direction == "rtl" else "ltr" if direction == "ltr" else None,
            url=line("url"),
            fields=self.pairs,
        )  # fmt: skip


def guess(records: Iterable[Mapping[str, object]], chosen: Mapping[str, str]) -> Fields:
    """The fields of some records: what the settings name, where it is there, else by their names in NAMES.

    Where none is called as a text is, the text is the field with the most characters.
    """
    sizes: dict[str, int] = {}
    for record in records:
        for name, value in _flat(record):
            sizes[name] = sizes.get(name, 0) + len(value)
    pairs: list[tuple[str, str]] = []
    taken: set[str] = set()
    for what, known in NAMES.items():
        wished = chosen.get(what)
        found = wished if wished in sizes else _called(known, sizes, taken)
        if what == "text" and found is None and sizes:
            # What is called as a title or a date is, only where there is nothing else.
            others = set(filter(None, (_called(each, sizes, set()) for each in (*NAMES.values(),))))
            found = max(sizes, key=lambda each: (each not in others and sizes[each] > 0, sizes[each]))
        if found is not None:
            pairs.append((what, found))
            taken.add(found)
    return Fields(tuple(pairs))


def _day(written: str | None) -> str | None:
    """A date as written; of a count of seconds or milliseconds since 1970, which says nothing to a reader, the day."""
    if not written or not re.fullmatch(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", written, re.ASCII):
        return written
    whole = written.partition(".")[0]
    seconds = int(whole[:-3] if len(whole) > 10 else whole)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def shown(value: object, deep: int = 0) -> str:
    """A value as text: a list's parts on lines of their own, of an object what it wraps; empty for nothing."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool) or deep > _DEEPEST:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        parts = list(filter(None, (shown(each, deep + 1) for each in value)))
        # Runs of one text, of which some are set apart, else paragraphs, else names.
        mixed = {isinstance(each, Mapping) for each in value if isinstance(each, str | Mapping)} == {True, False}
        return ("" if mixed else "\n" if any(len(each) > 40 for each in parts) else ", ").join(parts)
    if isinstance(value, Mapping):
        lowered = {str(key).lower(): each for key, each in value.items()}
        return next((text for name in _WRAPPERS if (text := shown(lowered.get(name), deep + 1))), "")
    return ""


def _called(known: tuple[str, ...], sizes: Mapping[str, int], taken: set[str]) -> str | None:
    """The first of the known names that a field has and that holds something; whole names before the last parts."""
    names = [name for name in sizes if name not in taken]
    for part in (False, True):
        by: dict[str, str] = {}
        for name in names:
            said = name.rpartition(".")[2] if part else name
            by.setdefault(_spelled(said), name)
        filled = [by[each] for each in known if each in by and sizes[by[each]]]
        empty = [by[each] for each in known if each in by]
        if filled or empty:
            return (filled or empty)[0]
    return None


def _spelled(name: str) -> str:
    """A field's name as NAMES spells it."""
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _flat(record: Mapping[str, object], before: str = "", deep: int = 0) -> list[tuple[str, str]]:
    """Names and texts of a record's fields; of objects in it, their names joined by dots."""
    found: list[tuple[str, str]] = []
    for key, value in record.items():
        name = f"{before}{key}"
        text = shown(value)
        if not isinstance(value, Mapping) or (text and (len(value) == 1 or _spelled(str(key)) in _KNOWN)):
            found.append((name, text))
        elif deep < _DEEPEST:
            found += _flat(value, f"{name}.", deep + 1)
        if len(found) >= _MOST_VALUES:
            break
    return found


def _reach(record: Mapping[str, object], name: str) -> object:
    """The value of a field by its name, dots and all; None where this record has none."""
    value: object = record
    if name in record:
        return record[name]
    parts = name.split(".")
    for part in parts:
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value
