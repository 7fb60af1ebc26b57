"""A library of one article: its keys are those of its text, wherever the focus is."""

from __future__ import annotations

from pathlib import Path

from .frames import press, reader, running, settle, write


async def test_moving_keys_in_a_list_of_one_move_the_text(tmp_path: Path) -> None:
    folder = write(tmp_path / "one", {"a.txt": "".join(f"line {n}\n" for n in range(300))})
    app = reader([folder])
    async with running(app) as pilot:
        app.list.focus()
        await settle(pilot)
        assert app.reading.place == 0
        await press(pilot, " ")
        await settle(pilot)
        page = app.reading.place
        assert page > 0
        await press(pilot, "G")
        await settle(pilot)
        assert app.reading.percent == 100
        await press(pilot, "g", "j")
        await settle(pilot)
        assert 0 < app.reading.place < page
