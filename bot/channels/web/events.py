"""The stream of a conversation: what was said after the client's cursor, then what comes, as it comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import StreamingResponse

from bot.channels.web.conversations import CHANNEL, Conversations
from bot.channels.web.messages import line, lines
from bot.channels.web.watch import Following, Watch
from bot.service.discretion import told
from bot.service.history import History
from bot.service.people import EndedError

ALIVE_EVERY = 15.0
"""Seconds after which an empty line says that the stream is alive."""
LIFETIME = 600.0
"""Seconds after which the client is asked to come back."""
_logger = logging.getLogger(__name__)
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


@dataclass(frozen=True, kw_only=True)
class Streams:
    """Opens streams over the conversations that the watch follows."""

    conversations: Conversations
    watch: Watch
    alive_every: float = ALIVE_EVERY
    lifetime: float = LIFETIME

    async def open(self, address: str, after: int) -> StreamingResponse:
        """The stream of whoever is at an address; raises `EndedError` where it ended."""
        first = await self.conversations.read(address, after)
        return StreamingResponse(
            self._lines(address, after, first), media_type="application/x-ndjson", headers=dict(HEADERS)
        )

    async def _lines(self, address: str, after: int, found: History) -> AsyncIterator[bytes]:
        seen, erased = after, 0
        with self.watch.follow(self.watch.store.find(CHANNEL, address)) as following:
            yield b"\n"
            ends = self._now() + self.lifetime
            while not self._elsewhere(following, found):
                if found.point is None and seen:
                    yield line({"sequence": seen, "erased": True})
                    return
                if found.erased > erased:
                    erased = found.erased
                    yield line({"sequence": erased, "erased": True})
                if found.entries:
                    yield lines(found.entries)
                    seen = found.entries[-1].sequence
                following.point = found.point
                while not await following.moved(min(self.alive_every, ends - self._now())):
                    if self._now() >= ends:
                        return
                    yield b"\n"
                if following.over:
                    return
                try:
                    found = await self.conversations.read(address, seen)
                except EndedError:
                    found = History()
                except SQLAlchemyError as error:
                    _logger.warning("a stream ends, the database can't be read: %s", told(error))
                    return

    @staticmethod
    def _elsewhere(following: Following, found: History) -> bool:
        """Whether the person has joined another conversation meanwhile: the client takes it up from where it stands."""
        before, now = following.point, found.point
        return before is not None and now is not None and before.conversation_id != now.conversation_id

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
