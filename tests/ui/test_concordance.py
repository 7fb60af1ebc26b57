"""Every hit in its context, and the way there."""

from __future__ import annotations

from pathlib import Path

from .frames import part, press, reader, rows, running, settle, type_query, until, write

TEXTS = {
    "1.txt": "أول\n\n" + "سطر بلا شيء\n\n" * 30 + "هذا كتاب جديد في المكتبة\n",
    "2.txt": "Second\n\nIn English كتاب is a book\n\nوالكتاب الآخر هنا\n",
    "3.txt": "Third\n\nnothing\n",
}


async def test_every_hit_has_its_row_and_enter_goes_there(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", TEXTS)])
    async with running(app) as pilot:
        await type_query(pilot, "كتاب ")
        await press(pilot, "enter", "K")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await settle(pilot)
        listed = ["".join(row) for row in part(app, app.screen.query_one("#pick-list"))]
        shown = [row for row in listed if "ﺏﺎﺘﻛ" in row or "ﺏﺎﺘﻜ" in row]
        assert len(shown) == 3
        columns = {row.index("ﺏﺎﺘ") for row in shown}
        assert max(columns) - min(columns) <= 1, "the word stands in the middle of every row"
        english = next(row for row in shown if "English" in row)
        assert english.index("English") < english.index("ﺏﺎﺘ") < english.index("book")
        arabic = next(row for row in shown if "ﺪﻳﺪﺟ" in row)
        assert arabic.index("ﺪﻳﺪﺟ") < arabic.index("ﺏﺎﺘ") < arabic.index("ﺍﺬﻫ"), "what follows stands on the left"
        await press(pilot, *"جديد", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        assert app.reading.page and app.reading.page.document.id.path.endswith("1.txt")
        assert app.screen.focused is app.reading
        assert app.reading.hit is not None
        paragraph, start, end = app.reading.hits[app.reading.hit]
        assert app.reading.page.document.paragraph(paragraph)[start:end] == "كتاب"
        assert "ﺪﻳﺪﺟ" in "\n".join(rows(app)), "it is on the screen"


async def test_of_what_is_looked_for_in_one_article_only(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", TEXTS)])
    async with running(app) as pilot:
        await press(pilot, "]", "f", *"كتاب", "enter", "K")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await settle(pilot)
        assert len(app.screen.query_one("#pick-list").shown) == 2  # type: ignore[attr-defined]
        await press(pilot, "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)


async def test_nothing_searched(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", TEXTS)])
    async with running(app) as pilot:
        await press(pilot, "K")
        await settle(pilot)
        assert app.status.noticed == app.catalogue.text("notice.nothing_searched")
        assert len(app.screen_stack) == 1
