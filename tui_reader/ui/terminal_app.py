"""An app whose rows are sent as this terminal needs them, which may become clear only while it runs."""

from __future__ import annotations

from textual.driver import Driver

from tui_reader.terminal.emit import Way
from tui_reader.terminal.here import Here
from tui_reader.terminal.profiles import Profile

from .background import BackgroundApp
from .driver import ProfileDriver


class TerminalApp(BackgroundApp):
    """Holds the profile; ``here`` is what it follows from, by default that it was chosen."""

    def __init__(self, profile: Profile, here: Here | None, driver: type[Driver] | None) -> None:
        super().__init__(driver_class=driver)
        self.profile = profile
        self.here = here or Here({}, {}, profile.name)

    @property
    def way(self) -> Way:
        """How rows are sent to this terminal."""
        return self.profile.way

    def use_profile(self, profile: Profile) -> None:
        """Send text to the terminal as a profile says from now on."""
        old, self.profile = self.profile, profile
        if isinstance(self._driver, ProfileDriver):
            self._driver.change(profile)
        if (old.way, old.enter) != (profile.way, profile.enter):
            for screen in self.screen_stack:
                for widget in screen.query("*"):
                    widget.refresh()
            self.refresh(layout=True)

    def guard(self) -> None:
        """Have another process give the terminal back should this one be killed; for when the first frame stands."""
        if isinstance(self._driver, ProfileDriver):
            self.ask(self._driver.guard, "guard")

    def on_profile_driver_answered(self, message: ProfileDriver.Answered) -> None:
        """The terminal answered later than the start could wait for."""
        self.use_profile(self.here.answered(message.replies))

    def on_app_focus(self) -> None:
        """The keyboard is ours again: of another terminal, maybe, if tmux stands between."""
        if self.here.inside_tmux:
            self.aside(self._look_again, "terminal")

    def _look_again(self) -> None:
        self.call_from_thread(self.use_profile, self.here.look_again())
