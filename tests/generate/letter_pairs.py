"""Write tui_reader/library/letter_pairs.txt: how often one letter follows another, by language.

``python -m tests.generate.letter_pairs ar=FOLDER,FOLDER he=FOLDER ...`` counts the pairs of neighbouring characters in
every second text (UTF-8, *.txt) below the folders; the other half is left for ``tests.bench.encodings``. A language
that is not named keeps its rows. What ships was counted in these public collections: Arabic news (Saudi newspapers),
Hindawi's and OpenITI's books, hadith; Hebrew Wikipedia and the vocalised Hebrew Bible; Persian Wikipedia; Urdu journals
(Makhzan); English handbooks of programs; translated manual pages of Linux for the other languages of Europe. A row
holds, for one character, how rare it is before each other: half bits of surprise, 0 to 35, as a digit of base 36, among
the pairs that have a character beyond ASCII; no text can be told from it.
"""

import math
import string
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from tests.bench.encodings.texts import legacy, texts
from tui_reader.library.detection import CLASSES, DIGITS, classes

TARGET = Path(__file__).resolve().parents[2] / "tui_reader" / "library" / "letter_pairs.txt"

#: Characters of a language beyond ASCII are those that stand in this share of its texts, and are this share of them.
IN_TEXTS, OF_CHARACTERS = 0.02, 0.0003

#: Added to every count: what was never seen is rare, not impossible.
SMOOTHING = 0.1

#: Also counted as an old encoding would hold them.
OLD = {"ar": ("cp1256", "iso8859_6"), "fa": ("cp1256",), "ur": ("cp1256",), "he": ("cp1255", "iso8859_8")}

#: Languages whose letters are ASCII's too: in them capitals are counted as small letters.
LATIN = frozenset(("cs", "de", "en", "es", "fr", "hu", "it", "pl", "pt", "ro", "sv", "tr"))

#: Characters of a language counted at most, so that no collection outweighs the others by its size.
ENOUGH = 2_000_000


def rows(language: str, folders: list[Path]) -> list[str]:
    """The lines of one language."""
    bodies: list[str] = []
    for folder in folders:
        taken = 0
        for text in texts([folder], False):
            for codec in OLD.get(language, ()):
                bodies.append(legacy(text[:20_000], codec))
            bodies.append(text[:20_000])
            taken += len(text[:20_000])
            if taken > ENOUGH // len(folders):
                break
    held_by = Counter(char for body in bodies for char in set(body) if not char.isascii())
    letters = Counter(char for body in bodies for char in body if not char.isascii())
    common = {char for char, count in letters.items() if count > OF_CHARACTERS * letters.total()}
    alphabet = "".join(sorted(char for char in common if held_by[char] > IN_TEXTS * len(bodies)))
    if language in LATIN:
        small = {char.lower() if len(char.lower()) == 1 else char for char in alphabet}
        alphabet = string.ascii_lowercase + "".join(sorted(small))
    size = len(alphabet) + len(CLASSES)
    number = classes(alphabet)
    pairs: Counter[tuple[int, int]] = Counter()
    for body in bodies:
        numbers = list(map(number, body))
        pairs.update(
            numbered
            for numbered, (one, other) in zip(pairwise(numbers), pairwise(body), strict=True)
            if not (one.isascii() and other.isascii())
        )
    total = pairs.total() + SMOOTHING * size * size
    lines = [f"{language} {' '.join(f'{ord(char):X}' for char in alphabet)}"]
    for first in range(size):
        bits = [-2 * math.log2((pairs[first, second] + SMOOTHING) / total) for second in range(size)]
        lines.append("".join(DIGITS[min(round(each), len(DIGITS) - 1)] for each in bits))
    return lines


def main() -> None:
    lines: dict[str, list[str]] = {}
    for line in TARGET.read_text(encoding="ascii").splitlines():
        language, space, _ = line.partition(" ")
        if space:
            lines[language] = [line]
        else:
            lines[next(reversed(lines))].append(line)
    for argument in sys.argv[1:]:
        language, _, folders = argument.partition("=")
        lines[language] = rows(language, [Path(folder) for folder in folders.split(",")])
    TARGET.write_text("\n".join(line for each in lines.values() for line in each) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
