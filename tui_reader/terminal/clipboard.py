"""Copying: what fits the place the program runs in, and an honest account of what is known to have worked.

`copy` blocks while tools run (at most `TOOL_SECONDS` each), so it belongs in a thread. It never writes to
the terminal itself: what the terminal must be sent comes back in `Outcome.sequence`, for whoever owns the
screen to write.

The tools are rows of our own table, and not those of a clipboard library: what such libraries report is that no
exception was raised, and what the notice may claim is whether the clipboard holds the text.

The text is copied exactly: no newline is added, nothing is shaped or wrapped. It reaches tools as data on
standard input, never in a command line. A lone surrogate is no character and no encoding can hold it; each
is copied as U+FFFD, and `Outcome.replaced` says how many were.
"""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tui_reader.settings.files import write_whole

Via = Literal["wl-copy", "xclip", "xsel", "pbcopy", "clip.exe", "termux-clipboard-set", "tmux", "osc52", "file"]
#: (command, standard input, environment) -> exit status, or None where it is missing or took too long.
Run = Callable[[Sequence[str], bytes, Mapping[str, str]], int | None]

TOOL_SECONDS = 2.0
#: Longest text, in bytes of UTF-8, that is sent by OSC 52: tmux 3.3a stored this much and not twice as much.
OSC52_LIMIT = 500_000
#: What TERM says where no terminal can take OSC 52, and some would print it.
NO_OSC52 = ("linux", "dumb", "cons25", "vt100", "vt220")
#: The last resort, in the state folder.
COPY_FILE = "copied.txt"
#: Bytes of one device control string to GNU screen, whose buffer holds 768.
SCREEN_CHUNK = 76

_ESC, _BEL, _ST = "\x1b", "\x07", "\x1b\\"
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Outcome:
    """What came of copying.

    `via` names the way, None where none was left; for "file" `path` is where the text is now. `certain` is True only
    where the place it names is known to hold the text: a native tool's clipboard, the file, or tmux's own buffer
    (whether tmux could also tell the terminal outside is not known). `sequence` must be written to the terminal if it
    is not empty; nobody answers to it, so that alone is never certain. `detail` lists what was tried and failed, in
    English, for a log; it quotes no text from outside. `replaced` counts lone surrogates. `too_long` says that OSC 52
    could not be tried because the text is more than OSC52_LIMIT.
    """

    via: Via | None
    certain: bool
    detail: str = ""
    sequence: str = ""
    replaced: int = 0
    too_long: bool = False
    path: Path | None = None


@dataclass(frozen=True)
class Tool:
    """A native tool: the system or environment variable it needs, and what it reads on standard input."""

    via: Via
    command: tuple[str, ...]
    variables: tuple[str, ...] = ()
    platform: str = ""
    encoding: str = "utf-8"


#: In the order to be tried. A Wayland session often has DISPLAY too.
TOOLS = (
    Tool("pbcopy", ("pbcopy",), platform="darwin"),
    # Windows' tool takes bytes for the console's code page unless they look like UTF-16.
    Tool("clip.exe", ("clip.exe",), ("WSL_DISTRO_NAME", "WSL_INTEROP"), encoding="utf-16-le"),
    Tool("clip.exe", ("clip.exe",), platform="win32", encoding="utf-16-le"),
    Tool("wl-copy", ("wl-copy", "--type", "text/plain;charset=utf-8"), ("WAYLAND_DISPLAY",)),
    Tool("xclip", ("xclip", "-selection", "clipboard", "-in"), ("DISPLAY",)),
    Tool("xsel", ("xsel", "--clipboard", "--input"), ("DISPLAY",)),
    Tool("termux-clipboard-set", ("termux-clipboard-set",), ("TERMUX_VERSION",)),
)
# -w, which hands the text on to the terminal outside, is known since tmux 3.2; older ones refuse it.
_TMUX_ON = ("tmux", "load-buffer", "-w", "-")
_TMUX = ("tmux", "load-buffer", "-")


def run_tool(command: Sequence[str], data: bytes, environ: Mapping[str, str]) -> int | None:
    """Run a tool with `data` on its standard input; its exit status, None if it is missing or too slow.

    xclip and wl-copy stay behind to serve the clipboard: they get no pipe of ours to hold open, and a session
    of their own, so that neither ctrl+c nor the end of the terminal takes the clipboard with it.
    """
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=dict(environ),
            start_new_session=True,
            timeout=TOOL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.returncode


def copy(
    text: str,
    *,
    environ: Mapping[str, str],
    platform: str = sys.platform,
    run: Run = run_tool,
    folder: Path | None = None,
) -> Outcome:
    """Copy `text` the best way there is; see `Outcome`. Empty text is not copied. Raises nothing.

    Where nothing else is left it is written into `folder`, the state folder, as COPY_FILE.
    """
    if not text:
        return Outcome(None, False, "nothing to copy")
    text, replaced = _SURROGATE.subn("\ufffd", text)
    failed: list[str] = []

    def works(command: Sequence[str], data: bytes, env: Mapping[str, str]) -> bool:
        status = run(command, data, env)
        if status != 0:
            failed.append(f"{command[0]}: " + ("did not run" if status is None else f"exit status {status}"))
        return status == 0

    def outcome(via: Via | None, certain: bool, sequence: str = "", path: Path | None = None) -> Outcome:
        return Outcome(via, certain, "; ".join(failed), sequence, replaced, too_long, path)

    data = text.encode()
    too_long = False
    for tool in tools(environ, platform):
        # pbcopy reads its input as MacRoman where no locale says UTF-8.
        env = {**environ, "LC_CTYPE": "UTF-8"} if tool.via == "pbcopy" else environ
        if works(tool.command, text.encode(tool.encoding), env):
            return outcome(tool.via, True)
    sequence = ""
    if len(data) > OSC52_LIMIT:
        too_long = True
        failed.append(f"OSC 52: {len(data)} bytes are more than {OSC52_LIMIT}")
    elif environ.get("TERM", "") in NO_OSC52 and not environ.get("TMUX"):
        failed.append("OSC 52: this terminal has no clipboard")
    else:
        sequence = osc52(data, environ)
    if environ.get("TMUX"):
        if works(_TMUX_ON, data, environ):
            return outcome("tmux", True)
        if works(_TMUX, data, environ):
            return outcome("tmux", True, sequence)
    if sequence:
        return outcome("osc52", False, sequence)
    if folder is not None:
        path = folder / COPY_FILE
        try:
            write_whole(path, text)
        except OSError as error:
            failed.append(f"file: {error.strerror or type(error).__name__}")
        else:
            return outcome("file", True, path=path)
    return outcome(None, False)


def tools(environ: Mapping[str, str], platform: str = sys.platform) -> list[Tool]:
    """The native tools that are worth a try here, installed or not, in their order.

    Over ssh the display, if there is one, is seldom the reader's: they are all left out.
    """
    if environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"):
        return []
    return [tool for tool in TOOLS if tool.platform == platform or any(environ.get(name) for name in tool.variables)]


def osc52(data: bytes, environ: Mapping[str, str]) -> str:
    """The sequence that asks the terminal to take `data` (UTF-8) as its clipboard.

    tmux takes it bare where `set-clipboard` is `on` and passes it on wrapped where `allow-passthrough` is,
    so it gets both; so does what may be tmux or screen at the far end of an ssh connection.
    """
    bare = f"{_ESC}]52;c;{base64.b64encode(data).decode()}{_BEL}"
    term = environ.get("TERM", "")
    if environ.get("STY") and not environ.get("TMUX"):
        return _through_screen(bare)
    if environ.get("TMUX") or term.startswith("tmux"):
        return bare + _through_tmux(bare)
    if term.startswith("screen"):
        return bare + _through_tmux(bare) + _through_screen(bare)
    return bare


def _through_tmux(sequence: str) -> str:
    """tmux hands on what is in such a string, each ESC in it doubled."""
    return f"{_ESC}Ptmux;{sequence.replace(_ESC, _ESC * 2)}{_ST}"


def _through_screen(sequence: str) -> str:
    """screen hands on what is in a device control string, which its buffer must hold."""
    chunks = (sequence[at : at + SCREEN_CHUNK] for at in range(0, len(sequence), SCREEN_CHUNK))
    return "".join(f"{_ESC}P{chunk}{_ST}" for chunk in chunks)
