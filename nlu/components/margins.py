"""A linear classifier of short texts whose confidences mean what they say: margins learnt by a support vector machine, turned into
chances by one temperature, itself set on messages held out of the learning.

It looks at runs of words and letters, and where wanted at meanings. A message costs the weights of its own features, never the whole table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Optional, Sequence, Tuple

import numpy as np
from components.meanings import Meanings
from components.runs import Runs, kinds, learn, one, width
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

SEED = 7
HELD_OUT = 0.15
FEWEST_HELD_OUT = 2
TEMPERATURES = np.geomspace(0.5, 20.0, 60)


@dataclass
class Margins:
    """A fitted classifier: `weights` (features × classes, 16-bit), `biases` (classes), and the temperature of its chances.

    Its features are those of the runs, then where there are `meanings` the dimensions of theirs.
    """

    classes: List[str]
    runs: List[Runs]
    meanings: Optional[Meanings]
    weights: np.ndarray
    biases: np.ndarray
    temperature: float

    def chances(self, text: str, written: str = "") -> List[Tuple[str, float]]:
        """Each class and its chance, the likeliest first; `text` gives the runs, `written` the meaning."""
        places, values = one(self.runs, text)
        margins = values @ self.weights[places].astype(np.float32) + self.biases
        if self.meanings:
            margins = margins + self.meanings.of(written) @ self.weights[width(self.runs) :].astype(np.float32)
        chances = softmax(self.temperature * margins[np.newaxis, :])[0]
        return [(self.classes[at], float(chances[at])) for at in np.argsort(chances)[::-1]]


def fit(
    texts: Sequence[str],
    labels: Sequence[str],
    *,
    written: Optional[Sequence[str]] = None,
    words: int,
    letters: int,
    stemmed: bool,
    c: float,
) -> Margins:
    """Learns from texts, what they mean as `written` where that is given, and their classes, three at least; then the temperature."""
    runs = kinds(words, letters, stemmed=stemmed)
    table = learn(runs, texts)
    meanings = None
    if written:
        meanings, points = Meanings.learnt_from(written)
        table = hstack([table, csr_matrix(points)]).tocsr()
    table.sum_duplicates()
    wanted = np.asarray(labels)
    kept, held = _held_out(wanted)
    parts = (slice(None), kept)
    (classes, weights, biases), partial = Parallel(n_jobs=2)(
        delayed(_learnt)(table[part], wanted[part], c) for part in parts
    )
    return Margins(
        classes=[str(name) for name in classes],
        runs=runs,
        meanings=meanings,
        weights=weights.astype(np.float16),
        biases=biases.astype(np.float32),
        temperature=_temperature(partial, table[held], wanted[held]) if len(held) else 1.0,
    )


def softmax(margins: np.ndarray) -> np.ndarray:
    """Chances that sum to one, row by row."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _learnt(table: csr_matrix, wanted: np.ndarray, c: float) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Classes, their weights (features × classes) and biases.

    In a process of its own, not a thread: liblinear draws from one generator for the whole process, and crashes where two draw at once.
    """
    machine = LinearSVC(C=c, tol=1e-2, random_state=SEED).fit(table, wanted)
    return machine.classes_, np.ascontiguousarray(machine.coef_.T.astype(np.float32)), machine.intercept_


def _held_out(wanted: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Which messages are learnt from to set the temperature, and which it is set on: none where there is too little."""
    everything = np.arange(len(wanted))
    _, counts = np.unique(wanted, return_counts=True)
    if counts.min() * HELD_OUT < FEWEST_HELD_OUT:
        return everything, everything[:0]
    kept, held = train_test_split(everything, test_size=HELD_OUT, stratify=wanted, random_state=SEED)
    return kept, held


def _temperature(learnt: Tuple[np.ndarray, np.ndarray, np.ndarray], table: csr_matrix, wanted: np.ndarray) -> float:
    """The one that makes messages held out the least surprising to what was learnt without them."""
    classes, weights, biases = learnt
    margins = table @ weights + biases
    right = np.searchsorted(classes, wanted)
    surprise = [-np.log(softmax(heat * margins)[np.arange(len(right)), right] + 1e-12).mean() for heat in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(surprise))])
