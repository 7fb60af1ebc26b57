"""The choices a list can be sorted and filtered by, as rows to pick from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from tui_reader.messages.catalogue import Catalogue
from tui_reader.text.sanitise import one_line

from .describe import isolated
from .pick_rows import PickRow

if TYPE_CHECKING:
    from tui_reader.library.arrange import Arrangement, Counts, Filter

#: Steps to which folders are drawn further in.
DEEPEST = 12


def order_rows(catalogue: Catalogue, now: Arrangement) -> list[PickRow]:
    """A row for each of ORDERS, in their order."""
    from tui_reader.library.arrange import ORDERS

    turned = catalogue.text("order.reversed") if now.reverse else ""
    return [
        PickRow(catalogue.text(f"order.{order}"), turned if order == now.order else "", marked=order == now.order)
        for order in ORDERS
    ]


def filter_rows(
    catalogue: Catalogue, counts: Counts, now: Filter
) -> tuple[list[PickRow], list[Filter | None]]:
    """Rows under a heading for each kind, and the filter each of them makes of the present one; None for a heading."""
    from tui_reader.library.arrange import EVERYTHING, SIGNS, STATES

    rows = [PickRow(catalogue.text("filter.everything"), str(counts.total), marked=now == EVERYTHING)]
    filters: list[Filter | None] = [EVERYTHING]

    def kind(field: str, heading: str, values: Sequence[tuple[str, str, int, int]]) -> None:
        """``values``: what the field is to be, how it is called, how many there are, how deep it stands."""
        rows.append(PickRow(heading, heading=True))
        filters.append(None)
        for value, name, number, depth in values:
            marked = getattr(now, field) == value
            rows.append(PickRow(name, str(number), marked=marked, depth=depth))
            # What is in force is taken back by choosing it again.
            filters.append(now._replace(**cast("Any", {field: None if marked else value})))

    states = [(state, catalogue.text(f"filter.{state}"), counts.states.get(state, 0), 0) for state in STATES]
    kind("state", catalogue.text("filter.state"), states)
    signs = [(sign, catalogue.text(f"filter.{sign}"), counts.signs.get(sign, 0), 0) for sign in SIGNS]
    kind("sign", catalogue.text("filter.sign"), signs)
    languages = [(code, catalogue.language_name(code or None), n, 0) for code, n in _most(counts.languages)]
    kind("language", catalogue.text("filter.language"), languages)
    kind("format", catalogue.text("filter.format"), [(name, name, number, 0) for name, number in _most(counts.formats)])
    kind("folder", catalogue.text("filter.folder"), _tree(counts.folders))
    return rows, filters


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What there is most of first."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _tree(counts: Mapping[str, int]) -> list[tuple[str, str, int, int]]:
    """Folders under those they lie in. What all of them lie in is named once, whole."""
    from tui_reader.library.scan import natural

    rows = []
    for folder in sorted(counts, key=lambda path: [natural(part) for part in path.split(os.sep)]):  # noqa: PTH206
        depth, above = 0, os.path.dirname(folder)  # noqa: PTH120
        while above in counts and depth < DEEPEST:
            depth, above = depth + 1, os.path.dirname(above)  # noqa: PTH120
        name = os.path.basename(folder) if depth else folder  # noqa: PTH119
        rows.append((folder, isolated(one_line(name or folder)), counts[folder], depth))
    return rows


def arrangement_words(catalogue: Catalogue, arrangement: Arrangement) -> str:
    """What is listed, and in which order."""
    order, reverse, wanted = arrangement
    pieces = [catalogue.text(f"order.{order}")]
    if reverse:
        pieces.append(catalogue.text("order.reversed"))
    if wanted.state is not None:
        pieces.append(catalogue.text(f"filter.{wanted.state}"))
    if wanted.sign is not None:
        pieces.append(catalogue.text(f"filter.{wanted.sign}"))
    if wanted.language is not None:
        pieces.append(catalogue.language_name(wanted.language or None))
    pieces += [isolated(one_line(value)) for value in (wanted.format, wanted.folder) if value is not None]
    return catalogue.text("status.separator").join(pieces)
