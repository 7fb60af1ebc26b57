"""In a real tmux: the seed reads right, and y puts the exact text into its buffer."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.run import COMMAND, environment

from .frames import SEEDS

if shutil.which("tmux") is None:
    pytest.skip("needs tmux (Debian package tmux)", allow_module_level=True)

SEED = next(SEEDS.glob("*.txt")).read_text("utf-8")
LOOKS = 800


class Tmux:
    """A server of its own with the program in its one window."""

    def __init__(self, folder: Path) -> None:
        self.env = environment(folder)
        self.base = ["tmux", "-u", "-f", os.devnull, "-S", str(folder / "socket")]
        self.run("new-session", "-d", "-x", "110", "-y", "40", shlex.join([*COMMAND, str(SEEDS)]))

    def run(self, *arguments: str) -> str:
        return subprocess.run([*self.base, *arguments], env=self.env, check=True, capture_output=True).stdout.decode()

    def screen(self) -> str:
        return self.run("capture-pane", "-p").replace("\u202d", "").replace("\u202c", "")

    def until(self, condition: Callable[[], object]) -> None:
        for _ in range(LOOKS):
            if condition():
                return
            time.sleep(0.02)
        raise AssertionError(self.screen())


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    made = Tmux(tmp_path)
    yield made
    subprocess.run([*made.base, "kill-server"], env=made.env, check=False, capture_output=True)


def test_the_seed_and_a_copy(tmux: Tmux) -> None:
    tmux.until(lambda: "article 1 of 1" in tmux.screen())
    assert "(ﻮﺗﺎﻨﻟﺍ)" in tmux.screen()
    assert "2004" in tmux.screen()
    tmux.run("send-keys", "-l", "/شمال ")
    tmux.until(lambda: "hit 1 of" in tmux.screen())
    before = tmux.run("capture-pane", "-e", "-p")
    tmux.run("send-keys", "Enter")
    tmux.until(lambda: tmux.run("capture-pane", "-e", "-p") != before)  # the caret is gone from the search bar
    tmux.run("send-keys", "-l", "v")
    tmux.until(lambda: "Selecting" in tmux.screen())
    tmux.run("send-keys", "-l", "www")
    start = SEED.index("شمال")
    wanted = SEED[start : SEED.index("لدول الجوار")]
    tmux.until(lambda: f"{len(wanted)} characters" in tmux.screen())
    tmux.run("send-keys", "-l", "y")
    tmux.until(lambda: "Copied" in tmux.screen())
    copied = tmux.run("show-buffer")
    assert copied == wanted
    assert unicodedata.is_normalized("NFKC", copied), "no presentation forms"
