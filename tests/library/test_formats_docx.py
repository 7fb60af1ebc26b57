"""Word documents: what a page would show of them, and what a file can be made to do."""

import importlib.util
import re
from pathlib import Path

import pytest

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import Flaw, Source, format_of
from tui_reader.library.formats.docx_styles import Numbering
from tui_reader.library.structure import Heading

TESTS = Path(__file__).parents[1]
SAMPLES = TESTS / "data" / "formats"

_spec = importlib.util.spec_from_file_location("generate_samples", TESTS / "generate" / "samples.py")
assert _spec and _spec.loader
samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(samples)


def parse(data: bytes, name: str = "a.docx") -> list[Document | Flaw]:
    row = format_of(name)
    assert row is not None
    return list(row.parse(Source(name, data, len(data))))


def shown(body: str, **parts: str) -> Document:
    """The document whose main part holds ``body``; ``parts`` are others it names."""
    names = {f"r{n}": (kind, f"{kind}.xml") for n, kind in enumerate(parts)}
    members = [(f"word/{kind}.xml", content) for kind, content in parts.items()]
    members += [("word/_rels/document.xml.rels", samples.relations(names)), ("word/document.xml", samples.word(body))]
    (document,) = parse(samples.archive(members))
    assert isinstance(document, Document)
    return document


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def test_the_sample_reads_as_a_page_would_show_it() -> None:
    (document,) = parse((SAMPLES / "sample.docx").read_bytes())
    assert isinstance(document, Document)
    assert document.text.split("\n") == [
        "رسالة في الحبر",
        "نص غامق جدا،\tورابط[1]",
        "قسم",
        "أ) أول",
        "  أ.3. فرع",
        "ب) ثان",
        "• نقطة",
        "أ) من جديد",
        "اسم | عدد",
        "كتاب",
        "قول\u2028مأثور",
        "* * *",
        "[1] نص الحاشية.",
    ]
    assert (document.title, document.title_paragraph, document.format) == ("رسالة في الحبر", 0, "Word")
    said = document.metadata
    assert (said.author, said.date, said.language) == ("سلمى حداد", "2019-03-01T08:00:00Z", "ar")
    assert said.direction == "rtl" and document.level == 1
    assert list(document.outline) == [Heading(1, 0), Heading(2, 2)]
    pieces = [(document.text[a:b], style, target) for a, b, style, target in document.styles]
    assert pieces == [
        ("غامق جدا", "strong", None),
        ("رابط", "link", "https://example.org/حبر?a=1&b=2"),
        ("قول\u2028مأثور", "quote", None),
    ]


def test_the_hostile_sample_gives_what_can_be_read_of_it() -> None:
    document, *flaws = parse((SAMPLES / "hostile.docx").read_bytes())
    assert isinstance(document, Document)
    assert document.text.startswith("kept &i; &f;\x1b[2J\nitem\n")
    assert document.text.count("deep") == 3000 and document.text.endswith("last")
    assert [(each.code, each.detail.partition(":")[0]) for each in flaws if isinstance(each, Flaw)] == [
        ("damaged", "word/numbering.xml"),
        ("missing-part", "docProps/core.xml"),
    ]


def test_what_is_not_shown_is_no_text() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    document = shown(
        "<w:p>"
        + run("one")
        + f"<w:del>{run('no')}</w:del><w:moveFrom>{run('no')}</w:moveFrom><w:ins>{run(' two')}</w:ins>"
        + run("no", "<w:vanish/>")
        + run(" three", '<w:vanish w:val="0"/>')
        + field("begin")
        + f"<w:r><w:instrText> PAGE </w:instrText></w:r>{run('no')}{field('separate')}{run(' four')}{field('end')}"
        + f"<mc:AlternateContent><mc:Choice>{run(' five')}</mc:Choice><mc:Fallback>{run('no')}</mc:Fallback>"
        "</mc:AlternateContent></w:p>"
        # A field without an end hides nothing behind its paragraph.
        + f"<w:p>{field('begin')}{run('no')}</w:p>"
        + paragraph("six")
        # What a paragraph was before.
        + paragraph("seven", '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>')
    )
    assert document.text == "one two three four five\nsix\nseven"
    assert not document.outline


def test_a_box_follows_the_paragraph_it_hangs_on() -> None:
    box = f"<w:r><w:drawing><w:txbxContent>{paragraph('box')}{paragraph('too')}</w:txbxContent></w:drawing></w:r>"
    document = shown(f"<w:p>{run('before ')}{box}{run('after')}</w:p>{paragraph('next')}")
    assert document.text == "before after\nbox\ntoo\nnext"


def test_cells_of_one_paragraph_are_a_line_and_others_follow_one_another() -> None:
    def cell(*texts: str) -> str:
        return f"<w:tc>{''.join(map(paragraph, texts))}</w:tc>"

    def table(*rows: str) -> str:
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    inner = f"<w:tc>{table(cell('a') + cell('b'))}{paragraph('c')}</w:tc>"
    document = shown(table(cell("1") + cell("2") + cell(""), cell("3", "4") + cell("5"), inner + cell("d")))
    assert document.text == "1 | 2\n3\n4\n5\na | b\nc\nd"
    # A table that never ends.
    gone = "<w:trPr><w:del w:id='1'/></w:trPr>"
    assert shown(table(gone + cell("no") + cell("no"), "<w:trPr/>" + cell("1"))).text == "1"
    assert shown("<w:tbl><w:tr>" + cell("1") + cell("2") + "<w:tc>" + paragraph("3")).text == "1 | 2 | 3"


def test_direction_and_language_are_what_the_text_says_not_what_the_machine_was_set_to() -> None:
    document = shown(paragraph("نص عربي طويل بما يكفي") + paragraph("short"))
    assert document.metadata.direction is None and document.level == 1
    right = "<w:bidi/>"
    document = shown(paragraph("a long English paragraph in a form", right) + paragraph("x", '<w:bidi w:val="0"/>'))
    assert document.metadata.direction == "rtl"
    persian = run("متن فارسی", '<w:rtl/><w:lang w:val="en-US" w:bidi="fa-IR"/>')
    english = run("abc", '<w:lang w:val="en-GB" w:bidi="ar-SA"/>')
    document = shown(f"<w:p>{persian}{english}</w:p>")
    assert document.language == "fa-IR"
    assert shown(paragraph("x")).language is None


@pytest.mark.parametrize(
    ("format", "number", "sign"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 1949, "MCMXLIX"),
        ("arabicAlpha", 3, "ت"),
        ("arabicAbjad", 10, "ي"),
        ("hebrew1", 115, "קטו"),
        ("hebrew2", 22, "ת"),
        ("hindiNumbers", 25, "٢٥"),
        ("chicago", 7, "7"),
        ("lowerRoman", 99999999, "99999999"),
    ],
)
def test_numbers_of_lists_are_written_as_word_writes_them(format: str, number: int, sign: str) -> None:
    level = f'<w:lvl w:ilvl="0"><w:start w:val="{number}"/><w:numFmt w:val="{format}"/></w:lvl>'
    text = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
    numbering = Numbering(text + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>')
    assert numbering.next("1", 0) == f"{sign}. "
    assert numbering.next("2", 0) == ""


def test_what_is_locked_old_or_cut_is_named() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for data, code in (
        (old, "not-text"),
        (old + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"", "damaged"),
        (b"no zip", "damaged"),
        (samples.archive([("word/other.xml", "x")]), "missing-part"),
        (samples.archive([("word/document.xml", b"\x89PNG\r\n\x1a\n")]), "damaged"),
        (samples.archive([("word/document.xml", b" " * 30_000_000)]), "bomb"),
    ):
        with pytest.raises(NotText) as raised:
            parse(data)
        assert raised.value.code == code
    # A part that ends early keeps what came before, also inside of a tag.
    whole = samples.word(paragraph("one") + paragraph("two"))
    for end in (whole.index("two") + 1, whole.index("two") - 5):
        document, flaw = parse(samples.archive([("word/document.xml", whole[:end])]))
        assert isinstance(document, Document) and document.text.split("\n")[0] == "one"
        assert isinstance(flaw, Flaw) and flaw.code == "damaged"
    data = (SAMPLES / "sample.docx").read_bytes()
    with pytest.raises(NotText) as raised:
        parse(data[: len(data) // 2])
    assert raised.value.code == "damaged"


def test_runs_that_are_set_alike_are_one_piece_and_depth_loses_no_text() -> None:
    many = "".join(run("و", "<w:bCs/>" if n % 4 < 2 else "") for n in range(2000))
    document = shown(f"<w:p>{many}</w:p>")
    assert document.text == "و" * 2000 and len(document.styles) == 500
    nested = shown("<w:p><w:r><w:pict>" * 5000 + paragraph("x"))
    assert re.sub(r"\s", "", nested.text) == "x"
