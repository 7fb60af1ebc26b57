"""Which file systems may leave a question unanswered, and that none of them is asked for it."""

import os
from pathlib import Path

import pytest

from tui_reader.library import mounts
from tui_reader.library.mounts import Mount, below, is_remote, mount_of

ROOT = Mount("/", "ext4")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "remote", "may_hang"),
    [
        ("ext4", False, False), ("tmpfs", False, False), ("fuseblk", False, False), ("nfs4", True, True),
        ("cifs", True, True), ("fuse.sshfs", True, True), ("fuse.gvfsd-fuse", False, True), ("autofs", False, True),
    ],
)  # fmt: skip
def test_kinds(kind: str, remote: bool, may_hang: bool) -> None:
    mount = Mount("/x", kind)
    assert (mount.remote, mount.may_hang) == (remote, may_hang)


def test_a_path_is_on_the_innermost_mount(here: Path) -> None:
    far, near = Mount(f"{here}/far", "nfs4"), Mount(f"{here}/far/near", "tmpfs")
    table = [near, far, ROOT]
    assert mount_of("far/near/a", table) == near
    assert mount_of("far/nearer", table) == far
    assert mount_of("./other/../far", table) == far
    assert mount_of("farther", table) == ROOT
    assert mount_of("far", []) is None


def test_links_are_followed_up_to_what_may_hang(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = Mount(f"{here}/far", "fuse.sshfs")
    Path("d").mkdir()
    Path("d/link").symlink_to("../far/below")
    Path("round").symlink_to("round")
    real = os.readlink

    def readlink(path: str) -> str:
        assert not path.startswith(far.place), "this would never come back"
        return real(path)

    monkeypatch.setattr(mounts.os, "readlink", readlink)
    assert mount_of("d/link/a/b", [far, ROOT]) == far
    assert mount_of("round/a", [far, ROOT]) == ROOT


def test_those_below_a_folder_are_named_as_it_is(here: Path) -> None:
    Path("d").mkdir()
    Path("link").symlink_to("d")
    sshfs, hidden = Mount(f"{here}/d/x/far", "fuse.sshfs"), Mount(f"{here}/d/.gvfs", "fuse")
    table = [sshfs, hidden, Mount(f"{here}/d/y", "xfs"), Mount(f"{here}/dd", "nfs"), ROOT]
    assert list(below("link", table)) == [("link/x/far", sshfs)]
    assert list(below("d/x/far", table)) == []


def test_names_in_the_systems_table_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "/dev/sda / ext4 rw 0 0\nhost:/a /net/a\\040b\\134 nfs4 rw 0 0\nbad\n"
    monkeypatch.setattr(mounts.Path, "read_text", lambda *_, **__: told)
    assert mounts.mounts() == [Mount("/net/a b\\", "nfs4"), Mount("/", "ext4")]
    assert is_remote("/net/a b\\/c") and not is_remote("/net/a")


def test_without_such_a_table_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(mounts.Path, "read_text", missing)
    assert mounts.mounts() == [] and not is_remote("/")
