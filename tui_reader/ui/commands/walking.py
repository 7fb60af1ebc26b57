"""From hit to hit, article to article, pane to pane."""

from __future__ import annotations

import signal
from collections.abc import Awaitable

from .base import Group


class Walking(Group):
    """What is in force everywhere."""

    def search(self) -> None:
        # At once, not when messages have been answered: what is typed next is part of the query.
        self._app.screen.set_focus(self._app.search_bar)

    def next_hit(self) -> None:
        self._walk_hits(True)

    def previous_hit(self) -> None:
        self._walk_hits(False)

    def _walk_hits(self, forward: bool) -> None:
        """To the next hit, of this document or of the next one that has any; past the last, the first again."""
        self._app.visits.mark()
        if self._app.reading.next_hit(forward):
            return
        if self._app.lights.waiting:
            return  # the places of this text are still being looked for
        if self._app.lights.own is not None:
            if self._app.reading.hits:
                self._app.reading.go_to_hit(0 if forward else -1)
                self._say("notice.first_hit" if forward else "notice.last_hit")
            else:
                self._say("status.no_hits")
            return
        if not self._app.shelf.hits:
            self._say("status.no_hits")
            return
        if not self._app.list.step(1 if forward else -1):
            self._app.list.go(0 if forward else len(self._app.list.entries) - 1)
            self._say("notice.first_hit" if forward else "notice.last_hit")
        if entry := self._app.list.current:
            self._app.previews.show(entry.document, last=not forward)
            if self._app.reading.hits:
                self._app.reading.go_to_hit(0 if forward else len(self._app.reading.hits) - 1)

    def next_pane(self) -> None:
        self._turn(1)

    def previous_pane(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        panes = [self._app.search_bar, self._app.list, self._app.reading]
        at = panes.index(self._app.screen.focused) if self._app.screen.focused in panes else 1
        self._focus(panes[(at + by) % len(panes)])

    def step_back(self) -> None:
        """Out of a selection, what is looked for here, the reading pane, a query: one at a time."""
        if self._app.reading.selection is not None:
            self._app.reading.stop_selecting()
        elif self._app.lights.end() or self._app.commands.leave_zen():
            pass
        elif self._app.screen.focused is self._app.reading:
            self._focus(self._app.list)
        elif self._app.search_bar.value:
            self._app.search_bar.value = ""

    def previous_article(self) -> None:
        if not self._app.list.step(-1):
            self._say("notice.first_article")

    def next_article(self) -> None:
        entry = self._app.list.current
        if self._app.living.orphaned and entry is not None:
            self._app.previews.ask(entry.document)  # the cursor stands at what comes after one that is not listed
        elif not self._app.list.step(1):
            self._say("notice.last_article")

    def help(self) -> None:
        from ..help import action_rows

        catalogue = self._app.catalogue
        rows, actions = action_rows(catalogue, tuple(self._app.keys.actions))

        def run(index: int) -> Awaitable[None] | None:
            action = actions[index]
            return None if action is None else self._app.run_named(action.name)

        self._pick(catalogue.text("help.filter"), rows, run)

    def palette(self) -> None:
        self.help()

    def suspend(self) -> None:
        if hasattr(signal, "SIGTSTP"):
            self._app.action_suspend_process()
        else:
            self._say("notice.no_suspend")

    def quit(self) -> None:
        self._app.exit(0)
