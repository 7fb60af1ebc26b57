"""Copying takes the way that fits the place, copies exactly, and claims no more than is known."""

from __future__ import annotations

import base64
import os
import re
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tui_reader.terminal import clipboard
from tui_reader.terminal.clipboard import OSC52_LIMIT, Outcome, copy, osc52, run_tool

pty = pytest.importorskip("pty", reason="a pseudo-terminal is needed: run it on Linux or macOS")

TEXT = "قال: «لا»\r\nسطر ثانٍ 😀\n"
SSH = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "DISPLAY": "localhost:10.0"}


class Tools:
    """A machine with some tools, as a runner: name -> exit status; what is not there does not run."""

    def __init__(self, **status: int) -> None:
        self.status = {name.replace("_", "-"): code for name, code in status.items()}
        self.calls: list[tuple[tuple[str, ...], bytes]] = []

    def __call__(self, command: Sequence[str], data: bytes, environ: Mapping[str, str]) -> int | None:
        self.calls.append((tuple(command), data))
        name = command[0]
        return self.status.get(f"{name}-w" if "-w" in command else name, self.status.get(name))


def bare(text: str) -> str:
    return f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07"


@pytest.mark.parametrize(
    ("environ", "platform", "tools", "via", "certain"),
    [
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", {"wl_copy": 0, "xclip": 0}, "wl-copy", True),
        ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":0"}, "linux", {"wl_copy": 1, "xclip": 0}, "xclip", True),
        ({"DISPLAY": ":0"}, "linux", {"xclip": 0}, "xclip", True),
        ({"DISPLAY": ":0"}, "linux", {"xsel": 0}, "xsel", True),
        ({"DISPLAY": ":0"}, "linux", {"xclip": 1}, "osc52", False),
        ({"DISPLAY": ":0", "TMUX": "t"}, "linux", {"xclip": 0, "tmux": 0}, "xclip", True),
        ({"TMUX": "t"}, "linux", {"tmux": 0}, "tmux", True),
        ({"TMUX": "t"}, "linux", {}, "osc52", False),
        ({**SSH}, "linux", {"xclip": 0}, "osc52", False),
        ({**SSH, "TMUX": "t"}, "linux", {"xclip": 0, "tmux": 0}, "tmux", True),
        ({}, "darwin", {"pbcopy": 0}, "pbcopy", True),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", {"pbcopy": 0}, "osc52", False),
        ({}, "linux", {"xclip": 0}, "osc52", False),
        ({"TERMUX_VERSION": "0.118"}, "linux", {"termux_clipboard_set": 0}, "termux-clipboard-set", True),
        ({"TERM": "linux"}, "linux", {}, None, False),
        ({"TERM": "dumb", "TMUX": "t"}, "linux", {"tmux": 0}, "tmux", True),
    ],
)
def test_the_way_fits_the_place(
    environ: dict[str, str], platform: str, tools: dict[str, int], via: str | None, certain: bool
) -> None:
    outcome = copy(TEXT, environ=environ, platform=platform, run=Tools(**tools))
    assert (outcome.via, outcome.certain) == (via, certain)
    assert bool(outcome.sequence) is (via == "osc52")


@pytest.mark.parametrize(("environ", "platform"), [({"WSL_DISTRO_NAME": "Debian"}, "linux"), ({}, "win32")])
def test_windows_is_given_utf_16(environ: dict[str, str], platform: str) -> None:
    seen: list[bytes] = []

    def run(command: Sequence[str], data: bytes, environ: Mapping[str, str]) -> int:
        seen.append(data)
        return 0

    assert copy(TEXT, environ=environ, platform=platform, run=run) == Outcome("clip.exe", True)
    assert seen[0].decode("utf-16-le") == TEXT


def test_text_is_data_and_never_part_of_a_command() -> None:
    tools = Tools()
    text = "; rm -rf $(HOME) `x` -w\n"
    copy(text, environ={"DISPLAY": ":0", "WAYLAND_DISPLAY": "w", "TMUX": "t"}, platform="linux", run=tools)
    assert len(tools.calls) == 5
    for command, data in tools.calls:
        assert data == text.encode()
        assert not any("rm" in part for part in command)


def test_an_older_tmux_keeps_it_and_the_terminal_is_asked_besides() -> None:
    outcome = copy("ا", environ={"TMUX": "t"}, run=Tools(tmux_w=1, tmux=0))
    assert (outcome.via, outcome.certain) == ("tmux", True)
    assert outcome.sequence.startswith(bare("ا"))
    assert outcome.detail == "tmux: exit status 1"


def test_what_was_tried_is_told() -> None:
    outcome = copy("ا", environ={"DISPLAY": ":0"}, platform="linux", run=Tools(xclip=1))
    assert outcome.detail == "xclip: exit status 1; xsel: did not run"


def test_nothing_is_never_copied() -> None:
    tools = Tools(xclip=0)
    outcome = copy("", environ={"DISPLAY": ":0"}, run=tools)
    assert (outcome.via, outcome.certain, outcome.sequence, tools.calls) == (None, False, "", [])


def test_what_is_too_long_for_osc_52_is_not_said_to_be_copied() -> None:
    assert copy("x" * OSC52_LIMIT, environ={}, platform="linux").via == "osc52"
    outcome = copy("ا" * (OSC52_LIMIT // 2 + 1), environ={}, platform="linux")
    assert (outcome.via, outcome.certain, outcome.sequence) == (None, False, "")
    assert "500002 bytes" in outcome.detail


@pytest.mark.parametrize(
    ("text", "environ", "too_long"), [(TEXT, {"TERM": "linux"}, False), ("ا" * OSC52_LIMIT, {"TERM": "xterm"}, True)]
)
def test_a_file_is_the_last_resort(text: str, environ: dict[str, str], too_long: bool, tmp_path: Path) -> None:
    outcome = copy(text, environ=environ, platform="linux", folder=tmp_path / "state")
    assert (outcome.via, outcome.certain, outcome.sequence, outcome.too_long) == ("file", True, "", too_long)
    assert outcome.path == tmp_path / "state" / clipboard.COPY_FILE
    assert outcome.path.read_bytes() == text.encode()
    assert copy("again", environ=environ, platform="linux", folder=tmp_path / "state").via in ("file", "osc52")


def test_where_no_file_can_be_written_either_nothing_was_copied(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    outcome = copy(TEXT, environ={"TERM": "linux"}, platform="linux", folder=tmp_path / "file")
    assert (outcome.via, outcome.certain, outcome.path) == (None, False, None)
    assert "file: " in outcome.detail and (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("way", ["file", "osc52", "xclip", None])
def test_the_notice_claims_no_more_than_is_known(way: clipboard.Via | None, tmp_path: Path) -> None:
    from tui_reader.messages.catalogue import load_catalogue
    from tui_reader.ui.describe import copied

    path = tmp_path / "copied.txt" if way == "file" else None
    outcome = Outcome(way, way in ("file", "xclip"), replaced=2, path=path, too_long=way == "file")
    said = copied(load_catalogue("en"), "abc", outcome)
    assert said.startswith("Copied 3") is (way == "xclip")
    if way == "file":
        assert str(path) in said and f"{OSC52_LIMIT // 1024} KiB" in said
    if way is not None:
        assert "2 broken characters copied as \ufffd" in said


def test_a_lone_surrogate_is_replaced_and_counted() -> None:
    tools = Tools(xclip=0)
    outcome = copy("a\ud800b\udfff😀", environ={"DISPLAY": ":0"}, platform="linux", run=tools)
    assert (outcome.via, outcome.replaced) == ("xclip", 2)
    assert tools.calls[0][1].decode() == "a\ufffdb\ufffd😀"


# --- the sequence -----------------------------------------------------------------------------------------


def test_osc_52_holds_the_exact_text() -> None:
    assert osc52(TEXT.encode(), {"TERM": "xterm"}) == bare(TEXT)


def test_through_tmux_each_escape_is_doubled() -> None:
    wrapped = osc52(b"hi", {"TMUX": "t", "TERM": "screen"}).removeprefix(bare("hi"))
    inner = re.fullmatch(r"\x1bPtmux;(.*)\x1b\\", wrapped, re.DOTALL)
    assert inner is not None
    assert inner[1] == bare("hi").replace("\x1b", "\x1b\x1b")


def test_through_screen_in_pieces_its_buffer_holds() -> None:
    sequence = osc52(TEXT.encode() * 20, {"STY": "1.s", "TERM": "screen"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", sequence, re.DOTALL)
    assert "".join(pieces) == bare(TEXT * 20)
    assert max(map(len, pieces)) <= clipboard.SCREEN_CHUNK


def test_what_may_be_either_is_sent_both() -> None:
    sequence = osc52(b"hi", {"TERM": "screen-256color"})
    assert sequence.startswith(bare("hi") + "\x1bPtmux;")
    assert sequence.endswith(f"\x1bP{bare('hi')}\x1b\\")


# --- the real thing ---------------------------------------------------------------------------------------


def need(*commands: str, packages: str) -> None:
    """Skip where a tool is missing, saying what to install."""
    if missing := [command for command in commands if shutil.which(command) is None]:
        pytest.skip(f"no {', '.join(missing)}: install the Debian packages {packages}")


def test_a_missing_tool_is_no_error() -> None:
    assert run_tool(["no-such-tool-of-ours"], b"x", os.environ) is None


def test_a_tool_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "TOOL_SECONDS", 0.05)
    assert run_tool(["sh", "-c", "exec tail -f /dev/null"], b"x", os.environ) is None


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program inside a tmux server of our own."""
    need("tmux", packages="tmux")
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm", "TMUX_TMPDIR": str(tmp_path)}
    subprocess.run(["tmux", "-f", "/dev/null", "new-session", "-d", "cat"], env=environ, check=True)
    asked = ["tmux", "display-message", "-p", "#{socket_path},#{pid},0"]
    place = subprocess.run(asked, env=environ, check=True, capture_output=True, text=True).stdout.strip()
    yield {**environ, "TMUX": place}
    subprocess.run(["tmux", "kill-server"], env=environ, check=False)


def test_tmux_holds_the_exact_text(tmux: dict[str, str]) -> None:
    outcome = copy(TEXT, environ=tmux, platform="linux")
    assert (outcome.via, outcome.certain, outcome.detail) == ("tmux", True, "")
    held = subprocess.run(["tmux", "show-buffer"], env=tmux, check=True, capture_output=True).stdout
    assert held == TEXT.encode()


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment of a program on an X display of our own."""
    need("Xvfb", "xclip", packages="xvfb xclip")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "320x200x8", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    with os.fdopen(reader) as told:
        number = told.readline().strip()  # written once the server answers; empty if it could not start
    if not number:
        server.wait()
        pytest.skip("Xvfb did not start: install the Debian packages xvfb xclip")
    yield {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "DISPLAY": f":{number}"}
    server.terminate()
    server.wait()


@pytest.mark.parametrize("text", [TEXT, TEXT * 60_000], ids=["short", "megabytes"])
@pytest.mark.parametrize("tool", ["xclip", "xsel"])
def test_the_clipboard_of_x_holds_the_exact_text(tool: str, text: str, display: dict[str, str], tmp_path: Path) -> None:
    need(tool, packages=tool)
    (tmp_path / tool).symlink_to(str(shutil.which(tool)))
    outcome = copy(text, environ={**display, "HOME": str(tmp_path)}, platform="linux", run=only(tmp_path))
    assert (outcome.via, outcome.certain) == (tool, True)
    command = ["xclip", "-selection", "clipboard", "-out"]
    # xsel answers for the clipboard a moment after it has ended.
    while (read := subprocess.run(command, env=display, check=False, capture_output=True)).returncode:
        assert tool == "xsel", read.stderr
    assert read.stdout == text.encode()


def only(folder: Path) -> clipboard.Run:
    """A runner that knows no tools but those of a folder."""

    def run(command: Sequence[str], data: bytes, environ: Mapping[str, str]) -> int | None:
        return run_tool([str(folder / command[0]), *command[1:]], data, environ)

    return run


def test_tmux_holds_a_text_of_megabytes(tmux: dict[str, str]) -> None:
    text = TEXT * 60_000
    outcome = copy(text, environ=tmux, platform="linux")
    assert (outcome.via, outcome.certain) == ("tmux", True)
    assert subprocess.run(["tmux", "show-buffer"], env=tmux, check=True, capture_output=True).stdout == text.encode()


class Outside:
    """A terminal that keeps all it is sent, and takes OSC 52 out of it, with a program in it."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.child, self.terminal = pty.fork()
        if not self.child:
            os.execvpe(command[0], list(command), dict(environ))
        self.seen = b""

    def taken(self) -> bytes:
        """What it was given for its clipboard, when it has been."""
        while True:
            found = re.search(rb"\x1b\]52;[a-z]*;([A-Za-z0-9+/=]+)(?:\x07|\x1b\\\\)", self.seen)
            if found:
                return base64.b64decode(found[1])
            assert select.select([self.terminal], [], [], 30)[0], f"was sent no OSC 52: {self.seen[-300:]!r}"
            self.seen += os.read(self.terminal, 65536)

    def end(self) -> None:
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        os.close(self.terminal)


@pytest.mark.parametrize("times", [1, 3000], ids=["short", "long"])
def test_screen_hands_the_exact_text_to_the_terminal_outside(times: int, tmp_path: Path) -> None:
    need("screen", packages="screen")
    (tmp_path / "sockets").mkdir(mode=0o700)
    environ = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm", "HOME": str(tmp_path)}
    environ["SCREENDIR"] = str(tmp_path / "sockets")
    sent = tmp_path / "sent"
    sent.write_text(osc52((TEXT * times).encode(), {"STY": "1.s", "TERM": "screen"}), encoding="utf-8")
    outside = Outside(["screen", "-c", os.devnull, "-U", "sh", "-c", f"cat '{sent}'; read end"], environ)
    try:
        assert outside.taken() == (TEXT * times).encode()
    finally:
        subprocess.run(["screen", "-X", "quit"], env=environ, check=False, stdout=subprocess.DEVNULL)
        outside.end()


@pytest.mark.parametrize("times", [1, 3000], ids=["short", "long"])
def test_tmux_hands_the_exact_text_to_the_terminal_outside(times: int, tmux: dict[str, str]) -> None:
    outside = Outside(["tmux", "-u", "attach"], tmux)
    try:
        # A client that is not there yet is handed nothing.
        while not subprocess.run(["tmux", "list-clients"], env=tmux, check=True, capture_output=True).stdout:
            pass
        assert copy(TEXT * times, environ=tmux, platform="linux").via == "tmux"
        assert outside.taken() == (TEXT * times).encode()
    finally:
        outside.end()
