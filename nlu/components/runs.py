"""Runs of words, of letters and of stems, each hashed to a number: the runs themselves aren't kept, which were most of the model's memory.

A run met in too few messages weighs nothing; the others weigh the more the rarer they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np
from components.stems import stems
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

TINY = 1e-6


@dataclass
class Runs:
    """One kind of run: how it is hashed, in how many messages it must be met, and once learnt the place of each hash and its weight."""

    hashed: HashingVectorizer
    fewest: int
    places: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, *, bits: int, fewest: int, **how: object) -> "Runs":
        """Runs hashed to `bits` bits, enough that two seldom share one; `how` as scikit-learn's `HashingVectorizer` takes it."""
        hashed = HashingVectorizer(n_features=2**bits, alternate_sign=False, norm=None, lowercase=False, **how)
        return cls(hashed=hashed, fewest=fewest, places=np.zeros(0, np.int32), weights=np.zeros(0, np.float32))

    def learn(self, texts: Sequence[str]) -> csr_matrix:
        """Learns which hashes count and what each weighs; the texts as rows of length one."""
        counts = self.hashed.transform(texts)
        met = np.bincount(counts.indices, minlength=counts.shape[1])
        kept = np.flatnonzero(met >= self.fewest)
        self.places = np.zeros(counts.shape[1], np.int32)  # the first place weighs nothing: that of what isn't kept
        self.places[kept] = np.arange(1, len(kept) + 1)
        rarity = np.log((1 + len(texts)) / (1 + met[kept])) + 1
        self.weights = np.concatenate(([0], rarity)).astype(np.float32)
        return self._weighed(counts)

    def one(self, text: str) -> Tuple[np.ndarray, np.ndarray]:
        """The places that count in one text, and their values: its row, without what a table costs."""
        counts = self.hashed.transform((text,))
        places = self.places[counts.indices]
        values = self._values(counts.data, places)
        return places, values / (np.sqrt(values @ values) + TINY)

    def _weighed(self, counts: csr_matrix) -> csr_matrix:
        places = self.places[counts.indices]
        shape = (counts.shape[0], len(self.weights))
        table = csr_matrix((self._values(counts.data, places), places, counts.indptr), shape=shape)
        return normalize(table, copy=False)

    def _values(self, counts: np.ndarray, places: np.ndarray) -> np.ndarray:
        return ((np.log(counts) + 1) * self.weights[places]).astype(np.float32)


def kinds(words: int, letters: int, *, stemmed: bool) -> List[Runs]:
    """Runs of up to `words` words, of up to `letters` letters within a word, and `stemmed` words."""
    return [
        *([Runs.of(bits=20, fewest=2, analyzer=stems)] if stemmed else []),
        Runs.of(bits=19, fewest=1, ngram_range=(1, words), token_pattern=r"\w+|[^\w\s]"),
        Runs.of(bits=18, fewest=2, analyzer="char_wb", ngram_range=(1, letters)),
    ]


def learn(looked_at: Sequence[Runs], texts: Sequence[str]) -> csr_matrix:
    """Learns each kind; the texts as rows of 32-bit floats, all kinds side by side, each of length one."""
    return hstack([one.learn(texts) for one in looked_at]).tocsr()


def one(looked_at: Sequence[Runs], text: str) -> Tuple[np.ndarray, np.ndarray]:
    """The places and values of the row of one more text."""
    found = [each.one(text) for each in looked_at]
    before = np.cumsum([0, *(len(each.weights) for each in looked_at[:-1])])
    return (
        np.concatenate([places + start for (places, _), start in zip(found, before)]),
        np.concatenate([values for _, values in found]),
    )


def width(looked_at: Sequence[Runs]) -> int:
    """How many places a row has."""
    return sum(len(each.weights) for each in looked_at)
