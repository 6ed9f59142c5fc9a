"""The jobs there are: clocks of referrals, the end of an erasure, the nightly purge."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Connection, select

from bot.conversation.words import Words
from bot.jobs.in_process import forget_done
from bot.jobs.kinds import JobKind, Payload
from bot.referrals.ledger import CLOCK_JOB, Ledger
from bot.referrals.life import State
from bot.referrals.news import news_of
from bot.service.data_rights import (
    ERASURE_JOB,
    RETENTION_JOB,
    end_erasure,
    purge_by_night,
    schedule_retention,
    scrub,
)
from bot.service.passages import purge_codes
from bot.service.protocols import JobQueue
from bot.service.retention import Retention
from bot.service.telling import tell
from bot.store.store import Store
from bot.store.tables import person, referral


def job_kinds(store: Store, ledger: Ledger, words: Words, kept: Retention | None = None) -> tuple[JobKind, ...]:
    """Every kind of job, for the runner of this store; `words` are those in which people are told."""
    queue, rules = ledger.queue, kept or Retention()
    scrubbed = partial(scrub, store)
    return (
        JobKind(name=CLOCK_JOB, work=partial(_strike, store, ledger, words)),
        JobKind(name=ERASURE_JOB, work=partial(_end_erasure, queue), after=scrubbed),
        JobKind(name=RETENTION_JOB, work=partial(_purge, queue, rules), after=scrubbed),
    )


def schedule(store: Store, queue: JobQueue, now: datetime) -> None:
    """Makes sure, when the program starts, that what comes back every night is waiting."""
    store.run(lambda connection: schedule_retention(connection, queue, now))


def _strike(
    store: Store, ledger: Ledger, words: Words, connection: Connection, payload: Payload, now: datetime
) -> None:
    """A clock strikes; whoever waited for an answer that will not come is told.

    The person is locked before the referral, as a turn does.
    """
    mine = select(referral.c.person_id, referral.c.reference).where(referral.c.id == int(payload["referral"]))
    row = connection.execute(mine).one_or_none()
    if row is not None and row.person_id is not None:
        connection.execute(select(person.c.id).where(person.c.id == row.person_id).with_for_update())
    if ledger.strike(connection, payload, now) is State.EXPIRED and row is not None and row.person_id is not None:
        key, params = news_of(row.reference, State.EXPIRED, None, None, None)
        tell(connection, store.sealer, words, row.person_id, key, params, now)


def _end_erasure(queue: JobQueue, connection: Connection, payload: Payload, now: datetime) -> None:
    end_erasure(connection, queue, payload, now)


def _purge(queue: JobQueue, kept: Retention, connection: Connection, _payload: Payload, now: datetime) -> None:
    forget_done(connection, now)
    purge_codes(connection, now)
    purge_by_night(connection, queue, now, kept)
