"""The program under measurement: tui-reader itself, with a ticker on its screen's thread and marks of what is there.

``python -m tests.bench.library.subject REPORT PATH...`` runs the reader on PATH; whenever a mark is met, and at least
every half second, REPORT is written anew: JSON with seconds since the epoch for each mark, and the longest stall in
milliseconds of each phase. A file REPORT.phase says which phase it is.
"""

import asyncio
import json
import os
import sys
import threading
import time
from pathlib import Path

from tui_reader.cli import main
from tui_reader.ui.app import ReaderApp

#: Seconds between two looks at the clock.
TICK = 0.001

#: Documents that are to be found for the mark "first".
FIRST = 2000


class Ticker:
    """Looks at the clock every millisecond, on the thread that draws and takes keys."""

    def __init__(self, app: ReaderApp, report: Path) -> None:
        self._app = app
        self._report = report
        self._marks: dict[str, float] = {}
        self._stalls: dict[str, float] = {}
        self._over: dict[str, int] = {}

    async def run(self) -> None:
        phase, written, looked = "start", 0.0, 0.0
        self._mark("ready")
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            late = (time.perf_counter() - before - TICK) * 1000
            self._stalls[phase] = max(self._stalls.get(phase, 0.0), late)
            self._over[phase] = self._over.get(phase, 0) + (late > 16)
            if before - looked > 0.02:
                looked = before
                if self._look() or before - written > 0.5:
                    written = before
                    said = {"marks": self._marks, "stalls": self._stalls, "over16": self._over}
                    said["documents"] = len(self._app.shelf.store)  # type: ignore[assignment]
                    self._report.with_suffix(".part").write_text(json.dumps(said), encoding="utf-8")
                    self._report.with_suffix(".part").replace(self._report)
                    told = self._report.with_suffix(".phase")
                    phase = told.read_text(encoding="utf-8") if told.exists() else phase
                    # What the ticker itself did is no stall of the program.

    def _look(self) -> bool:
        """Marks for what is there now; whether one is new."""
        before = len(self._marks)
        shelf = self._app.shelf
        if self._app.reading.page is not None:
            self._mark("article")
        segments = shelf.index.segments if shelf.index is not None else ()
        found = sum(each.documents for each in segments)
        if found >= FIRST:
            self._mark("first")
        if shelf.loader is not None and shelf.loader.scanned:
            self._mark("scanned")
        if shelf.loader is not None and shelf.loader.done and found >= len(shelf.store):
            self._mark("all")
            merging = any(each.name == "merger" for each in threading.enumerate())
            if not merging and time.time() > self._marks["all"] + 1:
                self._mark("settled")
        return len(self._marks) > before

    def _mark(self, name: str) -> None:
        self._marks.setdefault(name, time.time())


def measured(report: Path) -> None:
    """Give every reader of this process a ticker."""
    ready = ReaderApp.on_ready

    def on_ready(self: ReaderApp) -> None:
        ready(self)
        self._ticker = asyncio.get_running_loop().create_task(Ticker(self, report).run())  # type: ignore[attr-defined]

    ReaderApp.on_ready = on_ready  # type: ignore[method-assign]


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    measured(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
