"""How long things are kept, and the erasing of what has been kept long enough, a batch at a time.

Messages lose their content and keep their keys; a conversation left idle goes whole, unless a referral of it is still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, exists, or_, select, tuple_, update

from bot.montreal import day_of
from bot.service.unread import forget_sentences
from bot.store.tables import (
    audit,
    consent,
    conversation,
    identity,
    incoming,
    journal,
    outgoing,
    person,
    referral,
    unread,
)

FOLLOW_UP = "follow_up"
CLOSED = "closed"
DRAFT = "draft"
FINAL_STATES = ("closed", "declined", "expired", "withdrawn")
EMPTIED = {"summary_sealed": b"", "body_sealed": b"", "digest": ""}
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long each thing is kept after it last served."""

    messages: timedelta = timedelta(days=30)
    conversation: timedelta = timedelta(days=30)
    conversation_followed: timedelta = timedelta(days=396)  # thirteen months
    summary_ended: timedelta = timedelta(days=30)
    summary_closed: timedelta = timedelta(days=396)
    unread: timedelta = timedelta(days=30)
    audit: timedelta = timedelta(days=396)


@dataclass(frozen=True, kw_only=True)
class Purged:
    """How many of each were erased."""

    incoming: int = 0
    outgoing: int = 0
    conversations: int = 0
    summaries: int = 0
    drafts: int = 0
    unread: int = 0
    audit: int = 0

    def __add__(self, other: Purged) -> Purged:
        return Purged(
            incoming=self.incoming + other.incoming,
            outgoing=self.outgoing + other.outgoing,
            conversations=self.conversations + other.conversations,
            summaries=self.summaries + other.summaries,
            drafts=self.drafts + other.drafts,
            unread=self.unread + other.unread,
            audit=self.audit + other.audit,
        )

    def __bool__(self) -> bool:
        return any(astuple(self))


def purge_some(connection: Connection, now: datetime, kept: Retention, limit: int = BATCH) -> Purged:
    """Erases at most `limit` of each kind of what was kept long enough; nothing is left to do once it counts nothing."""
    return Purged(
        incoming=_incoming(connection, now - kept.messages, limit),
        outgoing=_outgoing(connection, now - kept.messages, limit),
        conversations=_conversations(connection, now, kept, limit),
        summaries=_summaries(connection, now, kept, limit),
        drafts=_drafts(connection, now, kept, limit),
        unread=_unread(connection, day_of(now - kept.unread), limit),
        audit=_audit(connection, now - kept.audit, limit),
    )


def forget_words(connection: Connection, person_ids: Sequence[int]) -> None:
    """Erases what was said: the journal, the contents that came in and went out, the sentences kept to learn from, the drafts.

    A message that still waits for its turn keeps its content, else it could never be answered.
    """
    conversations = select(conversation.c.id).where(conversation.c.person_id.in_(person_ids))
    identities = select(identity.c.id).where(identity.c.person_id.in_(person_ids))
    answered = incoming.c.identity_id.in_(identities) & incoming.c.handled_at.is_not(None)
    never_sent = referral.c.person_id.in_(person_ids) & referral.c.reference.is_(None)
    connection.execute(delete(journal).where(journal.c.conversation_id.in_(conversations)))
    connection.execute(update(incoming).where(answered).values(content_sealed=None))
    connection.execute(update(outgoing).where(outgoing.c.conversation_id.in_(conversations)).values(body_sealed=None))
    connection.execute(delete(referral).where(never_sent))
    forget_sentences(connection, person_ids)
    connection.execute(
        update(conversation)
        .where(conversation.c.person_id.in_(person_ids))
        .values(base=conversation.c.last_number, revision=conversation.c.revision + 1)
    )


def _conversations(connection: Connection, now: datetime, kept: Retention, limit: int) -> int:
    """Locks whoever was idle long enough, then looks again: a turn may have just ended."""
    idle = _idle(now, kept)
    candidates = select(person.c.id).where(idle).limit(limit).with_for_update(skip_locked=True)
    locked = connection.execute(candidates).scalars().all()
    ids = connection.execute(select(person.c.id).where(person.c.id.in_(locked), idle)).scalars().all()
    if ids:
        awaited = select(referral.c.person_id).where(referral.c.person_id.in_(ids), _HANDED)
        forget_words(connection, ids)
        connection.execute(delete(person).where(person.c.id.in_(ids), person.c.id.not_in(awaited)))
    return len(ids)


def _idle(now: datetime, kept: Retention) -> ColumnElement[bool]:
    """Whether a person was idle long enough, and something of theirs can go."""
    followed = exists().where(
        consent.c.person_id == person.c.id, consent.c.purpose == FOLLOW_UP, consent.c.withdrawn_at.is_(None)
    )
    waits = exists().where(
        incoming.c.identity_id == identity.c.id, identity.c.person_id == person.c.id, incoming.c.handled_at.is_(None)
    )
    spoke = exists().where(journal.c.conversation_id == conversation.c.id, conversation.c.person_id == person.c.id)
    awaited = exists().where(referral.c.person_id == person.c.id, _HANDED)
    long_ago = exists().where(
        conversation.c.person_id == person.c.id,
        or_(
            conversation.c.last_at < now - kept.conversation_followed,
            (conversation.c.last_at < now - kept.conversation) & ~followed,
        ),
    )
    return long_ago & ~waits & (spoke | ~awaited)


_HANDED = referral.c.reference.is_not(None) & referral.c.state.not_in(FINAL_STATES)


def _summaries(connection: Connection, now: datetime, kept: Retention, limit: int) -> int:
    """Empties referrals that ended; those that were closed wait for the last follow-up."""
    old = (
        select(referral.c.id)
        .where(
            referral.c.digest != "",
            referral.c.state.in_(FINAL_STATES),
            or_(
                referral.c.state_at < now - kept.summary_closed,
                (referral.c.state_at < now - kept.summary_ended) & (referral.c.state != CLOSED),
            ),
        )
        .limit(limit)
    )
    return connection.execute(update(referral).where(referral.c.id.in_(old)).values(EMPTIED)).rowcount


def _drafts(connection: Connection, now: datetime, kept: Retention, limit: int) -> int:
    """Deletes what was never sent and has ended, or can no longer be sent and no clock has ended it."""
    ended = referral.c.state.in_(FINAL_STATES) & (referral.c.state_at < now - kept.summary_ended)
    out_of_time = (referral.c.state == DRAFT) & (referral.c.due_at <= now)
    old = select(referral.c.id).where(referral.c.reference.is_(None), ended | out_of_time).limit(limit)
    return connection.execute(delete(referral).where(referral.c.id.in_(old))).rowcount


def _incoming(connection: Connection, before: datetime, limit: int) -> int:
    old = (
        select(incoming.c.id)
        .where(
            incoming.c.received_at < before, incoming.c.content_sealed.is_not(None), incoming.c.handled_at.is_not(None)
        )
        .limit(limit)
    )
    return connection.execute(update(incoming).where(incoming.c.id.in_(old)).values(content_sealed=None)).rowcount


def _outgoing(connection: Connection, before: datetime, limit: int) -> int:
    key = (outgoing.c.conversation_id, outgoing.c.sequence)
    old = select(*key).where(outgoing.c.created_at < before, outgoing.c.body_sealed.is_not(None)).limit(limit)
    return connection.execute(update(outgoing).where(tuple_(*key).in_(old)).values(body_sealed=None)).rowcount


def _audit(connection: Connection, before: datetime, limit: int) -> int:
    old = select(audit.c.id).where(audit.c.at < before).limit(limit)
    return connection.execute(delete(audit).where(audit.c.id.in_(old))).rowcount


def _unread(connection: Connection, before: date, limit: int) -> int:
    old = select(unread.c.id).where(unread.c.day < before).limit(limit)
    return connection.execute(delete(unread).where(unread.c.id.in_(old))).rowcount
