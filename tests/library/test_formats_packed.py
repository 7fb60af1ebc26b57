"""Compressed files, archives and e-books: what is in them, and what they can be made to do."""

import bz2
import gzip
import importlib.util
import io
import lzma
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import Flaw, Source, archive, format_of, packed, source
from tui_reader.library.formats.zipped import RECORDS_APART
from tui_reader.library.structure import Heading

TESTS = Path(__file__).parents[1]
SAMPLES = TESTS / "data" / "formats"

_spec = importlib.util.spec_from_file_location("generate_samples", TESTS / "generate" / "samples.py")
assert _spec and _spec.loader
samples = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(samples)

PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
TEXT = "".join(f"سطر رقم {n * 7919 % 100_003}\n" for n in range(80_000))


def parse(name: str, data: bytes) -> list[Document | Flaw]:
    row = format_of(name)
    assert row is not None
    return list(row.parse(Source(name, data, len(data))))


def texts(given: list[Document | Flaw]) -> list[tuple[str, int, str]]:
    return [(each.id.path, each.id.record, each.text) for each in given if isinstance(each, Document)]


def flaws(given: list[Document | Flaw]) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in given if isinstance(each, Flaw)]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_compressed_text_is_the_text(suffix: str) -> None:
    pack = PACKERS[suffix]
    data = pack(TEXT.encode())
    (document,) = parse("a.txt" + suffix, data)
    assert isinstance(document, Document)
    assert document.text == TEXT and document.size == len(data) and document.format == "Plain text"
    # Streams one after the other, and the zeros some tools leave.
    assert texts(parse("a.txt" + suffix, pack(b"a") + pack(b"") + pack(b"b") + bytes(12)))[0][2] == "ab"
    (document,) = parse("a.md" + suffix, pack("# عنوان".encode()))
    assert isinstance(document, Document) and (document.text, document.format) == ("عنوان", "Markdown")


@pytest.mark.parametrize("suffix", PACKERS)
def test_what_can_be_read_of_a_damaged_file_is_kept(suffix: str) -> None:
    data = PACKERS[suffix](TEXT.encode())
    cut = parse("a.txt" + suffix, data[: len(data) * 4 // 5])
    ((_, _, text),) = texts(cut)
    assert flaws(cut) == [("a.txt" + suffix, "damaged")]
    assert len(text) > 1000 and TEXT.startswith(text.rstrip("\ufffd"))
    behind = parse("a.txt" + suffix, data + b"rubbish")
    assert texts(behind)[0][2] == TEXT and flaws(behind) == [("a.txt" + suffix, "damaged")]
    for broken in (b"", b"rubbish", data[:3]):
        with pytest.raises(NotText) as raised:
            parse("a.txt" + suffix, broken)
        assert raised.value.code == "damaged"


def test_what_comes_before_a_wrong_byte_is_kept() -> None:
    data = gzip.compress(TEXT.encode())
    for wrong in (data[:-8] + bytes(8), data[: len(data) // 2] + b"\xff" * 40 + data[len(data) // 2 + 40 :]):
        given = parse("a.txt.gz", wrong)
        ((_, _, text),) = texts(given)
        assert flaws(given) == [("a.txt.gz", "damaged")]
        assert text == TEXT if wrong[-8:] == bytes(8) else text[:100_000] == TEXT[:100_000]


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = PACKERS[suffix](b"a" * 40_000_000)
    with pytest.raises(NotText) as raised:
        parse("a.txt" + suffix, bomb)
    assert (raised.value.code, raised.value.detail) == ("bomb", f"more than {source.RATIO} times its size and 16 MiB")
    # A short file of one line again and again is none.
    assert len(texts(parse("a.txt" + suffix, PACKERS[suffix](b"a" * 1_000_000)))) == 1
    monkeypatch.setattr(source, "LARGEST", 1 << 20)
    with pytest.raises(NotText) as raised:
        parse("a.txt" + suffix, PACKERS[suffix](TEXT.encode() * 4))
    assert (raised.value.code, raised.value.detail) == ("bomb", "more than 1 MiB")


def test_many_streams_and_many_layers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_STREAMS", 100)
    with pytest.raises(NotText) as raised:
        parse("a.txt.gz", gzip.compress(b"") * 101)
    assert raised.value.code == "bomb"
    data = b"text"
    for _ in range(packed.DEEPEST):
        data = gzip.compress(data)
    assert texts(parse("a.txt.gz", data)) == [("a.txt.gz", 0, "text")]
    with pytest.raises(NotText) as raised:
        parse("a.txt.gz", gzip.compress(data))
    assert raised.value.code == "bomb"


def test_an_xz_stream_that_asks_for_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_MEMORY", 1 << 20)
    with pytest.raises(NotText) as raised:
        parse("a.txt.xz", lzma.compress(TEXT.encode(), preset=6))
    assert raised.value.code == "damaged"


def test_a_sample_archive_is_a_folder() -> None:
    given = parse("d/sample.zip", (SAMPLES / "sample.zip").read_bytes())
    assert texts(given) == [
        ("d/sample.zip/news/خبر.txt", 0, "خبر اليوم\nنصه"),
        ("d/sample.zip/news/notes.md", 0, "ملاحظات\nنص مائل."),
        ("d/sample.zip/news/packed.txt.gz", 0, "نص مضغوط"),
        ("d/sample.zip/records.jsonl", 0, "نص أول"),
        ("d/sample.zip/records.jsonl", 1, "نص ثان"),
    ]
    assert flaws(given) == []


def test_a_hostile_archive_keeps_what_it_can() -> None:
    given = parse("h.zip", (SAMPLES / "hostile.zip").read_bytes())
    assert texts(given) == [
        ("h.zip/etc/passwd.txt", 0, "kept"),
        ("h.zip/absolute.txt", 0, "kept"),
        ("h.zip/a\x1b[2J\u202e.txt", 0, "kept"),
        ("h.zip/twice.txt", 0, "first"),
        ("h.zip/twice.txt", RECORDS_APART, "second"),
        ("h.zip/last.txt", 0, "kept"),
    ]
    assert flaws(given) == [
        ("h.zip/program.exe", "unknown-format"),
        ("h.zip/picture.txt", "not-text"),
        ("h.zip/bomb.txt", "bomb"),
        ("h.zip/deep.zip/deep.zip/deep.zip", "bomb"),
    ]
    assert [each.fatal for each in given if isinstance(each, Flaw)] == [False, True, True, True]


def test_archive_samples_are_what_their_script_writes() -> None:
    for name, members in samples.WRITTEN.items():
        with zipfile.ZipFile(SAMPLES / name) as there, zipfile.ZipFile(io.BytesIO(samples.archive(members))) as made:
            assert [info.filename for info in there.infolist()] == [info.filename for info in made.infolist()]
            assert [info.CRC for info in there.infolist()] == [info.CRC for info in made.infolist()]


@pytest.mark.parametrize("codec", ["cp1256", "utf-8", "cp720"])
def test_names_in_an_old_encoding_are_read_together(codec: str) -> None:
    names = ["مقالات الصحف العربية.txt", "أخبار اليوم والأمس.txt", "رسائل الجد إلى أحفاده.txt", "كتاب الطريق.txt"]
    given = parse("z.zip", samples.named([name.encode(codec) for name in names]))
    assert [path for path, _, _ in texts(given)] == [f"z.zip/{name}" for name in names]


def test_links_and_devices_in_an_archive_are_passed_over() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFREG, 0):
            info = zipfile.ZipInfo(f"{kind:o}.txt")
            info.create_system, info.external_attr = 3, (kind | 0o644) << 16
            file.writestr(info, "/etc/passwd")
    assert [name for name, *_ in texts(parse("a.zip", out.getvalue()))] == ["a.zip/100000.txt", "a.zip/0.txt"]


def test_a_member_without_a_name_is_passed_over() -> None:
    given = parse("a.zip", samples.archive([("?", "no"), ("a.txt", "a")]).replace(b"?", b"\0"))
    assert [text for *_, text in texts(given)] == ["a"]


def test_the_list_of_members_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = samples.archive([(f"{n}.txt", "x") for n in range(50)])
    assert len(parse("z.zip", data)) == 50
    monkeypatch.setattr(archive, "MOST_LISTED", 1000)
    with pytest.raises(NotText) as raised:
        parse("z.zip", data)
    assert raised.value.code == "bomb"


def test_a_member_that_says_it_is_short_gives_no_more_than_that() -> None:
    data = bytearray(samples.archive([("a.txt", b"a" * 100_000), ("b.txt", "kept")]))
    listed = data.index(b"PK\x01\x02")
    data[listed + 24 : listed + 28] = struct.pack("<I", 10)
    given = parse("z.zip", bytes(data))
    assert texts(given) == [("z.zip/b.txt", 0, "kept")] and flaws(given) == [("z.zip/a.txt", "damaged")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[:-30], None),
        (lambda data: b"rubbish", None),
        (lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05"), "damaged"),
        # The flag of a password, in both heads.
        (lambda data: flagged(data, 1), "encrypted"),
        (lambda data: method(data, 99), "damaged"),
        (lambda data: method(data, 14), "damaged"),
    ],
)
def test_a_broken_archive_says_so(change: Callable[[bytes], bytes], code: str | None) -> None:
    data = change(samples.archive([("a.txt", "x" * 100)]))
    if code is None:
        with pytest.raises(NotText) as raised:
            parse("z.zip", data)
        assert raised.value.code == "damaged"
    else:
        assert flaws(parse("z.zip", data)) == [("z.zip/a.txt", code)]


def flagged(data: bytes, flag: int) -> bytes:
    """The archive with a flag set at its first member."""
    listed = data.index(b"PK\x01\x02")
    return data[:6] + bytes([flag]) + data[7 : listed + 8] + bytes([flag]) + data[listed + 9 :]


def method(data: bytes, number: int) -> bytes:
    """The archive with another compression method at its first member."""
    listed = data.index(b"PK\x01\x02")
    return data[:8] + bytes([number]) + data[9 : listed + 10] + bytes([number]) + data[listed + 11 :]


def test_a_sample_book_is_one_document_with_its_chapters() -> None:
    (book,) = parse("b.epub", (SAMPLES / "sample.epub").read_bytes())
    assert isinstance(book, Document)
    assert book.text == "الفصل الأول\nنص الفصل.\nالقسم الثاني\nنص آخر.\nانتهى الكتاب."
    assert (book.title, book.title_paragraph, book.level) == ("كتاب الطريق & البحر", -1, 1)
    said = book.metadata
    assert (said.author, said.publisher, said.date) == ("سلمى حداد, דנה לוי", "دار الحبر", "1999")
    assert (said.language, said.direction, said.url) == ("ar", "rtl", "https://example.org/book")
    # As its own table of contents calls them, where the text does not say the same.
    assert list(book.outline) == [Heading(1, 0), Heading(2, 2, "قسم ثان"), Heading(1, 4, "الخاتمة")]
    assert [each.style for each in book.styles] == ["emphasis"]


def test_a_hostile_book_keeps_what_it_can() -> None:
    given = parse("h.epub", (SAMPLES / "hostile.epub").read_bytes())
    assert texts(given) == [("h.epub", 0, "kept &i; &f;\x1b[2J")]
    assert flaws(given) == [("h.epub", "missing-part"), ("h.epub", "missing-part"), ("h.epub", "damaged")]


def book(changed: dict[str, str | bytes | None]) -> bytes:
    """The sample with some members changed or (None) left out."""
    members = {**dict(samples.BOOK), **changed}
    return samples.archive([(name, content) for name, content in members.items() if content is not None])


def test_an_older_book_is_read_by_its_ncx() -> None:
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    package = samples.package(["one%201.xhtml", "two.xhtml"], item, 'toc="ncx"')
    (found,) = parse(
        "b.epub", book({"OEBPS/content.opf": package, "OEBPS/nav.xhtml": None, "OEBPS/toc.ncx": samples.NCX})
    )
    assert isinstance(found, Document)
    assert list(found.outline) == [Heading(1, 0, "الأول"), Heading(2, 2, "الثاني")]


def test_without_a_table_of_contents_the_headings_are_the_outline() -> None:
    package = samples.package(["one%201.xhtml", "two.xhtml"])
    (found,) = parse("b.epub", book({"OEBPS/content.opf": package, "OEBPS/nav.xhtml": None}))
    assert isinstance(found, Document)
    assert list(found.outline) == [Heading(1, 0), Heading(2, 2)]


@pytest.mark.parametrize(
    ("changed", "codes", "ends"),
    [
        ({"META-INF/container.xml": None}, [], "انتهى الكتاب."),
        ({"META-INF/container.xml": "<rubbish"}, [], "انتهى الكتاب."),
        (
            {"META-INF/container.xml": None, "OEBPS/content.opf": None, "OEBPS/nav.xhtml": None},
            ["missing-part"],
            "انتهى الكتاب.",
        ),
        ({"OEBPS/two.xhtml": None}, ["missing-part"], "نص آخر."),
        ({"OEBPS/two.xhtml": b"\x7fELF"}, ["damaged"], "نص آخر."),
        ({"OEBPS/TWO.xhtml": "<p>x", "OEBPS/two.xhtml": None}, [], "x"),
        ({"OEBPS/nav.xhtml": None}, ["missing-part"], "انتهى الكتاب."),
        ({"OEBPS/two.xhtml": '<?xml version="1.0" encoding="windows-1256"?><p>تم'.encode("cp1256")}, [], "تم"),
    ],
)  # fmt: skip
def test_a_book_with_something_missing(changed: dict[str, str | bytes | None], codes: list[str], ends: str) -> None:
    given = parse("b.epub", book(changed))
    assert [code for _, code in flaws(given)] == codes
    ((_, _, text),) = texts(given)
    assert text.startswith("الفصل الأول\nنص") and text.endswith(ends)


def test_who_wrote_a_book_and_when() -> None:
    """Not its translator, nor the day that stands for none; in whatever way names and roles are written."""
    older = (
        "<dc:title>أ &amp; <![CDATA[<ب>]]></dc:title><dc:creator opf:role='trl'>c</dc:creator>"
        "<dc:creator opf:role='aut'>a</dc:creator><dc:date>0101-01-01T00:00:00+00:00</dc:date>"
        "<dc:date opf:event='modification'>2022</dc:date><dc:date opf:event='publication'>1999</dc:date>"
    )
    newer = (
        "<d:title>أ &amp; &lt;ب&gt;</d:title><d:creator id='c'>c</d:creator><d:creator id='a'>a</d:creator>"
        "<meta refines='#a' property='role'>aut</meta><meta refines='#c' property='role'>trl</meta>"
        "<d:date>1999</d:date>"
    )
    sample = dict(samples.BOOK)["OEBPS/content.opf"]
    head, tail = sample[: sample.index("<dc:title")], sample[sample.index("</metadata>") :]
    for said in (older, newer):
        (found,) = parse("b.epub", book({"OEBPS/content.opf": head + said + tail}))
        assert isinstance(found, Document)
        assert (found.title, found.metadata.author, found.metadata.date) == ("أ & <ب>", "a", "1999")


def test_a_spine_that_is_odd() -> None:
    """A page that is named twice is read once; what is no page has one that stands in for it; names may hold %."""
    page = "<html><body><p>{}</body></html>"
    package = (
        "<package><manifest><item id='a' href='a%20b.xhtml#x'/><item id='b' href='a%20b.xhtml#y'/>"
        "<item id='s' href='s.svg' media-type='image/svg+xml' fallback='c'/><item id='c' href='c.xhtml'/>"
        "<item id='n' href='n.xhtml' properties='nav'/><item id='l' href='l.svg' fallback='l'/></manifest><spine>"
        "<itemref idref='n' linear='no'/><itemref idref='a'/><itemref idref='s'/><itemref idref='b'/>"
        "<itemref idref='l'/></spine></package>"
    )
    pages = [(name, page.format(name[0])) for name in ("a%20b.xhtml", "c.xhtml", "n.xhtml")]
    (found,) = parse("b.epub", samples.archive([*pages, ("x.opf", package)]))
    assert isinstance(found, Document) and found.text == "a\nc"


def test_lists_for_programs_and_ends_of_printed_pages_are_no_text() -> None:
    page = (
        "<body><nav epub:type='landmarks'><ol><li>x</ol></nav><p>a<span epub:type='pagebreak'>12</span>b</p>"
        "<nav epub:type='page-list'>1 2 3</nav></body>"
    )
    (found,) = parse("b.epub", samples.archive([("a.xhtml", page), ("x.opf", "<package/>")]))
    assert isinstance(found, Document) and found.text == "ab"


@pytest.mark.parametrize("lock", ["META-INF/rights.xml", "META-INF/sinf.xml", "META-INF/license.lcpl", "META-INF/x"])
def test_a_locked_book_is_refused_and_one_with_locked_fonts_is_not(lock: str) -> None:
    def encryption(method: str, target: str) -> str:
        return (
            "<encryption xmlns:enc='http://www.w3.org/2001/04/xmlenc#'><enc:EncryptedData>"
            f"<enc:EncryptionMethod Algorithm='{method}'/><enc:CipherData><enc:CipherReference URI='{target}'/>"
            "</enc:CipherData></enc:EncryptedData></encryption>"
        )

    cipher = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    locked = encryption(cipher, "OEBPS/two.xhtml")
    with pytest.raises(NotText) as raised:
        parse("b.epub", book({lock: "x", "META-INF/encryption.xml": locked}))
    assert raised.value.code == "encrypted" and "DRM" in raised.value.detail
    for method_, target in (("http://www.idpf.org/2008/embedding", "OEBPS/two.xhtml"), (cipher, "OEBPS/font.otf")):
        assert len(texts(parse("b.epub", book({"META-INF/encryption.xml": encryption(method_, target)})))) == 1


def test_a_book_without_a_page_is_none() -> None:
    for members in ([], [("mimetype", "application/epub+zip")], [("META-INF/container.xml", samples.CONTAINER)]):
        with pytest.raises(NotText) as raised:
            parse("b.epub", samples.archive(members))
        assert raised.value.code == "missing-part"


def test_a_large_book_that_says_the_same_over_and_over_is_no_bomb() -> None:
    same = "<p>نص يعاد فيه القول كثيرا</p>" * 200_000
    data = book({"OEBPS/two.xhtml": f"<html><body>{same}</body></html>"})
    assert len(same.encode()) > 200 * len(data)
    (document,) = parse("b.epub", data)
    assert isinstance(document, Document) and document.text.count("كثيرا") == 200_000


def test_a_book_is_bounded_as_a_whole() -> None:
    bomb = book({"OEBPS/two.xhtml": "<p>" + "a" * 40_000_000})
    with pytest.raises(NotText) as raised:
        parse("b.epub", bomb)
    assert raised.value.code == "bomb"
