"""What was learnt of terminals: kept whole, bounded, and never in the way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tui_reader.settings.terminals import LEARNT_FILE, MAX_TERMINALS, read_learnt, save_learnt


def test_kept_changed_and_forgotten(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert read_learnt(state) == {}
    assert save_learnt("a|b|c", "words", state) is None
    assert save_learnt("tmux||xterm", "inverse-2800", state) is None
    assert read_learnt(state) == {"a|b|c": "words", "tmux||xterm": "inverse-2800"}
    assert save_learnt("a|b|c", "lro", state) is None
    assert list(read_learnt(state)) == ["tmux||xterm", "a|b|c"]
    assert save_learnt("a|b|c", None, state) is None
    assert read_learnt(state) == {"tmux||xterm": "inverse-2800"}
    assert [path.name for path in state.iterdir()] == [LEARNT_FILE]


@pytest.mark.parametrize("data", [b"", b"[", b"[1]", b"\xff", b"{" * 100_000, b" " * 300_000])
def test_a_broken_file_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / LEARNT_FILE).write_bytes(data)
    assert read_learnt(tmp_path) == {}
    assert save_learnt("a", "words", tmp_path) is None
    assert read_learnt(tmp_path) == {"a": "words"}


def test_what_is_no_name_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / LEARNT_FILE).write_text(json.dumps({"a": 1, "b": "words", "c": ["lro"]}))
    assert read_learnt(tmp_path) == {"b": "words"}


def test_only_so_many_are_remembered(tmp_path: Path) -> None:
    (tmp_path / LEARNT_FILE).write_text(json.dumps({str(n): "lro" for n in range(500)}))
    assert save_learnt("new", "words", tmp_path) is None
    learnt = read_learnt(tmp_path)
    assert len(learnt) == MAX_TERMINALS
    assert list(learnt)[-2:] == ["499", "new"]


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    problem = save_learnt("a", "words", tmp_path / "file")
    assert problem is not None
    assert problem.key == "problem.choice-not-saved"


def test_no_state_folder() -> None:
    assert read_learnt(None) == {}
