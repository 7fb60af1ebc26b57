"""The terminals the laboratory can start: a table."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

FONT = "DejaVu Sans Mono"
COLUMNS, ROWS = 110, 36
SIZE = f"{COLUMNS}x{ROWS}"


class Terminal(NamedTuple):
    """One terminal program.

    `command` is how it is started, followed by the command that runs in it; `package` Debian's name of it. `alone`
    and `in_tmux` are the ways of sending that the program should find out by itself; `told` is what it must be told
    inside tmux where nothing can be found out. `settings` is a file of its own in the user's home, and what stands
    in it.
    """

    name: str
    program: str
    package: str
    command: Sequence[str]
    alone: str
    in_tmux: str
    told: str = ""
    wayland: bool = False
    settings: tuple[str, str] = ("", "")

    @property
    def missing(self) -> list[str]:
        """The Debian packages of it that are not installed."""
        needed = {self.program: self.package, **(WAYLAND if self.wayland else {})}
        if self.command[0] == "dbus-run-session":
            needed["dbus-run-session"] = "dbus-daemon"
        return [package for program, package in needed.items() if shutil.which(program) is None]

    @property
    def version(self) -> str:
        """The version that is installed, without Debian's own numbers; empty where nobody can say."""
        library = f" (VTE {_version('libvte-2.91-0')})" if self.name == "xfce4-terminal" else ""
        return _version(self.package) + library


def _version(package: str) -> str:
    """Of a Debian package, by the package manager: not every terminal says it itself."""
    try:
        done = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return re.sub(r"^\d+:|[-+~].*$", "", done.stdout)


def tmux_version() -> str:
    """tmux's version, as a Terminal's."""
    return _version("tmux")


# Each at a size at which DejaVu Sans Mono is about 10 by 20 pixels: what tesseract was measured with.
TERMINALS = (
    Terminal(
        "xterm", "xterm", "xterm",
        ["xterm", "-fa", FONT, "-fs", "13", "-geometry", f"{SIZE}+0+0", "-u8", "-e"], "visual", "lro",
    ),
    Terminal(
        "urxvt", "urxvt", "rxvt-unicode",
        ["urxvt", "-fn", f"xft:{FONT}:size=13", "-geometry", f"{SIZE}+0+0", "-e"], "visual", "lro",
    ),
    Terminal(
        "st", "stterm", "stterm",
        ["stterm", "-f", f"{FONT}:pixelsize=17", "-g", f"{SIZE}+0+0", "-e"], "visual", "lro",
    ),
    Terminal(
        "mlterm", "mlterm", "mlterm",
        ["mlterm", "-w", "17", "--fontsize", "17", "-g", SIZE, "-e"], "visual", "inverse-2800",
        # DejaVu Sans Mono has no Braille, so no U+2800, and mlterm would draw boxes for it.
        settings=(".mlterm/aafont", "U+2800-28FF=DejaVu Sans\n"),
    ),
    Terminal(
        "pterm", "pterm", "pterm",
        ["pterm", "-fn", f"client:{FONT} 12", "-geometry", f"{SIZE}+0+0", "-e"], "inverse-2800", "inverse-2800",
        told="inverse-2800",
    ),
    Terminal(
        "alacritty", "alacritty", "alacritty",
        [
            "alacritty", "-o", "font.size=12", "-o", f'font.normal.family="{FONT}"',
            "-o", f"window.dimensions.columns={COLUMNS}", "-o", f"window.dimensions.lines={ROWS}", "-e",
        ], "visual", "lro",
    ),
    Terminal(
        "kitty", "kitty", "kitty",
        [
            "kitty", "--config", os.devnull, "-o", f"font_family={FONT}", "-o", "font_size=12",
            "-o", "remember_window_size=no",
            "-o", f"initial_window_width={COLUMNS}c", "-o", f"initial_window_height={ROWS}c",
        ], "words", "words",
    ),
    Terminal(
        "konsole", "konsole", "konsole",
        [
            "dbus-run-session", "konsole", "--nofork", "--hide-menubar", "--hide-tabbar",
            "-p", f"Font={FONT},12", "-p", f"TerminalColumns={COLUMNS}", "-p", f"TerminalRows={ROWS}", "-e",
        ], "inverse", "inverse",
    ),
    Terminal(
        "xfce4-terminal", "xfce4-terminal", "xfce4-terminal",
        [
            "dbus-run-session", "xfce4-terminal", "--disable-server", "--hide-menubar", "--hide-scrollbar",
            f"--geometry={SIZE}+0+0", f"--font={FONT} 12", "-x",
        ], "visual", "inverse-2800",
    ),
    Terminal("foot", "foot", "foot", ["foot", "--font", f"{FONT}:size=12"], "visual", "lro", wayland=True),
)  # fmt: skip

#: What the laboratory itself needs, beside the terminals: program -> Debian package.
TOOLS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "setxkbmap": "x11-xkb-utils",
    "xclip": "xclip",
    "tesseract": "tesseract-ocr",
    "fc-list": "fontconfig",
    "tmux": "tmux",
}
#: And for terminals that are no X11 programs.
WAYLAND = {"weston": "weston", "wl-paste": "wl-clipboard"}
FONTS = {FONT: "fonts-dejavu-core", "FreeMono": "fonts-freefont-ttf"}


def missing_tools() -> list[str]:
    """Debian packages that the laboratory needs and that are not installed."""
    missing = [package for program, package in TOOLS.items() if shutil.which(program) is None]
    if "ara" not in _said("tesseract", "--list-langs").split():
        missing.append("tesseract-ocr-ara")
    missing += [package for font, package in FONTS.items() if not _said("fc-list", font).strip()]
    return missing


def _said(*command: str) -> str:
    """What a program prints; nothing where it is missing."""
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
