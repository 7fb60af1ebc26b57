"""What a terminal does to text, and what to send it. `BidiText` is the part for other programs."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bidi_text import BidiText

__all__ = ["BidiText"]


def __getattr__(name: str) -> Any:
    # The program itself never draws with it: found when another one asks.
    if name == "BidiText":
        from .bidi_text import BidiText

        return BidiText
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
