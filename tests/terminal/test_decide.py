"""Every terminal of the design is known by what it answered; the order of the signs is the design's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_reader.terminal import tmux
from tui_reader.terminal.decide import choices, decide, identity, printed_way, recognise
from tui_reader.terminal.emit import Way
from tui_reader.terminal.here import Here
from tui_reader.terminal.profiles import EXPLICIT, IMPLICIT, PROFILES, UnknownProfile
from tui_reader.terminal.replies import Replies
from tui_reader.terminal.tmux import Client

from .recorded import RECORDED

IN_TMUX = {"vte-0.70": "inverse-2800", "mlterm-3.9": "inverse-2800", "konsole-22.12": "inverse", "kitty-0.26": "words"}
TMUX = Replies(None, "tmux 3.3a", "84;0;0", "1;2", True)
DA1 = Replies(da1="6", answered=True)
# Of a terminal that names itself in no reply, so that what it inherited could mislead.
INHERITED = {"VTE_VERSION": "7006", "KONSOLE_VERSION": "221203", "KITTY_WINDOW_ID": "1", "TMUX": "t", "STY": "s"}


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_terminal_is_known(name: str) -> None:
    known = RECORDED[name]
    profile, signal = recognise(known.replies, known.environ, known.client)
    assert profile.name == known.profile
    assert signal != "silent"
    outside = known.version.partition(" in ")[2].replace(" ", "-")
    wanted = Way(IN_TMUX.get(outside, "lro")) if outside else PROFILES[known.profile].way
    assert profile.way is wanted


@pytest.mark.parametrize("name", [name for name in RECORDED if RECORDED[name].profile not in ("st", "alacritty")])
def test_replies_beat_what_was_inherited(name: str) -> None:
    known = RECORDED[name]
    if not known.data or known.profile in ("konsole", "qterminal", "windows-terminal"):
        pytest.skip("its replies alone do not tell")
    environ = {**INHERITED, **known.environ} if known.client else {**INHERITED, "TERM": "xterm-256color"}
    profile, _ = recognise(known.replies, environ, known.client)
    assert profile.way is recognise(known.replies, known.environ, known.client).profile.way
    assert profile.enter == recognise(known.replies, known.environ, known.client).profile.enter


def test_every_profile_has_its_recorded_replies() -> None:
    named = {name for name in PROFILES if name not in set(Way)}
    assert {known.profile for known in RECORDED.values()} == named


def test_what_was_run_is_recorded_and_not_stated() -> None:
    run = {known.profile for known in RECORDED.values() if not known.stated}
    assert run >= {"xterm", "urxvt", "st", "alacritty", "foot", "vte", "konsole", "mlterm", "putty", "kitty", "tmux"}


@pytest.mark.parametrize("variables", [{"TERM": "st-256color"}, {"TERM": "alacritty"}])
def test_a_terminal_that_names_itself_in_term_alone(variables: dict[str, str]) -> None:
    profile, signal = recognise(DA1, {**INHERITED, **variables})
    assert (profile.name, signal) == (variables["TERM"].split("-")[0], "environ")


@pytest.mark.parametrize(
    ("replies", "environ", "name", "signal"),
    [
        (Replies(), {"TERM": "xterm-256color"}, "visual", "silent"),
        (Replies(), {}, "visual", "silent"),
        (Replies(), {"TERM": "xterm-kitty"}, "kitty", "environ"),
        (Replies(), {"TERM": "xterm-256color", "VTE_VERSION": "7006"}, "vte", "environ"),
        (Replies(), {"TERM": "xterm", "TMUX": "t", "VTE_VERSION": "7006"}, "tmux", "tmux-unknown"),
        (Replies(), {"TERM": "tmux-256color"}, "tmux", "tmux-unknown"),
        (Replies(), {"TERM": "screen.xterm-256color", "KITTY_WINDOW_ID": "1"}, "screen", "environ"),
        (Replies(), {"TERM": "xterm", "STY": "12.pts-0", "KITTY_WINDOW_ID": "1"}, "screen", "environ"),
        (DA1, {"TERM": "xterm-256color"}, "lro", "unknown"),
        (DA1, {"TERM": "xterm-256color", "VTE_VERSION": "7006"}, "lro", "unknown"),
        (DA1._replace(bdsm=2), {"TERM": "xterm"}, "visual", "mode-8"),
        (DA1._replace(bdsm=0), {"TERM": "xterm"}, "lro", "unknown"),
        (DA1._replace(xtversion="Newcomer 1", bdsm=1), {"TERM": "xterm"}, "visual", "mode-8"),
        (DA1._replace(xtversion="kitty(0.41)", bdsm=1), {"TERM": "xterm"}, "kitty", "xtversion"),
        (DA1._replace(xtversion="evil kitty(1)"), {"TERM": "xterm"}, "lro", "unknown"),
        (DA1._replace(da2="84;0;0"), {"TERM": "screen"}, "tmux", "tmux-unknown"),
    ],
)
def test_the_order_of_the_signs(replies: Replies, environ: dict[str, str], name: str, signal: str) -> None:
    profile, found = recognise(replies, environ)
    assert (profile.name, found) == (name, signal)


@pytest.mark.parametrize(
    ("client", "way", "signal"),
    [
        (Client("kitty(0.41.0)", "xterm-kitty"), "words", "tmux-type"),
        (Client("VTE(8000)", "xterm-256color"), "inverse-2800", "tmux-type"),
        (Client("", "mlterm"), "inverse-2800", "tmux-name"),
        (Client("", "st-256color", {"VTE_VERSION": "7006"}), "lro", "tmux-name"),
        (Client("", "xterm-256color", {"KONSOLE_VERSION": "201203"}), "inverse", "tmux-environ"),
        (Client("foot(1.13.1)", "foot", {"VTE_VERSION": "7006"}), "lro", "tmux-type"),
        (Client("Newcomer 1", "xterm", {"VTE_VERSION": "7006"}), "lro", "tmux-unknown"),
        (Client(), "lro", "tmux-unknown"),
        (None, "lro", "tmux-unknown"),
    ],
)
def test_inside_tmux_the_terminal_outside_decides(client: Client | None, way: str, signal: str) -> None:
    # Our own variables are those of the terminal in which tmux's server was started.
    profile, found = recognise(TMUX, {"TMUX": "t", "TERM": "tmux", "KITTY_WINDOW_ID": "1"}, client)
    assert (profile.way.value, found) == (way, signal)
    assert (profile.enter == EXPLICIT) is (profile.way is Way.LRO)


def test_chosen_beats_learnt_beats_recognised() -> None:
    known = RECORDED["konsole-22.12"]
    learnt = {identity(known.replies, known.environ): "inverse-2800", "another": "logical"}
    decided = decide(known.replies, known.environ, None, learnt)
    assert (decided.profile.name, decided.signal) == ("inverse-2800", "learnt")
    decided = decide(known.replies, known.environ, None, learnt, "words")
    assert (decided.profile.name, decided.signal) == ("words", "chosen")
    with pytest.raises(UnknownProfile):
        decide(known.replies, known.environ, None, learnt, "vt52")
    assert decide(known.replies, known.environ, None, dict.fromkeys(learnt, "gone")).profile.name == "konsole"


def test_terminals_are_remembered_apart() -> None:
    # Konsole 20.12 says the same as QTerminal.
    apart = [known for name, known in RECORDED.items() if name != "konsole-20.12"]
    keys = [identity(known.replies, known.environ, known.client) for known in apart]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("bdsm", "leave"), [(None, IMPLICIT), (0, IMPLICIT), (1, IMPLICIT), (2, EXPLICIT)])
def test_mode_8_is_left_as_it_was(bdsm: int | None, leave: str) -> None:
    assert decide(DA1._replace(bdsm=bdsm), {}, chosen="visual").profile.leave == leave
    assert decide(DA1._replace(bdsm=bdsm), {}, chosen="inverse").profile.leave == ""
    assert decide(DA1._replace(bdsm=bdsm), {}, chosen="mlterm").profile.leave.endswith(leave)


@pytest.mark.parametrize(
    ("name", "way"),
    [("vte-0.70", "lro"), ("mlterm-3.9", "lro"), ("xterm-379", "visual"), ("konsole-22.12", "inverse"),
     ("kitty-0.26", "words"), ("pterm-0.78", "inverse-2800"), ("wezterm", "lro")],
)  # fmt: skip
def test_what_is_printed_needs_no_mode(name: str, way: str) -> None:
    known = RECORDED[name]
    assert printed_way(decide(known.replies, known.environ)).value == way


def test_printed_as_asked_for() -> None:
    assert printed_way(decide(Replies(), {}, chosen="visual")) is Way.VISUAL
    assert printed_way(decide(Replies(), {}, chosen="vte")) is Way.LRO
    assert printed_way(decide(Replies(), {})) is Way.LRO


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_every_way_can_be_tried_once(profile: object) -> None:
    tried = choices(profile)  # type: ignore[arg-type]
    assert tried[0] is profile
    assert {each.way for each in tried} == set(Way)
    assert len({(each.way, each.enter) for each in tried}) == len(tried)


# --- tmux's own answer ----------------------------------------------------------------------------------


def test_what_tmux_prints(tmp_path: Path) -> None:
    (tmp_path / "12").mkdir()
    (tmp_path / "12" / "environ").write_bytes(b"SECRET=x\0VTE_VERSION=7006\0BROKEN\0KONSOLE_VERSION=\xff\0")
    told = tmux.parse("a|b|xterm-256color|12\n", tmp_path)
    assert told == Client("a|b", "xterm-256color", {"VTE_VERSION": "7006", "KONSOLE_VERSION": "\udcff"})
    assert tmux.parse("||\n", tmp_path) == Client()
    assert tmux.parse("|xterm|99\n", tmp_path) == Client("", "xterm")
    assert tmux.parse("|xterm|../12\n", tmp_path) == Client("", "xterm")
    assert tmux.parse("", tmp_path) is None


def test_no_tmux_to_be_asked(tmp_path: Path) -> None:
    assert tmux.client({}) is None
    assert tmux.client({"TMUX": "t", "PATH": str(tmp_path)}) is None
    broken = tmp_path / "tmux"
    broken.write_text("#!/bin/sh\necho no server >&2\nexit 1\n")
    broken.chmod(0o755)
    assert tmux.client({"TMUX": "t", "PATH": f"{tmp_path}:{os.defpath}"}) is None


# --- what becomes known later ---------------------------------------------------------------------------


def test_late_answers_decide_anew() -> None:
    known = RECORDED["kitty-0.26"]
    here = Here({"TERM": "xterm-256color"}, {}, None)
    assert here.decision.signal == "silent"
    assert here.answered(known.replies).name == "kitty"
    assert here.decision.signal == "xtversion"


def test_trying_goes_round_and_wins() -> None:
    known = RECORDED["vte-0.70"]
    here = Here(known.environ, {}, None, known.replies)
    names = [here.try_next().name for _ in range(6)]
    assert names == ["lro", "inverse", "inverse-2800", "words", "logical", "vte"]
    assert here.try_next().name == "lro"
    assert here.answered(known.replies).name == "lro"
    assert here.recognised.profile.name == "vte"


def test_trying_begins_at_what_was_learnt() -> None:
    known = RECORDED["vte-0.70"]
    learnt = {identity(known.replies, known.environ): "words"}
    here = Here(known.environ, learnt, None, known.replies)
    assert here.profile.name == "words"
    assert here.try_next().name == "logical"


def test_another_client_of_tmux(tmp_path: Path) -> None:
    fake = tmp_path / "tmux"
    fake.write_text(f"#!/bin/sh\ncat {tmp_path}/says\n")
    fake.chmod(0o755)
    (tmp_path / "says").write_text("Konsole 22.12.3|xterm-256color|0\n")
    here = Here({"TMUX": "t", "PATH": f"{tmp_path}:{os.environ['PATH']}"}, {}, None, TMUX)
    assert here.inside_tmux
    assert here.profile.way is Way.INVERSE
    (tmp_path / "says").write_text("kitty(0.26.5)|xterm-kitty|0\n")
    assert here.look_again().way is Way.WORDS
