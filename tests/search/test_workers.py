"""The pipeline's worker processes: they read what is read here, whatever becomes of them."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event
from threading import enumerate as enumerate_threads

import pytest

from tui_reader.library.document import Document, DocumentId
from tui_reader.library.packs import PackedDocument
from tui_reader.library.scan import Problem
from tui_reader.search import crew, hand, pipeline, process, tasks, wire
from tui_reader.search.query import parse

from .libraries import LONG, eventually
from .loads import Loaded, alive, children, write

pytestmark = pytest.mark.usefixtures("here")


@pytest.mark.usefixtures("by_workers", "punctual")
def test_workers_read_the_same_documents_in_the_same_order(here: Path) -> None:
    for number in range(700):
        write(f"d/{number % 7}/{number}.txt", text=f"عنوان {number}\nنص")
    write("d/b.md", text="---\ntitle: T\nlang: ar\n---\nنص")
    write("d/x.png", "d/3/z.pdf.x")
    loaded = Loaded("d", "gone").run()
    expected = [each for path in ("d", "gone") for each in _alone(path)]
    assert list(loaded.store) == [each for each in expected if isinstance(each, Document)]
    assert sorted(loaded.problems) == sorted(each for each in expected if isinstance(each, Problem))
    assert any(isinstance(each, PackedDocument) for each in loaded.store)
    assert loaded.documents == list(loaded.store)
    assert loaded.count("نص ") == 701
    assert [hit.document for hit in loaded.index.search(parse("13 ")).hits] == [
        loaded.store.get(DocumentId("d/6/13.txt"))
    ]
    assert (loaded.work.found, loaded.work.loaded, loaded.work.scanned) == (701, 701, True)
    eventually(lambda: not children())


@pytest.mark.usefixtures("by_workers")
def test_segments_become_few_once_all_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(900):
        write(f"d/{number:03}.txt", text=f"نص رقم{number}")
    monkeypatch.setattr(crew, "LAST_FILES", 100)
    loaded = Loaded("d").run()
    many = loaded.index.segments
    assert loaded.work.done and len(many) > 4
    loaded.index.remove([DocumentId("d/005.txt")])
    hits = loaded.index.search(parse("نص ")).hits
    eventually(lambda: len(loaded.index.segments) == 1)
    assert loaded.count("نص ") == 899
    assert [hit.document.id.path for hit in loaded.index.search(parse("رقم7 ")).hits] == ["d/007.txt"]
    assert (found := hits.get(DocumentId("d/700.txt"))) is not None, "what was found before stays"
    assert found.document.id.path == "d/700.txt"
    assert hits.get(DocumentId("d/005.txt")) is None
    loaded.index.remove([DocumentId("d/899.txt")])
    assert loaded.count("نص ") == 898
    loaded.index.add([Document(DocumentId("d/000.txt"), "", -1, "آخر")])
    assert loaded.count("نص ") == 897
    eventually(lambda: not children())


@pytest.mark.usefixtures("by_workers")
def test_where_no_worker_lives_that_merges_the_segments_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(900):
        write(f"d/{number:03}.txt")
    monkeypatch.setattr(crew, "LAST_FILES", 100)
    program = "import os, sys; sys.path.insert(0, sys.argv[1]); from tui_reader.search import worker\n"
    monkeypatch.setattr(process, "PROGRAM", program + "worker.Worker._merge = lambda *_: os.abort()\nworker.main()")
    loaded = Loaded("d").run()
    many = len(loaded.index.segments)
    eventually(lambda: not any(each.name == "merger" for each in enumerate_threads()))
    assert loaded.count("نص ") == 900 and len(loaded.index.segments) == many
    eventually(lambda: not children())


def _alone(path: str) -> list[Document | Problem]:
    from tui_reader.library.read import load

    return list(load([path]))


@pytest.mark.usefixtures("by_workers")
def test_what_is_read_first_here_is_not_given_twice() -> None:
    write(*(f"d/{number}.txt" for number in range(100)))
    loaded = Loaded("d").run()
    assert len(loaded.documents) == len({each.id for each in loaded.documents}) == 100


@pytest.mark.usefixtures("by_workers")
def test_a_worker_reads_what_standard_input_held() -> None:
    write("a.txt")
    loaded = Loaded("a.txt", "-", stdin="من الدخل".encode()).run()
    assert [each.text for each in loaded.store] == ["نص", "من الدخل"]


@pytest.mark.usefixtures("by_workers")
def test_a_folder_that_is_called_like_a_module_is_not_run(here: Path) -> None:
    write("tui_reader/__init__.py", "json.py", "numpy.py", text="raise SystemExit('run')")
    write("a.txt")
    assert Loaded("a.txt").run().names == ["a.txt"]


def _program(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Workers that run ``body`` before each file, whose path is ``path``."""
    changed = f"""
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from tui_reader.search import worker
real = worker.read
def read(candidate, *rest):
    path = candidate.path
{body}
    return real(candidate, *rest)
worker.read = read
worker.main()
"""
    monkeypatch.setattr(process, "PROGRAM", changed)


@pytest.mark.usefixtures("by_workers")
@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ("    if path == 'd/40.txt': os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("    if path == 'd/40.txt': os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("    if path == 'd/40.txt': os._exit(7)", "exit 7"),
    ],
)
def test_a_file_that_ends_its_worker_is_named_and_the_others_are_read(
    body: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(*(f"d/{number}.txt" for number in range(90)))
    monkeypatch.setattr(pipeline, "AHEAD", 5)
    _program(monkeypatch, body)
    loaded = Loaded("d").run()
    assert loaded.problems == [Problem("d/40.txt", "crashed", detail, True)]
    assert loaded.names == [f"d/{number}.txt" for number in range(90) if number != 40]
    assert loaded.count("نص ") == 89
    assert (loaded.work.found, loaded.work.loaded) == (90, 90)
    eventually(lambda: not children())


@pytest.mark.usefixtures("by_workers")
def test_many_files_that_end_their_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(60)))
    monkeypatch.setattr(pipeline, "AHEAD", 5)
    _program(monkeypatch, "    if path[-5] == '7': os.abort()")
    loaded = Loaded("d").run()
    bad = [f"d/{number}.txt" for number in (7, 17, 27, 37, 47, 57)]
    assert sorted(each.path for each in loaded.problems) == sorted(bad), "in the order in which the workers met them"
    assert len(loaded.store) == loaded.count("نص ") == 54


@pytest.mark.usefixtures("by_workers")
def test_a_file_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(30)))
    monkeypatch.setattr(pipeline, "AHEAD", 5)
    monkeypatch.setattr(tasks, "SILENCE", 1.0)
    monkeypatch.setattr(crew, "LOOK", 0.1)
    _program(monkeypatch, "    if path == 'd/20.txt': time.sleep(1000)")
    loaded = Loaded("d").run()
    assert loaded.problems == [Problem("d/20.txt", "no-answer", "", True)]
    assert len(loaded.store) == 29
    eventually(lambda: not children())


@pytest.mark.usefixtures("by_workers")
@pytest.mark.parametrize("program", ["raise SystemExit(1)", "print('x' * 1000)", "import os; os.abort()"])
def test_where_no_worker_lives_everything_is_read_here(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(60)))
    monkeypatch.setattr(process, "PROGRAM", program)
    loaded = Loaded("d", "gone").run()
    assert loaded.names == [f"d/{number}.txt" for number in range(60)]
    assert loaded.count("نص ") == 60
    assert [each.path for each in loaded.problems] == ["gone"]
    assert loaded.work.scanned


@pytest.mark.usefixtures("by_workers")
def test_where_no_process_can_be_started_everything_is_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> object:
        raise OSError("no more processes")

    monkeypatch.setattr(subprocess, "Popen", refused)
    write(*(f"d/{number}.txt" for number in range(60)))
    assert Loaded("d").run().names == [f"d/{number}.txt" for number in range(60)]


@pytest.mark.usefixtures("by_workers")
def test_workers_killed_from_outside_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(600)))
    _program(monkeypatch, "    time.sleep(0.001)")
    loaded = Loaded("d")
    loaded.work.start()
    for kill in range(3):
        eventually(lambda: loaded.work.done or (children() and loaded.work.loaded > 50 * kill))  # noqa: B023
        for pid in children()[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert loaded.work.wait(LONG)
    assert sorted(loaded.names) == sorted(f"d/{number}.txt" for number in range(600))
    assert loaded.problems == [], "a file at which a worker died once is tried again"


@pytest.mark.usefixtures("by_workers")
@pytest.mark.parametrize("deaths", [1, 2])
def test_a_file_at_which_workers_died_by_chance_is_read(
    deaths: int, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where memory runs out, and the system ends whoever takes most of it."""
    write(*(f"d/{number}.txt" for number in range(60)))
    monkeypatch.setattr(pipeline, "AHEAD", 5)
    died = str(here / "died")
    _program(
        monkeypatch,
        f"""
    died = {died!r}
    if path == 'd/30.txt' and (not os.path.exists(died) or os.path.getsize(died) < {deaths}):
        with open(died, 'a') as file: file.write('x')
        os.abort()""",
    )
    loaded = Loaded("d").run()
    assert (loaded.problems, len(loaded.names), loaded.count("نص ")) == ([], 60, 60)


@pytest.mark.usefixtures("by_workers")
def test_cancelling_ends_the_workers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(300)))
    _program(monkeypatch, "    time.sleep(1000)")
    loaded = Loaded("d")
    loaded.work.start()
    eventually(children)
    loaded.work.cancel()
    assert loaded.work.wait(LONG)
    eventually(lambda: not children())


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> process.Ahead:
    """A worker ahead that is nobody else's, on a machine with a processor for it."""
    made = process.Ahead()
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for module in (crew, pipeline):
        monkeypatch.setattr(module, "ahead", made)
    return made


def test_what_was_listed_ahead_is_not_listed_again(fresh: process.Ahead, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(300)), "d/x.bin")
    fresh.begin(["d"], Path("d"))
    eventually(lambda: len(children()) == 1)
    (ahead,) = children()
    told: list[tuple[int, int]] = []
    say = hand.Hand.say
    monkeypatch.setattr(
        hand.Hand, "say", lambda self, kind, *rest: (told.append((self.pid, kind)), say(self, kind, *rest))[1]
    )
    loaded = Loaded("d").run()
    assert loaded.names == [f"d/{number}.txt" for number in range(300)]
    assert [problem.path for problem in loaded.problems] == ["d/x.bin"]
    assert wire.Kind.SCAN not in [kind for _, kind in told]
    assert ahead in [pid for pid, _ in told]
    eventually(lambda: not children())


@pytest.mark.parametrize("paths", [["d", "e"], ["e"]])
def test_what_was_listed_ahead_in_vain_is_let_go(fresh: process.Ahead, paths: list[str]) -> None:
    write(*(f"d/{number}.txt" for number in range(300)), "e/a.txt")
    fresh.begin(["d"], Path("d"))
    eventually(lambda: len(children()) == 1)
    assert len(Loaded(*paths).run().names) == (301 if "d" in paths else 1)
    eventually(lambda: not children())


def test_a_worker_that_ends_while_it_lists_ahead_is_replaced(fresh: process.Ahead) -> None:
    write(*(f"d/{number}.txt" for number in range(300)))
    fresh.begin(["d"], Path("d"))
    eventually(lambda: len(children()) == 1)
    for child in children():
        os.kill(child, signal.SIGKILL)
    loaded = Loaded("d").run()
    assert (len(loaded.names), loaded.problems) == (300, [])


def test_little_is_not_listed_ahead(fresh: process.Ahead, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(process, "start", started.append)
    write("a.txt", *(f"e/{number}.txt" for number in range(20)), "d/e/a.txt")
    fresh._wanted = True
    fresh._begin(["a.txt", "e", "gone", "\0"], Path("d"))
    fresh._begin(["a.txt", "d"], Path("none"))  # nothing was kept of any library
    assert not started
    fresh._begin(["a.txt", "d"], Path("d"))  # how much is in its folder nobody knows yet
    assert started == [["a.txt", "d"]]


def test_what_comes_too_late_is_not_listed_ahead(fresh: process.Ahead, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk may answer when nobody waits any more."""
    monkeypatch.setattr(process, "start", lambda paths: pytest.fail("started a process"))
    write("d/e/a.txt")
    fresh.dismiss()
    fresh._begin(["d"], Path("d"))
    assert fresh.scanner(["d"]) is None


OWNER = """
import sys, time
from tui_reader.library.store import Store
from tui_reader.search import pipeline, process
from tui_reader.search.index import Index
pipeline.SMALL_FILES = 0
process.PROGRAM = sys.argv[1]
work = pipeline.Pipeline(["d"], Store(), lambda: Index(Store().get))
work.start()
while not (work._crew and work._crew._hands): time.sleep(0.01)
time.sleep(0.2)
print(*[each.pid for each in list(work._crew._hands)], flush=True)
time.sleep(1000)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_no_worker_outlives_its_owner(end: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(300)))
    _program(monkeypatch, "    time.sleep(1000)")
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, process.PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert owner.stdout is not None
    workers = [int(pid) for pid in owner.stdout.readline().split()]
    assert workers and all(map(alive, workers))
    owner.send_signal(end)
    owner.wait(LONG)
    owner.stdout.close()
    eventually(lambda: not any(map(alive, workers)))


def test_a_worker_has_no_terminal_and_writes_nowhere() -> None:
    """What a library prints, or asks, in a worker: nothing of it is seen, and nothing of it waits for an answer."""
    program = """
import os, sys
print("seen", flush=True); os.write(2, b"seen"); sys.stderr.write("seen")
assert sys.stdin.read() == ""
try: os.open("/dev/tty", os.O_RDWR)
except OSError: os.write(int(os.environ["TOLD"]), b"none")
"""
    told, write_end = os.pipe()
    os.set_inheritable(write_end, True)
    full = f"import sys; sys.path.insert(0, sys.argv[1])\nfrom tui_reader.search import worker\nbody = {program!r}\n"
    full += "worker.Worker.run = lambda self, paths: exec(body)\nworker.main()\n"
    frames: list[object] = []
    ended = Event()

    def heard(_: hand.Hand, frame: object) -> None:
        frames.append(frame)
        if frame is None:
            ended.set()

    real = subprocess.Popen
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "PROGRAM", full)
        patch.setenv("TOLD", str(write_end))
        patch.setattr(subprocess, "Popen", lambda *given, **named: real(*given, **named, pass_fds=(write_end,)))
        hand.Hand(heard)
        assert ended.wait(LONG)
    os.close(write_end)
    assert frames == [None]
    assert os.read(told, 100) == b"none"
    os.close(told)
