"""The interface's strings in one language, from `<code>.toml` beside this module.

A catalogue is that file and nothing else: dropping `ar.toml` here makes Arabic an interface language. Its
tables nest into dotted keys ([status] place -> "status.place"). A message is a string, or a table of plural
forms chosen by the value `count`. `{name}` in it stands for a value; every other brace is itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tui_reader.messages.plurals import CATEGORIES, plural
from tui_reader.settings.settings import leading_code

DEFAULT_LANGUAGE = "en"

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# importlib.resources says the same and costs some 15 ms of start-up.
_FOLDER = Path(__file__).parent

Message = str | Mapping[str, str]


class Catalogue:
    """The strings of one interface language; what it lacks is said in English."""

    def __init__(self, language: str, direction: str, name: str, messages: Mapping[str, Message]) -> None:
        self.language = language  # a code such as "ar"
        self.direction = direction  # "ltr" or "rtl": the side the list stands on follows it
        self.name = name  # the language's name in itself
        self._messages = messages

    def __contains__(self, key: str) -> bool:
        """Whether this language itself has the message."""
        return key in self._messages

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the messages this language itself has."""
        return frozenset(self._messages)

    def forms(self, key: str) -> Mapping[str, str]:
        """A message's plural forms, {"other": text} for one without; raises KeyError where there is none."""
        message = self._messages[key]
        return {"other": message} if isinstance(message, str) else message

    def text(self, key: str, /, **values: object) -> str:
        """The message `key` with `values` in it.

        Values are put in as they are: braces in them mean nothing, and whoever draws the result sanitises it.
        A placeholder without a value stays visible, and so does a key no catalogue has. Never raises.
        """
        if key in self._messages:
            forms, language = self.forms(key), self.language
        elif self.language != DEFAULT_LANGUAGE and key in (english := load_catalogue(DEFAULT_LANGUAGE)):
            forms, language = english.forms(key), DEFAULT_LANGUAGE
        else:
            return key
        count = values.get("count")
        category = plural(language, count) if isinstance(count, int) else "other"
        template = forms.get(category, forms["other"])
        return _PLACEHOLDER.sub(lambda m: str(values[m[1]]) if m[1] in values else m[0], template)

    def language_name(self, code: str | None) -> str:
        """The name of a document's language for the status line; the code itself if it has no name here."""
        if not code:
            return self.text("language.unknown")
        key = f"language.{code.replace('_', '-').split('-')[0].lower()}"
        name = self.text(key)
        return code if name == key else name


def placeholders(text: str) -> frozenset[str]:
    """Names of the values that a message asks for."""
    return frozenset(_PLACEHOLDER.findall(text))


def languages() -> tuple[str, ...]:
    """Codes of the languages that the interface speaks, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_catalogue(language: str | None = None) -> Catalogue:
    """The catalogue for a code or a locale's name (ar, ar_EG.UTF-8); English where there is none."""
    # Letters alone: what comes from the environment never becomes a path to anywhere else.
    code = leading_code(language or "")
    return _load(code if (_FOLDER / f"{code}.toml").is_file() else DEFAULT_LANGUAGE)


@cache
def _load(code: str) -> Catalogue:
    """Read a catalogue that exists; a broken one raises, since it is ours."""
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    about = table.pop("catalogue")
    return Catalogue(code, about["direction"], about["name"], dict(_flatten(table)))


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, Message]]:
    """Messages of nested tables by dotted key; a table of plural forms is one message."""
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            if "other" in value and value.keys() <= set(CATEGORIES):
                yield key, value
            else:
                yield from _flatten(value, f"{key}.")
        else:
            raise TypeError(f"{key}: not a message")
