"""A Textual hello app that answers keys, watched as the subject is: an Input, and below it what was typed.

``python -m tests.bench.interface.peer REPORT STACKS``
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from .loop import Loop


class Hello(App[None]):
    """Says hello to what was typed."""

    def compose(self) -> ComposeResult:
        self.input, self.said = Input(), Static("hello")
        self.shown = ""
        yield self.input
        yield self.said

    def on_input_changed(self, event: Input.Changed) -> None:
        self.said.update(f"hello {event.value}")
        self.shown = event.value


if __name__ == "__main__":
    report, stacks = Path(sys.argv[1]), sys.argv[2] == "stacks"
    watched = Loop(report, lambda app: app.shown if isinstance(app, Hello) else None, stacks)
    watched.mark("article")
    watched.mark("all")
    Hello().run()
