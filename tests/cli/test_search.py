"""`search`, as scripts and people call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .run import SEEDS, one_error, run

FILES = {
    "1.txt": "النفط\n\nأسعار النفط في السوق، والنفط غال",
    "2.md": "---\ntitle: Oil prices\n---\n\nHello world, oil and النفط\n",
    "sub/3.txt": "שלום\n\nשלום לכולם",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "lib" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def objects(folder: Path, *arguments: str, check: int = 0) -> list[dict[str, object]]:
    done = run(folder, "search", *arguments, check=check)
    assert done.stdout.isascii()
    return [json.loads(line) for line in done.stdout.splitlines()]


def original(folder: Path, found: dict[str, object], place: list[int]) -> str:
    """The characters a range means, found by `cat --json`, which counts alike."""
    if place[0] == -1:
        return str(found["title"])[place[1] : place[2]]
    lines = run(folder, "cat", "--json", str(found["path"]), check=0).stdout.splitlines()
    text = "".join(line["text"] for line in map(json.loads, lines) if line["paragraph"] == place[0])
    return text[place[1] : place[2]]


def test_json(folder: Path) -> None:
    found = objects(folder, "--json", "النفط", "lib")
    assert [each["path"] for each in found] == ["lib/1.txt", "lib/2.md"], "best first"
    assert list(found[0]) == ["path", "record", "title", "score", "ranges", "snippet"]
    assert found[0]["score"] >= found[1]["score"] > 0  # type: ignore[operator]
    for each in found:
        assert each["ranges"]
        for place in each["ranges"]:  # type: ignore[attr-defined]
            assert original(folder, each, place).endswith("نفط")
        snippet = each["snippet"]
        assert isinstance(snippet, dict)
        assert snippet["text"] == original(folder, each, snippet["at"])
        assert all(snippet["text"][a:b].endswith("نفط") for a, b in snippet["ranges"])
    assert len(found[0]["ranges"]) == 3  # type: ignore[arg-type]


def test_a_title_that_is_no_paragraph(folder: Path) -> None:
    (found,) = objects(folder, "--json", "prices", "lib")
    assert found["ranges"] == [[-1, 4, 10]]
    assert found["snippet"]["at"][0] == -1  # type: ignore[index]


def test_the_last_word_is_a_prefix_unless_a_space_follows(folder: Path) -> None:
    assert len(objects(folder, "--json", "hel", "lib")) == 1
    assert objects(folder, "--json", "hel ", "lib", check=1) == []


def test_limit_and_count(folder: Path) -> None:
    assert len(objects(folder, "--json", "--limit", "1", "النفط", "lib")) == 1
    assert len(objects(folder, "--json", "--limit", "0", "النفط", "lib")) == 2
    assert run(folder, "search", "--count", "النفط", "lib", check=0).stdout == b"2\n"
    assert run(folder, "search", "--count", "nothing", "lib", check=1).stdout == b"0\n"


def test_documents_that_lack_a_word_only_when_asked_for(folder: Path) -> None:
    assert objects(folder, "--json", "أسعار النفط غدا ", "lib", check=1) == []
    done = run(folder, "search", "أسعار النفط غدا ", "lib", check=1)
    assert done.stdout == b""
    one_error(done, "--any", "1")
    # Still nothing holds all words, which the exit status says.
    found = objects(folder, "--json", "--any", "أسعار النفط غدا ", "lib", check=1)
    assert [each["path"] for each in found] == ["lib/1.txt", "lib/2.md"]
    assert len(objects(folder, "--json", "--any", "hello שלום", "lib", check=1)) == 2
    assert len(objects(folder, "--json", "--any", "hello النفط", "lib")) == 2


def test_another_keyboard_layout_is_offered_and_not_applied(folder: Path) -> None:
    done = run(folder, "search", "hgkt'", "lib", check=1)
    assert done.stdout == b""
    one_error(done, "النفط", "(2)")


def test_lines_of_a_pipe(folder: Path) -> None:
    lines = run(folder, "search", "النفط", "lib", check=0).stdout.decode().splitlines()
    assert [line.split("\t")[:2] for line in lines] == [["lib/1.txt", "النفط"], ["lib/2.md", "Oil prices"]]
    assert all("النفط" in line.split("\t")[2] for line in lines)


def test_kwic(folder: Path) -> None:
    lines = run(folder, "search", "--kwic", "النفط", "lib", check=0).stdout.decode().splitlines()
    fields = [line.split("\t") for line in lines]
    assert [field[:2] for field in fields[:3]] == [["lib/1.txt", "0"], ["lib/1.txt", "2"], ["lib/1.txt", "2"]]
    assert fields[1][2:] == ["أسعار ", "النفط", " في السوق، والنفط غال"]
    found = objects(folder, "--kwic", "--json", "النفط", "lib")
    assert [[str(each[name]) for name in ("before", "keyword", "after")] for each in found] == [f[2:] for f in fields]
    assert len(objects(folder, "--kwic", "--json", "--limit", "2", "النفط", "lib")) == 2


def test_rows_for_a_terminal(folder: Path) -> None:
    rows = run(folder, "search", "--kwic", "--terminal", "visual", "النفط", "lib", check=0).stdout.decode()
    assert all("ﻂﻔﻨ" in row for row in rows.splitlines())
    rows = run(folder, "search", "--terminal", "visual", "النفط", "lib", check=0).stdout.decode()
    assert "lib/1.txt" in rows
    assert "ﻂﻔﻨﻟﺍ" in rows


def test_queries_of_a_file(folder: Path) -> None:
    (folder / "q.txt").write_text("النفط\n\nnothing\r\nhello\n", encoding="utf-8")
    answers = objects(folder, "--queries", "q.txt", "lib", "--json")
    assert [answer["query"] for answer in answers] == ["النفط", "nothing", "hello"]
    assert [answer["total"] for answer in answers] == [2, 0, 1]
    assert [len(answer["results"]) for answer in answers] == [2, 0, 1]  # type: ignore[arg-type]
    assert all(answer["milliseconds"] >= 0 for answer in answers)  # type: ignore[operator]
    assert answers[0]["results"] == objects(folder, "--json", "النفط", "lib")
    plain = run(folder, "search", "--queries", "q.txt", "lib", check=0).stdout.decode()
    assert plain == "2\tالنفط\n0\tnothing\n1\thello\n"
    (folder / "none.txt").write_text("nothing\nzzz\n", encoding="utf-8")
    objects(folder, "--queries", "none.txt", "lib", "--json", check=1)


def test_standard_input(folder: Path) -> None:
    done = run(folder, "search", "--json", "حديث", "-", stdin="عن حديث اليوم".encode(), check=0)
    assert json.loads(done.stdout)["path"] == "-"


def test_what_cannot_be_read_is_said_and_the_rest_searched(folder: Path) -> None:
    done = run(folder, "search", "--json", "النفط", "lib", "gone.txt", check=3)
    one_error(done, "gone.txt")
    assert len(done.stdout.splitlines()) == 2
    one_error(run(folder, "search", "--queries", "gone.txt", "lib", "--json", check=3), "gone.txt")


@pytest.mark.parametrize(
    "arguments",
    [(), ("word",), ("--queries", "q"), ("--limit", "-1", "a", "lib"), ("--limit", "x", "a", "lib"),
     ("--queries", "q", "--kwic", "lib")],
)  # fmt: skip
def test_wrong_use(folder: Path, arguments: tuple[str, ...]) -> None:
    one_error(run(folder, "search", *arguments, check=2), "--help")


@pytest.mark.parametrize("typed", ['"', "-", "OR", "=", "title:", '"النفط', "النفط -", "النفط OR", "path:", "*", " "])
def test_half_typed_queries_are_no_errors(folder: Path, typed: str) -> None:
    done = run(folder, "search", "--count", typed, "lib")
    assert done.returncode in (0, 1)


def test_the_seed() -> None:
    (found,) = objects(SEEDS.parent, "--json", "ناتو", "seeds")
    assert len(found["ranges"]) >= 10  # type: ignore[arg-type]
