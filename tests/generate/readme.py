"""Write those parts of README.md that are tables of the program, between their marks.

Run from the top folder, in the project's environment: ``python tests/generate/readme.py``.
"""

import re
from pathlib import Path

from tui_reader import printing
from tui_reader.actions import WHERE, display_key, for_where
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.formats import FORMATS
from tui_reader.messages.catalogue import load_catalogue
from tui_reader.terminal.profiles import PROFILES

TARGET = Path(__file__).resolve().parents[2] / "README.md"

#: The text and the width of the example of `cat --json`.
EXAMPLE = ("سلام (hi)", 10)


def keys() -> str:
    """A table for each group of actions."""
    say = load_catalogue("en").text
    lines = []
    for where in WHERE:
        lines += [f"**{say(f'help.{where}')}**", "", "| keys | what they do | name |", "|---|---|---|"]
        for action in for_where(where):
            shown = " ".join(f"`{display_key(key)}`" for key in action.keys)
            lines.append(f"| {shown} | {say(action.help)} | `{action.name}` |")
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def example() -> str:
    """A command and what it prints."""
    text, width = EXAMPLE
    document = Document(DocumentId("-"), text, 0, text)
    printed = "".join(printing.json_lines(document, width, None))
    command = f"printf '{text}' | tui-reader cat --json --width {width} -"
    return f"```sh\n{command}\n```\n\n```json\n{printed}```"


def formats() -> str:
    """Formats and the ends of their files' names."""
    rows = [f"| {row.name} | {' '.join(f'`{suffix}`' for suffix in row.suffixes)} |" for row in FORMATS]
    return "\n".join(["| format | names that end in |", "|---|---|", *rows])


def terminals() -> str:
    """Names that `--terminal` takes, by the way in which each is sent text."""
    ways: dict[str, list[str]] = {}
    for name, profile in PROFILES.items():
        names = ways.setdefault(profile.way.value, [])
        if name != profile.way.value:
            names.append(f"`{name}`" + ("" if profile.verified else "*"))
    rows = [f"| `{way}` | {' '.join(names)} |" for way, names in ways.items()]
    return "\n".join(["| way | terminals |", "|---|---|", *rows])


PARTS = {"keys": keys, "example": example, "formats": formats, "terminals": terminals}


def between_marks(name: str) -> re.Pattern[str]:
    """Finds a part with its marks; the part is group 1."""
    return re.compile(rf"<!-- {name} -->\n\n(.*?)\n\n<!-- /{name} -->", re.DOTALL)


def main() -> None:
    text = TARGET.read_text(encoding="utf-8")
    for name, part in PARTS.items():
        written = f"<!-- {name} -->\n\n{part()}\n\n<!-- /{name} -->"
        text, times = between_marks(name).subn(lambda _, written=written: written, text)
        if times != 1:
            raise SystemExit(f"{TARGET.name}: the marks of {name!r} are there {times} times")
    TARGET.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
