"""What each row of ACTIONS does: one method an action, named for it."""

from .display import Display
from .inputs import Inputs
from .moving import Moving
from .selecting import Selecting


class Commands(Moving, Selecting, Display, Inputs):
    """The actions of a `ReaderApp`. Names that begin with an underscore are no actions."""
