"""What the groups of commands share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from textual.widget import Widget

from tui_reader.settings.settings import save_choice

if TYPE_CHECKING:
    from ..app import ReaderApp
    from ..pick_rows import PickRow


class Group:
    """Some of the actions of a `ReaderApp`, one method an action, named for it. Others begin with an underscore."""

    def __init__(self, app: ReaderApp) -> None:
        self._app = app

    def _say(self, key: str, **values: object) -> None:
        """A notice in the catalogue's words."""
        self._app.say(self._app.catalogue.text(key, **values))

    def _focus(self, widget: Widget) -> None:
        """Give a widget the keys at once: the next one may be waiting already."""
        self._app.screen.set_focus(widget)

    def _keep(self, name: str, value: str | int) -> bool:
        """Remember a choice for the next start; says so and gives False where that failed."""
        if self._app.state_folder is None:
            return True
        problem = save_choice(name, value, self._app.settings, self._app.state_folder)
        if problem:
            self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)
        return problem is None

    def _pick(
        self,
        placeholder: str,
        rows: Sequence[PickRow],
        taken: Callable[[int], Awaitable[object] | object] = lambda index: None,
        wide: bool = False,
        at: int | None = None,
    ) -> None:
        """Let the reader pick a row; ``taken`` is called with its index, or nothing is where none was.

        ``wide`` gives long rows the whole width of the window; ``at`` is where the cursor begins, by default on the row
        that is marked.
        """
        from ..pick_screen import PickScreen

        async def picked(index: int | None) -> None:
            if index is not None:
                done = taken(index)
                if isinstance(done, Awaitable):
                    await done

        app = self._app
        screen = PickScreen(app.look, lambda: app.way, app.level, placeholder, rows, at)
        screen.rows.settled = app.key_order.settle
        screen.set_class(wide, "wide")
        app.push_screen(screen, picked)
