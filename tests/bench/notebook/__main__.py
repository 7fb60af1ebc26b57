"""How long the notebook takes: `python -m tests.bench.notebook [DOCUMENTS]`, in milliseconds, on synthetic text."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.marks import Mark, ReadState
from tui_reader.notebook.database import open_database
from tui_reader.notebook.exchange import as_json, read_json
from tui_reader.notebook.finding import discover, find_again
from tui_reader.notebook.places import place_of
from tui_reader.notebook.quote import take
from tui_reader.notebook.quotes import Quotes
from tui_reader.notebook.sieve import Sieve, Wanted
from tui_reader.notebook.state import State
from tui_reader.text.selection import Position

LETTERS = "ابتثجحخدرسشصطعفقكلمنهوي"


def words(count: int, dice: random.Random) -> str:
    return " ".join("".join(dice.choices(LETTERS, k=dice.randint(2, 8))) for _ in range(count))


def measure(what: str, work: Callable[[], object], times: int = 3) -> None:
    """Print the best of some runs."""
    best = min(_once(work) for _ in range(times))
    print(f"{best * 1000:9.1f} ms  {what}")


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(count: int) -> None:
    dice = random.Random(1)
    folder = Path(tempfile.mkdtemp(prefix="tui-reader-bench-"))
    measure("open a new notebook", lambda: open_database(folder).close(), 1)
    database = open_database(folder)
    state, quotes = State(database), Quotes(database)
    ids = [DocumentId(f"library/{number // 1000}/article-{number}.txt") for number in range(count)]
    all_marks = {id: Mark(ReadState(n % 3), n % 7 == 0, n % 101) for n, id in enumerate(ids)}
    measure(f"set the marks of {count:,} documents", lambda: state.set_marks(all_marks), 1)
    measure(f"read the marks of {count:,} documents", lambda: state.marks(ids))
    documents = [Document(id, f"عنوان {n}", -1, words(300, dice)) for n, id in enumerate(ids)]
    place = place_of(documents[0], Position(0, 10))
    measure("save a place", lambda: state.save([place]))
    measure("open a document", lambda: state.opened(documents[0]))

    made = [replace(take(each, 100, 400), id=str(uuid4())) for each in documents[:5000]]
    measure("keep a quote", lambda: quotes.add(made[0]))
    measure(f"bring in {len(made):,} quotes", lambda: quotes.merge(made), 1)
    measure("list them", quotes.all)
    kept = quotes.all()
    sieve = Sieve()
    measure("look through them for the first time", lambda: sieve.find(kept, Wanted("سلام")), 1)
    measure("look through them again", lambda: sieve.find(kept, Wanted("سلاما")))
    measure("write and read them as JSON", lambda: read_json(as_json(kept).encode(), "x"))
    database.close()
    measure("open the notebook, with its check", lambda: open_database(folder).close())

    book = "\n".join(each.text for each in documents[:600])
    quote = take(Document(DocumentId("b"), "b", -1, book), 700_000, 700_300)
    edited = "".join("غ" if n % 19 == 0 else char for n, char in enumerate(quote.text))
    for what, text in (
        ("moved", "x" + book),
        ("rewritten between its context", book.replace(quote.text, "غ" * 250)),
        ("edited, its context gone", words(40_000, dice) + edited + words(40_000, dice)),
        ("lost", words(len(book) // 6, dice)),
    ):
        document = Document(DocumentId("b"), "b", -1, text)
        measure(
            f"find a quote in {len(text):,} characters: {what}", lambda document=document: find_again(quote, document)
        )
    renamed = replace(made[-1], path="/gone.txt", digest="", length=1)
    measure(f"find the document of a quote among {count:,} by its words", lambda: discover(renamed, documents))
    lost = replace(renamed, text=words(50, dice)[:300])
    measure(f"find that it is in none of {count:,}", lambda: discover(lost, documents))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
