"""Many files that each expand as far as one may: they are bounded together."""

import gzip
import zipfile
from pathlib import Path

import pytest

from tui_reader.library.document import Document
from tui_reader.library.formats import source
from tui_reader.library.read import load
from tui_reader.library.scan import Problem


def results(path: str) -> tuple[list[str], list[Problem]]:
    """Paths of the documents, and the problems."""
    found = list(load([path]))
    return [each.id.path for each in found if isinstance(each, Document)], [
        each for each in found if isinstance(each, Problem)
    ]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    monkeypatch.setattr(source, "SPARE", 5 << 20)


def packed(names: str, size: int) -> None:
    """Files that say the same over and over: gzip shrinks them to a thousandth."""
    for name in names:
        Path(f"d/{name}.txt.gz").write_bytes(gzip.compress(b"a" * size))


def test_what_files_expand_to_beyond_measure_is_bounded_together() -> None:
    packed("abcd", 3 << 20)
    packed("efghijkl", 700_000)
    Path("d/m.txt").write_text("text", encoding="utf-8")
    documents, problems = results("d")
    # What a block of the disk may hold is never counted: small files shrink as they like.
    assert [path[2] for path in documents] == [*"abefghijklm"]
    assert [(each.path[2], each.code) for each in problems] == [("c", "bomb"), ("d", "bomb")]
    assert "together" in problems[0].detail
    # It is of one reading: who reads a file again and again reads it each time.
    for _ in range(5):
        assert results("d/a.txt.gz") == (["d/a.txt.gz"], [])


def test_also_of_members_of_archives() -> None:
    for name in "ab":
        with zipfile.ZipFile(f"d/{name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("1.txt", b"a" * (4 << 20))
            archive.writestr("2.txt", b"kept")
    documents, problems = results("d")
    assert documents == ["d/a.zip/1.txt", "d/a.zip/2.txt", "d/b.zip/2.txt"]
    assert [(each.path, each.code) for each in problems] == [("d/b.zip/1.txt", "bomb")]
