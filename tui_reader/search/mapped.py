"""Files in memory that the system may take back at any time, and that nobody can cut short under the program.

Whoever looks at a part of a mapped file that is no longer there is ended by the system (SIGBUS). A file that another
machine may take away is therefore read, not mapped. On any other Linux gives a lease: whoever opens the file to write,
or cuts it, is held up until the lease is given back, and before that its bytes are copied into memory of the program's
own, at the same place (fcntl(2), mremap(2)). What can still end the program is a disk that fails, or needs longer for
that than the system waits (lease-break-time, 45 s), and, where there are no leases (macOS, a file of another user),
whoever may write the file.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
import time
import weakref
from contextlib import suppress
from functools import cache
from io import FileIO
from pathlib import Path
from threading import Lock, Thread

from tui_reader.library.mounts import mount_of, mounts

if sys.platform == "linux":
    import fcntl

#: Seconds between two looks at whether somebody is held up.
LOOK = 1.0

_MREMAP_MAYMOVE, _MREMAP_FIXED = 1, 2

_lock = Lock()
_leases: dict[int, weakref.ref[mmap.mmap]] = {}
"""A descriptor of each file with a lease -> where it is mapped."""
_ours: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()
"""What lies in memory of our own, of which the system can take nothing back."""


def mapped(file: str | Path) -> mmap.mmap:
    """A file's bytes, never to be written; OSError where it cannot be read, ValueError where it is empty or changes."""
    with FileIO(file, "rb") as source:
        if not may_vanish(file):
            made = mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ)
            _lease(source.fileno(), made)
            return made
        read = mmap.mmap(-1, os.fstat(source.fileno()).st_size)
        if source.readinto(read) != len(read):
            raise ValueError("short")
        _ours.add(read)
        return read


def may_vanish(file: str | Path) -> bool:
    """Whether a file that is mapped may be gone when it is looked at: from a network another machine deletes it."""
    return _is_away(str(Path(file).parent))


@cache
def _is_away(folder: str) -> bool:
    mount = mount_of(folder, mounts())
    return mount is not None and mount.may_hang


def let_go(made: mmap.mmap, begin: int, end: int) -> None:
    """Let the system take some of a file's bytes back: they come from the disk again when they are looked at."""
    begin, end = begin + -begin % mmap.PAGESIZE, end - end % mmap.PAGESIZE
    if hasattr(mmap, "MADV_DONTNEED") and begin < end:
        with _lock, suppress(OSError):
            if made not in _ours:
                made.madvise(mmap.MADV_DONTNEED, begin, end - begin)


def _lease(descriptor: int, made: mmap.mmap) -> None:
    """Have the system hold up whoever cuts a file short, as long as it is mapped; nothing where it has no leases."""
    if sys.platform == "linux":
        ours = -1
        try:
            ours = os.dup(descriptor)
            # What it would send by default ends a program that does not expect it.
            fcntl.fcntl(ours, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(ours, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError:
            if ours >= 0:
                os.close(ours)
            return
        with _lock:
            if not _leases:
                Thread(target=_look_after, name="leases", daemon=True).start()
            _leases[ours] = weakref.ref(made)


if sys.platform == "linux":

    def _look_after() -> None:
        """Until nothing is mapped any more: where somebody is held up, copy what is mapped, and let him go on."""
        while True:
            time.sleep(LOOK)
            with _lock:
                for descriptor, ref in list(_leases.items()):
                    made = ref()
                    if made is not None and fcntl.fcntl(descriptor, fcntl.F_GETLEASE) == fcntl.F_RDLCK:
                        continue
                    if made is None or _copy(made):
                        del _leases[descriptor]
                        with suppress(OSError):
                            fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
                        os.close(descriptor)
                if not _leases:
                    return

    def _copy(made: mmap.mmap) -> bool:
        """Put memory of our own in the place of a mapped file; whether there was any to be had."""
        import ctypes

        import numpy as np

        system = ctypes.CDLL(None, use_errno=True)
        at, size, kind = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
        system.mmap.restype = system.mremap.restype = at
        system.mmap.argtypes = (at, size, kind, kind, kind, ctypes.c_long)
        system.mremap.argtypes = (at, size, size, kind, at)
        length = len(made) + -len(made) % mmap.PAGESIZE
        access = mmap.PROT_READ | mmap.PROT_WRITE
        ours = system.mmap(None, length, access, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, -1, 0)
        if ours == at(-1).value:
            return False
        place = np.frombuffer(made, np.uint8).ctypes.data
        ctypes.memmove(ours, place, len(made))
        if system.mremap(ours, length, length, _MREMAP_MAYMOVE | _MREMAP_FIXED, place) != place:
            system.munmap(at(ours), size(length))
            return False
        _ours.add(made)
        return True
