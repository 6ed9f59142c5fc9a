"""The jobs there are: clocks of referrals, the end of an erasure, the nightly purge."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.jobs.in_process import forget_done
from bot.jobs.kinds import JobKind, Payload
from bot.referrals.ledger import CLOCK_JOB, Ledger
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
from bot.store.store import Store


def job_kinds(store: Store, ledger: Ledger, kept: Retention | None = None) -> tuple[JobKind, ...]:
    """Every kind of job, for the runner of this store."""
    queue, rules = ledger.queue, kept or Retention()
    scrubbed = partial(scrub, store)
    return (
        JobKind(name=CLOCK_JOB, work=ledger.strike),
        JobKind(name=ERASURE_JOB, work=partial(_end_erasure, queue), after=scrubbed),
        JobKind(name=RETENTION_JOB, work=partial(_purge, queue, rules), after=scrubbed),
    )


def schedule(store: Store, queue: JobQueue, now: datetime) -> None:
    """Makes sure, when the program starts, that what comes back every night is waiting."""
    store.run(lambda connection: schedule_retention(connection, queue, now))


def _end_erasure(queue: JobQueue, connection: Connection, payload: Payload, now: datetime) -> None:
    end_erasure(connection, queue, payload, now)


def _purge(queue: JobQueue, kept: Retention, connection: Connection, _payload: Payload, now: datetime) -> None:
    forget_done(connection, now)
    purge_codes(connection, now)
    purge_by_night(connection, queue, now, kept)
