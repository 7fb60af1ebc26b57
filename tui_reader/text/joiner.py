"""The forms of one Arabic word, from arabic-reshaper.

It is sent letters only, with its ligatures off: lam-alef is put together here, where its marks are known. Letters
it lacks are sent as a stand-in of the same Joining_Type and put back (ArabicShaping.txt).
"""

import unicodedata
from functools import cache

from arabic_reshaper import ArabicReshaper
from arabic_reshaper.letters import LETTERS_ARABIC, MEDIAL

from .joining import CAUSING_JOINING, DUAL_JOINING, NON_JOINING, RIGHT_JOINING
from .shape import LAM, LAM_ALEF, LAM_ALEFS, TATWEEL, ZWJ, ZWNJ, characters, is_transparent

_DUAL, _RIGHT, _CAUSING, _NON = map(characters, (DUAL_JOINING, RIGHT_JOINING, CAUSING_JOINING, NON_JOINING))

# Letters that join on both sides, on the right only and not at all, known to arabic-reshaper in every form.
_DUAL_STAND_IN, _RIGHT_STAND_IN, _NON_STAND_IN = "ب", "د", "ء"


def _stand_in(char: str) -> str:
    """What arabic-reshaper is sent for a character that is not transparent: as many characters as it is (one)."""
    if char == ZWJ or char in _CAUSING:
        # The reshaper takes a ZWJ off; a tatweel joins both sides in the same way, and stays.
        return TATWEEL
    forms = LETTERS_ARABIC.get(char)
    if char in _DUAL:
        return char if forms and all(forms) else _DUAL_STAND_IN
    if char in _RIGHT:
        return char if forms and forms[0] and forms[3] else _RIGHT_STAND_IN
    if char in _NON:
        return char if forms else _NON_STAND_IN
    # An existing presentation form joins where its form says so, e.g. "<final> 0627".
    tag = unicodedata.decomposition(char).partition(" ")[0]
    return {"<medial>": _DUAL_STAND_IN, "<initial>": _DUAL_STAND_IN, "<final>": _RIGHT_STAND_IN}.get(tag, ZWNJ)


def join(word: str) -> tuple[str, ...]:
    """The form each character of a word is drawn in; see :func:`shape.forms`."""
    shown = list(word)
    sent: list[str] = []
    places: list[int] = []
    for place, char in enumerate(word):
        if char in LETTERS_ARABIC and char != ZWJ:
            sent.append(_stand_in(char))
        elif is_transparent(char):
            continue
        else:
            if unicodedata.decomposition(char).startswith("<initial>"):
                sent.append(ZWNJ)  # an initial form does not join what stands before it
                places.append(-1)
            sent.append(_stand_in(char))
        places.append(place)
    # With ligatures off and no mark or ZWJ sent, the reply has one character for each that was sent.
    reply = _reshaper().reshape("".join(sent))
    for place, letter, form in zip(places, sent, reply, strict=True):
        if place >= 0 and (char := word[place]) in LETTERS_ARABIC:
            shown[place] = form if letter == char else _form_like(char, letter, form)
    for match in LAM_ALEF.finditer(word):
        lam, alef = match.start(), match.start(1)
        # A lam that joins the letter before it is medial here, and the pair has its final form.
        joined = shown[lam] == LETTERS_ARABIC[LAM][MEDIAL]
        shown[lam] = chr(ord(LAM_ALEFS[word[alef]]) + joined)
        shown[alef] = ""
    return tuple(shown)


def _form_like(char: str, stand_in: str, form: str) -> str:
    """The form of ``char`` that corresponds to ``form`` of its stand-in, or ``char`` where it has none."""
    known = LETTERS_ARABIC.get(char)
    wanted = LETTERS_ARABIC[stand_in]
    for own, other in zip(known or (), wanted, strict=False):
        if other == form and own:
            return str(own)
    return char


class _Joiner(ArabicReshaper):  # type: ignore[misc]
    """arabic-reshaper with every option off, ligatures too, whatever its configuration file says.

    Its own way to be configured parses some 290 switches, and asks a ConfigParser for five of them a word.
    """

    def __init__(self) -> None:
        self.letters = LETTERS_ARABIC
        self.configuration = self

    def getboolean(self, option: str) -> bool:
        """The value of an option; the base class asks its ``configuration`` so."""
        return False


@cache
def _reshaper() -> _Joiner:
    return _Joiner()
