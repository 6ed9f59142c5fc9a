"""What a turn reads and writes: the journal, the message that came in, the replies that go out, the anonymous events."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, bindparam, select, update

from bot.conversation.journal import Applied, Conversation, FrameOpened, Turn, dump, load
from bot.conversation.replies import Option, Reply, Role
from bot.montreal import day_of
from bot.service.people import Place
from bot.service.updates import Update, waiting
from bot.store.prepared import Prepared, counting, inserting, inserting_new
from bot.store.sealing import Sealer
from bot.store.store import Store
from bot.store.tables import conversation, incoming, journal, outgoing, statistic

JOURNAL = "journal.body"
CONTENT = "incoming.content"
BODY = "outgoing.body"

_JOURNAL = Prepared(
    select(journal.c.body_sealed)
    .where(journal.c.conversation_id == bindparam("conversation_id"))
    .order_by(journal.c.number)
)
_REPLIES = Prepared(
    select(outgoing.c.sequence, outgoing.c.body_sealed)
    .join(incoming, outgoing.c.incoming_id == incoming.c.id)
    .where((incoming.c.channel == bindparam("channel")) & (incoming.c.update_id == bindparam("update_id")))
    .order_by(outgoing.c.sequence)
)
_RECORD_TURN = inserting(journal, "conversation_id", "number", "body_sealed")
_RECORD_INCOMING = inserting_new(
    incoming, "channel", "update_id", "identity_id", "content_sealed", "received_at", "handled_at", "outcome"
)
_RECORD_WAITING = inserting_new(incoming, "channel", "update_id", "identity_id", "content_sealed", "received_at")
_HANDLE = Prepared(
    update(incoming)
    .where((incoming.c.id == bindparam("row")) & incoming.c.handled_at.is_(None))
    .values(
        content_sealed=bindparam("content_sealed"), handled_at=bindparam("handled_at"), outcome=bindparam("outcome")
    )
    .returning(incoming.c.id)
)
_UNASKED = Prepared(
    select(outgoing.c.sequence, outgoing.c.body_sealed)
    .where((outgoing.c.identity_id == bindparam("identity_id")) & outgoing.c.sent_at.is_(None))
    .order_by(outgoing.c.sequence)
)
_ANSWERED_WITH = Prepared(
    update(outgoing)
    .where((outgoing.c.identity_id == bindparam("identity_id")) & outgoing.c.sent_at.is_(None))
    .values(sent_at=bindparam("sent_at"), incoming_id=bindparam("incoming_id"))
)
_RECORD_REPLY = inserting(
    outgoing, "conversation_id", "sequence", "identity_id", "incoming_id", "body_sealed", "created_at", "sent_at"
)
_COUNT = counting(statistic, "day", "name", "channel", "language", "detail")
_MOVED = ("language", "base", "last_number", "last_sequence", "revision", "last_at")
_MOVE = Prepared(
    update(conversation)
    .where(conversation.c.id == bindparam("conversation_id"))
    .values({name: bindparam(name) for name in _MOVED})
)
_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(value: object) -> str:
    """Compact JSON."""
    return _to_json(value)


# --- journal ----------------------------------------------------------------------------------------------------------


def conversation_at(connection: Connection, sealer: Sealer, place: Place) -> Conversation:
    """The conversation of a place, whole."""
    rows = _JOURNAL.run(connection, {"conversation_id": place.conversation_id}).fetchall()
    return Conversation(
        turns=tuple(load(json.loads(sealer.unseal(row[0], JOURNAL))) for row in rows),
        base=place.base,
    )


def record_turn(connection: Connection, sealer: Sealer, place: Place, turn: Turn) -> None:
    """Adds a turn to the journal."""
    _RECORD_TURN.run(
        connection,
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
    _MOVE.run(
        connection,
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
    """Records a message as handled, or marks one that was waiting; None where it was handled before."""
    content = sealer.seal(message.content, CONTENT)
    if message.recorded is not None:
        handled = {"row": message.recorded, "content_sealed": content, "handled_at": now, "outcome": outcome}
        waited = _HANDLE.run(connection, handled).fetchone()
        return waited[0] if waited else None
    row = _RECORD_INCOMING.run(
        connection,
        {
            "channel": message.channel,
            "update_id": key,
            "identity_id": place.identity_id,
            "content_sealed": content,
            "received_at": now,
            "handled_at": now,
            "outcome": outcome,
        },
    ).fetchone()
    return row[0] if row else None


def record_waiting(
    connection: Connection, sealer: Sealer, place: Place, message: Update, key: str, now: datetime
) -> None:
    """Records a message that will have its turn later; one recorded before is left as it is."""
    kept = {"channel": message.channel, "update_id": key, "identity_id": place.identity_id, "received_at": now}
    _RECORD_WAITING.run(connection, {**kept, "content_sealed": sealer.seal(waiting(message), CONTENT)}).fetchone()


Numbered = tuple[tuple[int, Reply], ...]
"""Replies, each after its sequence in the conversation."""


def take_unasked(connection: Connection, sealer: Sealer, place: Place, incoming_id: int, now: datetime) -> Numbered:
    """What waited to be told to someone whose channel can't be written to: it goes before the replies to this message."""
    who = {"identity_id": place.identity_id}
    rows = _UNASKED.run(connection, who).fetchall()
    if not rows:
        return ()
    _ANSWERED_WITH.run(connection, {**who, "sent_at": now, "incoming_id": incoming_id})
    return _numbered(sealer, rows)


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
        _RECORD_REPLY.run_many(
            connection,
            [
                {
                    "conversation_id": place.conversation_id,
                    "sequence": place.last_sequence + n,
                    "identity_id": place.identity_id,
                    "incoming_id": incoming_id,
                    "body_sealed": sealer.seal(written(plain(reply)), BODY),
                    "created_at": now,
                    "sent_at": now if sent else None,
                }
                for n, reply in enumerate(replies, 1)
            ],
        )


def replies_to(connection: Connection, sealer: Sealer, message: Update, key: str) -> Numbered:
    """The replies recorded for a message; those whose content was erased since are left out."""
    return _numbered(sealer, _REPLIES.run(connection, {"channel": message.channel, "update_id": key}).fetchall())


def _numbered(sealer: Sealer, rows: Sequence[tuple[int, bytes | None]]) -> Numbered:
    return tuple((row[0], read_reply(sealer.unseal(row[1], BODY))) for row in rows if row[1] is not None)


def plain(reply: Reply) -> dict[str, object]:
    """A reply as JSON values."""
    return {**vars(reply), "options": [vars(option) for option in reply.options]}


def read_reply(body: str) -> Reply:
    """A reply from the JSON text it was recorded as."""
    stored = json.loads(body)
    options = tuple(Option(**{**option, "role": Role(option["role"])}) for option in stored.pop("options"))
    far = stored.pop("progress", None)
    return Reply(**stored, options=options, progress=tuple(far) if far else None)


# --- statistics -------------------------------------------------------------------------------------------------------


def record_statistics(
    connection: Connection, turns: Sequence[Turn], channel: str, language: str, now: datetime
) -> None:
    """Counts the flows opened and the effects applied: the day, the channel and the language, never who.

    A counter is held until the turn is committed: called last, and in the same order by all.
    """
    entries = [entry for turn in turns for entry in turn.entries]
    counts = Counter(("flow", entry.flow) for entry in entries if isinstance(entry, FrameOpened))
    counts.update(("effect", entry.effect) for entry in entries if isinstance(entry, Applied))
    if counts:
        when = {"day": day_of(now), "channel": channel, "language": language}
        rows = [{**when, "name": name, "detail": detail, "n": n} for (name, detail), n in sorted(counts.items())]
        _COUNT.run_many(connection, rows)
