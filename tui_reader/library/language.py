"""Which language a text is most likely in, by its letters: for the status line, where its format does not say."""

from collections import Counter

#: Code points looked at; the beginning of a text tells.
SAMPLE = 4000

# Language -> letters that, of the languages of its script, it alone uses or uses all the time.
_LETTERS: tuple[tuple[str, str], ...] = (
    ("ur", "ٹڈڑںے"),
    ("ps", "ټډړښېۍځڅ"),
    ("sd", "ٻڀٺٽڦڄڃڇڍڏڊڱڳڻ"),
    ("ug", "ېۈۇۆۋ"),
    ("ckb", "ێۆڵڕە"),
    ("fa", "پچژگیک"),
)

# Share of a text's letters from which a language's own letters count.
_ENOUGH = 0.01


def guess(text: str) -> str | None:
    """Code of the likely language of ``text``; None where its script does not tell (Latin and most others)."""
    letters = Counter(char for char in text[:SAMPLE] if char.isalpha())
    arabic = sum(count for char, count in letters.items() if "\u0620" <= char <= "\u06ff")
    hebrew = sum(count for char, count in letters.items() if "\u05d0" <= char <= "\u05f4")
    if 2 * max(arabic, hebrew) <= letters.total():
        return None
    if hebrew > arabic:
        return "yi" if sum(letters[char] for char in "װױײ") > _ENOUGH * hebrew else "he"
    for language, own in _LETTERS:
        if sum(letters[char] for char in own) > _ENOUGH * arabic:
            return language
    return "ar"
