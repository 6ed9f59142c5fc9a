"""One watcher a process tells every open stream when its conversation has gone on, whoever made it so.

It looks at all of them in one query, every second or so: a turn of this process wakes it at once, and on PostgreSQL so does
the bell that is rung when someone is told something. A stream holds no connection of its own.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import Event, Task, wrap_future
from collections.abc import AsyncIterator, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial

import psycopg
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from bot.service.discretion import told
from bot.service.history import Point
from bot.service.telling import BELL
from bot.store.store import Store
from bot.store.tables import conversation, identity

EVERY = 1.0
"""Seconds between two looks."""
AT_MOST = 0.05
"""Seconds between two looks, however often it is woken."""
AGAIN = 5.0
"""Seconds before the bell is listened to again, once its connection broke."""
MOST_STREAMS = 4
"""Open streams of one address; one more ends the oldest, which may be a connection that nobody holds any more."""
TOGETHER = 1000
_logger = logging.getLogger(__name__)


@dataclass(eq=False, kw_only=True)
class Following:
    """A stream that follows its conversation from `point` on, which the stream keeps up to date."""

    point: Point | None = None
    over: bool = False
    _moved: Event = field(default_factory=Event)

    async def moved(self, within: float) -> bool:
        """Waits until the conversation may have gone on or the stream must end, at most so many seconds; whether one is so."""
        if not self.over:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), within)
        moved = self.over or self._moved.is_set()
        self._moved.clear()
        return moved

    def wake(self) -> None:
        """The conversation may have gone on."""
        self._moved.set()

    def end(self) -> None:
        """The stream must end."""
        self.over = True
        self._moved.set()


@dataclass(kw_only=True)
class Watch:
    """Follows conversations of the identities of a channel, by the hash of their address."""

    store: Store
    channel: str
    every: float = EVERY
    _followed: dict[bytes, list[Following]] = field(default_factory=dict)
    _wake: Event = field(default_factory=Event)
    _over: bool = False

    @property
    def streams(self) -> int:
        """How many are open."""
        return sum(len(ones) for ones in self._followed.values())

    @contextmanager
    def follow(self, hashed: bytes) -> Iterator[Following]:
        """A stream that follows the identity of this hash, until it is left."""
        following = Following(over=self._over)
        ones = self._followed.setdefault(hashed, [])
        ones.append(following)
        for oldest in ones[:-MOST_STREAMS]:
            oldest.end()
        try:
            yield following
        finally:
            ones.remove(following)
            if not ones and self._followed.get(hashed) is ones:
                del self._followed[hashed]

    def look(self) -> None:
        """Looks at once."""
        self._wake.set()

    def end(self) -> None:
        """Ends every stream, and those to come: the server stops."""
        self._over = True
        for ones in self._followed.values():
            for following in ones:
                following.end()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watches until it is left."""
        tasks = [asyncio.create_task(self._keep_looking())]
        if not self.store.sqlite:
            tasks.append(asyncio.create_task(self._listen()))
        try:
            yield
        finally:
            self.end()
            await _stopped(tasks)

    async def _keep_looking(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self.every)
            self._wake.clear()
            if self._followed:
                try:
                    await self._look()
                except SQLAlchemyError as error:
                    _logger.warning("open conversations can't be looked at: %s", told(error))
            await asyncio.sleep(AT_MOST)

    async def _look(self) -> None:
        hashes = list(self._followed)
        points: dict[bytes, Point] = {}
        for at in range(0, len(hashes), TOGETHER):
            some = hashes[at : at + TOGETHER]
            points.update(await wrap_future(self.store.read(partial(_points, self.channel, some))))
        for hashed in hashes:
            for following in self._followed.get(hashed, ()):
                if following.point != points.get(hashed):
                    following.wake()

    async def _listen(self) -> None:
        address = self.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {BELL}".encode())
                    self.look()
                    async for _ in connection.notifies():
                        self.look()
            except psycopg.Error as error:
                _logger.warning("the bell can't be heard, looking goes on without it: %s", told(error))
            await asyncio.sleep(AGAIN)


def _points(channel: str, hashes: Collection[bytes], connection: Connection) -> Mapping[bytes, Point]:
    query = (
        select(identity.c.hash, conversation.c.id, conversation.c.last_sequence)
        .join(conversation, conversation.c.person_id == identity.c.person_id)
        .where(identity.c.channel == channel, identity.c.hash.in_(hashes))
    )
    return {bytes(row[0]): Point(conversation_id=row[1], sequence=row[2]) for row in connection.execute(query)}


async def _stopped(tasks: list[Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
