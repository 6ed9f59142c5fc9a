"""What was said in a conversation after a point of it, by both sides and on whatever channel, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from bot.conversation.replies import Reply, read_payload
from bot.service.people import Place, find
from bot.service.records import BODY, CONTENT, read_reply
from bot.service.retention import Retention
from bot.service.updates import START
from bot.store.prepared import Prepared
from bot.store.sealing import Sealer
from bot.store.store import Store
from bot.store.tables import incoming, outgoing


@dataclass(frozen=True, kw_only=True)
class Told:
    """A reply, or something told unasked."""

    sequence: int
    reply: Reply


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the person said: words, or the label of the button they pressed; `sequence` is that of the first reply it got."""

    sequence: int
    text: str


Entry = Told | Said


@dataclass(frozen=True, kw_only=True)
class Point:
    """How far a conversation has come."""

    conversation_id: int
    sequence: int


@dataclass(frozen=True, kw_only=True)
class History:
    """What follows a point, and how far that goes: None where nobody is there. Up to `erased` it was erased meanwhile, at
    the wish of whoever said it: 0 where nothing was."""

    entries: tuple[Entry, ...] = ()
    point: Point | None = None
    language: str | None = None
    erased: int = 0


_FROM = Prepared(
    select(outgoing.c.sequence, outgoing.c.body_sealed, outgoing.c.incoming_id, incoming.c.content_sealed)
    .outerjoin(incoming, outgoing.c.incoming_id == incoming.c.id)
    .where((outgoing.c.conversation_id == bindparam("conversation_id")) & (outgoing.c.sequence >= bindparam("after")))
    .order_by(outgoing.c.sequence)
)
_EARLIER = Prepared(
    select(outgoing.c.body_sealed)
    .where((outgoing.c.conversation_id == bindparam("conversation_id")) & (outgoing.c.sequence <= bindparam("after")))
    .where(outgoing.c.body_sealed.is_not(None))
    .order_by(outgoing.c.sequence.desc())
)
_ERASED = Prepared(
    select(func.max(outgoing.c.sequence))
    .where((outgoing.c.conversation_id == bindparam("conversation_id")) & (outgoing.c.created_at > bindparam("since")))
    .where(outgoing.c.body_sealed.is_(None))
)
_KEPT: timedelta = Retention().messages


def history(connection: Connection, store: Store, channel: str, address: str, after: int, now: datetime) -> History:
    """What was said after the sequence `after` in the conversation of whoever is at this address.

    Contents erased since are left out. An erasure is told from what was merely kept long enough by its age.
    """
    place = find(connection, store, channel, address)
    if place is None:
        return History()
    rows = _FROM.run(connection, {"conversation_id": place.conversation_id, "after": after}).fetchall()
    recent = {"conversation_id": place.conversation_id, "since": now - _KEPT}
    last_erased = (_ERASED.run(connection, recent).fetchone() or (None,))[0] or 0
    return History(
        entries=tuple(_entries(connection, store.sealer, place, rows, after)),
        point=Point(conversation_id=place.conversation_id, sequence=place.last_sequence),
        language=place.language,
        erased=last_erased if 0 < after <= last_erased else 0,
    )


def _entries(
    connection: Connection,
    sealer: Sealer,
    place: Place,
    rows: Iterable[tuple[int, bytes, int | None, bytes]],
    after: int,
) -> Iterator[Entry]:
    titles: dict[str, str] = {}
    answered = None
    for sequence, body, incoming_id, content in rows:
        if sequence > after:
            if content is not None and incoming_id != answered:
                text = _read(connection, sealer, place, sealer.unseal(content, CONTENT), titles, after)
                if text:
                    yield Said(sequence=sequence, text=text)
            if body is not None:
                reply = read_reply(sealer.unseal(body, BODY))
                titles.update(_titles(reply))
                yield Told(sequence=sequence, reply=reply)
        answered = incoming_id


def _read(
    connection: Connection, sealer: Sealer, place: Place, content: str, titles: Mapping[str, str], after: int
) -> str:
    """A message as its author would read it: nothing of an opening, the label of a button."""
    stripped = content.strip()
    if stripped == START or stripped.startswith(f"{START} "):
        return ""
    if read_payload(stripped) is None:
        return content
    return titles.get(stripped) or _earlier_title(connection, sealer, place, stripped, after)


def _earlier_title(connection: Connection, sealer: Sealer, place: Place, payload: str, after: int) -> str:
    """The label of a button shown up to `after`, the last one first; empty where it was erased, or never was."""
    cursor = _EARLIER.run(connection, {"conversation_id": place.conversation_id, "after": after})
    while (row := cursor.fetchone()) is not None:
        found = _titles(read_reply(sealer.unseal(row[0], BODY))).get(payload)
        if found:
            return found
    return ""


def _titles(reply: Reply) -> Mapping[str, str]:
    return {option.payload: option.title for option in reply.options}
