"""What is built holds everything, and works where there is no checkout beside it."""

import importlib.util
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from tui_reader import __version__

TOP = Path(__file__).parents[1]
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None,
    reason="hatchling builds the packages; `pip install -e '.[test]'` brings it",
)


def build(kind: str, folder: Path) -> Path:
    """Build the `wheel` or the `sdist`, with nothing fetched; where it is."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, put where only PYTHONPATH leads; what it needs comes from the tests' own environment."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-compile"]
    done = subprocess.run([*command, "--target", str(folder), str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def run(installed: Path, *command: str) -> str:
    """What an installed program prints, far from the checkout."""
    environ = {**os.environ, "PYTHONPATH": str(installed), "HOME": str(installed)}
    return subprocess.run(command, cwd=installed, env=environ, capture_output=True, text=True, check=True).stdout


def contents(folder: Path, suffixes: tuple[str, ...]) -> set[str]:
    """Files below a folder of the checkout, as its parent names them."""
    return {
        file.relative_to(folder.parent).as_posix()
        for file in folder.rglob("*")
        if file.suffix in suffixes and "__pycache__" not in file.parts
    }


def test_the_wheel_holds_the_whole_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = contents(TOP / "tui_reader", (".py", ".toml", ".tcss", ".typed", ".txt", ".md", ".bib", ".json"))
    wanted |= {f"tui_reader/{name}" for name in contents(TOP / "themes", (".toml",))}
    metadata = {name for name in names if ".dist-info/" in name}
    assert names - metadata == wanted
    assert any(name.endswith("licenses/LICENSE") for name in metadata)


def test_the_source_package_can_be_built_and_tested(tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = contents(TOP / "tui_reader", (".py", ".toml", ".tcss")) | contents(TOP / "themes", (".toml",))
    wanted |= contents(TOP / "tests", (".py",)) | contents(TOP / "seeds", (".txt",))
    wanted |= {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".ci/run"}
    assert wanted <= names


def test_the_installed_program_runs(installed: Path) -> None:
    program = str(installed / "bin" / "tui-reader")
    assert run(installed, program, "--version").strip() == f"tui-reader {__version__}"
    (seed,) = sorted((TOP / "seeds").glob("*.txt"))[:1]
    assert run(installed, program, "cat", str(seed)) == seed.read_text(encoding="utf-8")


def test_the_installed_program_finds_its_own_files(installed: Path) -> None:
    said = run(
        installed,
        sys.executable,
        "-c",
        "from tui_reader.messages.catalogue import languages\n"
        "from tui_reader.settings.themes import bundled_folder, load_themes\n"
        "from tui_reader.ui.app import ReaderApp\n"
        "print(bundled_folder(), *load_themes()[0], *languages())\n",
    ).split()
    themes = sorted(file.stem for file in (TOP / "themes").glob("*.toml"))
    languages = sorted(file.stem for file in (TOP / "tui_reader" / "messages").glob("*.toml"))
    assert said == [str(installed / "tui_reader" / "themes"), *themes, *languages]


def test_the_changelog_knows_this_version() -> None:
    changelog = (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{__version__}]" in changelog or "## [Unreleased]" in changelog


def test_what_the_tests_need_is_declared() -> None:
    """Whoever tests with what the `test` extra brings must be able to lint, type and build too."""
    declared = {requirement.split(">")[0] for requirement in PROJECT["optional-dependencies"]["test"]}
    assert {"pytest", "ruff", "mypy", "hatchling"} <= declared
