"""What was opened last, for `tui-reader` without arguments to go on with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from tui_reader.settings.files import read_small, write_whole

LAST_FILE = "last.json"


def read_last(folder: Path) -> list[str]:
    """The paths that were opened last, absolute; whether they are still there is not asked. Never raises."""
    import json

    try:
        paths = json.loads(read_small(folder / LAST_FILE))
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        return []
    return [path for path in paths if os.path.isabs(path) and "\0" not in path]  # noqa: PTH117


def write_last(folder: Path, paths: Sequence[str]) -> None:
    """Remember absolute paths as what was opened last. Raises OSError."""
    import json

    write_whole(folder / LAST_FILE, json.dumps(list(paths)))
