"""The notebook written out and read back: the same notebook from JSON, and nothing hostile gets in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tui_reader.library.document import Document, DocumentId, Metadata
from tui_reader.notebook.database import open_database
from tui_reader.notebook.exchange import (
    FORMATS,
    VERSION,
    ImportRefusedError,
    as_bibtex,
    as_csl,
    as_csv,
    as_json,
    as_markdown,
    read_import,
    read_json,
    write_export,
)
from tui_reader.notebook.quote import FIELDS, Quote, take
from tui_reader.notebook.quotes import Quotes

from .samples import quote
from .test_citations import HOSTILE, codes

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), min_size=1, max_size=30)
OPTIONAL = st.none() | ANY_TEXT


@st.composite
def any_quote(draw: st.DrawFn) -> Quote:
    text = draw(ANY_TEXT)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    metadata = Metadata(
        draw(OPTIONAL), draw(OPTIONAL), draw(OPTIONAL), draw(OPTIONAL), draw(st.sampled_from([None, "ltr", "rtl"])),
        draw(OPTIONAL),
    )  # fmt: skip
    of = Document(DocumentId(draw(ANY_TEXT), draw(st.integers(0, 9))), draw(st.text()), -1, text, metadata=metadata)
    kept = take(of, start, end, note=draw(st.text()), tags=tuple(draw(st.lists(ANY_TEXT, max_size=3))))
    return replace(kept, id=str(draw(st.uuids())))


NOTEBOOK = st.lists(any_quote(), max_size=5, unique_by=lambda quote: quote.id)


@given(NOTEBOOK)
def test_json_in_an_empty_notebook_makes_the_same_notebook(kept: list[Quote]) -> None:
    one, other = Quotes(open_database(None)), Quotes(open_database(None))
    for each in kept:
        one.add(each)
    written = as_json(one.all())
    quotes, problems = read_json(written.encode(), "x")
    assert problems == [] and other.merge(quotes) == (len(kept), 0, 0)
    assert other.all() == one.all() and {each.id for each in other.all()} == {each.id for each in kept}
    assert as_json(other.all()) == written
    assert other.merge(quotes) == (0, 0, len(kept))


def test_halves_of_a_pair_side_by_side_stay_two() -> None:
    kept = quote("\ud83d\ude00", Document(DocumentId("/a"), "t", -1, "x\ud83d\ude00"))
    assert read_json(as_json([kept]).encode(), "x") == ([kept], [])


@given(NOTEBOOK)
def test_every_format_takes_every_notebook(kept: list[Quote]) -> None:
    for name, export in FORMATS.items():
        written = export(kept)
        written.encode()
        assert written.endswith("\n")
        if name in ("json", "csl"):
            json.loads(written)


def test_csv_has_a_row_a_quote_and_all_fields() -> None:
    kept = [replace(quote(tags=("a", "b")), title=value or "x") for value in HOSTILE[:-1]]
    rows = list(csv.reader(io.StringIO(as_csv(kept), newline="")))
    assert rows[0] == list(FIELDS) and len(rows) == len(kept) + 1
    for row, each in zip(rows[1:], kept, strict=True):
        cells = dict(zip(FIELDS, row, strict=True))
        assert (
            cells["text"] == each.text
            and cells["tags"] == "a, b"
            and cells["first"] == f"{each.first[0]}:{each.first[1]}"
        )
        assert cells["title"].removeprefix("'") == each.title


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("=1+1", True),
        ("@x", True),
        ("+1", True),
        ("-1", True),
        ("-cmd", True),
        ("- قال", False),
        ("--", False),
        ("قال", False),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(text: str, guarded: bool) -> None:
    made = take(Document(DocumentId("/a"), "t", -1, text), 0, len(text))
    (row,) = csv.DictReader(io.StringIO(as_csv([made]), newline=""))
    assert row["text"] == ("'" if guarded else "") + text


def test_markdown_is_quotes_parted_by_rules() -> None:
    kept = [quote(note="ملاحظة", tags=("a",)), quote("NATO"), replace(quote(), text="x\n\ny")]
    kinds = [token.type for token in MarkdownIt().parse(as_markdown(kept)) if token.level == 0]
    block, paragraph = ["blockquote_open", "blockquote_close"], ["paragraph_open", "paragraph_close"]
    assert kinds == [*block, *paragraph, *paragraph, "hr", *block, "hr", *block]


def test_bibtex_keys_and_csl_ids_are_unique() -> None:
    kept = [quote("NATO") for _ in range(20)]
    keys = re.findall(r"^@misc\{(.*),$", as_bibtex(kept), re.MULTILINE)
    assert len(set(keys)) == 20
    assert [item["id"] for item in json.loads(as_csl(kept))] == keys


# -- hostile files ------------------------------------------------------------------------------------------------


def table(**others: object) -> dict[str, Any]:
    return {**json.loads(as_json([quote()])), **others}


REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "syntax"),
    "not utf-8": (b'{"format": "\xff"}', "syntax"),
    "cut": (as_json([quote()]).encode()[:-20], "syntax"),
    "deep": (b"[" * 100_000, "syntax"),
    "endless number": (b'{"version": ' + b"9" * 10_000 + b"}", "syntax"),
    "no number": (b'{"version": NaN}', "syntax"),
    "a list": (b"[]", "other"),
    "a string": (b'"quotes"', "other"),
    "another program's": (json.dumps(table(format="zotero")).encode(), "other"),
    "no list": (json.dumps(table(quotes={})).encode(), "other"),
    "no version": (json.dumps(table(version="1")).encode(), "other"),
    "newer": (json.dumps(table(version=VERSION + 1)).encode(), "newer"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_notebook_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ImportRefusedError) as caught:
        read_json(data, "x.json")
    assert codes(caught.value.problem) == [f"problem.import-{code}"]


HOSTILE_ROWS: list[Callable[[dict[str, Any]], object]] = [
    lambda row: None,
    lambda row: 3,
    lambda row: [],
    lambda row: {},
    lambda row: {**row, "id": "x'; DROP TABLE quotes; --"},
    lambda row: {**row, "text": {"code points": [0x110000]}},
    lambda row: {**row, "text": {"code points": ["a"]}},
    lambda row: {**row, "text": {"else": 1}},
    lambda row: {**row, "start": -1},
    lambda row: {**row, "start": 10**400},
    lambda row: {**row, "tags": [[["deep"]]]},
    lambda row: {**row, "tags": ["x"] * 10_000},
    lambda row: {**row, "__class__": "x"},
]


@pytest.mark.parametrize("change", HOSTILE_ROWS)
def test_a_row_that_is_no_quote_is_named_and_the_others_are_brought_in(
    change: Callable[[dict[str, Any]], object],
) -> None:
    first, last = quote(), quote("NATO")
    rows = json.loads(as_json([first, quote(), last]))
    rows["quotes"][1] = change(rows["quotes"][1])
    quotes, problems = read_json(json.dumps(rows).encode(), "x.json")
    assert quotes == [first, last]
    assert codes(*problems) == ["problem.import-quote"] and problems[0].values["number"] == 2


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from([*FIELDS, "quotes", "version", "code points"]), inner)
        ),
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    for data in (value, table(quotes=[value]), table(quotes=value)):
        try:
            quotes, _ = read_json(json.dumps(data).encode(), "x")
        except ImportRefusedError:
            continue
        assert all(UUID(each.id) for each in quotes)


# -- files --------------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    write_export(path, "old")
    path.chmod(0o640)
    write_export(path, "نص\r\n")
    assert path.read_bytes() == "نص\r\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["out.json"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    write_export(path, "old")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_export(path, "new")
    assert path.read_text() == "old" and [each.name for each in tmp_path.iterdir()] == ["out.json"]


@pytest.mark.skipif(os.name != "posix", reason="links and devices are POSIX's")
def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_export(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_text() == "new"
    write_export(Path(os.devnull), "x")
    assert not Path(os.devnull).is_file()


def test_a_file_too_large_to_be_a_notebook_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui_reader.notebook.exchange.LARGEST_IMPORT", 10)
    (tmp_path / "x").write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="larger"):
        read_import(tmp_path / "x")
