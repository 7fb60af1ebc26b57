"""Settings: which source wins, and what becomes of a broken one."""

import os
from pathlib import Path

import pytest

from tui_reader.library.formats.fields import NAMES as NAMES_OF_FIELDS
from tui_reader.messages.catalogue import load_catalogue, placeholders
from tui_reader.settings.files import MAX_FILE_BYTES
from tui_reader.settings.keyboard import LAYOUTS
from tui_reader.settings.problem import Problem
from tui_reader.settings.settings import (
    CHOICES_FILE,
    CONFIG_FILE,
    FIELDS,
    KEYBOARDS,
    NAMES,
    Settings,
    Source,
    locale_of,
    read_settings,
    save_choice,
)


def config(folder: Path, text: str) -> Path:
    """A configuration folder with this config.toml."""
    folder.mkdir(exist_ok=True)
    (folder / CONFIG_FILE).write_text(text, encoding="utf-8")
    return folder


def codes(problems: list[Problem]) -> list[str]:
    """Keys of the problems; each of them must have its words, and values for all of those."""
    for problem in problems:
        words = load_catalogue("en").forms(problem.key)["other"]
        assert placeholders(words) <= problem.values.keys()
    return [problem.key.removeprefix("problem.") for problem in problems]


def test_without_anything_the_defaults(tmp_path: Path) -> None:
    assert read_settings(None) == (Settings(), [])
    found, problems = read_settings(tmp_path / "none", tmp_path / "none")
    assert (found, problems) == (Settings(), [])
    assert {found.source(name) for name in NAMES} == {Source.DEFAULT}


def test_every_layout_can_be_named() -> None:
    assert tuple(LAYOUTS) == KEYBOARDS


def test_every_setting_can_be_set_in_the_file(tmp_path: Path) -> None:
    text = """
        theme = "sepia"
        terminal = "visual"
        direction = "rtl"
        language = "ar"
        measure = 60
        tashkeel = false
        digits = "arabic"
        justify = "kashida"
        spacing = "none"
        sort = "-date"
        folders = true
        cache = false
        keyboard = "persian"
        citation = "latex"
        controls = true
        quote_isolates = true
        quote_tashkeel = false
        [keys]
        quit = "x"
        search = ["/", "f3"]
    """
    found, problems = read_settings(config(tmp_path, text))
    assert problems == []
    assert (found.theme, found.terminal, found.direction) == ("sepia", "visual", "rtl")
    assert (found.language, found.measure, found.keyboard) == ("ar", 60, "persian")
    assert found.cache is False
    assert (found.sort, found.folders) == ("-date", True)
    assert (found.tashkeel, found.digits, found.justify, found.spacing) == (False, "arabic", "kashida", "none")
    assert (found.citation, found.quote_isolates, found.quote_tashkeel) == ("latex", True, False)
    assert found.keys == {"quit": ("x",), "search": ("/", "f3")}
    assert {found.source(name) for name in (*NAMES, "keys")} == {Source.FILE}


BAD_LINES = {
    "fields = 3": "setting-value",
    "[fields]\ntext = 3": "setting-value",
    '[fields]\ntext = ""': "setting-value",
    '[fields]\nnosuch = "x"': "setting-unknown",
    'colour = "red"': "setting-unknown",
    "theme = 3": "setting-value",
    'theme = "../x"': "setting-value",
    'theme = "\\u001b[31m"': "setting-value",
    'direction = "up"': "setting-value",
    "direction = []": "setting-value",
    "measure = 19": "setting-value",
    "measure = 201": "setting-value",
    'measure = "72"': "setting-value",
    "measure = true": "setting-value",
    "measure = 72.0": "setting-value",
    "tashkeel = 1": "setting-value",
    'digits = "roman"': "setting-value",
    "justify = true": "setting-value",
    "spacing = []": "setting-value",
    "sort = 'size'": "setting-value",
    "sort = '--title'": "setting-value",
    "sort = 3": "setting-value",
    "folders = 1": "setting-value",
    'keyboard = "dvorak"': "setting-value",
    "keyboard = {}": "setting-value",
    'citation = "../x"': "setting-value",
    "citation = 1": "setting-value",
    "quote_isolates = 1": "setting-value",
    'quote_tashkeel = "no"': "setting-value",
    "keys = 1": "setting-value",
    "keys.quit = 1": "setting-value",
    'keys.quit = ["x", 1]': "setting-value",
}


@pytest.mark.parametrize(("line", "code"), BAD_LINES.items(), ids=BAD_LINES)
def test_a_bad_setting_is_named_and_the_others_stand(line: str, code: str, tmp_path: Path) -> None:
    found, problems = read_settings(config(tmp_path, f'terminal = "visual"\n{line}\n'))
    assert codes(problems) == [code]
    assert str(problems[0].values["path"]).endswith(CONFIG_FILE)
    assert found.terminal == "visual"
    assert found == Settings(terminal="visual", sources=found.sources, in_file=found.in_file)
    assert found.keys == {}


BAD_FILES = {
    "config-syntax": b"theme = ",
    "config-not-utf8": b"# caf\xe9",
    "config-unreadable": b"#" * (MAX_FILE_BYTES + 1),
}


@pytest.mark.parametrize(("code", "content"), BAD_FILES.items(), ids=BAD_FILES)
def test_a_broken_file_leaves_the_defaults(code: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_bytes(content)
    found, problems = read_settings(tmp_path)
    assert (found, codes(problems)) == (Settings(), [code])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_a_pipe_named_config_toml_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / CONFIG_FILE)
    assert codes(read_settings(tmp_path)[1]) == ["config-unreadable"]


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    (tmp_path / CONFIG_FILE).write_text('theme = "dark"', encoding="utf-8-sig")
    assert read_settings(tmp_path)[0].theme == "dark"


def test_the_command_line_wins_and_an_option_not_given_does_not(tmp_path: Path) -> None:
    folder = config(tmp_path, 'theme = "dark"\nmeasure = 60')
    found, problems = read_settings(folder, command_line={"theme": "sepia", "measure": None})
    assert (found.theme, found.source("theme")) == ("sepia", Source.COMMAND_LINE)
    assert (found.measure, found.source("measure")) == (60, Source.FILE)
    assert problems == []


def test_a_bad_option_is_named_by_the_option() -> None:
    found, problems = read_settings(None, command_line={"theme": "a b"})
    assert found.theme == "light"
    assert codes(problems) == ["setting-value"]
    assert problems[0].values["path"] == "--theme"


def test_the_locale_gives_the_language_and_the_file_beats_it(tmp_path: Path) -> None:
    environment = {"LANG": "ar_EG.UTF-8"}
    found, _ = read_settings(None, environment=environment)
    assert (found.language, found.source("language")) == ("ar", Source.ENVIRONMENT)
    found, _ = read_settings(config(tmp_path, 'language = "en"'), environment=environment)
    assert (found.language, found.source("language")) == ("en", Source.FILE)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": "fa_IR"}, "fa"),
        ({"LANG": "he"}, "he"),
        ({"LANG": "ar@latin"}, "ar"),
        ({"LANG": "en_GB", "LC_CTYPE": "ar_SA.UTF-8"}, "ar"),
        ({"LC_ALL": "C", "LC_CTYPE": "ar_SA.UTF-8"}, None),
        ({"LC_ALL": "", "LANG": "ar"}, "ar"),
    ],
)
def test_the_language_of_a_locale(environment: dict[str, str], language: str | None) -> None:
    assert locale_of(environment, "LC_CTYPE") == language


def test_a_choice_is_there_next_time_even_over_the_file(tmp_path: Path) -> None:
    folder, state = config(tmp_path / "c", 'theme = "dark"'), tmp_path / "s" / "deep"
    found, _ = read_settings(folder, state)
    assert save_choice("theme", "sepia", found, state) is None
    found, problems = read_settings(folder, state)
    assert (found.theme, found.source("theme"), problems) == ("sepia", Source.CHOICE, [])
    assert save_choice("theme", "high-contrast", found, state) is None
    assert read_settings(folder, state)[0].theme == "high-contrast"
    assert read_settings(folder, state, command_line={"theme": "light"})[0].theme == "light"
    assert (folder / CONFIG_FILE).read_text() == 'theme = "dark"'
    assert [path.name for path in state.iterdir()] == [CHOICES_FILE]


def test_an_edit_of_the_file_after_the_choice_is_obeyed(tmp_path: Path) -> None:
    state = tmp_path / "s"
    save_choice("theme", "sepia", read_settings(None)[0], state)
    assert read_settings(tmp_path, state)[0].theme == "sepia"
    config(tmp_path, 'theme = "dark"')
    assert read_settings(tmp_path, state)[0].theme == "dark"
    config(tmp_path, "measure = 60")
    assert read_settings(tmp_path, state)[0].theme == "sepia"


def test_a_choice_over_a_setting_that_makes_no_sense_is_remembered(tmp_path: Path) -> None:
    folder, state = config(tmp_path / "c", "theme = [2020-01-01]"), tmp_path / "s"
    save_choice("theme", "sepia", read_settings(folder, state)[0], state)
    assert read_settings(folder, state)[0].theme == "sepia"


def test_choices_of_different_settings_do_not_touch_each_other(tmp_path: Path) -> None:
    save_choice("theme", "sepia", Settings(), tmp_path)
    save_choice("measure", 60, Settings(), tmp_path)
    found, _ = read_settings(None, tmp_path)
    assert (found.theme, found.measure) == ("sepia", 60)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"theme": 1}',
        b'{"theme": {"value": 1}}',
        b'{"x": {"value": 1}}',
        b"[" * 9999,
    ],
)
def test_broken_choices_are_passed_over_and_can_be_made_again(content: bytes, tmp_path: Path) -> None:
    (tmp_path / CHOICES_FILE).write_bytes(content)
    assert read_settings(None, tmp_path) == (Settings(), [])
    assert save_choice("theme", "dark", Settings(), tmp_path) is None
    assert read_settings(None, tmp_path)[0].theme == "dark"


def test_a_choice_that_cannot_be_kept_is_said_not_raised(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    problem = save_choice("theme", "dark", Settings(), tmp_path / "file")
    assert problem is not None
    assert codes([problem]) == ["choice-not-saved"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_choice_that_cannot_be_is_a_mistake_of_the_program(tmp_path: Path) -> None:
    for name, value in (("colour", "red"), ("measure", 3)):
        with pytest.raises(ValueError, match=name):
            save_choice(name, value, Settings(), tmp_path)


def test_fields_of_records_are_named(tmp_path: Path) -> None:
    found, problems = read_settings(config(tmp_path, '[fields]\ntext = "a.b"\ntitle = "العنوان"\n'))
    assert (problems, found.fields) == ([], {"text": "a.b", "title": "العنوان"})
    assert found.source("fields") is Source.FILE
    assert set(FIELDS) == set(NAMES_OF_FIELDS)
