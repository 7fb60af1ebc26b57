"""What changes on disk while it is read, and handing a file to other programs."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Event, current_thread

import pytest

from tests.search.samples import document
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.commands.outside import editor

from .frames import press, reader, rows, running, settle, type_query, until, write

LINES = "".join(f"line {number}\n" for number in range(200))


def names(app: ReaderApp) -> list[str]:
    return [Path(entry.document.id.path).name for entry in app.list.entries]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", {"a.txt": LINES, "b.txt": "second\n\nكتاب", "c.txt": "third"})


async def test_new_changed_renamed_and_deleted_files_appear(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        (folder / "aa.txt").write_text("between", encoding="utf-8")
        await until(pilot, lambda: names(app) == ["a.txt", "aa.txt", "b.txt", "c.txt"])
        assert app.list.current and app.list.current.document.id.path.endswith("a.txt")
        (folder / "c.txt").unlink()
        await until(pilot, lambda: names(app) == ["a.txt", "aa.txt", "b.txt"])
        (folder / "b.txt").rename(folder / "z.txt")
        await until(pilot, lambda: names(app) == ["a.txt", "aa.txt", "z.txt"])
        await type_query(pilot, "كتاب")
        assert names(app) == ["z.txt"]
        (folder / "aa.txt").write_text("now كتاب too", encoding="utf-8")
        await until(pilot, lambda: sorted(names(app)) == ["aa.txt", "z.txt"])


async def test_the_first_article_of_an_empty_folder(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    folder.mkdir()
    app = reader([folder])
    async with running(app) as pilot:
        await until(pilot, lambda: "no articles here" in (app.status.noticed or ""))
        (folder / "a.txt").write_text("first", encoding="utf-8")
        await until(pilot, lambda: app.reading.page and app.reading.page.document.text == "first")
        assert app.status.noticed is None and names(app) == ["a.txt"]


async def test_an_article_rewritten_while_it_is_laid_out_is_shown_as_it_is_now(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        old = app.list.entries[1].document
        new = document("second\n\nanother", old.id.path)
        app.previews.ask(old)
        assert app.previews.pending
        app.shelf.store.change(lambda id: (0, ()), [new])
        await until(pilot, lambda: app.reading.page is not None and app.reading.page.document.id == old.id)
        await settle(pilot)
        assert app.reading.page is not None and app.reading.page.document is new


async def test_a_problem_that_is_mended_is_none_any_more(folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"\0" * 1000)
    (folder / "worse.txt").write_bytes(b"\0" * 1000)
    app = reader([folder])
    async with running(app) as pilot:
        await until(pilot, lambda: len(app.shelf.problems) == 2)
        (folder / "bad.txt").write_text("mended", encoding="utf-8")
        await until(pilot, lambda: "bad.txt" in names(app))
        assert [Path(each.path).name for each in app.shelf.problems] == ["worse.txt"]
        (folder / "worse.txt").unlink()
        await until(pilot, lambda: not app.shelf.problems)


async def test_the_article_that_is_read_keeps_its_place(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", " ", " ")
        await settle(pilot)
        page = app.reading.page
        assert page
        before = page.document.text[app.reading.place :][:9]
        (folder / "a.txt").write_text("a new beginning\n" * 30 + LINES, encoding="utf-8")
        await until(pilot, lambda: app.reading.page and app.reading.page.document.text.startswith("a new"))
        await settle(pilot)
        page = app.reading.page
        assert page
        assert page.document.text[app.reading.place :][:9] == before
        assert app.screen.focused is app.reading


async def test_following_what_grows(folder: Path) -> None:
    app = reader([folder])
    async with running(app, (100, 24)) as pilot:
        await press(pilot, "enter", "F")
        await settle(pilot)
        assert app.reading.percent == 100
        app.status.clear_notice()
        await until(pilot, lambda: app.catalogue.text("status.following") in rows(app)[-1])
        with (folder / "a.txt").open("a", encoding="utf-8") as log:
            log.write("".join(f"more {number}\n" for number in range(50)))
        await until(pilot, lambda: "more 49" in "\n".join(rows(app)))
        assert app.reading.percent == 100
        await press(pilot, "k", "k", "k")
        await settle(pilot)
        place = app.reading.place
        with (folder / "a.txt").open("a", encoding="utf-8") as log:
            log.write("last\n" * 30)
        await until(pilot, lambda: app.reading.page and app.reading.page.document.text.endswith("last\n"))
        await settle(pilot)
        assert app.reading.place == place, "who went back reads on there"
        await press(pilot, "F")
        app.status.clear_notice()
        await until(pilot, lambda: app.catalogue.text("status.following") not in rows(app)[-1])
        await press(pilot, "F")
        await until(pilot, lambda: app.reading.percent == 100)


async def test_a_file_that_goes_while_it_is_read_stays_on_the_screen(folder: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter")
        (folder / "a.txt").unlink()
        await until(pilot, lambda: names(app) == ["b.txt", "c.txt"])
        assert "no longer there" in (app.status.noticed or "")
        assert app.reading.page and app.reading.page.document.id.path.endswith("a.txt")
        await press(pilot, "]")
        await settle(pilot)
        assert app.reading.page.document.id.path.endswith("b.txt"), "the one after it"


@pytest.mark.parametrize(
    ("variables", "command"),
    [
        ({"EDITOR": "vim -n"}, ["vim", "-n", "+7"]),
        ({"EDITOR": "vim", "VISUAL": "/usr/bin/nano"}, ["/usr/bin/nano", "+7"]),
        ({"VISUAL": "code --wait"}, ["code", "--wait"]),
        ({"VISUAL": "'my editor' x"}, ["my editor", "x"]),
        ({"VISUAL": "'open"}, None),
        ({"EDITOR": " "}, None),
    ],
)
def test_the_editor(variables: dict[str, str], command: list[str] | None) -> None:
    assert editor(variables, "/x/a.txt", 7) == (None if command is None else [*command, "/x/a.txt"])


@pytest.mark.parametrize(("name", "line"), [("a.txt", 1), ("a.md", None)])
async def test_the_editor_is_told_the_line_that_is_read_where_the_file_has_it(
    name: str, line: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_reader.ui.commands import outside

    told: list[tuple[str, int | None]] = []
    monkeypatch.setattr(outside, "editor", lambda _, path, line: told.append((path, line)))
    path = write(tmp_path, {name: "\n\nword"}) / name
    app = reader([path])
    async with running(app) as pilot:
        await type_query(pilot, "word")
        await press(pilot, "enter", "e")
        await until(pilot, lambda: told)
    assert told == [(str(path), line)]


def test_the_editor_is_told_no_line_that_is_not_known() -> None:
    assert editor({"EDITOR": "vim"}, "/x/a.md", None) == ["vim", "/x/a.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="it has no vi")
def test_no_name_of_a_file_is_an_option() -> None:
    assert editor({}, "-R.txt", 1) == ["vi", "+1", f".{os.sep}-R.txt"]


async def test_what_is_no_file_is_said() -> None:
    app = reader(["-"], stdin=b"from a pipe")
    async with running(app) as pilot:
        for key in ("e", "o"):
            await press(pilot, key)
            said = app.catalogue.text("notice.no_file", path="\u2068-\u2069")
            await until(pilot, lambda: app.status.noticed == said)  # noqa: B023 - awaited here
            app.status.clear_notice()


@pytest.mark.parametrize("key", ["e", "o"])
async def test_a_disk_that_does_not_answer_keeps_no_key_waiting(
    key: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui_reader.ui.commands import outside

    answers = Event()
    run: list[str] = []

    def isfile(path: str) -> bool:
        assert current_thread().daemon, "the end of the program would wait for the disk"
        assert answers.wait(60), "the screen waits for the disk"
        return True

    monkeypatch.setattr(outside, "isfile", isfile)
    monkeypatch.setattr(outside.Outside, "_edit", lambda self, path, line: run.append(path))
    monkeypatch.setattr(outside.Outside, "_open", lambda self, path: run.append(path))
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", key, "]")
        await press(pilot, "[", key)
        assert not run
        answers.set()
        await until(pilot, lambda: run)
        assert run == [str(folder / "a.txt")]


async def test_opening_elsewhere_says_what_went_wrong(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tui_reader.ui.commands import outside

    monkeypatch.setattr(outside, "opener", lambda path: [sys.executable, "-c", "import sys; sys.exit('no program')"])
    app = reader([folder])
    async with running(app) as pilot:
        await press(pilot, "enter", "o")
        await until(pilot, lambda: "no program" in (app.status.noticed or ""))


@pytest.mark.parametrize("lines", [100, 6000], ids=["short", "long"])
async def test_an_article_that_becomes_shorter_while_it_is_searched(tmp_path: Path, lines: int) -> None:
    long = "".join(f"a line of words and the needle {number}\n" for number in range(lines))
    folder = write(tmp_path / "lib", {"a.txt": long, "b.txt": "needle"})
    app = reader([folder])
    async with running(app) as pilot:
        await type_query(pilot, "needle")
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.reading.hits) == lines)
        (folder / "a.txt").write_text("needle\nno\nand a needle\n" + "more\n" * lines, encoding="utf-8")
        await until(pilot, lambda: app.reading.page and app.reading.page.document.text.startswith("needle\nno"))
        await until(pilot, lambda: list(app.reading.hits) == [(0, 0, 6), (2, 6, 12)])
