"""Which terminal stands outside of tmux: tmux knows the client that shows our pane."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

#: Seconds that tmux may take to answer.
TMUX_SECONDS = 1.0
#: Variables that say which terminal the client was started in, where XTVERSION does not: VTE 0.70, old Konsoles.
CLIENT_VARIABLES = ("VTE_VERSION", "KONSOLE_VERSION")
_FORMAT = "#{client_termtype}|#{client_termname}|#{client_pid}"
_ENVIRON_LIMIT = 1 << 20


class Client(NamedTuple):
    """The terminal outside of tmux: its XTVERSION, its TERM, and `CLIENT_VARIABLES` of the client's environment.

    All are empty while nobody is attached.
    """

    termtype: str = ""
    termname: str = ""
    environ: Mapping[str, str] = {}


def client(environ: Mapping[str, str]) -> Client | None:
    """Ask the tmux that we are in; None outside of it, or where it does not answer. Raises nothing.

    Our own environment would tell of the terminal in which tmux's server was started, maybe long ago.
    """
    if not environ.get("TMUX"):
        return None
    import subprocess  # only inside tmux

    command = ["tmux", "display-message", "-p"]
    if pane := environ.get("TMUX_PANE"):
        command += ["-t", pane]
    try:
        done = subprocess.run(
            [*command, _FORMAT],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=dict(environ),
            timeout=TMUX_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    return parse(done.stdout.decode("utf-8", "replace"))


def parse(line: str, processes: Path = Path("/proc")) -> Client | None:
    """What tmux printed; `processes` is where the environment of the client is looked up (Linux)."""
    # The type is whatever the terminal outside says, so the bars are counted from the end.
    parts = line.rstrip("\n").rsplit("|", 2)
    if len(parts) != 3:
        return None
    termtype, termname, pid = parts
    return Client(termtype, termname, _environ_of(pid, processes))


def _environ_of(pid: str, processes: Path) -> dict[str, str]:
    """`CLIENT_VARIABLES` in the environment of a process; empty where that cannot be read."""
    if not pid.isdecimal():
        return {}
    try:
        with (processes / pid / "environ").open("rb") as file:
            data = file.read(_ENVIRON_LIMIT)
    except OSError:
        return {}
    pairs = (os.fsdecode(entry).partition("=") for entry in data.split(b"\0"))
    return {name: value for name, _, value in pairs if name in CLIENT_VARIABLES}
