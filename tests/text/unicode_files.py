"""Unicode's own test files, read from tests/data/unicode/."""

import lzma
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name: str) -> Iterator[str]:
    """The rows of a file, comments and blank ones left out."""
    with lzma.open(DATA / "unicode" / f"{name}.xz", "rt", encoding="utf-8") as file:
        for line in file:
            row = line.split("#")[0].strip()
            if row:
                yield row


def boundaries(name: str) -> Iterator[tuple[str, list[int]]]:
    """Text and segment ends (code points) of each case of a break test file: ``÷ 0020 × 0308 ÷``."""
    for row in rows(name):
        text, ends = "", []
        for field in row.split():
            if field == "÷":
                ends.append(len(text))
            elif field != "×":
                text += chr(int(field, 16))
        yield text, [end for end in ends if end]
