"""Saves quotes, is killed in the middle of it again and again, and tells what it had said was kept.

``python -m tests.notebook.killed FOLDER TIMES`` prints the ids, one a line, whose saves had returned before the kill.
"""

import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tui_reader.notebook.database import open_database
from tui_reader.notebook.quotes import Quotes

from .samples import quote


def save(folder: Path, told: int) -> None:
    """Keep quotes until killed; each id is told when its save has returned."""
    database = open_database(folder)
    quotes, model = Quotes(database), quote(note="ملاحظة " * 500, tags=("a", "b"))
    while database.kept and not database.problems:
        made = replace(model, id=str(uuid4()))
        quotes.add(made)
        os.write(told, f"{made.id}\n".encode())


def main(folder: Path, times: int) -> None:
    dice = random.Random(6)
    for _ in range(times):
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                save(folder, writer)
            finally:
                os._exit(3)  # a save that failed or a database that was not whole is an error here
        os.close(writer)
        # From before the file is opened to some saves later.
        time.sleep(dice.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        with os.fdopen(reader, encoding="ascii") as lines:
            sys.stdout.writelines(line for line in lines if line.endswith("\n"))
        if not os.WIFSIGNALED(status):
            sys.exit(f"ended by itself: {status}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
