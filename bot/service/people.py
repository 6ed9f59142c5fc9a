"""Who is writing: found by the keyed hash of their address, made known at their first message, locked for the turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import randbelow

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.errors import EscaleError
from bot.store.prepared import Prepared, inserting, inserting_new
from bot.store.store import Store
from bot.store.tables import conversation, ended_identity, identity, person

BASES = 36**4 // 2
"""A conversation's numbers begin anywhere below: the buttons of a life that was erased fit no question of the next, and a
number stays within four digits in base 36 for another 800,000 turns."""


class EndedError(EscaleError):
    """Everything of whoever wrote from this address was erased at once, and the address with it: it opens nothing again."""


@dataclass(frozen=True)
class Place:
    """The rows a turn works on; numbers as they stood when the turn began."""

    person_id: int
    identity_id: int
    conversation_id: int
    language: str | None
    base: int
    last_number: int
    last_sequence: int
    revision: int


_of_identity = (identity.c.channel == bindparam("channel")) & (identity.c.hash == bindparam("hash"))

_PLACE = Prepared(
    select(
        identity.c.person_id,
        identity.c.id,
        conversation.c.id,
        conversation.c.language,
        conversation.c.base,
        conversation.c.last_number,
        conversation.c.last_sequence,
        conversation.c.revision,
    )
    .join(conversation, conversation.c.person_id == identity.c.person_id)
    .where(_of_identity)
)

# A statement of its own: what is read once the lock is held is what the former holder committed.
_LOCK = Prepared(
    select(person.c.id)
    .join(identity, identity.c.person_id == person.c.id)
    .where(_of_identity)
    .with_for_update(of=person)
)
_ARRIVE = Prepared(insert(person).values(created_at=bindparam("created_at")).returning(person.c.id))
_ENDED = Prepared(select(ended_identity.c.hash).where(ended_identity.c.hash == bindparam("hash")))
_IDENTIFY = inserting_new(identity, "person_id", "channel", "hash", "address_sealed", "created_at")
_CONVERSE = inserting(
    conversation, "person_id", "base", "last_number", "last_sequence", "revision", "created_at", "last_at"
)


def find(connection: Connection, store: Store, channel: str, address: str) -> Place | None:
    """The place of someone known, without a lock."""
    return _place(connection, {"channel": channel, "hash": store.find(channel, address)})


def lock(connection: Connection, store: Store, channel: str, address: str, now: datetime) -> Place:
    """The place of whoever writes, made if they are new; no other transaction can take a turn of theirs until this one ends.

    Raises `EndedError` where the address ended.
    """
    who = {"channel": channel, "hash": store.find(channel, address)}
    if not store.sqlite:
        _LOCK.run(connection, who)
    place = _place(connection, who)
    while place is None:
        if not _arrive(connection, store, who, address, now):
            _LOCK.run(connection, who)
        place = _place(connection, who)
    return place


def ended(connection: Connection, store: Store, channel: str, address: str) -> bool:
    """Whether the address ended with the erasure of everything its owner said."""
    return _ENDED.run(connection, {"hash": store.find(channel, address)}).fetchone() is not None


def _place(connection: Connection, who: Mapping[str, object]) -> Place | None:
    row = _PLACE.run(connection, who).fetchone()
    return Place(*row) if row else None


def _arrive(connection: Connection, store: Store, who: Mapping[str, object], address: str, now: datetime) -> bool:
    """Makes a person known; False where another transaction has just done so."""
    if _ENDED.run(connection, {"hash": who["hash"]}).fetchone():
        raise EndedError(f"{EndedError.__doc__}")
    row = _ARRIVE.run(connection, {"created_at": now}).fetchone()
    person_id = row[0] if row else None
    sealed = store.sealer.seal(address, "identity.address")
    known = {**who, "person_id": person_id, "address_sealed": sealed, "created_at": now}
    if _IDENTIFY.run(connection, known).fetchone() is None:
        connection.execute(delete(person).where(person.c.id == person_id))
        return False
    base = randbelow(BASES)
    counts = {"base": base, "last_number": base, "last_sequence": 0, "revision": 0}
    _CONVERSE.run(connection, {**counts, "person_id": person_id, "created_at": now, "last_at": now})
    return True
