"""The themes that ship, and what becomes of a broken one."""

import shutil
from pathlib import Path

import pytest
from rich.color import Color, ColorSystem

from tui_reader.settings import themes
from tui_reader.settings.problem import Problem
from tui_reader.settings.themes import COLOUR_KEYS, TEXT_PAIRS, Theme, load_theme, load_themes, theme_names

OURS = load_themes()[0]


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" as WCAG 2 defines it, 0 to 1."""
    channels = []
    for at in (1, 3, 5):
        c = int(colour[at : at + 2], 16) / 255
        channels.append(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    red, green, blue = channels
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_wcags_own_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_the_four_themes_ship_without_a_problem() -> None:
    assert {"light", "dark", "sepia", "high-contrast"} <= OURS.keys()
    assert load_themes()[1] == []
    assert themes.DEFAULT_THEME in OURS


@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", OURS)
def test_every_text_pair_has_a_contrast_of_seven(name: str, pair: tuple[str, str]) -> None:
    text, ground = (getattr(OURS[name], key) for key in pair)
    assert contrast(text, ground) >= 7


def in_256(colour: str) -> str:
    """What a terminal of 256 colours shows instead, as Rich chooses it."""
    return Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex


@pytest.mark.parametrize("pair", TEXT_PAIRS, ids="-on-".join)
@pytest.mark.parametrize("name", sorted(OURS))
def test_contrast_holds_in_256_colours(name: str, pair: tuple[str, str]) -> None:
    text, ground = (in_256(getattr(OURS[name], key)) for key in pair)
    assert contrast(text, ground) >= 7


@pytest.mark.parametrize("name", sorted(OURS))
def test_what_is_lit_is_told_apart_in_256_colours(name: str) -> None:
    keys = ("background", "hit_background", "current_hit_background", "kept_background",
            "selection_background", "list_cursor_background")  # fmt: skip
    assert len({in_256(getattr(OURS[name], key)) for key in keys}) == len(keys)


def test_every_colour_that_is_text_or_carries_text_is_in_a_pair() -> None:
    assert {key for pair in TEXT_PAIRS for key in pair} == set(COLOUR_KEYS) - {"rule"}


@pytest.mark.parametrize("name", OURS)
def test_tints_and_rule_can_be_told_apart(name: str) -> None:
    theme = OURS[name]
    tints = [
        theme.background,
        theme.hit_background,
        theme.current_hit_background,
        theme.kept_background,
        theme.selection_background,
    ]
    assert len(set(tints)) == 5
    assert contrast(theme.kept_background, theme.background) >= 1.1
    assert contrast(theme.hit_background, theme.background) >= 1.1
    assert contrast(theme.current_hit_background, theme.background) > contrast(
        theme.hit_background, theme.background
    )
    assert contrast(theme.list_cursor_background, theme.surface) >= 1.1
    assert contrast(theme.rule, theme.background) >= 1.2


@pytest.mark.parametrize("name", OURS)
def test_dark_says_what_it_is(name: str) -> None:
    theme = OURS[name]
    assert theme.dark == (luminance(theme.background) < luminance(theme.text))


def write(folder: Path, name: str, **changes: str | None) -> Path:
    """A copy of light with some colours changed, or left out where None."""
    colours = {key: getattr(OURS["light"], key) for key in COLOUR_KEYS} | changes
    lines = [f'{key} = "{value}"' for key, value in colours.items() if value is not None]
    path = folder / f"{name}.toml"
    path.write_text("dark = false\n[colours]\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_a_users_theme_is_found_and_may_take_the_place_of_ours(tmp_path: Path) -> None:
    write(tmp_path, "mine", accent="#ABCDEF")
    write(tmp_path, "dark", accent="#123456")
    assert theme_names(tmp_path)[-1] == "mine"
    assert theme_names(tmp_path).count("dark") == 1
    assert load_theme("mine", tmp_path)[0].accent == "#abcdef"
    assert load_theme("dark", tmp_path)[0].accent == "#123456"
    found, problems = load_themes(tmp_path)
    assert tuple(found) == theme_names(tmp_path)
    assert problems == []


BROKEN = {
    "problem.theme-syntax": b"dark = ",
    "problem.theme-not-utf8": b"# caf\xe9",
    "problem.theme-key": b"dark = true\n[colours]\n",
    "problem.theme-too-large": b"#" * (themes.MAX_THEME_BYTES + 1),
}


@pytest.mark.parametrize(("code", "content"), BROKEN.items(), ids=BROKEN)
def test_a_broken_theme_is_named_and_skipped(code: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(content)
    write(tmp_path, "good")
    found, problems = load_themes(tmp_path)
    assert "bad" not in found and "good" in found
    assert [problem.key for problem in problems] == [code]
    assert str(tmp_path / "bad.toml") in str(problems[0].values["path"])
    theme, problems = load_theme("bad", tmp_path)
    assert theme == OURS[themes.DEFAULT_THEME]
    assert [problem.key for problem in problems] == [code]


@pytest.mark.parametrize("value", ["red", "#12345", "#1234567", "#12345g", "#١٢٣٤٥٦", "\\u001b[31m"])
def test_only_six_hexadecimal_digits_are_a_colour(value: str, tmp_path: Path) -> None:
    write(tmp_path, "bad", accent=value)
    assert [p.key for p in load_theme("bad", tmp_path)[1]] == ["problem.theme-colour"]


def test_a_missing_colour_is_named(tmp_path: Path) -> None:
    write(tmp_path, "bad", hit_text=None)
    assert load_theme("bad", tmp_path)[1][0].values["name"] == "hit_text"


def test_an_unknown_key_is_named_and_the_theme_kept(tmp_path: Path) -> None:
    write(tmp_path, "mine", glow="#ffffff")
    theme, problems = load_theme("mine", tmp_path)
    assert theme.name == "mine"
    assert [(p.key, p.values["name"]) for p in problems] == [("problem.theme-unknown-key", "glow")]


def test_a_folder_named_like_a_theme_is_no_theme(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").mkdir()
    assert [p.key for p in load_theme("bad", tmp_path)[1]] == ["problem.theme-unreadable"]


def test_a_users_broken_light_leaves_ours(tmp_path: Path) -> None:
    (tmp_path / "light.toml").write_text("?")
    theme, problems = load_theme("light", tmp_path)
    assert theme == OURS["light"]
    assert [p.key for p in problems] == ["problem.theme-syntax"]


@pytest.mark.parametrize("name", ["nowhere", "n" * 99, "../light", "/etc/passwd", "light\0", ""])
def test_a_name_that_is_no_theme_gives_the_default(name: str) -> None:
    theme, problems = load_theme(name)
    assert theme.name == themes.DEFAULT_THEME
    assert [p.key for p in problems] == ["problem.theme-missing"]


def test_a_file_with_a_name_that_could_harm_is_no_theme(tmp_path: Path) -> None:
    for name in ("a\x1b[31m", "a b", "a\u202eb", "n" * 65):
        write(tmp_path, name)
    assert theme_names(tmp_path) == theme_names()


def test_one_theme_is_one_file_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    original = themes._read

    def counted(path: Path) -> tuple[Theme, list[Problem]]:
        read.append(path)
        return original(path)

    monkeypatch.setattr(themes, "_read", counted)
    theme_names()
    assert read == []
    load_theme("sepia")
    assert [path.name for path in read] == ["sepia.toml"]


def test_the_package_is_looked_in_before_the_folder_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = themes.bundled_folder()
    monkeypatch.setattr(themes, "__file__", str(tmp_path / "tui_reader" / "settings" / "themes.py"))
    shutil.copytree(ours, tmp_path / "themes")
    assert themes.bundled_folder() == tmp_path / "themes"
    shutil.copytree(ours, tmp_path / "tui_reader" / "themes")
    assert themes.bundled_folder() == tmp_path / "tui_reader" / "themes"


def test_a_damaged_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(themes, "bundled_folder", lambda: tmp_path)
    with pytest.raises(FileNotFoundError):
        load_theme("light")
    (tmp_path / "light.toml").write_text("?")
    with pytest.raises(ValueError, match="theme-syntax"):
        load_theme("light")


def test_a_theme_is_frozen() -> None:
    with pytest.raises(AttributeError):
        OURS["light"].accent = "#000000"  # type: ignore[misc]
