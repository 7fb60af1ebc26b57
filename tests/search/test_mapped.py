"""Mapped files: who cuts one short is held up until nobody needs the rest of it."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tui_reader.search import mapped

from .libraries import LONG, eventually

if sys.platform != "linux":
    pytest.skip("no other system has leases", allow_module_level=True)

SIZE = 3 * 4096 + 17

#: Maps a file, and looks at all of it once it was told that the file was cut. Without more ado it would be ended.
READER = """
import sys
from tui_reader.search import mapped
mapped.LOOK = 0.05
made = mapped.mapped(sys.argv[1])
before = bytes(made)
mapped.let_go(made, 0, len(made))
print("mapped", flush=True)
sys.stdin.readline()
mapped.let_go(made, 0, len(made))
assert bytes(made) == before
print("whole", flush=True)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.piece"
    path.write_bytes(bytes(range(256)) * (SIZE // 256 + 1))
    os.truncate(path, SIZE)
    return path


@pytest.mark.parametrize("how", ["truncated", "opened", "written"])
def test_who_cuts_a_mapped_file_ends_nobody(file: Path, how: str) -> None:
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None and reader.stdout.readline() == "mapped\n"
    if how == "truncated":
        os.truncate(file, 0)
    elif how == "opened":
        file.write_bytes(b"")
    else:
        file.write_bytes(b"x" * SIZE)
    told, _ = reader.communicate("go on\n", timeout=LONG)
    assert (told, reader.returncode) == ("whole\n", 0)


def test_who_only_reads_it_or_deletes_it_waits_for_nothing(file: Path) -> None:
    made = mapped.mapped(file)
    with file.open("rb") as other:
        assert other.read() == bytes(made)
    file.unlink()
    assert made not in mapped._ours and len(bytes(made)) == SIZE


def test_nothing_is_held_that_nobody_has_mapped(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mapped, "LOOK", 0.01)
    made = mapped.mapped(file)
    assert [ref() for ref in mapped._leases.values()].count(made) == 1
    open_now = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - how many
    del made
    eventually(lambda: all(ref() is not None for ref in mapped._leases.values()))
    assert len(os.listdir("/proc/self/fd")) < open_now  # noqa: PTH208


def test_where_no_file_can_be_opened_any_more_it_is_mapped_without(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> int:
        raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr(mapped.os, "dup", full)
    made = mapped.mapped(file)
    assert len(bytes(made)) == SIZE
    assert made not in [ref() for ref in mapped._leases.values()]
