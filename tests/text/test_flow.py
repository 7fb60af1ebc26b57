"""The rows of a document, found around a place."""

from tui_reader.text.flow import LINES_KEPT, Flow
from tui_reader.text.selection import Position


class Paragraphs:
    """Ever the same short paragraph."""

    paragraphs = range(LINES_KEPT * 2)

    def paragraph(self, index: int) -> str:
        return f"paragraph {index}"


def test_the_lines_that_a_flow_keeps_are_bounded_and_its_own() -> None:
    flow = Flow(Paragraphs(), 20, lambda index: 0, lambda index: 0)
    for index in Paragraphs.paragraphs:
        assert flow.lines(index, 0)[0].text == f"paragraph {index}"
        assert len(flow._lines) <= LINES_KEPT
    narrow = Flow(Paragraphs(), 9, lambda index: 0, lambda index: 0)
    assert [line.text for line in narrow.lines(7, 0)] == ["paragraph ", "7"]
    assert flow.place_of(Position(7, 0)) == (7, 0, 0)
