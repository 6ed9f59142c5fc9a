"""Dies on purpose at a named point, so that crash tests can prove what survives; inert unless ESCALE_CRASH_AT is set.

`ESCALE_CRASH_AT=before_commit:7` kills the process the seventh time it reaches that point.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from itertools import count

POINTS = ("after_intake", "before_commit", "after_commit", "after_sending")


def _reacher(written: str) -> Callable[[str], None]:
    if not written:
        return lambda _point: None
    chosen, _, nth = written.partition(":")
    passes = count(1)

    def reach(point: str) -> None:
        if point == chosen and next(passes) == int(nth or 1):
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


reach = _reacher(os.environ.get("ESCALE_CRASH_AT", ""))
