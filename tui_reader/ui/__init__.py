"""The screen: Textual widgets and screens, no algorithms. `BidiStatic` is the part for other programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bidi_static import BidiStatic

__all__ = ["BidiStatic"]


def __getattr__(name: str) -> Any:
    # The program itself does not use it: found when another one asks.
    if name == "BidiStatic":
        from .bidi_static import BidiStatic

        return BidiStatic
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
