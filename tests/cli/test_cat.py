"""`tui-reader cat`: the logical text for a pipe, laid out where it is asked for; and every exit status."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len

from .run import SEED, SEEDS, one_error, run, shell

HOSTILE = b"a\x1b]52;c;eA==\x07b\xc2\x9b2Jc\x7f\xe2\x80\xaed\xd8\xa8\xe2\x81\xa6e"


def test_to_a_pipe_the_text_is_byte_for_byte_the_file(tmp_path: Path) -> None:
    text = "سطر أول \r\n\tسطر\rثان  \n\u2028مع\u200cرابط\x1b[0m آخر بلا نهاية".encode()
    (tmp_path / "a.txt").write_bytes(text)
    done = run(tmp_path, "cat", "a.txt", check=0)
    assert done.stdout == text
    assert done.stderr == b""
    assert run(tmp_path, "cat", SEEDS, check=0).stdout == SEED.read_bytes()


def test_without_its_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffنص\n".encode())
    (tmp_path / "b.txt").write_bytes("\ufeffنص\n".encode("utf-16-le"))
    assert run(tmp_path, "cat", ".", check=0).stdout == "نص\nنص\n".encode()


def test_the_screen_without_a_terminal_is_cat(tmp_path: Path) -> None:
    assert run(tmp_path, SEED, check=0).stdout == SEED.read_bytes()
    assert run(tmp_path, "read", SEED, check=0).stdout == SEED.read_bytes()


def test_standard_input(tmp_path: Path) -> None:
    text = "من الأنبوب\n".encode()
    assert run(tmp_path, "cat", "-", stdin=text, check=0).stdout == text
    assert run(tmp_path, "-", stdin=text, check=0).stdout == text
    assert run(tmp_path, stdin=text, check=0).stdout == text, "a pipe and no paths"
    assert run(tmp_path, "cat", SEED, "-", stdin=text, check=0).stdout == SEED.read_bytes() + text
    run(tmp_path, "cat", "-", stdin=b"", check=0)
    one_error(run(tmp_path, "cat", "-", stdin=b"\xff\xfe\x00\xd8\xc3" + b"\0" * 99 + b"\xff", check=3))


@pytest.mark.parametrize("width", [20, 40, 80])
def test_width(tmp_path: Path, width: int) -> None:
    """Every word stands there, in lines of that width, each against the right edge."""
    lines = run(tmp_path, "cat", "--width", str(width), SEED, check=0).stdout.decode().splitlines()
    filled = [line for line in lines if line.strip()]
    assert all(cell_len(line) == width for line in filled), "a right-to-left line reaches the right edge"
    for year in ("2004", "2017", "2024"):
        assert sum(year in line for line in lines) == 1
    assert not {"\u202d", "\u202c", "\u200e", "\u200f"} & set("".join(lines))


def test_ways(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"latin\n" + "عربي و NATO\n".encode() + HOSTILE)
    visual = run(tmp_path, "cat", "--terminal", "visual", "a.txt", check=0).stdout.decode()
    lro = run(tmp_path, "cat", "--terminal", "lro", "a.txt", check=0).stdout.decode()
    unsafe = {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160), 0x202A, 0x202B, 0x202E)}
    unsafe |= {chr(code) for code in range(0x2066, 0x206A)}
    assert not (unsafe | {"\u202d", "\u202c"}) & set(visual)
    assert not unsafe & set(lro)
    for line in lro.splitlines():
        assert line.count("\u202d") == line.count("\u202c")
    assert "\u202d" in lro
    assert "\u202d" not in lro.splitlines()[0], "nothing right-to-left, nothing to override"
    stripped = [line.replace("\u202d", "").replace("\u202c", "").strip() for line in lro.splitlines()]
    assert stripped == [line.strip() for line in visual.splitlines()]


def test_direction(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("abc\n")
    assert run(tmp_path, "cat", "--width", "9", "--direction", "rtl", "a.txt").stdout == b"      abc\n"
    assert run(tmp_path, "cat", "--width", "9", "--direction", "ltr", "a.txt").stdout == b"abc\n"


def test_a_missing_file(tmp_path: Path) -> None:
    one_error(run(tmp_path, "cat", "nothing.txt", check=3), "nothing.txt")
    done = run(tmp_path, "cat", "nothing.txt", SEED, check=3)
    assert done.stdout == SEED.read_bytes(), "what could be read is still printed"


def test_an_empty_folder_is_nothing_found(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path, "cat", "empty", check=1)
    assert done.stdout == b""
    (tmp_path / "empty" / "program.bin").write_bytes(b"\x7fELF")
    run(tmp_path, "cat", "empty", check=1)


def test_other_kinds_of_files(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.txt").write_text("text\n")
    (folder / "b.bin").write_bytes(b"\x7fELF")
    done = run(tmp_path, "cat", "folder", check=0)
    assert done.stdout == b"text\n"
    one_error(done, "b.bin")
    one_error(run(tmp_path, "cat", "folder/b.bin", check=3), "b.bin")
    (folder / "c.txt").write_bytes(b"\x7fELF\0\0")
    run(tmp_path, "cat", "folder", check=3)


def test_records_by_the_fields_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"body": "one", "lead": "two"}\n')
    assert run(tmp_path, "cat", "a.jsonl", check=0).stdout == b"one\n"
    config = tmp_path / ".config" / "tui-reader"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text('[fields]\ntext = "lead"\n')
    assert run(tmp_path, "cat", "a.jsonl", check=0).stdout == b"two\n"


def test_special_files(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / "fifo.txt")
    (tmp_path / "folder" / "z.txt").write_text("read")
    done = run(tmp_path, "cat", "folder", check=3)
    one_error(done, "fifo.txt")
    assert done.stdout == b"read"
    one_error(run(tmp_path, "cat", "/dev/null", check=3), "/dev/null")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    one_error(run(tmp_path, "cat", "loop.txt", check=3), "loop.txt")


def test_a_pipe_that_is_named_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.txt")
    writer = subprocess.Popen(["sh", "-c", "printf hello > fifo.txt"], cwd=tmp_path)
    assert run(tmp_path, "cat", "fifo.txt", check=0).stdout == b"hello"
    assert writer.wait() == 0
    assert shell(tmp_path, "tui-reader cat <(printf one) <(printf two)").stdout == b"onetwo"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything; see test_main for the same without files")
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("secret")
    (tmp_path / "a.txt").chmod(0)
    one_error(run(tmp_path, "cat", "a.txt", check=3), "a.txt")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--nonsense"],
        ["cat"],
        ["cat", "--nonsense", "x"],
        ["cat", "--width", "0", "x"],
        ["cat", "--width", "99999", "x"],
        ["cat", "--width", "wide", "x"],
        ["cat", "--terminal", "nonsense", "x"],
        ["cat", "--direction", "up", "x"],
        ["--width", "40", "x"],
        ["--terminal"],
    ],
)
def test_wrong_use(tmp_path: Path, arguments: list[str]) -> None:
    done = run(tmp_path, *arguments, check=2)
    one_error(done)
    assert done.stdout == b""
    assert b"_columns" not in done.stderr, "no name of ours"


def test_wrong_use_quotes_nothing_that_steers(tmp_path: Path) -> None:
    one_error(run(tmp_path, "cat", "--\x1b]52;c;eA==\x07\u202e", "x", check=2))
    one_error(run(tmp_path, "cat", "--terminal", "\x1b[2J\u202e", "x", check=2))
    one_error(run(tmp_path, "cat", "--width", "\x1b[2J\n", "x", check=2))


def test_help_and_version(tmp_path: Path) -> None:
    from tui_reader import __version__

    assert run(tmp_path, "--version", check=0).stdout.decode().strip() == f"tui-reader {__version__}"
    assert b"cat" in run(tmp_path, "--help", check=0).stdout
    assert b"--json" in run(tmp_path, "cat", "--help", check=0).stdout


def test_a_folder_named_like_a_command(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    (tmp_path / "cat" / "a.txt").write_text("meow\n")
    assert run(tmp_path, "./cat", check=0).stdout == b"meow\n"
    assert run(tmp_path, "cat", "cat", check=0).stdout == b"meow\n"
    assert run(tmp_path, "read", "cat", check=0).stdout == b"meow\n"


NAMES = [b"a\nb.txt", b"\x1b[2J.txt", b"\xff\xfe.txt", b"-a.txt", "\u202egpj\u2066.txt".encode(), "\x9b2J.txt".encode()]


@pytest.mark.parametrize("name", NAMES)
def test_names(tmp_path: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_bytes(b"text\n")
    assert run(tmp_path, b"cat", path, check=0).stdout == b"text\n"
    assert run(tmp_path, "cat", ".", check=0).stdout == b"text\n"
    run(tmp_path, b"cat", b"--json", path, check=0)
    one_error(run(tmp_path, b"cat", path + b".gone", check=3))


def test_the_reader_of_the_pipe_goes_away(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("line of text\n" * 200_000)
    done = shell(tmp_path, "tui-reader cat a.txt | head -1; echo ${PIPESTATUS[0]}")
    assert done.stdout == b"line of text\n141\n"
    assert done.stderr == b""
    done = shell(tmp_path, "tui-reader cat --json a.txt | head -c 5; echo ${PIPESTATUS[0]}")
    assert done.stdout == b'{"pat141\n'
    assert done.stderr == b""


def test_a_full_disk(tmp_path: Path) -> None:
    for size in (1, 100_000):
        (tmp_path / "a.txt").write_text("x" * size)
        done = shell(tmp_path, "tui-reader cat a.txt > /dev/full")
        assert done.returncode == 3
        one_error(done, "standard output")


def test_closed_streams(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text\n")
    done = shell(tmp_path, "tui-reader cat a.txt >&-")
    assert done.returncode == 3
    one_error(done, "standard output")
    done = shell(tmp_path, "tui-reader cat a.txt <&-")
    assert (done.returncode, done.stdout) == (0, b"text\n")
    done = shell(tmp_path, "tui-reader cat a.txt nothing 2>&-")
    assert (done.returncode, done.stdout) == (3, b"text\n"), "messages are no data"
    done = shell(tmp_path, "tui-reader cat - <&-")
    assert done.returncode == 3
    one_error(done)
    assert shell(tmp_path, "tui-reader <&-").returncode == 2
