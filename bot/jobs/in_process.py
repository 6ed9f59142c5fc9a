"""Jobs in process, kept in the `job` table: for one machine on SQLite.

A job is leased in one transaction and done in another, which also marks it done: killed in between, it runs again, once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from bot.jobs.kinds import MAX_ATTEMPTS, Clock, JobKind, Payload, UnknownJobError, by_name, utc_now, wait_before
from bot.service.discretion import told
from bot.store.store import Store
from bot.store.tables import job

LEASE = timedelta(minutes=10)
POLL_SECONDS = 1.0
_KEPT = timedelta(days=30)
_logger = logging.getLogger(__name__)


class TableQueue:
    """A `JobQueue` that writes to the `job` table."""

    def defer(self, connection: Connection, name: str, key: str | None, due: datetime, payload: Payload) -> None:
        """See `bot.service.protocols.JobQueue`."""
        row = {"name": name, "key": key, "payload": json.dumps(dict(payload)), "due_at": due, "attempts": 0}
        if key is None:
            connection.execute(insert(job).values(row))
        else:
            connection.execute(insert_or_ignore(job).values(row).on_conflict_do_nothing())


@dataclass(frozen=True, kw_only=True)
class _Taken:
    id: int
    name: str
    payload: Payload
    attempt: int


class InProcessRunner:
    """Runs due jobs one after the other; one runner a database, so that leases found at the start are void."""

    def __init__(self, store: Store, kinds: tuple[JobKind, ...], clock: Clock = utc_now) -> None:
        self._store = store
        self._kinds = by_name(kinds)
        self._clock = clock
        self._stopping = Event()
        self._thread = Thread(target=self._keep_running, name="escale-jobs", daemon=True)

    def start(self) -> None:
        """Voids the leases of a former process, then runs jobs as they come due, in a thread of its own."""
        self.void_leases()
        self._thread.start()

    def stop(self) -> None:
        """Finishes the job under way."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def void_leases(self) -> None:
        """Whoever held a lease is gone."""
        self._store.run(lambda connection: connection.execute(update(job).values(leased_until=None)))

    def run_due(self) -> int:
        """Runs every job that is due by the clock, those they add included; how many ran."""
        ran = 0
        while (taken := self._take()) is not None:
            self._run(taken)
            ran += 1
        return ran

    def _keep_running(self) -> None:
        while not self._stopping.wait(POLL_SECONDS):
            try:
                self.run_due()
            except Exception as error:  # noqa: BLE001 the runner outlives whatever goes wrong
                _logger.error("the jobs could not be read, trying again: %s", told(error))

    def _take(self) -> _Taken | None:
        now = self._clock()
        if not self._store.read(lambda connection: connection.execute(_next_due(now)).first()).result():
            return None
        return self._store.run(lambda connection: _lease(connection, now))

    def _run(self, taken: _Taken) -> None:
        try:
            kind = self._kinds.get(taken.name)
            if kind is None:
                raise UnknownJobError(f"No handler is named {taken.name!r}; it knows {', '.join(sorted(self._kinds))}.")
            self._store.run(lambda connection: self._work(connection, kind, taken))
            if kind.after is not None:
                kind.after()
        except Exception as error:  # noqa: BLE001 tried again later
            _logger.error("job %s %s failed at attempt %s: %s", taken.name, taken.id, taken.attempt, told(error))
            problem = type(error).__name__
            self._store.run(lambda connection: _put_off(connection, taken, self._clock(), problem))

    def _work(self, connection: Connection, kind: JobKind, taken: _Taken) -> None:
        now = self._clock()
        connection.execute(update(job).where(job.c.id == taken.id).values(done_at=now, leased_until=None))
        kind.work(connection, taken.payload, now)


def forget_done(connection: Connection, now: datetime) -> int:
    """Deletes the jobs done a month ago; how many."""
    return connection.execute(delete(job).where(job.c.done_at < now - _KEPT)).rowcount


def _next_due(now: datetime) -> Select[Any]:
    return (
        select(job.c.id, job.c.name, job.c.payload, job.c.attempts)
        .where(job.c.done_at.is_(None), job.c.failed_at.is_(None), job.c.due_at <= now)
        .where(or_(job.c.leased_until.is_(None), job.c.leased_until <= now))
        .order_by(job.c.due_at, job.c.id)
        .limit(1)
    )


def _lease(connection: Connection, now: datetime) -> _Taken | None:
    row = connection.execute(_next_due(now)).first()
    if row is None:
        return None
    values = {"attempts": row.attempts + 1, "leased_until": now + LEASE}
    connection.execute(update(job).where(job.c.id == row.id).values(values))
    return _Taken(id=row.id, name=row.name, payload=json.loads(row.payload), attempt=row.attempts + 1)


def _put_off(connection: Connection, taken: _Taken, now: datetime, problem: str) -> None:
    values: dict[str, object] = {"leased_until": None, "problem": problem}
    if taken.attempt < MAX_ATTEMPTS:
        values["due_at"] = now + wait_before(taken.attempt)
    else:
        values["failed_at"] = now
    connection.execute(update(job).where(job.c.id == taken.id, job.c.done_at.is_(None)).values(values))
