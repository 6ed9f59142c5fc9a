"""A linear classifier of short texts whose confidences mean what they say: margins learnt by a support vector machine, turned into
chances by one temperature, itself set on messages held out of the learning.

Pure scikit-learn and numpy. A message costs the weights of its own features, never the whole table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np
from components.stems import stems
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

SEED = 7
FOLDS = 3
TEMPERATURES = np.geomspace(0.5, 20.0, 60)


def features(words: int, letters: int, *, stemmed: bool) -> FeatureUnion:
    """Runs of up to `words` words, of up to `letters` letters within a word, and `stemmed` words."""
    stemming = [("stems", TfidfVectorizer(analyzer=stems, sublinear_tf=True, min_df=2))] if stemmed else []
    return FeatureUnion(
        [
            *stemming,
            (
                "words",
                TfidfVectorizer(
                    ngram_range=(1, words), sublinear_tf=True, token_pattern=r"\w+|[^\w\s]", lowercase=False
                ),
            ),
            (
                "letters",
                TfidfVectorizer(
                    analyzer="char_wb", ngram_range=(1, letters), sublinear_tf=True, min_df=2, lowercase=False
                ),
            ),
        ]
    )


@dataclass
class Margins:
    """A fitted classifier: `weights` (features × classes), `biases` (classes), and the temperature of its chances."""

    classes: List[str]
    features: FeatureUnion
    weights: np.ndarray
    biases: np.ndarray
    temperature: float

    def chances(self, text: str) -> List[Tuple[str, float]]:
        """Each class and its chance, the likeliest first."""
        row: csr_matrix = self.features.transform([text]).tocsr()
        margins = row.data.astype(np.float32) @ self.weights[row.indices] + self.biases
        chances = softmax(self.temperature * margins[np.newaxis, :])[0]
        return [(self.classes[one], float(chances[one])) for one in np.argsort(chances)[::-1]]


def fit(
    texts: Sequence[str], labels: Sequence[str], *, words: int, letters: int, stemmed: bool, c: float
) -> Margins:
    """Learns from texts and their classes, then the temperature from folds held out in turn."""
    learnt = features(words, letters, stemmed=stemmed)
    table = learnt.fit_transform(texts).tocsr()
    for _, vectorizer in learnt.transformer_list:
        vectorizer.stop_words_ = None  # every run met once, kept for nobody: half of the model's memory
    wanted = np.asarray(labels)
    machine = _machine(c).fit(table, wanted)
    classes = [str(one) for one in machine.classes_]
    if len(classes) == 2:
        weights, biases = np.vstack([-machine.coef_, machine.coef_]), np.r_[-machine.intercept_, machine.intercept_]
    else:
        weights, biases = machine.coef_, machine.intercept_
    return Margins(
        classes=classes,
        features=learnt,
        weights=np.ascontiguousarray(weights.T, dtype=np.float32),
        biases=biases.astype(np.float32),
        temperature=_temperature(table, wanted, c),
    )


def softmax(margins: np.ndarray) -> np.ndarray:
    """Chances that sum to one, row by row."""
    raised = np.exp(margins - margins.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def _machine(c: float) -> LinearSVC:
    return LinearSVC(C=c, random_state=SEED)


def _temperature(table: csr_matrix, wanted: np.ndarray, c: float) -> float:
    """The one that makes what was held out the least surprising; 1 where there is too little to hold out."""
    _, counts = np.unique(wanted, return_counts=True)
    if counts.min() < FOLDS or len(counts) < 3:
        return 1.0
    margins = np.zeros((len(wanted), len(counts)))
    for kept, held in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(table, wanted):
        margins[held] = _machine(c).fit(table[kept], wanted[kept]).decision_function(table[held])
    right = np.searchsorted(np.unique(wanted), wanted)
    surprise = [
        -np.log(softmax(one * margins)[np.arange(len(right)), right] + 1e-12).mean() for one in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(surprise))])
