"""What stands within a paragraph of Markdown, read with a bound to the work that looks for links."""

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

STEPS = 2
"""Steps over what a bracket may hold, for each code point of a paragraph. Prose takes less than one."""


class BoundedInline(ParserInline):
    """Reads a paragraph; past the bound its brackets are no links any more, all else is read as before.

    For each bracket the parser steps over what follows, as deep as nesting may go, until the bracket that closes it:
    some thirty steps a code point where brackets are opened and never closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._left: int | None = None

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's name
        """Step over one thing; past the bound over all that is left."""
        if self._left:
            self._left -= 1
            super().skipToken(state)
        else:
            state.pos = state.posMax

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        """The tokens of a paragraph; none of what a picture is called, which is shown as it is written."""
        if self._left is not None:
            return tokens
        self._left = STEPS * len(src)
        try:
            return super().parse(src, md, env, tokens)
        finally:
            self._left = None
