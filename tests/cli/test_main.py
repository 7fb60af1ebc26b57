"""`main` in this process, with what cannot be had from files: errors of the system, an interruption."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui_reader import cli
from tui_reader.library import read


def test_an_unreadable_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("readable\n")
    (tmp_path / "b.txt").write_text("secret\n")
    opened = os.open

    def refuse(path: str, flags: int, *others: int) -> int:
        if str(path).endswith("b.txt"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path, flags, *others)

    monkeypatch.setattr(read.os, "open", refuse)
    assert cli.main(["cat", str(tmp_path)]) == 3
    out, error = capsys.readouterr()
    assert out == "readable\n"
    assert error.count("\n") == 1
    assert "b.txt" in error and "Permission denied" in error


def test_interrupted(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(read, "load", interrupt)
    assert cli.main(["cat", str(tmp_path)]) == 130
    assert capsys.readouterr().err == ""


def test_a_broken_setting_is_named_and_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config" / "tui-reader"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("measure = 7000\n[broken")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "a.txt").write_text("text\n")
    assert cli.main(["cat", str(tmp_path / "a.txt")]) == 0
    out, error = capsys.readouterr()
    assert out == "text\n"
    assert "config.toml" in error


def test_a_wrong_terminal_in_the_settings_is_named_and_skipped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tui-reader").mkdir()
    (tmp_path / "tui-reader" / "config.toml").write_text('terminal = "wat"\n', encoding="utf-8")
    (tmp_path / "a.txt").write_text("readable\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert cli.main(["cat", str(tmp_path / "a.txt")]) == 0
    out, error = capsys.readouterr()
    assert out == "readable\n"
    assert "config.toml: terminal cannot be wat" in error


@pytest.mark.parametrize("option", [["--terminal", "visual"], ["--terminal=visual"]])
def test_an_option_before_the_command(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("كتب\n", encoding="utf-8")
    assert cli.main([*option, "cat", str(tmp_path / "a.txt")]) == 0
    assert "ﺐﺘﻛ" in capsys.readouterr().out
