"""The rules a machine can check: lint, types, sizes, and nothing that belongs to one person's machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parents[1]
PACKAGE = TOP / "tui_reader"

#: Lines of a module at most: beyond about 400 it is ready to be split.
LONGEST = 450

#: The files and folders at the top that the project is made of.
OURS = (".ci", ".gitignore", "CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml", "seeds", "tests", "themes",
        "tui_reader")  # fmt: skip

POSTPONED = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|\b(?i:for now)\b")

#: A path that only one machine has, and where somebody's packages come from.
MACHINE = re.compile(
    r"(?<![\w.~}])/(?:home|Users|root|work|opt|mnt|srv|scratch)/\w"
    r"|\b[A-Z]:\\Users"
    r"|(?:pypi\.org|pythonhosted\.org|npmjs\.org)"
    r"|(?:index-url|extra-index-url|find-links)\s*="
)


def files(*suffixes: str) -> Iterator[Path]:
    """Our files with one of these suffixes, caches left out."""
    for name in OURS:
        path = TOP / name
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            below = file.relative_to(path).parts
            cached = any(part == "__pycache__" or part.startswith(".") for part in below)
            if file.is_file() and not cached and (not suffixes or file.suffix in suffixes):
                yield file


def run(*command: str) -> None:
    """Run one of Python's tools on the repository; what it says is the failure's message."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff() -> None:
    run("ruff", "check", "--output-format=concise", ".")


def test_mypy() -> None:
    run("mypy")


def test_no_module_is_too_long() -> None:
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in PACKAGE.rglob("*.py")}
    assert {file.name: count for file, count in lines.items() if count > LONGEST} == {}, "split it by its nouns"


def test_nothing_is_put_off() -> None:
    found = [
        f"{file.relative_to(TOP)}:{number}: {line.strip()}"
        for file in files(".py", ".toml", ".tcss")
        if PACKAGE in file.parents
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if POSTPONED.search(line)
    ]
    assert found == []


def test_no_file_knows_a_machine() -> None:
    found = []
    for file in files():
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # compressed, or a picture
            continue
        if {TOP / "seeds", TOP / "tests" / "data"} & set(file.parents):  # texts to be read, whatever they say
            continue
        found += [f"{file.relative_to(TOP)}: {match[0]}" for match in MACHINE.finditer(text)]
    assert found == []
