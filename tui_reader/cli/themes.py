"""`tui-reader themes`: which themes there are."""

from __future__ import annotations

import argparse
import sys

from tui_reader.settings.folders import config_folder
from tui_reader.settings.themes import load_themes
from tui_reader.text.sanitise import one_line

from .common import DONE, UNREADABLE, Commands, say, settings_of


def add(commands: Commands) -> None:
    """The command and its options."""
    themes = commands.add("themes", run, commands.every, "which themes there are")
    themes.add_argument("verb", nargs="?", choices=("list",), default="list", help="names, the one in use marked")


def run(options: argparse.Namespace) -> int:
    """Print the names of the themes, an asterisk after the one in use; name those that are broken."""
    settings, catalogue, notices = settings_of(options)
    themes, problems = load_themes(config_folder() / "themes")
    for notice in (*notices, *(catalogue.text(problem.key, **problem.values) for problem in problems)):
        say(notice)
    for name in sorted(themes):
        sys.stdout.write(one_line(name) + (" *" if name == settings.theme else "") + "\n")
    return UNREADABLE if problems else DONE
