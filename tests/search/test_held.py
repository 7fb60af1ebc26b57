"""What few documents hold is kept by document: it comes to the same as an entry for everyone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.search import held
from tui_reader.search.held import Held, Postings, Sums
from tui_reader.search.scoring import Ranking, Row
from tui_reader.search.units import Array

COUNT = 40

Entries = list[tuple[int, int]]

#: Documents and sixteenths, a posting for each.
entries = st.lists(st.tuples(st.integers(0, COUNT - 1), st.integers(1, 400)), max_size=30)


def gathered(found: Entries) -> Postings:
    postings = Postings()
    for first, last in ((0, len(found) // 2), (len(found) // 2, len(found))):
        docs, values = zip(*sorted(found[first:last]), strict=True) if first < last else ((), ())
        postings.add(np.array(docs, np.uint16), np.array(values) / 16)
    return postings


def both(monkeypatch: pytest.MonkeyPatch, main: Entries, related: Entries) -> list[Held]:
    """Kept by document, and with an entry for each."""
    rows = []
    for few in (0, COUNT + 1):
        monkeypatch.setattr(held, "FEW", few)
        rows.append(held.of_postings(gathered(main), gathered(related), COUNT))
    return rows


def spread(row: Held, values: Array) -> list[float]:
    return Sums(row.docs, values).everywhere(COUNT).tolist()


@settings(deadline=None)
@given(entries, entries)
def test_sums(main: Entries, related: Entries) -> None:
    expected = [sum(value for doc, value in main if doc == number) / 16 for number in range(COUNT)]
    more = [sum(value for doc, value in related if doc == number) / 16 for number in range(COUNT)]
    with pytest.MonkeyPatch.context() as patch:
        for row in both(patch, main, related):
            assert spread(row, row.main) == expected
            wide = row.main if row.wide is None else row.wide
            assert spread(row, wide) == [one + other for one, other in zip(expected, more, strict=True)]
            assert (row.own, row.all) == (len(dict(main)), len(dict(main) | dict(related)))
            apart = held.held(held.summed(gathered(main), COUNT), held.summed(gathered(related), COUNT))
            assert spread(apart, apart.main) == spread(row, row.main)
            assert spread(apart, apart.main if apart.wide is None else apart.wide) == spread(row, wide)
            assert (apart.own, apart.all) == (row.own, row.all)


ways = st.tuples(entries, entries, st.booleans())


@settings(deadline=None)
@given(
    st.lists(st.lists(ways, min_size=1, max_size=2), min_size=1, max_size=4),
    st.lists(st.integers(0, COUNT - 1), unique=True),
    st.lists(st.booleans(), min_size=COUNT, max_size=COUNT),
)
def test_scores_of_some_and_of_all(
    clauses: list[list[tuple[Entries, Entries, bool]]], beside: list[int], allowed: list[bool]
) -> None:
    """Whether documents that hold all words are sought by the rarest, or among all."""
    found = []
    for kinds in ((0, 0), (1, 1), (0, 1)):
        rows = []
        with pytest.MonkeyPatch.context() as patch:
            for clause in clauses:
                pairs = [both(patch, main, related) for main, related, _ in clause]
                chosen = [pair[kinds[each[2]]] for pair, each in zip(pairs, clause, strict=True)]
                rows.append([Row(row, 2.0, 1.5, 0.7, 0.85 if at else 1.0) for at, row in enumerate(chosen)])
        ranking = Ranking(rows, [(np.array(sorted(beside), np.int64), np.float32(0.5))], np.array(allowed), None, COUNT)
        found.append([[part.tolist() for part in ranking.holding(least)] for least in (len(rows), 1)])
        scores = dict(zip(*found[-1][1], strict=True))
        assert all(scores[doc] == score for doc, score in zip(*found[-1][0], strict=True))
    assert found[0] == found[1] == found[2]
