"""Documents and quotes to test with."""

from __future__ import annotations

from tui_reader.library.document import NO_METADATA, Document, DocumentId, Metadata
from tui_reader.notebook.quote import Quote, take

TEXT = (
    "عنوان المقال\n\n"
    "قال الوزير إنّ «التعاون» بين البلدين (NATO) يشهد تطوّرًا. وأضاف أنّ ١٢ مشروعًا ستبدأ.\r\n"
    "\n"
    "English paragraph with a word, and another sentence. Then the end 😀.\n"
    "מילים בעברית ועוד מילים אחרות כאן.\n"
)


def document(
    text: str = TEXT,
    path: str = "/library/a.txt",
    record: int = 0,
    metadata: Metadata = NO_METADATA,
    title: str = "عنوان المقال",
) -> Document:
    """A document of that text, its title taken from its first paragraph."""
    return Document(DocumentId(path, record), title, 0, text, metadata=metadata)


def quote(
    what: str = "يشهد تطوّرًا. وأضاف", of: Document | None = None, note: str = "", tags: tuple[str, ...] = ()
) -> Quote:
    """A quote of the first place where ``what`` stands."""
    of = of or document()
    start = of.text.index(what)
    return take(of, start, start + len(what), note=note, tags=tags)
