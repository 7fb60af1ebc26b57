"""One of several programs that open the same notebook at the same time and keep quotes in it.

``python -m tests.notebook.together FOLDER COUNT`` waits for a line, then prints the ids it kept.
"""

import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tui_reader.notebook.database import open_database
from tui_reader.notebook.quotes import Quotes

from .samples import quote


def main(folder: Path, count: int) -> None:
    model = quote()
    sys.stdin.readline()
    database = open_database(folder, busy=60)
    quotes = Quotes(database)
    for _ in range(count):
        made = replace(model, id=str(uuid4()))
        quotes.add(made)
        print(made.id)
    print(database.kept, [problem.key for problem in database.problems])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
