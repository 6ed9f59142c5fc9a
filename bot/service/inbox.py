"""Messages recorded before they are acknowledged, then taken in turn: each person's in order, people side by side.

For channels that push: what is recorded is never lost, whenever the process is killed, and has its turn once.
"""

from __future__ import annotations

from asyncio import gather, wrap_future
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, select, update

from bot.service import people, records
from bot.service.gathering import ADDRESS
from bot.service.turn import Clock, Turns, utc_now
from bot.service.updates import Answer, Update, read_waiting
from bot.store.store import Store
from bot.store.tables import identity, incoming

SIDE_BY_SIDE = 32
"""How many people's turns are taken at once."""

Told = Callable[[Update, Answer], Awaitable[None]]
"""What a channel does once a turn is recorded, such as marking the button that was pressed; it may fail without harm."""


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """What waits for its turn, on any channel that records first."""

    store: Store
    turns: Turns
    clock: Clock = utc_now

    async def record(self, updates: Sequence[Update]) -> None:
        """Records messages, all or none; they are on disk when it returns. One that was recorded before is left as it is.

        Raises SQLAlchemyError where the database can't be written: nothing may be acknowledged.
        """
        if updates:
            await wrap_future(self.store.write(partial(self._record, tuple(updates))))

    async def take_turns(self, channel: str, told: Told | None = None) -> int:
        """Takes the turn of everyone whose message waits on a channel, until nothing waits; how many turns.

        Raises SQLAlchemyError where the database can't be reached: what waits goes on waiting.
        """
        taken = 0
        while heads := await wrap_future(self.store.read(partial(self._heads, channel))):
            await gather(*(self._take(update, told) for update in heads))
            taken += len(heads)
        return taken

    async def _take(self, update: Update, told: Told | None) -> None:
        answer = await self.turns.take(update)
        if told and not answer.repeated:
            await told(update, answer)

    def _record(self, updates: tuple[Update, ...], connection: Connection) -> None:
        now = self.clock()
        for one in updates:
            place = people.lock(connection, self.store, one.channel, one.address, now)
            key = records.update_key(self.store, one)
            records.record_waiting(connection, self.store.sealer, place, one, key, now)
            again = (identity.c.id == place.identity_id) & identity.c.unreachable_at.is_not(None)
            connection.execute(update(identity).where(again).values(unreachable_at=None))

    def _heads(self, channel: str, connection: Connection) -> list[Update]:
        """The oldest message that waits of each person, the oldest of all first."""
        oldest = (
            select(func.min(incoming.c.id).label("id"))
            .join(identity, incoming.c.identity_id == identity.c.id)
            .where(incoming.c.handled_at.is_(None), incoming.c.channel == channel)
            .group_by(identity.c.person_id)
            .order_by("id")
            .limit(SIDE_BY_SIDE)
        )
        query = (
            select(incoming.c.id, incoming.c.content_sealed, identity.c.address_sealed)
            .join(identity, incoming.c.identity_id == identity.c.id)
            .where(incoming.c.id.in_(oldest.scalar_subquery()))
            .order_by(incoming.c.id)
        )
        unseal = self.store.sealer.unseal
        return [
            read_waiting(
                unseal(row.content_sealed, records.CONTENT),
                channel=channel,
                address=unseal(row.address_sealed, ADDRESS),
                recorded=row.id,
            )
            for row in connection.execute(query)
        ]
