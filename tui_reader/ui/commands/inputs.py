"""The search bar and the prompt: asking for a line, and keys in them that are no editing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual import events

from tui_reader.text.sanitise import one_line

from ..bidi_input import BidiInput
from ..describe import isolated
from .walking import Walking

if TYPE_CHECKING:
    from ..app import ReaderApp


class Question(NamedTuple):
    """What is done with the line that is asked for: at Enter, at every change, and when it is given up."""

    done: Callable[[str], object]
    changed: Callable[[str], object] = lambda typed: None
    given_up: Callable[[], object] = lambda: None


class Inputs(Walking):
    """What leaves an input, or moves the list from it."""

    def __init__(self, app: ReaderApp) -> None:
        super().__init__(app)
        self._question: Question | None = None

    async def _ask(self, placeholder: str, question: Question, prefix: str = "", value: str = "") -> None:
        """Ask for a line at the bottom of the screen. ``prefix`` stands before it, ``value`` in it."""
        if self._app.prompt is None:
            look, level = self._app.look, self._app.level
            self._app.prompt = BidiInput(look, lambda: self._app.way, level, "", id="prompt")
            await self._app.frame.mount(self._app.prompt)
        self._question = None
        self._app.prompt.ask(prefix, placeholder, value)
        self._app.frame.add_class("prompting")
        self._question = question
        self._focus(self._app.prompt)

    def prompt_changed(self, typed: str) -> None:
        """What stands in the prompt now."""
        if self._question is not None:
            self._question.changed(typed)

    async def percentage(self) -> None:
        def go(typed: str) -> None:
            value = typed.strip().rstrip("%٪ ")
            if value.isdecimal():
                self._app.visits.mark()
                self._app.reading.go_to_fraction(min(100, int(value[:9])) / 100)

        await self._ask(self._app.catalogue.text("prompt.percentage"), Question(go))

    async def find(self) -> None:
        """Look for something in the document on the screen, at every key."""
        if self._app.reading.page is None:
            return
        lights, text = self._app.lights, self._app.catalogue.text
        before, stop = self._app.reading.place, self._app.visits.here

        def look(typed: str) -> None:
            lights.look_for(typed)

        def give_up() -> None:
            if lights.end():
                self._app.reading.go_to_offset(before)

        def done(typed: str) -> None:
            if stop is not None and stop.at != self._app.reading.place:
                self._app.visits.trail.leave(stop)
            if lights.own is not None and not lights.waiting and not self._app.reading.hits:
                self._say("notice.not_here", typed=isolated(one_line(typed)))

        await self._ask(text("prompt.find"), Question(done, look, give_up), prefix="f ")

    async def input_key(self, event: events.Key) -> None:
        """Keys in the search bar and the prompt that are no editing."""
        field = self._app.screen.focused
        assert isinstance(field, BidiInput)
        act = self._prompt_key if field is self._app.prompt else self._search_key
        if act(event.key, field):
            event.stop()
            event.prevent_default()

    def _prompt_key(self, key: str, field: BidiInput) -> bool:
        """Whether a key in the prompt stands for something."""
        question = self._question
        if key not in ("escape", "enter") or question is None:
            return False
        self._question = None
        self._app.frame.remove_class("prompting")
        self._focus(self._app.reading)
        if key == "enter":
            question.done(field.value)
        else:
            question.given_up()
        return True

    def _search_key(self, key: str, field: BidiInput) -> bool:
        """Whether a key in the search bar stands for something."""
        history = self._app.searcher.history
        match key:
            case "escape" if field.value:
                field.value = ""
            case "escape":
                self._focus(self._app.list)
            case "enter":
                if not self.take_suggestion():
                    self._open_first()
            case "tab" | "shift+tab":
                self._app.searcher.remember()
                self._turn(1 if key == "tab" else -1)
            case "up" if history.walking(field.value) or self._app.list.cursor == 0:
                self._recall(history.older(field.value))
            case "down" if history.walking(field.value):
                self._recall(history.newer(field.value))
            case "up" | "down" | "pageup" | "pagedown":
                rows = self._app.list.page if key.startswith("page") else 1
                self._app.list.move(rows if key.endswith("down") else -rows)
            case "ctrl+p":
                self.palette()
            case _:
                return False
        return True

    def take_suggestion(self) -> bool:
        """Search for what may have been meant; whether there was anything."""
        suggestion = self._app.shelf.suggestion
        if suggestion is None or not self._app.searcher.answered:
            return False
        self._recall(suggestion.typed)
        return True

    def _recall(self, query: str | None) -> None:
        """Put a query into the search bar, if there is one."""
        bar = self._app.search_bar
        if query is not None:
            bar.value = query
            bar.cursor_position = len(query)

    def _open_first(self) -> None:
        self._app.searcher.remember()
        if self._app.list.current:
            self._focus(self._app.reading)
