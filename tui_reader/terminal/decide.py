"""Which profile holds, and by which sign: pure functions of what was asked, found and chosen.

The order is that of the shared design's TERMINALS.md, "Deciding": what the user set; what the eye said when
`tui-reader doctor` or a key asked; the terminal's own replies, which beat environment variables, since those
are inherited by whatever is started in a terminal; inside tmux the terminal outside of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from .emit import Way
from .profiles import EXPLICIT, IMPLICIT, PROFILES, Profile, by_name
from .replies import Replies
from .tmux import Client

Signal = Literal[
    "chosen",  # the command line or config.toml
    "learnt",  # the user's eye
    "xtversion",
    "da2",
    "mode-8",
    "tmux-type",  # the terminal outside of tmux, by its XTVERSION
    "tmux-name",  # the same by its TERM
    "tmux-environ",  # the same by the client's environment
    "tmux-unknown",
    "environ",
    "unknown",  # it answered, but nothing that is known
    "silent",  # it answered nothing
]

#: DECRPM's answers of a terminal that can be told to leave order alone.
_OBEYS = (1, 2)
#: DA2 of tmux, of now and before 2.9, for those that answer no XTVERSION.
_TMUX_DA2 = r"84;.*|0;95;0"
# A terminal started in another inherits its variables, but names itself in TERM; multiplexers hide the rest.
_FIRST_VARIABLES = ("TERM", "TMUX", "STY", "ZELLIJ")
_WAYS_THAT_TELL = (Way.VISUAL, Way.LRO)
_NAMED = tuple(profile for profile in PROFILES.values() if profile.name not in set(Way))


class Decision(NamedTuple):
    """The profile that holds, and the sign by which it does."""

    profile: Profile
    signal: Signal


def decide(
    replies: Replies,
    environ: Mapping[str, str],
    tmux_client: Client | None = None,
    learnt: Mapping[str, str] = {},
    chosen: str | None = None,
) -> Decision:
    """The profile to use, its way out restoring what `replies` say was before.

    `learnt` are names of profiles by `identity`; `chosen` is the name the user set. Raises UnknownProfile for
    a `chosen` there is none of; a learnt name of no profile is passed over.
    """
    if chosen is not None:
        found = Decision(by_name(chosen), "chosen")
    elif (name := learnt.get(identity(replies, environ, tmux_client), "")) in PROFILES:
        found = Decision(PROFILES[name], "learnt")
    else:
        found = recognise(replies, environ, tmux_client)
    return found._replace(profile=restoring(found.profile, replies))


def recognise(replies: Replies, environ: Mapping[str, str], tmux_client: Client | None = None) -> Decision:
    """The profile by what the terminal says and what is known of it, whatever the user said."""
    if in_tmux(replies, environ):
        outside, signal = _outside(tmux_client or Client())
        return Decision(_in_way(PROFILES["tmux"], outside.in_tmux) if outside else PROFILES["tmux"], signal)
    if replies.xtversion and (profile := _first(_by_xtversion(replies.xtversion))):
        return Decision(profile, "xtversion")
    if replies.da2 and (profile := _by_da2(replies.da2, environ)):
        return Decision(profile, "da2")
    if replies.bdsm in _OBEYS:
        vte = not replies.xtversion and environ.get("VTE_VERSION")
        return Decision(PROFILES["vte" if vte else "visual"], "mode-8")
    if profile := _by_environ(replies, environ):
        return Decision(profile, "environ")
    if replies.answered:
        return Decision(PROFILES["lro"], "unknown")
    # Terminals that reorder all answer, and so does one at the far end of a slow line, if later. What never
    # answers is a recorder, a test, or too simple to do anything to text.
    return Decision(PROFILES["visual"], "silent")


def identity(replies: Replies, environ: Mapping[str, str], tmux_client: Client | None = None) -> str:
    """What a terminal is told from others by, for what was learnt of it."""
    if in_tmux(replies, environ):
        client = tmux_client or Client()
        return f"tmux|{client.termtype}|{client.termname}"
    return f"{replies.xtversion}|{replies.da2}|{environ.get('TERM', '')}"


def in_tmux(replies: Replies, environ: Mapping[str, str]) -> bool:
    """Whether tmux is what we write to; its variables are inherited by terminals that are started in it."""
    if replies.answered or replies.xtversion or replies.da2:
        tmux = PROFILES["tmux"].signs.xtversion
        return bool(re.fullmatch(tmux, replies.xtversion) or re.fullmatch(_TMUX_DA2, replies.da2))
    return bool(environ.get("TMUX")) or environ.get("TERM", "").split("-")[0] == "tmux"


def restoring(profile: Profile, replies: Replies) -> Profile:
    """The profile with a way out that leaves mode 8 as it was, where the terminal said how it was."""
    if replies.bdsm != 2:
        return profile
    return profile._replace(leave=profile.leave.replace(IMPLICIT, EXPLICIT))


def printed_way(decision: Decision) -> Way:
    """How lines are sent that stay on the screen, with no mode set around them.

    `visual` needs that where the terminal reorders, and where nobody knows; `lro` reads right there without it.
    """
    profile, signal = decision
    asked_for = signal == "chosen" and profile.name in set(Way)
    does_nothing = profile.alone == "nothing" and profile.verified
    return Way.LRO if profile.way is Way.VISUAL and not (asked_for or does_nothing) else profile.way


def choices(recognised: Profile) -> list[Profile]:
    """What can be tried in a terminal: what was recognised, then each way it does not use already."""
    ways = (PROFILES[way] for way in Way)
    return [recognised, *(each for each in ways if (each.way, each.enter) != (recognised.way, recognised.enter))]


def _outside(client: Client) -> tuple[Profile | None, Signal]:
    """The terminal outside of tmux, and how it is known."""
    if client.termtype and (profile := _first(_by_xtversion(client.termtype))):
        return profile, "tmux-type"
    for profile in _NAMED:
        if profile.signs.termname and re.fullmatch(profile.signs.termname, client.termname):
            return profile, "tmux-name"
    for profile in _NAMED:
        # One that names itself in TERM is not the one whose variables it inherited.
        if _variable(profile, {"TERM": client.termname}):
            return profile, "tmux-name"
    if not client.termtype:
        for profile in _NAMED:
            if _variable(profile, client.environ):
                return profile, "tmux-environ"
    return None, "tmux-unknown"


def _in_way(profile: Profile, way: Way) -> Profile:
    """The profile sending another way; one that relies on the terminal's own bidi must leave that on."""
    tells = way in _WAYS_THAT_TELL
    return profile._replace(way=way, enter=EXPLICIT if tells else "", leave=IMPLICIT if tells else "")


def _first(profiles: Iterable[Profile]) -> Profile | None:
    return next(iter(profiles), None)


def _by_xtversion(said: str) -> Iterable[Profile]:
    return (each for each in _NAMED if each.signs.xtversion and re.fullmatch(each.signs.xtversion, said))


def _by_da2(said: str, environ: Mapping[str, str]) -> Profile | None:
    """Konsoles that answer no XTVERSION give QTerminal's DA2: there a variable decides."""
    found = [each for each in _NAMED if each.signs.da2 and re.fullmatch(each.signs.da2, said)]
    if len(found) > 1:
        return _first(each for each in found if _variable(each, environ)) or found[-1]
    return found[0] if found else None


def _by_environ(replies: Replies, environ: Mapping[str, str]) -> Profile | None:
    """The terminal by its variables, unless it would have answered other than it did."""
    fitting = [each for each in _NAMED if not (replies.answered and _speaks(each))]
    first = {name: environ[name] for name in _FIRST_VARIABLES if name in environ}
    return _first(each for variables in (first, environ) for each in fitting if _variable(each, variables))


def _speaks(profile: Profile) -> bool:
    """Whether a terminal tells what it is when asked."""
    return bool(profile.signs.xtversion or profile.signs.da2 or profile.signs.bdsm)


def _variable(profile: Profile, environ: Mapping[str, str]) -> bool:
    """Whether a variable is there with a value that is a sign of the terminal."""
    signs = profile.signs.environ
    return any(re.fullmatch(pattern, environ[name]) for name, pattern in signs if name in environ)
