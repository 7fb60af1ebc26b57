"""`tui-reader config`: where the settings are, and what is in force."""

from __future__ import annotations

import argparse
import sys

from tui_reader.settings.folders import cache_folder, config_folder, state_folder
from tui_reader.settings.settings import CONFIG_FILE, NAMES, Settings

from .common import DONE, Commands, say, settings_of

VERBS = ("path", "show")


def add(commands: Commands) -> None:
    """The command and its options."""
    config = commands.add("config", run, commands.every, "where the settings are, and what is in force")
    config.add_argument("verb", nargs="?", choices=VERBS, default="show", help="folders, or settings (the default)")


def run(options: argparse.Namespace) -> int:
    """Print the user's folders, or every setting with its value and where that comes from."""
    settings, _, notices = settings_of(options)
    for notice in notices:
        say(notice)
    lines = _folders() if options.verb == "path" else _shown(settings)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return DONE


def _folders() -> list[str]:
    return [str(config_folder() / CONFIG_FILE), str(state_folder()), str(cache_folder())]


def _shown(settings: Settings) -> list[str]:
    """TOML, so that it can be put into the file as it is."""
    lines = [f"{name} = {_toml(getattr(settings, name))}  # {settings.source(name).value}" for name in NAMES]
    if settings.keys:
        lines += ["", "[keys]", *(f"{action} = {_toml(list(keys))}" for action, keys in settings.keys.items())]
    if settings.fields:
        lines += ["", "[fields]", *(f"{what} = {_toml(name)}" for what, name in settings.fields.items())]
    return lines


def _toml(value: object) -> str:
    """A setting as TOML writes it. JSON's strings are TOML's, when they are kept to ASCII."""
    import json

    return json.dumps(value)
