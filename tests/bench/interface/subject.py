"""The program under measurement: tui-reader itself, its event loop watched.

``python -m tests.bench.interface.subject REPORT STACKS ARGUMENT...`` runs the reader on ARGUMENTs, writes REPORT at
SIGUSR1, and marks "article", "all" to REPORT.marks when they are there. A frame says what is typed once the list that
answers it was drawn.
"""

import asyncio
import sys
from pathlib import Path
from typing import Any

from textual.app import App

from tui_reader.cli import main
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.article_list import ArticleList

from .loop import Loop


def answered(app: App[Any]) -> str | None:
    """What is typed, where the list on the screen answers it."""
    if not isinstance(app, ReaderApp) or not drawn:
        return None
    drawn.clear()
    shelf = app.shelf
    return app.searcher.typed if app.searcher.answered or (shelf.results is None and not app.searcher.typed) else None


async def look(app: ReaderApp, loop: Loop) -> None:
    """Mark what has come to be."""
    while app.reading.page is None:
        await asyncio.sleep(0.005)
    loop.mark("article")
    while app.shelf.loader is None or not app.shelf.loader.done:
        await asyncio.sleep(0.05)
    loop.mark("all")


#: Whether a row of the list was drawn since the last frame.
drawn: set[bool] = set()

if __name__ == "__main__":
    watched = Loop(Path(sys.argv[1]), answered, sys.argv[2] == "stacks")
    ready, content_line = ReaderApp.on_ready, ArticleList.content_line

    def on_ready(self: ReaderApp) -> None:
        ready(self)
        self._looker = asyncio.get_running_loop().create_task(look(self, watched))  # type: ignore[attr-defined]

    def line(self: ArticleList, y: int) -> Any:
        drawn.add(True)
        return content_line(self, y)

    ReaderApp.on_ready = on_ready  # type: ignore[method-assign]
    ArticleList.content_line = line  # type: ignore[method-assign]
    sys.exit(main(sys.argv[3:]))
