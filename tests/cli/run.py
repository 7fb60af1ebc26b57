"""The command run as a user runs it, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "seeds"
SEED = next(SEEDS.glob("*.txt"))

#: Seconds until a command that hangs is given up as failed.
PATIENCE = 60

COMMAND = (sys.executable, "-m", "tui_reader")


def environment(home: Path) -> dict[str, str]:
    """Of a user with no settings, no display and no multiplexer."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(home), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def run(
    folder: Path, *arguments: str | Path | bytes, stdin: bytes = b"", check: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder; ``check`` is the exit status it must have."""
    command = [*COMMAND, *(argument if isinstance(argument, bytes) else str(argument) for argument in arguments)]
    done = subprocess.run(
        command, input=stdin, capture_output=True, cwd=folder, env=environment(folder), timeout=PATIENCE, check=False,
        start_new_session=True,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"Exception" not in done.stderr, done.stderr
    if check is not None:
        assert done.returncode == check, (done.returncode, done.stderr)
    return done


def shell(folder: Path, script: str) -> subprocess.CompletedProcess[bytes]:
    """Run a shell script in which `tui-reader` is the command."""
    script = f'tui-reader() {{ {" ".join(COMMAND)} "$@"; }}\n{script}'
    done = subprocess.run(
        ["bash", "-c", script], stdin=subprocess.DEVNULL, capture_output=True, cwd=folder, env=environment(folder),
        timeout=PATIENCE, check=False, start_new_session=True,
    )  # fmt: skip
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"Exception" not in done.stderr, done.stderr
    return done


def one_error(done: subprocess.CompletedProcess[bytes], *words: str) -> None:
    """Standard error is one line, of the program's own, that holds these words and steers no terminal."""
    text = done.stderr.decode()
    assert text.count("\n") == 1, text
    assert text.startswith("tui-reader: ")
    for word in words:
        assert word in text, text
    assert all(character.isprintable() for character in text[:-1]), ascii(text)
