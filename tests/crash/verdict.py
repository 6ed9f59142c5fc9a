"""Compares the driver's own list with the database: nothing lost, nothing recorded twice, each reply where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select, text

from bot.channels.rest import CHANNEL, told
from bot.service import people, records
from bot.service.people import Place
from bot.service.updates import of_text
from bot.store.store import Store
from bot.store.tables import conversation, identity, incoming, journal, outgoing, person
from tests.crash.ledger import Ledger, Message


def compare(store: Store, ledger: Ledger) -> list[str]:
    """Everything that differs."""
    return store.run(lambda connection: list(_differences(connection, store, ledger)))


def _differences(connection: Connection, store: Store, ledger: Ledger) -> Iterator[str]:
    yield from _integrity(connection, store)
    senders = list(ledger.by_sender())
    for table, expected in (
        (person, len(senders)),
        (identity, len(senders)),
        (conversation, len(senders)),
        (incoming, len(ledger.messages)),
        (journal, len(ledger.messages)),
    ):
        found = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if found != expected:
            yield f"{table.name}: {found} rows, {expected} expected"
    for sender, messages in senders:
        place = people.find(connection, store, CHANNEL, sender)
        if place is None:
            yield f"{sender}: not in the database"
        else:
            yield from _of_sender(connection, store, place, messages)


def _integrity(connection: Connection, store: Store) -> Iterator[str]:
    if store.sqlite:
        found = connection.execute(text("PRAGMA integrity_check")).scalar_one()
        if found != "ok":
            yield f"the database is damaged: {found}"
        if connection.execute(text("PRAGMA foreign_key_check")).first():
            yield "a row points to one that isn't there"


def _of_sender(connection: Connection, store: Store, place: Place, messages: list[Message]) -> Iterator[str]:
    sender = messages[0].sender
    turns = records.conversation_at(connection, store.sealer, place).turns
    numbers = [turn.number for turn in turns]
    expected = list(range(place.base + 1, place.base + len(messages) + 1))
    if numbers != expected or place.last_number != expected[-1]:
        yield f"{sender}: turns {numbers} after {place.base}, last {place.last_number}, for {len(messages)} messages"
    rows = connection.execute(
        select(outgoing.c.sequence, outgoing.c.sent_at).where(outgoing.c.conversation_id == place.conversation_id)
    ).all()
    if sorted(row.sequence for row in rows) != list(range(1, place.last_sequence + 1)):
        yield f"{sender}: the replies that went out are not numbered one by one"
    if any(row.sent_at is None for row in rows):
        yield f"{sender}: a reply isn't marked as sent"
    for message in messages:
        yield from _of_message(connection, store, message)


def _of_message(connection: Connection, store: Store, message: Message) -> Iterator[str]:
    update = of_text(CHANNEL, message.sender, message.text, message.id)
    key = records.update_key(store, update)
    row: Any = connection.execute(select(incoming).where(incoming.c.update_id == key)).one_or_none()
    if row is None:
        yield f"{message.sender} {message.id}: lost"
        return
    if row.handled_at is None or row.outcome != "answered":
        yield f"{message.sender} {message.id}: recorded, not answered"
    if store.sealer.unseal(row.content_sealed, records.CONTENT) != message.text:
        yield f"{message.sender} {message.id}: recorded with another content"
    replies = tuple(reply for _, reply in records.replies_to(connection, store.sealer, update, key))
    if [told(message.sender, reply) for reply in replies] != message.replies:
        yield f"{message.sender} {message.id}: the database has other replies than those that were given"
