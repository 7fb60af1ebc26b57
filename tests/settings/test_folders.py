"""The user's folders follow the XDG variables wherever they are set."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tui_reader.settings.folders import cache_folder, config_folder, state_folder

FOLDERS = {
    "XDG_CONFIG_HOME": config_folder,
    "XDG_STATE_HOME": state_folder,
    "XDG_CACHE_HOME": cache_folder,
}


@pytest.mark.parametrize(("variable", "folder"), FOLDERS.items(), ids=FOLDERS)
def test_xdg_is_obeyed(
    variable: str, folder: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / "tui-reader"


@pytest.mark.parametrize("value", ["", "relative/folder"])
@pytest.mark.parametrize(("variable", "folder"), FOLDERS.items(), ids=FOLDERS)
def test_an_empty_or_relative_one_is_ignored(
    variable: str, folder: Callable[[], Path], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable, raising=False)
    usual = folder()
    monkeypatch.setenv(variable, value)
    assert folder() == usual
    assert usual.is_absolute()
