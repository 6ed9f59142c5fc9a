"""Gathering what is kept about one person, as JSON values or as a text they can read.

Nothing of another person is in it, nor anything that only the house knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from bot.conversation.facts import Known
from bot.conversation.journal import Turn, dump, fold, load
from bot.conversation.labels import label, name
from bot.conversation.memory import Memory
from bot.conversation.policies import Policies
from bot.conversation.words import formatted
from bot.service.heart import Heart
from bot.service.records import BODY, CONTENT, JOURNAL
from bot.service.unread import sentences
from bot.store.sealing import Sealer
from bot.store.tables import consent, conversation, identity, incoming, journal, outgoing, person, referral

ADDRESS = "identity.address"
SUMMARY = "referral.summary"
NOTHING = "common.not_said"
UNREAD = "export.says.unread"
_REFERRAL = ("reference", "state", "outcome", "decline_reason", "organization", "kind", "urgent", "language")
_CONSENT = ("purpose", "organization", "via_operator", "language")


def gather(connection: Connection, sealer: Sealer, person_id: int) -> dict[str, Any] | None:
    """Everything kept about a person, as JSON values; None where nobody has this number."""
    found = connection.execute(select(person).where(person.c.id == person_id)).one_or_none()
    if found is None:
        return None
    turns = turns_of(connection, sealer, person_id)
    return {
        "person": person_id,
        "known_since": _iso(found.created_at),
        "identities": _identities(connection, sealer, person_id),
        "facts": {fact: _known(known) for fact, known in _facts(turns)},
        "received": _received(connection, sealer, person_id),
        "sent": _sent(connection, sealer, person_id),
        "referrals": _referrals(connection, sealer, person_id),
        "consents": _consents(connection, person_id),
        "unread": [
            {"text": one.text, "language": one.language, "day": one.day.isoformat()}
            for one in sentences(connection, sealer, person_id)
        ],
        "journal": [dump(turn) for turn in turns],
    }


def readable(connection: Connection, sealer: Sealer, heart: Heart, person_id: int, language: str, now: datetime) -> str:
    """What a person said, handed over and let be kept, one line each, in their language."""
    turns = turns_of(connection, sealer, person_id)
    policies = heart.policies(now)
    memory = Memory(script=heart.script, state=fold(turns), now=now, findings=policies.finding)
    lines = [
        _line(policies, memory, language, fact, known)
        for fact, known in _facts(turns)
        if fact in memory.script.vocabulary
    ]
    sent = (referral.c.person_id == person_id) & referral.c.reference.is_not(None)
    for row in connection.execute(select(referral).where(sent).order_by(referral.c.id)):
        to = policies.display("recipient", row.organization, language) or row.organization
        lines.append(f"• {row.reference} – {to} ({formatted(language, row.created_at.date())})")
    for one in sentences(connection, sealer, person_id):
        kept = {"text": one.text, "day": formatted(language, one.day)}
        lines.append(heart.script.words.text(language, UNREAD, kept))
    return "\n".join(lines) or heart.script.words.text(language, NOTHING)


def turns_of(connection: Connection, sealer: Sealer, person_id: int) -> tuple[Turn, ...]:
    """The journal of a person, in order."""
    query = (
        select(journal.c.body_sealed)
        .join(conversation, journal.c.conversation_id == conversation.c.id)
        .where(conversation.c.person_id == person_id)
        .order_by(journal.c.number)
    )
    return tuple(load(json.loads(sealer.unseal(body, JOURNAL))) for body in connection.execute(query).scalars())


def _line(policies: Policies, memory: Memory, language: str, fact: str, known: Known) -> str:
    said = label(memory, policies, language, fact, known.value)
    return f"• {name(memory, language, fact)} – {said} ({formatted(language, known.said_at.date())})"


def _facts(turns: tuple[Turn, ...]) -> tuple[tuple[str, Known], ...]:
    """Facts of the person, then those of the flows still open."""
    state = fold(turns)
    return (*state.facts.items(), *(item for frame in state.frames for item in frame.facts.items()))


def _known(known: Known) -> dict[str, Any]:
    value = list(known.value) if isinstance(known.value, tuple) else known.value
    return {"value": value, "said_at": _iso(known.said_at)}


def _identities(connection: Connection, sealer: Sealer, person_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(identity).where(identity.c.person_id == person_id).order_by(identity.c.id))
    return [{"channel": row.channel, "address": _opened(sealer, row.address_sealed, ADDRESS)} for row in rows]


def _received(connection: Connection, sealer: Sealer, person_id: int) -> list[dict[str, Any]]:
    query = (
        select(incoming.c.channel, incoming.c.received_at, incoming.c.content_sealed)
        .join(identity, incoming.c.identity_id == identity.c.id)
        .where(identity.c.person_id == person_id)
        .order_by(incoming.c.id)
    )
    return [
        {
            "channel": row.channel,
            "at": _iso(row.received_at),
            "content": _opened(sealer, row.content_sealed, CONTENT),
        }
        for row in connection.execute(query)
    ]


def _sent(connection: Connection, sealer: Sealer, person_id: int) -> list[dict[str, Any]]:
    query = (
        select(outgoing.c.created_at, outgoing.c.sent_at, outgoing.c.body_sealed)
        .join(conversation, outgoing.c.conversation_id == conversation.c.id)
        .where(conversation.c.person_id == person_id)
        .order_by(outgoing.c.sequence)
    )
    return [
        {
            "at": _iso(row.created_at),
            "sent_at": _iso(row.sent_at),
            "text": None if row.body_sealed is None else json.loads(sealer.unseal(row.body_sealed, BODY))["text"],
        }
        for row in connection.execute(query)
    ]


def _referrals(connection: Connection, sealer: Sealer, person_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(referral).where(referral.c.person_id == person_id).order_by(referral.c.id))
    return [
        {
            **_columns(row, _REFERRAL),
            "created_at": _iso(row.created_at),
            "sent_at": _iso(row.sent_at),
            "state_at": _iso(row.state_at),
            "summary": _opened(sealer, row.summary_sealed, SUMMARY),
        }
        for row in rows
    ]


def _consents(connection: Connection, person_id: int) -> list[dict[str, Any]]:
    rows = connection.execute(select(consent).where(consent.c.person_id == person_id).order_by(consent.c.id))
    return [
        {**_columns(row, _CONSENT), "given_at": _iso(row.given_at), "withdrawn_at": _iso(row.withdrawn_at)}
        for row in rows
    ]


def _columns(row: Row[Any], names: tuple[str, ...]) -> Mapping[str, Any]:
    return {name: getattr(row, name) for name in names}


def _opened(sealer: Sealer, sealed: bytes | None, place: str) -> str | None:
    """The text, None where it was erased."""
    return sealer.unseal(sealed, place) if sealed else None


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
