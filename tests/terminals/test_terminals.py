"""The program in real terminals: what is seen there is what a reader should see. Pictures stay in `pictures/`."""

from __future__ import annotations

import os
import sys
from concurrent.futures import Future, ProcessPoolExecutor

import pytest

# Nothing can be photographed there, and Pillow's wheels for other systems cannot either.
if not sys.platform.startswith("linux"):
    pytest.skip("needs an X server of its own", allow_module_level=True)

from .known import TERMINALS, missing_tools
from .trial import Case, Result, try_out

#: These cover every kind of behaviour; `python -m tests.terminals` tries all.
TRIED = ("xterm", "xfce4-terminal", "mlterm", "pterm", "kitty", "konsole")

CASES = {
    case.name: case
    for terminal in TERMINALS
    if terminal.name in TRIED
    for case in (Case(terminal), Case(terminal, in_tmux=True))
}


def lacking(case: Case) -> list[str]:
    """Debian packages without which a case cannot be tried."""
    return [*missing_tools(), *case.terminal.missing]


@pytest.fixture(scope="module")
def results():  # type: ignore[no-untyped-def]
    """Cases that are being tried, as many at once as there are processors."""
    with ProcessPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
        started: dict[str, Future[Result]] = {
            name: pool.submit(try_out, case) for name, case in CASES.items() if not lacking(case)
        }
        yield started
        for future in started.values():
            future.cancel()


@pytest.mark.parametrize("name", CASES)
def test_it_reads_right(name: str, results: dict[str, Future[Result]]) -> None:
    if needed := lacking(CASES[name]):
        pytest.skip(f"needs the Debian packages {' '.join(needed)}")
    assert results[name].result().faults == []
