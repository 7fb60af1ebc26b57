"""The table of formats, and what each makes of a file."""

from pathlib import Path

import pytest

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import (
    FORMATS,
    FRONT_MATTER_LIMIT,
    PLAIN_TEXT,
    Source,
    format_of,
    front_matter,
    without_heading_marks,
)

SAMPLES = Path(__file__).parents[1] / "data" / "formats"


def parse(name: str, text: str | bytes) -> Document:
    row = format_of(name) or PLAIN_TEXT
    data = text if isinstance(text, bytes) else text.encode()
    (document,) = row.parse(Source(name, data, len(data), 5.0))
    return document


def sample(name: str) -> Document:
    return parse(name, (SAMPLES / name).read_bytes())


def test_the_table_is_sound() -> None:
    suffixes = [suffix for row in FORMATS for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert len({row.name for row in FORMATS}) == len(FORMATS)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_format_has_a_sample_and_a_hostile_one(row: object) -> None:
    suffixes = row.suffixes  # type: ignore[attr-defined]
    for stem in ("sample", "hostile"):
        (path,) = [SAMPLES / (stem + suffix) for suffix in suffixes if (SAMPLES / (stem + suffix)).exists()]
        assert sample(path.name).text


def test_a_name_tells_its_format_in_any_case() -> None:
    assert format_of("a.TXT") is format_of("x/y.b.text") is PLAIN_TEXT
    assert format_of("README.Md") is FORMATS[1]
    for name in ("README", "a.txt.gz", "txt", "a.tx", ""):
        assert format_of(name) is None


def test_plain_text_is_the_file_to_its_last_line_end() -> None:
    text = "\r\nعنوان \r\nنص\rb\x85c\u2028d\u2029\n\n"
    document = parse("x/a.txt", text)
    assert document.text == text
    assert (document.title, document.title_paragraph) == ("عنوان", 1)
    assert (document.id, document.encoding) == (("x/a.txt", 0), "UTF-8")
    assert (document.size, document.modified) == (len(text.encode()), 5.0)


def test_the_byline_stays_in_the_body() -> None:
    document = sample("sample.txt")
    assert (document.title, document.title_paragraph) == ("عنوان المقال", 0)
    assert document.paragraph(2) == "اللحظة الاخباري -"


@pytest.mark.parametrize(
    ("path", "title"), [("x/ملف.txt", "ملف.txt"), ("a.md", "a.md"), ("-", "-"), ("\udcff", "\udcff")]
)
@pytest.mark.parametrize("text", ["", "\ufeff", " \n\t\n"])
def test_a_file_that_shows_nothing_is_titled_by_its_name(path: str, title: str, text: str) -> None:
    document = parse(path, text)
    assert (document.title, document.title_paragraph) == (title, -1)


def test_hostile_text_opens_as_it_is() -> None:
    data = (SAMPLES / "hostile.txt").read_bytes()
    document = sample("hostile.txt")
    assert document.text.encode() == data
    assert "\x1b]52;c;aGFja2Vk\x07" in document.title


def test_a_markdown_sample_is_read_as_meant() -> None:
    document = sample("sample.md")
    assert (document.title, document.title_paragraph) == ("رحلة إلى القدس: يوميات", -1)
    metadata = document.metadata
    assert (metadata.author, metadata.publisher) == ("سلمى حداد, דנה לוי", "دار الحبر")
    assert (metadata.date, document.language, document.level) == ("2024-01-05", "ar", 1)
    assert document.text == (
        "\nالفصل الأول\n\nنص الفصل، وفيه [رابط](https://example.org) و*تشديد*.\n\n"
        "عنوان ثان\n\n```sh\n# not a heading\n```\n"
    )


def test_hostile_markdown_keeps_what_it_can() -> None:
    document = sample("hostile.md")
    assert document.title == "evil \x1b]0;owned\x07: and broken"
    assert document.metadata.author == "\u202erolod"
    assert document.text.startswith("\x1b[31mred\x1b[0m\n\n[[[[")
    assert document.text.endswith("```\n# never closed\n")


def test_a_markdown_title_without_front_matter_is_its_first_line() -> None:
    document = parse("a.md", "\n## عنوان ##\nنص")
    assert (document.title, document.title_paragraph, document.text) == ("عنوان", 1, "\nعنوان\nنص")
    assert parse("a.md", "نص\n# عنوان").title == "نص"
    document = parse("a.md", "---\nauthor: x\n---\n# عنوان\n")
    assert (document.title, document.title_paragraph) == ("عنوان", 0)


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("# a", "a"),
        ("###### a ######\n", "a\n"),
        ("   ##\ta \t\r\nb\r", "a\r\nb\r"),
        ("#", ""),
        ("## ##\nx", "\nx"),
        ("# C#", "C#"),
        ("# a # b #", "a # b"),
        ("#a", "#a"),
        ("####### a", "####### a"),
        ("    # code", "    # code"),
        ("\t# code", "\t# code"),
        ("\\# a", "\\# a"),
        ("a\n===\nb", "a\nb"),
        ("a\nb\n  ---  \nc", "a\nb\nc"),
        ("a\n\n---\nb", "a\n\n---\nb"),
        ("===\na", "===\na"),
        ("# a\n---\n", "a\n---\n"),
        ("- a\n---\n", "- a\n---\n"),
        ("> a\nlazy\n---\n", "> a\nlazy\n---\n"),
        ("1. a\n\nb\n---\n", "1. a\n\nb\n"),
        ("| a |\n|---|\n", "| a |\n|---|\n"),
        ("***\n---\n", "***\n---\n"),
        ("a\n===", "a\n"),
        ("```\n# a\n```\n# b", "```\n# a\n```\nb"),
        ("~~~ x\n# a\n```\n# b\n~~~~\n# c", "~~~ x\n# a\n```\n# b\n~~~~\nc"),
        ("````\n```\n# a\n````\n# b", "````\n```\n# a\n````\nb"),
        ("```not` a fence\n# a", "```not` a fence\na"),
        ("    ```\n# a", "    ```\na"),
        ("- x\n     ```\n# a\n     ```\n", "- x\n     ```\n# a\n     ```\n"),
        ("a  \nb\\\n\n*c* [d](e)", "a  \nb\\\n\n*c* [d](e)"),
        ("a\x85# b\u2029# c", "a\x85# b\u2029# c"),
        ("", ""),
    ],
)
def test_heading_marks_are_taken_off_and_nothing_else(marked: str, shown: str) -> None:
    assert without_heading_marks(marked) == shown


@pytest.mark.parametrize(
    ("text", "fields", "rest"),
    [
        ("---\ntitle: a\n---\nb", {"title": "a"}, "b"),
        ("---  \r\ntitle: a\r\n...\r\nb", {"title": "a"}, "b"),
        ("---\rtitle: a\r---\rb", {"title": "a"}, "b"),
        ("---\ntitle: a\n---", {"title": "a"}, ""),
        ("---\n---\nb", {}, "b"),
        ("---\nTitle: 'أ: ب'\nlang: no\nDate: 2024-01-05\nn: 0x10\n---\n", None, ""),
        ("---\ntitle: >\n  one\n  two\n---\n", {"title": "one two"}, ""),
        ("---\nauthors:\n- name: a\n- b\n- ~\n---\n", {"authors": "a, b"}, ""),
        ("---\ntitle:\nauthor: ~\n---\n", {}, ""),
        # Broken YAML that begins with a field.
        ('---\ntitle: عنوان: فرعي\nauthor: "x"\n---\n', {"title": "عنوان: فرعي", "author": "x"}, ""),
        ("---\ntitle: a\x1b[2J\n---\n", {"title": "a\x1b[2J"}, ""),
        # No front matter: the author's words.
        ("---\nwords\n---\nb", {}, None),
        ("---\n- a\n- b\n---\nb", {}, None),
        ('---\n"broken\n---\nb', {}, None),
        ("---\n# only a heading\n---\n", {}, None),
        ("---\ntitle: never closed\n", {}, None),
        ("\n---\ntitle: a\n---\n", {}, None),
        ("----\ntitle: a\n---\n", {}, None),
        ("---\ntitle: a\n----\n", {}, None),
    ],
)
def test_front_matter(text: str, fields: dict[str, str] | None, rest: str | None) -> None:
    if fields is None:
        fields = {"title": "أ: ب", "lang": "no", "date": "2024-01-05", "n": "0x10"}
    assert front_matter(text) == (fields, text if rest is None else rest)


def test_long_front_matter_is_text() -> None:
    long = "---\n" + "a: b\n" * (FRONT_MATTER_LIMIT // 5) + "---\nb"
    assert front_matter(long) == ({}, long)


@pytest.mark.parametrize(
    "block",
    [
        "a: " + "[" * 30_000,
        "a: " + "{a: " * 9_000,
        "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\ntitle: t\n",
        "a0: &a0 [x]\n" + "".join(f"a{n + 1}: &a{n + 1} [*a{n}, *a{n}]\n" for n in range(60)),
        "author: &a {name: {name: [{name: *a}]}}\ntitle: t",
        "a: &a [*a]\ntitle: t",
        "? [a]\n: b\ntitle: t",
        "a: !!python/object/apply:os.system [x]\ntitle: t",
        '&a : *a\ntitle: "',
    ],
)
def test_a_yaml_bomb_does_no_harm(block: str) -> None:
    document = parse("a.md", f"---\n{block}\n---\nbody")
    assert document.text.endswith("body")


@pytest.mark.parametrize("bidi", ["\u202e", "\u2066"])
def test_a_title_is_logical_and_raw(bidi: str) -> None:
    assert parse("a.md", f"# {bidi}a").title == bidi + "a"


def test_a_direction_that_is_none_is_passed_over() -> None:
    assert parse("a.md", "---\ndir: sideways\n---\nنص").metadata.direction is None
    assert parse("a.md", "---\ndirection: LTR\n---\nنص").level == 0


def test_a_binary_is_refused() -> None:
    with pytest.raises(NotText):
        parse("a.md", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    "text",
    [
        "# " + " " * 200_000 + "x",
        "# a" + " #" * 100_000 + " x",
        "---\n" + "\r\n" * 30_000,
        "- " * 100_000 + "x",
        "`" * 100_000 + "x`",
        " " * 200_000 + "x",
    ],
)
def test_no_line_takes_more_than_its_length(text: str) -> None:
    """With a pattern that backtracks over the whole line this test does not end."""
    assert len(parse("a.md", text).text) <= len(text)
