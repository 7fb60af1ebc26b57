"""Whole questions: is the paragraph that answers among the first ten, and how far up?"""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tui_reader.search import segment
from tui_reader.search.index import Index
from tui_reader.search.query import parse

from .corpus import lines_of
from .engines import BATCH

SETS = ("xquad_ar", "heq", "persianqa")
DISTRACTORS = "saudinews"
HOW_MANY = 15_000


SEED = 7
"""Of the shuffle that parts every set of questions in two."""


class Share(NamedTuple):
    """Of some questions."""

    reciprocal: float
    """MRR@10."""
    recall: float
    """At 10."""


class Quality(NamedTuple):
    """Of one set of questions."""

    name: str
    questions: int
    halves: tuple[Share, Share]
    """Of those that constants were tuned on, and of those held out."""


def measure(folder: Path) -> list[Quality]:
    """Every set of the corpus folder among the same distractors."""
    distractors = list(islice(lines_of(folder / f"{DISTRACTORS}.jsonl.xz"), HOW_MANY))
    pieces = [distractors[at : at + BATCH] for at in range(0, len(distractors), BATCH)]
    built = [(segment.build(piece), [each.id for each in piece]) for piece in pieces]
    found = []
    for name in SETS:
        documents = list(lines_of(folder / f"{name}.jsonl.xz"))
        index = Index({each.id: each for each in (*distractors, *documents)}.get)
        for made, ids in (*built, (segment.build(documents), [each.id for each in documents])):
            index.add_segment(made, ids)
        questions = (folder / f"{name}.queries.tsv").read_text(encoding="utf-8").splitlines()
        random.Random(SEED).shuffle(questions)
        half = len(questions) // 2
        ranks = [_rank(index, *line.split("\t")) for line in questions]
        found.append(Quality(name, len(ranks), (_share(ranks[:half]), _share(ranks[half:]))))
    return found


def _share(ranks: list[int]) -> Share:
    there = [rank for rank in ranks if rank]
    return Share(sum(1 / rank for rank in there) / len(ranks), len(there) / len(ranks))


def _rank(index: Index, question: str, answer: str) -> int:
    """Where the answer stands, 0 for not among the first ten."""
    hits = index.search(parse(question + " "), any=True).hits
    return next((at + 1 for at in range(min(10, len(hits))) if hits.id(at).path == answer), 0)
