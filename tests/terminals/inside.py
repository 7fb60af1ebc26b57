"""Runs in the terminal: marks the screen's first and last cell so that they can be measured, then is the program.

``python inside.py FOLDER PROGRAM... -- ARGUMENTS...``: writes what ``PROGRAM doctor --json`` says of the terminal to
FOLDER/doctor and, when the marks are drawn, "columns rows" to FOLDER/size; becomes ``PROGRAM ARGUMENTS`` when
FOLDER/go exists.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

#: Colours of the first and the last cell. Of the 256, for every terminal draws those alike.
FIRST, LAST = (255, 0, 255), (0, 255, 0)
_INDEX = {FIRST: 201, LAST: 46}

#: Seconds to wait at most for a window to get its size, and for FOLDER/go.
SETTLED, PATIENCE = 0.5, 120


def _size() -> os.terminal_size:
    """The terminal's size, once it has stayed the same for a while: some windows get theirs after they are made."""
    size, since = os.get_terminal_size(), time.monotonic()
    while time.monotonic() - since < SETTLED:
        time.sleep(0.05)
        if (now := os.get_terminal_size()) != size:
            size, since = now, time.monotonic()
    return size


def main() -> None:
    folder, at = Path(sys.argv[1]), sys.argv.index("--")
    program, arguments = sys.argv[2:at], sys.argv[at + 1 :]
    size = _size()
    with (folder / "doctor").open("wb") as report:
        subprocess.run([*program, "doctor", "--json"], stdout=report, check=False)
    blocks = (f"\x1b[{y};{x}H\x1b[48;5;{_INDEX[colour]}m " for y, x, colour in (
        (1, 1, FIRST), (size.lines, size.columns, LAST),
    ))  # fmt: skip
    # Without automatic wrapping, and without the cursor on either of them.
    sys.stdout.write("\x1b[?25l\x1b[?7l\x1b[0m\x1b[2J" + "".join(blocks) + "\x1b[0m\x1b[2;1H")
    sys.stdout.flush()
    new = folder / "size.new"
    new.write_text(f"{size.columns} {size.lines}")
    new.rename(folder / "size")
    for _ in range(PATIENCE * 20):
        if (folder / "go").exists():
            break
        time.sleep(0.05)
    sys.stdout.write("\x1b[0m\x1b[?7h\x1b[?25h\x1b[2J\x1b[H")
    sys.stdout.flush()
    os.execvp(program[0], [*program, *arguments])


if __name__ == "__main__":
    main()
