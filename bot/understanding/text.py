"""Folds what a person typed so that spellings compare: no capitals, accents, apostrophes or hyphens.

Letters of any script are kept; punctuation becomes a space.
"""

from __future__ import annotations

import re
import unicodedata

_NOT_WORD = re.compile(r"[\W_]+")
_MARKS = dict.fromkeys(range(0x300, 0x370))
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def fold(text: str) -> str:
    """Words in lower case without accents, one space between them."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain.translate(_LIGATURES)).translate(_MARKS)
    return _NOT_WORD.sub(" ", plain).strip()
