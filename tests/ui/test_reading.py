"""The reading pane: the article in order and on its side, its place kept, and moving through it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui_reader.ui import describe
from tui_reader.ui.app import ReaderApp

from .frames import (
    SEEDS,
    lit,
    part,
    press,
    raw,
    reader,
    rows,
    running,
    seen,
    settle,
    type_query,
    unjoined,
    until,
    write,
)

SEED = next(SEEDS.glob("*.txt")).read_text("utf-8")
LONG = "\n".join(f"فقرة {number} " + "كلمات كثيرة في سطر طويل " * 12 for number in range(60))


def reading(app: ReaderApp) -> list[str]:
    """The rows of the reading pane as they are seen."""
    return ["".join(row).rstrip() for row in part(app, app.reading)]


def logical(app: ReaderApp) -> str:
    """The words of a right-to-left document as a reader reads them, rows joined."""
    text = " ".join(seen(row).strip().translate(str.maketrans("()«»", ")(»«")) for row in reading(app))
    for year in ("2004", "2017", "2024"):
        text = text.replace(year[::-1], year)
    return " ".join(text.split())


async def test_the_seed_reads_right() -> None:
    app = reader([SEEDS])
    async with running(app, (120, 70)) as pilot:
        assert pilot.app is app
        text = logical(app)
        title, _, body = SEED.partition("\n")
        assert text.startswith(unjoined(title))
        assert " ".join(unjoined(body).split()) in text, "byline, paragraphs, years, brackets and quotation marks"
        assert any("(ﻮﺗﺎﻨﻟﺍ)" in row for row in reading(app))
        assert not set(raw(app)) & set("بتثجحخسشصضطظعغفقكلمنهي"), "every letter is joined as it must be"


@pytest.mark.parametrize(("minutes", "said"), [(1, "1 min"), (119, "119 min"), (120, "2 h"), (1434, "24 h")])
async def test_what_takes_long_is_told_in_hours(tmp_path: Path, minutes: int, said: str) -> None:
    text = "كلمة " * (minutes * describe.READ_IN_A_MINUTE // 5)
    app = reader([write(tmp_path / "lib", {"a.txt": text, "b.txt": ""})])
    async with running(app, (100, 24)):
        assert describe.length(app.catalogue, app.list.entries[0].document) == said
        assert describe.time_left(app.catalogue, minutes) == f"{said} left"


async def test_right_to_left_paragraphs_stand_on_the_right(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "عنوان\n\nفقرة عربية\nEnglish paragraph\nNATO كلمة عربية أخرى وأخرى"})
    app = reader([tmp_path])
    async with running(app):
        shown = {row.strip(): row for row in reading(app) if row.strip()}
        right = max(len(row) for row in shown.values())
        arabic = next(row for text, row in shown.items() if "ﺔﻴﺑﺮﻋ ﺓﺮﻘﻓ" in text)
        latin = next(row for text, row in shown.items() if text.startswith("English"))
        mixed = next(row for text, row in shown.items() if text.endswith("NATO"))
        assert len(arabic) == len(mixed) == right
        left = len(latin) - len(latin.lstrip())
        assert left + app.reading.measure == right


async def test_lro_writes_the_same_and_is_balanced() -> None:
    plain, overridden = reader([SEEDS]), reader([SEEDS], "lro")
    async with running(plain):
        wanted = rows(plain)
    async with running(overridden):
        assert rows(overridden) == wanted
        sent = raw(overridden)
        assert sent.count("\u202d") == sent.count("\u202c") > 10
        assert all(row.count("\u202d") == row.count("\u202c") for row in sent.split("\n"))


SIZES = [(120, 40), (40, 12), (60, 20), (200, 60), (72, 15), (41, 50), (120, 40)]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.4, 0.83])
async def test_a_resize_keeps_the_place(tmp_path: Path, share: float) -> None:
    write(tmp_path, {"a.txt": LONG})
    app = reader([tmp_path])
    async with running(app) as pilot:
        app.reading.focus()
        app.reading.go_to_fraction(share)
        await settle(pilot)
        place, first = app.reading.place, reading(app)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: app.reading.size.height and len(rows(app)) == size[1])
            await settle(pilot)
            assert app.reading.place == place, size
            start, end, _ = app.reading.extent()
            assert start <= place <= end
        assert reading(app) == first


async def test_paging_loses_no_row(tmp_path: Path) -> None:
    """A page on keeps one row of the old one; a page back returns; every row is seen on the way."""
    write(tmp_path, {"a.txt": LONG})
    app = reader([tmp_path])
    async with running(app, (80, 24)) as pilot:
        app.reading.focus()
        before = reading(app)
        await press(pilot, "space")
        after = reading(app)
        assert after[0] == before[-1]
        await press(pilot, "b")
        assert reading(app) == before
        pairs = ("pagedown pageup", "ctrl+d ctrl+u", "j k", "down up", "} {", ") (")
        for key, back in map(str.split, pairs):
            await press(pilot, key)
            assert reading(app) != before, key
            await press(pilot, back)
            assert reading(app) == before, back


async def test_ends_and_percentage(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": LONG})
    app = reader([tmp_path])
    async with running(app, (80, 24)) as pilot:
        app.reading.focus()
        start = reading(app)
        await press(pilot, "G")
        assert app.reading.extent()[1] == len(LONG)
        assert app.reading.percent == 100
        end = reading(app)
        await press(pilot, "space", "space")
        assert reading(app) == end
        await press(pilot, "g", "end")
        assert reading(app) == end
        await press(pilot, "home")
        assert reading(app) == start
        await press(pilot, "%", "5", "0", "enter")
        offset, last, length = app.reading.extent()
        assert offset <= length / 2 <= last
        await press(pilot, "%", *"٧٥٪", "enter")
        offset, last, length = app.reading.extent()
        assert offset <= length * 0.75 <= last
        await press(pilot, "%", "x", "enter")
        await press(pilot, "%", "escape")
        assert app.screen.focused is app.reading
        assert app.reading.extent()[0] == offset


async def test_a_title_that_is_not_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "---\ntitle: عنوان من خارج النص\nauthor: كاتب\n---\nأول فقرة\n\nثان فقرة\n"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        text = logical(app)
        assert text.startswith("عنوان من خارج النص")
        assert "أول فقرة" in text
        assert app.reading.page is not None
        await type_query(pilot, "خارج")
        await until(pilot, lambda: app.reading.hits)
        assert lit(app, app.reading, app.look.current_hit)
        assert app.reading.page.slice(app.reading.page and _all(app)) in app.reading.page.document.text


def _all(app: ReaderApp):  # type: ignore[no-untyped-def]
    from tui_reader.text.selection import Selection

    return Selection(*app.reading.ends())


@pytest.mark.parametrize("text", ["", "\n", " \n \n", "\x1b\x07", "\u200f\u202e"])
async def test_a_document_that_shows_nothing(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"empty.txt": text, "other.txt": "نص"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        app.reading.focus()
        for key in ("j", "space", "G", "g", "}", "{", ")", "(", "v", "left", "w", "down", "o", "y", "escape"):
            await press(pilot, key)
        assert "empty.txt" in "\n".join(rows(app))
        assert app.is_running
        await press(pilot, "]")
        assert "ﺺﻧ" in "\n".join(reading(app))


async def test_one_very_long_line(tmp_path: Path) -> None:
    """Only what is near the screen is laid out, whatever the length."""
    from tui_reader.text import layout

    write(tmp_path, {"a.txt": "كلمة word ١٢٣ " * 300_000})
    app = reader([tmp_path])
    analysed: list[int] = []
    plain = layout.Paragraph

    class Counted(plain):  # type: ignore[misc, valid-type]
        def __init__(self, text: str, *others: object) -> None:
            analysed.append(len(text))
            super().__init__(text, *others)

    layout.Paragraph = Counted  # type: ignore[misc]
    layout.analyse.cache_clear()
    try:
        async with running(app) as pilot:
            app.reading.focus()
            for key in ("space", "space", "G", "b", "g", "v", "down", "escape"):
                await press(pilot, key)
            assert "word" in "\n".join(reading(app))
    finally:
        layout.Paragraph = plain  # type: ignore[misc]
        layout.analyse.cache_clear()
    assert sum(analysed) < 500_000
