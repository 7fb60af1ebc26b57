"""`cat --json`: its objects tile the paragraphs, and the map of a display leads back to the text."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from tui_reader.cli import main
from tui_reader.library.formats import Source, plain_text

from .run import SEED, SEEDS

MIXED = (
    "عنوان المقال (NATO) 2024\n"
    "\n"
    "English first, ثم عربي، and back. «اقتباس» [1]\n"
    "قال:\tنعم \tأو\tلا\n"
    "שָׁלוֹם עוֹלָם 日本語 👩‍👩‍👧 🇸🇦\n"
    "مُدَرِّسَةٌ الكـتاب سلام لله ﷺ  \n"
    "a\u2028b\u200fج\x0cd\x1b[31m\n"
    "   \n"
    "كلمةطويلةجدالاتنتهيفيأيسطرولاتنكسرإلاحيثيجبأنتنكسر"
)


def objects(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[dict[str, Any]]:
    assert main(["cat", "--json", *map(str, arguments)]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    return [json.loads(line) for line in out.splitlines()]


@pytest.mark.parametrize("width", [1, 2, 7, 20, 80, 300])
def test_every_rule_of_the_objects(tmp_path: Path, capsys: pytest.CaptureFixture[str], width: int) -> None:
    (tmp_path / "a.txt").write_bytes(MIXED.encode())
    document = next(plain_text(Source("a.txt", MIXED.encode(), 0)))
    found = objects(capsys, "--width", str(width), tmp_path)
    at = dict.fromkeys(range(len(document.paragraphs)), 0)
    for row in found:
        assert set(row) == {"path", "record", "paragraph", "start", "end", "text", "direction", "display", "map"}
        assert (row["path"], row["record"]) == (str(tmp_path / "a.txt"), 0)
        paragraph = document.paragraph(row["paragraph"])
        assert row["start"] == at[row["paragraph"]], "lines tile the paragraph"
        at[row["paragraph"]] = row["end"]
        assert row["text"] == paragraph[row["start"] : row["end"]]
        assert len(row["map"]) == cell_len(row["display"])
        assert not any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") for c in row["display"])
        body = row["text"].rstrip()
        for place in row["map"]:
            assert place == -1 or row["start"] <= place < row["start"] + len(body), "no offset of trailing white space"
        if row["direction"] == "rtl":
            assert len(row["map"]) == width or row["map"][:1] != [-1]
        else:
            assert row["map"][:1] != [-1]
    assert at == {index: len(document.paragraph(index)) for index in at}
    assert [row["paragraph"] for row in found] == sorted(row["paragraph"] for row in found)


def test_empty_paragraphs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("a\n\nb\n")
    found = objects(capsys, tmp_path / "a.txt")
    assert [(row["paragraph"], row["start"], row["end"], row["text"]) for row in found] == [
        (0, 0, 1, "a"),
        (1, 0, 0, ""),
        (2, 0, 1, "b"),
    ]
    (tmp_path / "a.txt").write_text("")
    (only,) = objects(capsys, tmp_path / "a.txt")
    assert (only["paragraph"], only["end"], only["display"]) == (0, 0, "")


def test_padding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("אב\nab \n")
    hebrew, latin = objects(capsys, "--width", "6", "--direction", "auto", tmp_path / "a.txt")
    assert (hebrew["direction"], hebrew["display"], hebrew["map"]) == ("rtl", "    בא", [-1, -1, -1, -1, 1, 0])
    assert (latin["direction"], latin["display"], latin["map"]) == ("ltr", "ab", [0, 1])
    assert latin["text"] == "ab "


def test_tabs_and_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("ab\tc\nسَلام\n日本\n")
    tab, lam_alef, wide = objects(capsys, "--width", "20", "--direction", "ltr", tmp_path / "a.txt")
    assert tab["map"] == [0, 1, 2, 2, 2, 2, 2, 2, 3]
    assert lam_alef["map"] == [4, 2, 0], "م, then لا in one column, then سَ"
    assert wide["map"] == [0, 0, 1, 1]


def test_the_default_width_is_80(capsys: pytest.CaptureFixture[str]) -> None:
    assert {len(row["map"]) for row in objects(capsys, SEEDS)} == {80}


def test_the_seed_reads_right(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line's display, put back into logical order by its map, is its text."""
    for row in objects(capsys, SEED):
        back: dict[int, str] = {}
        for place, drawn in zip(row["map"], _clusters(row["display"]), strict=True):
            if place >= 0:
                back[place] = drawn
        text = unicodedata.normalize("NFKC", "".join(back[place] for place in sorted(back)))
        mirrored = str.maketrans("()«»", ")(»«")
        if row["direction"] == "rtl":
            text = text.translate(mirrored)
        assert text == unicodedata.normalize("NFKC", row["text"]).rstrip()


def _clusters(display: str) -> list[str]:
    found: list[str] = []
    for character in display:
        if cell_len(character):
            found.append(character)
        else:
            found[-1] += character
    return found
