"""Files in a package of XML (an e-book, a Word document): their text, and what they call one another."""

import posixpath
from urllib.parse import unquote

from tui_reader.library.document import bounded
from tui_reader.library.encodings import Decoded, NotText, decode
from tui_reader.library.formats.archive import Archive
from tui_reader.library.formats.hypertext import declared
from tui_reader.library.formats.source import Flaw, Source


def read_part(archive: Archive, path: str, source: Source, flaws: list[Flaw]) -> Decoded | None:
    """The text of a part; None, and a Flaw, where there is none. Raises NotText for a bomb and what is locked."""
    member = archive.find(path)
    if not member:
        flaws.append(Flaw(source.path, "missing-part", path))
        return None
    try:
        data = archive.read(member)
        return decode(data, declared(data), source.encoding)
    except NotText as error:
        if error.code in ("bomb", "encrypted"):
            raise
        flaws.append(Flaw(source.path, "damaged", f"{path}: {error.detail}"))
        return None


def resolved(folder: str, reference: str) -> str:
    """The archive's name of what is referred to. One that leads out of the archive is in it under no name."""
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0]))).lstrip("/")


def local(name: str) -> str:
    """A name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


def joined(values: list[str] | None) -> str | None:
    """Values of one field as one, bounded; None where there is none."""
    return bounded(", ".join(values[:20])) or None if values else None
