"""Bookmarks to pick from: a letter goes to its own at once, Enter to the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.widgets import Input

from tui_reader.messages.catalogue import Catalogue
from tui_reader.terminal.emit import Way
from tui_reader.text.sanitise import one_line

from .bidi_input import BidiInput
from .describe import isolated
from .outline_rows import words_of
from .pick_rows import PickRow
from .pick_screen import Picker, PickList
from .theme import Styles

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.notebook.places import Place


class BookmarkScreen(Picker["str | None"]):
    """Ends with a letter, `BACK`, or None. It opens before its rows are known: a letter typed meanwhile counts."""

    BACK = "'"

    def __init__(
        self,
        look: Styles,
        way: Callable[[], Way],
        level: int,
        catalogue: Catalogue,
        meant: Callable[[str], str | None],
        back: bool,
        delete: Callable[[str, Place], object],
    ) -> None:
        line = BidiInput(look, way, level, catalogue.text("prompt.bookmarks"), id="pick-filter", prefix="' ")
        super().__init__(PickList(look, way, level, []), line)
        self.places: Mapping[str, Place] = {}
        self._catalogue = catalogue
        self._meant = meant
        self._back = back
        self._delete = delete
        self._known = False
        self._letters: list[str] = []
        self._wanted: str | None = None

    def fill(self, places: Mapping[str, Place], document: Document | None) -> None:
        """The bookmarks are known: those of the document that is read, then those of all."""
        self.places, self._known = places, True
        self._letters = sorted(places, key=lambda letter: (letter.isupper(), letter))
        rows = []
        for letter in self._letters:
            place = places[letter]
            detail = self._catalogue.text("status.place", percent=min(place.percent, 100))
            if letter.isupper():
                title = place.title
                detail = self._catalogue.text("status.separator").join((isolated(one_line(title)), detail))
            rows.append(PickRow(f"{letter}  {words_of(place)}", detail))
        if self._back:
            self._letters.append(self.BACK)
            rows.append(PickRow(f"{self.BACK}  {self._catalogue.text('bookmarks.back')}"))
        if not rows:
            rows.append(PickRow(self._catalogue.text("bookmarks.none")))
        at = self.rows.cursor  # where one was deleted, the next one comes under it
        self.rows.fill(rows)
        self.rows.put(at)
        if self._wanted is not None:
            self.leave(self._wanted)

    @property
    def busy(self) -> bool:
        """Whether a letter was typed that may be a bookmark's."""
        return self._wanted is not None and not self._known

    def give_up(self) -> None:
        """No letter was typed."""
        self._wanted = None

    def take(self, index: int | None) -> None:
        """Leave with the bookmark of that row, or without one."""
        self.leave(self._letters[index] if index is not None and index < len(self._letters) else None)

    def choose(self, typed: str) -> None:
        """A key was pressed: the bookmark of its letter is meant."""
        letter = self._meant(typed) or typed
        if letter != self.BACK and not letter.isalnum():
            return
        self._wanted = letter
        if self._known:
            self.leave(letter)

    def delete(self) -> None:
        """Have the bookmark under the cursor taken out; `fill` then says which are left."""
        index = self.rows.chosen
        letter = self._letters[index] if index is not None and index < len(self._letters) else None
        if letter is not None and letter in self.places:
            self._delete(letter, self.places[letter])

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value:
            self.choose(event.value[-1])
            event.input.value = ""

    def on_key(self, event: events.Key) -> None:
        if event.character and event.is_printable:  # the line has not got the keys yet
            event.stop()
            self.choose(event.character)
        elif event.key == "delete":
            event.stop()
            event.prevent_default()
            self.delete()
        else:
            super().on_key(event)
