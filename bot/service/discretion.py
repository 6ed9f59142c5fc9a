"""What a log may say of an error: its type and where it arose, never its message, which may hold what someone wrote."""

from __future__ import annotations

import traceback
from pathlib import Path

DEPTH = 4


def told(error: BaseException) -> str:
    """The error's type and the innermost places it passed through, the deepest first."""
    frames = traceback.extract_tb(error.__traceback__)[-DEPTH:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__
