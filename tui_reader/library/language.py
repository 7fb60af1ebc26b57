"""Which language a text is most likely in, by its letters: for the status line, where its format does not say."""

import re

#: Code points looked at; the beginning of a text tells.
SAMPLE = 500

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


_LETTER = re.compile(r"[^\W\d_]")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff]")
_HEBREW = re.compile("[\u05d0-\u05f2]")


def guess(text: str) -> str | None:
    """Code of the likely language of ``text``; None where its script does not tell (Latin and most others)."""
    sample = text[:SAMPLE]
    arabic, hebrew = len(_ARABIC.findall(sample)), len(_HEBREW.findall(sample))
    if not (arabic or hebrew) or 2 * max(arabic, hebrew) <= len(_LETTER.findall(sample)):
        return None
    if hebrew > arabic:
        return "yi" if sum(map(sample.count, "װױײ")) > _ENOUGH * hebrew else "he"
    for language, own in _LETTERS:
        if sum(map(sample.count, own)) > _ENOUGH * arabic:
            return language
    return "ar"
