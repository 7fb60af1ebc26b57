"""Two bytes a place: they say what four would."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.search import merging, positions, ragged, segment
from tui_reader.search.segment import Segment

from .samples import document
from .test_merging import answers, libraries
from .test_segmentation import index_of


@pytest.fixture(autouse=True, params=[(1, 1), (2, 1 << 15), (5, 2), (8, 4)])
def _narrow_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Cells that many terms share, and documents that are long, where nobody has to write that much."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "MOST_CELLS", request.param[0])
        patch.setattr(positions, "NARROW", request.param[1])
        # And what is moved or gathered at once.
        patch.setattr(merging, "AT_ONCE", 3 * request.param[1])
        patch.setattr(ragged, "AT_ONCE", request.param[0])
        yield


def plain(documents: list[Document]) -> Segment:
    """A segment in which each term has a cell."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "MOST_CELLS", positions.NO_CELL)
        patch.setattr(positions, "NARROW", 1 << 15)
        return segment.build(documents)


@settings(deadline=None, max_examples=40)
@given(libraries, st.integers(1, 4))
def test_what_stands_where(documents: list[Document], size: int) -> None:
    pieces = [segment.build(documents[at : at + size]) for at in range(0, len(documents), size)]
    simple = plain(documents)
    there = np.where(simple.stream == positions.NO_CELL, positions.NO_TERM, simple.stream.astype(np.uint32))
    places = np.arange(len(simple.stream))
    ends = simple.position_ends.tolist()
    for made in (segment.build(documents), merging.merge(pieces)):
        assert len(made.cell_terms) - 1 <= positions.MOST_CELLS or not made.terms
        assert positions.terms_at(made, places).tolist() == there.tolist()
        assert positions.terms_at(made, places[::-1]).tolist() == there[::-1].tolist()
        every = positions.standing(made, 0, made.terms).tolist()
        assert every == positions.standing(simple, 0, simple.terms).tolist()
        assert positions.standing_each(made, np.arange(made.terms)).tolist() == every
        for term in range(made.terms):
            here = positions.standing(made, term, term + 1).tolist()
            assert here == every[ends[term] : ends[term + 1]] == sorted(set(here))
            assert set(np.flatnonzero(there == term).tolist()) <= set(here)


@settings(deadline=None, max_examples=20)
@given(libraries)
def test_queries_find_the_same(documents: list[Document]) -> None:
    expected = answers(index_of(documents, [plain(documents)]))
    assert answers(index_of(documents, [segment.build(documents)])) == expected
    parts = [segment.build([each]) for each in documents]
    assert answers(index_of(documents, [merging.merge(parts)])) == expected


def test_one_long_document_is_no_trouble_for_the_others() -> None:
    texts = ["كتاب " * 3, "كتاب قلم " * 40, "قلم"]
    pieces = [plain([document(text)]) if number != 1 else segment.build([document(text)])
              for number, text in enumerate(texts)]  # fmt: skip
    merged = merging.merge(pieces)
    expected = plain([document(text) for text in texts])
    assert merged.positions.dtype == np.result_type(*[each.positions for each in pieces])
    assert positions.standing(merged, 0, 2).tolist() == positions.standing(expected, 0, 2).tolist()
