"""Folds a message for the classifier: no case, no accents, places and numbers each replaced by one word, typed emphasis shortened.

Pure, and without Rasa, so that it can be read and tested by itself.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Iterable, Pattern

PLACE = "placename"
NUMBER = "num"
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "‘": "'"})
_NUMBERS = re.compile(r"\d+(?:[.,:h/-]\d+)*")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """The text in lower case, without accents, letters drawn out ("ouiiiii") brought back to two."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    plain = "".join(one for one in decomposed if not unicodedata.combining(one))
    return _DRAWN_OUT.sub(r"\1\1", plain)


def place_pattern(names: Iterable[str]) -> Pattern[str]:
    """What matches any of the names as whole words, spaces and hyphens alike, the longest first."""
    forms = {_SPACES.sub(" ", fold(name).replace("-", " ")).strip() for name in names}
    ordered = sorted((form for form in forms if form), key=len, reverse=True)
    alternatives = "|".join(re.escape(form).replace(r"\ ", r"[\s-]+") for form in ordered)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if alternatives else re.compile(r"(?!)")


def masked(text: str, places: Pattern[str]) -> str:
    """The folded text, each place and each number replaced by a word of its own."""
    without_places = places.sub(f" {PLACE} ", fold(text))
    return _SPACES.sub(" ", _NUMBERS.sub(f" {NUMBER} ", without_places)).strip()
