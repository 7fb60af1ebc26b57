"""`tui-reader doctor`: what is known of this terminal, and which way of sending text reads right."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_reader.messages.catalogue import Catalogue
from tui_reader.settings.folders import state_folder
from tui_reader.settings.settings import AUTO

from .common import (
    CAT_WIDEST,
    DONE,
    UNREADABLE,
    Commands,
    here_of,
    say,
    settings_of,
    stdin_is_terminal,
    terminal_width,
)

if TYPE_CHECKING:
    from tui_reader.terminal.profiles import Profile


def add(commands: Commands) -> None:
    """The command and its options."""
    doctor = commands.add("doctor", run, commands.every, "what this terminal does to text, and which way of "
                          "sending it reads right")  # fmt: skip
    doctor.add_argument("--json", action="store_true", help="what was found, for a bug report; asks nothing")


def run(options: argparse.Namespace) -> int:
    """`tui-reader doctor`: what is known of this terminal; asks the user's eye where there is one."""
    from tui_reader import doctor, printing
    from tui_reader.terminal.decide import printed_way
    from tui_reader.terminal.probe import PRINT_SECONDS, asking

    settings, catalogue, notices = settings_of(options)
    for notice in notices:
        say(notice)
    with asking(os.environ, spare_typed=True) as question:
        here = here_of(settings, os.environ, question.answer(PRINT_SECONDS).replies)
    if options.json:
        sys.stdout.write(doctor.as_json(here))
        return DONE
    if not (sys.stdout.isatty() and stdin_is_terminal()):
        for line in doctor.account(here, catalogue):
            sys.stdout.write(line + "\n")
        return DONE
    width, way = terminal_width(), printed_way(here.decision)

    def tell(text: str, end: str = "\n") -> None:
        sys.stdout.write("".join(printing.wrapped(text, min(width, CAT_WIDEST), way)).removesuffix("\n") + end)

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
        say(catalogue.text(problem.key, **problem.values))
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
