"""What was said to someone before: found again by a button of theirs, or by its number."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.channels.telegram.channel import CHANNEL
from bot.conversation.replies import Option, Reply
from bot.service import people
from bot.service.records import BODY, read_reply
from bot.store.store import Store
from bot.store.tables import outgoing

FAR_BACK = 100
"""How many messages back a button is looked for: further, it stays as it is."""


def option_of(connection: Connection, store: Store, address: str, payload: str) -> Option | None:
    """The button with this payload, as it was last shown; None where it was erased or is too far back."""
    place = people.find(connection, store, CHANNEL, address)
    if place is None:
        return None
    query = (
        select(outgoing.c.body_sealed)
        .where(outgoing.c.conversation_id == place.conversation_id, outgoing.c.body_sealed.is_not(None))
        .order_by(outgoing.c.sequence.desc())
        .limit(FAR_BACK)
    )
    for sealed in connection.execute(query).scalars():
        for option in _opened(store, sealed).options:
            if option.payload == payload:
                return option
    return None


def reply_at(connection: Connection, store: Store, address: str, sequence: int) -> Reply | None:
    """The message of this number in someone's conversation; None where it was erased."""
    place = people.find(connection, store, CHANNEL, address)
    if place is None:
        return None
    query = select(outgoing.c.body_sealed).where(
        outgoing.c.conversation_id == place.conversation_id, outgoing.c.sequence == sequence
    )
    sealed = connection.execute(query).scalar()
    return _opened(store, sealed) if sealed is not None else None


def _opened(store: Store, sealed: bytes) -> Reply:
    return read_reply(store.sealer.unseal(sealed, BODY))
