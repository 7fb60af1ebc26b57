"""Every string of the interface is said somewhere, and everything that is said has its string."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from tui_reader.actions import ACTIONS, WHERE
from tui_reader.cli import COMMANDS
from tui_reader.library.arrange import ORDERS, SIGNS, STATES
from tui_reader.library.scan import OwnCode, ParserCode
from tui_reader.messages.catalogue import load_catalogue
from tui_reader.settings.settings import DIGITS, JUSTIFIED, SPACINGS
from tui_reader.terminal.decide import Signal
from tui_reader.terminal.emit import Way

PACKAGE = Path(__file__).parents[1] / "tui_reader"
ENGLISH = load_catalogue("en")

#: Functions whose first argument is a key of the catalogue.
SAYERS = ("text", "_say", "Problem")


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package, parsed."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield file.relative_to(PACKAGE).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


TREES = dict(trees())


def called(node: ast.Call) -> str:
    """The bare name of what is called: `text` of `catalogue.text(…)`."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def first_arguments(tree: ast.Module, *names: str) -> Iterator[ast.expr]:
    """The first argument of each call of a function of these names; both of `a if c else b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in names and node.args:
            first = node.args[0]
            yield from (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)


def literals(tree: ast.Module, *names: str) -> set[str]:
    """Those of the first arguments that are written out."""
    return {
        node.value
        for node in first_arguments(tree, *names)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


#: Keys that are put together: what they begin with -> what can follow.
DYNAMIC = {
    "action.": {action.name for action in ACTIONS},
    "help.": set(WHERE),
    "problem.": {*get_args(OwnCode), *get_args(ParserCode)},
    "problem.config-": literals(TREES["settings/settings.py"], "broken"),
    "problem.theme-": literals(TREES["settings/themes.py"], "broken"),
    "display.digits_": set(DIGITS),
    "display.justify_": set(JUSTIFIED),
    "display.spacing_": set(SPACINGS),
    "order.": set(ORDERS),
    "filter.": {*STATES, *SIGNS},
    "doctor.signal_": set(get_args(Signal)),
    "doctor.way_": set(Way),
    # A document's language is any code; one without a name here is shown as the code.
    "language.": {key.removeprefix("language.") for key in ENGLISH.keys if key.startswith("language.")},
}


@pytest.mark.parametrize("module", TREES)
def test_what_is_said_has_its_string(module: str) -> None:
    said = {key for key in literals(TREES[module], *SAYERS) if "." in key and " " not in key}
    assert sorted(said - ENGLISH.keys) == []


@pytest.mark.parametrize("prefix", [prefix for prefix in DYNAMIC if prefix != "language."])
def test_what_is_put_together_has_its_string(prefix: str) -> None:
    assert DYNAMIC[prefix]
    assert sorted(name for name in DYNAMIC[prefix] if prefix + name not in ENGLISH) == []


def test_keys_are_put_together_only_as_it_is_written_here() -> None:
    tables = {key.split(".")[0] for key in ENGLISH.keys}
    found = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                prefix = str(node.values[0].value)
                table, dot, rest = prefix.partition(".")
                if dot and table in tables and " " not in rest and len(node.values) > 1:
                    found.add(prefix)
    assert found == DYNAMIC.keys()


def test_every_string_is_said() -> None:
    written = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    built = {prefix + name for prefix, names in DYNAMIC.items() for name in names}
    assert sorted(ENGLISH.keys - written - built) == []


def test_no_string_sends_to_a_command_that_is_not_there() -> None:
    said = "\n".join(form for key in ENGLISH.keys for form in ENGLISH.forms(key).values())
    assert set(re.findall(r"`tui-reader (\w+)", said)) <= set(COMMANDS)
