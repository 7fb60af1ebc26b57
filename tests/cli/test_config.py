"""`config`, `themes` and `completion`."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tui_reader.cli import COMMANDS
from tui_reader.cli.completion import SHELLS
from tui_reader.settings.settings import NAMES

from .run import one_error, run


def configured(home: Path, text: str) -> Path:
    folder = home / ".config" / "tui-reader"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return folder


def test_folders(tmp_path: Path) -> None:
    lines = run(tmp_path, "config", "path", check=0).stdout.decode().splitlines()
    assert lines[0] == str(tmp_path / ".config/tui-reader/config.toml")
    assert len(lines) == 3
    assert all(line.startswith(str(tmp_path)) for line in lines)


def test_settings_and_where_they_come_from(tmp_path: Path) -> None:
    configured(tmp_path, 'measure = 66\ntheme = "dark"\n[keys]\nquit = ["x", "ctrl+x"]\n')
    shown = run(tmp_path, "config", "--lang", "en", check=0).stdout.decode()
    assert "measure = 66  # file" in shown
    assert 'language = "en"  # command line' in shown
    assert "tashkeel = true  # default" in shown
    again = tomllib.loads(shown)
    assert set(again) == {*NAMES, "keys"}
    assert again["keys"] == {"quit": ["x", "ctrl+x"]}


def test_what_is_shown_is_a_configuration(tmp_path: Path) -> None:
    shown = run(tmp_path, "config", "show", check=0).stdout.decode()
    configured(tmp_path, shown)
    done = run(tmp_path, "config", "show", check=0)
    assert done.stderr == b""
    assert done.stdout.decode().replace("# file", "# default") == shown


def test_a_broken_setting_is_named(tmp_path: Path) -> None:
    configured(tmp_path, "measure = 6\n")
    done = run(tmp_path, "config", check=0)
    one_error(done, "measure", "config.toml")
    assert "measure = 72  # default" in done.stdout.decode()


def test_themes(tmp_path: Path) -> None:
    folder = configured(tmp_path, 'theme = "light"\n') / "themes"
    folder.mkdir()
    shutil.copy(next(Path(__file__).parents[2].glob("themes/dark.toml")), folder / "mine.toml")
    names = run(tmp_path, "themes", "list", check=0).stdout.decode().split("\n")
    assert {"dark", "light *", "mine"} <= set(names)
    (folder / "broken.toml").write_text("text = 3", encoding="utf-8")
    done = run(tmp_path, "themes", check=3)
    one_error(done, "broken.toml")
    assert "mine" in done.stdout.decode()


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_names_every_command(tmp_path: Path, shell: str) -> None:
    script = run(tmp_path, "completion", shell, check=0).stdout.decode()
    assert all(command in script for command in COMMANDS)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=script.encode(), check=True)


def test_bash_completes(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed: apt-get install bash")
    script = run(tmp_path, "completion", "bash", check=0).stdout.decode()
    ask = 'COMP_WORDS=(tui-reader do); COMP_CWORD=1; _shtab_tui_reader; echo "${COMPREPLY[@]}"'
    told = subprocess.run(["bash", "-c", f"{script}\n{ask}"], capture_output=True, check=False, cwd=tmp_path)
    assert told.stdout.split() == [b"doctor"], told.stderr


def test_wrong_use(tmp_path: Path) -> None:
    one_error(run(tmp_path, "completion", "cmd", check=2), "cmd")
    one_error(run(tmp_path, "themes", "drop", check=2), "drop")
