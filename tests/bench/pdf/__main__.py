"""How much of a text comes back in its order from a PDF of it: why PDF is refused, or the day it need not be.

``python -m tests.bench.pdf`` has every program of makers.py that is installed make PDFs of TEXTS, every library read
them, and prints in percent, by script: words that come back to the last character; those that do once presentation
forms are taken for letters (NFKC); and of all neighbouring words, those that are neighbours in the same order.
Reading needs 100 in all three: what stands in another order cannot be searched, selected or quoted.
"""

import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from tests.bench.pdf.makers import makers, readers

TEXTS: dict[str, list[str]] = {
    "Arabic": [
        "لا يعرف القارئ أين وضع كتابه، فالأوراق كثيرة والأقلام لا تكفي لإحصائها، وسأل جاره عنها فلم يجد عنده جوابا.",
        "وصل القطار إلى المحطة قبل الفجر بقليل، ونزل منه المسافرون الآخرون صامتين كأنهم يسيرون في حلم طويل.",
    ],
    "with tashkeel": [
        "كَتَبَ الوَلَدُ رِسَالَةً إِلَى صَدِيقِهِ، ثُمَّ قَرَأَهَا عَلَى أُمِّهِ قَبْلَ أَنْ يُرْسِلَهَا، فَقَالَتْ لَهُ: لَا تَنْسَ السَّلَامَ.",
    ],
    "with Latin": [
        "صدر الإصدار 3.14 من Python في عام 2025 (راجع الصفحة 127)، وفيه 48% من التحسينات التي طلبها المطورون.",
        "اتصل بالرقم 123-4567 أو اكتب إلى info@example.org قبل 12/05/2024 لا بعده.",
    ],
    "Hebrew": [
        "הספר שעל השולחן אינו שלי, אמרה האישה, אבל הוא נמצא כאן כבר (לפחות) שלושה שבועות ואיש לא שאל עליו.",
    ],
    "Persian": [
        "کتاب‌های تازه‌ای که از بازار خریدم، روی میز مانده‌اند و هنوز هیچ‌کدام را نخوانده‌ام؛ گویا ۱۴۰۳ سال شلوغی بود.",
    ],
    "English": [
        "The reader put the book down, looked out of the window, and counted (again) the 14 boats in the harbour.",
    ],
}


def score(truth: list[str], given: str) -> tuple[float, float, float]:
    """Shares of words as they are, of words as letters, of pairs of neighbours as letters."""

    def letters(text: str) -> list[str]:
        return unicodedata.normalize("NFKC", text).split()

    def share(wanted: Counter[object], found: Counter[object]) -> float:
        return (wanted & found).total() / wanted.total()

    words = [word for text in truth for word in text.split()]
    folded = [letters(text) for text in truth]
    pairs = Counter(pair for each in folded for pair in pairwise(each))
    out = letters(given)
    return (
        share(Counter(words), Counter(given.split())),
        share(Counter(word for each in folded for word in each), Counter(out)),
        share(Counter(pairs), Counter(pairwise(out))),
    )


def main() -> None:
    able: dict[str, Callable[[Path], str]] = readers()
    programs = makers()
    print(f"{'made by':14}{'script':16}" + "".join(f"{name:>24}" for name in able))
    print(" " * 30 + f"{'words letters order':>24}" * len(able))
    for program, make in programs.items():
        for script, paragraphs in TEXTS.items():
            with tempfile.TemporaryDirectory() as folder:
                path = make(paragraphs, Path(folder))
                cells = []
                for read in able.values():
                    words, letters, order = score(paragraphs, read(path))
                    cells.append(f"{100 * words:12.0f}{100 * letters:6.0f}{100 * order:6.0f}")
            print(f"{program:14}{script:16}" + "".join(cells), flush=True)
    if not able or not programs:
        print("nothing to measure: install pypdf, pdfminer.six, pypdfium2 or typst by pip, chromium, weasyprint or")
        print("libreoffice-writer-nogui by apt")


if __name__ == "__main__":
    main()
