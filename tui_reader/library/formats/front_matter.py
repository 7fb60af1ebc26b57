"""The fields a Markdown file opens with: YAML or TOML between two rules, or Pandoc's lines."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from tui_reader.library.document import bounded

FRONT_MATTER_LIMIT = 1 << 16
"""Code points of front matter at most; a longer block is text."""

# Code points of TOML that is parsed: a name of many parts takes time squared.
_LONGEST_TOML = 1 << 13

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)"
    r"(?P<block>(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"
)
_TOML = re.compile(
    r"\+\+\+[ \t]*(?:\r\n|\n|\r)(?P<block>(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?)\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)"
)
_PANDOC = re.compile(
    r"((?:%[^\r\n]*+(?>\r\n|\n|\r|\Z)(?:[ \t]++[^\r\n]++(?>\r\n|\n|\r|\Z))*+){1,3}+)[ \t]*+(?:[\r\n]|\Z)"
)
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_TOML_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*=[ \t]*(.*)")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields a Markdown file opens with (keys in lower case, values in one line) and the rest of it.

    A block between two rules that is no mapping stays in the text, for it may be the author's words.
    Values are as written: no date, number or truth value is made of them. A list is joined by commas.
    """
    if text.startswith("% "):
        return _pandoc(text)
    pattern, load = (_TOML, _toml) if text.startswith("+++") else (_FRONT_MATTER, _yaml)
    match = pattern.match(text, 0, FRONT_MATTER_LIMIT) if text.startswith(("---", "+++")) else None
    if not match:
        return {}, text
    loaded = load(match["block"])
    if loaded is None:
        return {}, text
    fields = {str(key).lower(): one for key, value in loaded.items() if (one := _one_line(value))}
    return fields, text[match.end() :]


def _pandoc(text: str) -> tuple[dict[str, str], str]:
    """Title, authors and date on three lines, of which the first ones are enough."""
    match = _PANDOC.match(text, 0, FRONT_MATTER_LIMIT)
    if not match:
        return {}, text
    values = re.split(r"(?:\A|[\r\n]+)%", match[1])[1:]
    authors = ", ".join(filter(None, map(str.strip, re.split(r";|[\r\n]+", values[1])))) if len(values) > 1 else ""
    said = zip(("title", "author", "date"), (values[0], authors, *values[2:]), strict=False)
    return {name: one for name, value in said if (one := _one_line(value))}, text[match.end() :]


def _toml(block: str) -> Mapping[Any, object] | None:
    """The table a block of TOML is; one that is broken or long but begins with a field is read line by line."""
    if len(block) > _LONGEST_TOML:
        return _line_by_line(block, _TOML_FIELD)
    import tomllib

    try:
        return tomllib.loads(block.replace("\r\n", "\n").replace("\r", "\n"), parse_float=str)
    except (ValueError, RecursionError):
        return _line_by_line(block, _TOML_FIELD)


def _yaml(block: str) -> Mapping[Any, object] | None:
    """The mapping a block of YAML is; None for anything else.

    A title with a colon in it is the commonest broken YAML there is: a broken block that begins with a
    field is read line by line.
    """
    import yaml

    try:
        # Strings, lists and mappings only: 'lang: no' is Norwegian, a date is what was written, and no
        # object is built. Not libyaml's loader, which overflows the stack of the process on deep nesting.
        loaded = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return _line_by_line(block, _FIELD)
    if loaded is None or loaded == "":
        return {} if not block.strip() else None
    return loaded if isinstance(loaded, dict) else None


def _line_by_line(block: str, pattern: re.Pattern[str]) -> dict[str, str] | None:
    """The fields of a block that can be told by their lines; None where its first line is none."""
    lines = [line for line in re.split("[\r\n]+", block) if line.strip() and not line.startswith("#")]
    if not lines or not pattern.match(lines[0]):
        return None
    found = [field for line in lines if (field := pattern.fullmatch(line))]
    return {field[1]: (field[2] or "").strip().strip("\"'") for field in found}


def _one_line(value: object, deep: bool = False) -> str:
    """A field's value in one line; empty for what says nothing.

    Of what is nested deeper than a list of people nothing is taken: aliases let a short block hold a tree
    without end.
    """
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        parts = [] if deep else [_one_line(each, True) for each in value[:50]]
        return bounded(", ".join(filter(None, parts)))
    if isinstance(value, datetime.date):
        value = value.isoformat().replace("+00:00", "Z")
    if not isinstance(value, str):
        return ""
    return "" if value in ("~", "null") else bounded(" ".join(value.split()))
