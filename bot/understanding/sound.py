"""Writes a folded name as it roughly sounds, so that spellings heard rather than read meet: *gatino*, *rimusky*.

The ear is French first, and tolerant of what English and Spanish speakers write.
"""

from __future__ import annotations

import re
from functools import lru_cache

_STEPS = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"(?<=..)(?:es?|s)$", ""),
        (r"eaux?|aux?", "o"),
        (r"ph", "f"),
        (r"ch|sh", "x"),
        (r"qu|q|ck", "k"),
        (r"gu(?=[ei])", "g"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"h", ""),
        (r"[ae][iy]", "e"),
        (r"y", "i"),
        (r"z", "s"),
        (r"ou", "u"),
        (r"w", "v"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """How one folded word roughly sounds."""
    for pattern, written in _STEPS:
        word = pattern.sub(written, word)
    return word
