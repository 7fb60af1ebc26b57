"""Files of records: which fields are taken, what is bad in them and what harm they can do."""

import csv
import gc
import io
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.library.document import Document
from tui_reader.library.encodings import NotText
from tui_reader.library.formats import Flaw, Source, format_of
from tui_reader.library.formats import records as module
from tui_reader.library.formats.fields import NAMES
from tui_reader.library.formats.records import LONGEST_FIELD, MOST_FLAWS

SAMPLES = Path(__file__).parents[1] / "data" / "formats"


def parse(name: str, text: str | bytes, fields: Mapping[str, str] = MappingProxyType({})) -> list[Document | Flaw]:
    data = text if isinstance(text, bytes) else text.encode()
    row = format_of(name)
    assert row is not None
    return list(row.parse(Source(name, data, len(data), fields=fields)))


def documents(name: str, text: str | bytes, fields: Mapping[str, str] = MappingProxyType({})) -> list[Document]:
    return [each for each in parse(name, text, fields) if isinstance(each, Document)]


def told(name: str, text: str | bytes) -> list[tuple[int, str, str]]:
    """Number, title and text of every record."""
    return [(each.id.record, each.title, each.text) for each in documents(name, text)]


@pytest.mark.parametrize("suffix", [".jsonl", ".json", ".csv", ".tsv"])
def test_a_sample_is_read_as_meant(suffix: str) -> None:
    first, *_ = documents("sample" + suffix, (SAMPLES / ("sample" + suffix)).read_bytes())
    assert first.title.startswith("خبر") and first.title_paragraph == -1
    assert first.text.startswith("نص") and first.metadata.fields


def test_lines_of_json() -> None:
    first, second = documents("a.jsonl", (SAMPLES / "sample.jsonl").read_bytes())
    assert (first.metadata.author, first.metadata.date, first.metadata.language) == ("سلمى حداد", "2024-01-05", "ar")
    assert first.metadata.url == "https://example.org/1"
    assert dict(first.metadata.fields or ())["text"] == "body"
    assert first.metadata.fields is second.metadata.fields
    # HTML in a record is read as HTML, and seconds since 1970 as a day.
    assert (second.text, second.metadata.date) == ("نص الخبر\nالثاني.", "2024-01-05")
    assert [each.style for each in second.styles] == ["strong"]
    assert 0 < first.size + second.size < len((SAMPLES / "sample.jsonl").read_bytes())


def test_hostile_lines_of_json() -> None:
    given = parse("h.jsonl", (SAMPLES / "hostile.jsonl").read_bytes())
    assert [flaw.detail.split(":")[0] for flaw in given if isinstance(flaw, Flaw)] == ["line 2", "line 3", "line 4"]
    kept = [each for each in given if isinstance(each, Document)]
    assert [(each.id.record, each.text) for each in kept] == [(0, "a\ufffdb"), (4, "two"), (5, "deep"), (7, "kept")]
    assert (kept[0].title, kept[0].undecodable) == ("\ufffd\x1b[2J", 1)


def test_a_hostile_list() -> None:
    given = parse("h.json", (SAMPLES / "hostile.json").read_bytes())
    (flaw,) = [each for each in given if isinstance(each, Flaw)]
    assert flaw.code == "bad-record" and flaw.detail.startswith("record 5")
    assert [each.text for each in given if isinstance(each, Document)] == ["kept", "also \ufffd", "5"]


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ('[{"text":"a"},{"text":"b"}]', ["a", "b"]),
        ('{"text":"a"}', ["a"]),
        ('{"text":"a"}\n{"text":"b"}', ["a", "b"]),
        ('{"text":"a"},{"text":"b"},', ["a", "b"]),
        ('{"n":1,"articles":[{"text":"a"},{"text":"b"}]}', ["a", "b"]),
        ('{"hits":{"total":1,"hits":[{"_source":{"text":"a"}}]}}', ["a"]),
        ('{"text":"a","tags":[{"x":1}],"data":[1,2]}', ["a"]),
        ('["a","b"]', ["a", "b"]),
        ('[{"content":{"rendered":"<p>a</p><p>b</p>"}}]', ["a\nb"]),
        ('[{"meta":{"text":"a"},"n":1}]', ["a"]),
        (f'[{{"text":["{"long " * 9}","b"]}}]', ["long " * 9 + "\nb"]),
        ('[{"words":"the longest of all","x":"a"},{"words":"b"}]', ["the longest of all", "b"]),
        ('\ufeff [ {"text":"a"} ] ', ["a"]),
        # Lists that are packed deep, or called what nobody knows; an object of records; rows that are lists.
        ('{"a":{"b":{"c":{"d":{"stuff":[{"text":"a"},{"text":"b"}]}}}},"n":"x"}', ["a", "b"]),
        ('{"head":{"q":"x"},"response":{"n":2,"docs":[{"text":"a"},{"text":"b"}]}}', ["a", "b"]),
        ('{"k1":{"text":"a"},"k2":{"text":"b"}}', ["a", "b"]),
        ('{"type":"x","features":[{"type":"x","properties":{"name":"n","description":"a"}}]}', ["a"]),
        ('[["title","text"],["t","a"],["u","b"]]', ["a", "b"]),
        # But what has a text of its own, or a title for parts without, is one.
        ('{"text":"a","comments":[{"text":"much longer than it"}]}', ["a"]),
        (f'{{"title":"t","parts":[{{"text":"{"long " * 9}"}},{{"text":"b"}}]}}', ["long " * 9 + "\nb"]),
        ('{"title":"t","body":[{"type":"p","text":"run "},"a",{"type":"b","text":" b"}]}', ["run a b"]),
        # What is called as a title is no text, unless there is nothing else.
        ('[{"name":"a long name","foo":"a"}]', ["a"]),
        ('{"title":"t"}', ["t"]),
    ],
)  # fmt: skip
def test_shapes_of_json(text: str, records: list[str]) -> None:
    given = parse("a.json", text)
    assert [each.text for each in given if isinstance(each, Document)] == records
    assert len(given) == len(records)


def test_json_in_a_file_of_lines_is_read_all_the_same() -> None:
    pretty = json.dumps({"title": "t", "text": "a"}, indent=1) + "\n" + json.dumps({"text": "b"}, indent=1)
    assert [each.text for each in documents("a.jsonl", pretty)] == ["a", "b"]
    assert [each.text for each in documents("a.jsonl", '[{"text":"a"},{"text":"b"}]\n')] == ["a", "b"]
    assert [each.text for each in documents("a.jsonl", '["text","n"]\n["a",1]\n["b",2]\n')] == ["a", "b"]


def test_a_title_says_no_references_to_characters() -> None:
    (document,) = documents("a.json", '[{"title":{"rendered":"a &#8211; b &amp; c"},"text":"x &amp; y"}]')
    assert (document.title, document.text) == ("a – b & c", "x &amp; y")


@pytest.mark.parametrize(
    "text", ["null", "[]", "{}", "", " ", "[[1]]", "[" * 100_000, '{"a":' * 50_000, "{", "nonsense"]
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_what_holds_no_record_says_so(name: str, text: str) -> None:
    try:
        (flaw,) = parse(name, text)
    except NotText as error:
        assert error.code == "bad-record"
    else:
        assert isinstance(flaw, Flaw) and flaw.code in ("bad-record", "damaged")


def test_numbers_and_keys_as_json_has_them() -> None:
    long = "9" * 1_000_000
    assert [each.text for each in documents("a.jsonl", f'{{"text":"a","n":{long}}}')] == ["a"]
    assert [each.text for each in documents("a.json", '{"text":"a","text":"b","x":NaN,"y":-Infinity}')] == ["b"]
    wide = "{" + ",".join(f'"k{n}":"v"' for n in range(100_000)) + ',"text":"a"}'
    assert len(documents("a.json", wide)) == 1


def test_json_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_VALUES", 1000)
    text = '{"text":"a","x":[' + "[]," * 1000 + "[]]}"
    with pytest.raises(NotText) as raised:
        parse("a.json", text)
    assert raised.value.code == "bomb"
    good = '{"text":"b"}'
    flaw, document = parse("a.jsonl", f"{text}\n{good}")
    assert isinstance(flaw, Flaw) and isinstance(document, Document) and document.text == "b"


def test_bad_records_are_counted_past_the_first() -> None:
    given = parse("a.jsonl", "{bad\n" * 1000 + '{"text":"a"}\n' + "{bad\n" * 1000)
    flaws = [each for each in given if isinstance(each, Flaw)]
    assert len(flaws) == MOST_FLAWS + 1 and flaws[-1].detail == f"and {2000 - MOST_FLAWS} more"
    assert [each.id.record for each in given if isinstance(each, Document)] == [1000]


@pytest.mark.parametrize(
    ("name", "text", "records"),
    [
        ("a.csv", "title,text\na,b\n", [(0, "a", "b")]),
        ("a.csv", "title;text\r\na;b, c\r\n", [(0, "a", "b, c")]),
        ("a.csv", "title\ttext\na\tb\n", [(0, "a", "b")]),
        ("a.csv", 'Title,Full Text\n"a ""x""","b\nc"\n', [(0, 'a "x"', "b\nc")]),
        ("a.csv", "text\rone\rtwo\r", [(0, "one", "one"), (1, "two", "two")]),
        ("a.csv", "\ufefftext\n\n\na\n", [(0, "a", "a")]),
        ("a.csv", "text,title\na\n,\nb,c,d\n", [(0, "a", "a"), (2, "c", "b")]),
        ("a.csv", "1,a long text, quite\n2,b,\n", [(0, "a long text", "a long text"), (1, "b", "b")]),
        ("a.csv", "foo,bar\nshort,the longer of both\n", [(0, "the longer of both", "the longer of both")]),
        ("a.tsv", "title\ttext\na, b\t c;d \n", [(0, "a, b", " c;d ")]),
        ("a.tab", "text\nx\n", [(0, "x", "x")]),
        # What Excel says before the first row, and a first row that is one of records.
        ("a.csv", "sep=;\r\ntitle;text\r\na;b, c\r\n", [(0, "a", "b, c")]),
        ("a.csv", '"sep=|"\ntitle|text\na|b, c\n', [(0, "a", "b, c")]),
        ("a.csv", "one,first of all\ntwo,second one\n",
         [(0, "first of all", "first of all"), (1, "second one", "second one")]),
        ("a.csv", 'title,"words, many",date\na,b,2024\n', [(0, "a", "b")]),
    ],
)  # fmt: skip
def test_tables(name: str, text: str, records: list[tuple[int, str, str]]) -> None:
    assert told(name, text) == records


def test_a_table_in_an_old_encoding() -> None:
    (document,) = documents("a.csv", "العنوان;النص\nخبر;نص الخبر الأول وفيه كلام\n".encode("cp1256"))
    assert (document.title, document.encoding) == ("خبر", "Windows-1256")


def test_a_quotation_mark_that_is_never_closed_ends_the_table() -> None:
    given = parse("a.csv", 'text\nkept\n"' + "x" * (LONGEST_FIELD + 1))
    assert [each.text for each in given if isinstance(each, Document)] == ["kept"]
    assert [each.code for each in given if isinstance(each, Flaw)] == ["bad-record"]


def test_the_settings_choose_the_fields() -> None:
    text = '{"title":"a","text":"b","headline":"c","lead":"d"}'
    (document,) = documents("a.jsonl", text, {"text": "lead", "title": "headline"})
    assert (document.title, document.text) == ("c", "d")
    assert document.metadata.fields == (("text", "lead"), ("title", "headline"))
    # One that the file has not is looked for by its name, as if nothing had been said.
    (document,) = documents("a.jsonl", text, {"text": "nosuch"})
    assert document.text == "b"
    (document,) = documents("a.json", '[{"a":{"b":"deep"},"text":"x"}]', {"text": "a.b"})
    assert document.text == "deep"


@pytest.mark.parametrize("what", NAMES)
def test_every_name_of_a_field_is_known(what: str) -> None:
    for name in NAMES[what]:
        record = {name: "rtl"} | ({"text": "x"} if what != "text" else {})
        (document,) = documents("a.jsonl", json.dumps(record))
        assert dict(document.metadata.fields or ())[what] == name, name


def test_no_name_stands_for_two_things() -> None:
    names = [name for known in NAMES.values() for name in known]
    assert len(names) == len(set(names)) and all(name == name.lower() for name in names)


def test_records_come_one_at_a_time() -> None:
    """Of a long file only the records that are looked at together are read before the first is given."""
    row = format_of("a.jsonl")
    assert row is not None
    data = ('{"text":"' + "x" * 1000 + '"}\n').encode() * 5000
    given = row.parse(Source("a.jsonl", data, len(data)))
    next(given)
    gc.collect()
    assert sum(isinstance(each, Document) for each in gc.get_objects()) < 500
    assert sum(1 for _ in given) == 4999


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS.filter(lambda text: text.strip("\n ") != "")), min_size=1, max_size=6))
def test_what_a_table_holds_comes_back(rows: list[tuple[str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("title", "text"), *rows])
    try:
        given = documents("a.csv", out.getvalue())
    except NotText:
        return
    assert [each.text for each in given] == [text for _, text in rows]
