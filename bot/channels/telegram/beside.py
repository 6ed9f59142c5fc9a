"""What is done beside the turns: nobody waits for it, and none of it is owed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field

from telegram.error import TelegramError

from bot.channels.telegram.troubles import in_short, is_harmless
from bot.service.discretion import told

AT_ONCE = 200
"""How much of it may be under way: beyond, it is left out."""
_logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Beside:
    """Does it out of the way; what fails is said as `failing`."""

    failing: str
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, work: Coroutine[object, object, None]) -> None:
        """Begins it, unless too much is under way."""
        if len(self._under_way) >= AT_ONCE:
            work.close()
            return
        task = asyncio.create_task(self._quietly(work))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self, within: float) -> None:
        """Waits for what is under way, not longer than so many seconds."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=within)
        for task in tuple(self._under_way):
            task.cancel()

    async def _quietly(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except TelegramError as error:
            if not is_harmless(error):
                _logger.warning("%s: %s", self.failing, in_short(error))
        except Exception as error:  # noqa: BLE001 it harms nobody, and the rest goes on
            _logger.error("%s: %s", self.failing, told(error))
