"""Small files: read with a bound, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

MAX_FILE_BYTES = 256 * 1024


def read_small(path: Path) -> bytes:
    """The bytes of a regular file of at most MAX_FILE_BYTES; OSError for anything else."""
    if path.exists() and not path.is_file():  # a pipe of that name would never come to an end
        raise OSError("not a file")
    with path.open("rb") as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise OSError(f"larger than {MAX_FILE_BYTES // 1024} KiB")
    return data


def write_whole(path: Path, text: str) -> None:
    """Write a file and its folder; another window, or a full disk, never leaves half of it. Raises OSError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
