"""The table of actions, checked as a table; Textual's own names of keys; remapping."""

import string
from collections.abc import Collection

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from tui_reader.actions import (
    ACTIONS,
    KEY_NAMES,
    PLACES,
    WHERE,
    Action,
    by_name,
    display_key,
    for_where,
    in_place,
    key_name,
    parse_key,
    remap,
)
from tui_reader.messages.catalogue import load_catalogue, placeholders
from tui_reader.settings.keyboard import LAYOUTS
from tui_reader.settings.problem import Problem

ENGLISH = load_catalogue("en")


def codes(problems: list[Problem]) -> list[str]:
    """Keys of the problems; each must have its words, and values for all of those."""
    for problem in problems:
        assert placeholders(ENGLISH.forms(problem.key)["other"]) <= problem.values.keys()
    return [problem.key.removeprefix("problem.") for problem in problems]


def test_names_are_unique_and_every_row_has_a_key_and_a_group() -> None:
    assert len(by_name()) == len(ACTIONS)
    assert all(action.keys for action in ACTIONS)
    assert {action.where for action in ACTIONS} == set(WHERE)
    assert sum(len(for_where(where)) for where in WHERE) == len(ACTIONS)


def test_every_action_and_group_has_its_words() -> None:
    assert {action.help for action in ACTIONS} == {k for k in ENGLISH.keys if k.startswith("action.")}
    assert all(f"help.{where}" in ENGLISH for where in WHERE)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_means_two_things_in_one_place(place: str) -> None:
    taken: dict[str, Action] = {}
    for group in PLACES[place]:
        for action in for_where(group):
            for key in action.keys:
                other = taken.setdefault(key, action)
                assert other is action or (
                    place == "selecting"
                    and other.where == "selecting"
                    and action.where in ("moving", "reading")
                ), (key, other.name, action.name)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_begins_a_chord_and_is_one_too(place: str) -> None:
    keys = in_place(place)
    assert not {key.split(" ")[0] for key in keys if " " in key} & keys.keys()


def test_selecting_wins_over_moving() -> None:
    assert in_place("reading")["b"].name == "page_up"
    assert in_place("selecting")["b"].name == "select_previous_word"
    assert in_place("selecting")["y"].name == "copy"
    assert in_place("selecting")["right_parenthesis"].name == "next_sentence"
    assert "v" not in in_place("list")


def arriving(data: str) -> list[str]:
    """Textual's names for the keys that a terminal sent."""
    return [event.key for event in XTermParser().feed(data) if isinstance(event, Key)]


def test_keys_are_called_what_textual_calls_them() -> None:
    for character in string.digits + string.ascii_letters + string.punctuation + " ":
        assert arriving(character) == [key_name(character)]
    assert set(KEY_NAMES) == set(string.punctuation + " ")


SENT = {
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "enter": "\r",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "alt+left": "\x1b[1;3D",
    "alt+right": "\x1b[1;3C",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "bfudpqzlnet"},
}


@pytest.mark.parametrize(("key", "data"), SENT.items(), ids=SENT)
def test_other_keys_too(key: str, data: str) -> None:
    assert arriving(data) == [key]


def test_every_key_of_the_table_is_one_that_arrives() -> None:
    known = {*SENT, "escape", *KEY_NAMES.values(), *string.ascii_letters}
    assert {part for action in ACTIONS for key in action.keys for part in key.split(" ")} <= known


def reachable(action: Action, lost: Collection[str]) -> tuple[str, ...]:
    """The action's keys that need none of the characters a layout cannot type."""
    characters = {name: character for character, name in KEY_NAMES.items()}
    return tuple(key for key in action.keys if not any(characters.get(part, part) in lost for part in key.split(" ")))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_action_can_be_reached_in_every_layout(layout: str) -> None:
    lost = LAYOUTS[layout].lost
    assert [action.name for action in ACTIONS if not reachable(action, lost)] == []


def test_help_shows_another_way_where_the_layout_takes_the_first() -> None:
    assert reachable(by_name()["quit"], LAYOUTS["hebrew"].lost) == ("Q", "ctrl+q")
    assert reachable(by_name()["quit"], LAYOUTS["greek"].lost) == ("ctrl+q",)


SHOWN = {
    "slash": "/",
    "left_square_bracket": "[",
    "ctrl+p": "ctrl+p",
    "up": "↑",
    "N": "N",
    "comma c": ", c",
    "shift+tab": "shift+Tab",
    "pagedown": "PgDn",
    "escape": "Esc",
    "space": "Space",
    "f3": "F3",
    "plus": "+",
}


@pytest.mark.parametrize(("key", "shown"), SHOWN.items(), ids=SHOWN)
def test_how_help_writes_a_key(key: str, shown: str) -> None:
    assert display_key(key) == shown


@pytest.mark.parametrize("key", sorted({key for action in ACTIONS for key in action.keys}))
def test_what_help_shows_can_be_written_in_the_settings(key: str) -> None:
    assert parse_key(display_key(key)) == key
    assert parse_key(key) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (" ", "space"),
        ("esc", "escape"),
        ("CTRL+P", "ctrl+p"),
        ("shift+alt+left", "alt+shift+left"),
        ("ctrl+/", "ctrl+slash"),
        ("shift+ctrl+alt+left", arriving("\x1b[1;8D")[0]),
        ("ctrl+", None),
        (",c", None),
        ("", None),
        ("  ", None),
        ("nothing", None),
        ("shift+a", None),
        ("hyper+a", None),
        ("ض", None),
        ("\x1b", None),
        ("g nothing", None),
    ],
)
def test_keys_as_written(written: str, key: str | None) -> None:
    assert parse_key(written) == key


def keys_of(mapping: dict[str, list[str]]) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """Only the actions whose keys remapping changed, and the problems."""
    actions, problems = remap(ACTIONS, mapping)
    assert [action.name for action in actions] == [action.name for action in ACTIONS]
    return {a.name: a.keys for a, b in zip(actions, ACTIONS, strict=True) if a.keys != b.keys}, problems


def test_remapping() -> None:
    assert keys_of({}) == ({}, [])
    assert keys_of({"quit": ["x", "ctrl+x", "x"]}) == ({"quit": ("x", "ctrl+x")}, [])
    assert keys_of({"next_theme": [", y"]}) == ({"next_theme": ("comma y",)}, [])
    assert keys_of({"quit": []}) == ({"quit": ()}, [])


def test_two_actions_can_be_exchanged() -> None:
    assert keys_of({"line_up": ["j"], "line_down": ["k"]}) == ({"line_up": ("j",), "line_down": ("k",)}, [])


def test_unknown_names_and_keys_are_named() -> None:
    changed, problems = keys_of({"fly": ["x"], "quit": ["nothing"], "help": ["nothing", "f1"]})
    assert changed == {"help": ("f1",)}
    assert codes(problems) == ["action-unknown", "key-unknown", "key-unknown"]


@pytest.mark.parametrize("key", ["n", "j", "enter", "v", "o", ","])
def test_a_key_that_is_taken_leaves_the_keys_as_they_were(key: str) -> None:
    changed, problems = keys_of({"quit": [key]})
    assert (changed, codes(problems)) == ({}, ["key-taken"])
    assert problems[0].values["name"] == "quit"


def test_a_key_of_another_place_is_free() -> None:
    assert keys_of({"copy": ["enter"]}) == ({"copy": ("enter",)}, [])
    assert keys_of({"select_other_end": ["j"]}) == ({"select_other_end": ("j",)}, [])


def test_taking_one_back_takes_back_what_relied_on_it() -> None:
    changed, problems = keys_of({"next_hit": ["x"], "quit": ["n"], "search": ["x"]})
    actions, _ = remap(ACTIONS, {"next_hit": ["x"], "quit": ["n"], "search": ["x"]})
    for place in PLACES:
        keys = [key for action in actions if action.where in PLACES[place] for key in action.keys]
        assert len(keys) - len(set(keys)) == (2 if place == "selecting" else 0)
    assert set(codes(problems)) == {"key-taken"}
    assert all(name in ("next_hit", "quit", "search") for name in changed)
