"""`tui-reader PATH...`: the screen."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui_reader.messages.catalogue import load_catalogue
from tui_reader.settings.folders import cache_folder, config_folder, state_folder
from tui_reader.settings.settings import AUTO, Settings, locale_of

from . import cat
from .common import (
    DONE,
    NOTHING,
    UNREADABLE,
    WRONG_USE,
    Commands,
    add_paths,
    here_of,
    piped,
    report,
    say,
    settings_of,
    stdin_is_terminal,
)

if TYPE_CHECKING:
    from tui_reader.settings.keyboard import KeyboardGuess


def add(commands: Commands) -> None:
    """The command and its options."""
    read = commands.add("read", run, commands.reading, "open files and folders on the screen (the default)")
    read.add_argument("--theme", metavar="NAME", help="a theme's name, e.g. dark")
    read.set_defaults(resume=False, refuse=read.error)
    add_paths(read, least="*")


def run(options: argparse.Namespace) -> int:
    """`tui-reader PATH...`: the screen; as `cat` where there is none to draw on or no keyboard to read from."""
    if not options.paths:
        options.paths, options.resume = _without_paths()
        if not options.paths:
            options.refuse("the following arguments are required: PATH")
    stdin = piped(options)
    if not sys.stdout.isatty() or not (stdin_is_terminal() or _keyboard_from_terminal()):
        options.width, options.json = None, False
        return cat.show(options, stdin)
    # Start-up makes tens of thousands of objects and no garbage: collecting starts with the first frame.
    gc.disable()
    from tui_reader.search.process import ahead

    ahead.begin(options.paths, cache_folder())
    from tui_reader.terminal.probe import SCREEN_SECONDS, asking

    # Asked first and answered while the rest is imported.
    with asking(os.environ) as question:
        settings, catalogue, notices = settings_of(options)
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
        here = here_of(settings, os.environ, answer.replies)
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
        cache=cache_folder(),
        environ=os.environ,
        notices=notices,
        resume=options.resume,
    )
    status = run_app(app)
    for problem in app.memory.problems:
        say(catalogue.text(problem.key, **problem.values))
    fatal = report(catalogue, app.shelf.problems)
    loaded = app.shelf.loader is not None and app.shelf.loader.done
    if not status and loaded and not len(app.shelf.store):
        status = NOTHING
    return UNREADABLE if fatal and status in (DONE, NOTHING) else status


def _without_paths() -> tuple[list[str], bool]:
    """What to read where no path was given, and whether to go on in it: a pipe, else, where there is a terminal to show
    it on, what was read last."""
    if sys.stdin is not None and not sys.stdin.isatty():
        return ["-"], False
    if sys.stdin is None or not sys.stdout.isatty():
        return [], False
    from tui_reader.library.mounts import mount_of, mounts
    from tui_reader.settings.last import read_last

    table, kept = mounts(), read_last(state_folder())
    # What may hang is not asked here: who loads it says so.
    hanging = [mount.may_hang for path in kept if (mount := mount_of(path, table))]
    there = kept if any(hanging) else [path for path in kept if os.path.exists(path)]  # noqa: PTH110
    if kept and not there:
        catalogue = load_catalogue(None)
        say(catalogue.text("problem.last-gone", path=", ".join(kept)))
        sys.exit(WRONG_USE)
    return there, True


def _keyboard(settings: Settings) -> Callable[[str], str | None]:
    """Characters to the ASCII keys that sent them; the table of layouts is read when the first one is pressed."""
    guesses: list[KeyboardGuess] = []

    def key(character: str) -> str | None:
        if not guesses:
            from tui_reader.settings.keyboard import KeyboardGuess

            guesses.append(KeyboardGuess(settings.keyboard, locale_of(os.environ, "LC_CTYPE")))
        return guesses[0].key(character)

    return key


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
