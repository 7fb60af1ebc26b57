"""Small files of the state folder: what was opened last, and encodings that were chosen."""

from pathlib import Path

import pytest

from tui_reader.settings.encodings import ENCODINGS_FILE, read_encodings, write_encoding
from tui_reader.settings.files import MAX_FILE_BYTES
from tui_reader.settings.last import LAST_FILE, read_last, write_last

BROKEN = ["", "{", "[1, 2]", '{"a": 1}', "null", '["relative"]', '["/\\u0000"]', "[" * 100_000, "\udc80"]


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_broken_is_nothing(tmp_path: Path, text: str) -> None:
    for name in (LAST_FILE, ENCODINGS_FILE):
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert read_last(tmp_path) == []
    assert read_encodings(tmp_path) == {}


def test_what_was_opened_last(tmp_path: Path) -> None:
    assert read_last(tmp_path) == []
    paths = [str(tmp_path / "قديم \udcff"), str(tmp_path / "gone")]
    write_last(tmp_path / "state", paths)
    assert read_last(tmp_path / "state") == paths


def test_the_choice_made_last_wins_and_the_oldest_are_forgotten(tmp_path: Path) -> None:
    for number in range(30):
        write_encoding(tmp_path, f"/{number}/" + "x" * 20_000, "IBM 864")
    kept = read_encodings(tmp_path)
    assert (tmp_path / ENCODINGS_FILE).stat().st_size <= MAX_FILE_BYTES
    assert [path.split("/")[1] for path in kept][-1] == "29" and 5 < len(kept) < 30
    write_encoding(tmp_path, next(iter(kept)), "KOI8-R")
    assert list(read_encodings(tmp_path).values())[-1] == "KOI8-R"
    write_encoding(tmp_path, list(read_encodings(tmp_path))[-1], None)
    assert "KOI8-R" not in read_encodings(tmp_path).values()
