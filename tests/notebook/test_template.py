"""The templates' own small language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_reader.notebook.template import TemplateError, fill, parse

NAMES = ("a", "b", "c", "long")
VALUES = {"a": "A", "b": "B"}


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("$a and ${b}s", "A and Bs"),
        ("$c.", "."),
        ("$$5 $$[", "$5 $["),
        ("$a$[, $b$]$[, $c$].", "A, B."),
        ("$[$c, $]$a", "A"),
        ("$[$c$|$b$]", "B"),
        ("$[$a$|$b$]", "A"),
        ("$[$c$|none$]", "none"),
        ("$[$c$|$c$]", ""),
        ("$[$a$[ ($c)$]$]", "A"),
        ("$[$a$[ ($b)$]$]", "A (B)"),
        ("$[$c$[ ($b)$]$]", ""),
        ("[$[$[$c$]$[, $c$]$]]", "[]"),
        ("[$[source: $[$c$]$]]", "[]"),
        ("[$[source: $[$b$]$]]", "[source: B]"),
        ("$# a comment\n$a\n$# another $[\n$b\n", "A\nB"),
        ("$a\r\n$b\r\n", "A\nB"),
        ("", ""),
        ("{\\%[$a](#) @ ~ ^ ' \" \\", "{\\%[A](#) @ ~ ^ ' \" \\"),
    ],
)
def test_what_comes_out(source: str, wanted: str) -> None:
    assert fill(parse(source, NAMES), VALUES) == wanted


@pytest.mark.parametrize(
    ("source", "fault", "line", "what"),
    [
        ("$a\n$colour", "field", 2, "colour"),
        ("${}", "field", 1, ""),
        ("${a b}", "field", 1, "a b"),
        ("$# comment\n\n$[$a", "open", 3, ""),
        ("$[\n$[$a$]", "open", 1, ""),
        ("$a$]", "closed", 1, "$]"),
        ("$a\n$|", "closed", 2, "$|"),
        ("\n5 $ only", "dollar", 2, ""),
        ("$", "dollar", 1, ""),
        ("$A", "dollar", 1, ""),
    ],
)
def test_what_is_wrong_is_named_with_its_line(source: str, fault: str, line: int, what: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(source, NAMES)
    assert (caught.value.fault, caught.value.line, caught.value.what) == (fault, line, what)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("> $long", "> one\n>\n> two"),
        ("x\n% $long\ny", "x\n% one\n%\n% two\ny"),
        ("$[> $long$]", "> one\n>\n> two"),
        (">> $[$[$long$]$]", ">> one\n>>\n>> two"),
        ("« $long", "« one\n\ntwo"),
        ("$long", "one\n\ntwo"),
    ],
)
def test_every_line_of_a_value_begins_as_its_first(source: str, wanted: str) -> None:
    assert fill(parse(source, NAMES), {"long": "one\n\ntwo"}) == wanted


@given(st.text("$[]|{}ab#\n> x", max_size=40), st.dictionaries(st.sampled_from(NAMES), st.text("$[]|\n>a", min_size=1)))
def test_any_text_is_a_template_or_is_refused(source: str, values: dict[str, str]) -> None:
    try:
        parts = parse(source, NAMES)
    except TemplateError as error:
        assert 1 <= error.line <= source.count("\n") + 1
    else:
        fill(parts, values)


@given(st.text("$[]|{}#a\n", max_size=20))
def test_values_are_never_read_as_templates(value: str) -> None:
    assert fill(parse("<$a>", NAMES), {"a": value}) == f"<{value}>"
