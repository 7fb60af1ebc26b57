"""Real texts as a program of an older time would have written them: what the model is made of and measured on."""

import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

#: Characters that old encodings lack, and what people typed in their place.
TYPED = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "*", "«": '"', "»": '"',
    "ی": "ي", "ک": "ك", "ۀ": "ه", "ہ": "ه", "ھ": "ه", "ے": "ي", "پ": "ب", "چ": "ج", "ژ": "ز", "گ": "ك", "ٱ": "ا",
    "־": "-", "״": '"', "׳": "'", "۔": ".",
    "٪": "%", "٫": ".", "٬": ",", "\u00a0": " ", "\u202f": " ",
} | {chr(0x660 + n): str(n) for n in range(10)} | {chr(0x6F0 + n): str(n) for n in range(10)}  # fmt: skip


def legacy(text: str, codec: str) -> str:
    """``text`` with every character that ``codec`` lacks replaced by what was typed for it, or left out."""

    def held_as(char: str) -> str:
        folded = unicodedata.normalize("NFKC", char), unicodedata.normalize("NFKD", char)[0]
        for each in (char, TYPED.get(char), *folded):
            if each:
                try:
                    each.encode(codec)
                except UnicodeEncodeError:
                    continue
                return each
        return ""

    return text.translate({ord(char): held_as(char) for char in set(text)})


def written(text: str, codec: str, doubled: bool) -> bytes:
    """The bytes of ``text``. Mac Arabic has ASCII's signs twice; ``doubled`` takes those for text from the right."""
    if doubled or not codec.startswith("mac_"):
        return text.encode(codec)
    return b"".join(char.encode("ascii" if char.isascii() else codec) for char in text)


def texts(folders: list[Path], held_out: bool, limit: int = 4000) -> Iterator[str]:
    """Texts of some folders in a fixed random order: the held-out half, or the other one."""
    for folder in folders:
        files = sorted(folder.rglob("*.txt"))
        chosen = [file for place, file in enumerate(files) if (place % 2 == 1) == held_out]
        random.Random(7).shuffle(chosen)
        for file in chosen[:limit]:
            yield file.read_text(encoding="utf-8")


def pieces(folders: list[Path], codec: str, shortest: int, longest: int, count: int) -> list[tuple[str, bytes]]:
    """``count`` held-out pieces (text, its bytes) between two lengths in bytes, evenly spread over their logarithms.

    Each begins at a word and holds at least ten bytes that are not ASCII; of a long text several are taken.
    """
    dice = random.Random(f"{codec} {shortest}")
    width = {"utf-16": 2, "utf-32": 4}.get(codec[:6], 1)
    bodies = [legacy(text, codec) for text in texts(folders, True, 1000)]
    found: list[tuple[str, bytes]] = []
    tries = 0
    while len(found) < count and tries < 50 * count:
        tries += 1
        body = dice.choice(bodies)
        length = int(shortest * (longest / shortest) ** dice.random()) // width
        if len(body) < min(length, shortest // width):
            continue
        start = dice.randrange(max(len(body) - length, 0) + 1)
        start = body.rfind(" ", 0, start) + 1 if start else 0
        piece = body[start : start + length].lstrip("\ufeff")
        if sum(not char.isascii() for char in piece) < 10:
            continue
        data = written(piece, codec, bool(len(found) % 2))
        if len(data) >= shortest:
            found.append((piece, data))
    return found
