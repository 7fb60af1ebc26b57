"""What is searched: real documents, or made-up ones whose words follow a stated law; and what is asked of them."""

from __future__ import annotations

import json
import lzma
import random
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path

from tui_reader.library.document import Document, DocumentId, first_line
from tui_reader.text.fold import words

NAMES = ("saudinews", "hindawi")
"""The collections of a corpus folder that are searched, in order."""

VOCABULARY = 300_000
EXPONENT = 1.07
"""Zipf's law: the word of rank r is written in proportion to 1 / r ** EXPONENT."""

MEAN, DEVIATION = 5.3, 0.7
"""Words of a document: lognormal."""

LETTERS = "ايلمونرتبعدسفقكحجهشطصخذغضثزظءؤئ"
ARTICLES = ("", "", "", "", "ال", "ال", "وال", "بال", "لل", "و")


def document(path: str, text: str) -> Document:
    """A document of plain text."""
    return Document(DocumentId(path), *(first_line(text) or (path, -1)), text)


def lines_of(file: Path) -> Iterator[Document]:
    """The documents of one collection: JSON lines with path and text, xz."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = json.loads(line)
            yield document(found["path"], found["text"])


def real(folder: Path, limit: int | None) -> Iterator[Document]:
    """The documents of a corpus folder, or of a folder of text files."""
    collections = [file for name in NAMES if (file := folder / f"{name}.jsonl.xz").exists()]
    if collections:
        yield from islice((found for file in collections for found in lines_of(file)), limit)
        return
    for path in islice((path for path in sorted(folder.rglob("*")) if path.is_file()), limit):
        try:
            yield document(str(path.relative_to(folder)), path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue


def generated(count: int, seed: int = 1) -> Iterator[Document]:
    """Made-up documents: the same for the same seed."""
    dice = random.Random(seed)
    stock = [
        "".join(dice.choices(LETTERS, range(len(LETTERS), 0, -1), k=dice.randint(2, 7))) for _ in range(VOCABULARY)
    ]
    weights = list(accumulate(1 / rank**EXPONENT for rank in range(1, VOCABULARY + 1)))
    for number in range(count):
        length = max(8, int(dice.lognormvariate(MEAN, DEVIATION)))
        found = [dice.choice(ARTICLES) + word for word in dice.choices(stock, cum_weights=weights, k=length)]
        yield document(f"{number:06}.txt", " ".join(found[:8]) + "\n\n" + " ".join(found[8:]))


def asked(documents: list[Document], count: int, seed: int = 2) -> dict[str, list[str]]:
    """Queries of every class, drawn from the documents."""
    dice = random.Random(seed)
    pairs: list[tuple[str, str]] = []
    while len(pairs) < count:
        text = dice.choice(documents).text
        at = dice.randrange(max(1, len(text) - 200))
        found = [text[at:][start:end] for start, end in words(text[at : at + 200])][1:-1]
        if len(found) > 1:
            number = dice.randrange(len(found) - 1)
            pairs.append((found[number], found[number + 1]))
    several = {f"{length} letter{'s' * (length > 1)}": sorted({one[:length] for one, _ in pairs if len(one) >= length})
               for length in (1, 2, 3)}  # fmt: skip
    typed = [f"{one} {two}" for one, two in pairs[: max(10, count // 8)]]
    return {
        **several,
        "word": [one + " " for one, _ in pairs],
        "two words": [f"{one} {two} " for one, two in pairs],
        "phrase": [f'"{one} {two}"' for one, two in pairs],
        "typed": [query[:end] for query in typed for end in range(1, len(query) + 1)],
    }
