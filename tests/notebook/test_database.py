"""The database: what was said to be kept is there, whatever happens to the program, the file and the disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tui_reader.messages.catalogue import load_catalogue, placeholders
from tui_reader.notebook import database as module
from tui_reader.notebook.database import DATABASE_FILE, Database, NotebookError, open_database
from tui_reader.notebook.migrations import APPLICATION_ID, MIGRATIONS
from tui_reader.notebook.quotes import Quotes
from tui_reader.settings.problem import Problem

from .samples import quote

TOP = Path(__file__).parents[2]


def codes(*problems: Problem) -> list[str]:
    """Keys of the problems; each must have its words, and values for all of those."""
    for problem in problems:
        words = load_catalogue("en").forms(problem.key)["other"]
        assert placeholders(words) <= problem.values.keys()
    return [problem.key.removeprefix("problem.notebook-") for problem in problems]


def ids(folder: Path) -> set[str]:
    """Ids of the quotes that another program finds."""
    database = open_database(folder)
    try:
        assert codes(*database.problems) == []
        return {quote.id for quote in Quotes(database).all()}
    finally:
        database.close()


def script(name: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", f"tests.notebook.{name}", *map(str, arguments)]


def keep(folder: Path, count: int = 3) -> set[str]:
    """Quotes kept and the program ended; their ids."""
    database = open_database(folder)
    made = [replace(quote(), id=str(uuid4())) for _ in range(count)]
    for each in made:
        Quotes(database).add(each)
    database.close()
    return {each.id for each in made}


def test_a_new_one_is_whole_ours_and_private(tmp_path: Path) -> None:
    database = open_database(tmp_path / "deep" / "state")
    assert database.kept and database.problems == ()
    for name, wanted in (
        ("application_id", APPLICATION_ID),
        ("user_version", len(MIGRATIONS)),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("synchronous", 2),
    ):
        assert database.read(lambda c, name=name: c.execute(f"PRAGMA {name}").fetchone()[0]) == wanted
    if os.name == "posix":
        assert (tmp_path / "deep" / "state").stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "deep" / "state").iterdir())
    database.close()


def test_what_was_kept_is_there_for_the_next_program(tmp_path: Path) -> None:
    assert ids(tmp_path) == set()
    first, second = keep(tmp_path), keep(tmp_path)
    assert ids(tmp_path) == first | second and len(first | second) == 6


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_one_is_brought_to_this_version(version: int, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / DATABASE_FILE) as old:
        for step in MIGRATIONS[:version]:
            old.executescript(step)
        old.execute(f"PRAGMA user_version = {version}")
        if version:
            old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    old.close()
    assert ids(tmp_path) == set()
    assert keep(tmp_path) == ids(tmp_path)


def test_migrations_can_be_taken_apart_at_their_semicolons() -> None:
    for step in MIGRATIONS:
        for statement in step.split(";")[:-1]:
            assert sqlite3.complete_statement(statement + ";")


# -- files that are not what they should be ------------------------------------------------------------------


def damage_header(file: Path) -> None:
    file.write_bytes(b"not a database at all, and long enough to be looked at" * 100)


def damage_pages(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for at in range(4096, len(data), 512):
        data[at : at + 64] = os.urandom(64)
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-5000])


def another_programs(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE places (url TEXT)")
    other.close()


def without_a_table(file: Path) -> None:
    with sqlite3.connect(file) as ours:
        ours.execute("DROP TABLE tags")
    ours.close()


@pytest.mark.parametrize("damage", [damage_header, damage_pages, cut, another_programs, without_a_table])
def test_a_damaged_one_is_set_aside_whole_and_a_new_one_begun(damage: object, tmp_path: Path) -> None:
    assert callable(damage)
    for turn in (1, 2):
        keep(tmp_path, 40)
        file = tmp_path / DATABASE_FILE
        damage(file)
        broken = file.read_bytes()
        database = open_database(tmp_path)
        assert codes(*database.problems) == ["damaged"]
        assert database.kept and Quotes(database).all() == []
        aside = tmp_path / str(database.problems[0].values["aside"])
        assert aside.read_bytes() == broken
        database.close()
        assert len(list(tmp_path.glob("notebook.damaged-*.db"))) == turn
        keep(tmp_path)
        assert len(ids(tmp_path)) == 3
        file.unlink()


def test_the_log_of_a_damaged_one_goes_with_it(tmp_path: Path) -> None:
    keep(tmp_path)
    database = open_database(tmp_path)
    Quotes(database).add(quote())
    log = tmp_path / f"{DATABASE_FILE}-wal"
    copy = log.read_bytes()
    assert copy
    database.close()
    damage_header(tmp_path / DATABASE_FILE)
    log.write_bytes(copy)
    again = open_database(tmp_path)
    assert Quotes(again).all() == []
    aside = str(again.problems[0].values["aside"])
    assert (tmp_path / f"{aside}-wal").read_bytes() == copy
    again.close()


def test_what_only_the_log_of_a_killed_program_holds_is_there(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    mine = quote()
    Quotes(database).add(mine)
    copies = {path: path.read_bytes() for path in tmp_path.iterdir()}
    database.close()
    for path, data in copies.items():
        path.write_bytes(data)
    assert ids(tmp_path) == {mine.id}


def test_of_two_programs_that_find_it_damaged_one_sets_it_aside(tmp_path: Path) -> None:
    keep(tmp_path)
    damage_header(tmp_path / DATABASE_FILE)
    command = script("together", tmp_path, 5)
    running = [
        subprocess.Popen(command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for program in running:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    said = [program.communicate(timeout=120)[0].splitlines() for program in running]
    assert all(program.returncode == 0 for program in running)
    assert ids(tmp_path) == {id for lines in said for id in lines[:-1]}
    assert len(list(tmp_path.glob("notebook.damaged-*.db"))) == 1
    assert sum("notebook-damaged" in lines[-1] for lines in said) == 1


def test_a_newer_one_is_not_touched(tmp_path: Path) -> None:
    keep(tmp_path)
    file = tmp_path / DATABASE_FILE
    with sqlite3.connect(file) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        newer.execute("CREATE TABLE of_tomorrow (x)")
    newer.close()
    before, names = file.read_bytes(), {path.name for path in tmp_path.iterdir()}
    database = open_database(tmp_path)
    assert not database.kept and codes(*database.problems) == ["newer"]
    Quotes(database).add(quote())
    assert len(Quotes(database).all()) == 1
    database.close()
    assert file.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == names


def test_a_newer_program_may_come_while_this_one_runs(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    Quotes(database).add(quote())
    with sqlite3.connect(tmp_path / DATABASE_FILE) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.close()
    with pytest.raises(NotebookError) as caught:
        Quotes(database).add(quote())
    assert codes(caught.value.problem) == ["newer"]
    database.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this system's folders")
def test_a_pipe_of_its_name_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / DATABASE_FILE)
    database = open_database(tmp_path)
    assert not database.kept and codes(*database.problems) == ["memory"]


# -- places that cannot be written ----------------------------------------------------------------------------


def test_without_a_folder_it_is_in_memory(tmp_path: Path) -> None:
    database = open_database(None)
    Quotes(database).add(quote())
    assert not database.kept and database.problems == () and len(Quotes(database).all()) == 1
    database.close()
    assert len(Quotes(database).all()) == 1, "closing loses nothing of it while the program runs"


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    database = open_database(tmp_path / "file" / "state")
    assert not database.kept and codes(*database.problems) == ["memory"]
    Quotes(database).add(quote())
    assert (tmp_path / "file").read_text() == "mine"


READ_ONLY = """
import os, sys
from pathlib import Path
from tui_reader.notebook.database import open_database
from tui_reader.notebook.quotes import Quotes
from tests.notebook.samples import quote
mine = quote()
if os.geteuid() == 0:  # whom no permission stops
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
database = open_database(Path(sys.argv[1]))
quotes = Quotes(database)
before = len(quotes.all())
quotes.add(mine)
print(database.kept, [problem.key for problem in database.problems], before, len(quotes.all()))
"""


@pytest.fixture
def anybodys() -> Iterator[Path]:
    """A folder that every user reaches: the owner of everything is stopped by no permission."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("log", [False, True], ids=["closed", "killed"])
def test_in_a_read_only_home_the_old_quotes_are_read_and_new_ones_said_not_to_be_kept(
    log: bool, anybodys: Path
) -> None:
    keep(anybodys, 2)
    if log:  # as a killed program leaves it
        database = open_database(anybodys)
        Quotes(database).add(quote())
        copies = {path.name: path.read_bytes() for path in anybodys.iterdir()}
        database.close()
        for name, data in copies.items():
            (anybodys / name).write_bytes(data)
    for path in anybodys.iterdir():
        path.chmod(0o444)
    held = {path.name: path.read_bytes() for path in anybodys.iterdir()}
    anybodys.chmod(0o555)
    command = [sys.executable, "-c", READ_ONLY, str(anybodys)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, timeout=60)
    count = 3 if log else 2
    assert done.stdout == f"False ['problem.notebook-memory'] {count} {count + 1}\n", done.stderr
    assert {path.name: path.read_bytes() for path in anybodys.iterdir()} == held


@pytest.mark.skipif(os.name != "posix", reason="limits are POSIX's")
def test_on_a_full_disk_what_was_said_to_be_kept_is_and_the_rest_is_said_not_to_be(tmp_path: Path) -> None:
    done = subprocess.run(
        script("filled", tmp_path, 400_000), cwd=TOP, capture_output=True, text=True, check=False, timeout=120
    )
    *kept, failed, count = done.stdout.splitlines()
    assert done.returncode == 0, done.stderr
    assert failed.split(" ")[0] in ("problem.notebook-full", "problem.notebook-failed")
    assert len(kept) > 1 and int(count) == len(kept)
    assert ids(tmp_path) == set(kept)


def test_sqlites_own_word_for_a_full_disk_is_told_as_that(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    pages = database.read(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    database.read(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 2}").fetchone())
    with pytest.raises(NotebookError) as caught:
        Quotes(database).add(quote(note="x" * 100_000))
    assert codes(caught.value.problem) == ["full"]
    assert Quotes(database).all() == []
    small = quote()
    Quotes(database).add(small)
    database.close()
    assert ids(tmp_path) == {small.id}


# -- several at once --------------------------------------------------------------------------------------------


def test_several_programs_keep_at_once_from_the_very_first_start(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            script("together", tmp_path / "new", 25), cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(5)
    ]
    for program in running:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    said = [program.communicate(timeout=120)[0].splitlines() for program in running]
    assert {lines[-1] for lines in said} == {"True []"}
    kept = {id for lines in said for id in lines[:-1]}
    assert len(kept) == 125 and ids(tmp_path / "new") == kept


def test_threads_of_one_program_keep_at_once(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    made = [replace(quote(), id=str(uuid4())) for _ in range(40)]
    threads = [threading.Thread(target=Quotes(database).add, args=(each,)) for each in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    assert ids(tmp_path) == {each.id for each in made}


def test_while_another_program_holds_it_the_save_is_said_to_have_failed(tmp_path: Path) -> None:
    database = open_database(tmp_path, busy=0.05)
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    mine = quote()
    with pytest.raises(NotebookError) as caught:
        Quotes(database).add(mine)
    assert codes(caught.value.problem) == ["busy"]
    assert Quotes(database).all() == [], "reading goes on meanwhile"
    other.execute("COMMIT")
    Quotes(database).add(mine)
    other.close()
    database.close()
    assert ids(tmp_path) == {mine.id}


def test_one_that_is_held_at_the_start_is_opened_when_it_is_free(tmp_path: Path) -> None:
    keep(tmp_path, 1)
    other = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    database = open_database(tmp_path, busy=0.05)
    assert database.kept and database.problems == ()
    with pytest.raises(NotebookError) as caught:
        Quotes(database).add(quote())
    assert codes(caught.value.problem) == ["busy"]
    other.close()
    Quotes(database).add(quote())
    database.close()
    assert len(ids(tmp_path)) == 2


def test_submitted_work_is_done_in_order_and_before_the_end(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    done: list[int] = []
    futures = [database.submit(lambda n=n: done.append(n)) for n in range(50)]
    mine = quote()
    futures.append(database.submit(lambda: Quotes(database).add(mine)))
    database.close()
    assert done == list(range(50))
    assert all(future.done() and future.exception() is None for future in futures)
    assert ids(tmp_path) == {mine.id}


# -- the file is taken away -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be taken away")
@pytest.mark.parametrize("how", ["deleted", "replaced"])
def test_a_file_that_was_taken_away_gets_no_more_quotes(how: str, tmp_path: Path) -> None:
    database = open_database(tmp_path)
    Quotes(database).add(quote())
    for path in tmp_path.glob(f"{DATABASE_FILE}*"):
        path.unlink()
    there = keep(tmp_path) if how == "replaced" else set()
    mine = quote()
    Quotes(database).add(mine)
    database.close()
    assert ids(tmp_path) == there | {mine.id}


@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be taken away")
def test_a_file_that_is_taken_away_during_a_save_is_noticed(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    mine, turns = quote(), []

    def work(connection: sqlite3.Connection) -> None:
        turns.append(1)
        module_insert(connection, mine)
        if len(turns) == 1:
            for path in tmp_path.glob(f"{DATABASE_FILE}*"):
                path.unlink()

    from tui_reader.notebook.quotes import _insert as module_insert

    database.write(work)
    database.close()
    assert len(turns) == 2 and ids(tmp_path) == {mine.id}


# -- kill -9 ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 is POSIX's")
def test_killed_in_the_middle_of_saving_nothing_is_lost(tmp_path: Path) -> None:
    """In the full run, `python -m tests.notebook.killed FOLDER 1000`."""
    done = subprocess.run(
        script("killed", tmp_path, 60), cwd=TOP, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    there = ids(tmp_path)
    assert told and set(told) <= there
    # A kill between the commit and the telling leaves one more than was told, and never a part of one.
    assert len(there) <= len(told) + 60
    database = open_database(tmp_path)
    whole = quote(note="ملاحظة " * 500, tags=("a", "b"))
    for each in Quotes(database).all():
        assert (each.text, each.note, each.tags) == (whole.text, whole.note, whole.tags)
    assert Quotes(database).unreadable == 0
    database.close()


def test_the_worker_is_made_only_when_it_is_needed() -> None:
    database = Database(module._memory(), None)
    assert database._worker is None
    assert database.submit(lambda: 1).result() == 1
    database.close()
