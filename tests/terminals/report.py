"""Results as rows of a Markdown table."""

from __future__ import annotations

from collections.abc import Callable

from .checks import Verdict
from .trial import Result

HEAD = (
    "| terminal | version | in tmux | sent | order % | letters % | joining % | hits and selection % | clicks |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def row(result: Result) -> str:
    """One result; where both pages were measured, the worse one counts."""
    terminal = result.case.terminal

    def worst(of: Callable[[Verdict], float | None]) -> str:
        values = [v for verdict in (result.seed, result.mixed) if verdict and (v := of(verdict)) is not None]
        return str(int(min(values))) if values else "–"

    cells = [
        terminal.name, terminal.version, "yes" if result.case.in_tmux else "no", f"`{result.way}`",
        worst(lambda v: v.order), worst(lambda v: v.letters), worst(lambda v: v.joined), worst(lambda v: v.lit),
        f"{result.clicked - len(result.clicks)} of {result.clicked}",
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"
