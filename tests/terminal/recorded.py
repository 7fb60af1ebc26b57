"""What terminals answered, read from tests/data/terminals/."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tui_reader.terminal.replies import Replies, Splitter
from tui_reader.terminal.tmux import Client

FOLDER = Path(__file__).parents[1] / "data" / "terminals"


class Recorded(NamedTuple):
    """One terminal: the profile it is to be known as, and all that there is to know it by.

    `stated` is True where the answers were put together from what the design states, not recorded.
    """

    profile: str
    version: str
    data: bytes
    environ: Mapping[str, str]
    client: Client | None
    stated: bool

    @property
    def replies(self) -> Replies:
        """The answers, taken apart."""
        splitter = Splitter()
        splitter.feed(self.data)
        assert splitter.flush() == b""
        return splitter.replies


def read(path: Path) -> Recorded:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    client = Client(**table["client"]) if "client" in table else None
    data = table["replies"].encode("latin-1")
    return Recorded(table["profile"], table["version"], data, table["environ"], client, table.get("stated", False))


RECORDED = {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}
