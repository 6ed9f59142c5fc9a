"""What is left of a message's words without their endings, in each of the three languages at once, since its language isn't known yet.

"logement" and "logements", "buscar" and "buscando" count as one; so do two words met a little further apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Iterator, List, Tuple

import snowballstemmer

_WORD = re.compile(r"\w+")
_STEMMERS = [snowballstemmer.stemmer(name) for name in ("french", "english", "spanish")]
FURTHEST = 3
"""How many words on two stems may still be taken together."""


@lru_cache(maxsize=100_000)
def stems_of(word: str) -> Tuple[str, ...]:
    """The stems of a folded word, one a language, marked by it."""
    return tuple(f"{mark}{stemmer.stemWord(word)}" for mark, stemmer in zip("fes", _STEMMERS))


def stems(text: str) -> List[str]:
    """The stems of a folded text, and the pairs of those that are near."""
    return list(_stems(_WORD.findall(text)))


def _stems(words: List[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        own = stems_of(word)
        yield from own
        for distance in range(1, FURTHEST + 1):
            if at + distance < len(words):
                sign = "+" if distance == 1 else "~"
                yield from (f"{one}{sign}{other}" for one, other in zip(own, stems_of(words[at + distance])))
