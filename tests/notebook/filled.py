"""Saves quotes until no more fits, as on a full disk; prints the ids that were kept, then what was said.

``python -m tests.notebook.filled FOLDER BYTES``: no file may grow beyond that.
"""

import resource
import signal
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tui_reader.notebook.database import NotebookError, open_database
from tui_reader.notebook.quotes import Quotes

from .samples import quote


def main(folder: Path, size: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    quotes, model = Quotes(open_database(folder)), quote(note="ملاحظة " * 3000)
    quotes.add(model)
    print(model.id)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    for _ in range(1000):
        made = replace(model, id=str(uuid4()))
        try:
            quotes.add(made)
        except NotebookError as error:
            print(error.problem.key, made.id)
            break
        print(made.id)
    # What was kept can still be read.
    print(len(quotes.all()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
