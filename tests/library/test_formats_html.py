"""HTML: what is the article, what the page says of it, and what harm a page can do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document, Metadata
from tui_reader.library.formats import Source, format_of
from tui_reader.library.formats.markup import MOST_ATTRIBUTES, attributes, tokens
from tui_reader.library.structure import Heading

SAMPLES = Path(__file__).parents[1] / "data" / "formats"
PROSE = "وهذه فقرة طويلة بما يكفي لأن تعد نثرا، لا قائمة ولا عنوانا. " * 4


def parse(page: str | bytes, name: str = "a.html") -> Document:
    data = page if isinstance(page, bytes) else page.encode()
    row = format_of(name)
    assert row is not None
    (document,) = row.parse(Source(name, data, len(data)))
    assert isinstance(document, Document)
    return document


def test_a_sample_is_read_as_meant() -> None:
    document = parse((SAMPLES / "sample.html").read_bytes())
    assert document.text == (
        "رحلة إلى القدس\nخرجنا من البيت قبل الفجر، وكان الطريق طويلا & هادئا؛ انظر الخريطة.\nسطر أول\u2028سطر ثان\n"
        "فقرة جديدة\nمن سار وصل.\n• ماء\n• خبز\n  3. زيت\nif x < 1:\n    go()\nيوم | مسافة\nالأول | ١٢"
    )
    assert (document.title, document.title_paragraph) == ("رحلة إلى القدس", 0)
    assert document.metadata == Metadata(
        "سلمى حداد, דנה לוי", "صحيفة الحبر", "2024-01-05", "ar-EG", "rtl", "https://example.org/jerusalem"
    )
    assert list(document.outline) == [Heading(1, 0)]
    link = next(each for each in document.styles if each.style == "link")
    assert (document.text[link.start : link.end], link.target) == ("الخريطة", "https://example.org/map")


def test_a_hostile_sample_keeps_its_text_and_runs_nothing() -> None:
    document = parse((SAMPLES / "hostile.html").read_bytes())
    assert document.text == ("kept &c; \ufffd \ufffd &nosuch;\n\x1b[31mred\x1b[0m\n  • a\nblinkcdata\nend < of > it")
    assert document.title == "evil \x1b]0;owned\x07 \u202e"
    assert document.metadata.direction is None


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("", ""),
        ("just text", "just text"),
        ("<p>a<p>b", "a\nb"),
        ("<p>a</p>\n\n <p> b \n c </p>", "a\nb c"),
        ("a<br>b<br/>c", "a\u2028b\u2028c"),
        ("a<br><br>b<br> <br>c", "a\nb\nc"),
        ("<h2>a</h2>b", "a\nb"),
        ("a<hr>b", "a\n* * *\nb"),
        ("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "• a\n• b\n  • c\n• d\ne"),
        ("<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c"),
        ("<ol start=x><li>a</ol><ol start=99999999999><li>b", "1. a\n1. b"),
        ("<ul><li><p>a</p><p>b</p></li></ul>", "• a\nb"),
        ("<pre>\na\n  b\n\nc</pre>d", "a\n  b\n\nc\nd"),
        ("<table><tr><td>a<td>b<tr><td>c</table>d", "a | b\nc\nd"),
        ("<q>a</q> <sup>2</sup>", "“a” 2"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "a\nb\nc"),
        ("a&amp;b&lt;c&#1593;&#x639;&nbsp;d&eacute;", "a&b<cعع\xa0dé"),
        ("a<!-- b -->c<!-->d<!--->e<!-- f", "acde"),
        ("<![CDATA[a<b>]]>", "a<b>"),
        ("<?php echo ?>a<!DOCTYPE html>b</ >c", "abc"),
        ("a < b > c <3 <", "a < b > c <3 <"),
        ("<p title='a > b'>c", "c"),
        ("<p don't>a</p><p>isn't", "a\nisn't"),
        ("a<b", "a"),
        ("<script>a</script >b<style>c</STYLE>d", "bd"),
        ("a<script>b", "a"),
        ("<noscript>a</noscript>b<template>c<template>d</template>e</template>f", "bf"),
        ("<svg><p>a</p><title>b</title></svg>c<select><option>d</select>", "c"),
        ("<p hidden>a<p aria-hidden=true>b", ""),
        ("<div hidden>a<div>b</div>c</div>d", "d"),
        ("<span style='DISPLAY: none'>a</span>b", "b"),
        ("<body hidden>a", "a"),
        ("<h1><div>a</div></h1>b", "a\nb"),
        ("</p></div></b>a</nosuch>", "a"),
        ("<form><p>a</p></form>", "a"),
        ("a\x85b\u2029c\x1cd", "a\u2028b\u2028c\u2028d"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢"),
        # The number of a note is no part of the word before it; a power is as it is written.
        ("a<sup><a href=#n>1</a></sup> b<a href=#n><sup>٢</sup></a>", "a[1] b[٢]"),
        ("a<sup><a href=#n>[1]</a></sup> b<a role=doc-noteref href=#n>*</a>", "a[1] b[*]"),
        ("x<sup>2</sup> <sup>a <a href=u>long link</a> b</sup>", "x2 a long link b"),
        ("a<sup>b<br>c", "ab\u2028c"),
        ("<p>a<sup>1<p>b<pre>c<sup>2</sup></pre>", "a1\nb\nc2"),
    ],
)
def test_text_of_a_page(page: str, text: str) -> None:
    document = parse(page)
    assert document.text == text
    assert len(document.paragraphs) == text.count("\n") + 1


@pytest.mark.parametrize(
    ("page", "kept", "left"),
    [
        # What a page marks as its article.
        (f"<nav>menu</nav><article><p>{PROSE}</article><footer>end</footer>", [PROSE], ["menu", "end"]),
        (f"<div><p>before</div><main><p>{PROSE}</main><div><p>after</div>", [PROSE], ["before", "after"]),
        (f"<div role=main><p>{PROSE}</div><p>x", [PROSE], ["x"]),
        (f"<div role=navigation>menu</div><p>{PROSE}", [PROSE], ["menu"]),
        # Of several that are alike, all.
        (f"<main><article>one {PROSE}</article><article>two {PROSE}</article></main>", ["one", "two"], []),
        # By its paragraphs, where nothing is marked.
        (f"<div><div><a href=1>menu</a></div></div><div class=x><p>{PROSE}<p>{PROSE}</div>", [PROSE], ["menu"]),
        (f"<div class='social share'>menu</div><div class=story><p>{PROSE}</div>", [PROSE], ["menu"]),
        (f"<div class='main-content has-sidebar'><p>{PROSE}</div>", [PROSE], []),
        (f"<table><tr><td><p>{PROSE}<td>x</table>", [PROSE], []),
        # A box in the text is text, and so is a line before the first section.
        (
            f"<div>intro {PROSE}<div><p>{PROSE * 9}<div class=sidebar>box {PROSE}</div></div></div>",
            ["intro", "box"],
            [],
        ),
        # A title in its header stays with the article.
        (f"<article><header><h1>head</h1></header><p>{PROSE}</article>", ["head", PROSE], []),
        # An empty article is none.
        (f"<article></article><div><p>{PROSE}</div>", [PROSE], []),
        (f"<article>short</article><div><p>{PROSE}<p>{PROSE}<p>{PROSE}</div>", [PROSE], []),
        # A long row of links beside a text is a menu; a page of links is a page.
        (f"<div><p>{PROSE * 3}<ul>" + "<li><a href=1>menu</a>" * 6 + "</ul></div>", [PROSE], ["menu"]),
        ("<ul>" + "<li><a href=1>chapter</a>" * 6 + "</ul>", ["chapter"], []),
        # Lines of a short text, each in an element of its own.
        (f"<div>one</div><div>two <b>bold</b></div><div>{PROSE}</div><div>last</div>", ["one", "two", "last"], []),
        # Signs to press beside a heading, a page's own contents, a box that is closed.
        (
            f"<main><h1>head<a class=headerlink href=#h>¶</a></h1><div class=toc>menu</div><dialog>box</dialog>"
            f"<h2>part<span class=mw-editsection>[<a href=e>edit</a>]</span></h2><p>{PROSE}</main>",
            ["head\n", "part\n", PROSE],
            ["menu", "box", "edit", "¶"],
        ),
        # What is there for those who show no frames and run nothing, where there is nothing else.
        (f"<frameset><frame src=a><noframes><body><p>{PROSE}</body></noframes></frameset>", [PROSE], []),
        (f"<noscript><p>{PROSE}</noscript>", [PROSE], []),
        (f"<noscript>run it</noscript><p>{PROSE}", [PROSE], ["run it"]),
        # Nothing but what stands around a text is a text.
        ("<nav>only</nav>", ["only"], []),
        ("<footer><p>only</footer>", ["only"], []),
    ],
)
def test_the_article_is_found(page: str, kept: list[str], left: list[str]) -> None:
    text = parse(page).text
    assert all(each.strip() in text for each in kept), text
    assert not any(each in text for each in left), text


@pytest.mark.parametrize(
    ("page", "title", "paragraph"),
    [
        ("<title>a &amp; b</title><p>c", "a & b", -1),
        ("<title>\n a\n b </title><p>c", "a b", -1),
        ("<title>a - Paper</title><h1>a</h1><p>c", "a", 0),
        ("<title>Paper | a</title><p>x<h1>a</h1>", "a", 1),
        ("<title>t</title><meta property=og:title content=o><p>c", "o", -1),
        ("<h1>a</h1><p>b", "a", 0),
        ("<p>a<p>b", "a", 0),
        ("<svg><title>x</title></svg><p>a", "a", 0),
        ('<script type="application/ld+json">{"@type":"BlogPosting","headline":"h"}</script><title>t</title>', "h", -1),
        ('<script type="application/ld+json">{"@type":"Person","name":"h"}</script><title>t</title>x', "t", -1),
        ('<script type="application/ld+json">{broken</script><title>t</title>x', "t", -1),
        ('<script type="application/ld+json">' + "[" * 100_000 + "</script><title>t</title>x", "t", -1),
        ('<script type="application/ld+json">{"@type":"Article","headline":"\\ud800"}</script>x', "\ufffd", -1),
        ("<title></title>", "a.html", -1),
    ],
)
def test_the_title(page: str, title: str, paragraph: int) -> None:
    document = parse(page)
    assert (document.title, document.title_paragraph) == (title, paragraph)


@pytest.mark.parametrize(
    ("page", "metadata"),
    [
        ("<html lang=fa dir=RTL>x", Metadata(language="fa", direction="rtl")),
        ("<body lang=he style='direction: rtl; x: y'>x", Metadata(language="he", direction="rtl")),
        ("<div dir=rtl>a long text</div>x", Metadata(direction="rtl")),
        ("<div dir=rtl>x</div>a long text", Metadata()),
        ("<div dir=rtl><p dir=ltr>a long text</p>x</div>", Metadata(direction="ltr")),
        ("<html dir=auto>x", Metadata()),
        ("<meta name=Author content='a b'><meta name=date content=2024>x", Metadata(author="a b", date="2024")),
        ("<meta http-equiv=Content-Language content='ar, en'>x", Metadata(language="ar")),
        ("<meta property=og:locale content=ar_EG>x", Metadata(language="ar-EG")),
        ("<meta property=article:author content=http://x><meta name=byl content=b>x", Metadata(author="b")),
        ("<nav><time datetime=1></nav><time datetime=2024-01-05>x</time>", Metadata(date="2024-01-05")),
        ("<link rel=canonical href=u>x", Metadata(url="u")),
        ("<meta itemprop=datePublished content=d>x", Metadata(date="d")),
        ("<base href=https://example.org/a/><link rel=canonical href=b>x", Metadata(url="https://example.org/a/b")),
        ("<base href='http://[' ><link rel=canonical href=b>x", Metadata(url="b")),
        ("<link rel=canonical href=b><meta property=og:url content=https://x/y>x", Metadata(url="https://x/y")),
        ("by <span itemprop=author><span>a  b</span> c</span>, x", Metadata(author="a b c")),
        ("by <a rel=author href=u>a</a> and <a rel=author href=v>b</a>", Metadata(author="a")),
        (
            '<script type="application/ld+json">//<![CDATA[\n{"@type":"Article","headline":"a\nb &amp; c",'
            '"inLanguage":{"name":"Arabic","alternateName":"ar"}}\n//]]></script>x',
            Metadata(language="ar"),
        ),
    ],
)
def test_what_a_page_says_about_itself(page: str, metadata: Metadata) -> None:
    assert parse(page).metadata == metadata


@pytest.mark.parametrize(
    ("page", "encoding"),
    [
        ("<meta charset='windows-1256'><p>سلام".encode("cp1256"), "Windows-1256"),
        (
            '<META HTTP-EQUIV="Content-Type" content="text/html; charset=ISO-8859-6"><p>سلام'.encode("iso8859_6"),
            "ISO-8859-6",
        ),
        ('<?xml version="1.0" encoding="windows-1256"?><p>سلام'.encode("cp1256"), "Windows-1256"),
        ("<meta charset=windows-1256><p>سلام".encode(), "UTF-8"),
        ("<meta charset=rot13><p>سلام يا أهل الدار والجوار".encode("cp1256"), "Windows-1256"),
        ("\ufeff<p>سلام".encode("utf-16-le"), "UTF-16 LE"),
    ],
)  # fmt: skip
def test_the_encoding_a_page_names(page: bytes, encoding: str) -> None:
    document = parse(page)
    assert document.text.startswith("سلام") and document.encoding == encoding


LOGICAL = ["שלום לכם, קוראים יקרים (כולם)!", "בשנת 1997 יצא Windows 98 לשוק, ב-3.5% מן הבתים.", "• סוף דבר"]
SEEN = ["!(םלוכ) םירקי םיארוק ,םכל םולש", ".םיתבה ןמ 3.5%-ב ,קושל Windows 98 אצי 1997 תנשב", "רבד ףוס"]


@pytest.mark.parametrize(
    ("label", "lines", "shown"),
    [
        ("iso-8859-8", SEEN, LOGICAL),
        ("VISUAL", SEEN, LOGICAL),
        # Much that is called so is in its logical order; and the other label says that it is.
        ("iso-8859-8", [LOGICAL[0], LOGICAL[1], LOGICAL[2][2:]], LOGICAL),
        ("iso-8859-8-i", SEEN, [SEEN[0], SEEN[1], f"• {SEEN[2]}"]),
        ("windows-1255", SEEN, [SEEN[0], SEEN[1], f"• {SEEN[2]}"]),
    ],
)
def test_hebrew_that_is_written_as_it_is_seen(label: str, lines: list[str], shown: list[str]) -> None:
    text = f"<p dir=ltr>{lines[0]}<br><b>{lines[1]}</b><ul><li>{lines[2]}</ul>"
    page = f"<meta charset={label}><title>{lines[2]}</title>{text}"
    document = parse(page.encode("iso8859_8"))
    assert document.text == f"{shown[0]}\u2028{shown[1]}\n{shown[2]}"
    assert document.title == shown[2].removeprefix("• ")
    (piece,) = document.styles
    assert document.text[piece.start : piece.end].strip("\u2028") == shown[1]


def test_xhtml_closes_what_it_says_it_closes() -> None:
    page = '<?xml version="1.0"?><html><head><title/><script src="x"/></head><body><p/><div/>a<b/>c</body></html>'
    assert parse(page, "a.xhtml").text == "ac"


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000 + "x",
        "<p><font><b>" * 50_000 + "x",
        "<ul><li>x" * 50_000,
        "<blockquote><p>x" * 30_000,
        "<a " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x",
        "<a " * 200_000,
        '<a b="' * 200_000,
        "<a b='" * 200_001,
        "<" * 200_000,
        "&" * 200_000,
        "&#" * 200_000,
        "<!--" * 200_000,
        "<![CDATA[" * 100_000,
        "<!DOCTYPE[" * 100_000,
        "<!doctype [>" * 200_000 + "]",
        "<script>" * 100_000,
        "<title>x</title>" * 50_000,
        "<?xml?><title>" + "<![CDATA[" * 200_000 + "</title>",
        f"<title>{' - '.join(map(str, range(200_000)))}</title>" + "<h1>x</h1>" * 200_000,
        f"<meta charset=iso-8859-8>{'םולש ' * 5}<p>" + "1,," * 200_000,
        "<p>" + "</div>" * 200_000,
        "<table><tr><td>" * 50_000,
        "<div hidden>" * 100_000 + "x",
        '<div class="' + "a " * 200_000 + '">x',
        "<noscript " * 200_000,
        '<script type="application/ld+json">' + "/" * 200_000 + " " * 200_000 + "</script>",
        "<meta name=a content=b>" * 50_000,
    ],
)
def test_a_page_made_to_harm_takes_no_more_than_its_length(page: str) -> None:
    """With work that grows by the square of the length, or by a call a level, this does not end, or fails."""
    assert len(parse(page.encode("iso8859_8") if "iso-8859-8" in page else page).text) <= 3 * len(page)


def test_attributes() -> None:
    assert attributes(""" a=1 B='x>y' c="&amp;&#65;" d a=2 e = f /""") == {
        "a": "1", "b": "x>y", "c": "&A", "d": "", "e": "f",
    }  # fmt: skip
    assert len(attributes(" ".join(f"a{n}" for n in range(1000)))) == MOST_ATTRIBUTES


PIECES = [*"<>/!-?[]=\"' abpx&;\n", "<p", "<!--", "]]>", "<b>", "</", "<li>", "<br>", "<pre>", "<td>", "</p>"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_any_page_is_read(page: str) -> None:
    document = parse(page)
    assert document.title and "\r" not in document.text
    for xml in (False, True):
        assert sum(len(token.name) for token in tokens(page, xml)) <= 2 * len(page) + 10
    pieces = [(each.start, each.end) for each in document.styles]
    assert all(0 <= start < end <= len(document.text) for start, end in pieces)
