"""Decision tables: for each value of a field, an outcome or the table to read next.

A table over several fields, or over a field with several values, keeps the outcome that comes first in its preference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from bot.advice.fields import ABSENT, UNSAID

NEXT = "see "
"""A cell that starts with it names the table to read next."""

ValuesOf = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Columns by field, cells by value; `prefer` orders the outcomes where several are read; or `always` one outcome."""

    columns: Mapping[str, Mapping[str, str]]
    prefer: tuple[str, ...] = ()
    always: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A table, those its cells name, and what a field that was not said gives where its column does not say."""

    table: Table
    then: Mapping[str, Table]
    unsaid: Mapping[str, str]

    def read(self, values_of: ValuesOf) -> Reading:
        """The outcome for these values, with the fields that were read."""
        return self._read(self.table, values_of)

    def fields(self) -> frozenset[str]:
        """Every field that some path of the decision reads."""
        return frozenset(field for table in (self.table, *self.then.values()) for field in table.columns)

    def _read(self, table: Table, values_of: ValuesOf) -> Reading:
        if table.always:
            return _plain(table.always)
        readings: list[Reading] = []
        for field, column in table.columns.items():
            for value in values_of(field):
                reading = self._cell(field, value, column, values_of)
                readings.append(reading)
                if self._settles(reading.outcome, table):
                    return _merged(readings, reading.outcome)
        if len(readings) == 1:
            return readings[0]
        outcomes = {reading.outcome for reading in readings}
        return _merged(readings, next(outcome for outcome in table.prefer if outcome in outcomes))

    def _settles(self, outcome: str, table: Table) -> bool:
        """Whether nothing read after it could change the outcome, nor be worth asking."""
        return bool(table.prefer) and outcome == table.prefer[0] and outcome != self.unsaid[ABSENT]

    def _cell(self, field: str, value: str, column: Mapping[str, str], values_of: ValuesOf) -> Reading:
        cell = column[value] if value in column or value not in UNSAID else self.unsaid[value]
        if cell.startswith(NEXT):
            following = self._read(self.then[cell.removeprefix(NEXT)], values_of)
            return following if value != ABSENT else replace(following, absent=(field, *following.absent))
        return _plain(cell) if value != ABSENT else _of_absent(field, cell, is_blank=cell == self.unsaid[ABSENT])


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a decision gave: `absent` fields it met, and `blanks`, those of them whose absence is the outcome."""

    outcome: str
    absent: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()


@cache
def _plain(outcome: str) -> Reading:
    """An outcome read from answers that were all given."""
    return Reading(outcome=outcome)


@cache
def _of_absent(field: str, outcome: str, *, is_blank: bool) -> Reading:
    return Reading(outcome=outcome, absent=(field,), blanks=(field,) if is_blank else ())


def _merged(readings: list[Reading], outcome: str) -> Reading:
    if len(readings) == 1:
        return readings[0]
    return Reading(
        outcome=outcome,
        absent=tuple(field for reading in readings for field in reading.absent),
        blanks=tuple(field for reading in readings if reading.outcome == outcome for field in reading.blanks),
    )
