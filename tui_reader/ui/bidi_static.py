"""BidiStatic: any string in a Textual widget, bidi-correct in the terminal whose Profile it is given."""

from textual.widgets import Static

from tui_reader.terminal.bidi_text import BidiText
from tui_reader.terminal.profiles import PROFILES, Profile


class BidiStatic(Static):
    """A `Static` that shows a `BidiText`; laid out again whenever its width changes."""

    ALLOW_SELECT = False

    def __init__(
        self,
        text: str = "",
        profile: Profile = PROFILES["visual"],
        *,
        level: int | None = None,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        self._profile = profile
        self._base = level
        super().__init__(BidiText(text, profile, level=level), name=name, id=id, classes=classes)

    def show(self, text: str) -> None:
        """Another text, in the same profile and direction."""
        self.update(BidiText(text, self._profile, level=self._base))
