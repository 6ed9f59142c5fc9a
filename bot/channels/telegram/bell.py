"""Wakes a loop that waits: one ring wakes one, and isn't lost where nobody waits yet."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """Rings within one event loop."""

    def __init__(self) -> None:
        self._rings: asyncio.Queue[None] = asyncio.Queue(maxsize=1)

    def ring(self) -> None:
        """Wakes whoever waits first."""
        with suppress(asyncio.QueueFull):
            self._rings.put_nowait(None)

    async def wait(self, seconds: float) -> None:
        """Waits for a ring, not longer than so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rings.get(), seconds)
