"""The notebook's screen: what is kept listed, looked through, gone back to, edited, deleted, brought back, copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from textual import events
from textual.pilot import Pilot

from tui_reader.library.document import Document, DocumentId
from tui_reader.messages.catalogue import load_catalogue
from tui_reader.notebook.database import open_database
from tui_reader.notebook.quote import Quote, take
from tui_reader.notebook.quotes import Quotes
from tui_reader.ui import notebook_screen
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.notebook_screen import NotebookScreen

from .frames import press, raw, reader, rows, running, settle, unjoined, until, write

ARABIC = "عنوان أول\n\nالفقرة الأولى فيها كلام كثير عن الاقتصاد. وهذا هو الاقتباس المهم هنا! ثم نهاية الكلام.\n"
LATIN = "Second title\n\nA paragraph with a sentence that somebody wanted to keep. And then another one.\n"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return write(tmp_path / "lib", {"1.txt": ARABIC, "2.txt": LATIN})


def quote_of(path: Path, text: str, day: int, note: str = "", tags: tuple[str, ...] = ()) -> Quote:
    """A quote taken from a file on some day of January 2026."""
    whole = path.read_text(encoding="utf-8")
    document = Document(DocumentId(str(path)), whole.split("\n")[0], 0, whole)
    at = whole.index(text)
    moment = f"2026-01-{day:02}T12:00:00.000Z"
    return replace(take(document, at, at + len(text), note=note, tags=tags), created=moment, changed=moment)


def keep(state: Path, quotes: Sequence[Quote]) -> Path:
    """A notebook that holds quotes."""
    database = open_database(state)
    for quote in quotes:
        Quotes(database).add(quote)
    database.close()
    return state


def kept(state: Path) -> list[Quote]:
    """What is in the notebook, read from the disk."""
    database = open_database(state)
    try:
        return Quotes(database).all()
    finally:
        database.close()


@pytest.fixture
def state(tmp_path: Path, library: Path) -> Path:
    """Three quotes."""
    return keep(
        tmp_path / "state",
        [
            quote_of(library / "1.txt", "الاقتباس المهم", 1, "ملاحظة أولى", ("سياسة", "press")),
            quote_of(library / "2.txt", "a sentence that somebody wanted", 2, "", ("press",)),
            quote_of(library / "1.txt", "كلام كثير عن الاقتصاد", 3, "third #5 note"),
        ],
    )


def screen_of(app: ReaderApp) -> NotebookScreen:
    assert isinstance(app.screen, NotebookScreen)
    return app.screen


async def opened(pilot: Pilot[int], count: int = 3) -> NotebookScreen:
    """The notebook, opened by its key, with everything read."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await press(pilot, '"')
    await until(pilot, lambda: isinstance(app.screen, NotebookScreen) and app.screen._loaded)
    await listed(pilot, count)
    return screen_of(app)


async def listed(pilot: Pilot[int], count: int) -> None:
    """Wait until so many quotes are listed."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    await until(pilot, lambda: len(screen_of(app).list.quotes) == count)
    await settle(pilot)


def texts(app: ReaderApp) -> list[str]:
    return [quote.text for quote in screen_of(app).list.quotes]


async def test_the_newest_are_there_while_the_rest_is_read(
    library: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, whole = Event(), Quotes.all

    def slow(quotes: Quotes) -> list[Quote]:
        assert read.wait(60)
        return whole(quotes)

    monkeypatch.setattr(Quotes, "all", slow)
    monkeypatch.setattr(notebook_screen, "FIRST", 2)
    app = reader([library], state=state)
    async with running(app) as pilot:
        await press(pilot, '"')
        await until(pilot, lambda: isinstance(app.screen, NotebookScreen))
        await listed(pilot, 2)
        assert texts(app) == ["كلام كثير عن الاقتصاد", "a sentence that somebody wanted"]
        read.set()
        await listed(pilot, 3)


async def test_quotes_that_cannot_be_looked_through_are_not_found_and_no_key_waits(
    library: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> object:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(notebook_screen.Sieve, "find", broken)
    app, failed = reader([library], state=state), []
    async with running(app) as pilot:
        app.failed = lambda group, error: failed.append((group, str(error)))  # type: ignore[method-assign]
        await press(pilot, '"')
        await listed(pilot, 3)
        await press(pilot, "z", "enter")
        # The first quotes may stand there before all of them are read: it is looked for again then.
        await until(pilot, lambda: failed and not app.screen.busy and texts(app) == [])
        assert set(failed) == {("notebook", "a mistake")}


async def test_quotes_are_listed_newest_first_with_their_source(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        assert texts(app) == ["كلام كثير عن الاقتصاد", "a sentence that somebody wanted", "الاقتباس المهم"]
        shown = rows(app)
        at = next(number for number, row in enumerate(shown) if "a sentence that somebody wanted" in row)
        assert shown[at].lstrip().startswith("a sentence"), "a left-to-right quote stands on the left"
        below = shown[at + 1]
        assert below.index("Second title") < below.index("#press") < below.index("2026-01-02")
        arabic = next(row for row in shown if "ﺩﺎﺼﺘﻗﻻ" in row or "ﺩﺎﺼﺘﻗﻻﺍ" in row)
        assert arabic.startswith("   ") and len(arabic.rstrip()) > 110, "a right-to-left one on the right"
        assert "3 quotes" in shown[-1] and "Tab" in shown[-1]
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


async def test_an_empty_notebook_says_how_to_fill_it(library: Path, tmp_path: Path) -> None:
    app = reader([library], state=tmp_path / "state")
    async with running(app) as pilot:
        await opened(pilot, 0)
        assert "press s" in "\n".join(rows(app))
        for key in ("enter", "tab", "enter", "y", "Y", "e", "d", "u", "down", "G"):
            await press(pilot, key)
        assert len(app.screen_stack) == 2
        await press(pilot, "q")
        assert len(app.screen_stack) == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("الإقتباسُ", [2]),
        ("SENTENCE wanted", [1]),
        ("ملاحظه", [2]),
        ("second title", [1]),
        ("#press", [1, 2]),
        ("#pr", [1, 2]),
        ("#سياسه المهم", [2]),
        ("#press #سياسة", [2]),
        ("#", [0, 1, 2]),
        ("nowhere", []),
    ],
)
async def test_what_is_typed_is_looked_for(library: Path, state: Path, typed: str, found: list[int]) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        everything = texts(app)
        await press(pilot, *typed)
        await listed(pilot, len(found))
        assert texts(app) == [everything[number] for number in found]
        assert (f"{len(found)} of 3" in rows(app)[-1]) == (len(found) < 3)
        if not found:
            assert "No quote has all of this" in "\n".join(rows(app))


async def test_only_of_this_article_and_only_of_a_tag(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "tab", "t")
        await listed(pilot, 2)
        assert "Of this article" in "\n".join(rows(app))
        await press(pilot, "#")
        await until(pilot, lambda: len(app.screen_stack) == 3)
        shown = "\n".join(rows(app))
        assert "#press" in shown and "Every tag" in shown
        await press(pilot, *"press")
        await press(pilot, "enter")
        await listed(pilot, 1)
        assert texts(app) == ["الاقتباس المهم"]
        await press(pilot, "t")
        await listed(pilot, 2)
        await press(pilot, "#", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await press(pilot, "#", "up", "up", "up", "enter")
        await listed(pilot, 3)


async def test_enter_returns_to_the_place(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "down", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        assert app.reading.selected_text() == "a sentence that somebody wanted"
        assert app.reading.on_screen(app.reading.selection.start)  # type: ignore[union-attr]
        assert app.screen.focused is app.reading
        assert app.list.current is not None and app.list.current.document.title == "Second title"
        assert app.status.noticed is None, "nothing to be said of what is where it was"


EDITS = {
    "moved": (lambda folder: edit(folder, "1.txt", "عنوان أول\n\n", "عنوان أول\n\nفقرة جديدة قبلها.\n\n"), "edited"),
    "fuzzy": (lambda folder: edit(folder, "1.txt", "كلام كثير عن", "كلام كثيرر عن"), "changed"),
    "renamed": (lambda folder: (folder / "1.txt").rename(folder / "new name.txt"), "new name.txt"),
    "elsewhere": (
        lambda folder: (
            write(folder, {"3.txt": "كتاب آخر\n\nقال: " + ARABIC.split("\n")[2] + " انتهى.\n"}),
            (folder / "1.txt").unlink(),
        ),
        "another article",
    ),
}


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("how", EDITS)
async def test_it_is_found_again_and_said_how(library: Path, state: Path, how: str) -> None:
    change, said = EDITS[how]
    change(library)
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        wanted = "كلام كثيرر عن الاقتصاد" if how == "fuzzy" else "كلام كثير عن الاقتصاد"
        assert app.reading.selected_text() == wanted
        assert said in (app.status.noticed or "")


async def test_a_place_that_is_lost_is_said_to_be(library: Path, state: Path) -> None:
    (library / "1.txt").write_text("شيء مختلف تماما\n\nلا يشبهه في أي كلمة\n", encoding="utf-8")
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await until(pilot, lambda: app.status.noticed)
        assert "not in this article any more" in (app.status.noticed or "")
        assert app.reading.selection is None
    (library / "1.txt").unlink()
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "1.txt" in (screen.footer.noticed or ""))
        assert app.screen is screen, "the notebook stays"


async def test_note_and_tags_are_edited(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot)
        await press(pilot, "tab", "e")
        assert screen._note.value == "third ##5 note"
        await press(pilot, *" more #new", "enter")
        await until(pilot, lambda: screen.footer.noticed)
        assert [(each.note, each.tags) for each in kept(state)][2] == ("third #5 note more", ("new",))
        assert "#new" in "\n".join(rows(app))
        assert screen.focused is screen.list
        before = kept(state)
        await press(pilot, "e", *"x", "escape", "e", "enter")
        await settle(pilot)
        assert kept(state) == before, "given up, or nothing changed"
        assert app.screen is screen


async def test_deleting_and_bringing_back(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot)
        everything = texts(app)
        await until(pilot, lambda: len(app.reading.kept) == 2)
        await press(pilot, "u")
        await press(pilot, "backspace", "tab", "u")
        assert "Nothing was deleted" in (screen.footer.noticed or "")
        await press(pilot, "down", "d")
        await listed(pilot, 2)
        assert "u brings it back" in (screen.footer.noticed or "")
        assert screen.list.cursor == 1, "the cursor goes to the one below"
        await press(pilot, "delete")
        await listed(pilot, 1)
        assert [each.text for each in kept(state)] == [everything[0]]
        await until(pilot, lambda: len(app.reading.kept) == 1)
        await press(pilot, "u")
        await listed(pilot, 2)
        assert screen.list.current is not None and screen.list.current.text == everything[2]
        await press(pilot, "ctrl+z")
        await listed(pilot, 3)
        assert texts(app) == everything and [each.text for each in kept(state)] == everything[::-1]
        assert kept(state)[0].tags == ("سياسة", "press")
        await until(pilot, lambda: len(app.reading.kept) == 2)


async def test_a_quote_is_copied_from_the_notebook(library: Path, state: Path, copies: list[str]) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot)
        await press(pilot, "tab", "y")
        await until(pilot, lambda: screen.footer.noticed)
        assert copies == ["كلام كثير عن الاقتصاد"] and "21" in (screen.footer.noticed or "")
        await press(pilot, "Y")
        await until(pilot, lambda: len(copies) == 2)
        assert "«كلام كثير عن الاقتصاد»" in copies[1] and "عنوان أول" in copies[1]


async def test_keys_of_the_list_work_on_an_arabic_layout(library: Path, state: Path, copies: list[str]) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "tab", "ت", "غ")
        await until(pilot, lambda: copies)
        assert copies == ["a sentence that somebody wanted"]


async def test_hostile_quotes_reach_no_terminal(library: Path, tmp_path: Path) -> None:
    evil = "قبل\x1b]52;c;AAAA\x07\u202e\x9b2J بعد\n\n\x00 سطر"
    (library / "1.txt").write_text(evil, encoding="utf-8", newline="")
    quote = quote_of(library / "1.txt", evil[:40], 1, evil, (evil,))
    app = reader([library], state=keep(tmp_path / "state", [quote]))
    async with running(app) as pilot:
        screen = await opened(pilot, 1)
        await press(pilot, "tab", "#")
        await until(pilot, lambda: len(app.screen_stack) == 3)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\x00"} & set(raw(app))
        await press(pilot, "escape", "e")
        await settle(pilot)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\x00"} & set(raw(app))
        assert screen.focused is screen._note


async def test_a_great_notebook_is_drawn_a_screen_at_a_time(library: Path, tmp_path: Path) -> None:
    one = quote_of(library / "2.txt", "a sentence", 1)
    many = [replace(one, id=str(uuid4()), note=f"number {number}") for number in range(3000)]
    state = tmp_path / "state"
    database = open_database(state)
    Quotes(database).merge(many)
    database.close()
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot, 3000)
        drawn: list[str] = []
        source = screen.list._source
        screen.list._source = lambda quote: drawn.append(quote.id) or source(quote)  # type: ignore[func-returns-value,method-assign]
        await press(pilot, "tab", "G")
        assert screen.list.cursor == 2999
        rows(app)
        assert 0 < len(set(drawn)) <= 2 * screen.list.page
        await press(pilot, "g", "pagedown", "down")
        assert screen.list.cursor == screen.list.page + 1
        await press(pilot, "/", *"2999")
        await listed(pilot, 1)


@pytest.mark.parametrize("size", [(40, 12), (24, 8), (200, 60)])
async def test_any_size_shows_the_quotes(library: Path, state: Path, size: tuple[int, int]) -> None:
    app = reader([library], state=state)
    async with running(app, size) as pilot:
        await opened(pilot)
        shown = rows(app)
        assert len(shown) == size[1]
        assert any("a sentence that" in row for row in shown)
        await press(pilot, "tab", "down", "enter")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await settle(pilot)
        assert app.reading.selected_text() == "a sentence that somebody wanted"
        assert app.reading.on_screen(app.reading.selection.start)  # type: ignore[union-attr]


async def test_a_right_to_left_interface_is_mirrored(
    library: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load_catalogue("en"), "direction", "rtl")
    app = reader([library], state=state)
    async with running(app) as pilot:
        screen = await opened(pilot)
        assert app.level == 1
        shown = rows(app)
        assert shown[-1].index("3 quotes") < shown[-1].index("Tab"), "keys where reading begins"
        assert screen.list.on_rail(0)
        await press(pilot, "tab", "t")
        await listed(pilot, 2)
        header = next(row for row in rows(app) if "Of this article" in row)
        assert header.startswith("     ")
        arabic = next(unjoined(row) for row in rows(app) if "ﺩﺎﺼﺘﻗ" in row)
        assert arabic.rstrip() and arabic.startswith("   ")


async def test_from_the_palette_the_notebook_opens(library: Path, state: Path) -> None:
    app = reader([library], state=state)
    async with running(app) as pilot:
        await press(pilot, "?", *"bring back what")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, NotebookScreen))


async def test_keys_that_are_faster_than_the_list_mean_what_it_will_show(library: Path, state: Path) -> None:
    """Deleted twice and one brought back, all in one read."""
    app = reader([library], state=state)
    async with running(app) as pilot:
        await opened(pilot)
        await press(pilot, "tab")
        for key in ("d", "d", "u"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await until(pilot, lambda: len(kept(state)) == 2 and len(screen_of(app).list.quotes) == 2)
        await press(pilot, "u")
        await listed(pilot, 3)
        assert len(kept(state)) == 3
