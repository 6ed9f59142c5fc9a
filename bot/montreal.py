"""Montréal's time: rules are dated by the day it is there, wherever the server and the person are."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Toronto")
"""Under the name that every copy of the time zone database has."""


def day_of(instant: datetime) -> date:
    """The day it is in Montréal at an instant."""
    return instant.astimezone(ZONE).date()
