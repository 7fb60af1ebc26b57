"""A note and its tags in one line, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.notebook.note_line import note_line, parse_note


@pytest.mark.parametrize(
    ("typed", "note", "tags"),
    [
        ("", "", ()),
        ("  a note ", "a note", ()),
        ("#سياسة", "", ("سياسة",)),
        ("ملاحظة هنا #سياسة #press", "ملاحظة هنا", ("سياسة", "press")),
        ("see #one, and #two.", "see and", ("one", "two")),
        ("#a #a #b", "", ("a", "b")),
        ('before #"two words" after', "before after", ("two words",)),
        ("issue ##5 and C# and a#b", "issue #5 and C# and a#b", ()),
        ("# #. #", "# #. #", ()),
        ('#"" x', '#"" x', ()),
        ("first ⏎ second ⏎third #t", "first\nsecond\nthird", ("t",)),
    ],
)
def test_what_is_typed(typed: str, note: str, tags: tuple[str, ...]) -> None:
    assert parse_note(typed) == (note, tags)


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters='⏎،、,;؛"'), min_size=1
)


@given(
    st.lists(st.lists(WORDS).map(" ".join), max_size=3),
    st.lists(st.lists(WORDS, min_size=1, max_size=3).map(" ".join), max_size=4, unique=True),
)
def test_a_line_gives_back_what_it_was_made_of(lines: list[str], tags: list[str]) -> None:
    note = "\n".join(lines).strip("\n")
    assert parse_note(note_line(note, tuple(tags))) == (note, tuple(tags))
