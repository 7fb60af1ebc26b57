"""BidiStatic in an app of somebody else's."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui_reader.terminal.profiles import PROFILES, Profile
from tui_reader.ui import BidiStatic

from .frames import settle


class Other(App[None]):
    """An app that shows one text."""

    def __init__(self, text: str, profile: Profile = PROFILES["visual"]) -> None:
        super().__init__()
        self.text, self.profile = text, profile

    def compose(self) -> ComposeResult:
        yield BidiStatic(self.text, self.profile, id="text")


def rows(app: App[None]) -> list[str]:
    """The screen's rows, without blanks at their ends."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


async def test_it_is_laid_out_for_the_width_and_again_on_resize() -> None:
    app = Other("سلام (x) كتاب\nab")
    async with app.run_test(size=(16, 5)) as pilot:
        await settle(pilot)  # type: ignore[arg-type]
        assert rows(app)[:3] == ["    ﺏﺎﺘﻛ (x) ﻡﻼﺳ", "ab", ""]
        await pilot.resize_terminal(9, 5)
        await settle(pilot)  # type: ignore[arg-type]
        assert rows(app)[:4] == ["  (x) ﻡﻼﺳ", "     ﺏﺎﺘﻛ", "ab", ""]
        assert app.query_one(BidiStatic).size.height == 3


async def test_another_text_is_shown_in_the_same_profile() -> None:
    app = Other("אב", PROFILES["lro"])
    async with app.run_test(size=(8, 3)) as pilot:
        await settle(pilot)  # type: ignore[arg-type]
        assert rows(app)[0].startswith(" ") and "\u202d" in rows(app)[0]
        app.query_one(BidiStatic).show("גד\x1b[31m")
        await settle(pilot)  # type: ignore[arg-type]
        assert "\u202d" in rows(app)[0] and "דג" in rows(app)[0].replace("\u202c", "")
        assert "\x1b" not in rows(app)[0] and "␛" in rows(app)[0]
