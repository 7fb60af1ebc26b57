"""Every line of real texts beside ICU: the same breaks, its levels and its reordering, compared by clusters.

Needs PyICU. Texts: seeds/, the shaping and CapRTL cases, and what lies in the folder that the environment variable
TUI_READER_CORPUS names, if it is set: files of text, and the first texts of each NAME.jsonl.xz, a line a text.
"""

import itertools
import json
import lzma
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unicode_files import DATA

from tui_reader.text import bidi, layout, paragraphs, shape

icu = pytest.importorskip("icu", reason="PyICU is not installed: pip install PyICU (needs ICU's headers)")

WIDTHS = (20, 40, 72, 80)
SEEDS = DATA.parents[1] / "seeds"
IGNORABLE = frozenset(map(str, icu.UnicodeSet("[:Default_Ignorable_Code_Point:]")))


#: Texts of each packed file, and code points of each text.
TEXTS, LENGTH = 60, 4000


def texts() -> Iterator[tuple[str, str]]:
    """Names and texts."""
    corpus = os.environ.get("TUI_READER_CORPUS")
    others = sorted(path for path in Path(corpus).rglob("*") if path.is_file()) if corpus else []
    for path in (*sorted(SEEDS.rglob("*.txt")), DATA / "shaping.tsv", *sorted((DATA / "caprtl").iterdir()), *others):
        if path.name.endswith(".jsonl.xz"):
            with lzma.open(path, "rt", encoding="utf-8") as lines:
                for line in itertools.islice(lines, TEXTS):
                    found = json.loads(line)
                    yield f"{path.name}: {found['path']}", found["text"][:LENGTH]
        elif not path.name.endswith(".queries.tsv"):
            yield path.name, path.read_text(encoding="utf-8")


def code_points(text: str) -> list[int]:
    """Index of the code point that each UTF-16 unit belongs to, and the length at the end."""
    return [at for at, char in enumerate(text) for _ in range(1 + (char > "\uffff"))] + [len(text)]


def cluster_starts(text: str, index: list[int]) -> set[int]:
    """Where clusters begin: ICU's grapheme clusters, lam-alefs joined."""
    breaks = icu.BreakIterator.createCharacterInstance(icu.Locale.getRoot())
    breaks.setText(icu.UnicodeString(text))
    return ({0} | {index[end] for end in breaks}) - {match.start(1) for match in shape.LAM_ALEF.finditer(text)}


def differences(text: str, base: int, width: int) -> list[str]:
    """The lines of a paragraph whose clusters ICU puts in another order."""
    lines = [line for line in layout.lines(text, base, width) if line.text]
    index = code_points(text)
    unit = {at: place for place, at in reversed(list(enumerate(index)))}
    starts = cluster_starts(text, index)
    kept = icu.UnicodeString(text)  # the object only refers to it
    whole = icu.Bidi()
    whole.setPara(kept, base)
    found = []
    for line in lines:
        first, last = unit[line.start], unit[line.end]
        visible = line.end
        while visible > line.start and (text[visible - 1].isspace() or text[visible - 1] in IGNORABLE):
            visible -= 1
        order = list(dict.fromkeys(index[first + place] for place in whole.setLine(first, last).getVisualMap()))
        # A cluster stands where its first character stands.
        theirs = [at for at in order if at in starts and at < visible and text[at] not in IGNORABLE]
        ours = [cell.start for cell in line.cells if text[cell.start] not in IGNORABLE]
        if ours != theirs:
            found.append(f"base {base}, width {width}: {line.text!a}\n  ICU  {theirs}\n  ours {ours}")
    return found


def test_real_texts() -> None:
    found, lines = [], 0
    for name, text in texts():
        document = bidi.document_level(text)
        for start, end in paragraphs.split(text):
            base = bidi.base_level(text[start:end], document)
            for width in WIDTHS:
                found += [f"{name}: {one}" for one in differences(text[start:end], base, width)]
                lines += 1
    assert lines > 500
    assert not found, f"{len(found)} lines; " + "\n".join(found[:5])


CHARACTERS = st.sampled_from(
    "abאבשابتلاي0123٠۴.,:/-+%$#()[]{}<>«»;!?  \t\u0301\u064b\u064e\u05b0\u200c\u200d\u200e\u200f\u061c\xad"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069😀𐤀漢\xa0\u0600\u06dd\x01\x93\ufdd0\ufffb"
)


@given(st.text(CHARACTERS, min_size=1, max_size=80), st.integers(0, 1), st.integers(1, 30))
def test_generated_texts(text: str, base: int, width: int) -> None:
    assert not differences(text, base, width)
