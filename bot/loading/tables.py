"""Decision tables as written in YAML, checked cell by cell: every value of every field, and nothing else.

What each file may write in a cell is given by the file that holds the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.advice.fields import FIELDS, UNSAID, Kind, cells_of
from bot.advice.tables import NEXT, Decision, Table
from bot.loading.problems import Problem
from bot.loading.strict_yaml import Block, Written, line_of

Where = tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class TableWritten(Written):
    """A table: its columns, or the outcome it always gives."""

    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    prefer: tuple[str, ...] = ()
    always: str = ""


@dataclass(frozen=True, kw_only=True)
class UnsaidWritten(Written):
    """What a field that was not said gives."""

    absent: str
    unknown: str
    declined: str


def decision(table: TableWritten, then: Mapping[str, TableWritten], unsaid: UnsaidWritten) -> Decision:
    return Decision(
        table=_table(table),
        then={name: _table(following) for name, following in then.items()},
        unsaid={"absent": unsaid.absent, "unknown": unsaid.unknown, "declined": unsaid.declined},
    )


def _table(written: TableWritten) -> Table:
    return Table(columns=written.columns, prefer=written.prefer, always=written.always)


@dataclass(frozen=True, kw_only=True)
class TableCheck:
    """Looks for mistakes in the tables of one file.

    `outcomes` are those a cell may give; `own_columns` the cells of columns that are no field of a profile.
    """

    path: Path
    tree: Block
    outcomes: tuple[str, ...]
    own_columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def problems(self, table: TableWritten, then: Mapping[str, TableWritten], where: Where) -> Iterator[Problem]:
        """The mistakes of a table written at `where` under the key `table`, and of those it leads to, under `then`."""
        yield from self._table_problems(table, then, (*where, "table"))
        for name, following in then.items():
            yield from self._table_problems(following, then, (*where, "then", name))
        named = {cell.removeprefix(NEXT) for t in (table, *then.values()) for cell in _cells(t)}
        for name in then:
            if name not in named:
                yield self._at((*where, "then", name), f"no cell leads to the table '{name}'", "remove it or name it")

    def _table_problems(self, table: TableWritten, then: Mapping[str, TableWritten], where: Where) -> Iterator[Problem]:
        if bool(table.always) == bool(table.columns):
            yield self._at(where, "a table has either columns or 'always'", "write one of the two")
        yield from self._outcome_problems((table.always,) if table.always else (), then, (*where, "always"))
        for name, column in table.columns.items():
            yield from self._column_problems(name, column, then, (*where, "columns", name))
        several = len(table.columns) > 1 or any(_holds_several(name) for name in table.columns)
        if several and not set(self._outcomes_of(table, then)) <= set(table.prefer):
            yield self._at(where, "several outcomes meet here and 'prefer' does not order them all", "list them all")

    def _column_problems(
        self, name: str, column: Mapping[str, str], then: Mapping[str, TableWritten], where: Where
    ) -> Iterator[Problem]:
        if name not in FIELDS and name not in self.own_columns:
            yield self._at(where, f"'{name}' is not a field", f"name one of {', '.join(FIELDS)}")
            return
        expected = self.own_columns.get(name) or cells_of(name)
        for value in expected:
            if value not in column:
                yield self._at(where, f"the value '{value}' of '{name}' has no outcome", f"add '{value}'")
        for value, cell in column.items():
            if value not in (*expected, *UNSAID):
                yield self._at((*where, value), f"'{value}' is not a value of '{name}'", f"use {', '.join(expected)}")
            yield from self._outcome_problems((cell,), then, (*where, value))

    def _outcome_problems(
        self, cells: tuple[str, ...], then: Mapping[str, TableWritten], where: Where
    ) -> Iterator[Problem]:
        known = (*self.outcomes, *(NEXT + name for name in then))
        for cell in cells:
            if cell not in known:
                yield self._at(where, f"'{cell}' is not an outcome", f"use one of {', '.join(known)}")

    def _outcomes_of(self, table: TableWritten, then: Mapping[str, TableWritten]) -> Iterator[str]:
        for cell in _cells(table):
            following = then.get(cell.removeprefix(NEXT)) if cell.startswith(NEXT) else None
            if following:
                yield from self._outcomes_of(following, then)
            elif cell in self.outcomes:
                yield cell

    def _at(self, where: Where, message: str, remedy: str) -> Problem:
        return Problem(self.path, line_of(self.tree, where), message, remedy)


def _cells(table: TableWritten) -> Iterator[str]:
    for column in table.columns.values():
        yield from column.values()


def _holds_several(name: str) -> bool:
    return name in FIELDS and FIELDS[name].kind is Kind.MANY
