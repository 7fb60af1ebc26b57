"""What tests of the screen share: copies that reach no clipboard, programs in a pseudo-terminal that are ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tui_reader.terminal import clipboard

if TYPE_CHECKING:
    from .terminal import Terminal


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied."""
    made: list[str] = []

    def copy(text: str, **others: object) -> clipboard.Outcome:
        made.append(text)
        return clipboard.Outcome("xclip", True)

    monkeypatch.setattr(clipboard, "copy", copy)
    return made


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts programs, each in a terminal of its own."""
    from .terminal import Terminal  # only where there are pseudo-terminals

    made: list[Terminal] = []

    def begin(*arguments: object, **options: object) -> Terminal:
        made.append(Terminal(tmp_path, *arguments, **options))  # type: ignore[arg-type]
        return made[-1]

    yield begin
    for each in made:
        each.close()
