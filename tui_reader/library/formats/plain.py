"""Plain text."""

from collections.abc import Iterator

from tui_reader.library.document import Document
from tui_reader.library.formats.source import Flaw, Source, document


def parse(source: Source) -> Iterator[Document | Flaw]:
    """The decoded file as it is."""
    decoded = source.decode()
    yield document(source, decoded, decoded.text)
