"""Prepared statements: the same on both databases, errors that are SQLAlchemy's and carry no values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from bot.store.prepared import Prepared, inserting, inserting_new
from bot.store.store import Store
from bot.store.tables import audit, setting, statistic

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=-5)))
NOTE = inserting(audit, "at", "actor", "action", "subject")
FIND = Prepared(select(audit.c.actor).where(audit.c.at == bindparam("at")))


def test_an_instant_is_written_and_found_whatever_its_zone(store: Store) -> None:
    store.run(lambda c: NOTE.run(c, {"at": NOW, "actor": "someone", "action": "a", "subject": "s"}))
    found = store.run(lambda c: FIND.run(c, {"at": NOW.astimezone(UTC)}).fetchone())
    assert tuple(found or ()) == ("someone",)
    assert store.run(lambda c: c.execute(select(audit.c.at)).scalar_one()) == NOW


def test_many_rows_are_written_at_once(store: Store) -> None:
    count = inserting(statistic, "day", "name", "channel", "language", "detail")
    rows = [{"day": NOW.date(), "name": f"n{n}", "channel": "rest", "language": "fr", "detail": None} for n in range(3)]
    store.run(lambda c: count.run_many(c, rows))
    assert store.run(lambda c: c.execute(select(statistic.c.name).order_by("name")).scalars().all()) == [
        "n0",
        "n1",
        "n2",
    ]


def test_a_row_that_is_there_already_is_left_as_it_is(store: Store) -> None:
    once = inserting_new(statistic, "id", "day", "name", "channel", "language")
    row = {"id": 5, "day": NOW.date(), "name": "first", "channel": "rest", "language": "fr"}
    first = store.run(lambda c: once.run(c, row).fetchone())
    assert first is not None
    assert first[0] == 5
    assert store.run(lambda c: once.run(c, {**row, "name": "second"}).fetchone()) is None
    assert store.run(lambda c: c.execute(select(statistic.c.name)).scalar_one()) == "first"


def test_an_error_is_sqlalchemys_and_carries_no_values(store: Store) -> None:
    secret = inserting(setting, "name", "value_sealed")
    row = {"name": "my private words", "value_sealed": b"x"}
    store.run(lambda c: secret.run(c, row))
    with pytest.raises(IntegrityError) as raised:
        store.run(lambda c: secret.run(c, row))
    assert raised.value.params is None


def test_a_broken_database_is_told_as_one(store: Store) -> None:
    store.run(lambda c: c.execute(text("DROP TABLE audit")))
    with pytest.raises(SQLAlchemyError) as raised:
        store.run(lambda c: NOTE.run(c, {"at": NOW, "actor": "a", "action": "a", "subject": "s"}))
    assert not store.sqlite or isinstance(raised.value, OperationalError)
