"""What goes out on channels that push: one sender a conversation, in order, under a lease that ends with whoever held it.

Recorded once, delivered at least once: what a crash caught between the sending and its mark is sent again, and counted.
"""

from __future__ import annotations

from asyncio import gather, wrap_future
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, update

from bot.conversation.replies import Reply
from bot.errors import EscaleError
from bot.service.gathering import ADDRESS
from bot.service.measures import Measures
from bot.service.records import BODY, read_reply
from bot.service.turn import Clock, utc_now
from bot.store import faults
from bot.store.store import Store
from bot.store.tables import conversation, identity, outgoing

LEASE = timedelta(seconds=60)
SIDE_BY_SIDE = 32
"""How many conversations are sent to at once."""


class LaterError(EscaleError):
    """A message can't be sent now and surely wasn't; the channel says in how many seconds to try again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"Nothing can be sent for {seconds:g} seconds.")


class UncertainError(LaterError):
    """A message may have been sent or not: the connection broke. It is tried again, and counted as sent again."""


class UnreachableError(EscaleError):
    """Nothing can be sent to this person any more: they blocked the sender, or are gone."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A message to send: to whom on the channel, the reply, its place in the conversation, and when it was recorded: the
    numbers of what was erased meanwhile may be those of somebody else."""

    address: str
    reply: Reply
    conversation_id: int
    sequence: int
    created_at: datetime


Send = Callable[[Outgoing], Awaitable[None]]
"""Sends one message; raises `LaterError`, `UncertainError` or `UnreachableError`."""


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """What waits to be sent, on any channel that pushes."""

    store: Store
    clock: Clock = utc_now
    measures: Measures = field(default_factory=Measures)

    async def void_leases(self) -> None:
        """Whoever held a lease is gone: called at the start where this process alone sends (SQLite)."""
        await wrap_future(self.store.write(lambda c: c.execute(update(conversation).values(sending_until=None))))

    async def send_all(self, channel: str, send: Send) -> int:
        """Sends what waits on a channel, conversation by conversation; how many messages went."""
        waiting = await wrap_future(self.store.read(partial(self._waiting, channel)))
        return sum(await gather(*(self._send_to(number, channel, send) for number in waiting)))

    async def _send_to(self, number: int, channel: str, send: Send) -> int:
        sent = 0
        message = await wrap_future(self.store.write(partial(self._lease, number, channel)))
        while message is not None:
            try:
                await send(message)
            except UnreachableError:
                await wrap_future(self.store.write(partial(self._unreachable, message)))
                return sent
            except LaterError as later:
                await wrap_future(self.store.write(partial(self._put_off, message, later)))
                return sent
            faults.reach("after_sending")
            sent += 1
            self.measures.sent(channel)
            message = await wrap_future(self.store.write(partial(self._mark, message, channel)))
        return sent

    # --- transactions -------------------------------------------------------------------------------------------------

    def _waiting(self, channel: str, connection: Connection) -> list[int]:
        now = self.clock()
        query = (
            _unsent(channel, outgoing.c.conversation_id)
            .join(conversation, outgoing.c.conversation_id == conversation.c.id)
            .where(or_(conversation.c.sending_until.is_(None), conversation.c.sending_until <= now))
            .distinct()
            .limit(SIDE_BY_SIDE)
        )
        return list(connection.execute(query).scalars())

    def _lease(self, number: int, channel: str, connection: Connection) -> Outgoing | None:
        now = self.clock()
        free = or_(conversation.c.sending_until.is_(None), conversation.c.sending_until <= now)
        mine = select(conversation.c.sending_sequence).where(conversation.c.id == number, free).with_for_update()
        row = connection.execute(mine).one_or_none()
        if row is None:
            return None
        message = self._next(connection, number, channel)
        if message and row.sending_sequence == message.sequence:
            self.measures.sent_again(channel)
        self._hold(connection, number, message, now)
        return message

    def _mark(self, message: Outgoing, channel: str, connection: Connection) -> Outgoing | None:
        """Marks a message as sent, and gives the next."""
        now = self.clock()
        connection.execute(update(outgoing).where(_is(message)).values(sent_at=now))
        following = self._next(connection, message.conversation_id, channel)
        self._hold(connection, message.conversation_id, following, now)
        return following

    def _hold(self, connection: Connection, number: int, message: Outgoing | None, now: datetime) -> None:
        held = {"sending_until": now + LEASE, "sending_sequence": message.sequence} if message else _FREE
        connection.execute(update(conversation).where(conversation.c.id == number).values(held))

    def _put_off(self, message: Outgoing, later: LaterError, connection: Connection) -> None:
        again = {"sending_until": self.clock() + timedelta(seconds=later.seconds)}
        if not isinstance(later, UncertainError):
            again["sending_sequence"] = None  # type: ignore[assignment]
        connection.execute(update(conversation).where(conversation.c.id == message.conversation_id).values(again))

    def _unreachable(self, message: Outgoing, connection: Connection) -> None:
        gone = {"unreachable_at": self.clock()}
        theirs = select(outgoing.c.identity_id).where(_is(message))
        connection.execute(update(identity).where(identity.c.id.in_(theirs)).values(gone))
        connection.execute(update(conversation).where(conversation.c.id == message.conversation_id).values(_FREE))

    def _next(self, connection: Connection, number: int, channel: str) -> Outgoing | None:
        """The first message of a conversation that still waits and still says something."""
        columns = (outgoing.c.sequence, outgoing.c.body_sealed, outgoing.c.created_at)
        query = (
            _unsent(channel, *columns, identity.c.address_sealed)
            .where(outgoing.c.conversation_id == number)
            .order_by(outgoing.c.sequence)
        )
        row: Row[Any] | None = connection.execute(query.limit(1)).first()
        if row is None:
            return None
        unseal = self.store.sealer.unseal
        return Outgoing(
            address=unseal(row.address_sealed, ADDRESS),
            reply=read_reply(unseal(row.body_sealed, BODY)),
            conversation_id=number,
            sequence=row.sequence,
            created_at=row.created_at,
        )


_FREE: dict[str, object] = {"sending_until": None, "sending_sequence": None}


def _unsent(channel: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(identity, outgoing.c.identity_id == identity.c.id)
        .where(outgoing.c.sent_at.is_(None), outgoing.c.body_sealed.is_not(None))
        .where(identity.c.channel == channel, identity.c.unreachable_at.is_(None))
    )


def _is(message: Outgoing) -> Any:
    there = (outgoing.c.conversation_id == message.conversation_id) & (outgoing.c.sequence == message.sequence)
    return there & (outgoing.c.created_at == message.created_at)
