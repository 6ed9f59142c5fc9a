"""Statements of the hot path: written with SQLAlchemy Core, compiled once, run on the driver's own cursor.

Measured on SQLite: 9 µs a statement, against 52 through `Connection.execute`; a turn makes five or six.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, Protocol, cast

from sqlalchemy import Connection, Dialect, Table, bindparam, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from bot.store.tables import Instant

Params = Mapping[str, object]


class Cursor(Protocol):
    """What a statement gave."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row, None after the last."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """The rows that are left."""


class Prepared:
    """A statement whose parameters are all named, written once, or by a function of the database's name where they differ.

    Rows come as the driver gives them: numbers, texts and bytes as they are, instants in the database's own form.
    """

    def __init__(self, statement: ClauseElement | Callable[[str], ClauseElement]) -> None:
        self._statement = statement
        self._for: dict[str, _Compiled] = {}

    def run(self, connection: Connection, params: Params) -> Cursor:
        """Runs it on the connection's transaction; raises SQLAlchemy's errors."""
        compiled = self._compiled(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, compiled.bind(params))
        except _driver_error(connection) as error:
            raise _as_ours(error, compiled.text, connection) from error
        return cast("Cursor", cursor)

    def run_many(self, connection: Connection, rows: Sequence[Params]) -> None:
        """Runs it once for each row."""
        compiled = self._compiled(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.text, [compiled.bind(row) for row in rows])
        except _driver_error(connection) as error:
            raise _as_ours(error, compiled.text, connection) from error

    def _compiled(self, connection: Connection) -> _Compiled:
        name = connection.dialect.name
        compiled = self._for.get(name)
        if compiled is None:
            statement = self._statement if isinstance(self._statement, ClauseElement) else self._statement(name)
            compiled = self._for[name] = _Compiled(statement, connection.dialect)
        return compiled


def inserting(table: Table, *columns: str) -> Prepared:
    """An insert into these columns."""
    return Prepared(insert(table).values({column: bindparam(column) for column in columns}))


def inserting_new(table: Table, *columns: str) -> Prepared:
    """An insert that gives the new row's id, and nothing where the row is there already."""

    def of(database: str) -> ClauseElement:
        dialect = import_module(f"sqlalchemy.dialects.{database}")
        values: dict[str, object] = {column: bindparam(column) for column in columns}
        statement: ClauseElement = dialect.insert(table).values(values).on_conflict_do_nothing().returning(table.c.id)
        return statement

    return Prepared(of)


def counting(table: Table, *columns: str, count: str = "n") -> Prepared:
    """Adds to the count of these columns, a new row where it is the first."""

    def of(database: str) -> ClauseElement:
        dialect = import_module(f"sqlalchemy.dialects.{database}")
        values: dict[str, object] = {column: bindparam(column) for column in (*columns, count)}
        inserted = dialect.insert(table).values(values)
        statement: ClauseElement = inserted.on_conflict_do_update(
            index_elements=list(columns), set_={count: table.c[count] + inserted.excluded[count]}
        )
        return statement

    return Prepared(of)


class _Compiled:
    """A statement in a database's own words, and how its parameters are handed over."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
        self.text = str(compiled)
        self._by_position = compiled.positiontup is not None
        names = compiled.positiontup or tuple(compiled.binds)
        self._binds = [(name, _processor(compiled.binds[name].type, dialect)) for name in names]

    def bind(self, params: Params) -> Any:
        """The parameters as the driver takes them."""
        if self._by_position:
            return [process(params[name]) if process else params[name] for name, process in self._binds]
        return {name: process(params[name]) if process else params[name] for name, process in self._binds}


Processor = Callable[[Any], Any]
_instants: dict[str, Processor] = {}


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    """How a parameter of this type is handed over, None where it is as it is; a turn's one instant is worked out once."""
    processor = kind.dialect_impl(dialect).bind_processor(dialect)
    if processor and isinstance(kind, Instant):
        return _instants.setdefault(dialect.name, lru_cache(maxsize=32)(processor))
    return processor


def _driver_error(connection: Connection) -> type[Exception]:
    driver: Any = connection.dialect.dbapi
    error: type[Exception] = driver.Error
    return error


def _as_ours(error: Exception, text: str, connection: Connection) -> BaseException:
    return DBAPIError.instance(
        text, None, error, _driver_error(connection), hide_parameters=True, dialect=connection.dialect
    )
