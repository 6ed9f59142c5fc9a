"""Where transactions run: one writer thread on SQLite, a pool of threads on PostgreSQL; the caller waits for the commit.

A piece of work is a function of a connection, and may be run again: what it leaves outside the database must not matter. On
SQLite the works that wait together share one commit; where one fails all are undone, and run again each in its own. No one
is answered before their commit is on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from bot.store import faults

T = TypeVar("T")
Work = Callable[[Connection], T]
TOGETHER = 64
RETRIED = ("40001", "40P01")  # serialization failure, deadlock
ATTEMPTS = 4


class Transactions(Protocol):
    """Runs works, each in a transaction of its own."""

    def submit(self, work: Work[T]) -> Future[T]:
        """The future of what the work returns, done once it is committed, or failed once it is undone."""

    def close(self) -> None:
        """Waits for what was submitted, then stops."""


@dataclass(frozen=True)
class _Task:
    work: Work[Any]
    future: Future[Any]


class WriterThread:
    """The one thread that writes to SQLite."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="escale-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Work[T]) -> Future[T]:
        """See `Transactions`."""
        future: Future[T] = Future()
        self._queue.put(_Task(work, future))
        return future

    def close(self) -> None:
        """See `Transactions`."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        with self._engine.connect() as connection:
            running = True
            while running:
                tasks, running = self._waiting()
                if tasks:
                    _commit_together(connection, tasks)

    def _waiting(self) -> tuple[list[_Task], bool]:
        first = self._queue.get()
        tasks: list[_Task] = []
        try:
            while first is not None:
                if first.future.set_running_or_notify_cancel():
                    tasks.append(first)
                if len(tasks) == TOGETHER:
                    return tasks, True
                first = self._queue.get_nowait()
        except Empty:
            return tasks, True
        return tasks, False


def _commit_together(connection: Connection, tasks: list[_Task]) -> None:
    try:
        results = _committed(connection, [task.work for task in tasks])
    except Exception as error:  # noqa: BLE001 handed to whoever waits
        if len(tasks) == 1:
            tasks[0].future.set_exception(error)
        else:
            for task in tasks:
                _commit_together(connection, [task])
        return
    for task, result in zip(tasks, results, strict=True):
        task.future.set_result(result)


def _committed(connection: Connection, works: list[Work[Any]]) -> list[Any]:
    with connection.begin():
        results = [work(connection) for work in works]
        faults.reach("before_commit")
    faults.reach("after_commit")
    return results


class Pool:
    """Threads with a connection each; a work that lost a race in the database is run again."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="escale-store")

    def submit(self, work: Work[T]) -> Future[T]:
        """See `Transactions`."""
        return self._threads.submit(self._run, work)

    def close(self) -> None:
        """See `Transactions`."""
        self._threads.shutdown()

    def _run(self, work: Work[T]) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._once(work)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in RETRIED:
                    raise
        return self._once(work)

    def _once(self, work: Work[T]) -> T:
        with self._engine.connect() as connection:
            return _committed(connection, [work])[0]  # type: ignore[no-any-return]
