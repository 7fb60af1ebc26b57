"""Bidi controls, and the sign that each is drawn as where a reader asks to see them.

The signs take one column in every terminal, are neutral (UAX #9) and have no mirror image, so that none of them
changes what stands beside it. They point where the control leads: marks are arrows, embeddings turn upwards,
overrides end at a bar, isolates begin at one.
"""

SIGNS = {
    "\u200e": "→",  # left-to-right mark
    "\u200f": "←",  # right-to-left mark
    "\u061c": "↞",  # Arabic letter mark
    "\u202a": "↱",  # left-to-right embedding
    "\u202b": "↰",  # right-to-left embedding
    "\u202c": "↓",  # pop directional formatting
    "\u202d": "⇥",  # left-to-right override
    "\u202e": "⇤",  # right-to-left override
    "\u2066": "↦",  # left-to-right isolate
    "\u2067": "↤",  # right-to-left isolate
    "\u2068": "↔",  # first strong isolate
    "\u2069": "↧",  # pop directional isolate
}
