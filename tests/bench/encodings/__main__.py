"""How many real texts in an old encoding come out exactly right, of this project and of others that detect.

``python -m tests.bench.encodings ar=FOLDER,FOLDER he=FOLDER ... [--count N]`` takes held-out pieces of the texts
(UTF-8, *.txt) below the folders, writes them in each encoding of ROWS, has each detector decode the bytes and prints
how many of 1,000 texts are the same to the last character, by length in bytes; then how long one text takes.
chardet and charset-normalizer take part where they are installed.
"""

import argparse
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.bench.encodings.texts import pieces
from tui_reader.library.encodings import decode

#: Encoding, Python's name of it, the languages written in it, in turn.
ROWS = (
    ("UTF-8", "utf-8", ("ar", "he", "fa", "ur")),
    ("Windows-1256", "cp1256", ("ar",)),
    ("Windows-1256, Persian", "cp1256", ("fa",)),
    ("Windows-1256, Urdu", "cp1256", ("ur",)),
    ("ISO-8859-6", "iso8859_6", ("ar",)),
    ("Mac Arabic", "mac_arabic", ("ar",)),
    ("IBM 720", "cp720", ("ar",)),
    ("Windows-1255", "cp1255", ("he",)),
    ("ISO-8859-8", "iso8859_8", ("he",)),
    ("IBM 862", "cp862", ("he",)),
    ("UTF-16 LE, no mark", "utf-16-le", ("ar", "he", "fa", "ur")),
    ("UTF-16 BE, no mark", "utf-16-be", ("ar", "he", "fa", "ur")),
    ("UTF-32 LE, no mark", "utf-32-le", ("ar", "he", "fa", "ur")),
    ("Windows-1252", "cp1252", ("de", "en", "es", "fr", "it", "pt", "sv")),
    ("Windows-1251", "cp1251", ("ru",)),
    ("KOI8-R", "koi8_r", ("ru",)),
    ("Windows-1250", "cp1250", ("cs", "hu", "pl", "ro")),
    ("Windows-1253", "cp1253", ("el",)),
    ("Windows-1254", "cp1254", ("tr",)),
    ("GB 18030", "gb18030", ("zh",)),
    ("Big5", "big5", ("zh-tw",)),
    ("Shift JIS", "cp932", ("ja",)),
    ("EUC-JP", "euc_jp", ("ja",)),
    ("EUC-KR", "cp949", ("ko",)),
)

#: Bytes of the shortest and the longest text of a column.
LENGTHS = ((40, 200), (200, 500), (500, 20_000))


def ours(data: bytes) -> str:
    """The text this project makes of bytes."""
    return decode(data).text


def others() -> dict[str, Callable[[bytes], str]]:
    """The detectors that are installed, as functions from bytes to text."""
    found: dict[str, Callable[[bytes], str]] = {}
    try:
        chardet = import_module("chardet")
        found["chardet"] = lambda data: data.decode(chardet.detect(data)["encoding"] or "utf-8", "replace")
    except ImportError:
        pass
    try:
        normalizer = import_module("charset_normalizer")
        found["charset-normalizer"] = lambda data: str(normalizer.from_bytes(data).best() or "")
    except ImportError:
        pass
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", metavar="LANGUAGE=FOLDER[,FOLDER]")
    parser.add_argument("--count", type=int, default=1000, help="texts of each encoding and length")
    parser.add_argument("--wrong", action="store_true", help="show what came out wrong here")
    options = parser.parse_args()
    folders = {
        language: [Path(folder) for folder in listed.split(",")]
        for language, _, listed in (argument.partition("=") for argument in options.folders)
    }
    detectors = {"tui-reader": ours, **others()}
    seconds = dict.fromkeys(detectors, 0.0)
    total = 0
    print(f"{'encoding':24}{'bytes':>14}{'texts':>7}" + "".join(f"{name:>20}" for name in detectors))
    for name, codec, languages in ROWS:
        sources = [folder for language in languages for folder in folders.get(language, [])]
        if not sources:
            continue
        for shortest, longest in LENGTHS:
            found = pieces(sources, codec, shortest, longest, options.count)
            total += len(found)
            right = dict.fromkeys(detectors, 0)
            for text, data in found:
                for detector, decoded in detectors.items():
                    began = time.perf_counter()
                    try:
                        out = decoded(data)
                    except (LookupError, ValueError):
                        out = ""
                    seconds[detector] += time.perf_counter() - began
                    right[detector] += out == text
                    if options.wrong and detector == "tui-reader" and out != text:
                        print(f"  {decode(data).encoding}: {out[:60]!r} for {text[:60]!r}")
            shares = "".join(f"{1000 * right[each] / max(len(found), 1):20.0f}" for each in detectors)
            print(f"{name:24}{f'{shortest}-{longest}':>14}{len(found):>7}{shares}", flush=True)
    print("ms a text".ljust(45) + "".join(f"{1000 * seconds[each] / max(total, 1):20.2f}" for each in detectors))


if __name__ == "__main__":
    main()
