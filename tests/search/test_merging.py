"""Segments: merged, kept and read again, they answer as an index built afresh."""

from __future__ import annotations

from dataclasses import fields
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.search import merging, segment, segment_file
from tui_reader.search.index import Index
from tui_reader.search.query import parse

from .samples import Library, document, texts

WORDS = [
    "كتاب",
    "الكتاب",
    "وكتاب",
    "للكتاب",
    "كتب",
    "عَلَى",
    "علي",
    "NATO",
    "nation",
    "2024",
    "מלך",
    "המלך",
    "می‌خواهم",
    "الصلوٰة",
]


libraries = st.lists(
    st.one_of(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), texts), min_size=1, max_size=8
).map(
    lambda made: [
        document(text, str(number), title="عنوان" if number % 3 else None) for number, text in enumerate(made)
    ]
)


QUERIES = [
    "كتاب ",
    "كتا",
    "ال",
    "ك",
    "علي ",
    "=علي ",
    "nat",
    '"كتاب كتب"',
    "مل",
    "-كتاب ",
    "خواهم",
    "الصلاة ",
    "كتاب NATO ",
]


def answers(index: Index) -> list[tuple[int, list[tuple[str, float]]]]:
    """What queries find, and in which order, to the precision in which sums of the same numbers agree."""
    found = []
    for typed in QUERIES:
        results = index.search(parse(typed))
        found.append((results.total, [(hit.document.id.path, round(hit.score, 3)) for hit in results.hits]))
    return found


class Sized(NamedTuple):
    """What `merging.few` asks of a segment."""

    documents: int
    size: int = 1


@settings(deadline=None)
@given(libraries, st.lists(st.tuples(st.integers(0, 9), st.sampled_from(WORDS)), max_size=12), st.randoms())
def test_changes_come_to_the_same_as_a_fresh_index(
    documents: list[Document], changes: list[tuple[int, str]], dice: object
) -> None:
    shelf = Library(documents)
    for number, text in changes:
        name = str(number)
        if text == WORDS[0]:
            shelf.documents.pop(DocumentId(name), None)
            shelf.index.remove([DocumentId(name)])
        else:
            shelf.documents.pop(DocumentId(name), None)
            shelf.add(document(f"{text} {WORDS[number]}", name))
    fresh = Library(list(shelf.documents.values()))
    assert len(shelf.index) == len(fresh.index) == len(shelf.documents)
    changed, anew = answers(shelf.index), answers(fresh.index)
    assert [total for total, _ in changed] == [total for total, _ in anew]
    assert [sorted(path for path, _ in hits) for _, hits in changed] == [
        sorted(path for path, _ in hits) for _, hits in anew
    ]


@settings(deadline=None)
@given(libraries, st.integers(1, 4))
def test_a_merge_is_what_would_have_been_built(documents: list[Document], size: int) -> None:
    pieces = [segment.build(documents[at : at + size]) for at in range(0, len(documents), size)]
    merged, whole = merging.merge(pieces), segment.build(documents)
    for field in fields(whole):
        one, other = getattr(merged, field.name), getattr(whole, field.name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other), field.name


def test_what_is_spent_is_read_no_more() -> None:
    """Not even a page of it: who merges has room for little more than one copy of everything."""
    documents = [document(f"{WORDS[number % 14]} {WORDS[number * 5 % 13]} الصلوٰة", str(number)) for number in range(40)]
    pieces = [segment.build(documents[at : at + 10]) for at in range(0, 40, 10)]
    bodies = [memoryview(bytearray(b"".join(segment_file.parts(piece)))) for piece in pieces]
    read = [segment_file.read(body) for body in bodies]
    told: list[str] = []

    def spent(name: str) -> None:
        told.append(name)
        for body, each in zip(bodies, read, strict=True):
            begin, end = segment_file.place(body, getattr(each, name))
            assert bytes(body[begin:end]) == getattr(each, name).tobytes()
            body[begin:end] = b"\xff" * (end - begin)

    merged, whole = merging.merge(read, spent), segment.build(documents)
    assert len(set(told)) == len(told)
    large = {"key_units", "stems", "stem_terms", "docs", "impacts", "positions", "stream", "head_scores"}
    assert large <= set(told)
    for field in fields(whole):
        assert np.array_equal(getattr(merged, field.name), getattr(whole, field.name)), field.name


def test_a_merge_takes_its_parts_place() -> None:
    documents = [document(f"كتاب {number}", str(number)) for number in range(6)]
    known = {each.id: each for each in documents}
    index = Index(known.get)
    pieces = [segment.build(documents[at : at + 2]) for at in (0, 2, 4)]
    for number, piece in enumerate(pieces):
        index.add_segment(piece, [each.id for each in documents[2 * number : 2 * number + 2]])
    index.remove([documents[1].id])
    before = answers(index)
    merged = merging.merge(pieces[:2])
    assert index.merged(pieces[:2], merged)
    assert index.segments == (merged, pieces[2])
    assert answers(index) == before
    assert not index.merged(pieces[:2], merged), "they are not there any more"
    with pytest.raises(ValueError, match="1 ids for 2"):
        index.add_segment(pieces[0], [documents[0].id])


def test_nothing_is_merged_into_nothing() -> None:
    with pytest.raises(ValueError, match="0 segments"):
        merging.merge([])


@pytest.mark.parametrize(
    ("segments", "chosen"),
    [
        ([], []),
        ([Sized(10)], []),
        ([Sized(10)] * 3, [slice(0, 3)]),
        ([Sized(30_000)] * 5, [slice(0, 2), slice(2, 4)]),
        ([Sized(40_000), Sized(3)], []),
        ([Sized(40_000), *[Sized(3)] * 4], [slice(0, 5)]),
        ([Sized(65_000), Sized(600), Sized(100), Sized(10)], [slice(1, 4)]),
        ([Sized(10, 60 << 20), Sized(10, 60 << 20), Sized(10)], [slice(1, 3)]),
        ([Sized(10, 1 << 30)] * 2, []),
        ([Sized(10, 10 << 20)] * 12, [slice(0, 6), slice(6, 12)]),
        ([Sized(10, 30 << 20)] * 4, [slice(0, 2), slice(2, 4)]),
    ],
)
def test_neighbours_of_a_library_are_due(segments: list[Sized], chosen: list[slice]) -> None:
    found = merging.few([[each] for each in segments])  # type: ignore[list-item]
    assert found == [segments[each] for each in chosen]


def test_segments_of_one_piece_of_the_cache_are_merged_together() -> None:
    runs = [[Sized(20_000)] * 2, [Sized(10_000)] * 2, [Sized(10_000), Sized(6000)]]
    assert merging.few(runs) == [[*runs[0], *runs[1]], runs[2]]  # type: ignore[arg-type]


def test_of_a_piece_that_is_too_large_what_fits_is_merged() -> None:
    runs = [[Sized(5), *[Sized(30_000)] * 5], [Sized(4, 1 << 30), Sized(9)]]
    chosen = [runs[0][:3], runs[0][3:5]]
    assert merging.few(runs) == chosen  # type: ignore[arg-type]


@settings(deadline=None)
@given(libraries)
def test_a_segment_comes_back_from_bytes(documents: list[Document]) -> None:
    made = segment.build(documents)
    back = segment_file.read(b"".join(segment_file.parts(made)) + b"what follows")
    for field in fields(made):
        assert np.array_equal(getattr(made, field.name), getattr(back, field.name))
        assert not getattr(back, field.name).flags.writeable


def test_damage_is_found() -> None:
    good = b"".join(segment_file.parts(segment.build([document("كتاب NATO", "a")])))
    segment_file.read(good)
    for at in range(0, len(good), 7):
        if good[at] and (at < 40 or at > len(good) - 200):
            with pytest.raises(segment_file.NotASegment):
                segment_file.read(good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :])
    for end in (0, 10, 30, 300, len(good) // 2, len(good) - 1):
        with pytest.raises(segment_file.NotASegment):
            segment_file.read(good[:end])


def test_a_page_that_is_lost_or_in_the_place_of_another_is_found() -> None:
    good = b"".join(segment_file.parts(segment.build([document(" ".join(map(str, range(5000))), "a")])))
    page = 4096
    for at in range(page, len(good) - 2 * page, page):
        one, other = good[at : at + page], good[at + page : at + 2 * page]
        for damaged in (bytes(page) + other, other + one):
            if damaged != one + other:
                with pytest.raises(segment_file.NotASegment):
                    segment_file.read(good[:at] + damaged + good[at + 2 * page :])

