"""The table of formats, and what each makes of a file."""

from pathlib import Path

import pytest
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import COMPRESSIONS, FORMATS, PLAIN_TEXT, Flaw, Format, Source, format_of
from tui_reader.library.formats.front_matter import FRONT_MATTER_LIMIT, front_matter
from tui_reader.library.formats.markdown import DEEPEST, LARGEST
from tui_reader.library.structure import Heading

SAMPLES = Path(__file__).parents[1] / "data" / "formats"


def parse(name: str, text: str | bytes) -> Document:
    row = format_of(name) or PLAIN_TEXT
    data = text if isinstance(text, bytes) else text.encode()
    (document,) = row.parse(Source(name, data, len(data), 5.0))
    assert isinstance(document, Document)
    return document


def sample(name: str) -> Document:
    return parse(name, (SAMPLES / name).read_bytes())


def test_the_table_is_sound() -> None:
    suffixes = [suffix for row in FORMATS for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert len({row.name for row in FORMATS}) == len(FORMATS)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in suffixes)


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_format_has_a_sample_and_a_hostile_one(row: Format) -> None:
    for stem in ("sample", "hostile"):
        (path,) = [SAMPLES / (stem + suffix) for suffix in row.suffixes if (SAMPLES / (stem + suffix)).exists()]
        data = path.read_bytes()
        given = list(row.parse(Source(path.name, data, len(data))))
        documents = [each for each in given if isinstance(each, Document)]
        assert documents and all(each.text or each.title for each in documents)
        # What a format names itself is its row; an archive's members are of their own.
        assert row.name == "Zip archive" or {each.format for each in documents} == {row.name}
        assert len({each.id for each in documents}) == len(documents)
        for each in documents:
            each.text.encode("utf-8")
            each.title.encode("utf-8")
        assert stem == "hostile" or not [each for each in given if isinstance(each, Flaw)]


def test_a_name_tells_its_format_in_any_case() -> None:
    assert format_of("a.TXT") is format_of("x/y.b.text") is PLAIN_TEXT
    assert format_of("README.Md") is FORMATS[1]
    for name in ("README", "txt", "a.tx", "", "a.gz", "a.exe.gz", "gz", "a.pdf", "a.txt.gz.gz", "a.txt.zst"):
        assert format_of(name) is None, name


@pytest.mark.parametrize("suffix", COMPRESSIONS)
def test_a_compressed_file_is_of_the_format_of_what_is_in_it(suffix: str) -> None:
    for row in FORMATS:
        packed = format_of("a" + row.suffixes[0].upper() + suffix)
        assert packed is not None and packed is format_of("b" + row.suffixes[0] + suffix)
        assert packed.name == row.name and packed.parse is not row.parse


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
    assert document.text == "الفصل الأول\nنص الفصل، وفيه رابط وتشديد.\nعنوان ثان\n# not a heading"
    assert list(document.outline) == [Heading(1, 0), Heading(2, 2)]
    assert [(document.text[each.start : each.end], each.style, each.target) for each in document.styles] == [
        ("رابط", "link", "https://example.org"),
        ("تشديد", "emphasis", None),
        ("# not a heading", "code", None),
    ]


def test_hostile_markdown_keeps_what_it_can() -> None:
    document = sample("hostile.md")
    assert document.title == "evil \x1b]0;owned\x07: and broken"
    assert document.metadata.author == "\u202erolod"
    assert document.text == "\x1b[31mred\x1b[0m\n[[[[[[[[\n# never closed"


def test_a_markdown_title_without_front_matter_is_its_first_heading() -> None:
    document = parse("a.md", "\n## عنوان ##\nنص")
    assert (document.title, document.title_paragraph, document.text) == ("عنوان", 0, "عنوان\nنص")
    assert parse("a.md", "نص\n\n## فرعي").title == "نص"
    document = parse("a.md", "![شارة](x.png)\n\n# عنوان")
    assert (document.title, document.title_paragraph) == ("عنوان", 1)
    document = parse("a.md", "---\nauthor: x\n---\n# عنوان\n")
    assert (document.title, document.title_paragraph) == ("عنوان", 0)


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("# a", "a"),
        ("###### a ######\n", "a"),
        ("# C#", "C#"),
        ("#a", "#a"),
        ("a\n===\nb", "a\nb"),
        ("a\nb", "a b"),
        ("a  \nb\\\nc", "a\u2028b\u2028c"),
        ("a<br>b", "a\u2028b"),
        ("\\# a \\* &amp; &copy; &#x202e;", "# a * & © \u202e"),
        ("*a* **b** ***c*** _d_ ~~e~~ `f`", "a b c d e f"),
        ("2 * 3 * 4 snake_case_name", "2 * 3 * 4 snake_case_name"),
        ("[a *b*](http://c 'd') <http://e> [f]\n\n[f]: g", "a b http://e f"),
        ("![نص بديل](x.png)![](y.png)", "[نص بديل]"),
        ("- a\n- b\n  - c\n\n    d\n- e", "• a\n• b\n  • c\nd\n• e"),
        ("3. a\n4. b\n\n7) c", "3. a\n4. b\n7. c"),
        ("- # a\n- ", "• a"),
        ("> a\n> b\n>\n> > c", "a b\nc"),
        ("```py\nx\n\n  y\n```", "x\n\n  y"),
        ("    x\n\ty", "x\ny"),
        ("a\n\n---\n\nb", "a\n* * *\nb"),
        ("| a | b |\n|---|--:|\n| c | *d* |", "a | b\nc | d"),
        ("<div><p>a</p><script>b</script></div>\n\nc", "a\nc"),
        ("<!-- a -->\nb <i>c</i>", "b c"),
        ("a\x85b\u2029c", "a\u2028b\u2028c"),
        ("a\r\n\r\nb\rc", "a\nb c"),
        ("", ""),
    ],
)
def test_markdown_is_shown_without_its_marks(marked: str, shown: str) -> None:
    document = parse("a.md", marked)
    assert document.text == shown
    # One paragraph of the model for each of the format's, whatever the text holds.
    assert len(document.paragraphs) == shown.count("\n") + 1


def test_markdown_says_what_is_set_apart() -> None:
    document = parse("a.md", "> **قوي** و*مائل*\n\n- `x` ~~y~~ [z](w)\n")
    found = [(document.text[each.start : each.end], each.style) for each in document.styles]
    assert found == [
        ("قوي ومائل", "quote"),
        ("قوي", "strong"),
        ("مائل", "emphasis"),
        ("x", "code"),
        ("y", "strike"),
        ("z", "link"),
    ]
    assert [each.style for each in document.styles.between(0, 3)] == ["quote", "strong"]


@pytest.mark.parametrize(
    "text",
    [">" * 1000 + "x", "- " * 1000 + "x", "> " * DEEPEST + "a\n", "x\n" * (LARGEST // 2 + 1)],
)
def test_markdown_that_is_too_deep_or_too_long_is_shown_as_written(text: str) -> None:
    assert parse("a.md", text).text == text


def test_brackets_that_are_never_closed_take_no_more_than_their_length(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = 0
    step = ParserInline.skipToken

    def counted(self: ParserInline, state: StateInline) -> None:
        nonlocal taken
        taken += 1
        step(self, state)

    monkeypatch.setattr(ParserInline, "skipToken", counted)
    for bracket in "![", "[", "[![", "[a][":
        taken, brackets = 0, bracket * 5_000
        document = parse("a.md", f"[*a*](b) {brackets} *c* [d](e)\n\n[f](g)")
        assert len(brackets) < taken < 3 * len(brackets)
        assert document.text == f"a {brackets} c [d](e)\nf"
        found = [(document.text[each.start : each.end], each.style) for each in document.styles]
        assert found == [("a", "emphasis"), ("a", "link"), ("c", "emphasis"), ("f", "link")]


def test_the_name_of_a_picture_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    tokenize = ParserInline.tokenize

    def counted(self: ParserInline, state: StateInline) -> None:
        read.append(state.src)
        tokenize(self, state)

    monkeypatch.setattr(ParserInline, "tokenize", counted)
    name = "![" * 9 + "a" + "](b)" * 9
    assert parse("a.md", f"![{name}](b)").text == f"[{name}]"
    assert read == [f"![{name}](b)"]


def test_a_div_around_markdown_says_its_direction() -> None:
    assert parse("a.md", '<div dir="rtl">\n\nabc\n\n</div>').metadata.direction == "rtl"
    assert parse("a.md", 'abc\n\n<div dir="rtl">x</div>').metadata.direction is None


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
        # TOML, also broken; Pandoc's lines.
        ('+++\ntitle = "أ"\ndate = 2024-01-05T06:07:08Z\nauthors = ["a", "b"]\n[x]\ntitle = "c"\n+++\nb',
         {"title": "أ", "date": "2024-01-05T06:07:08Z", "authors": "a, b"}, "b"),
        ("+++\r\ntitle = 'a'\r\ndate = 2024-01-05\r\n+++\r\nb", {"title": "a", "date": "2024-01-05"}, "b"),
        ('+++\ntitle = a: "b\nauthor = "x"\n+++\n', {"title": 'a: "b', "author": "x"}, ""),
        ("% أ ب\n% c; d\n% 2024\n\ne", {"title": "أ ب", "author": "c, d", "date": "2024"}, "e"),
        ("% a\n  b\n\nc", {"title": "a b"}, "c"),
        ("% a\n%\n% 2024\n\nc", {"title": "a", "date": "2024"}, "c"),
        # No front matter: the author's words.
        ("+++\nwords\n+++\nb", {}, None),
        ("+++\ntitle = 'a'\n", {}, None),
        ("% a\nb", {}, None),
        ("% a\n" + "    \n" * 3_000 + "b", {"title": "a"}, "    \n" * 2_999 + "b"),
        ("% a\n" + "  b  \n" * 3_000 + "c", {}, None),
        ("%a\n\nb", {}, None),
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


@pytest.mark.parametrize(
    "block", ["a = " + "[" * 8_000, ".".join(["a"] * 4_000) + " = 1", "a." * 30_000, "[" * 8_000, "a = {b = " * 7_000]
)
def test_a_toml_bomb_does_no_harm(block: str) -> None:
    document = parse("a.md", f"+++\n{block}\n+++\nbody")
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
        "`" * 100_000 + "x`",
        " " * 200_000 + "x",
        "![" * 20_000,
        "[a](" * 20_000,
        "*a **b " * 10_000,
        "<" * 50_000,
        "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n",
    ],
)
def test_hostile_markdown_takes_no_more_than_its_length(text: str) -> None:
    """With work that grows by the square of the length this test does not end."""
    assert len(parse("a.md", text).text) <= 2 * len(text)
