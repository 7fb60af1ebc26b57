"""Which articles the list shows, and in which order; what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..list_rows import FolderRows
from .base import Group

if TYPE_CHECKING:
    from tui_reader.library.arrange import Arrangement, Counts, Filter, Order, State
    from tui_reader.library.tree import Folder

    from ..app import ReaderApp


class Listing(Group):
    """Sorting, filtering and marking."""

    def __init__(self, app: ReaderApp) -> None:
        super().__init__(app)
        self._all_closed = False

    def sort(self) -> None:
        """Let the reader choose an order; the one in force, chosen again, is turned round."""
        from tui_reader.library.arrange import ORDERS

        from ..arrangements import order_rows

        catalogue, now = self._app.catalogue, self._app.arranger.arrangement
        self._pick(catalogue.text("prompt.sort"), order_rows(catalogue, now), lambda index: self._sort(ORDERS[index]))

    def _sort(self, order: Order) -> None:
        now = self._app.arranger.arrangement
        reverse = now.order == order and not now.reverse
        self._arrange(now._replace(order=order, reverse=reverse))
        if not self._app.arranger.of_hits:
            self._keep("sort", f"-{order}" if reverse else order)

    def problems(self) -> None:
        """Everything that could not be read, and what to do about it."""
        from ..describe import problem
        from ..pick_rows import MadeRows, PickRow

        catalogue, problems = self._app.catalogue, self._app.shelf.problems
        # What is only passed over comes last: there may be much of it.
        found = (*problems.faults, *(each for each in problems if not each.fatal))
        if not found:
            self._say("notice.no_problems")
            return

        def line(index: int) -> str:
            return problem(catalogue, found[index])

        # One that is too long even so is said in the status line, too, when it is picked.
        self._pick(
            catalogue.text("prompt.problems"),
            MadeRows(len(found), lambda index: PickRow(line(index))),
            lambda index: self._app.say(line(index), error=True),
            wide=True,
            at=0,
        )

    def filter(self) -> None:
        """Let the reader choose what is listed, of what there is."""
        self._app.arranger.count()

    def choose_filter(self, counts: Counts) -> None:
        """Ask which articles to list, now that it is known how many there are of each kind."""
        from ..arrangements import filter_rows

        catalogue, now = self._app.catalogue, self._app.arranger.arrangement
        rows, filters = filter_rows(catalogue, counts, now.filter)

        def taken(index: int) -> None:
            chosen = filters[index]
            if chosen is not None:
                self._filter(chosen)

        self._pick(catalogue.text("prompt.filter"), rows, taken)

    def folders(self) -> None:
        """The articles under the folders they lie in, then these closed, then one article below the other again."""
        arranger = self._app.arranger
        if not arranger.foldered:
            arranger.foldered, arranger.closed, self._all_closed = True, set(), False
            said = "notice.folders_open"
        elif not self._all_closed:
            arranger.closed, self._all_closed = None, True
            said = "notice.folders_closed"
        else:
            arranger.foldered = False
            said = "notice.folders_none"
        self._app.show_listed()
        if self._keep("folders", arranger.foldered):
            self._say(said)

    def close_folder(self) -> None:
        """Close the folder of the article under the cursor, or where that is closed the one around it."""
        rows = self._app.list.rows
        if not isinstance(rows, FolderRows) or not rows.count:
            self._say("notice.folders_how")
            return
        folder: Folder | None = rows.around(self._app.list.cursor)
        if folder is not None and folder.path in rows.closed:
            folder = rows.above(folder)
        if folder is not None:
            self._app.arranger.fold(folder.path, True, folder.first)

    def open_folder(self) -> None:
        """Open the folder under the cursor."""
        rows = self._app.list.rows
        if not isinstance(rows, FolderRows) or not rows.count:
            self._say("notice.folders_how")
            return
        folder = rows.around(self._app.list.cursor)
        if folder.path in rows.closed:
            self._app.arranger.fold(folder.path, False, folder.first)

    def unread_only(self) -> None:
        """Only what was never opened, or everything again."""
        now = self._app.arranger.arrangement.filter
        unread: State = "unread"
        self._filter(now._replace(state=None if now.state == unread else unread))

    def _filter(self, chosen: Filter) -> None:
        self._arrange(self._app.arranger.arrangement._replace(filter=chosen))

    def _arrange(self, arrangement: Arrangement) -> None:
        """List what there is in another way."""
        from ..arrangements import arrangement_words

        self._app.arranger.arrangement = arrangement
        self._app.show_listed()
        self._app.say(arrangement_words(self._app.catalogue, arrangement))
