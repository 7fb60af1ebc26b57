"""What the interface says of documents, places and outcomes, in the catalogue's words. Logical text throughout."""

from __future__ import annotations

import datetime
import time
from typing import TYPE_CHECKING

from tui_reader.library.marks import Mark, ReadState
from tui_reader.messages.catalogue import Catalogue
from tui_reader.text.bidi import EXPLICIT
from tui_reader.text.sanitise import one_line

if TYPE_CHECKING:
    from tui_reader.library.document import Document
    from tui_reader.library.scan import Problem
    from tui_reader.terminal.clipboard import Outcome

    from .app import ReaderApp

#: Code points read in a minute: some 200 words of Arabic prose with the spaces between them.
READ_IN_A_MINUTE = 1200

#: So many minutes are told in hours.
MANY_MINUTES = 120

#: What turns while documents are loaded, and how many of its steps it makes in a second.
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
TURNS = 8

_FSI, _PDI = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """A piece of somebody else's text that must not reorder what stands around it, nor end its own isolate."""
    return f"{_FSI}{EXPLICIT.sub('', text)}{_PDI}"


def metadata(catalogue: Catalogue, document: Document) -> str:
    """Author, date and length of a document: the list's second row."""
    pieces = [document.metadata.author or "", date(document), length(catalogue, document)]
    return catalogue.text("status.separator").join(isolated(piece) for piece in pieces if piece)


def listed(catalogue: Catalogue, document: Document, mark: Mark) -> str:
    """The list's second row: how far it was read, before what it is."""
    said = metadata(catalogue, document)
    if mark.state == ReadState.UNREAD:
        return said
    return catalogue.text("status.separator").join((isolated(progress(catalogue, mark)), said))


def progress(catalogue: Catalogue, mark: Mark) -> str:
    """How far a document was read."""
    read = catalogue.text("list.read") if mark.state == ReadState.READ else ""
    return read or catalogue.text("status.place", percent=mark.percent)


def meta(catalogue: Catalogue, document: Document) -> str:
    """The dim line under the title: the list's, with where the document lies."""
    pieces = [metadata(catalogue, document), isolated(document.id.path)]
    return catalogue.text("status.separator").join(pieces)


def date(document: Document) -> str:
    """The document's own date as written, else the day its file was changed."""
    if document.metadata.date:
        return document.metadata.date
    if document.modified is None:
        return ""
    try:
        return datetime.date.fromtimestamp(document.modified).isoformat()
    except (OverflowError, OSError, ValueError):
        return ""


def length(catalogue: Catalogue, document: Document) -> str:
    """How long reading takes, in minutes, or hours where it takes many."""
    minutes = max(1, round(document.length / READ_IN_A_MINUTE))
    if minutes >= MANY_MINUTES:
        return catalogue.text("reading.hours", count=round(minutes / 60))
    return catalogue.text("reading.minutes", count=minutes)


def time_left(catalogue: Catalogue, minutes: int) -> str:
    """How long what is left takes to read."""
    if minutes >= MANY_MINUTES:
        return catalogue.text("status.hours_left", count=round(minutes / 60))
    return catalogue.text("status.left", count=minutes)


def minutes_left(extent: tuple[int, int, int]) -> int:
    """How many minutes what comes after the screen takes to read, of `TextPane.extent`; 0 where nothing does."""
    _, last, length = extent
    return -(-(length - last) // READ_IN_A_MINUTE)


def problem(catalogue: Catalogue, found: Problem) -> str:
    """One line that names the path, what is wrong and what to do."""
    from tui_reader.library.read import LARGEST_FILE

    values = {"path": one_line(found.path), "reason": one_line(found.detail), "limit": LARGEST_FILE >> 20}
    return catalogue.text(f"problem.{found.code}", **values)


def copied(catalogue: Catalogue, text: str, outcome: Outcome) -> str:
    """What became of a copy: never more than is known."""
    from tui_reader.terminal.clipboard import OSC52_LIMIT

    if outcome.too_long:
        reason = catalogue.text("notice.too_long_to_copy", limit=OSC52_LIMIT // 1024)
    else:
        reason = catalogue.text("notice.no_clipboard")
    if outcome.via is None:
        return catalogue.text("notice.not_copied", reason=reason)
    ways = {"osc52": "way.osc52", "tmux": "way.tmux"}
    way = catalogue.text(ways.get(outcome.via, "way.tool"), tool=outcome.via)
    if outcome.path is not None:
        said = catalogue.text("notice.copied_to_file", reason=reason, path=outcome.path)
    else:
        said = catalogue.text("notice.copied" if outcome.certain else "notice.sent", count=len(text), way=way)
    if outcome.replaced:
        said += catalogue.text("status.separator") + catalogue.text("notice.replaced", count=outcome.replaced)
    return said


def nothing(app: ReaderApp) -> str:
    """Why there is nothing to read."""
    if app.shelf.problems.first:
        return problem(app.catalogue, app.shelf.problems.first)
    return app.catalogue.text("notice.empty_folder", path=", ".join(app.shelf.paths))


def empty_list(app: ReaderApp) -> str:
    """What the list says where it lists nothing."""
    if app.arranger.filtered and len(app.shelf.documents):
        return app.catalogue.text("list.filtered")
    return app.catalogue.text("list.empty") if app.shelf.results is None else _none_found(app)


def _none_found(app: ReaderApp) -> str:
    """That no article holds all words of the query: none at all, or none of those that are there by now."""
    return app.catalogue.text("search.none_so_far" if app.shelf.none_so_far else "search.no_results")


def list_header(app: ReaderApp) -> list[str]:
    """What is said above the list: what may have been meant, and that its articles lack a word."""
    shelf, text = app.shelf, app.catalogue.text
    rows = []
    if shelf.suggestion is not None:
        typed = isolated(one_line(shelf.suggestion.typed))
        rows.append(text("search.did_you_mean", typed=typed, count=shelf.suggestion.total))
    if shelf.results is not None and len(shelf.results.partial):
        key = "search.partial_so_far" if shelf.none_so_far else "search.partial"
        rows.append(text(key, count=len(shelf.results.partial)))
    return rows


def status(app: ReaderApp) -> tuple[list[str], list[str]]:
    """The status line's pieces: place and hits where reading begins, the document's nature at the other side."""
    text = app.catalogue.text
    start: list[str] = []
    end: list[str] = []
    reading, page = app.reading, app.reading.page
    if reading.selecting:
        start.append(text("status.selecting"))
    if app.living.following:
        start.append(text("status.following"))
    if count := reading.selected_length:
        start.append(text("status.selected", count=count))
    if page is not None and reading.size.height:
        start.append(text("status.place", percent=reading.percent))
        if left := minutes_left(reading.extent()):
            start.append(time_left(app.catalogue, left))
    if app.list.entries:
        start.append(text("status.article", n=app.list.cursor + 1, total=len(app.list.entries)))
    elif app.shelf.results is not None:
        start.append(_none_found(app))
    if not app.arranger.plain:
        from .arrangements import arrangement_words

        start.append(arrangement_words(app.catalogue, app.arranger.arrangement))
    if reading.hits:
        n = "–" if reading.hit is None else reading.hit + 1
        key = "status.hits" if app.lights.own is None else "status.hits_here"
        start.append(text(key, n=n, total=len(reading.hits)))
    elif app.lights.own is not None and not app.lights.waiting:
        start.append(text("status.no_hits"))
    loader = app.shelf.loader
    if loader is not None and not loader.done:
        key = "status.loaded" if loader.scanned else "status.loading"
        spinner = SPINNER[int(time.monotonic() * TURNS) % len(SPINNER)]
        end.append(text(key, spinner=spinner, loaded=f"{loader.loaded:,}", found=f"{loader.found:,}"))
    if page is not None:
        document = page.document
        chosen = app.shelf.chosen_encoding(document.id.path) is not None
        end.append(text("encoding.chosen" if chosen else "encoding.known", encoding=document.encoding))
        end.append(app.catalogue.language_name(page.language))
        level = document.level if page.direction is None else page.direction
        end.append(text("direction.rtl" if level else "direction.ltr"))
    problems = app.shelf.problems
    if problems.faults and problems.first:
        end.append(text("status.problems", count=len(problems.faults), first=one_line(problems.first.path)))
    return start, end
