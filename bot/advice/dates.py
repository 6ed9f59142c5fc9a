"""Counting by the calendar: months and years that end on a day that exists.

A period that would end on a day the month does not have ends on its last day: five years after 29 February is 28 February.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.advice.fields import AFTER, WITHIN

WEEK = timedelta(days=7)
FOUR_WEEKS = timedelta(days=28)

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def months_after(day: date, months: int) -> date:
    """The same day `months` calendar months later; the last day there is where the calendar ends before."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def years_after(day: date, years: int) -> date:
    """The same month and day `years` later; 29 February counts as 28."""
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def departure_band(departure_date: date, on: date) -> str:
    """How soon a departure on that day is, in the values of `departure`."""
    if departure_date - on <= WEEK:
        return "within_1_week"
    if departure_date - on <= FOUR_WEEKS:
        return "within_4_weeks"
    if departure_date <= months_after(on, 3):
        return "within_3_months"
    return "later"


def arrival_band(arrival_date: date, on: date, years: int) -> str:
    """Whether `on` is `within` or `after` that many years of the arrival, the last day included."""
    return WITHIN if on <= years_after(arrival_date, years) else AFTER


def days_before(day: date, days: int, on: date) -> date:
    """So many days before a day, but never before `on`."""
    return day - timedelta(days=days) if days < (day - on).days else on


def iso_date(text: object) -> date | None:
    """The day written as YYYY-MM-DD, or None where it is not one."""
    if not isinstance(text, str) or not _ISO.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
