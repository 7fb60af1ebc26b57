"""One terminal, alone or in tmux: the program is started in it, used, photographed and checked."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from tui_reader.terminal.profiles import by_name

from .checks import LEAST, Verdict, check, lit
from .expected import BAR, NEXT, QUERY, SELECT, Drag, Expected, Scene, expected
from .known import Terminal
from .picture import Cells, find_cells
from .stage import Never, Stage, stage, until

TOP = Path(__file__).parents[2]
PATHS = (TOP / "seeds", Path(__file__).with_name("pages") / "mixed.txt")
PICTURES = Path(__file__).with_name("pictures")

#: Seconds until a screen is taken as it is, and until a click is taken for lost.
SCREEN, CLICK = 12.0, 6.0


class Case(NamedTuple):
    """What is tried."""

    terminal: Terminal
    in_tmux: bool = False
    pictures: Path = PICTURES
    told: str = ""  # what --terminal is given; the terminal's own need by default
    paths: tuple[Path, ...] = PATHS  # the first two articles in them that hold the query are looked at
    query: str = QUERY

    @property
    def way(self) -> str:
        """How text should be sent here."""
        return self.terminal.in_tmux if self.in_tmux else self.terminal.alone

    @property
    def given(self) -> str:
        """What the program is told of the terminal, if anything."""
        return self.told or (self.terminal.told if self.in_tmux else "")

    @property
    def name(self) -> str:
        """Of its pictures."""
        return f"{self.terminal.name}{'-tmux' if self.in_tmux else ''}"


class Result(NamedTuple):
    """What came of a case. `way` is how the program found out to send, or was told. `clicks` are what was pointed
    at and not copied, with what was copied instead; `problem` says why there is nothing more."""

    case: Case
    way: str = ""
    seed: Verdict | None = None
    mixed: Verdict | None = None
    clicks: tuple[str, ...] = ()
    clicked: int = 0
    seconds: float = 0.0
    problem: str = ""

    @property
    def faults(self) -> list[str]:
        """What is wrong, in words."""
        if self.problem:
            return [self.problem]
        found = [f"the pointer on {fault}" for fault in self.clicks]
        if not self.case.told and self.way != self.case.way:
            found.append(f"sent {self.way}, not {self.case.way}")
        for page, verdict in (("seed", self.seed), ("mixed", self.mixed)):
            for name, value, least in zip(Verdict._fields, verdict or (), LEAST, strict=False):
                if value is not None and least is not None and value < least:
                    found.append(f"{page}: {name} {value:.0f} < {least:.0f}")
        return found


def try_out(case: Case) -> Result:
    """Run a case. It takes a screen of its own and leaves nothing but its pictures."""
    began = time.monotonic()
    # A short path: a socket's may have 107 characters.
    folder = Path(tempfile.mkdtemp(prefix="lab"))
    try:
        with stage(folder) as on:
            result = _try_out(case, on)
    except Never as error:
        result = Result(case, problem=f"never came: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return result._replace(seconds=time.monotonic() - began)


def _try_out(case: Case, on: Stage) -> Result:
    given = ["--terminal", case.given] if case.given else []
    command = [sys.executable, "-m", "tui_reader", "--", "read", "--lang", "en", *given, *map(str, case.paths)]
    columns, rows = on.open(case.terminal, command, case.in_tmux)
    way = by_name(case.given).way.value if case.given else json.loads((on.folder / "doctor").read_text())["way"]
    wanted = expected(case.paths, case.query, columns, rows)
    found: list[Cells] = []

    def marked(picture: Image.Image) -> bool:
        found[:] = [cells for cells in [find_cells(picture, columns, rows)] if cells]
        return bool(found)

    blank = on.still(marked)
    if not found:
        _keep(case, "marks", blank)
        raise Never("the marks on the screen")
    cells = found[0]
    on.focus(*_middle(cells, columns - 1, rows - 1))
    on.go()
    on.still(lambda picture: _differ(picture, blank, cells, columns, rows))
    on.press("slash")
    on.write(case.query)
    _settled(on)
    on.press("Return")
    _shown(on, case, "found", cells, wanted.found)
    on.press(*SELECT)
    picture = _shown(on, case, "seed", cells, wanted.seed)
    # tesseract is told that it is Arabic.
    seed = check(picture, cells, wanted.seed, order=case.paths == PATHS)
    on.press(*NEXT)
    picture = _shown(on, case, "mixed", cells, wanted.mixed)
    mixed = check(picture, cells, wanted.mixed, order=False)
    tried: list[str] = []
    _point(on, case, cells, wanted, tried)
    wrong = tuple(fault for fault in tried if fault)
    return Result(case, way, seed, mixed, wrong, len(tried))


def _point(on: Stage, case: Case, cells: Cells, wanted: Expected, tried: list[str]) -> None:
    """Do with the mouse what can be done; one entry a time, what is wrong or nothing."""

    def copied(text: str, *keys: str) -> None:
        on.press(*keys)
        try:
            until(lambda: on.clipboard() == text, text, CLICK)
        except Never:
            tried.append(f"{text!r} copied {on.clipboard()[:80]!r}")
        else:
            tried.append("")

    def words(scene: Scene) -> None:
        for word, point in scene.words.items():
            on.click_twice(*_middle(cells, *point))
            copied(word, "y")

    def drags(found: Sequence[Drag], *keys: str) -> None:
        for drag in found:
            on.drag(_middle(cells, *drag.start), _middle(cells, *drag.end))
            copied(drag.text, *keys)

    words(wanted.mixed)
    drags(wanted.mixed.drags, "y")
    _keep(case, "dragged", on.picture())
    on.click(*_middle(cells, *wanted.row))
    _settled(on)
    words(wanted.again)
    on.press("slash", "Escape")
    _settled(on)  # what comes right behind an ESC may be a part of a sequence
    on.write(BAR)
    _settled(on)
    drags(wanted.bar, "ctrl+c")
    _keep(case, "bar", on.picture())


def _middle(cells: Cells, x: int, y: int) -> tuple[float, float]:
    box = cells.box(x, y)
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _differ(picture: Image.Image, blank: Image.Image, cells: Cells, columns: int, rows: int) -> bool:
    """Whether the marks have gone and something else is there."""
    return find_cells(picture, columns, rows) is None and len(picture.getcolors(1 << 20) or ()) > len(
        blank.getcolors(1 << 20) or ()
    )


def _settled(on: Stage) -> None:
    on.still(lambda _: True)


def _shown(on: Stage, case: Case, name: str, cells: Cells, scene: Scene) -> Image.Image:
    """The screen once its hits and selection are where they should be, or as it is after a while."""
    picture = on.still(lambda picture: lit(picture, cells, scene) >= LEAST.lit, SCREEN)
    _keep(case, name, picture)
    return picture


def _keep(case: Case, name: str, picture: Image.Image) -> None:
    case.pictures.mkdir(parents=True, exist_ok=True)
    picture.save(case.pictures / f"{case.name}-{name}.png")
