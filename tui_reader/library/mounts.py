"""Where file systems are mounted, and which of them may leave a question unanswered. None of those is asked anything:
who waits in a system call for one of them can often not even be ended."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

#: File systems on which others' changes are not told of.
REMOTE = frozenset(("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "drvfs"))

#: Links in a path after which it is not followed any further, as the system does.
MOST_LINKS = 40


class Mount(NamedTuple):
    """A file system, and the folder it is seen at."""

    place: str
    kind: str

    @property
    def remote(self) -> bool:
        """Whether the system does not tell of changes that others make on it."""
        return self.kind in REMOTE

    @property
    def may_hang(self) -> bool:
        """Whether answers come from a network, or from another program."""
        return self.remote or self.kind == "autofs" or self.kind.partition(".")[0] == "fuse"


def mounts() -> list[Mount]:
    """All that are mounted, later ones before those they cover; none where the system has no table of them."""
    try:
        lines = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    found = [line.split(" ") for line in lines]
    return [Mount(_unescaped(fields[1]), fields[2]) for fields in reversed(found) if len(fields) > 2]


def mount_of(path: str, table: Sequence[Mount]) -> Mount | None:
    """The mount that a path is on, links followed; None where that cannot be told."""
    if not table:
        return None
    real = _followed(path, table)
    return max((each for each in table if _is_in(real, each.place)), key=lambda each: len(each.place), default=None)


def below(folder: str, table: Sequence[Mount]) -> Iterator[tuple[str, Mount]]:
    """Those below a folder that may hang, each with its path as the folder is named; hidden ones are passed over."""
    real = _followed(folder, table)
    for mount in table:
        if mount.may_hang and mount.place != real and _is_in(mount.place, real):
            name = mount.place[len(real.rstrip("/")) + 1 :]
            if not any(part.startswith(".") for part in name.split("/")):
                yield os.path.join(folder, name), mount  # noqa: PTH118


def is_remote(path: str) -> bool:
    """Whether a folder is on a file system whose changes the system does not tell of."""
    mount = mount_of(path, mounts())
    return mount is not None and mount.remote


def _followed(path: str, table: Sequence[Mount]) -> str:
    """A path without links, as far as it can be followed without asking what may hang."""
    hanging = {mount.place for mount in table if mount.may_hang}
    waiting = os.path.join(_here(), path).split("/")[::-1]  # noqa: PTH118
    at, links = "/", 0
    while waiting:
        name = waiting.pop()
        if name in ("", "."):
            continue
        if name == "..":
            at = os.path.dirname(at)  # noqa: PTH120
            continue
        there = os.path.join(at, name)  # noqa: PTH118
        if not any(_is_in(there, place) for place in hanging) and links < MOST_LINKS:
            try:
                target = os.readlink(there)  # noqa: PTH115
            except (OSError, ValueError):
                at = there
                continue
            links += 1
            waiting += target.split("/")[::-1]
            at = "/" if target.startswith("/") else at
        else:
            at = there
    return at


def _here() -> str:
    try:
        return os.getcwd()  # noqa: PTH109
    except OSError:  # it was removed
        return "/"


def _is_in(path: str, place: str) -> bool:
    return path == place or path.startswith(os.path.join(place, ""))  # noqa: PTH118


def _unescaped(place: str) -> str:
    for code in ("\\040", "\\011", "\\012", "\\134"):
        place = place.replace(code, chr(int(code[1:], 8)))
    return place
