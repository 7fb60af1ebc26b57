"""What is seen of the page beside a screen that covers it."""

from __future__ import annotations

from pathlib import Path

from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from .frames import press, reader, running, until, write


async def test_the_page_is_seen_beside_what_covers_it_as_textual_fades_it(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", {f"{n}.txt": f"Title {n}\n\ntext {n}" for n in range(5)})])
    async with running(app) as pilot:
        await press(pilot, "S")
        screen, page = app.screen, app.screen_stack[0]
        assert 0 < screen.styles.background.a < 1
        for article in (0, 3):
            app.list.go(article)

            def shown(article: int = article) -> bool:
                return any(f"text {article}" in row.text for row in screen.render_lines(screen.size.region))

            await until(pilot, shown)  # as it is now
            rows = screen.render_lines(screen.size.region)
            below = page._compositor.render_strips()
            for row, under in zip(rows, below, strict=True):
                faded = BackgroundScreen.process_segments(under, screen.styles.background)
                assert list(row) == list(faded)
        assert screen._page is not None
        painted = screen._page
        screen.render_lines(screen.size.region)
        assert screen._page is painted, "it is not worked out anew while nothing changes"


async def test_what_leaves_nothing_of_the_page_to_be_seen_does_not_draw_it(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", {"a.txt": "text"})])
    async with running(app) as pilot:
        await press(pilot, '"')
        assert app.screen.styles.background == Color.parse(app.reading_theme.surface)
