"""What the commands share: exit statuses, the command line's parts, streams, settings, the terminal we are in."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn, TextIO

from tui_reader.messages.catalogue import Catalogue, load_catalogue
from tui_reader.settings.folders import config_folder, state_folder
from tui_reader.settings.problem import Problem as SettingsProblem
from tui_reader.settings.settings import AUTO, CONFIG_FILE, Settings, Source, read_settings
from tui_reader.terminal.profiles import PROFILES
from tui_reader.text.bidi import strong_counts
from tui_reader.text.sanitise import one_line

if TYPE_CHECKING:
    from tui_reader.library.scan import Problem
    from tui_reader.terminal.decide import Decision
    from tui_reader.terminal.here import Here
    from tui_reader.terminal.replies import Replies

DONE, NOTHING, WRONG_USE, UNREADABLE = range(4)

#: Columns `cat` lays out in: where the output is no terminal, and at most where it is one.
CAT_WIDTH, CAT_WIDEST = 80, 100


#: What the terminal was found to need, once it was asked.
_heard: Decision | None = None


class Parser(argparse.ArgumentParser):
    """Wrong use is one line on standard error and exit status 2."""

    def error(self, message: str) -> NoReturn:
        say(f"{message}; `tui-reader --help` says how")
        sys.exit(WRONG_USE)


class Commands:
    """The commands of the command line, each added by its module; the options that several share.

    `every` are those of all commands, `reading` those of commands that show documents.
    """

    def __init__(self, subparsers: argparse._SubParsersAction[Parser]) -> None:
        self._subparsers = subparsers
        self.every = Parser(add_help=False)
        self.every.add_argument("--terminal", metavar="NAME", help="a terminal's profile, or how to send text: "
                                "visual, lro, inverse, inverse-2800, words, logical")  # fmt: skip
        self.every.add_argument("--lang", metavar="CODE", help="language of the interface: ar or en")
        self.reading = Parser(add_help=False, parents=[self.every])
        self.reading.add_argument(
            "--direction", choices=("auto", "ltr", "rtl"), help="base direction of every document"
        )

    def add(self, name: str, run: Callable[[argparse.Namespace], int], parent: Parser, help: str) -> Parser:
        """A command and the function that does it and gives the exit status; its own options are the caller adds."""
        command = self._subparsers.add_parser(name, parents=[parent], help=help)
        command.set_defaults(run=run)
        return command


def columns(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text[:9]) <= 10_000):
        raise argparse.ArgumentTypeError("must be 1 to 10000 columns")
    return int(text)


def say(message: str) -> None:
    """One line on standard error, with nothing in it that could steer a terminal; laid out where one shows it and it
    is not all left to right."""
    text = f"tui-reader: {one_line(message)}"
    if strong_counts(text)[1] and sys.stderr.isatty():
        from tui_reader.printing import wrapped
        from tui_reader.terminal.decide import printed_way

        way = printed_way(_heard or here_of(Settings(), os.environ).decision)
        print(*wrapped(text, _columns_of(sys.stderr), way), sep="", end="", file=sys.stderr)
    else:
        print(text, file=sys.stderr)


def standard_input() -> bytes | None:
    """All of standard input, None where it is closed or cannot be read."""
    try:
        return sys.stdin.buffer.read() if sys.stdin is not None else None
    except OSError:
        return None


def give_up_output() -> None:
    """What is left in standard output's buffer must not fail once more when the interpreter ends."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def prepare_streams() -> None:
    """Paths and texts may hold anything: no stream of ours fails on a character. Raises OSError without an output."""
    if sys.stderr is None:
        # Without this, `print` would put messages among the data.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    for stream, errors in ((sys.stdout, "surrogatepass"), (sys.stderr, "backslashreplace")):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors=errors, newline="")


def settings_of(options: argparse.Namespace) -> tuple[Settings, Catalogue, list[str]]:
    """Settings, the interface's strings, and what was wrong with the settings, in words."""
    given = {"terminal": options.terminal, "language": options.lang}
    given |= {name: getattr(options, name, None) for name in ("direction", "theme")}
    settings, problems = read_settings(
        config_folder(),
        state_folder(),
        command_line={name: value for name, value in given.items() if value is not None},
        environment=os.environ,
    )
    if settings.terminal not in (AUTO, *PROFILES) and settings.source("terminal") is not Source.COMMAND_LINE:
        # Which profiles there are is known here, above the settings: a wrong one is skipped like any other setting.
        wanted = ", ".join(f'"{name}"' for name in (AUTO, *PROFILES))
        values = {"path": config_folder() / CONFIG_FILE, "name": "terminal", "value": settings.terminal}
        problems.append(SettingsProblem("problem.setting-value", {**values, "wanted": wanted}))
        settings = settings._replace(terminal=AUTO)
    catalogue = load_catalogue(None if settings.language == "auto" else settings.language)
    if wrong := next((problem for problem in problems if str(problem.values.get("path")).startswith("--")), None):
        say(catalogue.text(wrong.key, **wrong.values))
        sys.exit(WRONG_USE)
    return settings, catalogue, [catalogue.text(problem.key, **problem.values) for problem in problems]


def report(catalogue: Catalogue, problems: Iterable[Problem]) -> bool:
    """Name every problem on standard error, many files of no known format together; whether one of the problems makes
    the exit status 3."""
    from tui_reader.library.problems import Alike, summed
    from tui_reader.library.read import LARGEST_FILE

    fatal = False
    for problem in summed(problems):
        if isinstance(problem, Alike):
            key = "problem.alike" if problem.ending else "problem.alike-otherwise"
            say(catalogue.text(key, count=problem.files, ending=problem.ending, first=problem.first))
            continue
        values = {"path": problem.path, "reason": problem.detail, "limit": LARGEST_FILE >> 20}
        say(catalogue.text(f"problem.{problem.code}", **values))
        fatal = fatal or problem.fatal
    return fatal


def here_of(settings: Settings, environ: Mapping[str, str], replies: Replies | None = None) -> Here:
    """The terminal we are in, after what it answered; raises UnknownProfile."""
    from tui_reader.settings.terminals import read_learnt
    from tui_reader.terminal.here import Here

    chosen = None if settings.terminal == AUTO else settings.terminal
    return Here(environ, read_learnt(state_folder()), chosen, replies)


def asked(settings: Settings) -> Here:
    """The same, the terminal asked and waited for; asked nothing where it need not be known."""
    from tui_reader.terminal.probe import PRINT_SECONDS, asking

    global _heard
    if settings.terminal != AUTO:
        here = here_of(settings, os.environ)
    else:
        with asking(os.environ, spare_typed=True) as question:
            here = here_of(settings, os.environ, question.answer(PRINT_SECONDS).replies)
    _heard = here.decision
    return here


def terminal_width() -> int:
    """Columns of the terminal that standard output is."""
    return _columns_of(sys.stdout)


def _columns_of(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or CAT_WIDTH
    except OSError:
        return CAT_WIDTH


def stdin_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def add_paths(command: Parser, least: str = "+") -> None:
    """The files and folders a command is about; ``least`` is argparse's sign for how many."""
    command.add_argument("paths", nargs=least, metavar="PATH", help='a file or folder; "-" reads standard input')


def piped(options: argparse.Namespace) -> bytes | None:
    """What standard input held, where the user named it."""
    return standard_input() if "-" in options.paths else None
