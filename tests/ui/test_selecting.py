"""Selecting with the mouse and the keyboard: what is lit is what is copied, and that is the author's own text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tui_reader.terminal import clipboard
from tui_reader.terminal.emit import Way
from tui_reader.text.selection import Position, Selection
from tui_reader.ui.app import ReaderApp

from .frames import SEEDS, lit, press, reader, reading_rows, running, segments, settle, unjoined, until, write

SEED = next(SEEDS.glob("*.txt")).read_text("utf-8")
MIXED = (
    "عنوان مختلط NATO 2024\r\n\r\n"
    "English first, ثم عربي (الناتو) ثم English again 12 و١٢٣.\r\n"
    "مُدَرِّسَةٌ في الكـتاب سلام؛ الجملة الأولى. الجملة الثانية! «اقتباس»\tجدول\r\n"
    "שָׁלוֹם עוֹלָם 日本語 👩‍👩‍👧 end\r\n" + "سطر طويل من كلمات كثيرة جدا with some Latin in it و123 " * 30
)


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, clicks in one place belong together."""
    monkeypatch.setattr(ReaderApp, "CLICK_CHAIN_TIME_THRESHOLD", 1e9)


async def mouse(
    pilot: Pilot[int], kind: type[events.MouseEvent], x: int, y: int, button: int = 1, shift: bool = False
) -> None:
    """A mouse event at a place of the reading pane, as the terminal sends it."""
    app = pilot.app
    assert isinstance(app, ReaderApp)
    region = app.reading.region
    sx, sy = region.x + x, region.y + y
    app.screen._forward_event(kind(None, sx, sy, 0, 0, button, shift, False, False, sx, sy))  # type: ignore[arg-type]
    await settle(pilot)


async def drag(
    pilot: Pilot[int], start: tuple[int, int], *through: tuple[int, int], clicks: int = 1, shift: bool = False
) -> None:
    """Press, move through places and let go; the button pressed there so many times, the last one held."""
    for _ in range(clicks - 1):
        await mouse(pilot, events.MouseDown, *start)
        await mouse(pilot, events.MouseUp, *start)
    await mouse(pilot, events.MouseDown, *start, shift=shift)
    for place in through:
        await mouse(pilot, events.MouseMove, *place)
    await mouse(pilot, events.MouseUp, *(through or (start,))[-1])


def cells_of(app: ReaderApp) -> dict[tuple[int, int], tuple[int, int]]:
    """(column, row) of the reading pane -> the span of the document's text that is drawn there."""
    found = {}
    page = app.reading.page
    assert page is not None
    for y, row in enumerate(reading_rows(app)):
        if row.line is not None and row.place.paragraph >= page.shift:
            x = app.reading._left(row.line)
            base = page.text_offset(Position(row.place.paragraph, 0))
            for cell in row.line.cells:
                for column in range(cell.columns):
                    if cell.start >= 0:
                        found[x + column, y] = base + cell.start, base + cell.end
                x += cell.columns
    return found


def assert_lit_is_selected(app: ReaderApp) -> None:
    """The cells drawn as selected are those of the selected slice, no more and no fewer."""
    page, selection = app.reading.page, app.reading.selection
    assert page is not None and selection is not None
    start, end = page.text_offset(selection.start), page.text_offset(selection.end)
    assert app.reading.selected_text() == page.document.text[start:end]
    wanted = {place for place, (first, last) in cells_of(app).items() if first < end and last > start}
    assert set(lit(app, app.reading, app.look.selection)) == wanted


#: What can stand side by side: directions, numbers, marks, brackets, wide characters, line ends of every kind.
MIXTURE = (
    "تقرير Report رقم 12\n\n"
    "قال المدير (John Smith) في 25/3/2024: «إنّ المشروعَ نجح»، ثم أضاف: [Phase II] starts soon.\r\n"
    "The word كتاب means book; the word ספר too, and 日本 is Japan.\n\n"
    "האתר example.com/path?q=1 מכיל 100% עברית, וגם שָׁלוֹם.\r"
    "الله أكبر؛ لا إله إلا الله — لآلئ الأدب\u2028سطر جديد\tبعد جدول {قوس} <b>وسم</b>\n"
    "فارسی: می\u200cخواهم کتاب‌ها را بخوانم. اردو: ہمیں پڑھنا ہے۔ \u202bمضمّن\u202c e\u0301 👍\n"
    + "كلمات عربية كثيرة with English in between و123 رقما، ثم ينتهي السطر. "
    * 12
)


#: Keys of selecting; chords as several.
KEYS = [(key,) for key in ("left", "right", "up", "down", "w", "b", "(", ")", "{", "}", "o", "G", "g")] + [
    ("a", "w"), ("a", "s"), ("a", "p"),
]  # fmt: skip


def letters(text: str) -> list[str]:
    """The letters and digits of a text, whatever is done to them for the screen, in alphabetical order."""
    return sorted(character for character in unjoined(text) if character.isalnum())


def assert_sent_lit(app: ReaderApp) -> None:
    """On each row the letters sent as selected are those of the selected slice, in whichever order they are sent.

    A terminal that turns words leaves colours in their columns: there the columns are looked at.
    """
    page, selection = app.reading.page, app.reading.selection
    assert page is not None and selection is not None
    start, end = page.text_offset(selection.start), page.text_offset(selection.end)
    assert app.reading.selected_text() == page.document.text[start:end]
    look, region = app.look.selection, app.reading.region
    by_column = set(lit(app, app.reading, look)) if app.way is Way.WORDS else None
    for y, row in enumerate(reading_rows(app)):
        if row.line is None or row.place.paragraph < page.shift:
            continue
        base = page.text_offset(Position(row.place.paragraph, 0))
        caret = base + selection.focus.offset if selection.focus.paragraph == row.place.paragraph else -1
        wanted = [
            cell.nominal
            for cell in row.line.cells
            if cell.start >= 0
            and base + cell.start < end
            and base + cell.end > start
            and not (app.reading.selecting and base + cell.start <= caret < base + cell.end)
        ]
        if by_column is not None:
            shown = {
                place for place, span in cells_of(app).items() if span[0] < end and span[1] > start and place[1] == y
            }
            here = {place for place in by_column if place[1] == y}
            assert here <= shown and len(shown) - len(here) <= 2 * app.reading.selecting, (y, selection)
            continue
        sent = [
            text
            for text, style in segments(app, region.y + y)
            if (style.color, style.bgcolor) == (look.color, look.bgcolor)
        ]
        assert letters("".join(sent)) == letters("".join(wanted)), (y, selection)


@pytest.mark.parametrize("way", [way.value for way in Way])
async def test_random_selections_are_right_in_every_way_of_sending(tmp_path: Path, way: str) -> None:
    """Thousands of them, by mouse and by keys: what is lit is the slice, and what is copied too."""
    dice = random.Random(way)
    app = reader([write(tmp_path / "a", {"a.txt": MIXTURE})], way)
    units = ("cluster", "word", "sentence", "paragraph")
    async with running(app, (100, 30)) as pilot:
        page = app.reading.page
        assert page is not None and page.document.text == MIXTURE
        app.reading.focus()
        width, height = app.reading.size
        for _ in range(40):
            places = [(dice.randrange(width - 1), dice.randrange(height)) for _ in range(2)]
            app.reading._clicked = None
            await drag(pilot, *places, clicks=dice.choice((1, 1, 2, 3)))
            if app.reading.selection is not None:
                assert_sent_lit(app)
        await press(pilot, "v")
        for _ in range(60):
            await press(pilot, *dice.choice(KEYS))
            assert_sent_lit(app)
        for _ in range(400):
            # The same without drawing: many more of them.
            if dice.random() < 0.2:
                at = dice.randrange(len(MIXTURE) + 1)
                app.reading.selection = Selection(page.position(at), page.position(at))
            match dice.randrange(4):
                case 0:
                    app.reading.extend(dice.choice(units), dice.random() < 0.6)
                case 1:
                    app.reading.pick(dice.choice(units[1:]))
                case 2:
                    app.reading.extend_rows(dice.randint(-5, 5))
                case _:
                    app.reading.swap_ends()
            span = app.reading.selected_range
            assert app.reading.selected_text() == (MIXTURE[slice(*span)] if span else "")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    return write(tmp_path / "articles", {"a.txt": MIXED})


async def test_random_selections_are_exact_slices(mixed: Path) -> None:
    dice = random.Random(3)
    for folder, text in ((SEEDS, SEED), (mixed, MIXED)):
        app = reader([folder])
        async with running(app):
            page = app.reading.page
            assert page is not None
            for _ in range(3000):
                a, b = dice.randint(0, len(text)), dice.randint(0, len(text))
                app.reading.selection = Selection(page.position(a), page.position(b))
                copied = app.reading.selected_text()
                first, last = (page.text_offset(page.position(at)) for at in sorted((a, b)))
                assert copied == text[first:last]
                assert first <= min(a, b) and text[first : min(a, b)].strip("\r\n") == ""


async def test_random_drags_light_what_they_select(mixed: Path, copies: list[str]) -> None:
    dice = random.Random(4)
    for folder, text in ((SEEDS, SEED), (mixed, MIXED)):
        app = reader([folder])
        async with running(app, (90, 30)) as pilot:
            width, height = app.reading.size
            for _ in range(40):
                places = [(dice.randrange(width - 1), dice.randrange(height)) for _ in range(3)]
                cells = cells_of(app)
                await drag(pilot, *places)
                if app.reading.selection is None:
                    continue
                assert_lit_is_selected(app)
                for place in (places[0], places[-1]):
                    if place in cells and app.reading.selected_text():
                        marked = lit(app, app.reading, app.look.selection)
                        assert place in marked, ("both ends are taken", places, app.reading.selection, cells[place])
                copied = app.reading.selected_text()
                if copied:
                    await press(pilot, "y")
                    await until(pilot, lambda copied=copied: copies and copies[-1] == copied)
                    assert copied in text


async def test_a_drag_within_a_line_takes_both_ends(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "title\n\nעברית כאן\nlatin here"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        places = {span: place for place, span in cells_of(app).items()}
        text = "title\n\nעברית כאן\nlatin here"
        for word in ("עברית", "latin"):
            at = text.index(word)
            first, last = places[at, at + 1], places[at + 4, at + 5]
            for start, end in ((first, last), (last, first)):
                await drag(pilot, start, end)
                assert app.reading.selected_text() == word


async def test_a_drag_in_a_terminal_that_tells_of_no_moves(mixed: Path) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        start, end = list(cells_of(app))[5], list(cells_of(app))[200]
        await drag(pilot, start, end)
        wanted = app.reading.selection
        app.reading.stop_selecting()
        app.reading._clicked = None
        await mouse(pilot, events.MouseDown, *start)
        await mouse(pilot, events.MouseUp, *end)
        assert app.reading.selection == wanted is not None


async def test_a_drag_beyond_the_edge_scrolls(mixed: Path) -> None:
    write(mixed, {"a.txt": "\n".join(f"سطر {n}" for n in range(300))})
    app = reader([mixed])
    async with running(app, (80, 20)) as pilot:
        height = app.reading.size.height
        await mouse(pilot, events.MouseDown, 40, 5)
        await mouse(pilot, events.MouseMove, 40, height)
        await until(pilot, lambda: app.reading.place > 60)
        assert_lit_is_selected(app)
        down = app.reading.place
        await mouse(pilot, events.MouseMove, 40, -2)
        await until(pilot, lambda: app.reading.place < down)
        await mouse(pilot, events.MouseMove, 40, 4)
        await mouse(pilot, events.MouseUp, 40, 4)
        place = app.reading.place
        await settle(pilot)
        assert app.reading.place == place
        assert_lit_is_selected(app)


async def test_clicks_take_a_word_a_sentence_a_paragraph(mixed: Path) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        at = MIXED.index("الثانية")
        x, y = next(place for place, span in cells_of(app).items() if span[0] == at)
        wanted = ["الثانية", "الجملة الثانية! ", next(line for line in MIXED.split("\r\n") if "الثانية" in line)]
        await drag(pilot, (x, y))
        assert app.reading.selection is None
        for text in (*wanted, wanted[-1]):
            await drag(pilot, (x, y))
            assert app.reading.selected_text() == text
            assert_lit_is_selected(app)
        await drag(pilot, (x + 1, y))
        assert app.reading.selection is None, "another place begins anew"


async def test_clicks_that_are_slow_are_single_ones(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        monkeypatch.setattr(ReaderApp, "CLICK_CHAIN_TIME_THRESHOLD", -1.0)
        place = next(iter(cells_of(app)))
        for _ in range(3):
            await drag(pilot, place)
            assert app.reading.selection is None


UNITS = (
    "first title\n\n"
    "One two three four. Five six seven! Eight nine.\n"
    "كلمة أولى ثانية ثالثة. جملة أخرى هنا! والأخيرة.\n"
    "עברית שתיים שלוש. משפט English words בסוף.\n"
)


@pytest.mark.parametrize(
    ("clicks", "start", "end", "wanted"),
    [
        (2, "w", "hre", "two three"),
        (2, "hre", "w", "two three"),
        (2, "ve ", "hre", "three four. Five"),
        (3, "w", "ix", "One two three four. Five six seven! "),
        (3, "ine", "ive", "Five six seven! Eight nine."),
        (
            4,
            "w",
            "ولى",
            "One two three four. Five six seven! Eight nine.\nكلمة أولى ثانية ثالثة. جملة أخرى هنا! والأخيرة.",
        ),
        (2, "انية", "ولى", "أولى ثانية"),
        (2, "ولى", "انية", "أولى ثانية"),
        (3, "انية", "خرى", "كلمة أولى ثانية ثالثة. جملة أخرى هنا! "),
        (2, "תיים", "nglish", "שתיים שלוש. משפט English"),
    ],
)
async def test_a_drag_goes_by_what_the_clicks_before_it_took(
    tmp_path: Path, clicks: int, start: str, end: str, wanted: str
) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": UNITS})])
    async with running(app) as pilot:
        places = {span[0]: place for place, span in cells_of(app).items()}
        first, last = places[UNITS.index(start)], places[UNITS.index(end)]
        await drag(pilot, first, last, clicks=clicks)
        assert app.reading.selected_text() == wanted
        assert_lit_is_selected(app)
        await drag(pilot, first, last, first, clicks=clicks)
        assert app.reading.selected_text() in wanted, "back where it began, that one unit is left"
        await drag(pilot, last, clicks=1)
        assert app.reading.selection is None, "the end of a drag is no first click"


async def test_shift_and_a_click_extend(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": UNITS})])
    async with running(app) as pilot:
        places = {span[0]: place for place, span in cells_of(app).items()}

        def at(word: str) -> tuple[int, int]:
            return places[UNITS.index(word)]

        await drag(pilot, at("wo"), shift=True)
        assert app.reading.selection is None, "there was nothing to go on from"
        await drag(pilot, at("our"), shift=True)
        assert app.reading.selected_text() == "wo three fo", "from the last click on"
        await drag(pilot, at("ix"), shift=True)
        assert app.reading.selected_text() == "wo three four. Five si"
        await drag(pilot, at("ne "), shift=True)
        assert app.reading.selected_text() == "ne tw", "the other way, what was clicked first is still taken"
        await drag(pilot, at("wo"), clicks=2)
        await drag(pilot, at("ive"), shift=True)
        assert app.reading.selected_text() == "two three four. Five", "by words after a double click"
        await drag(pilot, at("ive"), at("خرى"), shift=True)
        assert app.reading.selected_text().endswith("جملة أخرى"), "and on, while the button is held"
        app.reading.focus()
        await press(pilot, "escape", "v", "w")
        anchor = app.reading.selection
        assert anchor is not None
        await drag(pilot, at("תיים"), shift=True)
        assert app.reading.selection is not None and app.reading.selection.anchor == anchor.anchor
        assert app.reading.selecting, "the keys go on with it"
        assert_lit_is_selected(app)


@pytest.mark.parametrize("way", ["inverse", "inverse-2800"])
async def test_a_click_lands_where_the_eye_is_though_the_terminal_tells_another_column(mixed: Path, way: str) -> None:
    """Konsole, PuTTY and VTE tell where they keep a letter, not where they draw it."""
    app = reader([mixed], way)
    async with running(app) as pilot:
        at = MIXED.index("الثانية")
        x, y = next(place for place, span in cells_of(app).items() if span[0] == at)
        raw = "".join(text for text, _ in segments(app, app.reading.region.y + y)).replace("\u200e", "")
        told = raw.index("الثانية")
        region = app.reading.region
        assert told != region.x + x
        await drag(pilot, (told - region.x, y), clicks=2)
        assert app.reading.selected_text() == "الثانية"


async def test_keys_of_selecting(mixed: Path, copies: list[str]) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        app.reading.focus()
        await press(pilot, "v")
        assert app.reading.selecting
        assert lit(app, app.reading, app.look.caret)
        for keys in ("w", "w", "b", ")", "(", "}", "{", "left", "right", "up", "down", "o", "w", "G", "g", "space"):
            await press(pilot, keys)
            assert app.reading.selection is not None
            page = app.reading.page
            assert page is not None
            start, end = (page.text_offset(edge) for edge in (app.reading.selection.start, app.reading.selection.end))
            assert app.reading.selected_text() == MIXED[start:end]
        await press(pilot, "escape")
        assert app.reading.selection is None
        assert app.screen.focused is app.reading


@pytest.mark.parametrize(
    ("at", "keys", "wanted"),
    [
        ("wo", ["aw"], "two"),
        ("wo", ["aw", "aw"], "two"),
        ("our.", ["aw", "as"], "One two three four. "),
        ("our.", ["aw", "as", "as", "ap"], UNITS.split("\n")[2]),
        (" three", ["aw"], "two"),
        ("\nكلمة", ["aw"], "nine"),
        ("\nكلمة", ["as"], "Eight nine."),
        ("خرى", ["aw"], "أخرى"),
        ("خرى", ["as"], "جملة أخرى هنا! "),
        ("خرى", ["ap"], UNITS.split("\n")[3]),
        ("nglish", ["aw"], "English"),
        ("nglish", ["as"], "משפט English words בסוף."),
        ("wo", ["as", "w"], "One two three four. Five "),
        ("\n\nOne", ["ap"], "first title"),
    ],
)
async def test_a_unit_is_picked_under_the_caret(tmp_path: Path, at: str, keys: list[str], wanted: str) -> None:
    app = reader([write(tmp_path / "a", {"a.txt": UNITS})])
    async with running(app) as pilot:
        app.reading.focus()
        page = app.reading.page
        assert page is not None
        place = page.position(UNITS.index(at))
        app.reading.selection, app.reading.selecting = Selection(place, place), True
        await press(pilot, *"".join(keys))
        assert app.reading.selected_text() == wanted
        assert_lit_is_selected(app)


async def test_arrows_go_where_the_eye_goes(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "title\nעברית כאן\nlatin here"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        app.reading.focus()
        for paragraph, key, wanted in ((1, "left", "עב"), (2, "right", "la")):
            start = Position(paragraph, 0)
            app.reading.selection, app.reading.selecting = Selection(start, start), True
            await press(pilot, key, key)
            assert app.reading.selected_text() == wanted
            await press(pilot, "escape")


async def test_the_other_end(tmp_path: Path, copies: list[str]) -> None:
    write(tmp_path, {"a.txt": "one two three four"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        app.reading.focus()
        app.reading.selection = Selection(Position(0, 4), Position(0, 4))
        app.reading.selecting = True
        await press(pilot, "w", "w")
        assert app.reading.selected_text() == "two three "
        await press(pilot, "o", "b")
        assert app.reading.selected_text() == "one two three "
        await press(pilot, "y")
        await until(pilot, lambda: copies == ["one two three "])
        await until(pilot, lambda: app.reading.selection is None)
        assert "14" in (app.status.noticed or "")


async def test_nothing_is_copied_without_a_selection(mixed: Path, copies: list[str]) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        app.reading.focus()
        await press(pilot, "y", "v", "y")
        assert copies == []
        assert (app.status.noticed or "").startswith("Nothing copied")


async def test_a_failed_copy_is_never_called_copied(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "copy", lambda text, **others: clipboard.Outcome(None, False))
    app = reader([mixed])
    async with running(app) as pilot:
        app.reading.focus()
        await press(pilot, "v", "w", "y")
        await until(pilot, lambda: app.status.noticed)
        assert not (app.status.noticed or "").startswith("Copied")


async def test_a_selection_survives_a_resize(mixed: Path) -> None:
    app = reader([mixed])
    async with running(app) as pilot:
        app.reading.focus()
        await press(pilot, "v", "w", "down", "w")
        before = app.reading.selected_text()
        for size in ((40, 12), (200, 50), (120, 40)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda size=size: app.size.width == size[0])
            await settle(pilot)
            assert app.reading.selected_text() == before
