"""The article list and the library behind it: titles, loading while live, narrow screens, many documents."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.ui.app import ReaderApp

from .frames import SEEDS, part, press, reader, rows, running, seen, settle, type_query, unjoined, until, write


def listed(app: ReaderApp) -> list[str]:
    return ["".join(row) for row in part(app, app.list)]


async def test_titles_are_cut_at_their_own_end(tmp_path: Path) -> None:
    arabic = "عنوان عربي طويل جدا لا يتسع له عرض القائمة أبدا"
    latin = "A long English title that has no room in the list at all"
    write(tmp_path, {"a.txt": arabic, "b.txt": latin, "c.txt": "قصير", "d.txt": "short"})
    app = reader([tmp_path])
    async with running(app):
        first, second, third, fourth = listed(app)[0:8:2]
        assert first.strip().startswith("…")
        assert arabic.startswith(seen(first).strip().removesuffix("..."))
        assert second.strip().endswith("…")
        assert latin.startswith(second.strip().removesuffix("…"))
        assert third.strip() == "ﺮﻴﺼﻗ"
        assert len(third.rstrip()) == len(first.rstrip()), "on the same edge as the long one"
        assert fourth.startswith(" short")


async def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    app = reader([tmp_path])
    async with running(app) as pilot:
        await until(pilot, lambda: app.status.noticed)
        assert str(tmp_path) in (app.status.noticed or "")
        assert app.catalogue.text("list.empty") in "\n".join(rows(app))
        for key in ("j", "enter", "]", "n", "v", "y", "G", "%", "escape", ",", "r"):
            await press(pilot, key)
        await type_query(pilot, "كلمة")
        assert app.is_running


async def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    app = reader([tmp_path / "gone"])
    async with running(app) as pilot:
        await until(pilot, lambda: app.status.noticed)
        assert "gone" in (app.status.noticed or "")


async def test_moving_previews_and_enter_opens(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"title {n}\n\nbody number {n}" for n in range(9)})
    app = reader([tmp_path])
    async with running(app) as pilot:
        assert app.screen.focused is app.list
        await press(pilot, "j", "down")
        assert "body number 2" in "\n".join(rows(app))
        assert app.screen.focused is app.list
        await press(pilot, "enter")
        assert app.screen.focused is app.reading
        await press(pilot, "[")
        assert "body number 1" in "\n".join(rows(app))
        await press(pilot, "escape", "G")
        assert "body number 8" in "\n".join(rows(app))
        await pilot.click(app.list, offset=(3, 0))
        await settle(pilot)
        assert "body number 0" in "\n".join(rows(app))


async def test_the_place_in_an_article_is_kept(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "\n".join(f"line {n}" for n in range(500)), "b.txt": "other"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await press(pilot, "enter", "space", "space")
        place = app.reading.place
        assert place
        await press(pilot, "]", "[")
        assert app.reading.place == place


def grow(app: ReaderApp, numbers: range) -> None:
    """What the loader does with a batch, on this thread."""
    documents = [Document(DocumentId(f"new {n}"), f"كلمة {n}", 0, f"كلمة {n}\nword") for n in numbers]
    app.shelf.store.add(documents)
    assert app.shelf.index is not None
    app.shelf.index.add(documents)
    app.shelf._batch(documents, [])


async def test_documents_that_come_leave_the_cursor_alone(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"title {n}\n\nbody {n}" for n in range(9)})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await press(pilot, "j", "j", "j")
        shown = app.list.current
        assert shown is not None
        grow(app, range(50))
        await until(pilot, lambda: len(app.list.entries) == 59)
        assert app.list.current is not None
        assert app.list.current.document is shown.document
        assert "body 3" in "\n".join(rows(app))


async def test_documents_that_come_to_a_query_leave_the_cursor_alone(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"title {n}\n\nword body {n}" for n in range(9)})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "word")
        await press(pilot, "down", "down", "down")
        shown = app.list.current
        assert shown is not None
        assert app.list.cursor == 3
        grow(app, range(50))
        await until(pilot, lambda: len(app.list.entries) == 59)
        await settle(pilot)
        assert app.list.current is not None
        assert app.list.current.document is shown.document


async def test_narrow_screens_show_one_pane(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.txt": f"title {n}\n\nbody {n}" for n in range(9)})
    app = reader([tmp_path])
    async with running(app, (40, 12)) as pilot:
        await until(pilot, lambda: app.list.region.width > 30 and not app.reading.region)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: app.reading.region.width > 30)
        await until(pilot, lambda: not app.list.region and "body 1" in "\n".join(rows(app)))
        await press(pilot, "escape")
        await until(pilot, lambda: not app.reading.region)
        await press(pilot, "tab")
        await until(pilot, lambda: not app.list.region)
        await until(pilot, lambda: all(len(row) == 40 for row in rows(app)))


async def test_a_narrow_screen_opens_an_article_at_its_hit(tmp_path: Path) -> None:
    """It is not shown while the query is typed, and all the same opens at the right place."""
    filler = "filler\n" * 200
    write(tmp_path, {f"{n}.txt": f"title {n}\n{filler}زيتون {n}\n{filler}" for n in range(3)})
    app = reader([tmp_path])
    async with running(app, (40, 12)) as pilot:
        await type_query(pilot, "زيتون")
        await press(pilot, "enter")
        await until(pilot, lambda: app.reading.region)
        await settle(pilot)
        assert "ﻥﻮﺘﻳﺯ" in "\n".join("".join(row) for row in part(app, app.reading))


@pytest.mark.parametrize("size", [(1, 1), (5, 3), (10, 4), (30, 2)])
async def test_no_size_is_too_small_to_survive(size: tuple[int, int]) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        await pilot.resize_terminal(*size)
        await settle(pilot)
        for key in ("j", "space", "G", "tab", "/", "م", "left", "escape", "escape", "?", "escape"):
            await press(pilot, key)
        rows(app)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert "2004" in "\n".join(rows(app))


async def test_five_thousand_articles(tmp_path: Path) -> None:
    app = reader([tmp_path])
    drawn: list[int] = []
    async with running(app) as pilot:
        grow(app, range(5000))
        await until(pilot, lambda: len(app.list.entries) == 5000)
        entry = app.detail
        app.detail = lambda document: drawn.append(1) or entry(document)  # type: ignore[assignment, func-returns-value]
        app.list.focus()
        await press(pilot, "G")
        rows(app)
        assert "4999" in unjoined("\n".join(rows(app)))
        await press(pilot, "pageup", "g", "pagedown")
        rows(app)
        assert len(drawn) < 500, "only what is on the screen is made"
        await type_query(pilot, "word")
        assert app.shelf.results is not None
        assert app.shelf.results.total == 5000


async def test_hostile_titles_keep_to_their_row(tmp_path: Path) -> None:
    names = ["a\nb.txt", "\u202egpj\u2066.txt", "\x1b[2J.txt", "x\x9by\x85z.txt", "م\u2029ن\u2069\u202c.txt"]
    write(tmp_path, dict.fromkeys(names, "") | {"z.txt": "a\x1b]52;c;x\x07\u202eb\u2066c\n"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        for _ in names:
            assert all(len(row) == 120 for row in rows(app))
            shown = set("".join(rows(app)))
            assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}
            await press(pilot, "j")
