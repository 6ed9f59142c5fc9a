"""Folds what people type so that it can be compared: case, accents, hyphens, apostrophes and `st` no longer count.

Each folded word keeps where it stood in the text, so that a match can be shown as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_LONG_FORMS = {"st": "saint", "ste": "sainte"}
_ABBREVIATIONS = frozenset({"saint", "sainte", "mme", "mlle", "mr", "mrs", "ms", "dr", "sr", "sra"})
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and its place in the text; `parted` when punctuation other than - ' or a space comes before it."""

    form: str
    start: int
    end: int
    parted: bool


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """One word without case, accents or ligatures, `st` and `ste` written out."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_LIGATURES))
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _LONG_FORMS.get(plain, plain)


def words(text: str) -> tuple[Word, ...]:
    """The words of a text, folded, in order."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        parted = any(not (c.isspace() or c in "-–—‑'’ʼ`.·") for c in gap)
        parted = parted or ("." in gap and not _abbreviated(found))
        found.append(Word(fold_word(match.group()), match.start(), match.end(), parted))
        end = match.end()
    return tuple(found)


def fold(text: str) -> str:
    """The whole text folded, its words one space apart."""
    return " ".join(fold_word(word) for word in _WORD.findall(text))


def _abbreviated(found: list[Word]) -> bool:
    return bool(found) and (found[-1].form in _ABBREVIATIONS or len(found[-1].form) == 1)
