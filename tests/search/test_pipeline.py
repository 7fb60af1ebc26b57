"""The pipeline: from paths to a store, here and by worker processes, whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread, get_ident
from threading import enumerate as enumerate_threads

import pytest

from tui_reader.library import scan
from tui_reader.library.document import Document, DocumentId
from tui_reader.library.packs import PackedDocument
from tui_reader.library.read import Choices, read
from tui_reader.library.scan import Candidate, Problem
from tui_reader.library.store import Store
from tui_reader.search import crew, hand, pipeline, process, tasks, wire
from tui_reader.search.index import Index
from tui_reader.search.pipeline import Pipeline
from tui_reader.search.query import parse

#: Seconds that anything waited for may take on a slow machine.
LONG = 60


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def by_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No library is small."""
    monkeypatch.setattr(pipeline, "SMALL_FILES", 0)


def write(*names: str, text: str = "نص") -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


class Loaded:
    """A pipeline that has run, and all that it gave."""

    def __init__(self, *paths: str, stdin: bytes | None = None) -> None:
        self.store = Store()
        self.index = Index(self.store.get)
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        self.work = Pipeline(paths, self.store, lambda: self.index, self._take, stdin=stdin)

    def _take(self, documents: list[Document], problems: list[Problem]) -> None:
        self.documents += documents
        self.problems += problems

    def run(self) -> "Loaded":
        self.work.start()
        assert self.work.wait(LONG)
        assert self.work.error is None
        return self

    def count(self, query: str) -> int:
        """How many documents are found."""
        return self.index.search(parse(query)).total

    @property
    def names(self) -> list[str]:
        return [each.id.path for each in self.store]


def eventually(condition: Callable[[], object]) -> None:
    for _ in range(LONG * 100):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("what was waited for never came")


def children() -> list[int]:
    """Process ids of our workers, zombies too."""
    told = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    return [int(line.split()[0]) for line in told.splitlines() if "-X utf8" in line or "<defunct>" in line]


def alive(pid: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(told.strip()) and not told.startswith("Z")


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


# -- here ------------------------------------------------------------------------------------------------


def test_a_small_library_is_read_in_order_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("started a process"))
    write(*(f"d/{number}.txt" for number in range(150)), "d/a.png")
    store, documents, problems, threads = Store(), [], [], set()
    index = Index(store.get)
    ended = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        documents.extend(new)
        problems.extend(bad)
        threads.add(get_ident())
        assert all(store.get(each.id) is each for each in new)

    work = Pipeline(["d", "gone"], store, lambda: index, take, lambda: ended.append(work.done))
    work.start()
    assert work.wait(LONG)
    assert [each.id.path for each in store] == [f"d/{number}.txt" for number in range(150)]
    assert documents == list(store)
    eventually(lambda: index.search(parse("نص ")).total == 150)
    assert {(each.path, each.code) for each in problems} == {("d/a.png", "unknown-format"), ("gone", "missing")}
    assert (work.found, work.loaded, work.scanned, work.error) == (150, 150, True, None)
    assert ended == [True]
    assert get_ident() not in threads


def sizes(paths: list[str], clock: Clock, step: float, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the batches where reading one file takes ``step`` seconds."""

    def slowly(candidate: Candidate, *rest: object) -> Iterator[Document | Problem]:
        clock.now += step
        return read(candidate)

    monkeypatch.setattr(pipeline, "read", slowly)
    found: list[int] = []
    work = Pipeline(paths, Store(), lambda: Index(Store().get), lambda new, bad: found.append(len(new)), clock=clock)
    work.start()
    assert work.wait(LONG)
    assert work.error is None
    return found


def test_of_a_long_text_paragraphs_and_level_are_known_before_it_is_shown() -> None:
    write("a.txt", text="سطر طويل\n" * 10_000)
    write("b.txt")
    long, short = Loaded(".").run().documents
    assert long._level == 1 and long._spans is not None
    assert short._level is None


def test_the_first_document_comes_at_once_and_the_rest_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    write(*(f"d/{number}.txt" for number in range(9)))
    assert sizes(["d"], Clock(), 0.0, monkeypatch) == [1, 8, 0]
    assert sizes(["d"], Clock(), pipeline.BATCH_SECONDS, monkeypatch) == [*[1] * 9, 0]
    assert sizes(["d"], Clock(), pipeline.BATCH_SECONDS / 4, monkeypatch) == [1, 4, 4, 0]


def test_standard_input_is_read() -> None:
    assert [each.text for each in Loaded("-", stdin="نص".encode()).run().store] == ["نص"]


def test_a_callback_that_raises_ends_it_quietly(capsys: pytest.CaptureFixture[str]) -> None:
    write("a.txt", "b.txt")
    ended = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        raise RuntimeError("the screen is gone")

    work = Pipeline(["a.txt", "b.txt"], Store(), lambda: Index(Store().get), take, lambda: ended.append(1))
    work.start()
    assert work.wait(LONG)
    assert isinstance(work.error, RuntimeError)
    assert ended == [1]
    assert capsys.readouterr() == ("", "")


def test_cancelling_ends_it_and_no_batch_comes_after() -> None:
    write(*(f"d/{number}.txt" for number in range(100)))
    begun, go, ended = Event(), Event(), []
    found: list[int] = []

    def take(new: list[Document], bad: list[Problem]) -> None:
        found.append(len(new))
        begun.set()
        assert go.wait(LONG)

    store = Store()
    work = Pipeline(["d"], store, lambda: Index(store.get), take, lambda: ended.append(work.cancelled))
    work.start()
    assert begun.wait(LONG)
    assert not work.wait(0)
    work.cancel()
    go.set()
    assert work.wait(LONG)
    assert (found, len(store), ended, work.done) == ([1], 1, [True], True)


def test_a_pipe_that_was_named_is_read_and_keeps_nobody_waiting() -> None:
    write("a.txt", "z.txt")
    os.mkfifo("fifo")
    loaded = Loaded("a.txt", "fifo", "z.txt")
    loaded.work.start()
    eventually(lambda: len(loaded.store) == 2)
    assert not loaded.work.done and loaded.work.found == 3
    Path("fifo").write_bytes("من أنبوب".encode())
    assert loaded.work.wait(LONG)
    assert [(each.id.path, each.text) for each in loaded.store] == [
        ("a.txt", "نص"),
        ("fifo", "من أنبوب"),
        ("z.txt", "نص"),
    ]
    assert (loaded.work.loaded, loaded.problems) == (3, [])


def test_a_pipe_that_never_ends_does_not_keep_it_from_being_cancelled() -> None:
    os.mkfifo("fifo")
    loaded = Loaded("fifo")
    loaded.work.start()
    loaded.work.cancel()
    assert loaded.work.wait(LONG)
    Path("fifo").write_bytes(b"")  # lets the thread go


# -- by workers ------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("by_workers")
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


def test_choices_reach_the_files_they_are_for(by_workers: None) -> None:
    Path("a.txt").write_bytes("كتاب".encode("cp1256"))
    Path("b.jsonl").write_text('{"corps": "متن", "text": "غيره"}\n', encoding="utf-8")
    store = Store()
    choices = Choices({"a.txt": "Windows-1256"}, {"text": "corps"})
    work = Pipeline(["a.txt", "b.jsonl"], store, lambda: Index(store.get), choices=choices)
    work.start()
    assert work.wait(LONG)
    assert [each.text for each in store] == ["كتاب", "متن"]


def test_many_threads_may_ask_how_far_it_is(by_workers: None) -> None:
    write(*(f"d/{number}.txt" for number in range(200)))
    loaded = Loaded("d")
    seen: list[tuple[int, int]] = []

    def look() -> None:
        while not loaded.work.done:
            seen.append((loaded.work.loaded, loaded.work.found))
            time.sleep(0.001)

    looking = Thread(target=look)
    looking.start()
    loaded.run()
    looking.join()
    assert seen == sorted(seen)
    assert all(done <= found for done, found in seen)


# -- a disk that does not answer -----------------------------------------------------------------------------

SILENT = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from tui_reader.library import scan
class Os:
    '''A system in which some paths never answer, as those of a network folder whose server is gone.'''
    def __getattr__(self, name):
        return getattr(os, name)
    def stat(self, path, **rest):
        if path in SILENT_PATHS: time.sleep(1000)
        return os.stat(path, **rest)
scan.os = Os()
from tui_reader.search import worker
worker.main()
"""


def _silent(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """To everybody who asks about these paths nothing is answered, here and in workers."""
    monkeypatch.setattr(process, "PROGRAM", SILENT.replace("SILENT_PATHS", repr(paths)))
    monkeypatch.setattr(pipeline, "PATIENCE", 0.5)
    monkeypatch.setattr(tasks, "SILENCE", 2.0)

    class Os:
        def __getattr__(self, name: str) -> object:
            return getattr(os, name)

        def stat(self, path: str) -> os.stat_result:
            if path in paths:
                time.sleep(1000)
            return os.stat(path)  # noqa: PTH116 - what is stood in for

    monkeypatch.setattr(scan, "os", Os())


@pytest.mark.parametrize("named", [("d",), ("d/gone", "d/there"), ("d/gone", "d/there", "d/a.txt")])
def test_a_folder_that_does_not_answer_is_named_and_the_others_are_read(
    named: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("d/a.txt", "d/gone/b.txt", "d/there/c.txt", "d/there/d.txt", "d/z.txt")
    _silent(monkeypatch, "d/gone")
    loaded = Loaded(*named).run()
    assert loaded.problems == [Problem("d/gone", "no-answer", "", True)]
    there = ["d/there/c.txt", "d/there/d.txt"]
    assert loaded.names == (["d/a.txt", *there, "d/z.txt"] if "d" in named else [*there, *named[2:]])
    assert loaded.work.scanned and loaded.count("نص ") == len(loaded.names)
    eventually(lambda: not children())


def test_a_file_that_does_not_answer_here_is_left_to_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.txt", "b.txt", "c.txt")
    real = pipeline.read

    def read(candidate: Candidate, *rest: object) -> Iterator[Document | Problem]:
        if candidate.path == "b.txt":
            time.sleep(1000)
        return real(candidate, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read", read)
    monkeypatch.setattr(pipeline, "PATIENCE", 0.5)
    loaded = Loaded("a.txt", "b.txt", "c.txt", "gone").run()
    assert loaded.names == ["a.txt", "b.txt", "c.txt"] and loaded.count("نص ") == 3
    assert loaded.problems == [Problem("gone", "missing", "", True)]
    assert (loaded.work.found, loaded.work.loaded) == (3, 3)
