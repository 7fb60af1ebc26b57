"""What went wrong with something the user wrote, as a value: the words for it are in messages/."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that was skipped, to be named on one line.

    `key` is a key of the catalogue (`problem.setting-unknown`), `values` fill that message's placeholders.
    The values quote the user's files, so they are sanitised where they are drawn, like any other text.
    """

    key: str
    values: Mapping[str, object] = MappingProxyType({})
