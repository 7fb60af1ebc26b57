"""The README's Python runs as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def example(about: str) -> str:
    (found,) = [text for text in EXAMPLES if about in text]
    assert len([line for line in found.splitlines() if line]) <= 10
    return str(found)


def test_lines_and_cells(capsys: pytest.CaptureFixture[str]) -> None:
    exec(example("tui_reader.text.layout"), {})
    assert capsys.readouterr().out == "سلام (hi)  ['(', 'h', 'i', ')', ' ', 'ﻡ', 'ﻼ', 'ﺳ']\nكتاب ['ﺏ', 'ﺎ', 'ﺘ', 'ﻛ']\n"


def test_a_rich_renderable(capsys: pytest.CaptureFixture[str]) -> None:
    exec(example("BidiText"), {})
    rows = capsys.readouterr().out.split("\n")
    assert rows[0] == "ﺔﻨﺳ) «ﻪﻠﻟﺍ ﻻﺇ ﻪﻟﺇ ﻻ» :ﺪﻤﺤﻣ ﻝﺎﻗ".rjust(30) and rows[1] == "(1924".rjust(30)
    assert rows[2].startswith("╭") and "\u200e" in rows[3]


async def test_a_textual_widget() -> None:
    there: dict[str, Any] = {"__name__": "example"}
    exec(example("BidiStatic"), there)
    app = there["Hello"]()
    async with app.run_test(size=(30, 4)):
        strips = app.screen._compositor.render_strips()
        row = "".join(segment.text for segment in strips[0])
        assert row == "(םולש) hello ﺎﺒﺣﺮﻣ".rjust(30)
