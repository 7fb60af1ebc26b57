"""Citations: with and without metadata, in Arabic and English, and hostile titles stay text in every format."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tui_reader.library.document import Metadata
from tui_reader.messages.catalogue import load_catalogue, placeholders
from tui_reader.notebook.citations import (
    _BUNDLED,
    FIELDS,
    Citation,
    _files,
    bundled,
    citation_problems,
    cite,
    fields,
    isolated,
    load_citation,
)
from tui_reader.notebook.escapes import ESCAPES, LINE_END
from tui_reader.notebook.template import parse
from tui_reader.settings.problem import Problem

from .samples import document, quote

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

FULL = Metadata(
    author="أحمد شوقي",
    publisher="دار النشر",
    date="12 مايو ٢٠٢٤",
    language="ar",
    url="https://example.org/a_b?c=%20{d}",
)
ENGLISH = "A Title\n\nThe first paragraph, which is cited here.\n"

HOSTILE = [
    "}{ \\input{x} \\end{quote} %$#&_^~ \"'",
    "@misc{x, title = {y}}",
    "*a* _b_ `c` [d](javascript:e) <script>f</script> | # > 1. - + ~~g~~ &amp; ![h](i)",
    "\n#+end_quote\n* headline\n| table |\n:drawer:\n[[link][text]] {{{macro}}} @@html:x@@ \\alpha <2026-01-01 Thu>",
    '", "x": ["\\u0000\\',
    "=cmd|' /C calc'!A0",
    "\x1b[31m\x07\x9b\u202e\u2066",
    "a\r\nb\u2028c\x0bd",
    "$text $[ $$",
    "\ud800",
]


def codes(*problems: Problem) -> list[str]:
    """Keys of the problems; each must have its words, and values for all of those."""
    for problem in problems:
        words = load_catalogue("en").forms(problem.key)["other"]
        assert placeholders(words) <= problem.values.keys()
    return [problem.key.removeprefix("problem.citation-") for problem in problems]


def written(name: str, of: Metadata | None = None, **others: bool) -> str:
    kept = quote("وأضاف أنّ ١٢", document(metadata=of) if of else None)
    return cite(replace(kept, id="12345678-1234-4234-8234-123456789abc"), bundled(name), **others)


def test_with_nothing_known_the_fields_and_their_punctuation_vanish() -> None:
    assert written("arabic") == "«وأضاف أنّ ١٢»\n— عنوان المقال، الفقرة 1"
    assert written("latin") == "“وأضاف أنّ ١٢”\n— عنوان المقال, paragraph 1"
    assert written("markdown") == "> وأضاف أنّ ١٢\n>\n> — *عنوان المقال*, paragraph 1"
    assert written("bibtex") == (
        "@misc{quote-12345678,\n  title = {{عنوان المقال}},\n  file = {/library/a.txt},\n  annote = {وأضاف أنّ ١٢}\n}"
    )


def test_with_everything_known() -> None:
    address = "https://example.org/a_b?c=%20%7Bd%7D"
    assert written("arabic", FULL) == (
        f"«وأضاف أنّ ١٢»\n— أحمد شوقي، عنوان المقال، دار النشر، 12 مايو ٢٠٢٤، {address}، الفقرة 1"
    )
    assert f"[عنوان المقال](<{address.replace('_', chr(92) + '_')}>)" in written("markdown", FULL)
    bibtex = written("bibtex", FULL)
    for line in ("author = {{أحمد شوقي}}", "year = {2024}", f"url = {{{address}}}", "language = {ar}"):
        assert line in bibtex
    item = json.loads(written("csl", FULL))
    assert item["author"] == [{"literal": "أحمد شوقي"}] and item["issued"] == {"raw": "12 مايو ٢٠٢٤"}
    assert item["annote"] == "وأضاف أنّ ١٢" and item["URL"] == address


def test_in_english() -> None:
    kept = quote(
        "first paragraph", document(ENGLISH, title="A Title", metadata=Metadata(author="A. Author", date="2024"))
    )
    assert cite(kept, bundled("latin")) == "“first paragraph”\n— A. Author, A Title, 2024, paragraph 1"


@pytest.mark.parametrize(
    ("language", "direction", "wanted"),
    [
        ("ar", "rtl", "arabic"),
        ("fa", "rtl", "arabic"),
        (None, "rtl", "arabic"),
        ("he", "rtl", "hebrew"),
        ("he-IL", "rtl", "hebrew"),
        ("en", "ltr", "latin"),
        (None, "ltr", "latin"),
    ],
)
def test_the_template_follows_language_and_direction(language: str | None, direction: str, wanted: str) -> None:
    kept = replace(quote(), language=language, direction=direction)  # type: ignore[arg-type]
    citation, problems = load_citation("auto", None, kept)
    assert (citation.name, problems) == (wanted, [])


def test_every_field_has_a_value_and_no_other() -> None:
    full = replace(quote("وأضاف", document(metadata=replace(FULL, date="2024-05-12")), "note", ("a", "b")), line=3)
    values = fields(full)
    assert tuple(values) == FIELDS and None not in values.values()
    assert values["isodate"] == "2024-05-12" and values["tags"] == "a, b" and values["file"] == "a.txt"
    nothing = fields(replace(quote(), path="-", paragraph=0))
    for name in ("author", "publisher", "date", "isodate", "year", "url", "path", "file", "paragraph", "language"):
        assert nothing[name] is None


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", " JaVaScRiPt:x", ""]
)
def test_an_address_that_runs_something_is_none(address: str) -> None:
    assert fields(replace(quote(), url=address))["url"] is None


def test_tashkeel_is_left_out_only_when_asked() -> None:
    assert "أنّ" in written("arabic") and "أن ١٢" in written("arabic", tashkeel=False)


def test_isolates_stand_around_each_value_in_its_own_direction() -> None:
    plain = written("arabic", FULL)
    marked = written("arabic", replace(FULL, author="A. Author"), isolates=True)
    assert "\u2067وأضاف أنّ ١٢\u2069" in marked and "\u2066A. Author\u2069" in marked
    assert not set("\u2066\u2067\u2069") & set(plain)
    for name in ("bibtex", "csl"):
        assert written(name, FULL, isolates=True) == written(name, FULL)
    assert isolated("عربي\nlatin\n\n12") == "\u2067عربي\u2069\n\u2066latin\u2069\n\n12"


@given(st.text())
def test_isolates_add_nothing_else(text: str) -> None:
    assert isolated(text).translate(dict.fromkeys((0x2066, 0x2067, 0x2069))) == text.translate(
        dict.fromkeys((0x2066, 0x2067, 0x2069))
    )


# -- hostile values -----------------------------------------------------------------------------------------------

ANY = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=60),
    st.text("\\{}$%#&_~^`*[]<>|!-+=:@\"' \n1.)a", min_size=1),
)


def hostile(text: str) -> str:
    """All fields a hostile document decides."""
    return text if text.strip() else "x"


def citing(value: str, name: str) -> str:
    kept = replace(
        quote(), text=hostile(value), title=hostile(value), author=value, publisher=value, date=value, url=value,
        note=value, language=value, path=value, tags=(hostile(value),),
    )  # fmt: skip
    return cite(kept, bundled(name))


def squeezed(text: str) -> str:
    """Text without white space and controls, which formats may change."""
    return "".join(char for char in text if not char.isspace() and char.isprintable())


@given(ANY)
@settings(max_examples=300)
def test_markdown_shows_the_text_and_nothing_else(value: str) -> None:
    value = value.replace("\x00", "").replace("\ud800", "")
    kept = replace(quote(), text=f"a {value}")
    source = cite(kept, Citation("x", ".md", parse("> $text\n\nend", FIELDS)))
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(source)
    kinds = {token.type for token in tokens}
    assert kinds <= {"blockquote_open", "blockquote_close", "paragraph_open", "paragraph_close", "inline"}, source
    inner = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inner} <= {"text", "text_special", "softbreak"}, source
    shown = "".join(child.content for child in inner)
    assert squeezed(shown) == squeezed(f"a {value}end")


@given(ANY)
def test_json_is_json_whatever_it_holds(value: str) -> None:
    item = json.loads(citing(value, "csl"))
    assert item["annote"] == hostile(value)
    assert set(item) <= {
        "id",
        "type",
        "title",
        "author",
        "publisher",
        "issued",
        "URL",
        "accessed",
        "language",
        "keyword",
        "note",
        "annote",
    }


@given(ANY)
def test_bibtex_stays_one_entry(value: str) -> None:
    entry = citing(value, "bibtex")
    depth = 0
    for at, char in enumerate(entry):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or at in (*range(len("@misc")), len(entry) - 1), entry
    assert depth == 0
    assert re.fullmatch(r"@misc\{[a-z0-9]+-[0-9a-f]{8},", entry.split("\n")[0])
    for line in entry.split("\n")[1:-1]:
        assert re.fullmatch(r"  [a-z]+ = \{.*\},?", line), line


@given(ANY)
def test_tex_holds_no_command_of_a_document(value: str) -> None:
    made = ESCAPES[".tex"].value(value)
    commands = set(re.findall(r"\\(?:[a-zA-Z]+|.)", made))
    assert commands <= {
        r"\textbackslash",
        r"\textasciitilde",
        r"\textasciicircum",
        *(f"\\{char}" for char in "{}%&$#_"),
    }
    assert not re.search(r"(?<!\\)[%&$#_~^]", made)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", sorted(_files(_BUNDLED)))
def test_no_value_breaks_a_line_or_steers_a_terminal(name: str, value: str) -> None:
    kept = replace(quote("وأضاف"), title=hostile(value), author=value, publisher=value, date=value)
    lines = len(LINE_END.findall(cite(replace(kept, title="t", author="a", publisher="p", date="d"), bundled(name))))
    assert len(LINE_END.findall(cite(kept, bundled(name)))) <= lines + 1  # a year found in a date is a line of BibTeX
    assert "\x1b" not in cite(kept, bundled(name))


def test_plain_text_is_exactly_the_authors() -> None:
    for value in HOSTILE:
        assert cite(replace(quote(), text=value), Citation("x", ".txt", parse("«$text»", FIELDS))) == f"«{value}»"


@pytest.mark.skipif(
    shutil.which("pandoc") is None, reason="pandoc reads Org and LaTeX: install the Debian package pandoc"
)
@pytest.mark.parametrize(("suffix", "format"), [(".org", "org"), (".tex", "latex"), (".md", "commonmark")])
def test_another_program_reads_the_text_and_nothing_else(suffix: str, format: str) -> None:
    wanted, source = "", ""
    for number, value in enumerate(HOSTILE[:7]):
        wanted += f"{number} {value} end"
        source += f"{number} {ESCAPES[suffix].value(value)} end\n\n"
    done = subprocess.run(
        ["pandoc", "-f", format, "-t", "json"], input=source.encode(), capture_output=True, check=True
    )
    read = json.loads(done.stdout)
    assert {block["t"] for block in read["blocks"]} == {"Para"}

    def text(parts: list[dict[str, object]]) -> str:
        out = ""
        for part in parts:
            assert part["t"] in ("Str", "Space", "SoftBreak", "Quoted"), part
            if part["t"] == "Quoted":
                inner = part["c"]
                assert isinstance(inner, list)
                out += text(inner[1])
            elif part["t"] == "Str":
                out += str(part["c"])
        return out

    # Pandoc makes typographical quotation marks and dashes of plain ones.
    plain = re.compile("[\\s'\"`\u2018\u2019\u201c\u201d\u2013\u2014\u200b-]")
    shown = "".join(text(block["c"]) for block in read["blocks"])
    assert plain.sub("", squeezed(shown)) == plain.sub("", squeezed(wanted))


# -- the reader's own ---------------------------------------------------------------------------------------------


def test_the_readers_own_come_before_ours(tmp_path: Path) -> None:
    (tmp_path / "latex.tex").write_text("\\q{$text}", encoding="utf-8")
    (tmp_path / "arabic.txt").write_text("«$text» ($title)\n", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("$bad", encoding="utf-8")
    (tmp_path / "old.txt~").write_text("$bad", encoding="utf-8")
    assert set(_files(tmp_path)) == {"latex", "arabic"}
    assert citation_problems(tmp_path) == []
    citation, problems = load_citation("latex", tmp_path, quote())
    assert cite(quote("NATO"), citation) == "\\q{NATO}" and problems == []
    assert cite(quote("NATO"), load_citation("auto", tmp_path, quote())[0]) == "«NATO» (عنوان المقال)"


BROKEN = {
    "field": (".txt", b"$a"),
    "open": (".txt", b"\n$[$text"),
    "closed": (".txt", b"$text$]"),
    "dollar": (".txt", b"5 $"),
    "not-utf8": (".txt", b"caf\xe9"),
    "suffix": (".doc", b"$text"),
    "unreadable": (".txt", b"x" * (256 * 1024 + 1)),
}


@pytest.mark.parametrize(("code", "file"), BROKEN.items(), ids=BROKEN)
def test_a_broken_one_is_named_and_another_is_used(code: str, file: tuple[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / f"mine{file[0]}"
    path.write_bytes(file[1])
    (tmp_path / "good.txt").write_text("$text", encoding="utf-8")
    assert codes(*citation_problems(tmp_path)) == [code]
    citation, problems = load_citation("mine", tmp_path, quote())
    assert citation.name == "arabic" and codes(*problems) == [code]
    assert str(problems[0].values["path"]) == str(path)
    if code == "open":
        assert problems[0].values["line"] == 2


def test_a_broken_one_of_our_names_gives_ours(tmp_path: Path) -> None:
    (tmp_path / "bibtex.bib").write_text("$nothing", encoding="utf-8")
    citation, problems = load_citation("bibtex", tmp_path, quote())
    assert citation == bundled("bibtex") and codes(*problems) == ["field"]


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    citation, problems = load_citation("none", tmp_path / "no", quote())
    assert citation.name == "arabic" and codes(*problems) == ["missing"]


def test_the_readmes_examples_work(tmp_path: Path) -> None:
    """The LaTeX and the Org template that the README shows."""
    shown = dict(re.findall(r"^```(tex|org)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))
    assert set(shown) == {"tex", "org"}
    for language, source in shown.items():
        (tmp_path / f"{language}.{language}").write_text(source, encoding="utf-8")
    assert citation_problems(tmp_path) == []
    kept = quote("وأضاف أنّ ١٢", document(metadata=FULL))
    tex = cite(kept, load_citation("tex", tmp_path, kept)[0])
    assert tex.count("{") == tex.count("}") and "وأضاف أنّ ١٢" in tex and "أحمد شوقي" in tex
    org = cite(kept, load_citation("org", tmp_path, kept)[0])
    assert org.startswith("#+begin_quote\n") and "[[https://example.org/a_b?c=%20%7Bd%7D][عنوان المقال]]" in org


def test_the_readme_lists_the_fields() -> None:
    section = README[README.index("### Citations") :]
    assert set(FIELDS) <= set(re.findall(r"`([a-z]+)`", section[: section.index("\n## ")]))
