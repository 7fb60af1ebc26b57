"""One typed word, letter by letter, comes to what many words at once do."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tui_reader.search import terms, typed, units
from tui_reader.search.ragged import ragged
from tui_reader.text.fold import words

from . import forms
from .samples import ALPHABET, texts

#: What articles, affixes and endings are made of, and letters that only one language writes.
LETTERS = "الوفبكسيتنمهشرةىئؤءأآٱدٹںےپچگی" + "והבכלמשיתנםץ" + "\u064e\u0654\u0670\u200cـa𝒳"

written = st.one_of(
    st.text(alphabet=LETTERS, min_size=1, max_size=9), st.text(alphabet=ALPHABET, min_size=1, max_size=12), texts
)


def same(word: str) -> None:
    many = terms.analyse(ragged([word]))
    key = many.keys.strings()[0]
    clitic = int(many.clitics[0])
    one = typed.wanted(word, False)
    assert (one.clitic, one.bare if clitic else one.key) == (clitic, key.encode("utf-16-be", "surrogatepass")), word
    assert one.key == typed.key_of(many.folded.strings()[0]), word
    assert int(typed.stems_of(word)[0]) == int(many.stems[0]), word


@settings(deadline=None, max_examples=500)
@given(written)
def test_one_word_is_found_by_what_many_are(text: str) -> None:
    for piece in units.words([text]):
        for start, end in zip(piece.starts.tolist(), piece.ends.tolist(), strict=True):
            same(piece.units[start:end].tobytes().decode("utf-16-le", "surrogatepass"))


def test_words_of_every_language() -> None:
    for text in (*forms.ARABIC.values(), forms.PERSIAN, forms.URDU, forms.HEBREW):
        for start, end in words(text):
            same(text[start:end])
