"""What each terminal does to right-to-left text, how it is known, and what it is sent: a table.

Every row is what the shared design's TERMINALS.md found, measured or read in the terminal's source. A new
terminal is one row here. The table says what is true; deciding which row holds is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from tui_reader.terminal.emit import Way

# ECMA-48 BDSM: explicit, the program does the reordering; implicit, the terminal does. A terminal that knows
# it not ignores it. It must be sent before the alternate screen is entered: VTE keeps it for each row.
EXPLICIT = "\x1b[8l"
IMPLICIT = "\x1b[8h"
# mlterm's own switch: it ignores the standard one.
_MLTERM_OFF = "\x1b]5379;use_ctl=false\x1b\\"
_MLTERM_ON = "\x1b]5379;use_ctl=true\x1b\\"

Behaviour = Literal[
    "nothing",
    "row, base left to right",
    "row, base from the row",
    "token",
    "span",
    "passes on",
    "unknown",
]


class UnknownProfile(ValueError):  # noqa: N818 - it names what is wrong, as the interface says it
    """No profile has the name that was given; the message lists those there are."""


class Signs(NamedTuple):
    """How a terminal is known.

    `xtversion` and `da2` are regular expressions for the whole of what it says of itself in answer to
    `CSI > q` and `CSI > c` (the parameters, without `>` and `c`); `xtversion` is also tmux's client_termtype,
    `termname` its client_termname. `bdsm` are the answers to `CSI 8 $ p` that it gives (0 unknown, 1 set,
    2 reset), empty where that tells nothing. `environ` pairs a variable with an expression for all of its
    value; any one of them is a sign. Environment is inherited and so the weakest sign of all.
    """

    xtversion: str = ""
    da2: str = ""
    bdsm: tuple[int, ...] = ()
    termname: str = ""
    environ: tuple[tuple[str, str], ...] = ()


class Profile(NamedTuple):
    """One terminal's behaviour, or one way of sending by name.

    `enter` is written before the alternate screen is entered and `leave` after it was left; both may be
    empty. `alone` is what the terminal does to a row when nobody told it anything; `in_tmux` the way that
    reads right when tmux stands between. `verified` is False where it was read in a source and not seen.
    """

    name: str
    way: Way
    enter: str = ""
    leave: str = ""
    signs: Signs = Signs()
    alone: Behaviour = "unknown"
    in_tmux: Way = Way.LRO
    verified: bool = True
    notes: str = ""


def _told(
    name: str,
    way: Way,
    signs: Signs,
    alone: Behaviour = "nothing",
    *,
    in_tmux: Way = Way.LRO,
    verified: bool = True,
    notes: str = "",
) -> Profile:
    """A terminal that is told that the program reorders: it obeys, or it never minded."""
    return Profile(name, way, EXPLICIT, IMPLICIT, signs, alone, in_tmux, verified, notes)


# The ways by name, as --terminal takes them. Those that rely on the terminal's own bidi leave it on.
_WAYS = (
    Profile("visual", Way.VISUAL, EXPLICIT, IMPLICIT),
    Profile("lro", Way.LRO, EXPLICIT, IMPLICIT),
    Profile("inverse", Way.INVERSE),
    Profile("inverse-2800", Way.INVERSE_2800),
    Profile("words", Way.WORDS),
    Profile("logical", Way.LOGICAL),
)

# Where two rows could both fit, the first one counts: Konsole before QTerminal, which gives the same DA2.
_TERMINALS = (
    Profile(
        "kitty",
        Way.WORDS,
        signs=Signs(
            r"kitty\(.*\)",
            termname="xterm-kitty",
            environ=(("KITTY_WINDOW_ID", r"\d+"), ("TERM", "xterm-kitty")),
        ),
        alone="token",
        in_tmux=Way.WORDS,
        notes="LRO and LRM corrupt its cells; visual where the user set force_ltr",
    ),
    Profile(
        "konsole",
        Way.INVERSE,
        signs=Signs(r"Konsole .*", "0;115;0", environ=(("KONSOLE_VERSION", r"\d+"),)),
        alone="row, base left to right",
        in_tmux=Way.INVERSE,
        notes="mirrors no brackets, joins presentation forms anew, does not answer for mode 8",
    ),
    Profile(
        "putty",
        Way.INVERSE_2800,
        signs=Signs(da2="0;136;0"),
        alone="row, base left to right",
        notes="strips LRO and LRM; cannot be recognised inside tmux",
    ),
    Profile(
        "qterminal",
        Way.INVERSE_2800,
        signs=Signs(da2="0;115;0"),
        alone="row, base left to right",
        notes="columns drift",
    ),
    Profile(
        "mlterm",
        Way.VISUAL,
        EXPLICIT + _MLTERM_OFF,
        _MLTERM_ON + IMPLICIT,
        Signs(da2=r"24;.*", termname="mlterm.*", environ=(("MLTERM", ".*"),)),
        alone="row, base from the row",
        # Not lro: its switch does not get through tmux, and with hits lit each of the controls costs a column.
        in_tmux=Way.INVERSE_2800,
        notes="ignores CSI 8 l; a control costs a column",
    ),
    _told(
        "vte",
        Way.VISUAL,
        Signs(r"VTE\(.*\)", bdsm=(1, 2), environ=(("VTE_VERSION", r"\d+"),)),
        "row, base left to right",
        in_tmux=Way.INVERSE_2800,
        notes="keeps mode 8 for each row: set it before the rows are begun",
    ),
    _told(
        "mintty",
        Way.VISUAL,
        Signs(r"mintty .*", bdsm=(1, 2), environ=(("TERM_PROGRAM", "mintty"),)),
        "row, base left to right",
        verified=False,
    ),
    _told(
        "wezterm",
        Way.VISUAL,
        Signs(r"WezTerm .*", bdsm=(1, 2), environ=(("TERM_PROGRAM", "WezTerm"),)),
        verified=False,
        notes="reorders only where bidi_enabled is set",
    ),
    _told("xterm", Way.VISUAL, Signs(r"XTerm\(\d+.*\)", environ=(("XTERM_VERSION", r"XTerm\(.*\)"),))),
    _told("urxvt", Way.VISUAL, Signs(da2="85;95;0", environ=(("TERM", "rxvt-unicode.*"),))),
    _told("st", Way.VISUAL, Signs(environ=(("TERM", "st(-256color)?"),)), notes="drops tashkeel; answers no DA2"),
    _told("alacritty", Way.VISUAL, Signs(environ=(("TERM", "alacritty"),)), notes="marks one cell too far right"),
    _told("foot", Way.VISUAL, Signs(r"foot\(.*\)", environ=(("TERM", "foot(-.*)?"),))),
    _told("zutty", Way.VISUAL, Signs(da2="64;0;0"), notes="drops tashkeel"),
    _told(
        "xterm.js",
        Way.LRO,
        Signs(da2="0;276;0", environ=(("TERM_PROGRAM", "vscode"),)),
        "span",
        notes="WebGL does nothing, the DOM lays out each styled span; both give the same replies",
    ),
    _told("tmux", Way.LRO, Signs(r"tmux .*", environ=(("TMUX", ".+"), ("TERM", "tmux(-.*)?"))), "passes on"),
    _told(
        "screen",
        Way.LRO,
        Signs(da2=r"83;.*", environ=(("STY", ".+"), ("TERM", r"screen([.-].*)?"))),
        "passes on",
    ),
    _told(
        "zellij",
        Way.LRO,
        Signs(r"Zellij\(.*\)", environ=(("ZELLIJ", ".*"),)),
        "passes on",
        verified=False,
    ),
    _told(
        "iterm2",
        Way.LRO,
        Signs(r"iTerm2 .*", environ=(("TERM_PROGRAM", r"iTerm\.app"),)),
        "row, base left to right",
        verified=False,
    ),
    _told(
        "apple-terminal",
        Way.LRO,
        Signs(environ=(("TERM_PROGRAM", "Apple_Terminal"),)),
        "row, base left to right",
        verified=False,
    ),
    _told("windows-terminal", Way.VISUAL, Signs(environ=(("WT_SESSION", ".+"),)), verified=False),
    _told("ghostty", Way.VISUAL, Signs(r"ghostty .*", environ=(("TERM_PROGRAM", "ghostty"),)), verified=False),
    _told("contour", Way.VISUAL, Signs(r"contour .*", environ=(("TERMINAL_NAME", "contour"),)), verified=False),
    _told("rio", Way.VISUAL, Signs(r"rio .*", environ=(("TERM_PROGRAM", "rio"),)), verified=False),
)

PROFILES: Mapping[str, Profile] = {profile.name: profile for profile in (*_WAYS, *_TERMINALS)}


def by_name(name: str) -> Profile:
    """The profile called `name`, as `--terminal` takes it. Raises UnknownProfile."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"no terminal profile {name!r}; there are {', '.join(PROFILES)}") from None

