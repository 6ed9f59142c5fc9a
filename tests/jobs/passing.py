"""Lets time pass until an instant, and runs the jobs that came due, on either database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from bot.jobs.in_process import InProcessRunner
from bot.jobs.kinds import JobKind
from bot.jobs.with_procrastinate import ProcrastinateRunner
from bot.store.store import Store

NOW = datetime(2041, 3, 14, 15, tzinfo=UTC)  # a Thursday, later than PostgreSQL's own clock, which can't be moved


def run_until(store: Store, kinds: tuple[JobKind, ...], now: datetime) -> None:
    """Runs what is due at `now`, and what that adds."""
    if store.sqlite:
        runner = InProcessRunner(store, kinds, lambda: now)
        runner.void_leases()
        runner.run_due()
        return
    worker = ProcrastinateRunner(store, kinds, lambda: now)
    while _bring_forward(store, now):
        worker.run_due()


def waiting(store: Store) -> int:
    """How many jobs wait."""
    query = (
        "SELECT count(*) FROM job WHERE done_at IS NULL AND failed_at IS NULL"
        if store.sqlite
        else "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"
    )
    return int(store.run(lambda connection: connection.execute(text(query)).scalar_one()))


def _bring_forward(store: Store, now: datetime) -> int:
    due = text(
        "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' "
        "WHERE status = 'todo' AND scheduled_at <= :now"
    )
    return store.run(lambda connection: connection.execute(due, {"now": now}).rowcount)
