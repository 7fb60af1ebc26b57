"""Programs that make a PDF of paragraphs whose text is known, and libraries that give a PDF's text back."""

import html
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

FONTS = "Amiri, 'DejaVu Sans', FreeSerif, serif"

Maker = Callable[[list[str], Path], Path]


def page(paragraphs: list[str]) -> str:
    """The paragraphs as a page, each with the direction of its first letter."""
    body = "".join(f'<p dir="auto">{html.escape(text)}</p>' for text in paragraphs)
    style = f"body {{ font: 14pt {FONTS}; width: 12cm }}"
    return f'<!DOCTYPE html><html dir="rtl"><meta charset="utf-8"><style>{style}</style><body>{body}</body></html>'


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=120, stdin=subprocess.DEVNULL, capture_output=True)


def chromium(paragraphs: list[str], folder: Path) -> Path:
    source, target = folder / "page.html", folder / "chromium.pdf"
    source.write_text(page(paragraphs), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--no-pdf-header-footer"]
    _run(["chromium", *options, f"--print-to-pdf={target}", source.as_uri()])
    return target


def libreoffice(paragraphs: list[str], folder: Path) -> Path:
    source = folder / "office.html"
    source.write_text(page(paragraphs), encoding="utf-8")
    # As a document, not as a web page, which is cut off at its right side.
    options = ["--infilter=HTML (StarWriter)", "--convert-to", "pdf:writer_pdf_Export"]
    _run(["soffice", "--headless", *options, "--outdir", str(folder), str(source)])
    return folder / "office.pdf"


def weasyprint(paragraphs: list[str], folder: Path) -> Path:
    """Pango and HarfBuzz, which write the glyphs of a line as they stand on it."""
    source, target = folder / "print.html", folder / "weasyprint.pdf"
    source.write_text(page(paragraphs), encoding="utf-8")
    _run(["weasyprint", str(source), str(target)])
    return target


def typst(paragraphs: list[str], folder: Path) -> Path:
    source, target = folder / "page.typ", folder / "typst.pdf"
    # What could be markup is written by its number.
    escaped = [re.sub(r"[!-/:-@\[-`{-~]", lambda found: f"\\u{{{ord(found[0]):x}}}", text) for text in paragraphs]
    head = '#set page(width: 15cm)\n#set text(font: ("Amiri", "DejaVu Sans", "FreeSerif"), size: 14pt)\n'
    source.write_text(head + "\n\n".join(escaped), encoding="utf-8")
    import_module("typst").compile(str(source), output=str(target))
    return target


def makers() -> dict[str, Maker]:
    """Those that are installed."""
    found: dict[str, Maker] = {}
    for command, maker in (("chromium", chromium), ("soffice", libreoffice), ("weasyprint", weasyprint)):
        if shutil.which(command):
            found[maker.__name__] = maker
    try:
        import_module("typst")
    except ImportError:
        return found
    return found | {"typst": typst}


def _pypdf(path: Path) -> str:
    return "\n".join(page.extract_text() for page in import_module("pypdf").PdfReader(path).pages)


def _pdfminer(path: Path) -> str:
    text: str = import_module("pdfminer.high_level").extract_text(str(path))
    return text


def _pdfium(path: Path) -> str:
    document = import_module("pypdfium2").PdfDocument(str(path))
    return "\n".join(document[n].get_textpage().get_text_range() for n in range(len(document)))


def _poppler(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], check=True, timeout=120, capture_output=True)
    # It marks what runs against the page's direction.
    return done.stdout.decode().translate(dict.fromkeys((0x202A, 0x202B, 0x202C)))


def readers() -> dict[str, Callable[[Path], str]]:
    """Those that are installed: pypdf (BSD), pdfminer.six (MIT), pypdfium2 (Apache, BSD); pdftotext (GPL) as a peer."""
    found: dict[str, Callable[[Path], str]] = {"pdftotext": _poppler} if shutil.which("pdftotext") else {}
    for name, module, reader in (
        ("pypdf", "pypdf", _pypdf),
        ("pdfminer.six", "pdfminer.high_level", _pdfminer),
        ("pypdfium2", "pypdfium2", _pdfium),
    ):
        try:
            import_module(module)
        except ImportError:
            continue
        found[name] = reader
    return found
