"""A theme's colours as the styles that rows are drawn in, and as Textual's own theme for what Textual draws."""

from collections.abc import Mapping
from typing import NamedTuple

from rich.color import Color
from rich.style import Style
from textual.theme import Theme as TextualTheme

from tui_reader.settings.themes import Theme


class Styles(NamedTuple):
    """One style for each kind of text on the screen; every pair is one of settings.themes.TEXT_PAIRS.

    Underlining says what colour says, for terminals without colour: the current hit and the place of the list.
    """

    text: Style
    dim: Style
    title: Style
    set_apart: Mapping[str, Style]  # what each of structure.STYLES adds to the text around it
    hit: Style
    current_hit: Style
    kept: Style
    selection: Style
    caret: Style
    rule: Style
    bar: Style
    bar_dim: Style
    bar_accent: Style
    bar_error: Style
    list_title: Style
    list_title_read: Style
    list_dim: Style
    list_cursor: Style
    list_cursor_focused: Style
    list_cursor_dim: Style
    list_hit: Style
    rail: Style
    rail_mark: Style
    thumb: Style


def styles(theme: Theme, coloured: bool = True) -> Styles:
    """The styles of a theme; where there is no colour, what is lit is underlined or reversed as well."""

    def pair(text: str, background: str, bold: bool = False, underline: bool = False) -> Style:
        colours = Color.parse(getattr(theme, text)), Color.parse(getattr(theme, background))
        return Style.from_color(*colours) + Style(bold=bold or None, underline=underline or None)

    return Styles(
        text=pair("text", "background"),
        dim=pair("dim", "background"),
        title=pair("title", "background", bold=True),
        set_apart={
            "emphasis": Style(italic=True),
            "strong": Style(bold=True),
            "code": Style(bgcolor=Color.parse(theme.surface)),
            "quote": Style(color=Color.parse(theme.dim)),
            "link": Style(underline=True),
            "strike": Style(strike=True),
        },
        hit=pair("hit_text", "hit_background", underline=not coloured),
        current_hit=pair("current_hit_text", "current_hit_background", bold=not coloured, underline=True),
        kept=pair("text", "kept_background") + Style(italic=not coloured or None, underline=not coloured or None),
        selection=pair("selection_text", "selection_background") + Style(reverse=not coloured or None),
        caret=pair("cursor_text", "cursor_background"),
        rule=pair("rule", "background"),
        bar=pair("text", "surface"),
        bar_dim=pair("dim", "surface"),
        bar_accent=pair("accent", "surface", bold=True),
        bar_error=pair("error", "surface"),
        list_title=pair("title", "surface", bold=True),
        list_title_read=pair("text", "surface"),
        list_dim=pair("dim", "surface"),
        list_cursor=pair("list_cursor_text", "list_cursor_background", bold=True),
        list_cursor_focused=pair("list_cursor_text", "list_cursor_background", bold=True, underline=True),
        list_cursor_dim=pair("list_cursor_dim", "list_cursor_background"),
        list_hit=pair("hit_text", "hit_background", underline=not coloured),
        rail=pair("rule", "background"),
        rail_mark=pair("accent", "background", bold=True),
        thumb=pair("rule", "rule"),
    )


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme Textual needs for the backgrounds of its containers."""
    return TextualTheme(
        name=f"tui-reader-{theme.name}",
        primary=theme.accent,
        accent=theme.accent,
        foreground=theme.text,
        background=theme.background,
        surface=theme.surface,
        panel=theme.surface,
        dark=theme.dark,
        variables={"rule": theme.rule},
    )
