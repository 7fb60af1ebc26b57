"""Record what the terminal it runs in answers, as test data.

Run inside the terminal: ``python tests/generate/replies.py PROFILE "NAME VERSION"`` writes
``tests/data/terminals/NAME-VERSION.toml``. ``PROFILE`` is the row of `terminal.profiles` it should be known as.
"""

import json
import os
import select
import sys
import termios
import time
import tty
from pathlib import Path

from tui_reader.doctor import VARIABLES
from tui_reader.terminal import tmux
from tui_reader.terminal.replies import QUESTION

FOLDER = Path(__file__).resolve().parents[1] / "data" / "terminals"

#: Seconds a terminal is given, and those of silence after its last answer.
LIMIT, SILENCE = 10.0, 1.0
#: Variables by which terminals are known beside those that `doctor` tells of; their values are no secret.
SIGNS = ("TMUX", "STY", "ZELLIJ", "KITTY_WINDOW_ID", "WT_SESSION")
HEAD = "# Recorded by tests/generate/replies.py in the terminal itself.\n"


def record() -> bytes:
    """All that the terminal sends after the question."""
    descriptor = os.open("/dev/tty", os.O_RDWR)
    before = termios.tcgetattr(descriptor)
    data, end = b"", time.monotonic() + LIMIT
    try:
        tty.setraw(descriptor)
        os.write(descriptor, QUESTION)
        while time.monotonic() < end and select.select([descriptor], [], [], SILENCE if data else LIMIT)[0]:
            data += os.read(descriptor, 4096)
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)
    return data


def main() -> None:
    profile, version = sys.argv[1:]
    # JSON's strings are TOML's too.
    lines = [HEAD, f"profile = {json.dumps(profile)}", f"version = {json.dumps(version)}"]
    lines.append(f"replies = {json.dumps(record().decode('latin-1'))}")
    lines += ["", "[environ]"]
    kept = [name for name in VARIABLES if not name.startswith(("LC_", "LANG"))]
    lines += [f"{name} = {json.dumps(os.environ[name])}" for name in (*kept, *SIGNS) if name in os.environ]
    if client := tmux.client(os.environ):
        lines += ["", "[client]", f"termtype = {json.dumps(client.termtype)}"]
        lines += [f"termname = {json.dumps(client.termname)}", "", "[client.environ]"]
        lines += [f"{name} = {json.dumps(value)}" for name, value in client.environ.items()]
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / (version.lower().replace(" ", "-") + ".toml")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
