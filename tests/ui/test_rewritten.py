"""What is on the screen while its file is renamed, rewritten, emptied or put aside."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui_reader.ui.app import ReaderApp

from .frames import press, reader, running, settle, type_query, until, write
from .test_living import names

LINES = "".join(f"line {number} of a text\n" for number in range(300))
MARKED = "".join(f"line {number} {'needle' if not number % 40 else 'straw'}\n" for number in range(300))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", {"a.txt": LINES, "b.txt": "second", "c.txt": "third"})


def top(app: ReaderApp) -> str:
    """The text that the screen begins with."""
    assert app.reading.page
    return app.reading.page.document.text[app.reading.place :].partition("\n")[0]


async def shows(pilot: Pilot[int], app: ReaderApp, name: str, text: str | None = None) -> None:
    """Wait until a file is on the screen, and its text is that."""

    def is_shown() -> bool:
        page = app.reading.page
        return (
            page is not None
            and page.document.id.path.endswith(name)
            and page.document is app.shelf.store.get(page.document.id)
            and text in (None, page.document.text)
        )

    await until(pilot, is_shown)
    await settle(pilot)


async def test_a_renamed_file_keeps_its_place(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ", "v", "w")
        before, selected = top(app), app.reading.selected_text()
        (folder / "a.txt").rename(folder / "z.txt")
        await shows(pilot, app, "z.txt")
        assert names(app) == ["b.txt", "c.txt", "z.txt"]
        assert top(app) == before
        assert app.reading.selecting and app.reading.selected_text() == selected
        assert app.list.cursor == 2


async def test_a_file_renamed_over_another_one_is_read_on_under_that_name(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        before = top(app)
        (folder / "a.txt").replace(folder / "b.txt")
        await shows(pilot, app, "b.txt", LINES)
        assert names(app) == ["b.txt", "c.txt"]
        assert top(app) == before
        assert app.status.noticed is None


async def test_another_file_renamed_over_the_one_that_is_read_is_shown(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        (folder / "b.txt").replace(folder / "a.txt")
        await shows(pilot, app, "a.txt", "second")


async def test_a_file_emptied_and_written_again_keeps_its_place(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        before = top(app)
        (folder / "a.txt").write_text("", encoding="utf-8")
        await shows(pilot, app, "a.txt", "")
        assert app.visits.marking.of(app.list.entries[0].document.id).percent < 100, "nothing was read to its end"
        (folder / "a.txt").write_text(LINES[:100], encoding="utf-8")
        await shows(pilot, app, "a.txt", LINES[:100])
        (folder / "a.txt").write_text("new\n" + LINES, encoding="utf-8")
        await shows(pilot, app, "a.txt", "new\n" + LINES)
        assert top(app) == before


async def test_who_goes_on_in_an_emptied_file_stays_there(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        other = "".join(f"other {number}\n" for number in range(200))
        (folder / "a.txt").write_text(other, encoding="utf-8")
        await shows(pilot, app, "a.txt", other)
        await press(pilot, "g", " ")
        (folder / "a.txt").write_text(other + LINES, encoding="utf-8")
        await shows(pilot, app, "a.txt", other + LINES)
        assert top(app).startswith("other")


async def test_a_file_that_goes_and_comes_back_is_read_on(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        before = top(app)
        (folder / "a.txt").unlink()
        await until(pilot, lambda: names(app) == ["b.txt", "c.txt"])
        (folder / "a.txt").write_text("first\n" + LINES, encoding="utf-8")
        await shows(pilot, app, "a.txt", "first\n" + LINES)
        assert top(app) == before
        assert app.status.noticed is None and not app.living.orphaned
        assert app.list.cursor == 0
        await press(pilot, "]")
        await shows(pilot, app, "b.txt")


@pytest.mark.parametrize("filler", ["", "a line of nothing much\n" * 2000], ids=["short", "long"])
async def test_while_a_search_is_on_place_and_hit_are_kept(folder: Path, filler: str) -> None:
    text = MARKED + filler
    (folder / "a.txt").write_text(text, encoding="utf-8")
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await type_query(pilot, "needle")
        await press(pilot, "enter")
        await until(pilot, lambda: app.reading.hit == 0)
        await press(pilot, "n", "n", "j", "j")
        before = top(app)
        assert before and app.reading.hit == 2
        (folder / "a.txt").write_text("one more needle\n" + text, encoding="utf-8")
        await shows(pilot, app, "a.txt", "one more needle\n" + text)
        await until(pilot, lambda: len(app.reading.hits) == 9 and app.reading.hit == 3)
        assert top(app) == before
        (folder / "a.txt").rename(folder / "z.txt")
        await shows(pilot, app, "z.txt")
        await until(pilot, lambda: names(app) == ["z.txt"] and app.reading.hit == 3)
        assert top(app) == before
        (folder / "z.txt").write_text(text.replace("needle", "straw"), encoding="utf-8")
        await shows(pilot, app, "z.txt", text.replace("needle", "straw"))
        await until(pilot, lambda: not names(app))
        assert top(app).split()[:2] == before.split()[:2]


async def test_who_reads_what_is_found_no_longer_reads_on(folder: Path) -> None:
    (folder / "a.txt").write_text(MARKED, encoding="utf-8")
    (folder / "b.txt").write_text("needle", encoding="utf-8")
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await type_query(pilot, "needle")
        await press(pilot, "enter")
        at = names(app).index("a.txt")
        for _ in range(at):
            await press(pilot, "]")
        await shows(pilot, app, "a.txt")
        (folder / "a.txt").write_text("now " + LINES, encoding="utf-8")
        await until(pilot, lambda: names(app) == ["b.txt"])
        await shows(pilot, app, "a.txt", "now " + LINES)
        await press(pilot, "]")
        await shows(pilot, app, "b.txt")


async def test_what_is_looked_for_in_a_growing_text_stays_lit(folder: Path) -> None:
    (folder / "a.txt").write_text(MARKED, encoding="utf-8")
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", "f", *"needle", "enter", "n")
        place = app.reading.place
        assert app.reading.hit == 1
        (folder / "a.txt").write_text(MARKED + "needle\n", encoding="utf-8")
        await shows(pilot, app, "a.txt", MARKED + "needle\n")
        assert app.lights.own is not None
        assert (len(app.reading.hits), app.reading.hit, app.reading.place) == (9, 1, place)


async def test_a_selection_stays_where_its_words_do(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", "v", "down", "down")
        selected = app.reading.selected_text()
        assert len(selected) > 30
        (folder / "a.txt").write_text("above\n" + LINES + "below\n", encoding="utf-8")
        await shows(pilot, app, "a.txt", "above\n" + LINES + "below\n")
        assert app.reading.selecting and app.reading.selected_text() == selected
        await press(pilot, "down")
        assert app.reading.selected_text().startswith(selected)
        (folder / "a.txt").write_text(LINES.replace("line", "verse"), encoding="utf-8")
        await shows(pilot, app, "a.txt", LINES.replace("line", "verse"))
        assert app.reading.selection is None and not app.reading.selecting


async def test_the_way_back_leads_to_the_same_words(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        before = top(app)
        await press(pilot, "]", "j", " ")
        await shows(pilot, app, "b.txt")
        now = "above\n" * 50 + LINES
        (folder / "a.txt").write_text(now, encoding="utf-8")
        await until(pilot, lambda: app.list.entries[0].document.text == now)
        await press(pilot, "backspace")
        await shows(pilot, app, "a.txt", now)
        assert top(app) == before
        await press(pilot, "]")
        await shows(pilot, app, "b.txt")
        (folder / "a.txt").write_text(LINES, encoding="utf-8")
        await until(pilot, lambda: app.list.entries[0].document.text == LINES)
        await press(pilot, "[")
        await shows(pilot, app, "a.txt", LINES)
        assert top(app) == before


async def test_a_chapter_is_chosen_of_what_is_rewritten_meanwhile(tmp_path: Path) -> None:
    chapters = "".join(f"# chapter {number}\n\n{'words ' * 60}\n\n" for number in range(30))
    folder = write(tmp_path / "lib", {"a.md": chapters})
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "c")
        await until(pilot, lambda: len(app.screen_stack) > 1)
        for _ in range(20):
            await press(pilot, "down")
        (folder / "a.md").write_text("# chapter 20\n\nwords\n", encoding="utf-8")
        await until(pilot, lambda: app.reading.page and len(app.reading.page.document.text) < 100)
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        assert top(app) == "chapter 20"


async def test_what_a_list_knows_of_old_is_shown_as_it_is_now(folder: Path) -> None:
    (folder / "b.txt").write_text("words of the second text", encoding="utf-8")
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        old = app.list.entries[1].document
        (folder / "b.txt").write_text("another\n" + LINES, encoding="utf-8")
        await until(pilot, lambda: app.list.entries[1].document is not old)
        app.previews.show(old)
        await shows(pilot, app, "b.txt", "another\n" + LINES)
        app.previews.show(app.list.entries[0].document)
        await shows(pilot, app, "a.txt")
        (folder / "b.txt").write_text("above\nwords of the second text\n" + LINES, encoding="utf-8")
        await until(pilot, lambda: app.list.entries[1].document.text.startswith("above"))
        app.commands.arrive_at(old, 0)
        await shows(pilot, app, "b.txt", "above\nwords of the second text\n" + LINES)
        assert top(app) == "words of the second text"


async def test_the_end_of_a_log_is_followed_by_its_name(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", "F")
        (folder / "a.txt").rename(folder / "a.1.txt")
        await until(pilot, lambda: "a.1.txt" in names(app))
        new = LINES.replace("line", "entry")
        (folder / "a.txt").write_text(new[:40], encoding="utf-8")
        await shows(pilot, app, "a.txt", new[:40])
        (folder / "a.txt").write_text(new, encoding="utf-8")
        await shows(pilot, app, "a.txt", new)
        assert app.reading.at_end
        await press(pilot, "F")
        assert app.status.noticed == app.catalogue.text("notice.not_following")
