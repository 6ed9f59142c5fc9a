"""What must happen later: one queue and one runner, in process on SQLite, procrastinate on PostgreSQL."""

from __future__ import annotations

from typing import Protocol

from bot.jobs.in_process import InProcessRunner, TableQueue
from bot.jobs.kinds import Clock, JobKind, utc_now
from bot.service.protocols import JobQueue
from bot.store.store import Store


class Runner(Protocol):
    """Runs jobs as they come due."""

    def start(self) -> None:
        """Starts, in a thread of its own."""

    def stop(self) -> None:
        """Finishes the job under way."""


def queue_for(store: Store) -> JobQueue:
    """The queue of this store, its tables made if they weren't."""
    if store.sqlite:
        return TableQueue()
    from bot.jobs.with_procrastinate import ProcrastinateQueue, prepare

    store.run(prepare)
    return ProcrastinateQueue()


def runner_for(store: Store, kinds: tuple[JobKind, ...], clock: Clock = utc_now) -> Runner:
    """The runner of this store's jobs; `clock` gives the instant that jobs are told."""
    if store.sqlite:
        return InProcessRunner(store, kinds, clock)
    from bot.jobs.with_procrastinate import ProcrastinateRunner

    return ProcrastinateRunner(store, kinds, clock)
