"""Which key was meant when another keyboard layout is on. Pure; knows characters, not key codes.

A terminal sends the character, never the key: with an Arabic layout on, the key n sends ى. An ASCII
character always means itself; any other is looked up here for the key of a US keyboard that sends it.

Layouts as xkeyboard-config 2 has them (ara, ir, il, ru, gr), which agree with Arabic 101, ISIRI 9147 and
SI-1452 on every key that a reader presses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

# Each entry is two characters: the key's character on a US keyboard, and what this layout sends instead.
# Keys that send the same in both are left out, and so are dead keys, which send nothing.
_ARABIC_PLAIN = """
`ذ qض wص eث rق tف yغ uع iه oخ pح [ج ]د aش sس dي fب gل hا jت kن lم ;ك 'ط zئ xء cؤ vر bﻻ nى mة ,و .ز /ظ
"""
_ARABIC_SHIFTED = """
~ّ () )( Qَ Wً Eُ Rٌ Tﻹ Yإ U` I÷ O× P؛ {< }> |… Aِ Sٍ D] F[ Gﻷ Hأ Jـ K، L/ Z~ Xْ C} V{ Bﻵ Nآ M' <, >. ?؟
"""
_PERSIAN_PLAIN = """
`\N{ZERO WIDTH JOINER} 1۱ 2۲ 3۳ 4۴ 5۵ 6۶ 7۷ 8۸ 9۹ 0۰ qض wص eث rق tف yغ uع iه oخ pح [ج ]چ aش sس dی fب gل hا
jت kن lم ;ک 'گ zظ xط cز vر bذ nد mپ ,و
"""
_PERSIAN_SHIFTED = """
~÷ @٬ #٫ $﷼ %٪ ^× &، () )( _ـ Qْ Wٌ Eٍ Rً Tُ Yِ Uَ Iّ O] P[ {} }{ Aؤ Sئ Dي Fإ Gأ Hآ Jة K» L« "؛ Zك Xٓ Cژ Vٰ
B\N{ZERO WIDTH NON-JOINER} Nٔ Mء <> >< ?؟
"""
_HEBREW_PLAIN = """
`; q/ w' eק rר tא yט uו iן oם pפ [] ][ aש sד dג fכ gע hי jח kל lך ;ף ', zז xס cב vה bנ nמ mצ ,ת .ץ /.
"""
_HEBREW_SHIFTED = "() )( {} }{ <> ><"
_RUSSIAN_PLAIN = """
`ё qй wц eу rк tе yн uг iш oщ pз [х ]ъ aф sы dв fа gп hр jо kл lд ;ж 'э zя xч cс vм bи nт mь ,б .ю /.
"""
_RUSSIAN_SHIFTED = """
~Ё @" #№ $; ^: &? QЙ WЦ EУ RК TЕ YН UГ IШ OЩ PЗ {Х }Ъ |/ AФ SЫ DВ FА GП HР JО KЛ LД :Ж "Э ZЯ XЧ CС VМ BИ NТ MЬ
<Б >Ю ?,
"""
_GREEK_PLAIN = "q; wς eε rρ tτ yυ uθ iι oο pπ aα sσ dδ fφ gγ hη jξ kκ lλ zζ xχ cψ vω bβ nν mμ"
_GREEK_SHIFTED = "Q: EΕ RΡ TΤ YΥ UΘ IΙ OΟ PΠ AΑ SΣ DΔ FΦ GΓ HΗ JΞ KΚ LΛ ZΖ XΧ CΨ VΩ BΒ NΝ MΜ"

# Where one key sends two letters. U+FEFB and its kin are what XKB sends for the same keys.
_LAM = "ل"
_LAM_ALEFS = {"ا": "\ufefb", "أ": "\ufef7", "إ": "\ufef9", "آ": "\ufef5"}


@dataclass(frozen=True)
class Layout:
    """One keyboard layout: what it sends, by the characters of a US keyboard."""

    name: str
    languages: tuple[str, ...]  # of the locales in which it is the usual one
    plain: Mapping[str, str]  # character it sends -> US character, without shift
    shifted: Mapping[str, str]

    def key(self, character: str) -> str | None:
        """The US character of the key that sends `character` here, None if none does."""
        return self.plain.get(character) or self.shifted.get(character)

    @cached_property
    def lost(self) -> frozenset[str]:
        """ASCII characters that cannot be typed: their key sends another, and no key stands for them."""
        sends = {**self.plain, **self.shifted}
        moved = frozenset(sends.values())
        meant = {us for sent, us in sends.items() if not sent.isascii()}
        sent = {sent for sent in sends if sent.isascii()}
        return moved - meant - sent


def _layout(name: str, languages: tuple[str, ...], plain: str, shifted: str) -> Layout:
    return Layout(name, languages, *({pair[1]: pair[0] for pair in row.split()} for row in (plain, shifted)))


# The order decides where nothing else does.
LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        _layout("arabic", ("ar",), _ARABIC_PLAIN, _ARABIC_SHIFTED),
        _layout("persian", ("fa",), _PERSIAN_PLAIN, _PERSIAN_SHIFTED),
        _layout("hebrew", ("he", "iw"), _HEBREW_PLAIN, _HEBREW_SHIFTED),
        _layout("russian", ("ru",), _RUSSIAN_PLAIN, _RUSSIAN_SHIFTED),
        _layout("greek", ("el",), _GREEK_PLAIN, _GREEK_SHIFTED),
    )
}


def layout_of_language(language: str | None) -> str | None:
    """The layout that a locale's language makes likely, None where it says nothing (en, ur)."""
    return next((layout.name for layout in LAYOUTS.values() if language in layout.languages), None)


def owners(character: str) -> tuple[str, ...]:
    """The layouts a character may have come from: those with it unshifted, else those with it shifted."""
    plain = tuple(name for name, layout in LAYOUTS.items() if character in layout.plain)
    return plain or tuple(name for name, layout in LAYOUTS.items() if character in layout.shifted)


def ascii_key(character: str, *hints: str | None) -> str | None:
    """The US character of the key that sent `character`; None where no layout of ours sends it.

    ASCII means itself. `hints` are names of layouts, the best first; the first that sends the character
    decides, and without one the first layout of the table that does.
    """
    if character.isascii():
        return character
    for name in (*hints, *owners(character)):
        layout = LAYOUTS.get(name) if name else None
        key = layout.key(character) if layout else None
        if key is not None:
            return key
    return None


class KeyboardGuess:
    """Turns what arrives into ASCII keys, by the setting, else the locale, else the last telling letter."""

    def __init__(self, setting: str = "auto", language: str | None = None) -> None:
        """`setting` is Settings.keyboard, `language` the locale's (settings.locale_of with LC_CTYPE)."""
        self._told = setting if setting in LAYOUTS else None
        self._likely = layout_of_language(language)
        self._seen: str | None = None

    @property
    def layout(self) -> str | None:
        """The layout that would be taken for a letter several layouts have; None if nothing tells yet."""
        return self._told or self._likely or self._seen

    def key(self, character: str) -> str | None:
        """The ASCII key meant by one character, as `ascii_key`; learns from letters only one layout has."""
        if character.isascii():
            return character
        only = owners(character)
        if len(only) == 1:
            self._seen = only[0]
        return ascii_key(character, self._told, self._likely, self._seen)

    def keys(self, text: str) -> list[str | None]:
        """The keys meant by characters that arrived in one read.

        Lam and alef there are one key of the Arabic layout, b, which most systems let send two letters;
        unless a Persian layout is on, where they are g and h.
        """
        merge = self.layout != "persian"
        found: list[str | None] = []
        at = 0
        while at < len(text):
            pair = _LAM_ALEFS.get(text[at + 1 : at + 2]) if text[at] == _LAM and merge else None
            found.append(self.key(pair or text[at]))
            at += 2 if pair else 1
        return found
