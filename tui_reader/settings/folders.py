"""The user's folders. Nothing here creates one: whoever writes a file makes its folder first.

The XDG variables are obeyed on every platform, since a person who sets them on macOS means them; without
them platformdirs says what the platform's custom is.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

APPLICATION = "tui-reader"


def config_folder() -> Path:
    """Where config.toml, themes/ and citation templates are: what the user writes and we only read."""
    return _from_xdg("XDG_CONFIG_HOME") or Path(_platform().user_config_dir(APPLICATION, appauthor=False))


def state_folder() -> Path:
    """Where the notebook, reading places and choices made with a key are: what must survive a restart."""
    return _from_xdg("XDG_STATE_HOME") or Path(_platform().user_state_dir(APPLICATION, appauthor=False))


def cache_folder() -> Path:
    """Where whatever can be made again is; deleting it loses nothing but time."""
    return _from_xdg("XDG_CACHE_HOME") or Path(_platform().user_cache_dir(APPLICATION, appauthor=False))


def _from_xdg(variable: str) -> Path | None:
    """Our folder under an XDG variable, or None: the specification has relative and empty values ignored."""
    base = os.environ.get(variable, "")
    return Path(base) / APPLICATION if Path(base).is_absolute() else None


def _platform() -> ModuleType:
    """platformdirs, imported only by whoever gets as far as needing it: it costs start-up time."""
    import platformdirs

    return platformdirs
