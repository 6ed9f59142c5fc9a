"""The store: opens the database, brings it up to date, and runs reads and writes on it.

SQLite by default (WAL, every commit on disk, one writer); PostgreSQL by a URL.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import EscaleError
from bot.store.schema import bring_up_to_date
from bot.store.sealing import KEY_BYTES, Sealer, keyed_hash
from bot.store.tables import setting
from bot.store.transactions import Pool, Transactions, Work, WriterThread

T = TypeVar("T")
READERS = 4
POSTGRESQL_THREADS = 8
_HASH_KEY = "hash_key"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "secure_delete=ON")


class DatabaseError(EscaleError):
    """The database can't be opened; the message says which and what to do."""


class Store:
    """The database and its keys; `read` and `write` give futures, `run` waits.

    `sealer` opens and closes the sealed columns; `find` gives the keyed hash by which something sealed is found again.
    """

    def __init__(self, engine: Engine, sealer: Sealer) -> None:
        self.engine = engine
        self.sealer = sealer
        self.sqlite = engine.dialect.name == "sqlite"
        self._hash_key = _prepare(engine, sealer)
        self._reads: Transactions
        self._writes: Transactions
        if self.sqlite:
            self._writes = WriterThread(engine)
            self._reading = _sqlite_engine(engine.url.render_as_string(hide_password=False), READERS, writes=False)
            self._reads = Pool(self._reading, READERS)
        else:
            self._reading = engine
            self._writes = self._reads = Pool(engine, POSTGRESQL_THREADS)

    def write(self, work: Work[T]) -> Future[T]:
        """Runs the work in a transaction; the future is done once it is on disk."""
        return self._writes.submit(work)

    def read(self, work: Work[T]) -> Future[T]:
        """Runs the work on a connection that it only reads from."""
        return self._reads.submit(work)

    def run(self, work: Work[T]) -> T:
        """`write`, and waits."""
        return self.write(work).result()

    def find(self, *parts: str) -> bytes:
        """The keyed hash of the parts."""
        return keyed_hash(self._hash_key, *parts)

    def close(self) -> None:
        """Finishes what was submitted and lets the database go."""
        self._writes.close()
        self._reads.close()
        self._reading.dispose()
        self.engine.dispose()


def open_store(url: str, keys: Sequence[bytes]) -> Store:
    """The store at `url`, up to date; raises `DatabaseError`, `NewerDatabaseError` or `SealingError`."""
    sealer = Sealer(keys)
    engine = _engine(url)
    try:
        return Store(engine, sealer)
    except EscaleError:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        raise DatabaseError(
            f"The database {engine.url.render_as_string()} can't be opened: {str(error.orig).strip()}. "
            "Check ESCALE_DATABASE, that the server runs, and that the folder can be written to."
        ) from None


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseError(
            "ESCALE_DATABASE is not a database URL. Write sqlite:///path/to/file.db or postgresql://user:password@host/name."
        ) from None
    match parsed.get_backend_name():
        case "sqlite" if parsed.database and parsed.database != ":memory:":
            _make_private(Path(parsed.database))
            return _sqlite_engine(url, 1, writes=True)
        case "postgresql":
            return create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_size=POSTGRESQL_THREADS,
                max_overflow=2,
                pool_pre_ping=True,
                hide_parameters=True,
            )
    raise DatabaseError(
        f"ESCALE_DATABASE names '{parsed.get_backend_name()}'. Escale keeps its data in a SQLite file or in PostgreSQL: "
        "write sqlite:///path/to/file.db or postgresql://user:password@host/name."
    )


def _make_private(path: Path) -> None:
    """The file exists and only its owner can read it, before SQLite opens it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise DatabaseError(
            f"The database file {path} can't be made: {error.strerror}. Choose a folder you can write to (ESCALE_DATA)."
        ) from None
    if not os.access(path, os.W_OK):
        raise DatabaseError(f"The database file {path} can't be written to. Give its owner the right to.")


def _sqlite_engine(url: str, size: int, *, writes: bool) -> Engine:
    options = {"check_same_thread": False, "timeout": 30}
    engine = create_engine(url, pool_size=size, connect_args=options, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not writes:
            connection.execute("PRAGMA query_only=ON")

    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "begin")
    def started(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(engine: Engine, sealer: Sealer) -> bytes:
    """Today's tables, and the key of the hashes, which lives sealed in the database: rotating keys never loses anyone."""
    with engine.begin() as connection:
        bring_up_to_date(connection)
        place = "setting.value"
        sealed = connection.execute(select(setting.c.value_sealed).where(setting.c.name == _HASH_KEY)).scalar()
        if sealed is not None:
            return bytes.fromhex(sealer.unseal(sealed, place))
        key = os.urandom(KEY_BYTES)
        connection.execute(insert(setting).values(name=_HASH_KEY, value_sealed=sealer.seal(key.hex(), place)))
        return key
