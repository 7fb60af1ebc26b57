"""Each layer imports only what stands above it, only ui imports Textual, and little is imported before first paint."""

import ast
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="a pseudo-terminal is needed to paint on: run it on Linux or macOS")

PACKAGE = Path(__file__).parents[1] / "tui_reader"

#: From the bottom up, as the design lists them. A folder is one layer, a module beside the folders is one too.
LAYERS = (
    "text",
    "settings",
    "messages",
    "terminal",
    "library",
    "search",
    "notebook",
    "printing",
    "doctor",
    "actions",
    "ui",
    "cli",
    "__main__",
)

#: What the screen is drawn with. Below ui, text/ asks Rich's table of widths, and one module is for users of Rich.
SCREEN = {"textual": "ui", "rich": "ui"}
ALLOWED = (("tui_reader.text.width", "rich.cells"), ("tui_reader.terminal.bidi_text", "rich"))

#: text/ is pure functions on text: no files, no environment, no processes, no clock.
IMPURE = frozenset(
    ("os", "io", "pathlib", "shutil", "tempfile", "glob", "subprocess", "socket", "threading", "asyncio", "time",
     "datetime", "random", "locale", "tomllib", "json", "sqlite3", "importlib", "ctypes")
)  # fmt: skip

#: What other people wrote and may be loaded when the first frame is painted.
AT_FIRST_PAINT = frozenset(
    ("textual", "rich", "typing_extensions", "bidi", "arabic_reshaper", "icu4py", "platformdirs")
)  # fmt: skip

#: What must not be: heavy, or of no use before somebody has asked for it.
AFTER_FIRST_PAINT = frozenset(
    (
        "json", "sqlite3", "xml", "html", "http", "email", "zipfile", "csv", "multiprocessing", "unittest", "ctypes",
        "textual.widgets._markdown", "textual.widgets._data_table", "rich.markdown", "rich.syntax",
        "tui_reader.library.watch", "tui_reader.notebook", "tui_reader.printing", "tui_reader.settings.keyboard",
        "tui_reader.terminal.clipboard", "tui_reader.doctor", "tui_reader.ui.help", "tui_reader.ui.pick_screen",
    )
)  # fmt: skip


def modules(layer: str) -> list[str]:
    """Names of a layer's modules; none where the layer is not built yet."""
    files = sorted((PACKAGE / layer).rglob("*.py")) or sorted(PACKAGE.glob(f"{layer}.py"))
    names = [".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files]
    return [name.removesuffix(".__init__") for name in names]


def layer_of(module: str) -> str | None:
    """The layer a module of ours is in; None for the package itself and for what is not ours."""
    ours, _, rest = module.partition(".")
    layer = rest.split(".")[0]
    return layer if ours == "tui_reader" and layer in LAYERS else None


BUILT = [layer for layer in LAYERS if modules(layer)]
MODULES = [module for layer in BUILT for module in modules(layer)]


def too_high(module: str, imported: str) -> bool:
    """Whether a module must not import another."""
    here = layer_of(module)
    assert here is not None
    there = SCREEN.get(imported.split(".")[0]) or layer_of(imported)
    if there is None or any(imported.startswith(name) for by, name in ALLOWED if by == module):
        return False
    return LAYERS.index(there) > LAYERS.index(here)


def imports(module: str) -> Iterator[str]:
    """Every module a module imports, wherever in it and whenever; those for type checking alone are left out."""
    file = PACKAGE.parent / Path(*module.split("."))
    file = file / "__init__.py" if file.is_dir() else file.with_suffix(".py")
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            node.body = []
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")[: -node.level] if node.level and file.name != "__init__.py" else []
            if node.level and file.name == "__init__.py":
                base = module.split(".")[: len(module.split(".")) - node.level + 1]
            name = ".".join([*base, *([node.module] if node.module else [])])
            yield name
            yield from (f"{name}.{alias.name}" for alias in node.names if name.startswith("tui_reader"))


def test_every_module_is_in_a_layer() -> None:
    found = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in PACKAGE.rglob("*.py")} - {"__init__"}
    assert found <= set(LAYERS), "give it a place in LAYERS, and in the design"


@pytest.mark.parametrize("module", MODULES)
def test_no_module_imports_a_higher_one_even_later(module: str) -> None:
    assert sorted(name for name in imports(module) if too_high(module, name)) == []


@pytest.mark.parametrize("module", modules("text"))
def test_text_touches_nothing_but_text(module: str) -> None:
    assert sorted({name for name in imports(module) if name.split(".")[0] in IMPURE}) == []


TELL = """
import importlib, sys
told = set()
for module in sys.argv[1:]:
    importlib.import_module(module)
    print(module, *sorted(set(sys.modules) - told))
    told |= set(sys.modules)
"""


@pytest.mark.parametrize("layer", BUILT)
def test_a_layer_pulls_in_no_higher_one(layer: str) -> None:
    """What an interpreter that has imported nothing else holds in the end, through other people's modules too."""
    told = subprocess.run(
        [sys.executable, "-c", TELL, *(name for name in modules(layer) if name != "tui_reader.__main__")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    wrong = {}
    for line in told.splitlines():
        module, *loaded = line.split(" ")
        # Rich is asked for widths below ui, and its package imports a few modules of its own.
        higher = [name for name in loaded if not name.startswith("rich") and too_high(module, name)]
        if higher:
            wrong[module] = higher
    assert wrong == {}


STARTED = """
import signal, sys
before = set(sys.modules)
from tui_reader.ui.shelf import Shelf
def tell(*_):
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\\n".join(sorted(set(sys.modules) - before)))
    signal.raise_signal(signal.SIGKILL)
signal.signal(signal.SIGUSR1, tell)
Shelf.load = lambda self: None
from tui_reader.cli import main
main([sys.argv[1]])
"""


@pytest.fixture(scope="module")
def at_first_paint(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Modules that were imported when the screen was painted for the first time and nothing was loaded yet."""
    folder = tmp_path_factory.mktemp("start")
    told = folder / "modules"
    environ = {name: value for name, value in os.environ.items() if name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")}
    environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8", HOME=str(folder))
    child, terminal = pty.fork()
    if not child:
        os.execve(sys.executable, [sys.executable, "-c", STARTED, str(folder), str(told)], environ)
    seen = b""
    try:
        while b"Search" not in seen:
            assert select.select([terminal], [], [], 30)[0], f"painted nothing: {seen!r}"
            seen += os.read(terminal, 65536)
        os.kill(child, signal.SIGUSR1)
        # Read on to its end, or it could not write.
        while select.select([terminal], [], [], 30)[0] and os.read(terminal, 65536):
            pass
    except OSError:  # how Linux says that nobody has the other end open
        pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    assert told.exists(), seen
    return set(told.read_text(encoding="utf-8").split("\n"))


def test_of_others_only_what_draws_and_lays_out_is_imported_before_first_paint(at_first_paint: set[str]) -> None:
    loaded = {name.split(".")[0] for name in at_first_paint}
    others = {name for name in loaded - sys.stdlib_module_names if name != "tui_reader" and "mypyc" not in name}
    assert others <= AT_FIRST_PAINT


def test_nothing_heavy_is_imported_before_first_paint(at_first_paint: set[str]) -> None:
    assert "tui_reader.ui.app" in at_first_paint
    assert at_first_paint & AFTER_FIRST_PAINT == set()
