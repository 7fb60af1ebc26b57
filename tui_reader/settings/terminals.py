"""What was learnt of terminals: the profile that reads right in each, where the user's eye has decided."""

from __future__ import annotations

from pathlib import Path

from tui_reader.settings.files import read_small, write_whole
from tui_reader.settings.problem import Problem

LEARNT_FILE = "terminals.json"
#: Terminals that are remembered; the one learnt longest ago is forgotten first.
MAX_TERMINALS = 100


def read_learnt(state: Path | None) -> dict[str, str]:
    """{what tells a terminal from others: name of a profile}, the latest last; empty if unreadable."""
    path = state / LEARNT_FILE if state is not None else None
    if path is None or not path.exists():
        return {}
    try:
        data = read_small(path)
        import json  # only where anything was ever learnt

        table = json.loads(data)
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(table, dict):
        return {}
    return {terminal: name for terminal, name in table.items() if isinstance(name, str)}


def save_learnt(terminal: str, profile: str | None, state: Path) -> Problem | None:
    """Remember which profile reads right in a terminal, None to forget; what went wrong, None if nothing."""
    import json

    learnt = read_learnt(state)
    learnt.pop(terminal, None)
    if profile is not None:
        learnt[terminal] = profile
    kept = dict(list(learnt.items())[-MAX_TERMINALS:])
    path = state / LEARNT_FILE
    try:
        write_whole(path, json.dumps(kept, indent=1) + "\n")
    except OSError as error:
        reason = error.strerror or str(error)
        return Problem("problem.choice-not-saved", {"path": str(path), "reason": reason})
    return None
