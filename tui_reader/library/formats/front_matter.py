"""The fields a Markdown file opens with, in YAML between two rules."""

import re

from tui_reader.library.document import bounded

FRONT_MATTER_LIMIT = 1 << 16
"""Code points of front matter at most; a longer block is text."""

_FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n|\n|\r)"
    r"(?P<block>(?:[^\r\n]*(?:\r\n|\n|\r(?!\n)))*?)"
    r"(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"
)
_FIELD = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The fields a Markdown file opens with (keys in lower case, values in one line) and the rest of it.

    A block between two rules that is no mapping stays in the text, for it may be the author's words.
    Values are as written: no date, number or truth value is made of them. A list is joined by commas.
    """
    match = _FRONT_MATTER.match(text, 0, FRONT_MATTER_LIMIT) if text.startswith("---") else None
    if not match:
        return {}, text
    loaded = _yaml(match["block"])
    if loaded is None:
        return {}, text
    fields = {str(key).lower(): one for key, value in loaded.items() if (one := _one_line(value))}
    return fields, text[match.end() :]


def _yaml(block: str) -> dict[object, object] | None:
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
        lines = [line for line in re.split("[\r\n]+", block) if line.strip() and not line.startswith("#")]
        if not lines or not _FIELD.match(lines[0]):
            return None
        found = [field for line in lines if (field := _FIELD.fullmatch(line))]
        return {field[1]: (field[2] or "").strip().strip("\"'") for field in found}
    if loaded is None or loaded == "":
        return {} if not block.strip() else None
    return loaded if isinstance(loaded, dict) else None


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
    if not isinstance(value, str):
        return ""
    return "" if value in ("~", "null") else bounded(" ".join(value.split()))
