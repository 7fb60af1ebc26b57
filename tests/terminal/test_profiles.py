"""The table of terminals is whole and sound."""

from __future__ import annotations

import re

import pytest

from tui_reader.terminal.emit import Way
from tui_reader.terminal.profiles import PROFILES, Profile, UnknownProfile, by_name

NAMED = [profile for profile in PROFILES.values() if profile.name not in set(Way)]
# Every row of TERMINALS.md.
TERMINALS = (
    *("xterm", "urxvt", "st", "alacritty", "foot", "zutty", "vte", "konsole", "mlterm", "putty", "qterminal"),
    *("kitty", "xterm.js", "tmux", "screen", "mintty", "wezterm", "iterm2", "apple-terminal"),
    *("windows-terminal", "ghostty", "contour", "rio", "zellij"),
)


def test_every_way_is_a_profile_of_its_name() -> None:
    for way in Way:
        assert by_name(way.value).way is way


def test_every_terminal_of_the_design_is_there() -> None:
    assert sorted(profile.name for profile in NAMED) == sorted(TERMINALS)


@pytest.mark.parametrize("profile", NAMED, ids=lambda profile: profile.name)
def test_every_terminal_has_a_sign_and_its_patterns_compile(profile: Profile) -> None:
    signs = profile.signs
    patterns = [signs.xtversion, signs.da2, signs.termname, *(pattern for _, pattern in signs.environ)]
    assert any(patterns)
    for pattern in patterns:
        re.compile(pattern)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_what_is_switched_is_switched_back(profile: Profile) -> None:
    """And never switched off where the way of sending relies on it."""
    relies = profile.way in (Way.INVERSE, Way.INVERSE_2800, Way.WORDS, Way.LOGICAL)
    assert ("\x1b[8l" in profile.enter) is not relies
    assert ("\x1b[8l" in profile.enter) is ("\x1b[8h" in profile.leave)
    assert ("use_ctl=false" in profile.enter) is ("use_ctl=true" in profile.leave) is (profile.name == "mlterm")


def test_a_name_that_is_none_lists_those_there_are() -> None:
    with pytest.raises(UnknownProfile, match=r"'vt52'.*visual, lro.*konsole") as caught:
        by_name("vt52")
    assert isinstance(caught.value, ValueError)
