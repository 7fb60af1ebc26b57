"""Which plural form a number takes, by Unicode CLDR's cardinal rules for whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# CLDR's names. A message that has forms has at least "other".
CATEGORIES = ("zero", "one", "two", "few", "many", "other")


def _one_other(n: int) -> str:
    return "one" if n == 1 else "other"


def _arabic(n: int) -> str:
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


def _hebrew(n: int) -> str:
    return {1: "one", 2: "two"}.get(n, "other")


def _persian(n: int) -> str:
    return "one" if n in (0, 1) else "other"


PLURALS: Mapping[str, Callable[[int], str]] = {
    "ar": _arabic,
    "en": _one_other,
    "fa": _persian,
    "he": _hebrew,
    "ur": _one_other,
}


def plural(language: str, n: int) -> str:
    """The category of the whole number `n`; English's rule for a language without one of its own."""
    return PLURALS.get(language, _one_other)(abs(n))
