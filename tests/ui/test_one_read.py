"""Keys that arrive in one read, as from a paste of commands or a slow line: each acts where the one before it led."""

from pathlib import Path

from textual import events

from .frames import SEEDS, reader, running, until


def press(app, *keys: tuple[str, str | None]) -> None:  # type: ignore[no-untyped-def]
    """Put keys into the app's queue at once, before it has seen any of them."""
    for key, character in keys:
        app.post_message(events.Key(key, character))


async def test_a_query_enter_and_a_command(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app) as pilot:
        press(app, ("slash", "/"), *((letter, letter) for letter in "الناتو"), ("enter", "\r"), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert app.search_bar.value == "الناتو"


async def test_a_percentage(tmp_path: Path) -> None:
    app = reader([SEEDS])
    async with running(app, size=(60, 12)) as pilot:
        press(app, ("percent_sign", "%"), ("5", "5"), ("0", "0"), ("enter", "\r"), ("v", "v"))
        await until(pilot, lambda: app.reading.selecting)
        assert 40 <= app.reading.percent <= 70
        assert app.prompt is not None
        assert app.prompt.value == "50"
