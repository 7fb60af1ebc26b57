"""Arabic joining: tests/data/shaping.tsv, and what the cache of a word's forms may answer."""

import unicodedata

import pytest
from unicode_files import DATA, rows

from tui_reader.text import joiner, joining, layout, shape


def cases() -> list[tuple[str, str, str]]:
    """Language, word and drawn clusters of each row of the table."""
    lines = (DATA / "shaping.tsv").read_text(encoding="utf-8").split("\n")
    return [(*line.split("\t"), "", "")[:3] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("language", "word", "drawn"), cases())
def test_table(language: str, word: str, drawn: str) -> None:
    (line,) = layout.lines(word, 1, 40)
    in_order = sorted(line.cells, key=lambda cell: cell.start)
    assert [unicodedata.normalize("NFC", cell.text) for cell in in_order] == [
        unicodedata.normalize("NFC", cluster) for cluster in drawn.split()
    ]


@pytest.mark.parametrize(("language", "word", "drawn"), cases())
def test_each_cluster_of_the_table_is_one_column(language: str, word: str, drawn: str) -> None:
    (line,) = layout.lines(word, 1, 40)
    assert [cell.columns for cell in line.cells] == [1] * len(drawn.split())


def test_every_language_and_kind_is_in_the_table() -> None:
    assert {language for language, _, _ in cases()} == {"ar", "fa", "ur", "ku", "ps", "sd", "ug", "-"}
    words = "".join(word for _, word, _ in cases())
    assert set("لأإآاپچژگکیٹڈڑےہھںۂۃەێڵڕټښڪݐٱﷲﷺ﴿﴾ـ\u200c\u200d\u200f\xad\u2060\u034f\u0670\u0654\u0655") <= set(words)


def test_the_table_of_joining_types_is_that_of_unicode() -> None:
    """Every letter of the Arabic blocks has the type that ArabicShaping.txt gives it, and no other has one."""
    tables = {
        "D": joining.DUAL_JOINING, "R": joining.RIGHT_JOINING,
        "C": joining.CAUSING_JOINING, "U": joining.NON_JOINING,
    }  # fmt: skip
    ours = {point: name for name, ranges in tables.items() for low, high in ranges for point in range(low, high + 1)}
    fields = [[field.strip() for field in row.split(";")] for row in rows("ArabicShaping.txt")]
    blocks = ((0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF))
    theirs = {
        point: row[2]
        for row in fields
        if row[2] != "T" and any(low <= (point := int(row[0], 16)) <= high for low, high in blocks)
    }
    assert ours == theirs


def test_each_dual_joining_letter_joins_and_each_right_joining_one_ends() -> None:
    for low, high in joining.DUAL_JOINING:
        for letter in map(chr, range(low, high + 1)):
            assert shape.forms(f"ب{letter}ب")[::2] == ("ﺑ", "ﺐ"), hex(ord(letter))
    for low, high in joining.RIGHT_JOINING:
        for letter in map(chr, range(low, high + 1)):
            assert shape.forms(f"ب{letter}ب")[::2] == ("ﺑ", "ﺏ"), hex(ord(letter))


def test_one_entry_a_character() -> None:
    word = "\u200fوَلَّلَاَ\u200cلا\u200dـ"
    assert len(shape.forms(word)) == len(word)


def test_the_cache_of_forms_answers_for_the_word_itself_and_is_bounded() -> None:
    """Its key is the word; words too long to be remembered are shaped alike."""
    shape._kept.cache_clear()
    assert shape.forms("بب") == ("ﺑ", "ﺐ")
    assert shape.forms("ببب") == ("ﺑ", "ﺒ", "ﺐ")
    assert shape.forms("بب") == ("ﺑ", "ﺐ")
    assert shape._kept.cache_info().hits == 1
    kept = shape._kept.cache_info().currsize
    assert shape.forms("ب" * 1000) == ("ﺑ", *"ﺒ" * 998, "ﺐ")
    assert shape._kept.cache_info().currsize == kept
    assert shape._kept.cache_info().maxsize is not None


def test_a_configuration_file_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """arabic-reshaper reads one named in the environment; our joining is asked of us, not of it."""
    monkeypatch.setenv("PYTHON_ARABIC_RESHAPER_CONFIGURATION_FILE", "missing.ini")
    joiner._reshaper.cache_clear()
    assert joiner.join("الله") == ("ﺍ", "ﻟ", "ﻠ", "ﻪ")
