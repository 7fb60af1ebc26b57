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


# What programs write for a language in place of its code in ISO 639-1.
_SAID = {
    "ara": "ar", "arb": "ar", "arz": "ar", "arabic": "ar", "العربية": "ar", "عربي": "ar", "heb": "he", "iw": "he",
    "hebrew": "he", "עברית": "he", "fas": "fa", "per": "fa", "prs": "fa", "pes": "fa", "persian": "fa", "farsi": "fa",
    "فارسی": "fa", "urd": "ur", "urdu": "ur", "اردو": "ur", "pus": "ps", "kur": "ku", "snd": "sd", "uig": "ug",
    "yid": "yi", "ji": "yi", "eng": "en", "english": "en", "fra": "fr", "fre": "fr", "french": "fr", "deu": "de",
    "ger": "de", "german": "de", "spa": "es", "rus": "ru", "tur": "tr",
}  # fmt: skip
_CODE = re.compile("[a-z]{2,3}")
_UNSAID = frozenset(("und", "mul", "mis", "zxx"))

# Runs of letters: a list of words is made sooner than one of letters.
_LETTER = re.compile(r"[^\W\d_]+")
_ARABIC = re.compile("[\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff]+")
_HEBREW = re.compile("[\u05d0-\u05f2]+")
_OWN = re.compile(f"[{''.join(own for _, own in _LETTERS)}]")


def code(said: str | None) -> str | None:
    """The code (ISO 639-1, else 639-3) of what a file says its language is, a tag with a region or a name; None for
    what says none."""
    if not said:
        return None
    first = re.split(r"[-_\s,;(]", said.strip().lower(), maxsplit=1)[0]
    found = _SAID.get(first, first)
    return found if _CODE.fullmatch(found) and found not in _UNSAID else None


def guess(text: str) -> str | None:
    """Code of the likely language of ``text``; None where its script does not tell (Latin and most others)."""
    sample = text[:SAMPLE]
    arabic = _count(_ARABIC, sample)
    if 2 * arabic <= len(sample):  # else it has fewer letters of any other script
        hebrew = _count(_HEBREW, sample)
        if not (arabic or hebrew) or 2 * max(arabic, hebrew) <= _count(_LETTER, sample):
            return None
        if hebrew > arabic:
            return "yi" if sum(map(sample.count, "װױײ")) > _ENOUGH * hebrew else "he"
    if _OWN.search(sample):
        for language, own in _LETTERS:
            if sum(map(sample.count, own)) > _ENOUGH * arabic:
                return language
    return "ar"


def _count(letters: re.Pattern[str], sample: str) -> int:
    return len("".join(letters.findall(sample)))
