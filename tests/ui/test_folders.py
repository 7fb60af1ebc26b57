"""The list by folders: what stands under which, what is closed and opened, by keys and by the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.tree import by_folder
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.list_rows import FolderRows, Rows

from .frames import Pilot, part, press, reader, running, type_query, until, write

FILES = {
    "b.txt": "second",
    "news/1.txt": "first news",
    "news/2.txt": "more news",
    "news/old/3.txt": "old news",
    "papers/4.txt": "a paper",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", FILES)


def shown(app: ReaderApp) -> list[str]:
    """What stands in the list, without the details of articles and without blanks in a row."""
    found = [" ".join("".join(row).split()) for row in part(app, app.list)]
    return [row for row in found if row and "min" not in row]


async def sees(pilot: Pilot[int], *wanted: str) -> None:
    """Wait until these are the last rows of the list."""
    await until(pilot, lambda: shown(pilot.app)[-len(wanted) :] == list(wanted))


async def reads(pilot: Pilot[int], title: str) -> None:
    """Wait until that article stands beside the list: it is laid out on a thread."""
    await until(pilot, lambda: pilot.app.reading.page and pilot.app.reading.page.document.title == title)


async def to(pilot: Pilot[int], *keys: str, rows: type = FolderRows) -> None:
    """Press keys after which the list is made anew on a thread."""
    before = pilot.app.list.rows
    await press(pilot, *keys)
    await until(pilot, lambda: pilot.app.list.rows is not before and type(pilot.app.list.rows) is rows)


async def test_articles_stand_under_their_folders_which_close_and_open(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (160, 40)) as pilot:
        top = app.list.entries[0].document.id.path.rpartition("/")[0]
        assert [row for row in shown(app) if "▾" in row] == []
        await to(pilot, "T")
        whole = ["▾ news 3", "first news", "more news", "▾ old 1", "old news", "▾ papers 1", "a paper"]
        await sees(pilot, "second", *whole)
        assert shown(app)[0].startswith(f"▾ {top[:20]}") and shown(app)[0].endswith("… 5")
        # Down to the old news, whose folder is closed, then the one around it.
        await press(pilot, "j", "j", "j")
        await reads(pilot, "old news")
        await to(pilot, "-")
        await sees(pilot, "second", "▾ news 3", "first news", "more news", "▸ old 1", "▾ papers 1", "a paper")
        await to(pilot, "-")
        await sees(pilot, "second", "▸ news 3", "▾ papers 1", "a paper")
        await reads(pilot, "first news")  # the first of what is closed
        await press(pilot, "j")
        await reads(pilot, "a paper")  # what is closed is passed over as one
        await press(pilot, "k")
        await to(pilot, "+")
        await sees(pilot, "▾ news 3", "first news", "more news", "▸ old 1", "▾ papers 1", "a paper")
        # Articles are walked through wherever they stand.
        await press(pilot, "j", "j", "]")
        await reads(pilot, "a paper")
        await to(pilot, "T")
        await sees(pilot, "second", "▸ news 3", "▸ papers 1")  # all but what everything lies in
        await to(pilot, "T", rows=Rows)
        await sees(pilot, "second", "first news", "more news", "old news", "a paper")


async def test_a_query_is_answered_best_first_and_the_folders_come_back(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (160, 40)) as pilot:
        await to(pilot, "T")
        await type_query(pilot, "news")
        await until(pilot, lambda: len(app.list.entries) == 3)
        assert type(app.list.rows) is Rows
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(app.list.rows, FolderRows) and len(app.list.entries) == 5)


async def test_a_folder_that_is_clicked_closes_and_what_comes_later_stands_in_its_place(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (160, 40)) as pilot:
        await to(pilot, "T")
        row = app.list.rows.span(1)[0]
        assert (place := app.list.rows.at(row)) and place.folder and place.folder.name == "news"
        before = app.list.rows
        await pilot.click(app.list, offset=(4, row))
        await until(pilot, lambda: app.list.rows is not before and "▸ news 3" in shown(app))
        write(folder, {"news/5.txt": "new news"})
        await until(pilot, lambda: "▸ news 4" in shown(app))


async def test_without_folders_the_keys_say_how(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "-")
        assert app.status.noticed == app.catalogue.text("notice.folders_how")


PATHS = st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map("/".join), min_size=1, max_size=12)


@given(PATHS, st.data())
def test_every_row_belongs_to_what_its_span_says_and_the_cursor_reaches_all_that_is_seen(
    paths: list[str], data: st.DataObject
) -> None:
    tree = by_folder([Document(DocumentId(f"t/{path}/{n}.txt"), "", -1, "") for n, path in enumerate(paths)])
    closed = data.draw(st.sets(st.sampled_from([each.path for each in tree.folders])))
    rows = FolderRows(len(paths), tree.folders, closed)
    places = [rows.at(row) for row in range(rows.total)]
    assert rows.at(rows.total) is None and rows.at(-1) is None
    stops = [p.article for p in places if p and (p.closed or (p.folder is None and p.second == 0))]
    walked, at = [stops[0]], stops[0]
    while (after := rows.moved(at, 1)) != at:
        walked.append(after)
        at = after
    assert walked == stops and [rows.moved(stops[-1], -n) for n in range(len(stops))] == stops[::-1]
    for index in range(len(paths)):
        start, end = rows.span(index)
        last = places[end - 1]
        assert last is not None and start < end
        folder = rows.around(index)
        assert folder.first <= index < folder.first + folder.within
        if folder.path in closed:
            assert last.folder == folder and rows.moved(index, 0) == folder.first
        else:
            assert (last.article, last.second) == (index, 1)
        above = rows.above(folder)
        assert (above is None) == (folder.depth == 0)
        assert above is None or folder.path.startswith(f"{above.path}/")
