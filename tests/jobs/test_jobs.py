"""Jobs on both databases: written with the turn or not at all, run when due, again after a failure or a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text

from bot.jobs import queue_for, runner_for
from bot.jobs.in_process import InProcessRunner
from bot.jobs.kinds import JobKind, Payload, utc_now, wait_before
from bot.jobs.with_procrastinate import ProcrastinateRunner
from bot.service.protocols import JobQueue
from bot.store.sealing import new_key, read_keys
from bot.store.store import Store, open_store
from bot.store.tables import audit
from tests.jobs.passing import NOW, run_until, waiting
from tests.keys import KEYS

ROOT = Path(__file__).parents[2]


def note(connection: Connection, payload: Payload, now: datetime) -> None:
    row = {"at": now, "actor": "clock", "action": "noted", "subject": str(payload["subject"])}
    connection.execute(insert(audit).values(row))


NOTE = JobKind(name="note", work=note)


@pytest.fixture
def queue(store: Store) -> JobQueue:
    return queue_for(store)


def defer(store: Store, queue: JobQueue, key: str | None, due: datetime, subject: str) -> None:
    store.run(lambda connection: queue.defer(connection, "note", key, due, {"subject": subject}))


def noted(store: Store) -> list[str]:
    return store.run(
        lambda connection: list(connection.execute(select(audit.c.subject).order_by(audit.c.id)).scalars())
    )


def test_a_job_runs_once_when_it_is_due_and_not_before(store: Store, queue: JobQueue) -> None:
    defer(store, queue, "a", NOW + timedelta(days=1), "tomorrow")
    run_until(store, (NOTE,), NOW)
    assert noted(store) == []
    run_until(store, (NOTE,), NOW + timedelta(days=1))
    run_until(store, (NOTE,), NOW + timedelta(days=2))
    assert noted(store) == ["tomorrow"]


def test_a_job_is_committed_with_the_turn_or_not_at_all(store: Store, queue: JobQueue) -> None:
    def a_turn_that_fails(connection: Connection) -> None:
        queue.defer(connection, "note", "a", NOW, {"subject": "never"})
        note(connection, {"subject": "undone"}, NOW)
        raise RuntimeError("the turn failed")

    with pytest.raises(RuntimeError, match="the turn failed"):
        store.run(a_turn_that_fails)
    assert waiting(store) == 0
    run_until(store, (NOTE,), NOW)
    assert noted(store) == []


def test_a_key_waits_once_and_may_come_again_afterwards(store: Store, queue: JobQueue) -> None:
    def a_turn(connection: Connection) -> None:
        queue.defer(connection, "note", "a", NOW, {"subject": "first"})
        queue.defer(connection, "note", "a", NOW, {"subject": "second"})
        queue.defer(connection, "other", "a", NOW + timedelta(days=9), {})
        queue.defer(connection, "note", None, NOW, {"subject": "without a key"})
        queue.defer(connection, "note", None, NOW, {"subject": "without a key"})
        note(connection, {"subject": "the turn itself"}, NOW)

    store.run(a_turn)
    run_until(store, (NOTE,), NOW)
    assert noted(store) == ["the turn itself", "first", "without a key", "without a key"]
    defer(store, queue, "a", NOW, "again")
    run_until(store, (NOTE,), NOW)
    assert noted(store)[-1] == "again"


def test_a_job_may_add_itself_again_under_its_own_key(store: Store, queue: JobQueue) -> None:
    def daily(connection: Connection, payload: Payload, now: datetime) -> None:
        note(connection, payload, now)
        queue.defer(connection, "note", "daily", now + timedelta(days=1), payload)

    kinds = (JobKind(name="note", work=daily),)
    defer(store, queue, "daily", NOW, "day")
    for days in range(3):
        run_until(store, kinds, NOW + timedelta(days=days))
    assert noted(store) == ["day", "day", "day"]
    assert waiting(store) == 1


def test_a_job_that_fails_leaves_nothing_behind_and_is_tried_again_later(store: Store, queue: JobQueue) -> None:
    failures = iter([True, True, False])

    def fails_twice(connection: Connection, payload: Payload, now: datetime) -> None:
        note(connection, payload, now)
        if next(failures):
            raise RuntimeError("the mail server is away")

    kinds = (JobKind(name="note", work=fails_twice),)
    defer(store, queue, "a", NOW, "at last")
    for minutes in (0, 1, 3):
        run_until(store, kinds, NOW + timedelta(minutes=minutes))
    assert noted(store) == ["at last"]
    assert waiting(store) == 0


def test_a_failure_is_logged_without_what_its_message_quotes(
    store: Store, queue: JobQueue, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_connection: Connection, _payload: Payload, _now: datetime) -> None:
        raise RuntimeError("could not write to ana@example.org")

    defer(store, queue, "a", NOW, "letter")
    run_until(store, (JobKind(name="note", work=fails),), NOW)
    assert "RuntimeError at test_jobs.py" in caplog.text
    assert "ana@" not in caplog.text


def test_what_follows_a_job_comes_after_its_commit(store: Store, queue: JobQueue) -> None:
    seen: list[list[str]] = []
    kinds = (JobKind(name="note", work=note, after=lambda: seen.append(noted(store))),)
    defer(store, queue, "a", NOW, "committed")
    run_until(store, kinds, NOW)
    assert seen == [["committed"]]


def test_a_job_of_another_version_waits_without_stopping_the_others(store: Store, queue: JobQueue) -> None:
    store.run(lambda connection: queue.defer(connection, "of_tomorrow", None, NOW, {}))
    defer(store, queue, "a", NOW, "still runs")
    run_until(store, (NOTE,), NOW)
    assert noted(store) == ["still runs"]


DIES = """
import os, signal, sys
from bot.jobs import runner_for
from bot.jobs.kinds import JobKind
from bot.store.sealing import read_keys
from bot.store.store import open_store
from tests.jobs.test_jobs import note

def dies(connection, payload, now):
    note(connection, payload, now)
    os.kill(os.getpid(), signal.SIGKILL)

store = open_store(sys.argv[1], read_keys(os.environ["ESCALE_KEYS"]))
runner_for(store, (JobKind(name="note", work=dies),)).run_due()
"""


def test_a_runner_killed_between_taking_and_finishing_runs_the_job_again_once(database_url: str) -> None:
    written = new_key()
    store = open_store(database_url, read_keys(written))
    queue = queue_for(store)
    defer(store, queue, "a", utc_now() - timedelta(seconds=1), "once")
    if store.sqlite:
        store.close()
    dying = subprocess.run(
        [sys.executable, "-c", DIES, database_url], env={**os.environ, "ESCALE_KEYS": written}, cwd=ROOT, check=False
    )
    assert dying.returncode == -signal.SIGKILL
    store = open_store(database_url, read_keys(written)) if store.sqlite else store
    assert noted(store) == []

    runner = runner_for(store, (NOTE,))
    assert isinstance(runner, InProcessRunner | ProcrastinateRunner)
    if isinstance(runner, InProcessRunner):
        assert runner.run_due() == 0, "still leased to the process that died"
        runner.void_leases()
    else:
        runner.stalled_after = 0.0
    runner.run_due()
    runner.run_due()
    assert noted(store) == ["once"]
    store.close()


def held_by_a_killed_worker(store: Store) -> None:
    """Every job that waits was taken by a worker that is gone."""
    store.run(lambda connection: connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing'")))


@pytest.fixture
def postgresql_store(new_postgresql_database: Callable[[], str]) -> Iterator[Store]:
    opened = open_store(new_postgresql_database(), KEYS)
    yield opened
    opened.close()


def test_a_job_killed_after_its_commit_whose_next_run_already_waits_stops_no_rescue(postgresql_store: Store) -> None:
    store, queue = postgresql_store, queue_for(postgresql_store)
    now = utc_now()
    defer(store, queue, "nightly", now, "the night that was done")
    defer(store, queue, "clock", now, "rescued")
    held_by_a_killed_worker(store)
    defer(store, queue, "nightly", now + timedelta(days=1), "the next night")
    runner = ProcrastinateRunner(store, (NOTE,))
    runner.stalled_after = 0.0
    runner.run_due()
    assert noted(store) == ["rescued"]
    assert waiting(store) == 1


def test_a_job_that_fails_while_its_next_run_already_waits_leaves_the_runner_alive(postgresql_store: Store) -> None:
    store, queue = postgresql_store, queue_for(postgresql_store)
    now = utc_now()

    def fails(connection: Connection, payload: Payload, _now: datetime) -> None:
        if payload["subject"] == "first":
            defer(store, queue, "a", now + timedelta(days=1), "its next run")
            raise RuntimeError("the mail server is away")
        note(connection, payload, now)

    defer(store, queue, "a", now, "first")
    defer(store, queue, "b", now, "still runs")
    ProcrastinateRunner(store, (JobKind(name="note", work=fails),)).run_due()
    assert noted(store) == ["still runs"]
    assert waiting(store) == 1


def test_a_running_runner_takes_up_what_is_added_and_stops_when_asked(store: Store, queue: JobQueue) -> None:
    from threading import Event

    ran = Event()
    runner = runner_for(store, (JobKind(name="note", work=note, after=ran.set),))
    runner.start()
    try:
        defer(store, queue, "a", utc_now(), "soon")
        assert ran.wait(15)
    finally:
        runner.stop()
    assert noted(store) == ["soon"]


def test_waits_double_up_to_six_hours() -> None:
    assert [wait_before(attempt).total_seconds() for attempt in (1, 2, 3, 30)] == [30, 60, 120, 6 * 3600]
