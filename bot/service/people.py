"""Who is writing: found by the keyed hash of their address, made known at their first message, locked for the turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select
from sqlalchemy.sql.dml import ReturningInsert

from bot.store.store import Store
from bot.store.tables import conversation, identity, person


@dataclass(frozen=True, kw_only=True)
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


_ARRIVE = insert(person).returning(person.c.id)
_BEGIN = insert(conversation)
_of_identity = (identity.c.channel == bindparam("channel")) & (identity.c.hash == bindparam("hash"))

_PLACE: Select[Any] = (
    select(
        identity.c.person_id,
        identity.c.id.label("identity_id"),
        conversation.c.id.label("conversation_id"),
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
_LOCK: Select[Any] = (
    select(person.c.id)
    .join(identity, identity.c.person_id == person.c.id)
    .where(_of_identity)
    .with_for_update(of=person.c.id.table)
)


def find(connection: Connection, store: Store, channel: str, address: str) -> Place | None:
    """The place of someone known, without a lock."""
    row = connection.execute(_PLACE, {"channel": channel, "hash": store.find(channel, address)}).one_or_none()
    return Place(**row._mapping) if row else None


def lock(connection: Connection, store: Store, channel: str, address: str, now: datetime) -> Place:
    """The place of whoever writes, made if they are new; no other transaction can take a turn of theirs until this one ends."""
    who = {"channel": channel, "hash": store.find(channel, address)}
    if not store.sqlite:
        connection.execute(_LOCK, who)
    row = connection.execute(_PLACE, who).one_or_none()
    if row is None:
        if not _arrive(connection, store, who, address, now):
            connection.execute(_LOCK, who)
        row = connection.execute(_PLACE, who).one()
    return Place(**row._mapping)


def _arrive(connection: Connection, store: Store, who: dict[str, Any], address: str, now: datetime) -> bool:
    """Makes a person known; False where another transaction has just done so."""
    person_id = connection.execute(_ARRIVE, {"created_at": now}).scalar_one()
    made = connection.execute(
        insert_new(connection, identity),
        {
            **who,
            "person_id": person_id,
            "address_sealed": store.sealer.seal(address, "identity.address"),
            "created_at": now,
        },
    ).scalar()
    if made is None:
        connection.execute(delete(person).where(person.c.id == person_id))
        return False
    connection.execute(
        _BEGIN,
        {
            "person_id": person_id,
            "base": 0,
            "last_number": 0,
            "last_sequence": 0,
            "revision": 0,
            "created_at": now,
            "last_at": now,
        },
    )
    return True


def insert_new(connection: Connection, table: Table) -> ReturningInsert[Any]:
    """An insert that gives the new row's id, and leaves a row already there as it is."""
    return _insert_new(connection.dialect.name, table)


@cache
def _insert_new(dialect: str, table: Table) -> ReturningInsert[Any]:
    insert_of = import_module(f"sqlalchemy.dialects.{dialect}").insert
    statement: ReturningInsert[Any] = insert_of(table).on_conflict_do_nothing().returning(table.c.id)
    return statement
