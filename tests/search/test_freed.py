"""Memory that was freed goes back where the C library can do that."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from tui_reader.search.freed import let_go


def test_all_of_it_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace(malloc_trim=kept.append))
    let_go()
    assert kept == [0]


@pytest.mark.parametrize("error", [OSError, TypeError, AttributeError])
def test_another_library_keeps_it(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: None) -> object:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", missing)
    let_go()
