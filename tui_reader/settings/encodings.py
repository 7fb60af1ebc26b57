"""Files of which the reader said which encoding they are in."""

from __future__ import annotations

from pathlib import Path

from tui_reader.settings.files import MAX_FILE_BYTES, read_small, write_whole

ENCODINGS_FILE = "encodings.json"


def read_encodings(folder: Path) -> dict[str, str]:
    """Absolute path of a file -> the name of its encoding, those chosen last at the end. Never raises."""
    import json

    try:
        kept = json.loads(read_small(folder / ENCODINGS_FILE))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {path: name for path, name in kept.items() if isinstance(name, str)}


def write_encoding(folder: Path, path: str, name: str | None) -> None:
    """Remember a choice; None forgets it. The oldest are forgotten where there are too many. Raises OSError."""
    import json

    kept = read_encodings(folder)
    kept.pop(path, None)
    if name is not None:
        kept[path] = name
    while len(written := json.dumps(kept, indent=0)) > MAX_FILE_BYTES:
        for oldest in list(kept)[: 1 + len(kept) // 10]:
            del kept[oldest]
    write_whole(folder / ENCODINGS_FILE, written)
