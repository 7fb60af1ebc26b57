"""Searching on the screen: the list narrows at every keystroke, hits are lit, n and N walk them."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.search.index import Hit
from tui_reader.ui import shelf
from tui_reader.ui.app import ReaderApp

from .frames import (
    SEEDS,
    columns,
    lit,
    press,
    reader,
    rows,
    running,
    searched,
    settle,
    type_query,
    unjoined,
    until,
    write,
)  # fmt: skip


def texts_lit(app: ReaderApp) -> list[str]:
    """The cells of the reading pane that are lit as hits, joined row by row as they are read."""
    grid, region = columns(app), app.reading.region
    found: dict[int, list[int]] = {}
    for look in (app.look.hit, app.look.current_hit):
        for x, y in lit(app, app.reading, look):
            found.setdefault(y, []).append(x)
    return [
        unjoined("".join(grid[region.y + y][region.x + x] for x in sorted(xs, reverse=True)))
        for y, xs in sorted(found.items())
    ]


def titles(app: ReaderApp) -> list[str]:
    return [entry.document.title for entry in app.list.entries]


async def test_the_list_narrows_at_every_keystroke(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "كتاب", "b.txt": "كتب", "c.txt": "كلام", "d.txt": "شيء"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "ك")
        assert sorted(titles(app)) == sorted(["كتاب", "كتب", "كلام"])
        await type_query(pilot, "ت")
        assert sorted(titles(app)) == sorted(["كتاب", "كتب"])
        await type_query(pilot, "ا")
        assert titles(app) == ["كتاب"]
        assert "article 1 of 1" in rows(app)[-1]
        await type_query(pilot, "خ")
        assert titles(app) == []
        assert app.catalogue.text("search.no_results") in "\n".join(rows(app))
        await press(pilot, "backspace", "backspace")
        await searched(pilot)
        assert sorted(titles(app)) == sorted(["كتاب", "كتب"])
        await press(pilot, "escape")
        await until(pilot, lambda: len(app.list.entries) == 4)
        assert app.search_bar.value == ""
        assert app.screen.focused is app.search_bar
        await press(pilot, "escape")
        assert app.screen.focused is app.list


@pytest.mark.parametrize("more", ["title:قلم", "OR كتاب", "path:b"])
async def test_an_operator_that_is_being_typed_takes_nothing_from_the_list(tmp_path: Path, more: str) -> None:
    write(tmp_path, {"a.txt": "كتاب", "b.txt": "قلم أزرق"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "أزرق ")
        for key in more:
            await type_query(pilot, key)
            assert "قلم أزرق" in titles(app)
            assert app.shelf.results is not None and app.shelf.results.total, app.search_bar.value


async def test_hits_are_lit_exactly(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "عنوان\n\nفي المُدَرِّسَةِ (مدرسة) والمدرسات NATO مدرس"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "مدرسة ")
        await until(pilot, lambda: app.reading.hits)
        assert texts_lit(app) == ["مُدَرِّسَةِمدرسة"], "with their marks, without the article, without the brackets"
        assert len(app.reading.hits) == 2
        await press(pilot, "backspace", "backspace")
        await searched(pilot)
        await until(pilot, lambda: len(app.reading.hits) == 4)
        assert texts_lit(app) == ["مُدَرِّسَمدرسمدرسمدرس"]


async def test_hits_on_the_seed() -> None:
    app = reader([SEEDS])
    async with running(app, (120, 70)) as pilot:
        await type_query(pilot, "الناتو ٢٠١٧")
        await until(pilot, lambda: app.reading.hits)
        text = "".join(texts_lit(app))
        assert text.count("الناتو") == len(app.reading.hits) - 1
        assert text.replace("الناتو", "") == "7102", "seen from right to left"
        assert f"of {len(app.reading.hits)}" in rows(app)[-1]


async def test_enter_goes_to_the_first_result(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "شيء", "b.txt": "عنوان\n" + "س\n" * 100 + "كلمة"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "كلمة")
        await press(pilot, "enter")
        assert app.screen.focused is app.reading
        assert texts_lit(app) == ["كلمة"]


async def test_n_walks_on_into_the_next_document_and_round(tmp_path: Path) -> None:
    body = "كلمة\n" + "filler\n" * 80 + "كلمة"
    write(tmp_path, {f"{n}.txt": f"title {n}\n{body}" for n in range(3)})
    app = reader([tmp_path])

    def at() -> tuple[str, int | None]:
        assert app.reading.page is not None
        return app.reading.page.document.title, app.reading.hit

    async with running(app) as pilot:
        await type_query(pilot, "كلمة")
        await press(pilot, "enter")
        order = [f"title {n}" for n in range(3)]
        wanted = [(title, hit) for title in order for hit in (0, 1)]
        assert at() == wanted[0]
        for place in [*wanted[1:], wanted[0], wanted[1]]:
            await press(pilot, "n")
            assert at() == place
            assert lit(app, app.reading, app.look.current_hit), "on the screen"
            app.status.clear_notice()
            assert f"hit {place[1] + 1} of 2" in rows(app)[-1]
        for place in [wanted[0], *reversed(wanted)]:
            await press(pilot, "N")
            assert at() == place
            assert lit(app, app.reading, app.look.current_hit)


async def test_n_backwards_into_a_long_document(tmp_path: Path) -> None:
    """Its hits are found beside the screen, and N all the same begins with the last of them."""
    long = "filler text\n" * 4000
    write(tmp_path, {"a.txt": f"one\nزيتون زيتون\n{long}زيتون", "b.txt": f"two\n{long}{long}زيتون\n"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "زيتون")
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.reading.hits) == 3)
        await press(pilot, "n", "n", "n")
        await until(pilot, lambda: len(app.reading.hits) == 1)
        await settle(pilot)
        await press(pilot, "N")
        await until(pilot, lambda: len(app.reading.hits) == 3)
        await settle(pilot)
        assert app.reading.hit == 2


async def test_a_batch_leaves_the_hit_of_a_long_document_alone(tmp_path: Path) -> None:
    from .test_list import grow

    write(tmp_path, {"a.txt": "one\nword\n" + "filler text\n" * 4000 + "word"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        await type_query(pilot, "word")
        await press(pilot, "enter")
        await until(pilot, lambda: len(app.reading.hits) == 2)
        await press(pilot, "n")
        assert app.reading.hit == 1
        place = app.reading.place
        grow(app, range(3))
        await until(pilot, lambda: len(app.list.entries) == 4)
        await until(pilot, lambda: not any(worker.group == "places" for worker in app.workers))
        await settle(pilot)
        assert (app.reading.hit, app.reading.place) == (1, place)


async def test_n_without_a_query_says_so(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        await press(pilot, "n")
        assert app.status.noticed == app.catalogue.text("status.no_hits")


async def test_a_hostile_query_reaches_no_terminal(tmp_path: Path) -> None:
    from .frames import raw

    app = reader([SEEDS])
    async with running(app) as pilot:
        app.search_bar.focus()
        app.search_bar.value = "\x1b]52;c;eA==\x07\u202e\u2066[?(*+\x9b"
        await searched(pilot)
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066"} & set(raw(app))


async def test_what_follows_the_slash_in_one_read_is_the_query(tmp_path: Path) -> None:
    """A burst, as it comes over a slow line: no letter of it may be taken for a command."""
    from textual import events

    from tui_reader.actions import key_name

    write(tmp_path, {"a.txt": "one", "b.txt": "jqG word"})
    app = reader([tmp_path])
    async with running(app) as pilot:
        for character in "/jqG word":
            app.post_message(events.Key(key_name(character), character))
        app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: app.search_bar.value == "jqG word")
        await searched(pilot)
        assert app.reading.page is not None
        assert app.reading.page.document.title == "jqG word"
        assert app.screen.focused is app.reading


async def test_while_typing_the_text_is_drawn_after_the_list() -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        app.reading.refresh()
        assert app.reading.late is None, "the list has the keys: nothing is typed"
        await press(pilot, "/")
        await settle(pilot)
        app.reading.refresh()
        app.reading.refresh()
        assert app.reading.late is not None
        await settle(pilot)
        assert app.reading.late is None, "it was drawn, once"


async def test_results_do_not_wait_for_their_snippets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "SNIPPET_SECONDS", 0.0)
    app = reader([write(tmp_path / "lib", {f"{n:02}.txt": f"Title {n}\n\nthe needle of {n}" for n in range(30)})])
    came: list[int] = []
    take = app.shelf.take_snippets

    def taken(more: shelf.Shelf.Excerpted) -> bool:
        came.append(len(more.snippets))
        return take(more)

    monkeypatch.setattr(app.shelf, "take_snippets", taken)
    async with running(app) as pilot:
        await type_query(pilot, "needle ")
        await until(pilot, lambda: sum("needle" in row for row in rows(app)[1:]) > 10)
        assert sum(came) > 10, "they came later than the list"


def test_snippets_of_a_query_that_is_old_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "SNIPPET_SECONDS", 0.0)
    documents = [Document(DocumentId(f"{n}"), f"Title {n}", -1, f"the needle of {n}") for n in range(6)]
    made = shelf.Shelf([], None, lambda message: None)
    made.store.add(documents)
    made._made_index().add(documents)
    first, second = (made.search(typed, 6, lambda: False) for typed in ("needle ", "the "))
    assert first is not None and second is not None
    assert list(made.excerpt(first.results, first.waiting, lambda: True)) == []
    (more,) = made.excerpt(first.results, first.waiting, lambda: False)
    made.take(first)
    assert made.snippet(documents[0]) is None, "it is still to come"
    assert made.take_snippets(more)
    assert (snippet := made.snippet(documents[0])) is not None and "needle" in snippet.text
    made.take(second)
    assert not made.take_snippets(more)


@pytest.mark.parametrize("doing", ["types", "moves", "reads"])
async def test_while_more_comes_the_best_stands_first_until_the_reader_goes_on(tmp_path: Path, doing: str) -> None:
    write(tmp_path / "d", {"1.txt": "أول\n\nخبر عن المدينة وغيرها من الأخبار", "2.txt": "ثان\n\nخبر آخر"})
    pipe = tmp_path / "late.txt"
    os.mkfifo(pipe)
    app = reader([tmp_path / "d", pipe])
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.shelf.index is not None and len(app.shelf.index) == 2)
        await type_query(pilot, "خبر")
        if doing == "moves":
            await press(pilot, "down")
        elif doing == "reads":
            await press(pilot, "enter")
        await settle(pilot)
        before = app.list.current
        assert before is not None
        pipe.write_text("خبر خبر\n\nخبر", encoding="utf-8")
        await until(pilot, lambda: len(app.list.entries) == 3)
        assert titles(app)[0] == "خبر خبر"
        assert app.list.current is not None
        there = "خبر خبر" if doing == "types" else before.document.title
        assert app.list.current.document.title == there
        await until(pilot, lambda: app.living.name == app.list.current.document.id)  # type: ignore[union-attr]


async def test_while_more_is_to_come_nothing_is_said_of_all_articles(tmp_path: Path) -> None:
    write(tmp_path / "d", {"a.txt": "كتاب قديم", "b.txt": "كتاب"})
    pipe = tmp_path / "late.txt"
    os.mkfifo(pipe)
    app = reader([tmp_path / "d", pipe])
    text = app.catalogue.text
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, lambda: app.shelf.index is not None and len(app.shelf.index) == 2)
        await type_query(pilot, "نادر")
        screen = "\n".join(rows(app))
        assert screen.count(text("search.none_so_far")) == 2, "in the list and on the status line"
        assert text("search.no_results") not in screen
        await type_query(pilot, " قديم كتاب")
        assert text("search.partial_so_far", count=1) in "\n".join(rows(app))
        pipe.write_text("شيء")
        await until(pilot, lambda: text("search.partial", count=1) in "\n".join(rows(app)))
        assert not app.shelf.none_so_far


async def test_snippets_of_what_is_scrolled_to_are_made_on_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    made = shelf._snippets

    def named(hits: Sequence[Hit]) -> dict[DocumentId, shelf.Excerpt]:
        threads.append(threading.current_thread().name)
        return made(hits)

    monkeypatch.setattr(shelf, "_snippets", named)
    documents = {f"{n:03}.txt": f"Title {n}\n\nthe needle of {n}." for n in range(200)}
    app = reader([write(tmp_path / "lib", documents)])
    async with running(app) as pilot:
        await type_query(pilot, "needle ")
        for way in (lambda: app.list.go(120), lambda: app.list.scroll_rows(-90), lambda: app.list.go(0)):
            way()
            await settle(pilot)

            def complete() -> bool:
                shown = (app.list.entries[index].document for index in app.list.seen)
                return all(app.shelf.snippet(each) for each in shown)

            await until(pilot, complete)
            await settle(pilot)
            screen = "\n".join(rows(app))
            numbers = [app.list.entries[index].document.title.split()[1] for index in app.list.seen]
            assert all(f"the needle of {number}." in screen for number in numbers)
        assert "MainThread" not in threads


def test_more_documents_leave_the_snippets_of_the_others() -> None:
    documents = [Document(DocumentId(f"{n}"), f"Title {n}", -1, f"the needle of {n}") for n in range(6)]
    made = shelf.Shelf([], None, lambda message: None)
    made.store.add(documents[:4])
    made._made_index().add(documents[:4])
    first = made.search("needle ", 4, lambda: False)
    assert first is not None
    made.take(first)
    for more in made.excerpt(first.results, first.waiting, lambda: False):
        assert made.take_snippets(more)
    changed = Document(DocumentId("1"), "Title 1", -1, "another needle")
    made.store.add([changed, *documents[4:]])
    made._made_index().add([changed, *documents[4:]])
    second = made.search("needle ", 0, lambda: False)
    assert second is not None
    made.take(second)
    said = {each.id.path: made.snippet(each) for each in (documents[0], changed, documents[5])}
    assert said["0"] is not None and said["1"] is None and said["5"] is None
    made.take(third := made.search("the ", 0, lambda: False))  # type: ignore[arg-type]
    assert third is not None and made.snippet(documents[0]) is None
