"""How long each state of a referral may last, in the working days and hours of Québec.

An organisation's hours are Monday to Friday, 9:00 to 17:00 in Montréal's time, except the statutory holidays of Québec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

from bot.montreal import ZONE, day_of
from bot.referrals.life import State

OPENING = time(9)
CLOSING = time(17)
SATURDAY = 5


class Unit(StrEnum):
    """What a span is counted in."""

    DAYS = "days"  # calendar days of 24 hours
    WORKING_DAYS = "working_days"  # the same hour, so many working days later
    WORKING_HOURS = "working_hours"  # hours between opening and closing
    NEXT_OPENING = "next_opening"  # the opening of the next working days


@dataclass(frozen=True, kw_only=True)
class Span:
    """A duration: how many of which unit."""

    count: int
    unit: Unit


class Action(StrEnum):
    """What happens when a clock strikes."""

    REMIND = "remind"  # whoever is awaited is reminded
    ALERT = "alert"  # the operator is told
    END = "end"  # the referral ends: a draft is withdrawn, another expires


@dataclass(frozen=True, kw_only=True)
class Clock:
    """A clock that starts when a state is entered; a repeated one starts again each time it strikes."""

    action: Action
    after: Span
    repeats: bool = False


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The clocks of every state, and those of an urgent referral where they differ (contracts.md, "A referral's life")."""

    usual: Mapping[State, tuple[Clock, ...]] = field(
        default_factory=lambda: {
            State.DRAFT: (Clock(action=Action.END, after=Span(count=7, unit=Unit.DAYS)),),
            State.HELD: (Clock(action=Action.ALERT, after=Span(count=1, unit=Unit.NEXT_OPENING), repeats=True),),
            State.SENT: (
                Clock(action=Action.REMIND, after=Span(count=2, unit=Unit.WORKING_DAYS)),
                Clock(action=Action.END, after=Span(count=5, unit=Unit.WORKING_DAYS)),
            ),
            State.RECEIVED: (Clock(action=Action.END, after=Span(count=3, unit=Unit.WORKING_DAYS)),),
            State.ACCEPTED: (Clock(action=Action.ALERT, after=Span(count=5, unit=Unit.WORKING_DAYS)),),
        }
    )
    urgent: Mapping[State, tuple[Clock, ...]] = field(
        default_factory=lambda: {
            State.SENT: (
                Clock(action=Action.REMIND, after=Span(count=4, unit=Unit.WORKING_HOURS)),
                Clock(action=Action.END, after=Span(count=1, unit=Unit.WORKING_DAYS)),
            ),
        }
    )

    def of(self, state: State, *, urgent: bool) -> tuple[Clock, ...]:
        """The clocks that start when a referral enters this state."""
        if urgent and state in self.urgent:
            return self.urgent[state]
        return self.usual.get(state, ())

    def deadline(self, state: State, since: datetime, *, urgent: bool) -> datetime | None:
        """By when whoever is awaited should act: the last clock of the state, None where it may last."""
        clocks = [clock for clock in self.of(state, urgent=urgent) if not clock.repeats]
        return max((strikes(clock.after, since) for clock in clocks), default=None)


def strikes(span: Span, since: datetime) -> datetime:
    """The instant, in UTC, when a clock started at `since` strikes."""
    match span.unit:
        case Unit.DAYS:
            return since.astimezone(UTC) + timedelta(days=span.count)
        case Unit.WORKING_DAYS:
            return plus_working_days(since, span.count)
        case Unit.WORKING_HOURS:
            return plus_working_hours(since, span.count)
        case Unit.NEXT_OPENING:
            return opening_after(since, span.count)


def is_working_day(day: date) -> bool:
    """Whether offices are open that day in Québec."""
    return day.weekday() < SATURDAY and day not in _holidays(day.year)


def plus_working_days(since: datetime, count: int) -> datetime:
    """The same hour `count` working days later; what comes outside opening hours counts from the next opening."""
    start = _open_instant(since)
    return _at(_working_day_after(start.date(), count), start.time())


def plus_working_hours(since: datetime, hours: int) -> datetime:
    """`hours` hours of opening later."""
    left = timedelta(hours=hours)
    start = _open_instant(since)
    while left > (until_closing := datetime.combine(start, CLOSING, ZONE) - start):
        left -= until_closing
        start = datetime.combine(_working_day_after(start.date(), 1), OPENING, ZONE)
    return (start + left).astimezone(UTC)


def opening_after(since: datetime, count: int) -> datetime:
    """The opening of the `count`-th working day after the day of `since`."""
    return _at(_working_day_after(day_of(since), count), OPENING)


def _open_instant(instant: datetime) -> datetime:
    """The instant itself, in Montréal's time, or the next opening."""
    local = instant.astimezone(ZONE)
    if is_working_day(local.date()) and local.time() < CLOSING:
        return max(local, datetime.combine(local, OPENING, ZONE))
    return datetime.combine(_working_day_after(local.date(), 1), OPENING, ZONE)


def _working_day_after(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE).astimezone(UTC)


@lru_cache(maxsize=32)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CA", subdiv="QC", years=year, expand=False))
