"""Templates of a small kind of our own, after string.Template.

``$field`` or ``${field}`` stands for a value, ``$[ … $]`` for a group that vanishes where a field in it has no value,
``$|`` parts a group into alternatives of which the first that has all its values is taken, ``$$`` is a dollar sign, and
a line that begins with ``$#`` is a comment.

That is all a citation needs, and it is chosen over Jinja2 for three reasons. The braces and percent signs of LaTeX,
BibTeX, Org and JSON mean nothing in it, so that a template looks like what it makes. What a missing field takes along
is put in brackets, not under conditions around every comma. And nothing in a template runs, loops or grows, so there
is no sandbox to trust and no further dependency to load.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping
from typing import NamedTuple, TypeAlias

from tui_reader.notebook.escapes import LINE_END

_TOKEN = re.compile(r"\$(?:(?P<field>[a-z]+)|\{(?P<braced>[^}\n]*)\}|(?P<sign>[\[\]|$]))|\$")

# What a line may begin with that each line of a long value repeats.
_BEGINNING = re.compile(r"[>%#; \t]+")


class TemplateError(Exception):
    """A template that cannot be used."""

    def __init__(self, fault: str, line: int, what: str = "") -> None:
        super().__init__(fault, line, what)
        self.fault = fault
        """field: there is none of that name; open, closed: a group without its other end; dollar: a lone one."""
        self.line = line
        self.what = what


class Field(NamedTuple):
    """A value's place."""

    name: str


class Group(NamedTuple):
    """A part that may vanish: the first of the alternatives that has all its values."""

    alternatives: tuple[Parts, ...]


Part: TypeAlias = str | Field | Group
Parts: TypeAlias = tuple[Part, ...]


def parse(source: str, names: Collection[str]) -> Parts:
    """The parts of a template that may ask for fields of these names. Raises TemplateError."""
    # One line end at the end is the editor's.
    source = source.replace("\r\n", "\n").removesuffix("\n")
    kept = [(number, line) for number, line in enumerate(source.split("\n"), 1) if not line.startswith("$#")]
    source = "\n".join(line for _, line in kept)
    begins = [0]
    for _, line in kept:
        begins.append(begins[-1] + len(line) + 1)

    def fault(kind: str, at: int, what: str = "") -> TemplateError:
        return TemplateError(kind, kept[bisect_right(begins, at) - 1][0], what)

    # Each open group: where it was opened, its finished alternatives, the parts of the one being read.
    groups: list[tuple[int, list[Parts], list[Part]]] = [(0, [], [])]
    end = 0
    for token in _TOKEN.finditer(source):
        at, (_, alternatives, parts) = token.start(), groups[-1]
        if at > end:
            parts.append(source[end:at])
        end = token.end()
        field = token["braced"] if token["field"] is None else token["field"]
        if field is not None:
            if field not in names:
                raise fault("field", at, field)
            parts.append(Field(field))
        elif token["sign"] == "$":
            parts.append("$")
        elif token["sign"] == "[":
            groups.append((at, [], []))
        elif token["sign"] is None:
            raise fault("dollar", at)
        elif len(groups) == 1:
            raise fault("closed", at, token[0])
        else:
            alternatives.append(tuple(parts))
            if token["sign"] == "|":
                parts.clear()
            else:
                groups.pop()
                groups[-1][2].append(Group(tuple(alternatives)))
    if len(groups) > 1:
        raise fault("open", groups[-1][0])
    parts = groups[0][2]
    if source[end:]:
        parts.append(source[end:])
    return tuple(parts)


def fill(parts: Parts, values: Mapping[str, str], before: str = "") -> str:
    """The parts with values in them; a field without one, outside of a group, is nothing.

    A value of several lines repeats what its own line begins with (``> ``, ``% ``) on each. ``before`` is what stands
    in front of the parts.
    """
    filled = before
    for part in parts:
        if isinstance(part, str):
            filled += part
        elif isinstance(part, Field):
            filled += _continued(values.get(part.name, ""), filled.rpartition("\n")[2])
        else:
            filled += _chosen(part, values, filled)
    return filled[len(before) :]


def _chosen(group: Group, values: Mapping[str, str], before: str) -> str:
    for parts in group.alternatives:
        if not all(part.name in values for part in parts if isinstance(part, Field)):
            continue
        inner = [part for part in parts if isinstance(part, Group)]
        # What holds nothing but groups vanishes with all of them.
        if (
            inner
            and not any(isinstance(part, Field) for part in parts)
            and not any(_chosen(part, values, "") for part in inner)
        ):
            continue
        return fill(parts, values, before)
    return ""


def _continued(value: str, beginning: str) -> str:
    """A value whose lines all begin as the first one does, if that is a beginning of the repeated kind."""
    if not _BEGINNING.fullmatch(beginning):
        return value

    def begun(end: re.Match[str]) -> str:
        blank = LINE_END.match(value, end.end()) or end.end() == len(value)
        return end[0] + (beginning.rstrip() if blank else beginning)

    return LINE_END.sub(begun, value)
