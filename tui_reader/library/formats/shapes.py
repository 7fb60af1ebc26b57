"""Where in a piece of JSON its records are: every program that gives them out packs them in its own way."""

from collections.abc import Mapping, Sequence

from tui_reader.library.formats.fields import NAMES

#: Where a file is one object, what the list of records in it is called, likeliest first.
LISTS = ("articles", "documents", "docs", "records", "items", "posts", "entries", "results", "data", "rows", "hits",
         "news", "pages", "المقالات", "مقالات")  # fmt: skip

_DEEPEST = 6
# Fields that are also called as a text is where they describe a list.
_DESCRIBE = frozenset(("description", "abstract", "summary", "message"))
_TEXTS = frozenset(NAMES["text"])
_TITLES = frozenset(NAMES["title"])


def records_in(value: Mapping[str, object]) -> Sequence[object] | None:
    """The records that an object is about; None where it is a record itself.

    They are in a list that is called as such lists are, else in the list, or the object, of objects that holds most of
    all that is written in it. What has a text of its own is a record, and so is what has a title for parts without.
    """
    named = _called(value)
    if named is not None:
        return named
    size, found = _fullest(value)
    return found if 2 * size >= _written(value) else None


def _called(value: Mapping[str, object], deep: int = 0) -> list[object] | None:
    lowered = {str(key).lower(): each for key, each in value.items()}
    for name in LISTS:
        found = lowered.get(name)
        if isinstance(found, list) and found and isinstance(found[0], Mapping):
            return found
        if isinstance(found, Mapping) and deep < 3 and (inner := _called(found, deep + 1)):
            return inner
    return None


def _fullest(value: Mapping[str, object], deep: int = 0) -> tuple[int, Sequence[object] | None]:
    """Of the lists of objects that may be records the one with the most in it, and how much that is."""
    lowered = {str(key).lower(): each for key, each in value.items()}
    if any(isinstance(each, str) and each.strip() and key in _TEXTS - _DESCRIBE for key, each in lowered.items()):
        return 0, None
    titled = not _TITLES.isdisjoint(lowered)
    most = 0
    best: Sequence[object] | None = None
    for key, each in lowered.items():
        size = 0
        found: Sequence[object] | None = None
        if isinstance(each, list) and key not in _TEXTS and each and isinstance(each[0], Mapping):
            if not titled or _is_titled(each[0]):
                size, found = _written(each), each
        elif isinstance(each, Mapping) and deep < _DEEPEST:
            size, found = _fullest(each, deep + 1)
        if size > most:
            most, best = size, found
    parts = list(value.values())
    if best is None and len(parts) > 1 and all(isinstance(each, Mapping) and _has_text(each) for each in parts):
        return _written(parts), parts
    return most, best


def _is_titled(record: Mapping[str, object]) -> bool:
    return any(str(key).lower() in _TITLES for key in record)


def _has_text(record: Mapping[str, object]) -> bool:
    return any(str(key).lower() in _TEXTS and isinstance(each, str) for key, each in record.items())


def _written(value: object) -> int:
    """How many code points of text are in a piece of JSON, its keys left out."""
    size = 0
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            size += len(each)
        elif isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return size
