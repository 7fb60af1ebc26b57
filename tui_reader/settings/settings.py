"""Settings, and where each came from. A broken one is named and skipped, never fatal.

Which one wins, first to last:

1. the command line;
2. a choice made with a key inside the program, as long as config.toml still says what it said then: whatever
   the user said last wins, so `, c` is remembered, and an edit of config.toml afterwards is obeyed;
3. config.toml in the user's configuration folder;
4. the environment (only the interface's language: LC_ALL, LC_MESSAGES, LANG);
5. the default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

from tui_reader.settings.files import read_small, write_whole
from tui_reader.settings.problem import Problem
from tui_reader.settings.themes import DEFAULT_THEME, is_name
from tui_reader.text.display import Digits
from tui_reader.text.justify import Mode

CONFIG_FILE = "config.toml"
CHOICES_FILE = "choices.json"
MIN_MEASURE, MAX_MEASURE = 20, 200
Spacing = Literal["auto", "none", "blank"]
#: What the list is sorted by: as it was found, or one of the others; with a minus in front, turned round.
SORTS = ("found", "title", "name", "date", "length", "progress")
DIGITS, JUSTIFIED, SPACINGS = get_args(Digits), get_args(Mode), get_args(Spacing)
AUTO = "auto"

# What can be taken from a record, as library/formats/fields.py looks for it.
FIELDS = ("text", "title", "author", "date", "url", "language", "publisher", "direction")

# Names of the layouts in settings/keyboard.py, which is imported when the first letter of one arrives.
KEYBOARDS = ("arabic", "persian", "hebrew", "russian", "greek")


class Source(Enum):
    """Where a setting's value came from."""

    DEFAULT = "default"
    ENVIRONMENT = "environment"
    FILE = "file"
    CHOICE = "choice"
    COMMAND_LINE = "command line"


_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Settings(NamedTuple):
    """What the user asked for. "auto" means that the program finds out."""

    theme: str = DEFAULT_THEME
    terminal: str = AUTO  # a terminal profile's name
    direction: str = AUTO  # of documents: auto, ltr or rtl
    language: str = AUTO  # of the interface: a code such as en or ar
    measure: int = 72  # columns of a line in the reading pane
    tashkeel: bool = True  # vowel signs and niqqud shown
    digits: Digits = "written"  # which digits numbers are shown in
    justify: Mode = "off"  # lines filled by wider spaces or by kashida
    controls: bool = False  # bidi controls drawn, as signs
    spacing: Spacing = "auto"  # a blank row between paragraphs
    sort: str = "found"  # one of SORTS, or that turned round
    folders: bool = False  # the list under the folders that its articles lie in
    cache: bool = True  # what was read of a large library is kept for the next time
    keyboard: str = AUTO  # a layout's name in settings/keyboard.py
    citation: str = AUTO  # the template of a quotation with its source
    quote_isolates: bool = False  # bidi isolates around what a citation quotes
    quote_tashkeel: bool = True  # vowel signs and niqqud kept in citations
    keys: Mapping[str, tuple[str, ...]] = _NOTHING  # action -> keys
    fields: Mapping[str, str] = _NOTHING  # what a record holds -> the field of JSON or of a table that holds it
    sources: Mapping[str, Source] = _NOTHING  # setting -> where from
    in_file: Mapping[str, Any] = _NOTHING  # config.toml's values, valid or not

    def source(self, name: str) -> Source:
        """Where the setting `name` came from."""
        return self.sources.get(name, Source.DEFAULT)


def _quoted(names: Iterable[str]) -> str:
    """Values as they are written in TOML, for a message."""
    return ", ".join(f'"{name}"' for name in names)


# name -> (is the value good?, what a good value is, for the message). One row a setting.
_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "theme": (lambda v: is_name(v), '"NAME"'),
    "terminal": (lambda v: is_name(v), '"NAME"'),
    "direction": (lambda v: v in (AUTO, "ltr", "rtl"), '"auto", "ltr", "rtl"'),
    "language": (lambda v: is_name(v), '"auto", "ar", "en"'),
    "measure": (
        lambda v: type(v) is int and MIN_MEASURE <= v <= MAX_MEASURE,
        f"{MIN_MEASURE} to {MAX_MEASURE}",
    ),
    "tashkeel": (lambda v: isinstance(v, bool), "true, false"),
    "digits": (lambda v: v in DIGITS, _quoted(DIGITS)),
    "justify": (lambda v: v in JUSTIFIED, _quoted(JUSTIFIED)),
    "controls": (lambda v: isinstance(v, bool), "true, false"),
    "spacing": (lambda v: v in SPACINGS, _quoted(SPACINGS)),
    "sort": (lambda v: isinstance(v, str) and v.removeprefix("-") in SORTS, f'{_quoted(SORTS)}, "-title" …'),
    "folders": (lambda v: isinstance(v, bool), "true, false"),
    "cache": (lambda v: isinstance(v, bool), "true, false"),
    "keyboard": (
        lambda v: v in (AUTO, *KEYBOARDS),
        _quoted((AUTO, *KEYBOARDS)),
    ),
    "citation": (lambda v: is_name(v), '"auto", "NAME"'),
    "quote_isolates": (lambda v: isinstance(v, bool), "true, false"),
    "quote_tashkeel": (lambda v: isinstance(v, bool), "true, false"),
}
NAMES = tuple(_CHECKS)


def read_settings(
    config: Path | None,
    state: Path | None = None,
    *,
    command_line: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[Settings, list[Problem]]:
    """The settings in force, and every one that was skipped.

    `config` and `state` are the user's folders (None, or missing files: nothing is read from there). A value
    of None in `command_line` means that the option was not given. Raises nothing.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}

    def accept(name: str, value: object, source: Source, where: str) -> None:
        good, wanted = _CHECKS[name]
        if good(value):
            values[name], sources[name] = value, source
        else:
            shown = {"path": where, "name": name, "value": value, "wanted": wanted}
            problems.append(Problem("problem.setting-value", shown))

    language = locale_of(environment or {}, "LC_MESSAGES")
    if language:
        values["language"], sources["language"] = language, Source.ENVIRONMENT

    in_file: dict[str, Any] = {}
    if config is not None:
        path = config / CONFIG_FILE
        in_file, file_problems = _read_config(path)
        problems += file_problems
        for name, value in in_file.items():
            if name in _CHECKS:
                accept(name, value, Source.FILE, str(path))
            elif name == "keys":
                values["keys"], key_problems = _read_keys(value, str(path))
                sources["keys"] = Source.FILE
                problems += key_problems
            elif name == "fields":
                values["fields"], field_problems = _read_fields(value, str(path))
                sources["fields"] = Source.FILE
                problems += field_problems
            else:
                problems.append(Problem("problem.setting-unknown", {"path": str(path), "name": name}))

    for name, choice in _read_choices(state).items():
        # Our own file: what does not fit any more is passed over in silence, the user did not write it.
        if choice["over"] == _comparable(in_file.get(name)) and _CHECKS[name][0](choice["value"]):
            values[name], sources[name] = choice["value"], Source.CHOICE

    for name, value in (command_line or {}).items():
        if value is not None:
            accept(name, value, Source.COMMAND_LINE, f"--{name}")

    settings = Settings(**values, sources=MappingProxyType(sources), in_file=MappingProxyType(in_file))
    return settings, problems


def save_choice(name: str, value: str | int, settings: Settings, state: Path) -> Problem | None:
    """Remember a choice made with a key; the user's own files are never written.

    `settings` is what was read at start. Returns what went wrong, None if nothing. Raises ValueError for a
    setting there is none of, or a value that it cannot have: a mistake of the program.
    """
    if name not in _CHECKS or not _CHECKS[name][0](value):
        raise ValueError(f"no setting {name} = {value!r}")
    import json

    choices = _read_choices(state)
    choices[name] = {"value": value, "over": _comparable(settings.in_file.get(name))}
    path = state / CHOICES_FILE
    try:
        write_whole(path, json.dumps(choices, indent=1) + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem("problem.choice-not-saved", {"path": str(path), "reason": reason})
    return None


def locale_of(environment: Mapping[str, str], category: str) -> str | None:
    """The language of the locale as a code such as "ar", or None where it names none (C, POSIX, unset)."""
    for variable in ("LC_ALL", category, "LANG"):
        value = environment.get(variable)
        if value:  # an empty one counts as unset, as in setlocale(3)
            code = leading_code(value)
            return code if 2 <= len(code) <= 3 else None
    return None


def leading_code(locale: str) -> str:
    """The ASCII letters a locale's name begins with, lowered: "ar" of "ar_EG.UTF-8", "c" of "C.UTF-8"."""
    return "".join(takewhile(lambda c: c.isascii() and c.isalpha(), locale)).lower()


def _comparable(value: object) -> object:
    """A value of config.toml as JSON can keep it; what no setting can be (a table, a date) is nothing."""
    return value if isinstance(value, str | int) else None


def _read_config(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """config.toml as a table, empty where there is none or it is broken."""

    def broken(code: str, **values: object) -> tuple[dict[str, Any], list[Problem]]:
        return {}, [Problem(f"problem.config-{code}", {"path": str(path), **values})]

    try:
        data = read_small(path)
        return tomllib.loads(data.decode("utf-8-sig")), []
    except (FileNotFoundError, NotADirectoryError):
        return {}, []
    except OSError as error:
        return broken("unreadable", reason=error.strerror or str(error))
    except UnicodeDecodeError:
        return broken("not-utf8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return broken("syntax", reason=str(error))


def _read_keys(table: object, where: str) -> tuple[Mapping[str, tuple[str, ...]], list[Problem]]:
    """The table `[keys]`: action = "key" or ["key", ...]. Which names and keys exist, actions.py knows."""
    if not isinstance(table, dict):
        shown = {"path": where, "name": "keys", "value": table, "wanted": "[keys]"}
        return _NOTHING, [Problem("problem.setting-value", shown)]
    keys: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for action, value in table.items():
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(key, str) for key in listed):
            keys[action] = tuple(listed)
        else:
            wanted = '"KEY", ["KEY", "KEY"]'
            shown = {"path": where, "name": f"keys.{action}", "value": value, "wanted": wanted}
            problems.append(Problem("problem.setting-value", shown))
    return MappingProxyType(keys), problems


def _read_fields(table: object, where: str) -> tuple[Mapping[str, str], list[Problem]]:
    """The table `[fields]`: what a record holds = "the name of the field"."""
    if not isinstance(table, dict):
        shown = {"path": where, "name": "fields", "value": table, "wanted": "[fields]"}
        return _NOTHING, [Problem("problem.setting-value", shown)]
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    for what, name in table.items():
        if what not in FIELDS:
            problems.append(Problem("problem.setting-unknown", {"path": where, "name": f"fields.{what}"}))
        elif isinstance(name, str) and name:
            fields[what] = name
        else:
            shown = {"path": where, "name": f"fields.{what}", "value": name, "wanted": '"NAME"'}
            problems.append(Problem("problem.setting-value", shown))
    return MappingProxyType(fields), problems


def _read_choices(state: Path | None) -> dict[str, dict[str, Any]]:
    """Remembered choices, {setting: {"value": …, "over": what config.toml said}}; empty if unreadable."""
    if state is None:
        return {}
    path = state / CHOICES_FILE
    try:
        data = read_small(path)
        import json  # only where a choice was ever made

        table = json.loads(data)
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(table, dict):
        return {}
    return {
        name: {"value": row["value"], "over": row.get("over")}
        for name, row in table.items()
        if name in _CHECKS and isinstance(row, dict) and "value" in row
    }
