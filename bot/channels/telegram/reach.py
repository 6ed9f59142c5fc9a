"""Who blocked the bot isn't written to; who lets it write again is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from bot.channels.telegram.channel import CHANNEL
from bot.channels.telegram.reading import Membership
from bot.service import people
from bot.store.store import Store
from bot.store.tables import identity, incoming


def note(connection: Connection, store: Store, membership: Membership, now: datetime) -> None:
    """Notes it of someone known; a block that comes late, after they wrote again, is past."""
    place = people.find(connection, store, CHANNEL, membership.address)
    if place is None or (not membership.reachable and _wrote_since(connection, place.identity_id, membership.at)):
        return
    since = None if membership.reachable else now
    connection.execute(update(identity).where(identity.c.id == place.identity_id).values(unreachable_at=since))


def _wrote_since(connection: Connection, identity_id: int, at: datetime) -> bool:
    since = select(incoming.c.id).where(incoming.c.identity_id == identity_id, incoming.c.received_at > at)
    return connection.execute(since.limit(1)).first() is not None
