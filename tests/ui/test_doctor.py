"""`tui-reader doctor`, and the profile on the screen, at a terminal that answers as real ones did."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not there", allow_module_level=True)

from cli.run import run

from tui_reader.terminal.profiles import PROFILES
from tui_reader.terminal.replies import QUESTION

from .frames import SEEDS
from .terminal import IN, OUT, XTERM, Terminal

VTE_RESET = b"\x1b[8;2$y\x1b[>65;7006;1c\x1b[?65;1;9c"
KITTY = b"\x1b[8;0$y\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[?62;c"
EVIL = b"\x1bP>|]52;c;eA==\x1b\\\x1b[?6c"


def learnt(folder: Path) -> dict[str, str]:
    found = json.loads((folder / ".local/state/tui-reader/terminals.json").read_text())
    assert isinstance(found, dict)
    return found


def quit_reader(app: Terminal) -> None:
    app.shows("article 1 of 1")
    app.press("q")
    assert app.end() == 0


def test_the_answer_is_used_from_then_on(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    app = start("doctor", size=(100, 40))
    app.shows("Which one reads right?")
    shown = "\n".join(app.screen.display)
    assert "xterm" in shown and "XTerm(379)" in shown
    assert " 1 *" in shown and " 6  " in shown
    app.press("9\n")
    app.shows("There is no such number; 1 to 6")
    app.press("5\n")
    app.shows("Kept for this terminal: words")
    assert app.end() == 0
    app.steers_nothing()
    assert learnt(tmp_path) == {"XTerm(379)|41;379;0|xterm-256color": "words"}

    reader = start(SEEDS)
    quit_reader(reader)
    assert b"\x1b[8l" not in reader.written, "words leave the terminal's own bidi on"
    again = start("doctor", size=(100, 40))
    again.shows("Used instead: words")
    again.press("\n")
    again.shows("Nothing was changed.")
    assert again.end() == 0
    other = start(SEEDS, answers=VTE_RESET)
    quit_reader(other)
    assert b"\x1b[8l" in other.written, "another terminal"
    chosen = start("--terminal", "visual", SEEDS)
    quit_reader(chosen)
    assert b"\x1b[8l" in chosen.written, "what the user sets wins"


def test_json_asks_the_terminal_but_not_the_reader(start: Callable[..., Terminal]) -> None:
    app = start("doctor", "--json", answers=KITTY, size=(200, 80))
    assert app.end() == 0
    told = json.loads(app.written[app.written.index(QUESTION) + len(QUESTION) :])
    assert (told["profile"], told["way"], told["signal"]) == ("kitty", "words", "xtversion")
    assert told["replies"]["xtversion"] == "kitty(0.26.5)"
    assert told["environment"]["TERM"] == "xterm-256color"


def test_to_a_pipe_it_asks_nobody(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", check=0)
    assert b"Terminal: visual" in done.stdout
    assert b"Which" not in done.stdout and b"\x1b" not in done.stdout
    report = json.loads(run(tmp_path, "doctor", "--json", check=0).stdout)
    assert report["signal"] == "silent"
    assert run(tmp_path, "doctor", "--terminal", "vt52").returncode == 2
    assert run(tmp_path, "doctor", "extra").returncode == 2


def test_a_hostile_terminal_steers_nothing(start: Callable[..., Terminal]) -> None:
    app = start("doctor", answers=EVIL, size=(100, 40))
    app.shows("Which one")
    app.press("\x04")
    app.shows("Nothing was changed.")
    assert app.end() == 0
    app.steers_nothing()


def test_the_switch_of_a_whole_terminal_is_held_and_undone(start: Callable[..., Terminal]) -> None:
    app = start("doctor", answers=b"\x1b[8;0$y\x1b[>24;279;0c\x1b[?63;1c", size=(100, 40))
    app.until(lambda: b"Which one" in app.written)
    mlterm = PROFILES["mlterm"]
    assert app.written.count(mlterm.enter.encode()) == 1
    app.press("\x03")
    assert app.end() == 130
    assert mlterm.leave.encode() in app.written[app.written.index(b"Which one") :]


def test_mode_8_is_set_before_the_screen_and_left_as_it_was(start: Callable[..., Terminal]) -> None:
    for answers, before in ((VTE_RESET, b"\x1b[8l"), (XTERM, b"\x1b[8h")):
        app = start(SEEDS, answers=answers)
        quit_reader(app)
        written = app.written
        assert written.index(QUESTION) < written.index(b"\x1b[8l") < written.index(IN)
        assert written[written.index(OUT) + len(OUT) :].startswith(before)


def test_keys_typed_at_once_are_keys(start: Callable[..., Terminal]) -> None:
    app = start(SEEDS, answers=b"/" + XTERM[:7] + "الناتو".encode() + XTERM[7:])
    app.shows("hit 1 of")
    app.press("\x1b\x1b")
    app.until(lambda: "Search the library" in app.screen.display[0])
    app.press("\x11")
    assert app.end() == 0


def test_a_terminal_that_answers_late(start: Callable[..., Terminal]) -> None:
    """The screen stands and goes over to what it needs; no answer is a key."""
    app = start(SEEDS, answers=b"")
    app.shows("article 1 of 1")
    assert "\u202d".encode() not in app.written
    app.press(b"\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c")
    app.until(lambda: "\u202d".encode() in app.written)
    quit_reader(app)
    app.restored()


def test_a_key_tries_the_ways_and_is_remembered(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    app = start(SEEDS)
    app.shows("article 1 of 1")
    app.press(",p")
    app.shows("Text is sent this way now: lro")
    app.until(lambda: "\u202d".encode() in app.written)
    app.press(",p")
    app.shows("now: inverse.")
    app.until(lambda: "الناتو".encode() in app.written)
    app.press("q")
    assert app.end() == 0
    assert list(learnt(tmp_path).values()) == ["inverse"]
    again = start(SEEDS)
    again.shows("article 1 of 1")
    for way in ("inverse-2800", "words", "logical", "visual"):
        again.press(",p")
        again.until(lambda way=way: way in "\n".join(again.screen.display[-2:]))
    assert learnt(tmp_path) == {}, "what is recognised is not remembered"
    again.press("q")
    assert again.end() == 0


def test_cat_asks_too(start: Callable[..., Terminal], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("سلام عليكم\n")
    for answers, sent in ((XTERM, "ﻡﻼﺳ"), (VTE_RESET, "\u202d"), (KITTY, "عليكم")):
        app = start("cat", tmp_path / "a.txt", answers=answers)
        assert app.end() == 0
        assert sent in app.written.decode()
        assert b"\x1b[8l" not in app.written
