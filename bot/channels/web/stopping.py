"""Hears that the server is asked to stop, before it waits for open responses: a stream that never ends would hold it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def when_stopping(act: Callable[[], None]) -> Iterator[None]:
    """Calls `act` in the running loop once a signal asks to stop, then whoever listened to it before.

    Only in the main thread, where signals are; elsewhere whoever stops the server bounds its patience.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def stopping(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(act)
        former = before[signal.Signals(number)]
        if callable(former):
            former(number, frame)

    for number, former in before.items():
        if callable(former):
            signal.signal(number, stopping)
    try:
        yield
    finally:
        for number, former in before.items():
            if signal.getsignal(number) is stopping:
                signal.signal(number, former)
