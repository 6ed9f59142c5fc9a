"""A person's rights over what is kept about them: to read it, to take it along, to have it erased; and the house's backup.

After an erasure nothing they said remains. Of a referral that left, its reference, organisation, state and dates stay, so that
whoever received it can be told; what the recipient copied is kept under the recipient's own law.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from bot.conversation.effects import Effect, Erase, Export
from bot.conversation.events import EffectResult, Erased, Exported
from bot.errors import EscaleError
from bot.montreal import ZONE
from bot.referrals.ledger import take_back
from bot.referrals.life import Actor
from bot.referrals.reference import read_reference
from bot.service.gathering import gather, readable
from bot.service.heart import Heart
from bot.service.passages import forget_codes
from bot.service.protocols import EffectContext, JobQueue
from bot.service.retention import BATCH, EMPTIED, Purged, Retention, forget_words, purge_some
from bot.service.telling import PULLED
from bot.store import audit_log
from bot.store.store import Store
from bot.store.tables import (
    consent,
    conversation,
    ended_identity,
    identity,
    outgoing,
    person,
    referral,
    referral_event,
)

ERASURE_JOB = "erasure_end"
RETENTION_JOB = "retention"
ADDRESS_KEPT = timedelta(hours=1)
ADDRESS_KEPT_UNSENT = timedelta(days=7)
_AGAIN = timedelta(minutes=10)
_NIGHT = time(3)


class UnknownPersonError(EscaleError):
    """Nobody is known by this number, reference or address."""


class BackupError(EscaleError):
    """The backup can't be made this way; the message says what to do."""


# --- commands ---------------------------------------------------------------------------------------------------------


LONGEST_NUMBER = 18
"""Digits at most in the number of a person: a database holds no larger one."""


def find_person(store: Store, written: str) -> int:
    """The number of a person, from that number, a referral's reference or `channel:address`; raises `UnknownPersonError`."""
    number = store.run(lambda connection: _found(connection, store, written.strip()))
    if number is None:
        raise UnknownPersonError(
            f"Nobody is known as {written!r}, or they were erased. "
            "Give a person's number, a referral's reference (ESC-7KQ2-9MXD) or a channel and address (telegram:123456)."
        )
    return number


def export(store: Store, person_id: int, now: datetime | None = None) -> dict[str, Any]:
    """Everything kept about a person, as JSON values; raises `UnknownPersonError`."""
    at = now or datetime.now(UTC)

    def work(connection: Connection) -> dict[str, Any] | None:
        gathered = gather(connection, store.sealer, person_id)
        if gathered is not None:
            audit_log.note(connection, at=at, actor="operator", action="data_export", subject=f"person:{person_id}")
        return gathered

    gathered = store.run(work)
    if gathered is None:
        raise UnknownPersonError(f"Nobody has the number {person_id}, or they were erased.")
    return gathered


def erase(store: Store, person_id: int, now: datetime | None = None, *, actor: str = "operator") -> None:
    """Erases a person at once, address included, and the traces in SQLite's files; raises `UnknownPersonError`.

    What opened their conversation on the web opens nothing again, not even an empty one.
    """
    at = now or datetime.now(UTC)

    def work(connection: Connection) -> bool:
        if connection.execute(select(person.c.id).where(person.c.id == person_id).with_for_update()).first() is None:
            return False
        forget(connection, person_id, actor, at)
        _end_tokens(connection, person_id, at)
        connection.execute(delete(person).where(person.c.id == person_id))
        return True

    if not store.run(work):
        raise UnknownPersonError(f"Nobody has the number {person_id}, or they were erased.")
    scrub(store)


def purge(store: Store, now: datetime, kept: Retention | None = None) -> Purged:
    """Erases everything that was kept long enough; how many of each."""
    rules, total = kept or Retention(), Purged()
    while done := store.run(lambda connection: _purge_some(connection, now, rules)):
        total += done
    scrub(store)
    return total


def backup(store: Store, path: Path) -> None:
    """Copies the SQLite database to a new file while it is used; the keys are not in it, keep them apart.

    Raises `BackupError` on PostgreSQL, and where the file is there already or can't be written.
    """
    source = store.engine.url.database
    if not store.sqlite or source is None:
        raise BackupError("This database is PostgreSQL: back it up with pg_dump, for example pg_dump --format=custom.")
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise BackupError(
            f"The backup {path} can't be made: {error.strerror}. Choose a new file in a folder."
        ) from None
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        raise BackupError(f"The backup {path} failed: {error}. Nothing was written; try again.") from None


def scrub(store: Store) -> None:
    """Writes SQLite's journal back into the database and empties it, so that nothing erased lingers there."""
    if store.sqlite and store.engine.url.database is not None:
        with closing(sqlite3.connect(store.engine.url.database, timeout=30)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


# --- in the conversation ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DataRights:
    """Handles `Erase` and `Export`; a job ends an erasure once the last message has gone."""

    heart: Heart
    queue: JobQueue

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        match effect:
            case Erase(reason=reason, language=language):
                forget(connection, context.person_id, "person", context.now)
                _end_later(connection, self.queue, context.person_id, context.now, due=context.now)
                return Erased(reason=reason, language=language)
            case Export():
                who, language = context.person_id, context.language
                audit_log.note(
                    connection, at=context.now, actor="person", action="data_export", subject=f"person:{who}"
                )
                text = readable(connection, context.sealer, self.heart, who, language, context.now)
                return Exported(text=text)
        raise TypeError(type(effect).__name__)


def forget(connection: Connection, person_id: int, actor: str, now: datetime) -> None:
    """Erases what a person said, and takes back their referrals; who they are stays until their last message is sent.

    Why is not written anywhere: it may be the very thing to forget.
    """
    mine = referral.c.person_id == person_id
    forget_words(connection, (person_id,))
    forget_codes(connection, person_id)
    numbers = connection.execute(select(referral.c.id).where(mine).order_by(referral.c.id)).scalars().all()
    for number in numbers:
        take_back(connection, number, Actor(actor), "erased", now)
    connection.execute(update(referral_event).where(referral_event.c.referral_id.in_(numbers)).values(note_sealed=None))
    connection.execute(update(referral).where(mine).values(_ANONYMOUS))
    connection.execute(delete(consent).where(consent.c.person_id == person_id, consent.c.referral_id.is_(None)))
    connection.execute(
        update(consent)
        .where(consent.c.person_id == person_id)
        .values(person_id=None, language="", wording_digest="", withdrawn_at=func.coalesce(consent.c.withdrawn_at, now))
    )
    audit_log.note(connection, at=now, actor=actor, action="data_erase", subject=f"person:{person_id}")


_ANONYMOUS: Mapping[str, Any] = {
    **EMPTIED,
    "person_id": None,
    "conversation_id": None,
    "kind": "",
    "language": "",
    "urgent": False,
    "counsellor": None,
    "outcome": None,
    "decline_reason": None,
}


# --- jobs -------------------------------------------------------------------------------------------------------------


def schedule_retention(connection: Connection, queue: JobQueue, now: datetime) -> None:
    """The next night's purge, in the small hours of Montréal; one already waiting stays as it is."""
    local = now.astimezone(ZONE)
    night = datetime.combine(local.date() + timedelta(days=local.time() >= _NIGHT), _NIGHT, ZONE)
    queue.defer(connection, RETENTION_JOB, "nightly", night, {})


def purge_by_night(connection: Connection, queue: JobQueue, now: datetime, kept: Retention) -> None:
    """One batch of the purge; goes on at once where something may be left, else the next night."""
    if _purge_some(connection, now, kept):
        queue.defer(connection, RETENTION_JOB, "nightly", now, {})
    else:
        schedule_retention(connection, queue, now)


def end_erasure(connection: Connection, queue: JobQueue, payload: Mapping[str, str | int], now: datetime) -> None:
    """Removes who a person was, an hour after their erasure and once their last message was sent.

    Whoever writes again meanwhile begins anew and stays.
    """
    person_id, erased_at = int(payload["person"]), datetime.fromisoformat(str(payload["erased_at"]))
    connection.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())
    last_at = connection.execute(select(conversation.c.last_at).where(conversation.c.person_id == person_id)).scalar()
    if last_at is None or last_at > erased_at:
        return
    age = now - erased_at
    if age < ADDRESS_KEPT:
        _end_later(connection, queue, person_id, erased_at, due=erased_at + ADDRESS_KEPT)
    elif age < ADDRESS_KEPT_UNSENT and _something_to_send(connection, person_id):
        _end_later(connection, queue, person_id, erased_at, due=now + _AGAIN)
    else:
        connection.execute(delete(person).where(person.c.id == person_id))


def _end_later(connection: Connection, queue: JobQueue, person_id: int, erased_at: datetime, due: datetime) -> None:
    """A job for each erasure: who writes again within the hour may erase again."""
    payload: dict[str, str | int] = {"person": person_id, "erased_at": erased_at.isoformat()}
    queue.defer(connection, ERASURE_JOB, f"{person_id}:{payload['erased_at']}", due, payload)


# --- the pieces -------------------------------------------------------------------------------------------------------


def _purge_some(connection: Connection, now: datetime, kept: Retention) -> Purged:
    connection.execute(delete(ended_identity).where(ended_identity.c.ended_at < now - kept.audit))
    return purge_some(connection, now, kept, BATCH)


def _end_tokens(connection: Connection, person_id: int, now: datetime) -> None:
    """A message on its way, from another tab or sent again, brings nobody back."""
    theirs = (identity.c.person_id == person_id) & identity.c.channel.in_(PULLED)
    hashes = connection.execute(select(identity.c.hash).where(theirs)).scalars().all()
    if hashes:
        connection.execute(insert(ended_identity), [{"hash": one, "ended_at": now} for one in hashes])


def _something_to_send(connection: Connection, person_id: int) -> bool:
    unsent = exists().where(
        outgoing.c.conversation_id == conversation.c.id,
        conversation.c.person_id == person_id,
        outgoing.c.sent_at.is_(None),
        outgoing.c.body_sealed.is_not(None),
    )
    return bool(connection.execute(select(unsent)).scalar())


def _found(connection: Connection, store: Store, written: str) -> int | None:
    channel, colon, address = written.partition(":")
    if colon:
        known = (identity.c.channel == channel) & (identity.c.hash == store.find(channel, address))
        query = select(identity.c.person_id).where(known)
    elif written.isascii() and written.isdigit() and len(written) <= LONGEST_NUMBER:
        query = select(person.c.id).where(person.c.id == int(written))
    else:
        query = select(referral.c.person_id).where(referral.c.reference == read_reference(written))
    number: int | None = connection.execute(query).scalar()
    return number
