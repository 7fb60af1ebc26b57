"""What an author set apart is drawn so, and is no part of the text."""

from __future__ import annotations

from pathlib import Path

from .frames import reader, rows, running, segments, write

TEXT = """# عنوان

## فصل أول

نص *مائل* و**غليظ** و`code` و[رابط](https://example.org/a) هنا.

> اقتباس من كلام

Plain words.
"""


async def test_styles_of_markdown(tmp_path: Path) -> None:
    app = reader([write(tmp_path / "lib", {"a.md": TEXT})])
    async with running(app):
        look = app.look
        styled = {}
        for y in range(len(rows(app))):
            for text, style in segments(app, y):
                styled[text.strip("\u202d\u202c ")] = style
        assert styled["ﻞﺋﺎﻣ"].italic
        assert styled["ﻆﻴﻠﻏ"].bold
        assert styled["code"].bgcolor == look.bar.bgcolor
        assert styled["ﻂﺑﺍﺭ"].underline
        assert styled["ﻡﻼﻛ ﻦﻣ ﺱﺎﺒﺘﻗﺍ"].color == look.dim.color
        assert styled["ﻝﻭﺃ ﻞﺼﻓ"].bold
        assert not styled["Plain words."].bold
        assert not any(mark in "\n".join(rows(app)) for mark in "*`>[#")
