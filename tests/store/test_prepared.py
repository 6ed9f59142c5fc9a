"""Prepared statements: the same on both databases, errors that are SQLAlchemy's and carry no values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from bot.store.prepared import Prepared, counting, inserting, inserting_new
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
    rows = [{"at": NOW, "actor": f"n{n}", "action": "a", "subject": "s"} for n in range(3)]
    store.run(lambda c: NOTE.run_many(c, rows))
    found = store.run(lambda c: c.execute(select(audit.c.actor).order_by("actor")).scalars().all())
    assert found == ["n0", "n1", "n2"]


def test_a_row_that_is_there_already_is_left_as_it_is(store: Store) -> None:
    once = inserting_new(audit, "id", "at", "actor", "action", "subject")
    row = {"id": 5, "at": NOW, "actor": "first", "action": "a", "subject": "s"}
    first = store.run(lambda c: once.run(c, row).fetchone())
    assert first is not None
    assert first[0] == 5
    assert store.run(lambda c: once.run(c, {**row, "actor": "second"}).fetchone()) is None
    assert store.run(lambda c: c.execute(select(audit.c.actor)).scalar_one()) == "first"


def test_a_count_adds_up(store: Store) -> None:
    count = counting(statistic, "day", "name", "channel", "language", "detail")
    row = {"day": NOW.date(), "name": "flow", "channel": "rest", "language": "fr", "detail": "welcome", "n": 1}
    store.run(lambda c: count.run_many(c, [row, {**row, "n": 3}, {**row, "detail": "other"}]))
    found = store.run(lambda c: c.execute(select(statistic.c.detail, statistic.c.n).order_by("detail")).all())
    assert [tuple(one) for one in found] == [("other", 1), ("welcome", 4)]


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
