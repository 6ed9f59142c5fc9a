"""Which process asks Telegram for messages: one alone. On PostgreSQL, whoever holds a lock that ends with its connection."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.store.store import Store

LOCK = 0x65736361_6C65_7467
"""The number of the advisory lock in the database."""


class Lead:
    """This process's part; on SQLite, which serves one process, it always leads. Blocking: call it in a thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None

    def hold(self) -> bool:
        """Whether this process leads, from now on or still."""
        if self._store.sqlite:
            return True
        try:
            if self._connection is None:
                return self._take()
            self._connection.execute(select(1))
            return True
        except SQLAlchemyError:
            self.release()
            return False

    def release(self) -> None:
        """Leaves the lead to another."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _take(self) -> bool:
        connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            taken = bool(connection.execute(select(func.pg_try_advisory_lock(LOCK))).scalar())
        except SQLAlchemyError:
            connection.close()
            raise
        if taken:
            self._connection = connection
        else:
            connection.close()
        return taken
