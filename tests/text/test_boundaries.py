"""UAX #14 and UAX #29 through segment.py: Unicode 15.0's files, and what ICU 78 (Unicode 17) answers otherwise.

Each deviation stands in a table with the rule that changed since 15.0; a case that is neither in the file's way
nor in the table fails, and so does a row of the table that no case needs.
"""

import pytest
from unicode_files import boundaries

from tui_reader.text import segment

PICTOGRAPH = "U+2701 is no longer Extended_Pictographic: no GB11, no WB3c"
HYPHEN = "LB20a (16.0): no break after a hyphen that begins a word"
DECIMAL = "LB25 (16.0): no break between a decimal sign and a digit, IS × NU"
QUOTE = "LB15a (15.1): a quotation mark keeps an opening one after spaces only if it is an initial one"
INITIAL_DECIMAL = "LB15c (16.0): a break before a decimal sign that begins a number after a space"
QUOTE_CONTEXT = "LB15a, LB15b, LB19a (15.1, 16.0): quotation marks break by what stands beside them"
HEBREW_HYPHEN = "LB21a (16.0): the hyphen after a Hebrew letter does not hold another Hebrew letter"

GRAPHEMES = {"2701 200D 2701": PICTOGRAPH}
WORDS = {"2701 200D 2701": PICTOGRAPH, "0061 200D 2701": PICTOGRAPH}
LINES = {
    "002D 0023": HYPHEN,
    "002D 0308 0023": HYPHEN,
    "002D 05D0": HYPHEN,
    "002D 0308 05D0": HYPHEN,
    "002D 00A7": HYPHEN,
    "002D 0308 00A7": HYPHEN,
    "002D 50005": HYPHEN,
    "002D 0308 50005": HYPHEN,
    "002D 0E01": HYPHEN,
    "002D 0308 0E01": HYPHEN,
    "002C 0030": DECIMAL,
    "002C 0308 0030": DECIMAL,
    "0022 0020 2329": QUOTE,
    "0022 0308 0020 2329": QUOTE,
    "0022 0020 0028": QUOTE,
    "0022 0308 0020 0028": QUOTE,
    "0065 0071 0075 0061 006C 0073 0020 002E 0033 0035 0020 0063 0065 006E 0074 0073": INITIAL_DECIMAL,
    "0061 006D 0062 0069 0067 0075 0028 00AB 0020 0308 0020 00BB 0029 0028 0065 0308 0029": QUOTE_CONTEXT,
    "0061 006D 0062 0069 0067 0075 00AB 0020 0028 0020 0308 0020 0029 0020 00BB 0028 0065 0308 0029": QUOTE_CONTEXT,
    "0061 006D 0062 0069 0067 0075 007B 00AB 0020 0308 0020 00BB 007D 0028 0065 0308 0029": QUOTE_CONTEXT,
    "0061 006D 0062 0069 0067 0075 00AB 0020 007B 0020 0308 0020 007D 0020 00BB 0028 0065 0308 0029": QUOTE_CONTEXT,
    "0061 002E 0032 0020": DECIMAL,
    "0061 002E 0032 0020 0915": DECIMAL,
    "0061 002E 0032 0020 672C": DECIMAL,
    "0061 002E 0032 3000 672C": DECIMAL,
    "0061 002E 0032 3000 307E": DECIMAL,
    "0061 002E 0032 3000 0033": DECIMAL,
    "0041 002E 0031 0020 BABB": DECIMAL,
    "BD24 C5B4 002E 0020 0041 002E 0032 0020 BCFC": DECIMAL,
    "BD10 C694 002E 0020 0041 002E 0033 0020 BABB": DECIMAL,
    "C694 002E 0020 0041 002E 0034 0020 BABB": DECIMAL,
    "0061 002E 0032 3000 300C": DECIMAL,
    "05D0 002D 05D0": HEBREW_HYPHEN,
}


def test_the_tables_are_as_long_as_was_measured() -> None:
    assert (len(GRAPHEMES), len(LINES)) == (1, 33)


@pytest.mark.parametrize(
    ("name", "count", "deviations"),
    [
        ("GraphemeBreakTest.txt", 602, GRAPHEMES),
        ("WordBreakTest.txt", 1823, WORDS),
        ("LineBreakTest.txt", 7654, LINES),
        ("SentenceBreakTest.txt", 502, {}),
    ],
)
def test_unicode_file(name: str, count: int, deviations: dict[str, str]) -> None:
    # words() and sentences() leave out and join segments: the files are about the segments themselves.
    ends = {
        "GraphemeBreakTest.txt": segment.clusters,
        "LineBreakTest.txt": segment.line_breaks,
        "WordBreakTest.txt": lambda text: segment._ends(segment.WordBreaker, text),
        "SentenceBreakTest.txt": lambda text: segment._ends(segment.SentenceBreaker, text),
    }[name]
    cases = list(boundaries(name))
    differ = {" ".join(f"{ord(char):04X}" for char in text) for text, wanted in cases if ends(text) != wanted}
    assert len(cases) == count
    assert differ == set(deviations)


@pytest.mark.parametrize("shift", ["", "a", "\U0001f600", "\U0001f600\U00010900", "\ud800"])
def test_offsets_are_code_points(shift: str) -> None:
    """Beyond the BMP, and with a lone surrogate, which the library itself refuses."""
    start = len(shift)
    text = shift + " سلام \U0001f600x"
    assert segment.clusters(text)[-7:] == [start + at for at in range(2, 9)]
    assert segment.words(text)[-2:] == [(start + 1, start + 5), (start + 7, start + 8)]
    assert segment.line_breaks(text)[-3:] == [start + 6, start + 7, start + 8]


def test_nothing_has_no_boundaries() -> None:
    assert segment.clusters("") == segment.line_breaks("") == segment.words("") == segment.sentences("") == []


def test_carriage_return_and_line_feed_are_one_cluster() -> None:
    assert segment.clusters("a\r\nb") == [1, 3, 4]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("جاء د. أحمد. ثم ذهب.", ["جاء د. أحمد. ", "ثم ذهب."]),
        ("١. الباب الأول. ثم", ["١. الباب الأول. ", "ثم"]),
        ("سنة 40 ق.م. في روما. نعم.", ["سنة 40 ق.م. في روما. ", "نعم."]),
        ("هل جاء؟ نعم!", ["هل جاء؟ ", "نعم!"]),
        ("قال أ.د. سعيد و م. علي وم. حسن ود. منى. ثم", ["قال أ.د. سعيد و م. علي وم. حسن ود. منى. ", "ثم"]),
        ("لوكالة «أ.ف.ب» و(د.ب.أ) أمس. وقال", ["لوكالة «أ.ف.ب» و(د.ب.أ) أمس. ", "وقال"]),
        ("ص. ب. 808 جدة، ج. ٢، ط. ٣. انتهى", ["ص. ب. 808 جدة، ج. ٢، ط. ٣. ", "انتهى"]),
        ("سنة ٤٥٨ق.م. في أثينا. نعم.", ["سنة ٤٥٨ق.م. في أثينا. ", "نعم."]),
        ("في عام 2015 م. كما بلغت", ["في عام 2015 م. ", "كما بلغت"]),
        ("سنة 1436هـ. وقد", ["سنة 1436هـ. ", "وقد"]),
        ("سهم أو.سي.آي إن.في ارتفع. ثم", ["سهم أو.سي.آي إن.في ارتفع. ", "ثم"]),
        ("هذا يليق بي. وحينذاك", ["هذا يليق بي. ", "وحينذاك"]),
        ("كرّره مرارًا. يعني", ["كرّره مرارًا. ", "يعني"]),
        ("كتب وأقلام إلخ. وكان", ["كتب وأقلام إلخ. ", "وكان"]),
        ("لا قدر الله. وأما", ["لا قدر الله. ", "وأما"]),
        ("أهداه له. ثم قال لم. نعم", ["أهداه له. ", "ثم قال لم. ", "نعم"]),
        ("1.2. القسم الثاني. ثم", ["1.2. القسم الثاني. ", "ثم"]),
        ("(٣). الفصل. ثم", ["(٣). الفصل. ", "ثم"]),
        ("بلغ 12. وقال", ["بلغ 12. ", "وقال"]),
        ("12. وقال 12. وقال", ["12. وقال 12. ", "وقال"]),
        ("Dr. Smith and J. K. Rowling, pp. 14. Then", ["Dr. Smith and J. K. Rowling, pp. 14. ", "Then"]),
        ("دکتر ن.ک. ص ۳. پایان", ["دکتر ن.ک. ص ۳. ", "پایان"]),
        ("פרופ. כהן אמר. ואז", ["פרופ. כהן אמר. ", "ואז"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in segment.sentences(text)] == sentences
