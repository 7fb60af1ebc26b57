"""ACTIONS: everything a key can do. Data only; bindings, footer, help, palette and README come from it.

A key is written as Textual names it ("slash", "ctrl+p", "N"); a chord is its keys with a space between
("comma c"). A row stands here only when what it does exists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from tui_reader.settings.problem import Problem


class Action(NamedTuple):
    """One thing the reader can do."""

    name: str  # what `[keys]` in config.toml and `action_NAME` in ui/ call it
    keys: tuple[str, ...]  # the first is the one that help shows first
    where: str  # one of WHERE

    @property
    def help(self) -> str:
        """Key of the message that says what it does."""
        return f"action.{self.name}"


WHERE = ("everywhere", "moving", "list", "reading", "selecting", "display", "notebook")

ACTIONS: tuple[Action, ...] = (
    Action("search", ("slash",), "everywhere"),
    Action("find", ("f",), "everywhere"),
    Action("next_hit", ("n",), "everywhere"),
    Action("previous_hit", ("N",), "everywhere"),
    Action("concordance", ("K",), "everywhere"),
    Action("next_pane", ("tab",), "everywhere"),
    Action("previous_pane", ("shift+tab",), "everywhere"),
    Action("step_back", ("escape",), "everywhere"),
    Action("previous_article", ("left_square_bracket",), "everywhere"),
    Action("next_article", ("right_square_bracket",), "everywhere"),
    Action("notebook", ("quotation_mark",), "everywhere"),
    Action("back", ("backspace", "alt+left"), "everywhere"),
    Action("forward", ("alt+right",), "everywhere"),
    Action("bookmarks", ("apostrophe",), "everywhere"),
    Action("recent", ("R",), "everywhere"),
    # ctrl+e: a Persian layout has no P.
    Action("problems", ("P", "ctrl+e"), "everywhere"),
    Action("help", ("question_mark",), "everywhere"),
    Action("palette", ("ctrl+p",), "everywhere"),
    Action("suspend", ("ctrl+z",), "everywhere"),
    # Q and ctrl+q: a Hebrew layout sends / for q, a Greek one ; for q and : for Q.
    Action("quit", ("q", "Q", "ctrl+q"), "everywhere"),
    Action("line_up", ("up", "k"), "moving"),
    Action("line_down", ("down", "j"), "moving"),
    Action("page_up", ("pageup", "b", "ctrl+b"), "moving"),
    Action("page_down", ("pagedown", "space", "ctrl+f"), "moving"),
    Action("half_page_up", ("ctrl+u",), "moving"),
    Action("half_page_down", ("ctrl+d",), "moving"),
    Action("start", ("g", "home"), "moving"),
    Action("end", ("G", "end"), "moving"),
    Action("previous_paragraph", ("left_curly_bracket",), "moving"),
    Action("next_paragraph", ("right_curly_bracket",), "moving"),
    Action("previous_sentence", ("left_parenthesis",), "moving"),
    Action("next_sentence", ("right_parenthesis",), "moving"),
    Action("percentage", ("percent_sign",), "moving"),
    Action("open", ("enter",), "list"),
    Action("sort", ("S",), "list"),
    Action("filter", ("L", "ctrl+l"), "list"),
    Action("unread_only", ("U", "ctrl+n"), "list"),
    Action("favourite", ("asterisk",), "list"),
    Action("folders", ("T",), "list"),
    Action("close_folder", ("minus",), "list"),
    Action("open_folder", ("plus",), "list"),
    Action("bookmark", ("m",), "reading"),
    Action("contents", ("c",), "reading"),
    Action("select", ("v",), "reading"),
    Action("copy", ("y",), "reading"),
    Action("copy_with_source", ("Y",), "reading"),
    Action("keep_quote", ("s",), "reading"),
    Action("zen", ("z",), "reading"),
    Action("follow", ("F", "ctrl+t"), "reading"),
    Action("edit", ("e",), "reading"),
    Action("open_elsewhere", ("o",), "reading"),
    Action("select_left", ("left",), "selecting"),
    Action("select_right", ("right",), "selecting"),
    # W: a Hebrew layout sends ' for w.
    Action("select_next_word", ("w", "W"), "selecting"),
    Action("select_previous_word", ("b",), "selecting"),
    Action("select_other_end", ("o",), "selecting"),
    # W again for Hebrew layouts.
    Action("select_word", ("a w", "a W"), "selecting"),
    Action("select_sentence", ("a s",), "selecting"),
    Action("select_paragraph", ("a p",), "selecting"),
    Action("next_theme", ("comma c",), "display"),
    Action("tashkeel", ("comma t",), "display"),
    Action("digits", ("comma d",), "display"),
    Action("justify", ("comma j",), "display"),
    Action("controls", ("comma b",), "display"),
    Action("wider", ("comma w", "comma plus"), "display"),
    Action("narrower", ("comma W", "comma minus"), "display"),
    Action("spacing", ("comma s",), "display"),
    Action("direction", ("comma r",), "display"),
    Action("encoding", ("comma e",), "display"),
    Action("terminal", ("comma p",), "display"),
    Action("language", ("comma l",), "display"),
    Action("quote_open", ("enter",), "notebook"),
    Action("quote_copy", ("y",), "notebook"),
    Action("quote_cite", ("Y",), "notebook"),
    Action("quote_edit", ("e",), "notebook"),
    Action("quote_delete", ("d", "delete"), "notebook"),
    Action("quote_undo", ("u", "ctrl+z"), "notebook"),
    Action("quote_here", ("t",), "notebook"),
    Action("quote_tag", ("number_sign",), "notebook"),
    Action("quote_search", ("slash",), "notebook"),
    Action("quote_close", ("escape", "q", "Q", "quotation_mark"), "notebook"),
)

# What is in force in each place, the strongest first. While selecting, a moving key that selecting has not
# taken extends the selection, v ends it and y copies it, so those rows are not repeated there.
PLACES: Mapping[str, tuple[str, ...]] = {
    "list": ("list", "moving", "display", "everywhere"),
    "reading": ("reading", "moving", "display", "everywhere"),
    "selecting": ("selecting", "reading", "moving", "display", "everywhere"),
    "notebook": ("notebook", "moving"),
}

# Textual's names of the printable ASCII characters that are no letter or digit.
KEY_NAMES: Mapping[str, str] = {
    " ": "space",
    "!": "exclamation_mark",
    '"': "quotation_mark",
    "#": "number_sign",
    "$": "dollar_sign",
    "%": "percent_sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "*": "asterisk",
    "+": "plus",
    ",": "comma",
    "-": "minus",
    ".": "full_stop",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less_than_sign",
    "=": "equals_sign",
    ">": "greater_than_sign",
    "?": "question_mark",
    "@": "at",
    "[": "left_square_bracket",
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
    "`": "grave_accent",
    "{": "left_curly_bracket",
    "|": "vertical_line",
    "}": "right_curly_bracket",
    "~": "tilde",
}
_CHARACTERS = {name: character for character, name in KEY_NAMES.items()}

# Keys that send no character, and how help writes them.
_NAMED = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    **{f"f{n}": f"F{n}" for n in range(1, 25)},
}
_DISPLAY = {**_CHARACTERS, **_NAMED, "space": "Space"}
_SYNONYMS = {"esc": "escape", "pgup": "pageup", "pgdn": "pagedown", "return": "enter", "del": "delete"}
_MODIFIERS = ("alt", "ctrl", "shift")  # in the order in which Textual writes them


def by_name(actions: Iterable[Action] = ACTIONS) -> dict[str, Action]:
    """Actions by their name."""
    return {action.name: action for action in actions}


def for_where(where: str, actions: Iterable[Action] = ACTIONS) -> tuple[Action, ...]:
    """The rows of one group of WHERE, as help lists them."""
    return tuple(action for action in actions if action.where == where)


def in_place(place: str, actions: Collection[Action] = ACTIONS) -> dict[str, Action]:
    """What each key does in a place of PLACES, the stronger rows having won."""
    keys: dict[str, Action] = {}
    for where in PLACES[place]:
        for action in for_where(where, actions):
            for key in action.keys:
                keys.setdefault(key, action)
    return keys


def key_name(character: str) -> str:
    """Textual's name of the key that sends a printable character: "/" -> "slash", "N" -> "N"."""
    return KEY_NAMES.get(character, character)


def display_key(key: str) -> str:
    """A key as help writes it: "slash" -> "/", "ctrl+p" -> "ctrl+p", "up" -> "↑", "comma c" -> ", c"."""
    shown = []
    for part in key.split(" "):
        modifiers, plus, last = part.rpartition("+")
        shown.append(modifiers + plus + _DISPLAY.get(last, last))
    return " ".join(shown)


def parse_key(text: str) -> str | None:
    """A key as the user writes it in config.toml, as Textual names it; None if there is no such key.

    Takes what help shows ("/", "ctrl+p", ", c", "PgDn", "↑") and Textual's own names.
    """
    if text == " ":
        return "space"
    keys = [_parse_one(part) for part in text.split()]
    return " ".join(key for key in keys if key) if keys and all(keys) else None


def _parse_one(text: str) -> str | None:
    """One key of a chord."""
    if len(text) == 1 and text.isascii() and text.isprintable():
        return key_name(text)
    *held, end = text.lower().split("+")
    if held:
        last = _parse_one(end)
        # With shift alone a terminal sends the shifted character, so shift goes only with a named key.
        if last is None or not set(held) <= set(_MODIFIERS) or (held == ["shift"] and last not in _NAMED):
            return None
        return "+".join((*(name for name in _MODIFIERS if name in held), last))
    lowered = _SYNONYMS.get(text.lower(), text.lower())
    if lowered in _NAMED or lowered in _CHARACTERS:
        return lowered
    return next((name for name, shown in _NAMED.items() if shown == text), None)


def remap(
    actions: Iterable[Action], mapping: Mapping[str, Iterable[str]]
) -> tuple[tuple[Action, ...], list[Problem]]:
    """The actions with the keys of `mapping` ({name: keys as the user wrote them}; none takes the keys away).

    An unknown name or key is passed over. A key that another action has in the same place leaves the action
    the keys it had, so two actions can be exchanged, and none is ever lost by accident.
    """
    old = by_name(actions)
    new = dict(old)
    problems: list[Problem] = []
    for name, wanted in mapping.items():
        if name not in old:
            problems.append(Problem("problem.action-unknown", {"name": name}))
            continue
        keys: list[str] = []
        asked = tuple(wanted)
        for written in asked:
            key = parse_key(written)
            if key is None:
                problems.append(Problem("problem.key-unknown", {"name": name, "key": written}))
            elif key not in keys:
                keys.append(key)
        if keys or not asked:
            new[name] = old[name]._replace(keys=tuple(keys))
    # Giving one action its keys back can take them from another, so look again until nothing clashes; each
    # round takes one remapping back, and the table itself has no clash.
    while clash := _first_clash(new.values()):
        first, second, key = clash
        loser, other = (first, second) if new[first] != old[first] else (second, first)
        new[loser] = old[loser]
        shown = {"name": loser, "key": display_key(key), "other": other}
        problems.append(Problem("problem.key-taken", shown))
    return tuple(new.values()), problems


def _first_clash(actions: Collection[Action]) -> tuple[str, str, str] | None:
    """Two actions that want one key in one place, or a key that begins another's chord there.

    What selecting takes from reading and moving is no clash: its own row is meant to win.
    """
    table = tuple(actions)
    for place, groups in PLACES.items():
        here = [(key, action) for action in table if action.where in groups for key in action.keys]
        for index, (key, action) in enumerate(here):
            for other_key, other in here[:index]:
                wins = place == "selecting" and (
                    (action.where == "selecting") != (other.where == "selecting")
                    and {action.where, other.where} & {"reading", "moving"}
                )
                if action.name == other.name or wins:
                    continue
                if key == other_key or key.startswith(f"{other_key} ") or other_key.startswith(f"{key} "):
                    return action.name, other.name, key
    return None
