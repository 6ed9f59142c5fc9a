"""Jobs on PostgreSQL with procrastinate: deferred on the turn's own connection, run by any number of workers.

A job is added by procrastinate's own query on the connection it is given, so it is committed with the turn or not at all.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from functools import partial
from threading import Thread

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from bot.errors import EscaleError
from bot.jobs.kinds import MAX_ATTEMPTS, Clock, JobKind, Payload, utc_now, wait_before
from bot.service.discretion import told
from bot.store.store import Store

QUEUE = "escale"
POLL_SECONDS = 5.0
STALLED_SECONDS = 30.0
POOL = 3
_logger = logging.getLogger(__name__)


class ProcrastinateQueue:
    """A `JobQueue` that defers with procrastinate."""

    def __init__(self) -> None:
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    def defer(self, connection: Connection, name: str, key: str | None, due: datetime, payload: Payload) -> None:
        """See `bot.service.protocols.JobQueue`."""
        deferrer = self._app.configure_task(
            name,
            queue=QUEUE,
            queueing_lock=None if key is None else f"{name}:{key}",
            schedule_at=due,
            connection=connection.connection.driver_connection,
        )
        try:
            with connection.begin_nested():
                deferrer.defer(**payload)
        except AlreadyEnqueued:
            _logger.debug("job %s already waits under its key", name)


class ProcrastinateRunner:
    """A procrastinate worker in a thread of its own.

    What a worker without a heartbeat for `stalled_after` seconds held is taken up again.
    """

    stalled_after = STALLED_SECONDS

    def __init__(self, store: Store, kinds: tuple[JobKind, ...], clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(conninfo=address, min_size=1, max_size=POOL)
        )
        self._app.job_manager = _Manager(self._app.connector)
        for kind in kinds:
            self._app.task(name=kind.name, queue=QUEUE, retry=_Retry())(partial(self._run, kind))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._worker: asyncio.Task[None] | None = None
        self._thread = Thread(target=lambda: asyncio.run(self._keep_running()), name="escale-jobs", daemon=True)

    def start(self) -> None:
        """Runs jobs as they come due, in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Finishes the job under way."""
        if self._loop is not None and self._worker is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._worker.cancel)
            self._thread.join()

    def run_due(self) -> None:
        """Runs every job that is due by the database's clock, those they add included, then returns."""
        asyncio.run(self._run_due())

    async def _run_due(self) -> None:
        async with self._app.open_async():
            await self._take_up_stalled()
            await self._app.run_worker_async(
                queues=[QUEUE], wait=False, listen_notify=False, install_signal_handlers=False, delete_jobs="successful"
            )

    async def _keep_running(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._app.open_async():
            self._worker = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[QUEUE],
                    fetch_job_polling_interval=POLL_SECONDS,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                )
            )
            rescue = asyncio.create_task(self._rescue())
            await asyncio.wait([self._worker])
            rescue.cancel()

    async def _rescue(self) -> None:
        while True:
            try:
                await self._take_up_stalled()
            except Exception as error:  # noqa: BLE001 looked at again later
                _logger.error("stalled jobs could not be read, trying again: %s", told(error))
            await asyncio.sleep(STALLED_SECONDS)

    async def _take_up_stalled(self) -> None:
        manager = self._app.job_manager
        for stalled in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self.stalled_after):
            try:
                await manager.retry_job(stalled)
            except Exception as error:  # noqa: BLE001 the others are taken up
                _logger.error("job %s could not be taken up again: %s", stalled.id, told(error))

    def _run(self, kind: JobKind, **payload: str | int) -> None:
        try:
            self._store.run(lambda connection: kind.work(connection, payload, self._clock()))
            if kind.after is not None:
                kind.after()
        except Exception as error:  # noqa: BLE001 procrastinate logs what is raised: only what may be said of it
            raise JobFailedError(told(error)) from None


class JobFailedError(EscaleError):
    """A job failed and is tried again later; the message says where."""


class _Manager(JobManager):
    """Where a job to run again finds its next run already waiting under its key, that one is enough."""

    async def retry_job(
        self,
        job: Job,
        retry_at: datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        try:
            await super().retry_job(job, retry_at, priority, queue, lock)
        except UniqueViolation:
            await self.finish_job(job, Status.SUCCEEDED, delete_job=True)


class _Retry(BaseRetryStrategy):
    """The waits of `bot.jobs.kinds`."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if job.attempts + 1 >= MAX_ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": int(wait_before(job.attempts + 1).total_seconds())})


def prepare(connection: Connection) -> None:
    """Procrastinate's tables, made once whoever comes first."""
    connection.execute(text("SELECT pg_advisory_xact_lock(720111)"))
    if connection.execute(text("SELECT to_regclass('procrastinate_jobs')")).scalar() is None:
        connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
