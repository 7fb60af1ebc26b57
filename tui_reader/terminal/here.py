"""The terminal the program is in: what is known of it so far, and the profile that follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from . import tmux
from .decide import Decision, choices, decide, identity, in_tmux, recognise, restoring
from .profiles import Profile
from .replies import Replies


class Here:
    """Decides anew whenever more becomes known: late answers, another client of tmux, the user's eye.

    `learnt` and `chosen` are those of `decide`, which says what it raises.
    """

    def __init__(
        self, environ: Mapping[str, str], learnt: Mapping[str, str], chosen: str | None, replies: Replies | None = None
    ) -> None:
        self.environ = environ
        self.learnt = learnt
        self.chosen = chosen
        self.replies = replies or Replies()
        self.client = self._ask_tmux()
        #: What was last tried with a key, which wins over everything.
        self._tried: Profile | None = None
        self.decision: Decision = self._decide()

    @property
    def profile(self) -> Profile:
        """The profile that holds now."""
        return self.decision.profile

    @property
    def identity(self) -> str:
        """What this terminal is remembered by."""
        return identity(self.replies, self.environ, self.client)

    @property
    def recognised(self) -> Decision:
        """What holds where nobody chose or tried anything."""
        found = recognise(self.replies, self.environ, self.client)
        return found._replace(profile=restoring(found.profile, self.replies))

    @property
    def inside_tmux(self) -> bool:
        """Whether the terminal that matters stands outside of tmux, where it can be exchanged for another."""
        return in_tmux(self.replies, self.environ)

    def answered(self, replies: Replies) -> Profile:
        """Take late answers into account."""
        self.replies = replies
        return self.look_again()

    def look_again(self) -> Profile:
        """Ask tmux anew: another terminal may be attached to it. Blocks for as long as tmux takes."""
        self.client = self._ask_tmux()
        self.decision = self._decide()
        return self.profile

    def try_next(self) -> Profile:
        """Go on to the next of `choices`."""
        tried = [restoring(profile, self.replies) for profile in choices(self.recognised.profile)]
        ways = [(profile.way, profile.enter) for profile in tried]
        now = (self.profile.way, self.profile.enter)
        self._tried = tried[(ways.index(now) + 1) % len(tried) if now in ways else 0]
        self.decision = self._decide()
        return self.profile

    def _decide(self) -> Decision:
        if self._tried is not None:
            return Decision(restoring(self._tried, self.replies), "learnt")
        return decide(self.replies, self.environ, self.client, self.learnt, self.chosen)

    def _ask_tmux(self) -> tmux.Client | None:
        return tmux.client(self.environ) if in_tmux(self.replies, self.environ) else None
