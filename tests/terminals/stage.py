"""A screen without a screen: Xvfb, one terminal in it, keys, clicks, pictures, and the end of all of them."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from PIL import Image, ImageGrab

from .known import Terminal

INSIDE = Path(__file__).with_name("inside.py")

#: Pixels of the screen; a window of 110 x 36 cells has room in it.
SCREEN = (1280, 900)

#: Seconds until what is waited for is given up, and between two looks.
PATIENCE, LOOK = 40.0, 0.12


class Never(Exception):  # noqa: N818 - it says what happened
    """What was waited for did not come."""


def until(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait for a condition. Raises Never."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise Never(what)
        time.sleep(LOOK)


class Stage:
    """A virtual screen, and a terminal in it that runs a command between two marks (`inside`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        self._tmux: list[str] = []
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700, parents=True)
        # A user with no settings, and nothing of the terminal that this runs in.
        self.environment = {
            **kept, "HOME": str(folder), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": str(runtime),
            "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1", "PYTHONDONTWRITEBYTECODE": "1", "SHELL": "/bin/sh",
        }  # fmt: skip
        self.display = self._screen()
        self.environment["DISPLAY"] = self.display
        # Keys of both: an Arabic letter typed needs no keyboard map to be changed, which some terminals see too late.
        self.run("setxkbmap", "us,ara")

    def _screen(self) -> str:
        """Start Xvfb on a display that nobody has; its name."""
        reading, writing = os.pipe()
        size = f"{SCREEN[0]}x{SCREEN[1]}x24"
        self._start(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"], keep=writing
        )
        os.close(writing)
        with os.fdopen(reading) as answer:
            return f":{answer.readline().strip()}"

    def _start(self, command: list[str], keep: int | None = None) -> None:
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment, cwd=self.folder,
                start_new_session=True, pass_fds=() if keep is None else (keep,),
            )  # fmt: skip
        self._started.append(process)

    def run(self, *command: str) -> str:
        """Run a tool on this screen; its output, whatever its status."""
        with suppress(subprocess.TimeoutExpired):
            done = subprocess.run(
                command, capture_output=True, env=self.environment, check=False, timeout=PATIENCE
            )
            return done.stdout.decode("utf-8", "replace")
        return ""

    def open(self, terminal: Terminal, command: list[str], in_tmux: bool) -> tuple[int, int]:
        """Start a terminal with a command in it, inside tmux or not; its columns and rows."""
        inside = [sys.executable, str(INSIDE), str(self.folder), *command]
        if in_tmux:
            config = self.folder / "tmux.conf"
            config.write_text(
                "set -g status off\nset -s escape-time 0\nset -g default-terminal tmux-256color\n"
                'set -as terminal-features ",*:RGB"\n'
            )
            self._tmux = ["tmux", "-u", "-f", str(config), "-S", str(self.folder / "tmux")]
            inside = [*self._tmux, "new-session", shlex.join(inside)]
        name, settings = terminal.settings
        if name:
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(settings)
        if terminal.wayland:
            self.environment["WAYLAND_DISPLAY"] = "wayland-9"
            self._start(
                ["weston", "--backend=x11-backend.so", "--shell=kiosk-shell.so", "--socket=wayland-9", "--no-config",
                 "--width=1140", "--height=760"]
            )  # fmt: skip
            socket = Path(self.environment["XDG_RUNTIME_DIR"]) / "wayland-9"
            until(socket.exists, "weston's socket")
        self._start([*terminal.command, *inside])
        size = self.folder / "size"
        until(size.exists, "the terminal to run a command")
        columns, rows = map(int, size.read_text().split())
        return columns, rows

    def go(self) -> None:
        """Let the command begin."""
        (self.folder / "go").touch()

    def picture(self) -> Image.Image:
        """The whole screen."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def still(self, condition: Callable[[Image.Image], object], patience: float = PATIENCE) -> Image.Image:
        """The screen when it fulfils a condition and two pictures of it in a row are the same.

        Where the condition never comes, the last picture: it is looked at all the same.
        """
        end = time.monotonic() + patience
        before = self.picture()
        while True:
            time.sleep(LOOK)
            now = self.picture()
            if (now.tobytes() == before.tobytes() and condition(now)) or time.monotonic() > end:
                return now
            before = now

    def focus(self, x: float, y: float) -> None:
        """Put the pointer into the window, and the keys: there is no window manager to do it."""
        self.move(x, y)
        for window in self.run("xdotool", "search", "--onlyvisible", "--name", ".").split():
            self.run("xdotool", "windowfocus", window)

    def move(self, x: float, y: float) -> None:
        """The pointer to a place of the screen."""
        self.run("xdotool", "mousemove", str(round(x)), str(round(y)))

    def press(self, *keys: str) -> None:
        """Keys by their X names."""
        self.run("xdotool", "key", "--delay", "60", *keys)

    def write(self, text: str) -> None:
        """Type a text."""
        self.run("xdotool", "type", "--delay", "60", text)

    def click_twice(self, x: float, y: float) -> None:
        """At a place of the screen."""
        self.move(x, y)
        self.run("xdotool", "click", "--repeat", "2", "--delay", "80", "1")

    def click(self, x: float, y: float) -> None:
        """At a place of the screen."""
        self.move(x, y)
        self.run("xdotool", "click", "1")

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """With the first button, by way of the middle."""
        stops = [start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), end]
        places = [["mousemove", str(round(x)), str(round(y)), "sleep", "0.05"] for x, y in stops]
        self.run("xdotool", *places[0], "mousedown", "1", *places[1], *places[2], "mouseup", "1")

    def clipboard(self) -> str:
        """What was copied; empty where nothing was."""
        if "WAYLAND_DISPLAY" in self.environment:
            return self.run("wl-paste", "--no-newline")
        return self.run("xclip", "-selection", "clipboard", "-out")

    def close(self) -> None:
        """End everything that was started here, the last first."""
        if self._tmux:
            self.run(*self._tmux, "kill-server")
        for process in reversed(self._started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A stage that is closed whatever happens."""
    made = Stage(folder)
    try:
        yield made
    finally:
        made.close()
