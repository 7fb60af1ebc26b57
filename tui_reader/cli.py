"""The commands. Data goes to standard output, everything else to standard error; INTERFACE.md says what is sent.

Exit status: 0 done, 1 nothing found, 2 wrong use, 3 something could not be read (beats 0 and 1).
"""

from __future__ import annotations

import argparse
import errno
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from tui_reader import __version__
from tui_reader.messages.catalogue import Catalogue, load_catalogue
from tui_reader.settings.folders import config_folder, state_folder
from tui_reader.settings.problem import Problem as SettingsProblem
from tui_reader.settings.settings import AUTO, CONFIG_FILE, Settings, Source, locale_of, read_settings
from tui_reader.terminal.profiles import PROFILES, UnknownProfile
from tui_reader.text.sanitise import one_line

if TYPE_CHECKING:
    from tui_reader.library.loader import Problem
    from tui_reader.settings.keyboard import KeyboardGuess
    from tui_reader.terminal.here import Here
    from tui_reader.terminal.profiles import Profile
    from tui_reader.terminal.replies import Replies

DONE, NOTHING, WRONG_USE, UNREADABLE = range(4)

COMMANDS = ("read", "cat", "doctor")

#: Columns `cat` lays out in: where the output is no terminal, and at most where it is one.
CAT_WIDTH, CAT_WIDEST = 80, 100


class _Parser(argparse.ArgumentParser):
    """Wrong use is one line on standard error and exit status 2."""

    def error(self, message: str) -> NoReturn:
        _say(f"{message}; `tui-reader --help` says how")
        sys.exit(WRONG_USE)


def _columns(text: str) -> int:
    if not (text.isdecimal() and 1 <= int(text[:9]) <= 10_000):
        raise argparse.ArgumentTypeError("must be 1 to 10000 columns")
    return int(text)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    every = _Parser(add_help=False)
    every.add_argument("--terminal", metavar="NAME", help="a terminal's profile, or how to send text: "
                       "visual, lro, inverse, inverse-2800, words, logical")  # fmt: skip
    every.add_argument("--lang", metavar="CODE", help="language of the interface, e.g. en")
    common = _Parser(add_help=False, parents=[every])
    common.add_argument("--direction", choices=("auto", "ltr", "rtl"), help="base direction of every document")
    top = _Parser(
        prog="tui-reader",
        description="Read right-to-left and mixed text correctly in any terminal.",
        epilog="`tui-reader PATH` means `tui-reader read PATH`; a folder named like a command is reached as ./cat.",
    )
    top.add_argument("--version", action="version", version=f"tui-reader {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    read = commands.add_parser("read", parents=[common], help="open files and folders on the screen (the default)")
    read.add_argument("--theme", metavar="NAME", help="a theme's name, e.g. dark")
    read.add_argument("paths", nargs="+", metavar="PATH", help='a file or folder; "-" reads standard input')
    cat = commands.add_parser("cat", parents=[common], help="print documents")
    cat.add_argument("--width", type=_columns, metavar="N", help="lay out in N columns")
    cat.add_argument("--json", action="store_true", help="one JSON object a laid-out line")
    cat.add_argument("paths", nargs="+", metavar="PATH", help='a file or folder; "-" reads standard input')
    doctor = commands.add_parser("doctor", parents=[every], help="what this terminal does to text, and which way of "
                                 "sending it reads right")  # fmt: skip
    doctor.add_argument("--json", action="store_true", help="what was found, for a bug report; asks nothing")
    return top


def _with_command(arguments: Sequence[str]) -> list[str]:
    """Put `read` before paths that no command stands before; a pipe without paths is standard input."""
    if not arguments and sys.stdin is not None and not sys.stdin.isatty():
        return ["read", "-"]
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
        _prepare_streams()
        options = parser().parse_args(_with_command(sys.argv[1:] if arguments is None else arguments))
        if options.command == "doctor":
            return _doctor(options)
        stdin = _standard_input() if "-" in options.paths else None
        return _cat(options, stdin) if options.command == "cat" else _read(options, stdin)
    except UnknownProfile as error:
        _say(str(error))
        return WRONG_USE
    except BrokenPipeError:
        # The reader of our output went away, as `head` does: end as every filter does.
        _give_up_output()
        return 128 + signal.SIGPIPE
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except OSError as error:
        _say(f"standard output: cannot be written ({error.strerror or error})")
        _give_up_output()
        return UNREADABLE


def _standard_input() -> bytes | None:
    """All of standard input, None where it is closed or cannot be read."""
    try:
        return sys.stdin.buffer.read() if sys.stdin is not None else None
    except OSError:
        return None


def _give_up_output() -> None:
    """What is left in standard output's buffer must not fail once more when the interpreter ends."""
    with suppress(OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _prepare_streams() -> None:
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


def _say(message: str) -> None:
    """One line on standard error, with nothing in it that could steer a terminal."""
    print(f"tui-reader: {one_line(message)}", file=sys.stderr)


def _settings(options: argparse.Namespace) -> tuple[Settings, Catalogue, list[str]]:
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
        _say(catalogue.text(wrong.key, **wrong.values))
        sys.exit(WRONG_USE)
    return settings, catalogue, [catalogue.text(problem.key, **problem.values) for problem in problems]


def _report(catalogue: Catalogue, problems: Sequence[Problem]) -> bool:
    """Name every problem on standard error; whether one of them makes the exit status 3."""
    from tui_reader.library.loader import LARGEST_FILE

    for problem in problems:
        values = {"path": problem.path, "reason": problem.detail, "limit": LARGEST_FILE >> 20}
        _say(catalogue.text(f"problem.{problem.code}", **values))
    return any(problem.fatal for problem in problems)


def _here(settings: Settings, environ: Mapping[str, str], replies: Replies | None = None) -> Here:
    """The terminal we are in, after what it answered; raises UnknownProfile."""
    from tui_reader.settings.terminals import read_learnt
    from tui_reader.terminal.here import Here

    chosen = None if settings.terminal == AUTO else settings.terminal
    return Here(environ, read_learnt(state_folder()), chosen, replies)


def _asked(settings: Settings) -> Here:
    """The same, the terminal asked and waited for; asked nothing where it need not be known."""
    from tui_reader.terminal.probe import PRINT_SECONDS, asking

    if settings.terminal != AUTO:
        return _here(settings, os.environ)
    with asking(os.environ, spare_typed=True) as question:
        return _here(settings, os.environ, question.answer(PRINT_SECONDS).replies)


def _cat(options: argparse.Namespace, stdin: bytes | None) -> int:
    """`tui-reader cat`: logical text for a pipe; laid out for a terminal, or where a width or a way is named."""
    from tui_reader import printing
    from tui_reader.library.document import Document
    from tui_reader.library.loader import load
    from tui_reader.terminal.decide import printed_way
    from tui_reader.terminal.emit import Way

    settings, catalogue, notices = _settings(options)
    for notice in notices:
        _say(notice)
    to_terminal = sys.stdout.isatty()
    level = {"ltr": 0, "rtl": 1}.get(settings.direction)
    width = options.width
    if width is None:
        width = min(_terminal_width(), CAT_WIDEST) if to_terminal and not options.json else CAT_WIDTH
    laid_out = to_terminal or options.width is not None or options.terminal is not None
    way = Way.VISUAL
    if options.terminal is not None:
        way = printed_way(_here(settings, os.environ).decision)
    elif to_terminal and not options.json:
        way = printed_way(_asked(settings).decision)
    count = 0
    problems: list[Problem] = []
    for item in load(options.paths, stdin):
        if not isinstance(item, Document):
            problems.append(item)
            continue
        count += 1
        if options.json:
            rows = printing.json_lines(item, width, level)
        elif laid_out:
            rows = printing.laid_out(item, width, level, way)
        else:
            rows = iter((item.text,))
        for row in rows:
            sys.stdout.write(row)
        sys.stdout.flush()
    fatal = _report(catalogue, problems)
    return UNREADABLE if fatal else DONE if count else NOTHING


def _doctor(options: argparse.Namespace) -> int:
    """`tui-reader doctor`: what is known of this terminal; asks the user's eye where there is one."""
    from tui_reader import doctor
    from tui_reader.terminal.decide import printed_way
    from tui_reader.terminal.probe import PRINT_SECONDS, asking

    settings, catalogue, notices = _settings(options)
    for notice in notices:
        _say(notice)
    with asking(os.environ, spare_typed=True) as question:
        here = _here(settings, os.environ, question.answer(PRINT_SECONDS).replies)
    if options.json:
        sys.stdout.write(doctor.as_json(here))
        return DONE
    if not (sys.stdout.isatty() and _stdin_is_terminal()):
        for line in doctor.account(here, catalogue):
            sys.stdout.write(line + "\n")
        return DONE
    width, way = _terminal_width(), printed_way(here.decision)

    def tell(text: str, end: str = "\n") -> None:
        sys.stdout.write("".join(doctor.wrapped(text, min(width, CAT_WIDEST), way)).removesuffix("\n") + end)

    for line in doctor.account(here, catalogue):
        tell(line)
    sys.stdout.write("\n")
    enter, leave = doctor.held(here)
    try:
        sys.stdout.write(enter)
        tell(catalogue.text("doctor.lines"))
        sys.stdout.writelines(doctor.drawn(here, width))
        tell(catalogue.text("doctor.right"))
        profile = _answered(doctor.candidates(here), catalogue, tell)
    finally:
        sys.stdout.write(leave)
        sys.stdout.flush()
    if profile is None:
        tell(catalogue.text("doctor.unchanged"))
        return DONE

    from tui_reader.settings.terminals import save_learnt

    problem = save_learnt(here.identity, profile.name, state_folder())
    if problem is not None:
        _say(catalogue.text(problem.key, **problem.values))
        return UNREADABLE
    tell(catalogue.text("doctor.kept", name=profile.name))
    if settings.terminal != AUTO:
        tell(catalogue.text("doctor.overruled", name=settings.terminal))
    return DONE


def _answered(profiles: Sequence[Profile], catalogue: Catalogue, tell: Callable[..., None]) -> Profile | None:
    """The profile whose number the user types; None for nothing, or at the end of the input."""
    from tui_reader import doctor

    while True:
        tell(catalogue.text("doctor.ask"), end=" ")
        sys.stdout.flush()
        typed = sys.stdin.readline()
        if not typed.strip():
            if not typed:
                sys.stdout.write("\n")
            return None
        number = doctor.chosen(typed, len(profiles))
        if number is not None:
            return profiles[number]
        tell(catalogue.text("doctor.no_number", count=len(profiles)))


def _terminal_width() -> int:
    """Columns of the terminal that standard output is."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or CAT_WIDTH
    except OSError:
        return CAT_WIDTH


def _read(options: argparse.Namespace, stdin: bytes | None) -> int:
    """`tui-reader PATH...`: the screen; as `cat` where there is none to draw on or no keyboard to read from."""
    if not sys.stdout.isatty() or not (_stdin_is_terminal() or _keyboard_from_terminal()):
        options.width, options.json = None, False
        return _cat(options, stdin)
    # Start-up makes tens of thousands of objects and no garbage: collecting starts with the first frame.
    gc.disable()
    from tui_reader.terminal.probe import SCREEN_SECONDS, asking

    # Asked first and answered while the rest is imported.
    with asking(os.environ) as question:
        settings, catalogue, notices = _settings(options)
        if os.environ.get("TERM") in ("xterm", "mlterm") and "COLORTERM" not in os.environ:
            # Every living terminal that calls itself xterm shows 256 colours, mlterm too; Textual would take it for
            # 16, in which no hit is seen. It reads this when it is imported.
            os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "256")

        from tui_reader.actions import ACTIONS, remap
        from tui_reader.ui.app import ReaderApp
        from tui_reader.ui.driver import driver_class, run_app
        from tui_reader.ui.keys import Keys

        actions, key_problems = remap(ACTIONS, settings.keys)
        notices += [catalogue.text(problem.key, **problem.values) for problem in key_problems]
        # What the user chose is not waited for: an answer only says what to restore in the end.
        answer = question.answer(SCREEN_SECONDS if settings.terminal == AUTO else 0)
        here = _here(settings, os.environ, answer.replies)
    app = ReaderApp(
        options.paths,
        settings,
        catalogue,
        here.profile,
        Keys(_keyboard(settings), actions),
        here=here,
        driver=driver_class(here.profile, answer),
        stdin=stdin,
        themes=config_folder() / "themes",
        state=state_folder(),
        environ=os.environ,
        notices=notices,
    )
    status = run_app(app)
    fatal = _report(catalogue, app.shelf.problems)
    loaded = app.shelf.loader is not None and app.shelf.loader.done
    if not status and loaded and not len(app.shelf.store):
        status = NOTHING
    return UNREADABLE if fatal and status in (DONE, NOTHING) else status


def _keyboard(settings: Settings) -> Callable[[str], str | None]:
    """Characters to the ASCII keys that sent them; the table of layouts is read when the first one is pressed."""
    guesses: list[KeyboardGuess] = []

    def key(character: str) -> str | None:
        if not guesses:
            from tui_reader.settings.keyboard import KeyboardGuess

            guesses.append(KeyboardGuess(settings.keyboard, locale_of(os.environ, "LC_CTYPE")))
        return guesses[0].key(character)

    return key


def _stdin_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _keyboard_from_terminal() -> bool:
    """Put the terminal on descriptor 0, where Textual reads keys; must precede its import. False without one."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return False
    os.dup2(terminal, 0)
    os.close(terminal)
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    return True
