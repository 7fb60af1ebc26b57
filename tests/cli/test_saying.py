"""What is said on standard error, where a terminal shows it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .run import COMMAND, PATIENCE, environment, run

pty = pytest.importorskip("pty", reason="a pseudo-terminal is needed: run it on Linux or macOS")


@pytest.mark.parametrize(("terminal", "sent"), [("lro", "\ufee2\ufeb3\ufe8d"), ("inverse", "اسم"), ("", "اسم")])
def test_a_message_is_laid_out_for_the_terminal_that_shows_it(tmp_path: Path, terminal: str, sent: str) -> None:
    master, slave = pty.openpty()
    command = [*COMMAND, "cat", *(["--terminal", terminal] if terminal else []), "اسم.txt"]
    environ = {**environment(tmp_path), **({"KONSOLE_VERSION": "221203"} if not terminal else {})}
    done = subprocess.run(
        command, cwd=tmp_path, env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=slave,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    os.close(slave)
    said = os.read(master, 10_000).decode()
    os.close(master)
    assert done.returncode == 3
    assert sent in said and said.count("\n") == 1 and "there is no such file" in said
    piped = run(tmp_path, "cat", "اسم.txt", check=3)
    assert "اسم.txt" in piped.stderr.decode()
