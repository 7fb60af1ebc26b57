"""What `tui-reader doctor` finds and says: the terminal, what it is sent, and one line drawn in every way.

Everything that came from outside (what the terminal calls itself, variables) is sanitised here; the words are
the catalogue's.
"""

from __future__ import annotations

import json
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping

from tui_reader import __version__
from tui_reader.messages.catalogue import Catalogue
from tui_reader.terminal import clipboard
from tui_reader.terminal.decide import choices
from tui_reader.terminal.emit import Way, emit_text
from tui_reader.terminal.here import Here
from tui_reader.terminal.profiles import EXPLICIT, Profile
from tui_reader.text.bidi import base_level
from tui_reader.text.layout import Cell, analyse, truncate
from tui_reader.text.sanitise import one_line

#: Arabic, Hebrew and Latin with brackets, and both kinds of digits: each way that is wrong somewhere is seen to be.
SAMPLE = "قرأ الطالب (محمد) 25 كتابًا في Cairo، ثم שלום [עולם] ١٢٣ لا غير."
#: Columns the sample is drawn in, and in front of it those of its number.
WIDTH, INDENT = 66, 6

#: Variables whose values help to understand a report and tell nothing of their owner; of others only that they are set.
VARIABLES = (
    "TERM",
    "COLORTERM",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "VTE_VERSION",
    "KONSOLE_VERSION",
    "XTERM_VERSION",
    "MLTERM",
    "TERMINAL_NAME",
    "LC_TERMINAL",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
)
SET_OR_NOT = ("TMUX", "STY", "ZELLIJ", "KITTY_WINDOW_ID", "WT_SESSION", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY")

_TRUE_COLOUR = ("truecolor", "24bit")
_BLANK = Cell(" ", " ", 1, -1, -1, 0)
#: Has a row take over the mode that was just set: VTE keeps it for each row.
_ERASE_ROW = "\x1b[2K"


def report(here: Here) -> dict[str, object]:
    """All that was found, for `--json`: values as JSON has them, texts sanitised."""
    decision, environ, client = here.decision, here.environ, here.client
    return {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.system(),
        "profile": decision.profile.name,
        "way": decision.profile.way.value,
        "signal": decision.signal,
        "enter": decision.profile.enter,
        "leave": decision.profile.leave,
        "recognised": {"profile": here.recognised.profile.name, "signal": here.recognised.signal},
        "identity": one_line(here.identity),
        "replies": {
            "answered": here.replies.answered,
            "mode_8": here.replies.bdsm,
            "xtversion": here.replies.xtversion,
            "da2": here.replies.da2,
            "da1": here.replies.da1,
        },
        "tmux": None
        if client is None
        else {
            "termtype": one_line(client.termtype),
            "termname": one_line(client.termname),
            "environment": {name: one_line(value) for name, value in sorted(client.environ.items())},
        },
        "environment": {name: one_line(environ[name]) for name in VARIABLES if name in environ},
        "set": [name for name in SET_OR_NOT if environ.get(name)],
        "truecolor": _true_colour(environ),
        "clipboard": _clipboard(environ),
    }


def as_json(here: Here) -> str:
    """The report as one object in ASCII."""
    return json.dumps(report(here), indent=2) + "\n"


def account(here: Here, catalogue: Catalogue) -> Iterator[str]:
    """What was recognised and what follows, a line each, in logical order."""
    text, decision = catalogue.text, here.decision
    recognised = here.recognised
    yield text("doctor.recognised", name=recognised.profile.name, sign=_sign(here, catalogue, recognised.signal))
    if decision.signal in ("chosen", "learnt"):
        yield text(f"doctor.signal_{decision.signal}", name=decision.profile.name)
    sent = {way: text(f"doctor.way_{way.value}") for way in Way}
    yield text("doctor.sent", way=decision.profile.way.value, meaning=sent[decision.profile.way])
    if decision.profile.enter:
        shown = decision.profile.enter.replace("\x1b", "ESC ")
        yield text("doctor.switched", sequence=one_line(shown))
    if decision.profile.notes:
        yield text("doctor.notes", notes=decision.profile.notes)
    yield text("doctor.truecolor" if _true_colour(here.environ) else "doctor.no_truecolor")
    yield text("doctor.clipboard", ways=", ".join(_clipboard(here.environ)))
    yield text("doctor.mouse")
    yield text("doctor.fonts")


def candidates(here: Here) -> list[Profile]:
    """What is drawn and can be answered, in the order of the numbers; the first is what was recognised."""
    return choices(here.recognised.profile)


def drawn(here: Here, width: int) -> Iterator[str]:
    """The sample in every way, numbered: rows for the terminal, with the modes around each that its way needs.

    `width` is the terminal's, in columns. What is sent now is marked with a star.
    """
    room = max(10, min(WIDTH, width - INDENT))
    now = here.profile
    for number, profile in enumerate(candidates(here), 1):
        same = (profile.way, profile.enter) == (now.way, now.enter)
        head = f"{number:2} {'*' if same else ' '} "
        row = sample_row(profile.way, room)
        if profile.enter and not held(here)[0]:
            yield f"{profile.enter}{_ERASE_ROW}{head}{row}{profile.leave}\n"
        else:
            yield f"{head}{row}\n"


def held(here: Here) -> tuple[str, str]:
    """What must be in force for as long as the sample is looked at, and what ends it: switches that are the whole
    screen's and not a row's, as mlterm's is."""
    profile = here.recognised.profile
    return ("", "") if profile.enter in ("", EXPLICIT) else (profile.enter, profile.leave)


def sample_row(way: Way, width: int) -> str:
    """The sample on one row of so many columns, cut where it is longer, aligned to the right."""
    cells = truncate(analyse(SAMPLE, base_level(SAMPLE, 1)), width)
    free = width - sum(cell.columns for cell in cells)
    # One blank of its own before it: an LRO in the first column is lost in some terminals.
    return emit_text([_BLANK] * (free + 1) + cells, way)


def chosen(answer: str, count: int) -> int | None:
    """The number that was answered, counted from 0; None for no number of those there are."""
    answer = answer.strip()
    number = int(answer) if answer.isdecimal() and len(answer) < 4 else 0
    return number - 1 if 1 <= number <= count else None


def _sign(here: Here, catalogue: Catalogue, signal: str) -> str:
    """By what it was recognised, with what was said."""
    client = here.client
    said = {
        "xtversion": here.replies.xtversion,
        "da2": here.replies.da2,
        "tmux-type": client.termtype if client else "",
        "tmux-name": client.termname if client else "",
    }
    return catalogue.text(f"doctor.signal_{signal}", said=one_line(said.get(signal, "")))


def _true_colour(environ: Mapping[str, str]) -> bool:
    return environ.get("COLORTERM", "").lower() in _TRUE_COLOUR


def _clipboard(environ: Mapping[str, str]) -> list[str]:
    """Ways of copying that will be tried here, in their order."""
    there = [tool.via for tool in clipboard.tools(environ, sys.platform) if shutil.which(tool.command[0])]
    return [*there, *(["tmux"] if environ.get("TMUX") else []), "OSC 52"]
