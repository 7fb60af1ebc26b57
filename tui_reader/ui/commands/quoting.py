"""Quotations with their source, and the notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from tui_reader.text.sanitise import one_line

from ..describe import isolated
from .inputs import Inputs, Question
from .selecting import Selecting

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.notebook.finding import Discovered
    from tui_reader.notebook.quote import Quote

    from ..notebook_screen import NotebookScreen

#: What a quote that stands elsewhere, or was changed, is said to have become.
SAID = {"moved": "notebook.moved", "context": "notebook.context", "fuzzy": "notebook.fuzzy"}

#: The same, where another article than the one of that name holds it.
ELSEWHERE = {"digest": "notebook.renamed", "text": "notebook.elsewhere"}


class Quoting(Selecting, Inputs):
    """Taking a quotation out of a text, and finding the way back to it."""

    def _selected(self, refusal: str) -> tuple[Document, int, int] | None:
        """The document on the screen and the range selected of its text; where there is none, why is said."""
        reading, text = self._app.reading, self._app.catalogue.text
        span = reading.selected_range
        if reading.page is not None and span is not None:
            return reading.page.document, *span
        reason = text("notice.title_only") if reading.selected_text() else self._nothing_selected()
        self._app.say(text(refusal, reason=reason))
        return None

    def copy_with_source(self) -> None:
        """The selection in the template of the setting `citation`."""
        if not (selected := self._selected("notice.not_quoted")):
            return

        def make() -> Quote:
            from tui_reader.notebook.quote import take

            return take(*selected)

        self.copy_citation(make)

    def copy_citation(self, make: Callable[[], Quote]) -> None:
        """Copy a quote in its template; ``make`` gives the quote, on a thread."""
        app = self._app

        def run() -> None:
            from tui_reader.notebook.citations import CITATIONS_FOLDER, cite, load_citation

            quote, settings = make(), app.settings
            folder = app.themes_folder and app.themes_folder.parent / CITATIONS_FOLDER
            citation, problems = load_citation(settings.citation, folder, quote)
            text = cite(quote, citation, isolates=settings.quote_isolates, tashkeel=settings.quote_tashkeel)
            said = [app.catalogue.text(problem.key, **problem.values) for problem in problems]
            self._copy(text, said)

        app.aside(run, "copy")

    async def keep_quote(self) -> None:
        """Keep the selection, with a note and tags if there are any."""
        if not (selected := self._selected("notice.not_kept")):
            return

        def done(typed: str) -> None:
            from tui_reader.notebook.note_line import parse_note

            self._app.keeper.keep(*selected, *parse_note(typed))

        await self._ask(self._app.catalogue.text("prompt.note"), Question(done), prefix='" ')

    # -- the notebook -------------------------------------------------------------------------------------

    def notebook(self) -> None:
        """Every quote that was kept."""
        from ..notebook_screen import NotebookScreen

        self._app.push_screen(NotebookScreen(self._app))

    # What keys do to a quote in the notebook is in the palette too; there it opens the notebook.
    quote_open = quote_copy = quote_cite = quote_edit = quote_delete = notebook
    quote_undo = quote_here = quote_tag = quote_search = quote_close = notebook

    def return_to(self, screen: NotebookScreen, quote: Quote) -> None:
        """Look for the place a quote is from, in every article; then leave the notebook and go there."""
        app = self._app
        documents, listed = app.shelf.store.snapshot(), app.list.entries

        def run() -> None:
            from tui_reader.notebook.finding import discover

            worker = get_current_worker()
            found = discover(quote, documents)
            at = None
            if found.document is not None:
                wanted = found.document.id
                at = next((number for number, each in enumerate(listed) if each.document.id == wanted), None)
            if not worker.is_cancelled:
                screen.post_message(screen.Traced(quote, found, at))

        app.aside(run, "discover")

    def arrive(self, screen: NotebookScreen, quote: Quote, found: Discovered, at: int | None) -> None:
        """The place of a quote is known, or that there is none; ``at`` is where its article is in the list."""
        app, text = self._app, self._app.catalogue.text
        document = found.document
        if not screen.is_active:  # it was left, or something else is asked in it
            return
        if document is None:
            loading = app.shelf.loader is None or not app.shelf.loader.done
            path = isolated(one_line(quote.path))
            app.say(text("notebook.not_yet") if loading else text("notebook.lost", path=path), error=True)
            return
        screen.leave()
        app.visits.mark()
        listed = app.list.entries
        if at is not None and at < len(listed) and listed[at].document.id == document.id:
            app.list.go(at)
        app.visits.mark()
        app.previews.show(document)
        app.lights.stay()
        app.screen_stack[0].set_focus(app.reading)
        page = app.reading.page
        if page is not None and page.document is not document:
            # Rewritten meanwhile: the place is shown, what stands there now is not taken for the quote.
            start = found.found.span[0] if found.found.span is not None else quote.start
            app.reading.go_to_offset(app.visits.now(document, start, page.document) or 0)
            return
        if found.found.span is None:
            app.reading.go_to_fraction(quote.start / max(1, quote.length))
            app.say(text("notebook.words_gone"), error=True)
            return
        app.reading.point_to(*found.found.span)
        said = []
        if found.by in ELSEWHERE:
            said.append(text(ELSEWHERE[found.by], path=isolated(one_line(document.id.path))))
        if (found.found.how in SAID and found.by != "text") or found.found.how in ("context", "fuzzy"):
            said.append(text(SAID[found.found.how]))
        if said:
            app.say(text("status.separator").join(said))
