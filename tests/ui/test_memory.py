"""What is kept in one run is found in the next."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path
from threading import Event, get_ident

import pytest

from tui_reader.library.document import DocumentId
from tui_reader.notebook.database import DATABASE_FILE, Database, open_database
from tui_reader.notebook.state import State
from tui_reader.ui import status_line
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.memory import Memory

from .frames import Pilot, press, reader, rows, running, settle, type_query, until, write

LONG = "\n\n".join(f"فقرة رقم {number} من نص طويل فيه كلام كثير. " * 6 for number in range(120))
TEXTS = {"a.txt": "أول\n\n" + LONG, "b.txt": "ثان\n\n" + LONG.replace("فقرة", "جملة"), "c.txt": "ثالث\n\nقصير"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", TEXTS)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


async def known(pilot: Pilot[int]) -> None:
    """Wait until everything that was asked of the database has been answered."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    done: list[object] = []
    app.memory.submit(lambda database: None, done.append)
    await until(pilot, lambda: done)
    await settle(pilot)


async def read_to(pilot: Pilot[int], pages: int) -> int:
    """Give the keys to the text and go so many pages on; the offset that is then read."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await press(pilot, "enter", *["space"] * pages)
    await settle(pilot)
    return app.reading.place


def kept(state: Path, folder: Path, name: str) -> int | None:
    """The offset at which reading of a file stopped, as the database has it."""
    path = str(folder / name)
    return next((place.at for place in State(open_database(state)).recent() if place.path == path), None)


async def test_a_document_opens_where_reading_stopped(folder: Path, state: Path) -> None:
    app = reader([folder], state=state)
    async with running(app) as pilot:
        at = await read_to(pilot, 5)
        assert at > 0
    assert kept(state, folder, "a.txt") == at
    again = reader([folder], state=state)
    async with running(again) as pilot:
        await until(pilot, lambda: again.reading.place == at)


async def test_at_another_width_and_back_the_place_is_the_same(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        at = await read_to(pilot, 7)
    for size in ((64, 20), (120, 40)):
        app = reader([folder], state=state)
        async with running(app, size) as pilot:
            await until(pilot, lambda app=app: app.reading.place == at)
            await press(pilot, "enter")
    assert kept(state, folder, "a.txt") == at


async def test_what_was_only_passed_over_leaves_no_trace(folder: Path, state: Path) -> None:
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await press(pilot, "down", "down", "up")
        await settle(pilot)
        assert not app.arranger.marks
    assert State(open_database(state)).recent() == []


async def test_scrolling_from_the_list_is_reading_too(folder: Path, state: Path) -> None:
    app = reader([folder], state=state)
    async with running(app) as pilot:
        app.reading.scroll_rows(30)
        await settle(pilot)
        at = app.reading.place
        await press(pilot, "down")
        await settle(pilot)
        assert app.reading.place == 0
        await press(pilot, "up")
        await settle(pilot)
        assert app.reading.place == at
    assert kept(state, folder, "a.txt") == at


async def test_a_renamed_and_a_changed_file_keep_their_places(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        at = await read_to(pilot, 5)
        await press(pilot, "right_square_bracket")
        second = await read_to(pilot, 4)
    (folder / "a.txt").rename(folder / "0.txt")
    inserted = "سطر جديد كتب بعد ذلك\n\n"
    (folder / "b.txt").write_text(inserted + TEXTS["b.txt"], encoding="utf-8")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        assert app.reading.page and app.reading.page.document.id.path.endswith("0.txt")
        await until(pilot, lambda: app.reading.place == at)
        await press(pilot, "down")
        await until(pilot, lambda: app.reading.place == second + len(inserted))


async def test_a_hit_wins_over_the_place(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        at = await read_to(pilot, 5)
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: app.reading.place == at)
        await type_query(pilot, "رقم 100")
        await until(pilot, lambda: app.reading.hits)
        hit = app.reading.place
        await known(pilot)
        assert app.reading.place == hit != at
    assert kept(state, folder, "a.txt") == at, "what was found was not read"


async def test_without_a_state_folder_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    app = reader([folder])
    async with running(app) as pilot:
        await read_to(pilot, 2)
        await press(pilot, "m", "a")
        await known(pilot)
    assert [path for path in tmp_path.rglob("*") if path.suffix == ".db"] == []


async def test_queries_are_remembered(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await type_query(pilot, "فقرة")
        await press(pilot, "enter")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await known(pilot)
        await press(pilot, "slash", "up")
        await until(pilot, lambda: app.search_bar.value == "فقرة")


async def test_the_newest_document_is_gone_on_with(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "down")
        at = await read_to(pilot, 3)
    app = reader([folder], state=state, resume=True)
    async with running(app) as pilot:
        await until(pilot, lambda: app.focused is app.reading)
        assert app.reading.page and app.reading.page.document.id.path.endswith("b.txt")
        assert app.reading.place == at
        assert app.list.cursor == 1


async def test_a_broken_database_is_told_and_reading_goes_on(folder: Path, state: Path) -> None:
    state.mkdir()
    (state / DATABASE_FILE).write_bytes(b"no database at all" * 100)
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: "damaged" in (app.status.noticed or ""))
        await read_to(pilot, 1)
    assert kept(state, folder, "a.txt")


def test_work_is_done_in_order_on_one_thread_and_before_closing_ends(state: Path) -> None:
    posted: list[Memory.Done] = []
    memory = Memory(posted.append, state)  # type: ignore[arg-type]
    threads: list[int] = []
    gate = Event()

    def work(database: Database) -> int:
        gate.wait(30)
        threads.append(get_ident())
        return len(threads)

    answers: list[int] = []
    for _ in range(5):
        memory.submit(work, answers.append)
    assert not threads
    gate.set()
    memory.close()
    for message in posted:
        message.act()
    assert answers == [1, 2, 3, 4, 5]
    assert len(set(threads)) == 1 and threads[0] != get_ident()
    memory.submit(work, answers.append)
    memory.close()
    assert len(answers) == 5, "after closing nothing is taken"


def test_what_fails_is_told_and_the_next_is_done(state: Path) -> None:
    posted: list[object] = []
    memory = Memory(posted.append, state)
    problems: list[str] = []

    def broken(database: Database) -> None:
        database.write(lambda connection: connection.execute("INSERT INTO nowhere VALUES (1)"))

    def mistaken(database: Database) -> None:
        raise ValueError("a mistake")

    memory.submit(broken, failed=lambda problem: problems.append(problem.key))
    memory.submit(mistaken)
    memory.submit(lambda database: State(database).recent(), lambda places: problems.append(f"{places}"))
    memory.close()
    for message in posted:
        if isinstance(message, Memory.Done):
            message.act()
    assert problems == ["problem.notebook-failed", "[]"]
    assert [type(each) for each in posted] == [Memory.Done, Memory.Failed, Memory.Done]


async def test_what_is_read_through_a_pipe_is_not_kept(state: Path) -> None:
    app = reader(["-"], stdin=TEXTS["a.txt"].encode(), state=state)
    async with running(app) as pilot:
        await read_to(pilot, 3)
    assert State(open_database(state)).recent() == []
    assert State(open_database(state)).marks([DocumentId("-")]) == {}


async def test_a_locked_database_does_not_keep_reading_waiting(folder: Path, state: Path) -> None:
    open_database(state).close()
    with sqlite3.connect(state / DATABASE_FILE, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        app = reader([folder], state=state)
        async with running(app) as pilot:
            at = await read_to(pilot, 2)
            assert at > 0
            other.execute("ROLLBACK")
            await known(pilot)
    assert kept(state, folder, "a.txt") == at
    other.close()


async def test_where_nothing_was_read_the_first_document_is_shown(folder: Path, state: Path) -> None:
    app = reader([folder], state=state, resume=True)
    async with running(app) as pilot:
        await until(pilot, lambda: app.reading.page)
        assert app.list.cursor == 0 and app.focused is app.list


async def test_what_was_read_last_is_not_of_this_library(folder: Path, state: Path) -> None:
    async with running(reader([folder / "b.txt"], state=state)) as pilot:
        await read_to(pilot, 1)
    (folder / "b.txt").unlink()
    app = reader([folder], state=state, resume=True)
    async with running(app) as pilot:
        await until(pilot, lambda: app.reading.page and app.reading.page.document.id.path.endswith("a.txt"))


async def test_what_was_read_last_has_another_name_now(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "down")
        at = await read_to(pilot, 3)
    (folder / "b.txt").rename(folder / "z.txt")
    app = reader([folder], state=state, resume=True)
    async with running(app) as pilot:
        await until(pilot, lambda: app.reading.page and app.reading.page.document.id.path.endswith("z.txt"))
        await settle(pilot)
        assert (app.reading.place, app.list.cursor) == (at, 2)


async def test_it_is_waited_for_until_the_database_has_answered(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await press(pilot, "down")
        at = await read_to(pilot, 3)
    app = reader([folder], state=state, resume=True)
    gate = Event()
    app.memory.submit(lambda database: gate.wait(30))
    async with running(app) as pilot:
        assert app.reading.page is None, "no other one is shown meanwhile"
        gate.set()
        await until(pilot, lambda: app.reading.page and app.list.cursor == 1 and app.reading.place == at)


async def test_who_goes_elsewhere_meanwhile_is_left_there(folder: Path, state: Path) -> None:
    async with running(reader([folder], state=state)) as pilot:
        await read_to(pilot, 3)
    app = reader([folder], state=state, resume=True)
    gate = Event()
    app.memory.submit(lambda database: gate.wait(30))
    async with running(app) as pilot:
        await press(pilot, "down", "down")
        assert app.reading.page and app.list.cursor == 2
        gate.set()
        await known(pilot)
        assert app.reading.page and app.list.cursor == 2


def test_the_program_alone_goes_on_where_it_was_left_however_it_ended(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pty")
    from .terminal import Terminal

    def place() -> tuple[str, int]:
        last = State(open_database(tmp_path / ".local/state/tui-reader")).recent()[0]
        return last.path, last.at

    first = Terminal(tmp_path, folder)
    try:
        first.shows("article 1 of 3")
        first.press("j\r")
        first.shows("article 2 of 3")
        before = first.screen.display[-1].split("·")[0]
        first.press("    ")
        first.until(lambda: first.screen.display[-1].split("·")[0] != before)
        first.process.send_signal(signal.SIGTERM)
        assert first.end() == -signal.SIGTERM
    finally:
        first.close()
    left = place()
    assert left[0] == str(folder / "b.txt") and left[1] > 0
    for options in ((), ("--theme", "dark")):
        again = Terminal(tmp_path, *options)
        try:
            again.shows("article 2 of 3")
            again.press("q")
            assert again.end() == 0
        finally:
            again.close()
        assert place() == left
    folder.rename(tmp_path / "elsewhere")
    none = Terminal(tmp_path)
    try:
        assert none.end() == 2
        assert b"was read last and is not there any more" in none.written
    finally:
        none.close()


def test_what_was_wrong_with_the_database_is_said_in_the_end_too(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("pty")
    from .terminal import OUT, Terminal

    state = tmp_path / ".local/state/tui-reader"
    state.mkdir(parents=True)
    (state / "notebook.db").write_bytes(b"no database" * 1000)
    terminal = Terminal(tmp_path, folder)
    try:
        terminal.shows("is damaged")  # behind a long path: it is said in parts
        terminal.press("q")
        assert terminal.end() == 0
        assert b"is damaged" in terminal.written[terminal.written.index(OUT) :]
    finally:
        terminal.close()


async def test_what_does_not_fit_into_the_status_line_is_said_in_parts(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(status_line, "PART_SECONDS", 0.4)
    app = reader([folder])
    async with running(app, (60, 20)) as pilot:
        said = "/a/long/way/to/a/file/that/is/not/there " * 3 + "and what to do about it"
        app.say(said, error=True)
        await settle(pilot)
        assert rows(app)[-1].startswith(" /a/long/way/to/a/file")
        await until(pilot, lambda: "and what to do about it" in rows(app)[-1])
        assert app.status.noticed == said
        await until(pilot, lambda: app.status.noticed is None)
