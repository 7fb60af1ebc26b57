"""What an event loop does, step by step: how long each of its callbacks held it, and what was painted when."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App

#: Milliseconds from which a callback is told of by itself.
NOTEWORTHY = 2.0

#: Milliseconds after which it is asked where a callback is, with ``stacks``.
SLOW = 8.0


class Loop:
    """Keeps, of the event loop of this process, (when it began, milliseconds, milliseconds of CPU) of each longer
    callback, and ``painted``: what an app says of itself at each of its frames, and when that was written.
    They are written to ``report`` at SIGUSR1."""

    def __init__(self, report: Path, say: Callable[[App[Any]], str | None], stacks: bool = False) -> None:
        self._report = report
        self._say = say
        self._began: float | None = None
        self.callbacks: list[tuple[float, float, float]] = []
        self.painted: list[tuple[float, str]] = []
        self.stacks: list[tuple[float, str]] = []
        self._watch_callbacks()
        self._watch_frames()
        if stacks:
            threading.Thread(target=self._watch_stacks, args=(threading.get_ident(),), daemon=True).start()
        signal.signal(signal.SIGUSR1, lambda number, frame: self._write())

    def mark(self, name: str) -> None:
        """Tell who measures, at once, that something has come to be."""
        with self._report.with_suffix(".marks").open("a", encoding="utf-8") as file:
            file.write(f"{name} {time.perf_counter()}\n")

    def _watch_callbacks(self) -> None:
        run = asyncio.events.Handle._run  # type: ignore[attr-defined]

        def measured(handle: asyncio.events.Handle) -> None:
            self._began = began = time.perf_counter()
            busy = time.thread_time()
            run(handle)
            took = (time.perf_counter() - began) * 1000
            self._began = None
            if took >= NOTEWORTHY:
                self.callbacks.append((began, took, (time.thread_time() - busy) * 1000))

        asyncio.events.Handle._run = measured  # type: ignore[attr-defined]

    def _watch_frames(self) -> None:
        display, loop = App._display, self

        def measured(app: App[Any], screen: Any, renderable: Any) -> None:
            display(app, screen, renderable)
            if renderable is not None and (said := loop._say(app)) is not None:
                loop.painted.append((time.perf_counter(), said))

        App._display = measured  # type: ignore[method-assign]

    def _watch_stacks(self, thread: int) -> None:
        """On a thread of its own: where the loop is while one callback takes long."""
        while True:
            time.sleep(0.002)
            began = self._began
            if began is not None and (time.perf_counter() - began) * 1000 > SLOW:
                frame = sys._current_frames().get(thread)
                frames = traceback.extract_stack(frame)[-14:] if frame else []
                said = " < ".join(f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in reversed(frames))
                self.stacks.append((began, said))

    def _write(self) -> None:
        kept = {"callbacks": self.callbacks, "painted": self.painted, "stacks": self.stacks}
        part = self._report.with_suffix(".part")
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(self._report)
