"""The README says everything there is and nothing that is not: held against the tables of the program itself."""

import argparse
import importlib.util
import json
import re
import struct
import subprocess
import tomllib
from pathlib import Path

import pytest

from tui_reader import cli
from tui_reader.actions import ACTIONS, display_key, remap
from tui_reader.messages.catalogue import languages
from tui_reader.settings.settings import _CHECKS, NAMES, Settings, read_settings
from tui_reader.settings.themes import COLOUR_KEYS, theme_names
from tui_reader.terminal.clipboard import OSC52_LIMIT, TOOLS

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")

_spec = importlib.util.spec_from_file_location("generate_readme", TOP / "tests" / "generate" / "readme.py")
assert _spec and _spec.loader
generate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(generate)

#: Fenced blocks as (language, text).
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)

#: What stands outside of them.
PROSE = re.sub(r"^```\w*\n.*?^```$", "", README, flags=re.DOTALL | re.MULTILINE)

RUN = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/tui-reader seeds/"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"


def tables() -> dict[str, list[list[str]]]:
    """The README's tables by the first cell of their head: the rows below it, cell by cell.

    Tables with the same head are one.
    """
    found: dict[str, list[list[str]]] = {}
    for block in re.findall(r"(?:^\|.*\n)+", README, re.MULTILINE):
        head, _rule, *rows = [
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])] for line in block.splitlines()
        ]
        found.setdefault(head[0], []).extend(rows)
    return found


TABLES = tables()


def codes(cells: list[str]) -> list[str]:
    """What is written as code in some cells, in order."""
    return [code for cell in cells for code in re.findall(r"`([^`]+)`", cell)]


def first_column(table: str) -> list[str]:
    """The code in a table's first column."""
    return codes([row[0] for row in TABLES[table]])


def test_it_opens_with_the_two_commands_and_what_they_need() -> None:
    commands = [text.strip() for language, text in BLOCKS if language == "sh"][:2]
    assert commands == [RUN, TEST]
    before = README[: README.index(RUN)]
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"Python {project['requires-python'].removeprefix('>=')} or later" in before
    assert "python3-venv" in before


def test_what_a_change_must_pass_is_the_second_command() -> None:
    assert TEST in (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_the_picture_is_there_and_small() -> None:
    (name,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    picture = (TOP / name).read_bytes()
    assert picture.startswith(b"\x89PNG") and len(picture) < 200_000
    width, height = struct.unpack(">II", picture[16:24])
    assert width >= 800 and height >= 400


def test_links_lead_somewhere() -> None:
    titles = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    headings = {"#" + title.lower().replace(" ", "-") for title in titles}
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert target.startswith("https://") or target in headings or (TOP / target).exists(), target


@pytest.mark.parametrize("part", generate.PARTS)
def test_what_is_written_by_the_program_is_up_to_date(part: str) -> None:
    found = generate.between_marks(part).search(README)
    assert found and found[1] == generate.PARTS[part](), "run `python tests/generate/readme.py`"


def test_every_action_and_key_is_there_and_no_other() -> None:
    rows = {row[2].strip("`"): codes([row[0]]) for row in TABLES["keys"]}
    assert rows == {action.name: [display_key(key) for key in action.keys] for action in ACTIONS}


def test_no_key_is_named_that_does_nothing() -> None:
    names = {*NAMES, "[keys]", "config.toml"}
    shown = {display_key(key) for action in ACTIONS for key in action.keys}
    section = README[README.index("## Keys") : README.index("## Commands")]
    told = set(re.findall(r"`([^`\n]+)`", re.sub(r"^\|.*$", "", section, flags=re.MULTILINE)))
    assert told <= shown | names
    # Elsewhere a chord, or one character, is a key.
    assert set(re.findall(r"`(, .|[^\w\s])`", PROSE)) <= shown | {"-"}


def subcommands() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command; that of the whole under an empty name."""
    top = cli.parser()
    (choices,) = [action.choices for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    return {"": top, **choices}


def test_every_command_and_option_is_there_and_no_other() -> None:
    told: dict[str, str] = {}
    for option, of, _meaning in TABLES["option"]:
        told |= {code.split(" ")[0]: of for code in codes([option])}
    there: dict[str, set[str]] = {}
    for command, parser in subcommands().items():
        for action in parser._actions:
            for option in action.option_strings:
                there.setdefault(option, set()).add(command)
    assert told.keys() == there.keys()
    for option, of in told.items():
        wanted = set(cli.COMMANDS) if of == "both" else set(codes([of]))
        assert of == "each" or there[option] == (wanted or {""}), option
    for command in cli.COMMANDS:
        assert re.search(rf"^tui-reader {command}\b", README, re.MULTILINE)


def test_no_option_is_named_that_there_is_not() -> None:
    actions = [action for parser in subcommands().values() for action in parser._actions]
    options = {option for action in actions for option in action.option_strings}
    for code in re.findall(r"`([^`\n]+)`", PROSE):
        words = code.split(" ")
        if "--" in words:
            del words[words.index("--") :]  # what stands behind it is no option
        if words and (words[0] == "tui-reader" or words[0].startswith("--")):
            assert {word for word in words if word.startswith("-") and word != "-"} <= options, code


def test_choices_of_an_option_are_those_there_are() -> None:
    direction = next(code for code in codes([row[0] for row in TABLES["option"]]) if code.startswith("--direction"))
    (there,) = {tuple(a.choices) for a in subcommands()["cat"]._actions if a.dest == "direction" and a.choices}
    assert direction.removeprefix("--direction ").replace("\\", "").split("|") == list(there)
    (lang,) = [row for row in TABLES["option"] if "--lang" in row[0]]
    assert codes([lang[2]]) == list(languages())


def test_exit_statuses() -> None:
    assert [row[0] for row in TABLES["exit status"]] == [
        str(status) for status in (cli.DONE, cli.NOTHING, cli.WRONG_USE, cli.UNREADABLE)
    ]


def test_the_fields_of_json_are_those_that_are_printed() -> None:
    (printed,) = [text for language, text in BLOCKS if language == "json"]
    assert first_column("field") == list(json.loads(printed))


def test_the_settings_are_those_there_are_at_their_defaults(tmp_path: Path) -> None:
    (block,) = [text for language, text in BLOCKS if language == "toml"]
    written = tomllib.loads(block)
    (tmp_path / "config.toml").write_text(block, encoding="utf-8")
    settings, problems = read_settings(tmp_path, environment={})
    assert problems == []
    keys, fields = written.pop("keys"), written.pop("fields")
    assert written == {name: getattr(Settings(), name) for name in NAMES}
    assert {*NAMES, "keys", "fields"} == set(Settings._fields) - {"sources", "in_file"}
    assert fields and settings.fields == fields
    assert keys and remap(ACTIONS, settings.keys)[1] == []
    for line in block[: block.index("[keys]")].splitlines():
        if line:
            _good, wanted = _CHECKS[line.split(" ")[0]]
            # What stands for a name of the user's choosing is no value.
            values = re.findall(r'"[a-z]+"|\btrue\b|\bfalse\b|\d+', wanted)
            assert [value for value in values if value not in line and value != '"en"'] == []


def test_themes_and_their_colours() -> None:
    assert sorted(first_column("theme")) == sorted(theme_names())
    assert sorted(first_column("colour")) == sorted(COLOUR_KEYS)


def test_ways_of_copying() -> None:
    assert {tool.via for tool in TOOLS} <= set(re.findall(r"`([^`\n]+)`", PROSE))
    assert f"{OSC52_LIMIT:,} bytes" in README


def test_the_folders_are_those_there_are() -> None:
    told = first_column("where")
    assert all((TOP / name).exists() for name in told)
    package = {
        f"tui_reader/{path.name}{'/' if path.is_dir() else ''}"
        for path in (TOP / "tui_reader").iterdir()
        if path.suffix in ("", ".py") and not path.name.startswith("__")
    }
    assert {name for name in told if name.startswith("tui_reader/")} == package


def test_what_a_change_must_pass_is_a_script_that_runs() -> None:
    assert subprocess.run(["bash", "-n", TOP / ".ci" / "run"], check=False).returncode == 0
