"""What language a document is in: what its format says, else what its letters say."""

from collections.abc import Sequence

import numpy as np

from tui_reader.library.language import code

from .ragged import Ragged
from .units import Array

#: Letters that one language writes and its neighbours of the same script do not.
_URDU = "ٹڈڑںےہھ"
_PERSIAN = "پچژگیک"

#: Of the words in Arabic script, so many in a hundred hold such a letter: in Urdu about half, in Persian a third and
#: more; in Arabic a few names.
_URDU_SHARE, _PERSIAN_SHARE = 15, 20

#: Classes of words.
_OTHER, _HEBREW, _ARABIC, _WITH_PERSIAN, _WITH_URDU = range(5)

#: What letters can say; "" is nothing.
DETECTED = ("", "ar", "fa", "he", "ur")


def detect(
    words: Ragged, distinct: int, numbers: Array, docs: Array, said: Sequence[str | None]
) -> tuple[list[str], Array]:
    """(names, the index in them for every document) for documents whose words are ``numbers`` of ``words``.

    ``said`` is what each format says: a tag, of which its region does not count, or a name.
    """
    classes = _classes(Ragged(words.units, words.starts[:distinct], words.lengths[:distinct]))
    count = len(said)
    table = np.bincount(docs * 5 + classes[numbers], minlength=5 * count).reshape(count, 5) if count else None
    names = list(DETECTED)
    codes = np.zeros(count, np.uint8)
    if table is not None:
        arabic = table[:, _ARABIC:].sum(axis=1)
        urdu = table[:, _WITH_URDU] * 100 >= arabic * _URDU_SHARE
        persian = table[:, _WITH_PERSIAN:].sum(axis=1) * 100 >= arabic * _PERSIAN_SHARE
        guess = np.where(urdu, 4, np.where(persian, 2, 1))
        most = np.maximum(np.maximum(arabic, table[:, _HEBREW]), table[:, _OTHER])
        codes = np.where(arabic == most, guess, np.where(table[:, _HEBREW] == most, 3, 0)).astype(np.uint8)
        codes[most == 0] = 0
    for index, tag in enumerate(said):
        if name := code(tag):
            if name not in names:
                if len(names) == 255:
                    continue
                names.append(name)
            codes[index] = names.index(name)
    return names, codes


def _classes(words: Ragged) -> Array:
    units = words.units
    kind = np.zeros(len(units), np.uint8)
    kind[(units >= 0x5D0) & (units < 0x5EB)] = _HEBREW
    kind[((units >= 0x620) & (units < 0x64B)) | ((units >= 0x66E) & (units < 0x6D4))] = _ARABIC
    for letters, number in ((_PERSIAN, _WITH_PERSIAN), (_URDU, _WITH_URDU)):
        kind[np.isin(units, [ord(letter) for letter in letters])] = number
    if not len(words.starts):
        return kind[:0]
    packed = Ragged(kind, words.starts, words.lengths).packed()
    return np.maximum.reduceat(packed.units, packed.starts)


def names_of(packed: Array) -> list[str]:
    """The names as `Segment.language_units` has them."""
    return packed.tobytes().decode("utf-8", "replace").split("\n")
