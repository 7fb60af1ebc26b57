"""Write the samples of formats that are archives: tests/data/formats/{sample,hostile}.{docx,epub,zip}.

Run from the top folder: ``python tests/generate/samples.py``. The same bytes come out every time.
"""

import gzip
import io
import warnings
import zipfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "data" / "formats"

_DATE = (2024, 1, 5, 0, 0, 0)
_OPF = "application/oebps-package+xml"


def archive(members: list[tuple[str, str | bytes]]) -> bytes:
    """A zip file of (name, content); a name given twice is there twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a name that is there twice
                file.writestr(info, content)
    return out.getvalue()


def named(names: list[bytes], content: bytes = b"x") -> bytes:
    """A zip file whose names are bytes of an old encoding, as Windows wrote them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(zipfile.ZipInfo("?" * len(name), _DATE), content)
    data = out.getvalue()
    for kind, at in ((b"PK\x03\x04", 30), (b"PK\x01\x02", 46)):
        place = 0
        for name in names:
            place = data.index(kind, place)
            data = data[: place + at] + name + data[place + at + len(name) :]
            place += at
    return data


CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    f'<rootfile full-path="OEBPS/content.opf" media-type="{_OPF}"/></rootfiles></container>'
)


def package(spine: list[str], extra: str = "", toc: str = "") -> str:
    """A package file with pages by their names, their ids p0, p1 …"""
    items = "".join(
        f'<item id="p{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(spine)
    )
    refs = "".join(f'<itemref idref="p{n}"/>' for n in range(len(spine)))
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>كتاب الطريق &amp; البحر</dc:title>'
        "<dc:creator>سلمى حداد</dc:creator><dc:creator>דנה לוי</dc:creator><dc:language>ar</dc:language>"
        "<dc:date>1999</dc:date><dc:publisher>دار الحبر</dc:publisher><dc:source>https://example.org/book</dc:source>"
        f"</metadata><manifest>{extra}{items}</manifest>"
        f'<spine {toc} page-progression-direction="rtl">{refs}</spine></package>'
    )


NAV = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
    '<nav epub:type="toc"><h1>المحتويات</h1><ol><li><a href="one%201.xhtml">الفصل الأول</a>'
    '<ol><li><a href="one%201.xhtml#second">قسم ثان</a></li></ol></li>'
    '<li><a href="two.xhtml">الخاتمة</a></li></ol></nav>'
    '<nav epub:type="landmarks"><ol><li><a href="two.xhtml">no chapter</a></li></ol></nav></body></html>'
)
NAV_ITEM = '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
NCX = (
    '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/">'
    "<docTitle><text>no chapter</text></docTitle>"
    '<navMap><navPoint><navLabel><text>الأول</text></navLabel><content src="one%201.xhtml"/>'
    '<navPoint><navLabel><text>الثاني</text></navLabel><content src="one%201.xhtml#second"/></navPoint>'
    "</navPoint></navMap></ncx>"
)
ONE = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
    '<html xmlns="http://www.w3.org/1999/xhtml" dir="rtl" xml:lang="ar">'
    '<head><title/><script src="a.js"/><style>p{}</style></head><body><h1>الفصل الأول</h1><p>نص <em>الفصل</em>.</p>'
    '<h2 id="second">القسم الثاني</h2><p>نص آخر.</p></body></html>'
)
TWO = (
    '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" dir="rtl"><body><p><img src="end.png"/></p>'
    "<p>انتهى الكتاب.</p></body></html>"
)
BOOK: list[tuple[str, str | bytes]] = [
    ("mimetype", "application/epub+zip"),
    ("META-INF/container.xml", CONTAINER),
    ("OEBPS/content.opf", package(["one%201.xhtml", "two.xhtml"], NAV_ITEM)),
    ("OEBPS/nav.xhtml", NAV),
    ("OEBPS/one 1.xhtml", ONE),
    ("OEBPS/two.xhtml", TWO),
]

#: Entities that would expand to a billion, a page outside of the book, one that is not there, one that is no text.
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE_BOOK: list[tuple[str, str | bytes]] = [
    ("META-INF/container.xml", CONTAINER),
    ("OEBPS/content.opf", package(["../../../../etc/passwd", "gone.xhtml", "bomb.xhtml", "picture.xhtml"])),
    (
        "OEBPS/bomb.xhtml",
        LAUGHS + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]><p>kept &i; &f;\x1b[2J</p>" + "<div>" * 3000,
    ),
    ("OEBPS/picture.xhtml", b"\x89PNG\r\n\x1a\n"),
]

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PART = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def word(body: str) -> str:
    """A main part that holds these paragraphs."""
    names = f'{_WORD} xmlns:r="{_RELATIONS}"'
    return f"{_PART}<w:document {names}><w:body>{body}</w:body></w:document>"


def relations(targets: dict[str, tuple[str, str]]) -> str:
    """What a part names: identifier -> kind and target; one that is an address lies outside."""
    each = "".join(
        f'<Relationship Id="{id}" Type="{_RELATIONS}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if "://" in target else "/>")
        for id, (kind, target) in targets.items()
    )
    return f'{_PART}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}</Relationships>'


TOP = relations(
    {"r1": ("officeDocument", "word/document.xml"), "r2": ("metadata/core-properties", "/docProps/core.xml")}
)
NAMED = relations(
    {
        "r1": ("styles", "styles.xml"),
        "r2": ("numbering", "numbering.xml"),
        "r3": ("footnotes", "footnotes.xml"),
        "r4": ("hyperlink", "https://example.org/حبر?a=1&amp;b=2"),
    }
)
CORE = (
    f'{_PART}<cp:coreProperties xmlns:cp="c" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="t">'
    "<dc:title>رسالة في الحبر</dc:title><dc:creator>سلمى حداد</dc:creator><dc:language>ar</dc:language>"
    "<dcterms:created>2019-03-01T08:00:00Z</dcterms:created></cp:coreProperties>"
)
WORD_STYLES = (
    f"{_PART}<w:styles {_WORD}><w:docDefaults><w:pPrDefault><w:pPr><w:bidi/></w:pPr></w:pPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="فصل"/><w:basedOn w:val="1"/>'
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="q"><w:name w:val="Quote"/></w:style></w:styles>'
)
NUMBERING = (
    f'{_PART}<w:numbering {_WORD}><w:abstractNum w:abstractNumId="5">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="arabicAbjad"/><w:lvlText w:val="%1)"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="6">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="6"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)


def item(text: str, list: int, depth: int = 0) -> str:
    """A paragraph of a list."""
    said = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list}"/></w:numPr>'
    return f"<w:p><w:pPr>{said}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


LETTER: list[tuple[str, str | bytes]] = [
    ("_rels/.rels", TOP),
    ("docProps/core.xml", CORE),
    ("word/_rels/document.xml.rels", NAMED),
    ("word/styles.xml", WORD_STYLES),
    ("word/numbering.xml", NUMBERING),
    (
        "word/footnotes.xml",
        f'{_PART}<w:footnotes {_WORD}><w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>no</w:t></w:r></w:p>'
        '</w:footnote><w:footnote w:id="7"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> نص '
        "الحاشية.</w:t></w:r></w:p></w:footnote></w:footnotes>",
    ),
    (
        "word/document.xml",
        word(
            '<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>رسالة في الحبر</w:t></w:r></w:p>'
            '<w:p><w:r><w:t xml:space="preserve">نص </w:t></w:r><w:r><w:rPr><w:bCs/></w:rPr><w:t>غامق</w:t></w:r>'
            '<w:r><w:rPr><w:bCs/></w:rPr><w:t xml:space="preserve"> جدا</w:t></w:r><w:r><w:t>،</w:t><w:tab/>'
            '<w:t>و</w:t></w:r><w:hyperlink r:id="r4"><w:r><w:t>رابط</w:t></w:r></w:hyperlink><w:r>'
            '<w:footnoteReference w:id="7"/></w:r></w:p>'
            '<w:p><w:pPr><w:pStyle w:val="mine"/></w:pPr><w:r><w:t>قسم</w:t></w:r></w:p>'
            + item("أول", 1)
            + item("فرع", 1, 1)
            + item("ثان", 1)
            + item("نقطة", 2)
            + item("من جديد", 3)
            + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>اسم</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>عدد</w:t></w:r></w:p>"
            "</w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>كتاب</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
            '<w:p><w:pPr><w:pStyle w:val="q"/></w:pPr><w:r><w:t>قول</w:t><w:br/><w:t>مأثور</w:t></w:r></w:p>'
        ),
    ),
]

#: Entities that would expand to a billion, a part that is not there, paragraphs in paragraphs, styles in a circle.
HOSTILE_LETTER: list[tuple[str, str | bytes]] = [
    ("_rels/.rels", TOP),
    ("word/_rels/document.xml.rels", NAMED),
    ("word/numbering.xml", b"\x89PNG\r\n\x1a\n"),
    (
        "word/styles.xml",
        f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>',
    ),
    (
        "word/document.xml",
        LAUGHS
        + "<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
        + word(
            '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>kept &i; &f;\x1b[2J</w:t></w:r></w:p>'
            + item("item", 99999999999999999999)
            + '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:t>no</w:t></w:r></w:p>'
            + "<w:p><w:r><w:t>deep</w:t></w:r>" * 3000
            + "<w:tbl><w:tr><w:tc>" * 3000
            + "<w:p><w:r><w:t>last</w:t></w:r></w:p>"
        ),
    ),
]

FOLDER: list[tuple[str, str | bytes]] = [
    ("news/", b""),
    ("news/خبر.txt", "خبر اليوم\nنصه"),
    ("news/notes.md", "# ملاحظات\n\nنص *مائل*."),
    ("news/packed.txt.gz", gzip.compress("نص مضغوط".encode(), mtime=0)),
    ("records.jsonl", '{"title":"أ","text":"نص أول"}\n{"title":"ب","text":"نص ثان"}\n'),
    (".hidden/a.txt", "no"),
]
HOSTILE_FOLDER: list[tuple[str, str | bytes]] = [
    ("../../etc/passwd.txt", "kept"),
    ("/absolute.txt", "kept"),
    ("a\x1b[2J\u202e.txt", "kept"),
    ("twice.txt", "first"),
    ("twice.txt", "second"),
    ("program.exe", "MZ"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n"),
    ("bomb.txt", b"a" * 40_000_000),
    ("deep.zip", archive([("deep.zip", archive([("deep.zip", archive([("deep.zip", archive([("a.txt", "x")]))]))]))])),
    ("last.txt", "kept"),
]

WRITTEN = {
    "sample.docx": LETTER,
    "hostile.docx": HOSTILE_LETTER,
    "sample.epub": BOOK,
    "hostile.epub": HOSTILE_BOOK,
    "sample.zip": FOLDER,
    "hostile.zip": HOSTILE_FOLDER,
}


def main() -> None:
    for name, members in WRITTEN.items():
        (TARGET / name).write_bytes(archive(members))


if __name__ == "__main__":
    main()
