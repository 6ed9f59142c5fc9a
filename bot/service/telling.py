"""Telling someone something they didn't just ask: a counsellor's answer, a reminder; in their language, where they last wrote.

It is recorded with whatever happened, in one transaction; the channel sends it, or it waits for their next message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from bot.conversation.replies import Reply
from bot.conversation.words import Param, Words
from bot.service.records import BODY, plain, written
from bot.store.sealing import Sealer
from bot.store.tables import conversation, identity, incoming, outgoing, person

PULLED = ("web",)
"""Channels whose clients ask for what follows what they have: nothing waits to be sent there."""
FIRST_LANGUAGE = "fr"


def tell(
    connection: Connection,
    sealer: Sealer,
    words: Words,
    person_id: int,
    key: str,
    params: Mapping[str, Param],
    now: datetime,
) -> bool:
    """Adds the words under a key to what goes out to a person; False where nobody is there to be told.

    The person's row is locked until the transaction ends, as by a turn.
    """
    connection.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())
    place = connection.execute(
        select(conversation.c.id, conversation.c.language, conversation.c.last_sequence).where(
            conversation.c.person_id == person_id
        )
    ).one_or_none()
    address = _where_they_last_wrote(connection, person_id)
    if place is None or address is None:
        return False
    language = place.language or FIRST_LANGUAGE
    reply = Reply(text=words.text(language, key, params), key=key, language=language)
    message = {
        "conversation_id": place.id,
        "sequence": place.last_sequence + 1,
        "identity_id": address.id,
        "body_sealed": sealer.seal(written(plain(reply)), BODY),
        "created_at": now,
        "sent_at": now if address.channel in PULLED else None,
    }
    connection.execute(insert(outgoing).values(message))
    moved = {"last_sequence": place.last_sequence + 1, "revision": conversation.c.revision + 1}
    connection.execute(update(conversation).where(conversation.c.id == place.id).values(moved))
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_notify(BELL, str(place.id))))
    return True


BELL = "escale_outgoing"
"""The PostgreSQL channel on which the number of a conversation is announced when it has something new to read."""


def _where_they_last_wrote(connection: Connection, person_id: int) -> Row[Any, Any] | None:
    query = (
        select(identity.c.id, identity.c.channel)
        .outerjoin(incoming, incoming.c.identity_id == identity.c.id)
        .where(identity.c.person_id == person_id, identity.c.unreachable_at.is_(None))
        .order_by(incoming.c.id.desc().nulls_last(), identity.c.id.desc())
        .limit(1)
    )
    found: Row[Any, Any] | None = connection.execute(query).first()
    return found
