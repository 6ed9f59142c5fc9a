"""What a turn reads and writes: the journal, the message that came in, the replies that go out, the anonymous events."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, bindparam, insert, select, update

from bot.conversation.journal import Applied, Conversation, FrameOpened, Turn, dump, load
from bot.conversation.replies import Option, Reply, Role
from bot.service.people import Place, insert_new
from bot.service.updates import Update
from bot.store.sealing import Sealer
from bot.store.store import Store
from bot.store.tables import conversation, incoming, journal, outgoing, statistic

MONTREAL = ZoneInfo("America/Toronto")
JOURNAL = "journal.body"
CONTENT = "incoming.content"
BODY = "outgoing.body"

_JOURNAL: Select[Any] = (
    select(journal.c.body_sealed)
    .where(journal.c.conversation_id == bindparam("conversation_id"))
    .order_by(journal.c.number)
)
_REPLIES: Select[Any] = (
    select(outgoing.c.body_sealed)
    .join(incoming, outgoing.c.incoming_id == incoming.c.id)
    .where((incoming.c.channel == bindparam("channel")) & (incoming.c.update_id == bindparam("update_id")))
    .order_by(outgoing.c.sequence)
)
_RECORD = insert(journal)
_SEND = insert(outgoing)
_COUNT = insert(statistic)
_MOVE = (
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values(
        {name: bindparam(name) for name in ("language", "base", "last_number", "last_sequence", "revision", "last_at")}
    )
)


def written(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- journal ----------------------------------------------------------------------------------------------------------


def conversation_at(connection: Connection, sealer: Sealer, place: Place) -> Conversation:
    """The conversation of a place, whole."""
    rows: Sequence[Row[Any]] = connection.execute(_JOURNAL, {"conversation_id": place.conversation_id}).all()
    return Conversation(
        turns=tuple(load(json.loads(sealer.unseal(row[0], JOURNAL))) for row in rows),
        base=place.base,
    )


def record_turn(connection: Connection, sealer: Sealer, place: Place, turn: Turn) -> None:
    """Adds a turn to the journal."""
    connection.execute(
        _RECORD,
        {
            "conversation_id": place.conversation_id,
            "number": turn.number,
            "body_sealed": sealer.seal(written(dump(turn)), JOURNAL),
        },
    )


def move(
    connection: Connection, place: Place, *, language: str | None, base: int, number: int, replies: int, now: datetime
) -> None:
    """Where the conversation stands after the turn."""
    connection.execute(
        _MOVE,
        {
            "conversation_id": place.conversation_id,
            "language": language,
            "base": base,
            "last_number": number,
            "last_sequence": place.last_sequence + replies,
            "revision": place.revision + 1,
            "last_at": now,
        },
    )


# --- in and out -------------------------------------------------------------------------------------------------------


def update_key(store: Store, message: Update) -> str:
    """What makes a message the same when it comes again, unreadable to anyone else; one without an id is never the same."""
    return (
        store.find("update", message.channel, message.address, message.id).hex()
        if message.id is not None
        else uuid4().hex
    )


def record_incoming(
    connection: Connection, sealer: Sealer, place: Place, message: Update, key: str, now: datetime, outcome: str
) -> int | None:
    """Records a message as handled; None where it was recorded before."""
    recorded: int | None = connection.execute(
        insert_new(connection, incoming),
        {
            "channel": message.channel,
            "update_id": key,
            "identity_id": place.identity_id,
            "content_sealed": sealer.seal(message.content, CONTENT),
            "received_at": now,
            "handled_at": now,
            "outcome": outcome,
        },
    ).scalar()
    return recorded


def record_replies(
    connection: Connection,
    sealer: Sealer,
    place: Place,
    incoming_id: int | None,
    replies: Sequence[Reply],
    now: datetime,
    *,
    sent: bool,
) -> None:
    """Adds replies to what goes out, after everything already there; `sent` where the channel returns them itself."""
    if replies:
        connection.execute(
            _SEND,
            [
                {
                    "conversation_id": place.conversation_id,
                    "sequence": place.last_sequence + n,
                    "identity_id": place.identity_id,
                    "incoming_id": incoming_id,
                    "body_sealed": sealer.seal(written(_plain(reply)), BODY),
                    "created_at": now,
                    "sent_at": now if sent else None,
                }
                for n, reply in enumerate(replies, 1)
            ],
        )


def replies_to(connection: Connection, sealer: Sealer, message: Update, key: str) -> tuple[Reply, ...]:
    """The replies recorded for a message; those whose content was erased since are left out."""
    rows = connection.execute(_REPLIES, {"channel": message.channel, "update_id": key}).all()
    return tuple(read_reply(sealer.unseal(row[0], BODY)) for row in rows if row[0] is not None)


def _plain(reply: Reply) -> dict[str, object]:
    return {**vars(reply), "options": [vars(option) for option in reply.options]}


def read_reply(body: str) -> Reply:
    """A reply from the JSON text it was recorded as."""
    stored = json.loads(body)
    options = tuple(Option(**{**option, "role": Role(option["role"])}) for option in stored.pop("options"))
    return Reply(**stored, options=options)


# --- statistics -------------------------------------------------------------------------------------------------------


def record_statistics(connection: Connection, turn: Turn, channel: str, language: str, now: datetime) -> None:
    """Counts the flows opened and the effects applied: the day, the channel and the language, never who."""
    names = [("flow", entry.flow) for entry in turn.entries if isinstance(entry, FrameOpened)]
    names += [("effect", entry.effect) for entry in turn.entries if isinstance(entry, Applied)]
    if names:
        day = now.astimezone(MONTREAL).date()
        connection.execute(
            _COUNT,
            [
                {"day": day, "name": name, "channel": channel, "language": language, "detail": detail}
                for name, detail in names
            ],
        )
