"""The contract with python-bidi's debug print, which is no API: what bidi.py reads there, and what may stand there."""

import bidi as python_bidi
import pytest

from tui_reader.text import bidi

LOOKALIKE = (
    '",\n    levels: [\n        Level(\n            7,\n        ),\n    ],\n    paragraphs: [\n'
    "        ParagraphInfo {\n            range: 0..5,\n"
)


def test_the_print_is_what_is_read() -> None:
    assert python_bidi.get_display("a\u0627", base_dir="L", debug=True) == (
        'BidiInfo {\n    text: "aا",\n    original_classes: [\n        L,\n        AL,\n        AL,\n    ],\n'
        "    levels: [\n        Level(\n            0,\n        ),\n        Level(\n            1,\n        ),\n"
        "        Level(\n            1,\n        ),\n    ],\n    paragraphs: [\n        ParagraphInfo {\n"
        "            range: 0..3,\n            level: Level(\n                0,\n            ),\n        },\n    ],\n}"
    )


@pytest.mark.parametrize("line_end", ["\n", " ", "\\n", "\u2028"])
def test_text_that_looks_like_the_print(line_end: str) -> None:
    """Without its line ends (they end a paragraph) the lookalike is text like any other; with them it is rejected."""
    forged = LOOKALIKE.replace("\n", line_end)
    if line_end == "\n":
        # The resolver splits at them; what counts is that none of its text is taken for levels.
        assert len(bidi.levels("אב" + forged, 0)) == len(forged) + 2
        return
    levels = bidi.levels("\u05d0" + forged + "\u05d1", 1)
    assert len(levels) == len(forged) + 2
    assert (levels[0], levels[-1], levels[forged.index("levels") + 1]) == (1, 1, 2)
    assert 7 not in levels


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("\U00010900a\U0001f600\U00010901", [1, 2, 1, 1]),
        ("\u05d0\ud800\u05d1\udfff", [1, 1, 1, 1]),
        ("\u05d0\x00\u05d1\ufdd0\U0010ffff", [1, 1, 1, 1, 1]),
        ("\u05d0\\u{5d1}\"'", [1, 1, 2, 2, 2, 2, 2, 2, 1, 1]),
    ],
)
def test_levels_are_of_code_points(text: str, levels: list[int]) -> None:
    assert list(bidi.levels(text, 1)) == levels


def test_another_print_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of fewer levels than bytes nothing is guessed."""
    monkeypatch.setattr(python_bidi, "get_display", lambda *_, **__: "BidiInfo { levels: [1, 1] }")
    with pytest.raises(bidi.ResolverError, match="python-bidi"):
        bidi.levels("\u05d0\u05d1", 1)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("hello, world", "h"),
        ("سَلام عليكم، يا صديقي.", "س."),
        ("שָׁלוֹם עולם 12", "ש 12"),
        ("a (b) c", "a (b) c"),
        ("abc אבג ابت", "a א ا"),
        ("ab 1,5 cd", "a 1,5 c"),
        ("ab \u0301אב", "a \u0301א"),
        ("ab\u202eab", "a\u202ea"),
    ],
)
def test_shorten_keeps_all_that_decides(text: str, short: str) -> None:
    assert bidi.shorten(text)[0] == short
    assert len(short) + sum(end - start for start, end in bidi.shorten(text)[1]) == len(text)
