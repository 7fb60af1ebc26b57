"""Write the samples of formats that are archives: tests/data/formats/{sample,hostile}.{epub,zip}.

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
