"""What searching costs and how well it finds, beside tantivy, SQLite FTS5 and ripgrep.

``python -m tests.bench.search [--small] [--corpus DIR] [--quality]``: documents are those of DIR (collections of
JSON lines, or text files), else made up by a seeded generator whose words follow Zipf's law with exponent 1.07;
``--small`` takes 2,000. Every engine runs in a process of its own, one after the other, and prints megabytes of UTF-8
indexed a second, the memory its index takes over the text's size (resident, without what the process held before),
and for each class of query median, 99th percentile and longest in milliseconds, with the median as a ratio to ours;
"typed" is every keystroke of two words. ``--quality`` (with ``--corpus``) prints MRR@10 and recall@10 of whole
questions instead, of each set in two halves: constants may be tuned on the first, never on the second. Peers that are
not installed are named and left out.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui_reader.library.document import Document

from . import corpus, quality
from .engines import ENGINES, Engine, Ripgrep

SMALL = 2_000
MADE_UP = 100_000
ASKED = 400
ASKED_OF_SMALL = 100
ASKED_OF_RIPGREP = 3

NOTES = """\
Notes. Documents and queries are the same for all. The peers are given folded text, and cut it into words at what is
neither letter nor digit; ours cuts digits from letters, too, and finds what ZWNJ joins as one word and as its parts.
They know no articles, no related forms, no titles and no compounds, so they count fewer documents and have less to do.
"build" is the engine alone, "with folding" adds what our folding costs them (ours folds while it builds). All answer
with the exact number of documents and the best ten; FTS5 is asked once, for all matches in order, as it counts no other
way in one go; ripgrep looks for the letters as typed in files, unranked, and needs no index: its build is writing them.
Memory is the index alone, without what its build took for a time: no engine keeps the text here."""


def resident() -> float:
    """Megabytes of this process in memory."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:  # not Linux: what it held at most
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (1e6 if sys.platform == "darwin" else 1e3)


def give_back() -> None:
    """Let what was freed not count as memory, where the C library can give it back."""
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def milliseconds(engine: Engine, queries: Sequence[str]) -> list[float]:
    """How long each query took, ascending."""
    times = []
    for typed in queries:
        began = time.perf_counter()
        engine.ask(typed)
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def documents_of(options: argparse.Namespace) -> Iterator[Document]:
    limit = SMALL if options.small else None
    if options.corpus is not None:
        return corpus.real(options.corpus, limit)
    return corpus.generated(limit or MADE_UP)


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """One engine, in this process."""
    kind = next(engine for engine in ENGINES if engine.name == options.engine)
    documents = list(documents_of(options))
    size = sum(len(each.text.encode("utf-8", "replace")) for each in documents) / 1e6
    queries = corpus.asked(documents, ASKED_OF_SMALL if options.small else ASKED)
    began = time.perf_counter()
    prepared = kind.prepare(documents)
    folding = time.perf_counter() - began
    give_back()
    before, began = resident(), time.perf_counter()
    try:
        engine = kind(prepared)
    except ModuleNotFoundError as error:
        return {"missing": error.name or str(error)}
    seconds = time.perf_counter() - began
    give_back()
    found: dict[str, Any] = {
        "documents": len(documents), "size": size, "build": size / seconds, "folded": size / (seconds + folding),
        "memory": max(0.0, resident() - before) / size, "classes": {},
    }  # fmt: skip
    gc.freeze()  # as the program does once all is loaded
    for name, asked in queries.items():
        times = milliseconds(engine, asked[:ASKED_OF_RIPGREP] if kind is Ripgrep else asked)
        last = times[min(len(times) - 1, int(len(times) * 0.99))]
        found["classes"][name] = statistics.median(times), last, times[-1]
    return found


def speed(arguments: Sequence[str]) -> None:
    """Print the table of engines, each measured in a process of its own."""
    ours: dict[str, float] = {}
    for kind in ENGINES:
        command = [sys.executable, "-m", "tests.bench.search", *arguments, "--engine", kind.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, encoding="utf-8")
        found = json.loads(done.stdout)
        if "missing" in found:
            print(f"\n{kind.name}: left out, {found['missing']} is not installed")
            continue
        if not ours:
            print(f"{found['documents']:,} documents, {found['size']:.1f} MB of UTF-8")
        print(
            f"\n{kind.name}: build {found['build']:.1f} MB/s, with folding {found['folded']:.1f} MB/s, "
            f"memory +{found['memory']:.2f} x text"
        )
        for name, (median, last, longest) in found["classes"].items():
            ours.setdefault(name, median)
            ratio = median / ours[name]
            print(f"  {name:10} p50 {median:8.2f}  p99 {last:8.2f}  max {longest:8.2f} ms  x{ratio:.2f}", flush=True)
    print(f"\n{NOTES}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search", description=__doc__.split("\n")[0])
    parser.add_argument("--small", action="store_true", help=f"{SMALL:,} documents")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="real documents")
    parser.add_argument("--quality", action="store_true", help="whole questions of the corpus")
    parser.add_argument("--engine", choices=[kind.name for kind in ENGINES], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(measure(options)))
    elif not options.quality:
        speed(sys.argv[1:])
    elif options.corpus is None:
        parser.error("--quality needs --corpus")
    else:
        print("questions           tuned on: MRR@10 recall@10   held out: MRR@10 recall@10")
        for found in quality.measure(options.corpus):
            tuned, held = found.halves
            print(
                f"{found.name:10} {found.questions:7,}             {tuned.reciprocal:.3f}     {tuned.recall:.3f}"
                f"             {held.reciprocal:.3f}     {held.recall:.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
