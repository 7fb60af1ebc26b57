"""`python -m tests.terminals`: try the program out in every terminal that is installed, and print a table."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

# `tests` is no package: its folders are found as pytest finds them.
sys.path.insert(0, str(Path(__file__).parents[1]))

from terminals.expected import QUERY
from terminals.known import TERMINALS, missing_tools, tmux_version
from terminals.report import HEAD, row
from terminals.trial import PATHS, PICTURES, Case, try_out

#: Terminals at once: each takes one processor's time, and on two it was tried.
TOGETHER = 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.terminals", description=__doc__)
    names = [terminal.name for terminal in TERMINALS]
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--keep", type=Path, default=PICTURES, metavar="DIR", help="where pictures are put")
    parser.add_argument("--terminal", default="", metavar="WAY", help="tell the program to send like this instead of "
                        "letting it find out: `logical` shows what a wrong picture measures")  # fmt: skip
    parser.add_argument("--tmux", action=argparse.BooleanOptionalAction, help="only inside tmux, or only without it")
    parser.add_argument("--pages", type=Path, nargs=2, default=PATHS, metavar="FILE", help="two other articles")
    parser.add_argument("--query", default=QUERY, help="a word that stands in both, by default %(default)s")
    return parser


def main() -> int:
    """0 where everything reads right, 1 where something does not, 2 where nothing could be tried."""
    options = _parser().parse_args()
    if lacking := missing_tools():
        print(f"install these Debian packages: {' '.join(lacking)}", file=sys.stderr)
        return 2
    chosen = [terminal for terminal in TERMINALS if terminal.name in options.only]
    lacking = [package for terminal in chosen for package in terminal.missing]
    cases = [
        Case(terminal, in_tmux, options.keep, options.terminal, tuple(options.pages), options.query)
        for in_tmux in ([False, True] if options.tmux is None else [options.tmux])
        for terminal in chosen
        if not terminal.missing
    ]
    print(HEAD, flush=True)
    faults = []
    with ProcessPoolExecutor(TOGETHER) as pool:
        for result in pool.map(try_out, cases):
            print(row(result), flush=True)
            faults += [f"{result.case.name}: {fault}" for fault in result.faults]
    print(f"\ntmux {tmux_version()}; pictures in {options.keep}")
    if lacking:
        print(f"not installed: {' '.join(lacking)}")
    print("\n".join(faults))
    return 2 if not cases else int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
