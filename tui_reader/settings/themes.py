"""Themes: one TOML file each, ours and the user's. A broken one is named and skipped, never fatal.

A file holds `dark = true|false` and a table `[colours]` with every key of `COLOUR_KEYS` as "#rrggbb". The
theme's name is the file's. Start-up reads one file (`load_theme`); names come from listing folders.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from tui_reader.settings.problem import Problem

DEFAULT_THEME = "light"

# A theme is some thirty short lines; anything much larger is no theme, and is not read to find that out.
MAX_THEME_BYTES = 64 * 1024

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


class Theme(NamedTuple):
    """One theme. Every field after `dark` is a colour as "#rrggbb"."""

    name: str
    dark: bool
    background: str  # the page
    surface: str  # behind the search bar, the list and the status line
    text: str
    dim: str  # metadata, the list's second line, the placeholder
    title: str
    accent: str  # the one colour: the pane that has the keys, the caret, progress
    rule: str  # the quiet line between panes; never text
    hit_background: str
    hit_text: str
    current_hit_background: str
    current_hit_text: str
    kept_background: str  # a passage that stands in the notebook, under the text's own colour
    selection_background: str
    selection_text: str
    cursor_background: str  # the caret, in the search bar and while selecting
    cursor_text: str
    list_cursor_background: str  # the row of the list that is being read
    list_cursor_text: str
    list_cursor_dim: str
    notice: str
    error: str


COLOUR_KEYS = tuple(name for name in Theme._fields if name not in ("name", "dark"))

# What may be written on what. The screen draws text in no other pair, and in each of our own themes every
# pair has a contrast of at least 7:1 by WCAG's formula.
TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    ("text", "background"),
    ("dim", "background"),
    ("title", "background"),
    ("accent", "background"),
    ("error", "background"),
    ("text", "surface"),
    ("dim", "surface"),
    ("title", "surface"),
    ("accent", "surface"),
    ("notice", "surface"),
    ("error", "surface"),
    ("hit_text", "hit_background"),
    ("current_hit_text", "current_hit_background"),
    ("text", "kept_background"),
    ("selection_text", "selection_background"),
    ("cursor_text", "cursor_background"),
    ("list_cursor_text", "list_cursor_background"),
    ("list_cursor_dim", "list_cursor_background"),
)


class _BrokenThemeError(Exception):
    """A theme file that cannot be used; carries what to tell the user."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.key)
        self.problem = problem


def bundled_folder() -> Path:
    """The folder of our own themes: in the package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "themes"
    return inside if inside.is_dir() else package.parent / "themes"


def theme_names(user_folder: Path | None = None) -> tuple[str, ...]:
    """Names of all themes, ours first, each group in alphabetical order; reads no theme.

    `user_folder` is the `themes/` of the user's configuration folder, and need not exist. A theme of the
    user's with a name of ours takes its place.
    """
    ours = sorted(_files(bundled_folder()))
    return (*ours, *sorted(set(_files(user_folder)) - set(ours)))


def load_theme(name: str, user_folder: Path | None = None) -> tuple[Theme, list[Problem]]:
    """The theme called `name`, and what was wrong on the way.

    Tries the user's file, then ours of that name, then the default, so there is always a theme. Raises
    FileNotFoundError or ValueError only when the default itself is missing or broken: a damaged installation.
    """
    problems: list[Problem] = []
    found = False
    for folder in (user_folder, bundled_folder()):
        path = _files(folder).get(name)
        if path is None:
            continue
        found = True
        try:
            theme, unknown = _read(path)
        except _BrokenThemeError as broken:
            problems.append(broken.problem)
        else:
            return theme, problems + unknown
    if not found:
        problems.append(Problem("problem.theme-missing", {"name": name}))
    path = bundled_folder() / f"{DEFAULT_THEME}.toml"
    try:
        return _read(path)[0], problems
    except _BrokenThemeError as broken:
        if not path.exists():
            raise FileNotFoundError(path) from broken
        raise ValueError(f"{path}: {broken.problem.key}") from broken


def load_themes(user_folder: Path | None = None) -> tuple[dict[str, Theme], list[Problem]]:
    """Every theme that can be used, by name in the order of `theme_names`, and the problems of the others."""
    themes: dict[str, Theme] = {}
    problems: list[Problem] = []
    for folder in (bundled_folder(), user_folder):
        for name, path in sorted(_files(folder).items()):
            try:
                themes[name], unknown = _read(path)
            except _BrokenThemeError as broken:
                problems.append(broken.problem)
            else:
                problems += unknown
    return themes, problems


def is_name(value: object) -> bool:
    """Whether a theme, or anything else a setting names, may be called this: letters, digits, - and _.

    Names come back on the screen and are looked for as files: no control, no mark, no separator gets in.
    """
    return isinstance(value, str) and len(value) <= 64 and value.replace("-", "a").replace("_", "a").isalnum()


def _is_colour(value: object) -> bool:
    """Whether a value is "#rrggbb"."""
    return (
        isinstance(value, str) and len(value) == 7 and value[0] == "#" and _HEXADECIMAL.issuperset(value[1:])
    )


def _files(folder: Path | None) -> dict[str, Path]:
    """Theme files of a folder by theme name; empty when the folder is missing or closed to us.

    A file whose name could not be typed after --theme is none.
    """
    if folder is None:
        return {}
    try:
        return {p.stem: p for p in folder.iterdir() if p.suffix == ".toml" and is_name(p.stem)}
    except OSError:
        return {}


def _read(path: Path) -> tuple[Theme, list[Problem]]:
    """The theme in a file and its unknown keys; raises _BrokenThemeError."""

    def broken(code: str, **values: object) -> _BrokenThemeError:
        return _BrokenThemeError(Problem(f"problem.theme-{code}", {"path": str(path), **values}))

    try:
        if not path.is_file():  # a pipe of that name would never come to an end
            raise broken("unreadable", reason="not a file")
        with path.open("rb") as file:
            data = file.read(MAX_THEME_BYTES + 1)
    except OSError as error:
        raise broken("unreadable", reason=error.strerror or str(error)) from error
    if len(data) > MAX_THEME_BYTES:
        raise broken("too-large", limit=MAX_THEME_BYTES // 1024)
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise broken("not-utf8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise broken("syntax", reason=str(error)) from error

    dark, colours = table.pop("dark", None), table.pop("colours", None)
    if not isinstance(dark, bool):
        raise broken("key", name="dark")
    if not isinstance(colours, dict):
        raise broken("key", name="[colours]")
    values: dict[str, str] = {}
    for key in COLOUR_KEYS:
        value = colours.pop(key, None)
        if value is None:
            raise broken("key", name=key)
        if not _is_colour(value):
            raise broken("colour", name=key, value=value)
        values[key] = value.lower()
    unknown = [
        Problem("problem.theme-unknown-key", {"path": str(path), "name": key}) for key in (*table, *colours)
    ]
    return Theme(name=path.stem, dark=dark, **values), unknown
