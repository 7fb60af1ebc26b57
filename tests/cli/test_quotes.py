"""`tui-reader quotes`: listed, written out and brought in by the real program."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.notebook.samples import document, quote
from tui_reader.library.document import Metadata
from tui_reader.notebook.database import DATABASE_FILE, open_database
from tui_reader.notebook.quote import Quote
from tui_reader.notebook.quotes import Quotes

from .run import run

STATE = Path(".local", "state", "tui-reader")
CONFIG = Path(".config", "tui-reader")

KEPT = [
    quote(note="ملاحظة \x1b]0;x\x07", tags=("a", "ب")),
    quote("English paragraph", document(metadata=Metadata(author="A. \x1b[31mAuthor"))),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a notebook in it."""
    database = open_database(tmp_path / STATE)
    for each in KEPT:
        Quotes(database).add(each)
    database.close()
    return tmp_path


def there(home: Path) -> list[Quote]:
    database = open_database(home / STATE)
    try:
        return Quotes(database).all()
    finally:
        database.close()


def test_without_a_notebook_there_is_nothing(tmp_path: Path) -> None:
    for arguments in ((), ("list",), ("export", "--format", "json")):
        done = run(tmp_path, "quotes", *arguments, check=1)
        assert done.stderr == b""
    assert json.loads(done.stdout)["quotes"] == []


def test_to_a_pipe_they_are_listed_as_they_are(home: Path) -> None:
    done = run(home, "quotes", check=0)
    assert done.stdout.decode() == (
        "«يشهد تطوّرًا. وأضاف»\n— عنوان المقال، الفقرة 1\nNote: ملاحظة \x1b]0;x\x07\nTags: a, ب\n\n"
        "«English paragraph»\n— A. [31mAuthor، عنوان المقال، الفقرة 2\n\n"
    )
    assert run(home, "quotes", "list", check=0).stdout == done.stdout


@pytest.mark.skipif(os.name != "posix", reason="a pseudo-terminal is needed")
def test_to_a_terminal_they_are_laid_out_and_steer_nothing(home: Path) -> None:
    import pty
    import sys

    from .run import COMMAND, environment

    leader, follower = pty.openpty()
    command = [*COMMAND, "quotes", "--terminal", "visual"]
    program = subprocess.Popen(
        command, cwd=home, env=environment(home), stdin=follower, stdout=follower, stderr=sys.stderr, close_fds=True
    )
    os.close(follower)
    shown = b""
    try:
        while part := os.read(leader, 65536):
            shown += part
    except OSError:  # how Linux says that nobody has the other end open
        pass
    os.close(leader)
    assert program.wait(60) == 0
    assert b"\x1b" not in shown and b"\x07" not in shown
    lines = shown.decode().splitlines()
    assert lines[0].startswith("  ") and lines[0].endswith("ﻳ»")
    assert any("English paragraph" in line for line in lines)


@pytest.mark.parametrize("format", ["markdown", "json", "csv", "bibtex", "csl"])
def test_each_format_is_written_to_a_pipe_and_to_a_file(format: str, home: Path) -> None:
    piped = run(home, "quotes", "export", "--format", format, check=0)
    assert piped.stderr == b"" and len(piped.stdout) > 100
    written = run(home, "quotes", "export", "--format", format, "-o", "out", check=0)
    assert written.stdout == b"" and written.stderr.decode() == "tui-reader: Wrote 2 quotes to out\n"
    assert (home / "out").read_bytes() == piped.stdout
    assert run(home, "quotes", "export", "--format", format, "-o", "-", check=0).stdout == piped.stdout


def test_brought_into_an_empty_notebook_it_is_the_same(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    run(home, "quotes", "export", "--format", "json", "-o", other / "n.json", check=0)
    done = run(other, "quotes", "import", "n.json", check=0)
    assert done.stderr.decode() == "tui-reader: Brought in: 2 new, 0 changed, 0 already there\n"
    assert there(other) == KEPT
    again = run(other, "quotes", "import", "-", stdin=(other / "n.json").read_bytes(), check=0)
    assert again.stderr.decode().endswith("0 new, 0 changed, 2 already there\n")
    exported = run(other, "quotes", "export", "--format", "json", check=0)
    assert exported.stdout == (other / "n.json").read_bytes()


def test_the_readers_own_template_and_settings_are_used(home: Path) -> None:
    (home / CONFIG / "citations").mkdir(parents=True)
    (home / CONFIG / "config.toml").write_text('citation = "mine"\nquote_tashkeel = false\n')
    (home / CONFIG / "citations" / "mine.txt").write_text("$text <$file>\n")
    (home / CONFIG / "citations" / "broken.txt").write_text("\n$nothing\n")
    done = run(home, "quotes", check=0)
    assert done.stdout.decode().startswith("يشهد تطورا. وأضاف <a.txt>\n")
    assert "broken.txt, line 2: there is no field “nothing”" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [("export",), ("export", "--format", "doc"), ("import",), ("bogus",), ("export", "--format", "json", "-o")],
)
def test_wrong_use_is_one_line(arguments: tuple[str, ...], home: Path) -> None:
    done = run(home, "quotes", *arguments, check=2)
    assert done.stdout == b"" and done.stderr.count(b"\n") == 1


def test_what_cannot_be_read_or_written_is_said(home: Path) -> None:
    (home / "bad.json").write_bytes(b"{")
    for arguments in (
        ("import", "none.json"),
        ("import", "bad.json"),
        ("import", "."),
        ("export", "--format", "json", "-o", "none/out"),
        ("export", "--format", "json", "-o", "."),
    ):
        done = run(home, "quotes", *arguments, check=3)
        assert done.stderr.count(b"\n") == 1 and arguments[-1].encode() in done.stderr
    assert there(home) == KEPT


def test_of_a_file_with_a_bad_quote_the_good_ones_are_brought_in(home: Path) -> None:
    rows = json.loads(run(home, "quotes", "export", "--format", "json").stdout)
    new = json.loads(json.dumps(rows["quotes"][0])) | {"id": "12345678-1234-4234-8234-123456789abc"}
    (home / "n.json").write_text(json.dumps({**rows, "quotes": [{**new, "start": "x"}, new]}))
    done = run(home, "quotes", "import", "n.json", check=3)
    assert "quote 1 was passed over" in done.stderr.decode() and "1 new" in done.stderr.decode()
    assert {each.id for each in there(home)} == {*(each.id for each in KEPT), new["id"]}


def test_a_damaged_notebook_is_set_aside_and_said(home: Path) -> None:
    (home / STATE / DATABASE_FILE).write_bytes(b"x" * 5000)
    done = run(home, "quotes", check=3)
    assert done.stdout == b"" and "set aside as notebook.damaged-" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
    (aside,) = (home / STATE).glob("notebook.damaged-*.db")
    assert aside.read_bytes() == b"x" * 5000
    run(home, "quotes", check=1)


def test_where_nothing_can_be_kept_nothing_is_brought_in(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    run(home, "quotes", "export", "--format", "json", "-o", other / "n.json", check=0)
    (other / ".local").write_text("in the way")
    done = run(other, "quotes", "import", "n.json", check=3)
    assert "not kept" in done.stderr.decode() and "Brought in" not in done.stderr.decode()


def test_a_quote_that_is_kept_meanwhile_is_not_lost(home: Path) -> None:
    database = open_database(home / STATE)
    run(home, "quotes", "export", "--format", "json", "-o", "n.json", check=0)
    later = replace(quote("NATO"), note="x")
    Quotes(database).add(later)
    run(home, "quotes", "import", "n.json", check=0)
    database.close()
    assert [each.id for each in there(home)] == [*(each.id for each in KEPT), later.id]
