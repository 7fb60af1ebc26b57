"""How text is shown. Display only: the text stays as it is written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tui_reader.settings.settings import DIGITS, JUSTIFIED, SPACINGS, Source, Spacing
from tui_reader.settings.themes import load_theme, theme_names
from tui_reader.text.display import Display as Options
from tui_reader.text.sanitise import one_line

from ..describe import isolated, meta
from .base import Group

if TYPE_CHECKING:
    from tui_reader.notebook.database import Database

#: Columns by which lines become longer or shorter.
MEASURE_STEP = 4

Choice = TypeVar("Choice", bound=str)


def _after(chosen: Choice, choices: tuple[Choice, ...]) -> Choice:
    """The choice that comes next, the first after the last."""
    return choices[(choices.index(chosen) + 1) % len(choices)]


class Display(Group):
    """The keys after a comma."""

    def next_theme(self) -> None:
        names = theme_names(self._app.themes_folder)
        at = names.index(self._app.reading_theme.name) if self._app.reading_theme.name in names else -1
        self._app.reading_theme, problems = load_theme(names[(at + 1) % len(names)], self._app.themes_folder)
        self._app._use_theme()
        if problems:
            self._app.say(self._app.catalogue.text(problems[0].key, **problems[0].values), error=True)
        elif self._keep("theme", self._app.reading_theme.name):
            self._say("notice.theme", name=self._app.reading_theme.name)

    @property
    def _display(self) -> Options:
        """How the text is drawn."""
        return self._app.reading.display_options

    def _show_as(self, display: Options) -> None:
        """Draw the text another way, at the same place."""
        self._app.reading.display_options = display
        self._app.reading.relay()

    def tashkeel(self) -> None:
        shown = not self._display.tashkeel
        self._show_as(self._display._replace(tashkeel=shown))
        if self._keep("tashkeel", shown):
            self._say("display.tashkeel_shown" if shown else "display.tashkeel_hidden")

    def digits(self) -> None:
        chosen = _after(self._display.digits, DIGITS)
        self._show_as(self._display._replace(digits=chosen))
        if self._keep("digits", chosen):
            self._say(f"display.digits_{chosen}")

    def justify(self) -> None:
        chosen = _after(self._display.justified, JUSTIFIED)
        self._show_as(self._display._replace(justified=chosen))
        if self._keep("justify", chosen):
            self._say(f"display.justify_{chosen}")

    def controls(self) -> None:
        shown = not self._display.controls
        self._show_as(self._display._replace(controls=shown))
        if self._keep("controls", shown):
            self._say("display.controls_shown" if shown else "display.controls_hidden")

    def wider(self) -> None:
        self._widen(MEASURE_STEP)

    def narrower(self) -> None:
        self._widen(-MEASURE_STEP)

    def _widen(self, columns: int) -> None:
        measure = self._app.reading.widen(columns)
        if self._keep("measure", measure):
            self._say("display.measure", columns=measure)

    def zen(self) -> None:
        if not self.leave_zen():
            self._focus(self._app.reading)
            self._show_panes(False)

    def leave_zen(self) -> bool:
        """Show all panes again; whether some were hidden. Zen ends when the keys go elsewhere, too."""
        hidden = self._app.status.quiet
        if hidden:
            self._show_panes(True)
        return hidden

    def _show_panes(self, shown: bool) -> None:
        self._app.status.quiet = not shown
        self._app.status.refresh()
        self._app.frame.set_class(not shown, "zen")

    def spacing(self) -> None:
        chosen: Spacing = _after(self._app.reading.spacing, SPACINGS)
        self._app.reading.spacing = chosen
        self._app.reading.relay()
        if self._keep("spacing", chosen):
            self._say(f"display.spacing_{chosen}")

    def direction(self) -> None:
        """The paragraph the other way, then the document, then both as they are by themselves."""
        page = self._app.reading.page
        if page is None:
            return
        paragraph = self._app.reading.focus_paragraph
        if page.direction is not None:
            page.direction = None
            page.paragraph_directions.clear()
            said = "direction.document_auto"
        elif paragraph in page.paragraph_directions:
            level = page.paragraph_directions.pop(paragraph)
            page.direction = level
            page.paragraph_directions.clear()
            said = "direction.document_rtl" if level else "direction.document_ltr"
        else:
            level = 1 - page.level(paragraph)
            page.paragraph_directions[paragraph] = level
            said = "direction.paragraph_rtl" if level else "direction.paragraph_ltr"
        self._app.reading.relay()
        self._say(said)

    def encoding(self) -> None:
        """Let the reader say which encoding the file is in, and read it again."""
        from tui_reader.library.encodings import CHOICES
        from tui_reader.library.formats import FORMATS

        from ..pick_rows import PickRow

        app, text = self._app, self._app.catalogue.text
        document = app.reading.page.document if app.reading.page else None
        if document is None:
            return
        if not any(row.encoded for row in FORMATS if row.name == document.format):
            self._say("notice.no_encoding", format=document.format)
            return
        path = document.id.path
        chosen = app.shelf.chosen_encoding(path)
        told = PickRow(text("encoding.told"), document.encoding if chosen is None else "", marked=chosen is None)
        rows = [told, *(PickRow(name, marked=name == chosen) for name in CHOICES)]

        def taken(index: int) -> None:
            app.ask(lambda: self._read_as(path, CHOICES[index - 1] if index else None), "encoding")

        self._pick(text("prompt.encoding"), rows, taken)

    def _read_as(self, path: str, name: str | None) -> None:
        """Run on a thread, for disks may not answer: read the file of a document's path again, and remember how."""
        from tui_reader.library.scan import STANDARD_INPUT

        app = self._app
        standard = path == STANDARD_INPUT
        file, member = (path, "") if standard else _on_disk(path)
        if not file:  # a pipe, or gone
            app.call_later(self._say, "notice.no_file", path=isolated(one_line(path)))
            return
        folder = None if standard else app.state_folder

        def remember(whole: str | None) -> None:
            if folder is not None:
                self._remember_encoding(folder, file, whole)

        app.shelf.choose_encoding(file, member, name, remember)
        app.shelf.read_again(file)

    def _remember_encoding(self, folder: Path, path: str, name: str | None) -> None:
        """Have the thread that the end of the program waits for write it: one choice after another."""
        from tui_reader.notebook.quote import whole_path
        from tui_reader.settings.encodings import ENCODINGS_FILE, write_encoding

        app, whole = self._app, whole_path(path)

        def work(_: Database) -> OSError | None:
            try:
                write_encoding(folder, whole, name)
            except OSError as error:
                return error
            return None

        def then(error: OSError | None) -> None:
            if error is not None:
                values = {"path": folder / ENCODINGS_FILE, "reason": error.strerror or error}
                app.say(app.catalogue.text("problem.choice-not-saved", **values), error=True)

        app.memory.submit(work, then)

    def language(self) -> None:
        """The next language the interface speaks; in one that is written from the right all sides change."""
        from tui_reader.messages.catalogue import languages, load_catalogue

        app = self._app
        codes = languages()
        app.catalogue = load_catalogue(_after(app.catalogue.language, codes))
        text, level, page = app.catalogue.text, app.level, app.reading.page
        app.frame.set_class(bool(level), "rtl")
        app.frame.set_class(not level, "ltr")
        app.search_bar.speak(level, text("search.placeholder"))
        app.list.speak(level)
        empty = (text("reading.empty"), text("reading.empty_document"))
        app.reading.speak(level, empty, meta(app.catalogue, page.document) if page else "")
        app.status.speak(level, text("status.separator"))
        if app.prompt is not None:
            app.prompt.speak(level, app.prompt.placeholder)
        app.show_listed()
        if self._keep("language", app.catalogue.language):
            self._say("notice.language")

    def terminal(self) -> None:
        """Send text another way, and remember it for this terminal; what was recognised comes round again."""
        here, state = self._app.here, self._app.state_folder
        self._app.use_profile(here.try_next())
        recognised = here.recognised.profile.name
        name = here.profile.name
        if self._app.settings.source("terminal") in (Source.FILE, Source.CHOICE):
            kept = self._keep("terminal", name)
        else:
            from tui_reader.settings.terminals import save_learnt

            # What is recognised anyway is better forgotten than remembered.
            problem = save_learnt(here.identity, None if name == recognised else name, state) if state else None
            kept = problem is None
            if problem:
                self._app.say(self._app.catalogue.text(problem.key, **problem.values), error=True)
        if kept and name == recognised:
            self._say("terminal.recognised", name=name, way=here.profile.way.value)
        elif kept:
            self._say("terminal.tried", way=here.profile.way.value)


def _on_disk(path: str) -> tuple[str, str]:
    """The file a document's path is of, and the name in it where that is an archive; both empty where there is none."""
    parts = path.split("/")
    for end in range(len(parts), 0, -1):
        file = "/".join(parts[:end])
        if os.path.isfile(file):  # noqa: PTH113
            return file, "/".join(parts[end:])
    return "", ""
