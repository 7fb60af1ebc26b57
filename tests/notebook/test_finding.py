"""A quote is found again after its document was edited, renamed or moved; what is not it is not taken for it."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.notebook import finding
from tui_reader.notebook.finding import COMPARED, discover, find_again, find_place
from tui_reader.notebook.quote import CONTEXT, take
from tui_reader.text.fold import fold

from .samples import TEXT, document, quote

SENTENCE = "وأضاف أنّ ١٢ مشروعًا ستبدأ."


def words(count: int, seed: int) -> str:
    """Arabic-looking text that repeats no long piece."""
    dice = random.Random(seed)
    return " ".join("".join(dice.choices("ابتثجحخدرسشصطعفقكلمنهوي", k=dice.randint(2, 8))) for _ in range(count))


LONG = "\n".join(words(40, number) for number in range(60))


def found(text: str, what: str, edited: str) -> tuple[str, str | None]:
    """How a quote of ``what`` in ``text`` is found in the edited text, and what is taken for it."""
    result = find_again(quote(what, document(text)), document(edited))
    return result.how, None if result.span is None else edited[slice(*result.span)]


def test_in_the_same_document_it_is_where_it_was() -> None:
    kept = quote()
    assert find_again(kept, document()) == ((kept.start, kept.end), "exact")
    assert find_again(kept, document(path="/elsewhere/b.txt")) == ((kept.start, kept.end), "exact")


def test_an_edit_elsewhere_leaves_it_where_it_was() -> None:
    assert found(TEXT, SENTENCE, TEXT + "\nسطر جديد") == ("exact", SENTENCE)


def test_after_an_edit_in_front_of_it_it_has_moved() -> None:
    assert found(TEXT, SENTENCE, "مقدمة جديدة\n" + TEXT) == ("moved", SENTENCE)


def test_of_several_places_the_one_with_its_context_is_taken() -> None:
    text = "الأول قال نعم اليوم هنا. الثاني قال نعم أمس هناك. الثالث قال نعم غدا بعيدا."
    second = text.index("قال نعم", 20)
    kept = take(document(text), second, second + 7)
    edited = "قال نعم. " + text
    result = find_again(kept, document(edited))
    assert result == ((second + 9, second + 16), "moved")


def test_a_common_word_is_not_taken_for_the_one_that_was_meant() -> None:
    assert found(LONG, LONG[500:504], words(400, 7) + " " + LONG[500:504] + " " + words(400, 8)) == ("lost", None)


def test_what_stands_between_the_words_around_it_is_found_though_it_is_rewritten() -> None:
    what = LONG[2000:2200]
    edited = LONG.replace(what, "نص جديد تماما لا علاقة له بما كان هنا من قبل")
    assert found(LONG, what, edited) == ("context", "نص جديد تماما لا علاقة له بما كان هنا من قبل")


def test_at_either_end_of_a_document_the_end_is_context() -> None:
    assert found(LONG, LONG[:100], "بداية أخرى" + LONG[100:]) == ("context", "بداية أخرى")
    assert found(LONG, LONG[-100:], LONG[:-100] + "نهاية") == ("context", "نهاية")


def test_the_whole_document_rewritten_is_lost() -> None:
    assert found(SENTENCE, SENTENCE, words(20, 3)) == ("lost", None)


@pytest.mark.parametrize("length", [60, 300, 1500, COMPARED + 500, 3 * COMPARED])
def test_nearly_the_same_words_are_found_with_their_context_gone(length: int) -> None:
    what = LONG[1000 : 1000 + length].strip()
    dice = random.Random(length)
    changed = list(what)
    for at in dice.sample(range(len(changed)), len(changed) // 14):
        changed[at] = dice.choice(["", "غ", changed[at] + "ض"])
    edited = "".join(changed)
    how, now = found(LONG, what, words(300, 11) + "\n" + edited + "\n" + words(300, 12))
    assert how == "fuzzy" and now is not None
    # The very ends may be taken a little too short or too long.
    assert abs(len(now) - len(edited)) <= 8 and edited[8:-8] in now


def test_tashkeel_tatweel_and_line_ends_are_nearly_the_same() -> None:
    what = "قال الوزير إن التعاون بين البلدين يشهد تطورا كبيرا"
    edited = words(50, 1) + "\n" + "قَالَ الوزيـــر إنَّ التعاونَ\nبين البلدين يشهد تطوّرًا كبيرًا" + "\n" + words(50, 2)
    how, now = found(words(30, 3) + " " + what + " " + words(30, 4), what, edited)
    assert (how, now) == ("fuzzy", "قَالَ الوزيـــر إنَّ التعاونَ\nبين البلدين يشهد تطوّرًا كبيرًا")


@given(st.integers(0, len(LONG) - 400), st.integers(1, 400), st.integers(0, 100))
def test_nothing_of_another_document_is_taken_for_it(start: int, length: int, seed: int) -> None:
    kept = take(document(LONG), start, start + length)
    result = find_again(kept, document(words(300, 1000 + seed)))
    assert result.how == "lost" or length <= CONTEXT


@given(st.data())
def test_a_found_quote_is_where_it_is_said_to_be(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    kept = take(document(), start, end)
    at = data.draw(st.integers(0, len(TEXT)))
    put = data.draw(st.text("ابتa \n", max_size=30))
    edited = TEXT[:at] + put + TEXT[at:]
    result = find_again(kept, document(edited))
    if result.how in ("exact", "moved"):
        assert result.span is not None and edited[slice(*result.span)] == kept.text
    if not start < at < end:
        assert result.span is not None
        if edited.count(kept.text) == 1:
            moved = len(put) * (at <= start)
            assert result.span == (start + moved, end + moved)


@given(st.text("ab", min_size=1, max_size=12), st.text("ab", max_size=30))
def test_the_distance_is_the_least_of_all_parts(pattern: str, text: str) -> None:
    def plain(one: str, other: str) -> int:
        row = list(range(len(other) + 1))
        for i, a in enumerate(one, 1):
            before, row[0] = row[0], i
            for j, b in enumerate(other, 1):
                before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
        return row[-1]

    distance, end = finding._distance(pattern, text)
    least = min(plain(pattern, text[a:b]) for a in range(len(text) + 1) for b in range(a, len(text) + 1))
    assert distance == least
    assert distance == min(plain(pattern, text[a:end]) for a in range(end + 1))


@given(st.text("اأبَّ ﷺﻻ\n", max_size=60), st.data())
def test_the_way_back_from_folded_text(text: str, data: st.DataObject) -> None:
    class Short(finding._Flat):
        _STEP = 5

    folded = Short(text)
    assert folded.text == finding.flat(text)
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        first, last = folded.span(start, end)
        assert folded.text[start:end] in finding.flat(text[first:last])
        assert fold(text[:first]).translate(finding._SPACES) == folded.text[: len(fold(text[:first]))]


# -- the document -----------------------------------------------------------------------------------------------

OTHERS = [document(words(80, number), f"/library/{number}.txt", title="x") for number in range(100, 130)]


def discovered(kept_of: Document, documents: list[Document]) -> tuple[str | None, str | None, str]:
    kept = quote(SENTENCE, kept_of)
    result = discover(kept, documents)
    return (result.document.id.path if result.document else None), result.by, result.found.how


def test_the_document_of_its_path_comes_first() -> None:
    copy = document(path="/library/copy.txt")
    assert discovered(document(), [copy, *OTHERS, document()]) == ("/library/a.txt", "path", "exact")


def test_a_path_is_the_same_from_every_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    kept = take(document(path="a.txt"), 0, 5)
    assert kept.path == f"{tmp_path}/a.txt"
    for path in ("a.txt", "./a.txt", "../" + kept.path.split("/")[-2] + "/a.txt", kept.path):
        assert discover(kept, [document(path=path)]).by == "path"
    assert discover(kept, [document(words(9, 1), path="a.txt", record=1)]).document is None


def test_a_renamed_one_is_found_by_its_digest() -> None:
    assert discovered(document(), [*OTHERS, document(path="/new/name.txt")]) == ("/new/name.txt", "digest", "exact")


def test_a_renamed_and_edited_one_is_found_by_its_words() -> None:
    edited = document("مقدمة\n" + TEXT, "/new/name.txt")
    assert discovered(document(), [*OTHERS, edited]) == ("/new/name.txt", "text", "moved")
    changed = document("مقدمة\n" + TEXT.replace("ستبدأ", "سوف تبدأ"), "/new/name.txt")
    assert discovered(document(), [*OTHERS, changed]) == ("/new/name.txt", "text", "context")


def test_one_that_is_gone_is_lost() -> None:
    assert discovered(document(), OTHERS) == (None, None, "lost")
    emptied = document(words(10, 5))
    assert discovered(document(), [*OTHERS, emptied]) == ("/library/a.txt", "path", "lost")


def test_a_stored_range_that_is_not_one_is_not_believed() -> None:
    kept = replace(quote(), start=10**12, end=10**12 + len(quote().text))
    assert find_again(kept, document()).span == (quote().start, quote().end)


# -- places -----------------------------------------------------------------------------------------------------


def placed(text: str, at: int, edited: str) -> tuple[int, bool]:
    return find_place(edited, at, len(text), text[max(0, at - CONTEXT) : at], text[at : at + CONTEXT])


@given(st.integers(0, len(LONG)), st.integers(0, len(LONG)), st.text("ابت \n", max_size=200))
def test_a_place_is_found_after_an_edit(at: int, where: int, put: str) -> None:
    edited = LONG[:where] + put + LONG[where:]
    if abs(at - where) > CONTEXT or where == at:
        now, sure = placed(LONG, at, edited)
        assert sure and now in (at + len(put) * (where <= at), at + len(put) * (where < at))


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 80), st.integers(0, 80))
def test_a_place_is_always_in_the_text(text: str, context: str, at: int, length: int) -> None:
    now, _ = find_place(text, at, length, context, context[::-1])
    assert 0 <= now <= len(text)


def test_a_place_that_is_gone_is_as_far_into_the_text() -> None:
    assert placed(LONG, len(LONG) // 2, words(100, 9)) == (len(LONG) // 2 * len(words(100, 9)) // len(LONG), False)
