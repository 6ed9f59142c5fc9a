"""Working days and hours in Québec, and the clocks of a referral."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.montreal import ZONE
from bot.referrals.clocks import (
    CLOSING,
    OPENING,
    Action,
    Clocks,
    is_working_day,
    opening_after,
    plus_working_days,
    plus_working_hours,
)
from bot.referrals.life import State

INSTANTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001 hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001 hypothesis adds the zone
    timezones=st.just(UTC),
)


def montreal(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-01",
        "2026-04-03",  # Good Friday
        "2026-05-18",  # journée nationale des patriotes
        "2026-06-24",  # Saint-Jean-Baptiste
        "2026-07-01",
        "2029-07-02",  # 1 July is a Sunday
        "2026-09-07",  # Labour Day
        "2026-10-12",  # Thanksgiving
        "2026-12-25",
        "2026-11-21",  # a Saturday
        "2026-11-22",  # a Sunday
    ],
)
def test_offices_are_closed(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-11-20", "2026-09-30", "2026-11-11", "2026-12-24"])
def test_offices_are_open(day: str) -> None:
    assert is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("since", "days", "due"),
    [
        ("2026-11-20T14:30", 1, "2026-11-23T14:30"),  # over a weekend
        ("2026-11-20T18:00", 1, "2026-11-24T09:00"),  # sent on a Friday evening: counts from Monday's opening
        ("2026-11-21T12:00", 2, "2026-11-25T09:00"),  # sent on a Saturday
        ("2026-11-23T06:00", 1, "2026-11-24T09:00"),  # before opening
        ("2026-06-23T10:00", 1, "2026-06-25T10:00"),  # Saint-Jean
        ("2026-06-30T10:00", 5, "2026-07-08T10:00"),  # 1 July and a weekend
        ("2026-12-24T16:00", 5, "2027-01-04T16:00"),  # Christmas, a weekend, New Year, a weekend
        ("2026-03-06T10:00", 1, "2026-03-09T10:00"),  # clocks go forward on the 8th
        ("2026-11-20T17:00", 1, "2026-11-24T09:00"),  # at closing time
    ],
)
def test_working_days(since: str, days: int, due: str) -> None:
    assert plus_working_days(montreal(since), days) == montreal(due)


@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        ("2026-11-20T10:00", 4, "2026-11-20T14:00"),
        ("2026-11-20T13:00", 4, "2026-11-20T17:00"),
        ("2026-11-20T15:30", 4, "2026-11-23T11:30"),
        ("2026-12-24T16:00", 4, "2026-12-28T12:00"),
        ("2026-11-22T03:00", 4, "2026-11-23T13:00"),
        ("2026-11-20T10:00", 20, "2026-11-24T14:00"),
    ],
)
def test_working_hours(since: str, hours: int, due: str) -> None:
    assert plus_working_hours(montreal(since), hours) == montreal(due)


@given(since=INSTANTS, count=st.integers(1, 20))
def test_a_due_date_is_a_working_day_within_opening_hours(since: datetime, count: int) -> None:
    for due in (plus_working_days(since, count), plus_working_hours(since, count), opening_after(since, count)):
        local = due.astimezone(ZONE)
        assert due > since
        assert is_working_day(local.date())
        assert OPENING <= local.time() <= CLOSING


@given(since=INSTANTS, later=st.timedeltas(timedelta(), timedelta(days=30)), count=st.integers(1, 6))
def test_who_comes_later_is_never_due_earlier(since: datetime, later: timedelta, count: int) -> None:
    assert plus_working_days(since, count) <= plus_working_days(since + later, count)
    assert plus_working_hours(since, count) <= plus_working_hours(since + later, count)


def test_the_clocks_of_the_contract() -> None:
    clocks = Clocks()
    friday = montreal("2026-11-20T10:00")
    assert clocks.deadline(State.DRAFT, friday, urgent=True) == friday + timedelta(days=7)
    assert clocks.deadline(State.HELD, friday, urgent=True) is None
    assert clocks.deadline(State.SENT, friday, urgent=False) == montreal("2026-11-27T10:00")
    assert clocks.deadline(State.SENT, friday, urgent=True) == montreal("2026-11-23T10:00")
    assert clocks.deadline(State.RECEIVED, friday, urgent=True) == montreal("2026-11-25T10:00")
    assert clocks.deadline(State.ACCEPTED, friday, urgent=False) == montreal("2026-11-27T10:00")
    assert [clock.action for clock in clocks.of(State.SENT, urgent=True)] == [Action.REMIND, Action.END]
    assert [clock.repeats for clock in clocks.of(State.HELD, urgent=False)] == [True]
    assert clocks.of(State.CLOSED, urgent=False) == ()
