"""The notebook: every kept quote, newest first, to look through, to go back to, to edit, to copy and to take out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from tui_reader.actions import display_key, for_where
from tui_reader.notebook.note_line import note_line, parse_note
from tui_reader.notebook.quote import whole_path
from tui_reader.notebook.quotes import tag_counts
from tui_reader.notebook.sieve import Sieve, Wanted

from .bidi_input import BidiInput
from .cover import Cover
from .describe import isolated
from .pick_rows import PickRow
from .pick_screen import PickScreen
from .quote_list import QuoteList
from .status_line import StatusLine

if TYPE_CHECKING:
    from tui_reader.notebook.finding import Discovered
    from tui_reader.notebook.quote import Quote
    from tui_reader.notebook.quotes import Quotes

    from .app import ReaderApp

T = TypeVar("T")

#: What the footer says of the keys, in the order in which it is cut where there is no room.
HINTS = {
    "quote_open": "notebook.open",
    "quote_copy": "notebook.copy",
    "quote_cite": "notebook.cite",
    "quote_edit": "notebook.edit",
    "quote_delete": "notebook.delete",
    "quote_undo": "notebook.undo",
    "quote_here": "notebook.here",
    "quote_tag": "notebook.tag",
    "quote_search": "notebook.search",
    "quote_close": "notebook.close",
}

#: Moving keys that mean something in a list -> how far they go, in quotes and in pages.
MOVES = {
    "line_up": (-1, 0.0),
    "line_down": (1, 0.0),
    "page_up": (0, -1.0),
    "page_down": (0, 1.0),
    "half_page_up": (0, -0.5),
    "half_page_down": (0, 0.5),
}


#: Quotes that are listed before all are read: more than there is room for.
FIRST = 100


class NotebookScreen(Cover[None]):
    """Covers the reader. What is typed is looked for; Tab goes to the list, where single keys do things."""

    class Sifted(Message):
        """The quotes that hold what was wanted."""

        def __init__(self, wanted: Wanted, quotes: Sequence[Quote]) -> None:
            super().__init__()
            self.wanted = wanted
            self.quotes = quotes

    class Traced(Message):
        """Where a quote stands now; ``at`` is its article's place in the list."""

        def __init__(self, quote: Quote, found: Discovered, at: int | None) -> None:
            super().__init__()
            self.quote = quote
            self.found = found
            self.at = at

    def __init__(self, reader: ReaderApp) -> None:
        super().__init__()
        self._reader = reader
        look, level, text = reader.look, reader.level, reader.catalogue.text

        separator = text("status.separator")
        self._filter = BidiInput(
            look, lambda: reader.way, level, text("notebook.placeholder"), id="notebook-filter", prefix='" '
        )
        self.list = QuoteList(look, lambda: reader.way, level, separator, id="notebook-list")
        self.list.empty = text("list.loading")
        self._note = BidiInput(look, lambda: reader.way, level, "", id="notebook-note")
        self.footer = StatusLine(look, lambda: reader.way, level, separator, id="notebook-footer")
        self._all: list[Quote] = []
        self._loaded = False
        self._unreadable = 0
        self._sieve = Sieve()
        self._wanted = Wanted()
        self._aim: str | None = None  # id of the quote that the cursor is to be on
        self._edited: Quote | None = None
        self._deleted: list[Quote] = []
        self._sifting = False
        self._writing = 0
        # What is to be done when the list shows what is asked for.
        self._waiting: list[Callable[[], object]] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="notebook"):
            yield self._filter
            yield self.list
            yield self._note
            yield self.footer

    def on_mount(self) -> None:
        self._filter.focus()
        self._say_keys()
        self._reader.keeper.run(lambda quotes: quotes.newest(FIRST), self._take_first, once=True)
        self._reader.keeper.run(lambda quotes: (quotes.all(), quotes.unreadable), self._take)

    def _take_first(self, quotes: Sequence[Quote]) -> None:
        """What a screen shows at first of a notebook that takes a while to be read."""
        if self._wanted == Wanted():
            self.list.show(quotes, 0)

    def _take(self, read: tuple[list[Quote], int]) -> None:
        """The whole notebook, read on a thread."""
        self._all, self._unreadable = read[0][::-1], read[1]
        self._loaded = True
        self._sift()
        if self._unreadable:
            self._reader.say(self._reader.catalogue.text("notebook.unreadable", count=self._unreadable), error=True)

    # -- what is listed ---------------------------------------------------------------------------------

    def _sift(self) -> None:
        """List what is wanted now: all at once, anything else when a thread has looked for it."""
        self._wanted = self._wanted._replace(typed=self._filter.value.strip())
        wanted, sieve, quotes = self._wanted, self._sieve, list(self._all)
        self._reader.workers.cancel_group(self._reader, "notebook")
        self._sifting = wanted != Wanted()
        if not self._sifting:
            self._show(quotes)
            return

        def run() -> None:
            worker = get_current_worker()
            found: list[Quote] | None = []  # that it fails, the app is told: keys wait for it
            try:
                found = sieve.find(quotes, wanted, lambda: worker.is_cancelled)
            finally:
                if found is not None:
                    self.post_message(self.Sifted(wanted, found))

        self._reader.aside(run, "notebook")

    def on_notebook_screen_sifted(self, message: Sifted) -> None:
        if message.wanted == self._wanted:
            self._sifting = False
            self._show(message.quotes)

    def _show(self, quotes: Sequence[Quote]) -> None:
        text = self._reader.catalogue.text
        if self._loaded:
            self.list.empty = text("notebook.nothing_found" if self._all else "notebook.empty")
        pieces = [text("notebook.only_here")] if self._wanted.place is not None else []
        if self._wanted.tag is not None:
            pieces.append(isolated(f"#{self._wanted.tag}"))
        self.list.header = text("status.separator").join(pieces)
        at = next((index for index, quote in enumerate(quotes) if quote.id == self._aim), None)
        self._aim = None
        self.list.show(quotes, 0 if at is None else at)
        self._say_keys()
        self._go_on()

    # -- in order ---------------------------------------------------------------------------------------

    @property
    def _settled(self) -> bool:
        """Whether the list shows what was asked for, and everything that was to be written is."""
        return self._loaded and not self._sifting and not self._writing

    def _when_settled(self, act: Callable[[], object]) -> None:
        """Do something to the quote under the cursor when it is the one that is meant: keys may be faster."""
        self._waiting.append(act)
        self._go_on()

    def _go_on(self) -> None:
        waited = self.busy
        while self._waiting and self._settled:
            self._waiting.pop(0)()
        if waited and not self.busy:
            self._reader.key_order.settle()

    @property
    def busy(self) -> bool:
        """Whether a key waits for what a thread does."""
        return bool(self._waiting)

    def give_up(self) -> None:
        """Do nothing of what waits."""
        self._waiting.clear()

    def _write(
        self,
        work: Callable[[Quotes], T],
        then: Callable[[T], object],
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        """Change the notebook; what is asked for meanwhile waits."""
        self._writing += 1

        def end(act: Callable[[], object]) -> None:
            self._writing -= 1
            act()
            self._go_on()

        self._reader.keeper.run(work, lambda result: end(lambda: then(result)), lambda: end(failed))

    # -- what is said -----------------------------------------------------------------------------------

    def _say_keys(self) -> None:
        """What the keys do where they are, and how many quotes there are."""
        text = self._reader.catalogue.text
        keys: list[str] = []
        if self.focused is self.list:
            names = {action.name: action for action in for_where("notebook", self._reader.keys.actions)}
            for name, words in HINTS.items():
                if name in names and names[name].keys:
                    keys.append(f"\u2066{display_key(names[name].keys[0])}\u2069 {text(words)}")
        else:
            keys = [text("notebook.keys_typing")]
        shown, total = len(self.list.quotes), len(self._all)
        count = text("notebook.count", count=total)
        if shown != total:
            count = text("notebook.found", shown=shown, total=total)
        self.footer.show(keys, [count] if self._loaded else [])

    # -- keys and mouse ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is self._filter:
            self._sift()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self._note:
            self._end_edit(event.value)
        else:
            self._when_settled(self.quote_open)

    def on_quote_list_chosen(self) -> None:
        self._when_settled(self.quote_open)

    def on_descendant_focus(self) -> None:
        self._say_keys()

    def on_key(self, event: events.Key) -> None:
        if self._do(event):
            event.stop()
            event.prevent_default()

    def _do(self, event: events.Key) -> bool:
        """Do what a key stands for that no input took; whether it stands for anything."""
        self.footer.clear_notice()
        if self.focused is self._note:
            if event.key == "escape":
                self._end_edit(None)
            return event.key in ("escape", "tab", "shift+tab")
        if event.key in ("tab", "shift+tab"):
            self.set_focus(self._filter if self.focused is self.list else self.list)
            return True
        if self.focused is self.list:
            name = self._reader.keys.action("notebook", event.key, event.character)
        else:
            moves = {"up": "line_up", "down": "line_down", "pageup": "page_up", "pagedown": "page_down"}
            name = {**moves, "escape": "quote_close"}.get(event.key)
        if name is None:
            return False
        if name in ("quote_close", "quote_search"):
            self._act(name)
        else:
            self._when_settled(lambda: self._act(name))
        return True

    def _act(self, name: str) -> None:
        """Do what an action stands for here."""
        if name in MOVES:
            quotes, pages = MOVES[name]
            self.list.put(self.list.cursor + quotes + int(pages * self.list.page))
        elif name in ("start", "end"):
            self.list.put(0 if name == "start" else len(self.list.quotes) - 1)
        elif name in HINTS:
            done: Callable[[], object] = getattr(self, name)
            done()

    # -- actions ----------------------------------------------------------------------------------------

    def quote_close(self) -> None:
        self.leave()

    def quote_search(self) -> None:
        self.set_focus(self._filter)

    def quote_open(self) -> None:
        """Go back to where the quote is from."""
        if quote := self.list.current:
            self._reader.say(self._reader.catalogue.text("notebook.looking"))
            self._reader.commands.return_to(self, quote)

    def on_notebook_screen_traced(self, message: Traced) -> None:
        self._reader.commands.arrive(self, message.quote, message.found, message.at)

    def quote_copy(self) -> None:
        if quote := self.list.current:
            self._reader.commands.copy_text(quote.text)

    def quote_cite(self) -> None:
        if quote := self.list.current:
            self._reader.commands.copy_citation(lambda: quote)

    def quote_here(self) -> None:
        """Quotes of the article on the screen only, or of all again."""
        page = self._reader.reading.page
        if self._wanted.place is not None:
            self._wanted = self._wanted._replace(place=None, digest=None)
        elif page is None:
            self._reader.say(self._reader.catalogue.text("notebook.no_article"))
            return
        else:
            id = page.document.id
            self._wanted = self._wanted._replace(place=(whole_path(id.path), id.record), digest=page.document.digest)
        self._sift()

    def quote_tag(self) -> None:
        """Quotes of one tag only, or of all again."""
        reader, text = self._reader, self._reader.catalogue.text
        counts = tag_counts(self._all)
        tags: list[str | None] = [None, *counts]
        rows = [PickRow(text("notebook.every_tag"), marked=self._wanted.tag is None)]
        for tag, count in counts.items():
            rows.append(PickRow(isolated(f"#{tag}"), str(count), marked=tag == self._wanted.tag))

        def picked(index: int | None) -> None:
            if index is not None:
                self._wanted = self._wanted._replace(tag=tags[index])
                self._sift()

        reader.push_screen(PickScreen(reader.look, lambda: reader.way, reader.level, text("prompt.tag"), rows), picked)

    def quote_edit(self) -> None:
        """Ask for another note and other tags."""
        if quote := self.list.current:
            self._edited = quote
            text = self._reader.catalogue.text
            self._note.ask("# ", text("prompt.note"), note_line(quote.note, quote.tags))
            self.add_class("editing")
            self.set_focus(self._note)

    def _end_edit(self, typed: str | None) -> None:
        """Keep what was typed, unless it is None or what stood there before."""
        quote, self._edited = self._edited, None
        self.remove_class("editing")
        self.set_focus(self.list)
        if quote is None or typed is None or typed == note_line(quote.note, quote.tags):
            return
        note, tags = parse_note(typed)
        self._write(lambda quotes: quotes.edit(quote.id, note=note, tags=tags), self._after_edit)

    def _after_edit(self, quote: Quote | None) -> None:
        if quote is None:
            self._reader.say(self._reader.catalogue.text("notebook.gone"), error=True)
            return
        self._all = [quote if each.id == quote.id else each for each in self._all]
        self._aim = quote.id
        self._sift()
        self._reader.say(self._reader.catalogue.text("notebook.edited"))

    def quote_delete(self) -> None:
        if quote := self.list.current:
            self._write(lambda quotes: quotes.delete(quote.id), lambda gone: self._after_delete(quote, gone))

    def _after_delete(self, quote: Quote, gone: Quote | None) -> None:
        # One that another program had taken out already cannot be brought back from here; the one shown can.
        self._deleted.append(gone or quote)
        at = next((index for index, each in enumerate(self.list.quotes) if each.id == quote.id), 0)
        below = [each.id for each in (*self.list.quotes[at + 1 : at + 2], *self.list.quotes[max(0, at - 1) : at])]
        self._all = [each for each in self._all if each.id != quote.id]
        self._aim = below[0] if below else None
        self._sift()
        self._reader.keeper.look_again()
        keys = [action.keys[0] for action in self._reader.keys.actions if action.name == "quote_undo" and action.keys]
        self._reader.say(self._reader.catalogue.text("notebook.deleted", key=display_key(*keys[:1] or ("u",))))

    def quote_undo(self) -> None:
        """Bring back the quote that was deleted last."""
        if not self._deleted:
            self._reader.say(self._reader.catalogue.text("notebook.nothing_deleted"))
            return
        quote = self._deleted.pop()
        self._write(
            lambda quotes: quotes.add(quote), lambda _: self._after_undo(quote), lambda: self._deleted.append(quote)
        )

    def _after_undo(self, quote: Quote) -> None:
        others = [each for each in self._all if each.id != quote.id]
        at = next((index for index, each in enumerate(others) if each.created < quote.created), len(others))
        self._all = [*others[:at], quote, *others[at:]]
        self._aim = quote.id
        self._sift()
        self._reader.keeper.look_again()
        self._reader.say(self._reader.catalogue.text("notebook.restored"))
