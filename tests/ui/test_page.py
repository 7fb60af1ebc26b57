"""What the reading pane shows of a document."""

from tui_reader.library.document import Document, DocumentId
from tui_reader.ui.page import LONG_PARAGRAPH, Page


def test_a_long_paragraph_is_cut_out_of_its_document_once() -> None:
    lines = ["س" * (LONG_PARAGRAPH + 1), "short", "ش" * (LONG_PARAGRAPH + 2)]
    page = Page(Document(DocumentId("a"), "title", -1, "\n".join(lines)))
    assert [page.paragraph(index) for index in (0, 1, 2, 3)] == ["title", *lines]
    assert page.paragraph(3) is page.paragraph(3)
    assert page.paragraph(1) == lines[0]
    assert page.paragraph(1) is page.paragraph(1)
