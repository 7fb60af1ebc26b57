"""`tui-reader completion`: what makes a shell complete our commands and options; shtab writes it."""

from __future__ import annotations

import argparse
import sys

from .common import DONE, Commands

SHELLS = ("bash", "zsh", "fish")

#: Arguments and options that are files or folders.
FILES = ("paths", "queries", "output", "file")


def add(commands: Commands) -> None:
    """The command and its options."""
    completion = commands.add("completion", run, commands.every, "print what makes a shell complete this command")
    completion.add_argument("shell", choices=SHELLS, help="the shell it is for")


def run(options: argparse.Namespace) -> int:
    """Print the shell's script: to be sourced, or to be put where the shell looks for completions."""
    import shtab

    from . import parser

    top = parser()
    below = [each for each in top._actions if isinstance(each, argparse._SubParsersAction)]
    for command in below[0].choices.values():
        for action in command._actions:
            if action.dest in FILES:
                setattr(action, "complete", shtab.FILE)  # noqa: B010 - argparse knows nothing of it
    sys.stdout.write(shtab.complete(top, options.shell) + "\n")
    return DONE
