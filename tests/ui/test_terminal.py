"""At a real pseudo-terminal: nothing from outside steers it, and it is whole again on every way out."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are not there", allow_module_level=True)

from cli.run import COMMAND

from .frames import SEEDS, write
from .terminal import IN, OUT, PATIENCE, XTERM, Terminal

EVIL = "a\x1b]52;c;aGFja2Vk\x07b\x1b[2Jc\x9b2Jd\x9d52;c;eA==\x9ce\x7ff\x08j\x0ek"
EVIL += "\u202egnp\u2066\u2067\u2068g\u202ah\u200fi"
BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def hostile(folder: Path) -> Path:
    names = ["\x1b]52;c;eA==\x07.txt", "a\nb\x1b[2J.txt", "\u202egpj\u2066.txt", "c\x9b2Jd.txt"]
    found = write(folder / "evil", dict.fromkeys(names, ""))
    write(found, {"z1.txt": f"{EVIL} title\n\n" + f"عربي {EVIL} سطر\n" * 30})
    write(found, {"z2.md": f'---\ntitle: "{EVIL[-5:]}"\n---\n{EVIL}'})
    (Path(str(found)) / b"\xff\xfe.txt".decode("utf-8", "surrogateescape")).write_text(EVIL)
    return found


@pytest.mark.parametrize("way", ["visual", "lro"])
def test_nothing_hostile_reaches_the_terminal(tmp_path: Path, start: Callable[..., Terminal], way: str) -> None:
    folder = hostile(tmp_path)
    app = start("read", "--terminal", way, folder)
    app.shows("article 1 of 7")
    for number in range(2, 8):
        app.press("j")
        app.shows(f"article {number} of 7")
    app.press("/")
    app.press(b"\x1b[200~" + "q\x9b2J\u202e\u2066\x07x".encode() + b"\x1b[201~")
    app.shows("/ q")
    app.press("\x1b\x1b")
    app.until(lambda: "Search the library" in app.screen.display[0])
    app.press("\x11")
    assert app.end() == 0
    app.steers_nothing()
    app.restored()
    text = app.written.decode()
    if way == "visual":
        assert not BIDI.search(text)
    else:
        assert set(BIDI.findall(text)) == {"\u202d", "\u202c"}
        assert text.count("\u202d") == text.count("\u202c")
        assert not re.search("\u202d[^\u202c]*\u202d|\u202d[^\u202c]*\n", text), "each is closed before the next"


def test_hostile_names_in_messages(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    app = start("read", tmp_path / "gone\x1b]52;c;eA==\x07\u202e\n.txt")
    app.shows("gone")
    app.press("q")
    assert app.end() == 3
    app.steers_nothing()
    app.restored()
    assert not BIDI.search(app.written.decode())


def test_cat_to_a_terminal(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    folder = hostile(tmp_path)
    app = start("cat", folder, answers=b"\x1b[?6c")  # of no terminal that is known
    assert app.end() == 0
    app.steers_nothing()
    text = app.written.decode()
    assert set(BIDI.findall(text)) == {"\u202d", "\u202c"}
    assert all(line.count("\u202d") == line.count("\u202c") for line in text.split("\n"))


def test_the_seed_at_a_terminal(start: Callable[..., Terminal]) -> None:
    app = start(SEEDS)
    app.shows("(ﻮﺗﺎﻨﻟﺍ)")
    app.press("/" + "الناتو 2024")
    app.shows("hit 1 of")
    before = len(app.written)
    app.press("\r")
    app.until(lambda: len(app.written) > before)  # the caret is gone: the keys are the reading pane's
    app.press("n")
    app.shows("hit 2 of")
    app.press("q")
    assert app.end() == 0
    app.steers_nothing()
    app.restored()


@pytest.mark.parametrize("keys", ["q", "\x11"])
def test_quit(start: Callable[..., Terminal], keys: str) -> None:
    app = start(SEEDS)
    app.shows("article 1 of 1")
    app.press(keys)
    assert app.end() == 0
    app.restored()


def test_suspended_by_the_key_and_resumed(start: Callable[..., Terminal]) -> None:
    app = start(SEEDS)
    app.shows("article 1 of 1")
    app.press("\x1a")
    app.stopped()
    app.restored()
    app.process.send_signal(signal.SIGCONT)
    app.until(lambda: app.written.count(IN) == 2)
    app.shows("article 1 of 1")
    app.press("q")
    assert app.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_signals(start: Callable[..., Terminal], number: signal.Signals) -> None:
    app = start(SEEDS)
    app.shows("article 1 of 1")
    app.process.send_signal(number)
    assert app.end() == -number
    app.restored()
    assert b"Traceback" not in app.written


def test_a_window_that_is_closed_loses_nothing(start: Callable[..., Terminal]) -> None:
    app = start(SEEDS)
    app.shows("article 1 of 1")
    app.press("jjjjj")
    app.until(lambda: not app.screen.display[-1].startswith(" 45 %"))
    percent = app.screen.display[-1].split("%")[0].strip()
    assert app.hang_up() == -signal.SIGHUP, "in good order, not after it was waited for in vain"
    again = start(SEEDS)
    again.shows(f"{percent} %")
    again.press("q")
    assert again.end() == 0


def below(pid: int, *holding: str) -> list[int]:
    """Processes that a process has started, and that have all of this on their command lines."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in told.splitlines() if all(each in line for each in holding)]


def state(pid: int) -> str:
    """What a process does, as ps tells it: T where it is stopped."""
    return subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout


#: As a shell starts it: who is no leader of its session can be killed without the terminal being hung up.
SHELL = ("sh", "-c", '"$0" "$@"; echo ended by $?', *COMMAND)


@pytest.mark.parametrize("number", [signal.SIGBUS, signal.SIGSEGV, signal.SIGKILL])
def test_a_death_that_no_program_sees(start: Callable[..., Terminal], number: signal.Signals) -> None:
    app = start(SEEDS, command=SHELL)
    app.shows("article 1 of 1")
    app.press("jj")
    (program,) = below(app.process.pid)
    guard: list[int] = []
    app.until(lambda: guard.extend(below(program, " -I ")) or guard, patiently=True)
    os.kill(program, number)
    app.until(lambda: OUT in app.written)
    assert app.end() == 0
    assert f"ended by {128 + number}".encode() in app.written
    app.restored()


def test_who_has_the_terminal_is_not_disturbed_by_a_death(start: Callable[..., Terminal]) -> None:
    app = start(SEEDS, command=SHELL)
    app.shows("article 1 of 1")
    (program,) = below(app.process.pid)
    guard: list[int] = []
    app.until(lambda: guard.extend(below(program, " -I ")) or guard, patiently=True)
    ended = os.pidfd_open(guard[0])
    app.press("\x1a")
    app.until(lambda: OUT in app.written)
    app.until(lambda: state(program).startswith("T"), patiently=True)
    os.kill(program, signal.SIGKILL)
    assert select.select([ended], [], [], PATIENCE)[0], "nobody is left behind"
    os.close(ended)
    assert app.end() == 0
    assert app.written.count(OUT) == 1
    app.restored()


def test_an_exception(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "import sys\n"
        "from tui_reader.ui import commands\n"
        "def quit(self): raise RuntimeError('raised on purpose')\n"
        "commands.Commands.quit = quit\n"
        "from tui_reader.cli import main\n"
        "sys.exit(main())\n"
    )
    app = start(str(script), SEEDS, command=(sys.executable,))
    app.shows("article 1 of 1")
    app.press("q")
    assert app.end() == 1
    app.restored()
    assert b"raised on purpose" in app.written[app.written.index(OUT) :]


def test_a_pipe_and_keys_from_the_terminal(start: Callable[..., Terminal]) -> None:
    for arguments in (["-"], []):
        app = start(*arguments, stdin="من الأنبوب\n\nسطر".encode())
        app.shows("ﺮﻄﺳ")
        app.press("q")
        assert app.end() == 0
        app.restored()


def test_lam_alef_in_one_read_is_a_key(tmp_path: Path, start: Callable[..., Terminal]) -> None:
    write(tmp_path / "a", {"a.txt": "".join(f"line {n}\n" for n in range(300))})
    app = start(tmp_path / "a")
    app.shows("line 20")
    app.press("  ")
    app.shows("line 60")
    app.press("لا")
    app.shows("line 27")
    app.press("q")
    assert app.end() == 0


def test_tmux_is_sent_lro_and_xterm_visual(start: Callable[..., Terminal]) -> None:
    for answers, sent in ((XTERM, False), (b"\x1bP>|tmux 3.3a\x1b\\\x1b[>84;0;0c\x1b[?1;2c", True)):
        app = start(SEEDS, answers=answers)
        app.shows("article 1 of 1")
        app.press("q")
        assert app.end() == 0
        assert ("\u202d".encode() in app.written) is sent
        assert app.written.index(b"\x1b[8l") < app.written.index(IN)
