"""Every action with its keys: to read, or to type a part of its name and run it (help and palette are one)."""

from __future__ import annotations

from collections.abc import Sequence

from tui_reader.actions import WHERE, Action, display_key, for_where
from tui_reader.messages.catalogue import Catalogue

from .pick_rows import PickRow


def action_rows(catalogue: Catalogue, actions: Sequence[Action]) -> tuple[list[PickRow], list[Action | None]]:
    """The rows of help under the headings of their places, and the action of each; None for a heading."""
    rows: list[PickRow] = []
    meant: list[Action | None] = []
    for where in WHERE:
        rows.append(PickRow(catalogue.text(f"help.{where}"), heading=True))
        meant.append(None)
        for action in for_where(where, actions):
            # Each key is isolated (LRI … PDI): brackets and arrows must not be turned in a right-to-left row.
            keys = "  ".join(f"\u2066{display_key(key)}\u2069" for key in action.keys)
            rows.append(PickRow(catalogue.text(action.help), keys))
            meant.append(action)
    return rows, meant
