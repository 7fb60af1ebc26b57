"""Memory that was freed: the C library keeps it for what comes next, unless it is told that nothing so large does."""

from __future__ import annotations

from contextlib import suppress


def let_go() -> None:
    """Let the system have it. A millisecond or two; nothing at all where the C library is another one than GNU's."""
    import ctypes  # which no start needs

    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
