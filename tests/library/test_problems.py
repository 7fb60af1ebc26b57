"""What could not be read, and what is forgotten of it once it is mended."""

from tui_reader.library.problems import Alike, Problems, summed
from tui_reader.library.scan import Problem


def problem(path: str, detail: str = "") -> Problem:
    return Problem(path, "damaged", detail, True)


def test_problems_are_kept_in_order_and_once() -> None:
    problems = Problems()
    problems.add([problem("b"), problem("a"), problem("b")])
    problems.add([problem("b", "otherwise")])
    assert [(each.path, each.detail) for each in problems] == [("b", ""), ("b", "otherwise"), ("a", "")]
    assert len(problems) == 3 and problems.first == problem("b")


def test_faults_are_told_from_what_is_only_passed_over() -> None:
    problems = Problems()
    problems.add([Problem(f"{name}.jpg", "unknown-format", "", False) for name in "ab"])
    assert problems.first is not None and problems.first.path == "a.jpg"
    assert not problems.faults and len(problems) == 2
    problems.add([problem("c"), problem("d"), problem("c")])
    assert problems.first == problem("c") and list(problems.faults) == [problem("c"), problem("d")]
    problems.forget(["c", "a.jpg"])
    assert problems.first == problem("d") and list(problems.faults) == [problem("d")] and len(problems) == 2


def test_what_is_forgotten_of_a_file_is_what_is_in_it_too() -> None:
    problems = Problems()
    paths = ["d.zip", "d.zip/a.txt", "d.zip/b.zip/c.txt", "d.zipped", "e/f.txt", "e"]
    problems.add(map(problem, paths))
    problems.forget(["d.zip", "e/f.txt", "unknown"])
    assert [each.path for each in problems] == ["d.zipped", "e"] and len(problems) == 2
    # A folder may be called as if it were an archive.
    problems.add(map(problem, ["x.zip/1.txt", "x.zip/2.txt"]))
    problems.forget(["x.zip/1.txt"])
    assert [each.path for each in problems] == ["d.zipped", "e", "x.zip/2.txt"]
    problems.forget(["d.zipped", "e", "x.zip"])
    assert not problems and problems.first is None


def test_many_files_of_no_known_format_are_told_together() -> None:
    def unknown(path: str) -> Problem:
        return Problem(path, "unknown-format", "", False)

    wrong = Problem("d/x.txt", "unreadable", "", True)
    pictures = [unknown(f"d/{n}.PNG") for n in range(5)]
    logs = [unknown(f"d/log.{n}") for n in range(4)]
    few = [unknown("d/a.exe"), unknown("d/b.exe")]
    assert list(summed([pictures[0], wrong, *few, *logs, *pictures[1:]])) == [
        Alike(".png", "d/0.PNG", 5), wrong, *few, Alike("", "d/log.0", 4),
    ]  # fmt: skip


def test_endings_without_end_are_told_together() -> None:
    problems = [Problem(f"d/{n}.{n:x}x{twice}", "unknown-format", "", False) for n in range(999) for twice in "abcd"]
    told = list(summed(problems))
    assert len(told) < 200
    assert sum(each.files if isinstance(each, Alike) else 1 for each in told) == len(problems)
