"""The commands. Data goes to standard output, everything else to standard error; INTERFACE.md says what is sent.

Exit status: 0 done, 1 nothing found, 2 wrong use, 3 something could not be read (beats 0 and 1). A command is a module
with `add`, which says its name and options, and `run`, which does it and gives the status.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from tui_reader import __version__
from tui_reader.terminal.profiles import UnknownProfile

from . import cat, completion, config, doctor, quotes, read, search, themes
from .common import (
    DONE,
    NOTHING,
    UNREADABLE,
    WRONG_USE,
    Commands,
    Parser,
    give_up_output,
    prepare_streams,
    say,
)

__all__ = ["COMMANDS", "DONE", "NOTHING", "UNREADABLE", "WRONG_USE", "main", "parser"]

MODULES = (read, cat, search, quotes, doctor, config, themes, completion)
COMMANDS = tuple(module.__name__.rpartition(".")[2] for module in MODULES)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = Parser(
        prog="tui-reader",
        description="Read right-to-left and mixed text correctly in any terminal.",
        epilog="`tui-reader PATH` means `tui-reader read PATH`; a folder named like a command is reached as ./cat.",
    )
    top.add_argument("--version", action="version", version=f"tui-reader {__version__}")
    commands = Commands(top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser))
    for module in MODULES:
        module.add(commands)
    return top


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Put `read` before paths that no command stands before."""
    if arguments and arguments[0] in ("-h", "--help", "--version"):
        return list(arguments)
    # A common option may stand before its command: `tui-reader --terminal lro cat seeds/`.
    at = 0
    while at < len(arguments) and arguments[at].startswith("--") and arguments[at] != "--":
        at += 1 if "=" in arguments[at] else 2
    if at < len(arguments) and arguments[at] in COMMANDS:
        return [arguments[at], *arguments[:at], *arguments[at + 1 :]]
    return ["read", *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    try:
        prepare_streams()
        given = sys.argv[1:] if arguments is None else arguments
        options = parser().parse_args(_with_command(given))
        status: int = options.run(options)
        return status
    except UnknownProfile as error:
        say(str(error))
        return WRONG_USE
    except BrokenPipeError:
        # The reader of our output went away, as `head` does: end as every filter does.
        give_up_output()
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        say(f"standard output: cannot be written ({error.strerror or error})")
        give_up_output()
        return UNREADABLE
