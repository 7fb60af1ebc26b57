"""Quotations with their source, and passages kept: what is on the screen, in the clipboard and in the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui_reader.notebook.database import DATABASE_FILE, NotebookError, open_database
from tui_reader.notebook.quote import Quote, take
from tui_reader.notebook.quotes import Quotes
from tui_reader.settings.problem import Problem
from tui_reader.settings.themes import load_theme
from tui_reader.text.selection import Position, Selection
from tui_reader.ui.app import ReaderApp
from tui_reader.ui.theme import styles

from .frames import lit, press, reader, running, settle, until, write
from .test_selecting import cells_of

ARTICLE = (
    "عنوان المقال\n\nالفقرة الأولى فيها كلام كثير. وهذا هو الاقتباس المهم! ثم نهاية.\r\nSecond paragraph, in English.\n"
)
QUOTED = "وهذا هو الاقتباس المهم! "


def select(app: ReaderApp, text: str) -> None:
    """Select words of the document on the screen."""
    page = app.reading.page
    assert page is not None
    at = page.document.text.index(text)
    app.reading.selection = Selection(page.position(at), page.position(at + len(text)))
    app.reading.focus()


def kept(state: Path) -> list[Quote]:
    """What is in the notebook, read from the disk."""
    database = open_database(state)
    try:
        return Quotes(database).all()
    finally:
        database.close()


async def tinted(pilot: Pilot[int], *texts: str) -> None:
    """Wait until exactly these words are tinted."""
    app = pilot.app
    assert isinstance(app, ReaderApp)

    def there() -> bool:
        page = app.reading.page
        return page is not None and [page.document.text[a:b] for a, b in app.reading.kept] == list(texts)

    await until(pilot, there)


async def test_a_quotation_names_its_source(tmp_path: Path, copies: list[str]) -> None:
    folder = write(
        tmp_path / "a", {"a.md": "---\ntitle: الكتاب\nauthor: فلان\ndate: 2024-05-01\n---\n\nنص عربي طويل هنا.\n"}
    )
    app = reader([folder])
    async with running(app) as pilot:
        await settle(pilot)
        select(app, "عربي طويل")
        await press(pilot, "Y")
        await until(pilot, lambda: copies)
        assert "«عربي طويل»" in copies[0]
        assert "فلان" in copies[0] and "الكتاب" in copies[0] and "2024" in copies[0]
        await until(pilot, lambda: app.status.noticed)
        assert str(len(copies[0])) in (app.status.noticed or "")


async def test_settings_of_a_quotation(tmp_path: Path, copies: list[str]) -> None:
    folder = write(tmp_path / "a", {"a.txt": "عنوان\n\nقالَ شيئًا here.\n"})
    mine = write(tmp_path / "config" / "citations", {"mine.txt": "<$text>$[ of $title$]"})
    app = reader([folder], citation="mine", quote_isolates=True, quote_tashkeel=False)
    app.themes_folder = mine.parent / "themes"
    async with running(app) as pilot:
        select(app, "قالَ شيئًا")
        await press(pilot, "Y")
        await until(pilot, lambda: copies)
        assert copies[0].strip() == "<\u2067قال شيئا\u2069> of \u2067عنوان\u2069"
        await until(pilot, lambda: app.reading.selection is None or app.status.noticed)
        select(app, "قالَ شيئًا")
        await press(pilot, "y")
        await until(pilot, lambda: len(copies) == 2)
        assert copies[1] == "قالَ شيئًا", "an exact copy is never changed"


async def test_a_broken_template_is_named_and_another_one_taken(tmp_path: Path, copies: list[str]) -> None:
    folder = write(tmp_path / "a", {"a.txt": ARTICLE})
    mine = write(tmp_path / "config" / "citations", {"mine.txt": "$nonsense"})
    app = reader([folder], citation="mine")
    app.themes_folder = mine.parent / "themes"
    async with running(app) as pilot:
        select(app, QUOTED)
        await press(pilot, "Y")
        await until(pilot, lambda: app.status.noticed)
        assert "nonsense" in (app.status.noticed or "")
        assert "«" in copies[0] and QUOTED.strip() in copies[0]


async def test_both_ways_of_copying_are_in_the_palette(tmp_path: Path, copies: list[str]) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": ARTICLE})])
    async with running(app) as pilot:
        select(app, QUOTED)
        await press(pilot, "ctrl+p", *"with its source")
        await press(pilot, "enter")
        await until(pilot, lambda: copies)
        assert "«" in copies[0]
        await press(pilot, "ctrl+p", *"copy the selection")
        await press(pilot, "enter")
        await until(pilot, lambda: len(copies) == 2)
        assert copies[1] == QUOTED


@pytest.mark.parametrize("key", ["y", "Y", "s"])
async def test_without_a_selection_each_says_what_to_do(tmp_path: Path, copies: list[str], key: str) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": ARTICLE})])
    async with running(app) as pilot:
        app.reading.focus()
        await press(pilot, key)
        await settle(pilot)
        assert copies == []
        assert "press v" in (app.status.noticed or "")
        assert app.screen.focused is app.reading


async def test_a_title_that_is_not_of_the_text_is_copied_and_not_quoted(tmp_path: Path, copies: list[str]) -> None:
    app = reader([write(tmp_path / "a", {"a.md": "---\ntitle: The title\n---\n\nText.\n"})])
    async with running(app) as pilot:
        app.reading.focus()
        for key in ("Y", "s", "y"):
            app.reading.selection = Selection(Position(0, 0), Position(0, 5))
            await press(pilot, key)
            await settle(pilot)
            if key != "y":
                assert "title" in (app.status.noticed or "")
        await until(pilot, lambda: copies)
        assert copies == ["The t"]


async def test_a_passage_is_kept_with_its_note_and_tinted(tmp_path: Path) -> None:
    folder, state = write(tmp_path / "a", {"a.txt": ARTICLE}), tmp_path / "state"
    app = reader([folder], state=state)
    async with running(app) as pilot:
        select(app, QUOTED)
        await press(pilot, "s")
        assert app.screen.focused is app.prompt
        await press(pilot, *"مهم جدا #سياسة #press")
        assert app.reading.selection is not None, "it is seen what will be kept"
        await press(pilot, "enter")
        await until(pilot, lambda: app.status.noticed)
        assert (app.status.noticed or "").startswith("Kept 24 characters")
        found = kept(state)
        assert [(each.text, each.note, each.tags) for each in found] == [(QUOTED, "مهم جدا", ("سياسة", "press"))]
        assert found[0].path == str(folder / "a.txt") and ARTICLE[found[0].start : found[0].end] == QUOTED
        await tinted(pilot, QUOTED)
        assert app.reading.selection is None
        await settle(pilot)
        at = ARTICLE.index(QUOTED)
        wanted = {place for place, span in cells_of(app).items() if at <= span[0] < at + len(QUOTED)}
        assert set(lit(app, app.reading, app.look.kept)) == wanted
        assert app.screen.focused is app.reading


async def test_esc_keeps_nothing(tmp_path: Path) -> None:
    folder, state = write(tmp_path / "a", {"a.txt": ARTICLE}), tmp_path / "state"
    app = reader([folder], state=state)
    async with running(app) as pilot:
        select(app, QUOTED)
        await press(pilot, "s", *"note", "escape")
        await settle(pilot)
        assert app.reading.selected_text() == QUOTED
        assert app.screen.focused is app.reading
    assert kept(state) == []


async def test_what_could_not_be_kept_is_not_called_kept(tmp_path: Path) -> None:
    folder, state = write(tmp_path / "a", {"a.txt": ARTICLE}), tmp_path / "state"
    open_database(state).close()
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: app.memory._database is not None)
        # Another program writes and does not end.
        other = sqlite3.connect(state / DATABASE_FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        select(app, QUOTED)
        await press(pilot, "s", "enter")
        await until(pilot, lambda: app.status.noticed)
        assert "not kept" in (app.status.noticed or "") and "Kept" not in (app.status.noticed or "")
        assert app.reading.selected_text() == QUOTED, "it can be tried again"
        other.execute("ROLLBACK")
        other.close()
        await press(pilot, "s", "enter")
        await tinted(pilot, QUOTED)
    assert [each.text for each in kept(state)] == [QUOTED]


async def test_where_nothing_can_be_written_it_is_kept_until_the_end_and_said_so(tmp_path: Path) -> None:
    folder = write(tmp_path / "a", {"a.txt": ARTICLE})
    state = tmp_path / "state"
    state.write_text("a file where the folder should be")
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: app.status.noticed)
        assert "cannot be written" in (app.status.noticed or ""), "said before anybody relies on it"
        select(app, QUOTED)
        await press(pilot, "s", "enter")
        await until(pilot, lambda: "until you quit" in (app.status.noticed or ""))
        await tinted(pilot, QUOTED)


async def test_what_is_kept_is_tinted_when_an_article_is_shown(tmp_path: Path) -> None:
    folder, state = write(tmp_path / "a", {"1.txt": ARTICLE, "2.txt": "other\n\nnothing here\n"}), tmp_path / "state"
    app = reader([folder], state=state)
    async with running(app) as pilot:
        page = app.reading.page
        assert page is not None
        document, database = page.document, open_database(state)
        quotes = Quotes(database)
        for text in ("الأولى فيها", "فيها كلام", "English"):
            at = ARTICLE.index(text)
            quotes.add(take(document, at, at + len(text)))
        database.close()
        await press(pilot, "]")
        await tinted(pilot)
        await press(pilot, "[")
        await tinted(pilot, "الأولى فيها كلام", "English")
    # The file is edited before the next start: two are found again, one is gone.
    (folder / "1.txt").write_text(ARTICLE.replace("عنوان", "جملة جديدة. عنوان").replace("English", "Latin"))
    app = reader([folder], state=state)
    async with running(app) as pilot:
        await until(pilot, lambda: app.reading.kept)
        page = app.reading.page
        assert page is not None
        assert page.document.text[slice(*app.reading.kept[0])] == "الأولى فيها كلام"


def test_without_colours_a_kept_passage_is_told_apart() -> None:
    theme, _ = load_theme("light")
    look = styles(theme, coloured=False)
    drawn = (look.text, look.kept, look.hit, look.current_hit, look.selection, look.set_apart["emphasis"])
    assert len({(each.italic, each.underline, each.reverse, each.bold) for each in drawn}) == len(drawn)


async def test_a_notebook_that_cannot_be_read_is_told_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise NotebookError(Problem("problem.notebook-busy", {"path": "x", "reason": "y"}))

    monkeypatch.setattr(Quotes, "of", fail)
    app = reader([write(tmp_path / "lib", {"1.txt": "one", "2.txt": "two", "3.txt": "three"})], state=tmp_path)
    said: list[str] = []
    monkeypatch.setattr(app, "say", lambda text, error=False: said.append(text))
    async with running(app) as pilot:
        await until(pilot, lambda: len(said) == 1)
        for _ in range(3):
            await press(pilot, "]")
            await settle(pilot)
            await until(pilot, lambda: not app.keeper._looking)
        assert len([text for text in said if "first article" not in text and "last article" not in text]) == 1
