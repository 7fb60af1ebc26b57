"""What each row of ACTIONS does: one method an action, named for it."""

from .concordance import Concordance
from .display import Display
from .going import Going
from .inputs import Inputs
from .listing import Listing
from .moving import Moving
from .outside import Outside
from .quoting import Quoting


class Commands(Moving, Quoting, Going, Display, Concordance, Listing, Outside, Inputs):
    """The actions of a `ReaderApp`. Names that begin with an underscore are no actions."""
