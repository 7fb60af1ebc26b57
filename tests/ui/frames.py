"""The app under a pilot, and what stands on its screen as plain text."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from rich.style import Style
from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from tui_reader.actions import key_name
from tui_reader.messages.catalogue import load_catalogue
from tui_reader.settings.keyboard import KeyboardGuess
from tui_reader.settings.settings import Settings
from tui_reader.terminal.profiles import by_name
from tui_reader.text.flow import Row
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.cover import Cover
from tui_reader.ui.keys import Keys
from tui_reader.ui.rail import RailPane

SEEDS = Path(__file__).parents[2] / "seeds"

#: How often a condition is looked at before a test that waits for it has failed.
LOOKS = 2000

_LRO, _PDF = "\u202d", "\u202c"


def reader(
    paths: Sequence[Path | str], terminal: str = "visual", *, stdin: bytes | None = None, state: Path | None = None,
    environ: Mapping[str, str] | None = None, resume: bool = False, **settings: object,
) -> ReaderApp:  # fmt: skip
    """An app over paths, as cli/read.py makes it."""
    return ReaderApp(
        [str(path) for path in paths],
        Settings(terminal=terminal, **settings),  # type: ignore[arg-type]
        load_catalogue("en"),
        by_name(terminal),
        Keys(KeyboardGuess().key),
        stdin=stdin,
        state=state,
        environ=environ or {},
        resume=resume,
    )


@asynccontextmanager
async def running(app: ReaderApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[int]]:
    """The app on a screen of that many columns and rows, with everything loaded. Nothing may fail on its threads."""
    failed: list[BaseException] = []
    app.failed = lambda group, error: failed.append(error)  # type: ignore[method-assign]
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.shelf.loader and app.shelf.loader.done and settled(app))
        await settle(pilot)
        yield pilot
    for error in failed:
        raise error


def settled(app: ReaderApp) -> bool:
    """Whether all that was loaded is in the list, or in what was searched."""
    if app.searcher.typed.strip():
        return app.shelf.results is not None
    return len(app.list.entries) == len(app.shelf.store)


async def settle(pilot: Pilot[int]) -> None:
    """Let every message that was sent be answered. What threads do is waited for with `until`."""
    app = pilot.app
    quiet = 0
    for _ in range(LOOKS):
        await asyncio.sleep(0)
        nodes = [node for screen in app.screen_stack for node in screen.walk_children(with_self=True)]
        # A timer of a widget that has stopped may have left something in a queue that nobody reads any more.
        waiting = [node for node in (app, *nodes) if node.is_running and not node._message_queue.empty()]
        # A screen that was just pushed has nothing in it yet; in the end something in it has the keys.
        waiting += [screen for screen in app.screen_stack if isinstance(screen, Cover) and screen.focused is None]
        quiet = 0 if waiting else quiet + 1
        if quiet > 4:
            if isinstance(app, ReaderApp) and app.is_running and app.reading.late is not None:
                await asyncio.sleep(0.005)  # what gave way is drawn soon
                continue
            making = any(isinstance(node, RailPane) and node.is_running and node.making for node in nodes)
            if isinstance(app, ReaderApp) and app.is_running and app.previews.pending:
                await asyncio.sleep(0.001)  # an article is laid out on a thread
                continue
            if making or (isinstance(app, ReaderApp) and app.is_running and app.status.due):
                continue  # rows are made a few at a time, and then the status line tells of them
            return
    raise AssertionError(f"messages without end: {waiting}")


async def until(pilot: Pilot[int], condition: Callable[[], object]) -> None:
    """Wait for a condition; fail where it never comes."""
    for look in range(LOOKS):
        if condition():
            return
        await settle(pilot)
        await asyncio.sleep(0.01 if look > 20 else 0)
    raise AssertionError("what was waited for never came")


async def type_query(pilot: Pilot[int], text: str) -> None:
    """Put a query into the search bar by keys and wait for its answer."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    app.search_bar.focus()
    await settle(pilot)
    for character in text:
        await press(pilot, character)
    await searched(pilot)


async def searched(pilot: Pilot[int]) -> None:
    """Wait until what stands in the search bar has been answered."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await settle(pilot)

    def answered() -> bool:
        hits = app.shelf.results
        return app.searcher.typed == app.search_bar.value and (
            not app.searcher.typed.strip() or (hits is not None and not any(w.group == "search" for w in app.workers))
        )

    await until(pilot, answered)
    await settle(pilot)


def _key(character: str) -> str:
    return key_name(character)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Keys as a terminal sends them: one character is that character, a longer string Textual's name of a key."""
    for key in keys:
        character = key if len(key) == 1 else {"space": " "}.get(key)
        pilot.app.post_message(events.Key(_key(key) if len(key) == 1 else key, character))
        await settle(pilot)


def segments(app: ReaderApp, y: int) -> list[tuple[str, Style]]:
    """One row of the screen as (text, style) pairs, controls included."""
    strips = app.screen._compositor.render_strips()
    return [(segment.text, segment.style or Style()) for segment in strips[y]]


def raw(app: ReaderApp) -> str:
    """Everything on the screen as it is sent."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())


def rows(app: ReaderApp) -> list[str]:
    """The screen's rows in visual order, from left to right, without the controls of way lro."""
    return raw(app).replace(_LRO, "").replace(_PDF, "").split("\n")


def reading_rows(app: ReaderApp) -> list[Row]:
    """The rows of the text on the screen, their lines as they are drawn."""
    return [app.reading.drawn_row(y) for y in range(len(app.reading._rows))]


def unjoined(text: str) -> str:
    """Text without joining forms."""
    return unicodedata.normalize("NFKC", text)


def seen(row: str) -> str:
    """A row of right-to-left text as it is read, from right to left, unjoined; Latin and numbers come out turned."""
    clusters: list[str] = []
    for character in row:
        if clusters and unicodedata.combining(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    return unjoined("".join(reversed(clusters)))


def part(app: ReaderApp, widget: Widget) -> list[str]:
    """The rows of one widget, without the blanks around them. Of text without wide characters and marks."""
    region = widget.region
    return [row[region.x : region.right] for row in columns(app)[region.y : region.bottom]]


def columns(app: ReaderApp) -> list[list[str]]:
    """The screen as a grid: the cluster drawn in each column; a wide one is followed by an empty string."""
    from rich.cells import get_character_cell_size

    grid = []
    for row in rows(app):
        cells: list[str] = []
        for character in row:
            width = get_character_cell_size(character)
            if width:
                cells += [character, *[""] * (width - 1)]
            elif cells:
                cells[-1] += character
        grid.append(cells)
    return grid


def style_grid(app: ReaderApp, y: int) -> list[Style]:
    """The style of each column of a row."""
    from rich.cells import get_character_cell_size

    found: list[Style] = []
    for text, style in segments(app, y):
        for character in text:
            if character not in (_LRO, _PDF):
                found += [style] * get_character_cell_size(character)
    return found


def lit(app: ReaderApp, widget: Widget, look: Style) -> list[tuple[int, int]]:
    """Columns and rows of a widget that are drawn in a style."""
    region = widget.region
    return [
        (x - region.x, y - region.y)
        for y in range(region.y, region.bottom)
        for x, style in enumerate(style_grid(app, y)[region.x : region.right], region.x)
        if (style.color, style.bgcolor) == (look.color, look.bgcolor)
    ]


def write(folder: Path, documents: Mapping[str, str | bytes]) -> Path:
    """Files in a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
