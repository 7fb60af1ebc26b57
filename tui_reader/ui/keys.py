"""A key that arrived -> the action it stands for there, whichever keyboard layout is on."""

from collections.abc import Callable, Collection

from tui_reader.actions import ACTIONS, PLACES, Action, in_place, key_name

#: What a caller gets for the first key of a chord: it was taken, and nothing happens yet.
PENDING = "pending"

_LAM = "ل"
_ALEF = "ا"


class Keys:
    """The keys in force. ``translate`` gives the ASCII character of the key that sent a character, or None."""

    def __init__(
        self, translate: Callable[[str], str | None], actions: Collection[Action] = ACTIONS
    ) -> None:
        self.actions = actions
        self._translate = translate
        self._in_place = {place: in_place(place, actions) for place in PLACES}
        self._chord = ""

    @property
    def pending(self) -> str:
        """The keys of a chord so far, as Textual names them; empty without one."""
        return self._chord

    def reset(self) -> None:
        """Forget a chord that was begun."""
        self._chord = ""

    def action(self, place: str, key: str, character: str | None) -> str | None:
        """The action's name, PENDING for a chord that goes on, None where the key means nothing there.

        ``key`` and ``character`` are those of Textual's Key event, ``place`` one of actions.PLACES.
        """
        if character and not character.isascii():
            meant = self._translate(character)
            key = key_name(meant) if meant else key
        keys = self._in_place[place]
        typed = f"{self._chord} {key}" if self._chord else key
        self._chord = ""
        if action := keys.get(typed):
            return action.name
        if any(chord.startswith(f"{typed} ") for chord in keys):
            self._chord = typed
            return PENDING
        return None

    def meant(self, character: str | None) -> str | None:
        """The ASCII character of the key that sent a character, which may be that one; None where there is none."""
        return character if not character or character.isascii() else self._translate(character)

    @staticmethod
    def waits(character: str | None) -> bool:
        """Whether a character may be the first half of a key that sends two (Arabic b sends lam and alef)."""
        return character == _LAM

    @staticmethod
    def joined(first: str, second: str | None) -> str | None:
        """The one character that stands for both halves, None where they are two keys."""
        return "\ufefb" if first == _LAM and second == _ALEF else None
