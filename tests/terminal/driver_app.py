"""An app for test_driver.py to run at a pseudo-terminal: the profile's driver around the least that Textual
needs. Prints READY on the screen, and the keys pressed; q quits, x raises, z suspends, e runs another program, s gets
stuck, m goes over to mlterm's profile. A third argument is what was typed before, and answers are owed then."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from tui_reader.terminal.probe import Answer
from tui_reader.terminal.profiles import PROFILES, by_name
from tui_reader.terminal.replies import Splitter
from tui_reader.ui import driver


class Least(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("q", "quit", ""),
        ("x", "raise", ""),
        ("z", "suspend_process", ""),
        ("e", "edit", ""),
        ("s", "stick", ""),
        ("p", "panic", ""),
        ("m", "mlterm", ""),
    ]

    keys = ""

    def on_key(self, event: events.Key) -> None:
        self.keys += f"<{event.key}>"
        self.query_one("#said", Static).update(f"READY {self.keys}")

    def on_profile_driver_answered(self, message: driver.ProfileDriver.Answered) -> None:
        self.query_one("#said", Static).update(f"READY {self.keys} {message.replies.xtversion}")

    def action_mlterm(self) -> None:
        assert isinstance(self._driver, driver.ProfileDriver)
        self._driver.change(PROFILES["mlterm"])

    def compose(self) -> ComposeResult:
        yield Static("READY", id="said")

    def action_raise(self) -> None:
        raise RuntimeError("raised on purpose")

    def action_panic(self) -> None:
        self.panic("panicked on purpose")

    def action_edit(self) -> None:
        with self.suspend():
            subprocess.run(["sh", "-c", "echo EDITING; read line"], check=True)
        self.query_one("#said", Static).update("AGAIN")

    def action_stick(self) -> None:
        sys.__stderr__.write("STUCK")  # type: ignore[union-attr]
        sys.__stderr__.flush()  # type: ignore[union-attr]
        threading.Event().wait()

    def on_unmount(self) -> None:
        with suppress(OSError):  # the terminal is gone
            sys.__stderr__.write("SAVED")  # type: ignore[union-attr]
            sys.__stderr__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    driver.GRACE_SECONDS = float(sys.argv[2])
    answer = Answer(typed=sys.argv[3].encode(), late=Splitter()) if len(sys.argv) > 3 else Answer()
    sys.exit(driver.run_app(Least(driver_class=driver.driver_class(by_name(sys.argv[1]), answer))))
