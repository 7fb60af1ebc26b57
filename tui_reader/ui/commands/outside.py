"""What other programs do with a document: edit it, or show it their way."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from os.path import isfile

from textual.app import SuspendNotSupported

from tui_reader.library.scan import STANDARD_INPUT
from tui_reader.text.sanitise import one_line

from ..describe import isolated
from .base import Group

#: Editors that are told a line as +LINE before the file, by their program's name.
TOLD_THE_LINE = ("vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "jed", "ne", "mg", "ed")


def editor(environ: Mapping[str, str], path: str, line: int | None) -> list[str] | None:
    """The command that edits a file, at a line where that is known; None where the variable that names the editor
    cannot be read."""
    named = environ.get("VISUAL") or environ.get("EDITOR") or ("notepad" if sys.platform == "win32" else "vi")
    try:
        command = shlex.split(named)
    except ValueError:
        return None
    if not command:
        return None
    at = [f"+{line}"] if line and os.path.basename(command[0]) in TOLD_THE_LINE else []  # noqa: PTH119
    # A name that begins with a dash is no option.
    return [*command, *at, path if os.path.isabs(path) else os.path.join(".", path)]  # noqa: PTH117, PTH118


def opener(path: str) -> list[str]:
    """The command by which this system opens a file with the program it is for."""
    whole = os.path.abspath(path)  # noqa: PTH100
    return ["open", whole] if sys.platform == "darwin" else ["xdg-open", whole]


class Outside(Group):
    """Handing the document to another program."""

    _wanted: Callable[[str], object] | None = None
    """What is to be done once a disk has answered."""

    def follow(self) -> None:
        """Keep the end of a text that grows in sight."""
        self._say("notice.following" if self._app.living.follow() else "notice.not_following")

    def edit(self) -> None:
        """Edit the file on the screen, at the line that is read; what was saved is read again."""
        from tui_reader.library.formats import PLAIN_TEXT

        page = self._app.reading.page
        if page is not None:
            # The text of any other format has lines of its own.
            plain = page.document.format == PLAIN_TEXT.name
            line = page.document.text.count("\n", 0, self._app.reading.place) + 1 if plain else None
            self._with_file(lambda path: self._edit(path, line))

    def _edit(self, path: str, line: int | None) -> None:
        command = editor(self._app.environ, path, line)
        if command is None:
            self._say("notice.no_editor")
            return
        self._run(command)

    def open_elsewhere(self) -> None:
        """Open the file with the program the system has for it."""
        self._with_file(self._open)

    def _open(self, path: str) -> None:
        if sys.platform == "win32":
            os.startfile(os.path.abspath(path))  # noqa: PTH100
            return
        command = opener(path)

        def run() -> None:
            try:
                done = subprocess.run(
                    command, stdin=subprocess.DEVNULL, capture_output=True, check=False, start_new_session=True
                )
                failed = one_line(done.stderr.decode("utf-8", "replace").strip()) if done.returncode else ""
                failed = failed or (f"{command[0]}: {done.returncode}" if done.returncode else "")
            except OSError as error:
                failed = f"{command[0]}: {error.strerror or error}"
            if failed:
                self._app.call_from_thread(self._say, "notice.not_opened", reason=failed)

        self._app.aside(run, "open")

    def _with_file(self, act: Callable[[str], object]) -> None:
        """Do something with the file of the document on the screen, as long as that is there; where it has none of its
        own, as one from a pipe or of an archive has not, say so. The disk is asked on a thread."""
        app = self._app
        page = app.reading.page
        if page is None:
            return
        id = page.document.id
        self._wanted = act

        def ask() -> None:
            found = id.path != STANDARD_INPUT and isfile(id.path)  # noqa: PTH113
            app.call_later(answered, found)

        def answered(found: bool) -> None:
            on_screen = app.reading.page is not None and app.reading.page.document.id == id
            if self._wanted is not act or not on_screen or len(app.screen_stack) > 1:
                return  # it came too late
            if found:
                act(id.path)
            else:
                self._say("notice.no_file", path=isolated(one_line(id.path)))

        app.ask(ask, "file")

    def _run(self, command: Sequence[str]) -> None:
        """Give the terminal to another program until it ends."""
        try:
            with self._app.suspend():
                status = subprocess.run(command, check=False).returncode
                failed = f"{command[0]}: {status}" if status else ""
        except OSError as error:
            failed = f"{command[0]}: {error.strerror or error}"
        except SuspendNotSupported as error:
            failed = str(error)
        self._app.refresh(layout=True)
        if failed:
            self._say("notice.not_opened", reason=one_line(failed))
