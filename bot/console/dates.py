"""Days and hours as the console writes them: Montréal's time, in words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from babel.core import Locale
from babel.dates import format_date, format_time

from bot.montreal import ZONE, day_of

_LOCALES = {"fr": Locale("fr", "CA"), "en": Locale("en", "CA"), "es": Locale("es", "US")}


class When(StrEnum):
    """How far a deadline is, as one sorts a week's work."""

    LATE = "late"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LATER = "later"
    UNSET = "unset"  # no clock runs


def when(due: datetime | None, now: datetime) -> When:
    """How far a deadline is."""
    if due is None:
        return When.UNSET
    if due <= now:
        return When.LATE
    today, day = day_of(now), day_of(due)
    return {today: When.TODAY, today + timedelta(days=1): When.TOMORROW}.get(day, When.LATER)


def day_in_words(language: str, day: date) -> str:
    """A day with its name: "vendredi 27 novembre 2026"."""
    return str(format_date(day, "full", _LOCALES[language]))


def hour_in_words(language: str, instant: datetime) -> str:
    """An hour in Montréal: "14 h 30"."""
    return str(format_time(instant.astimezone(ZONE).time(), "short", locale=_LOCALES[language]))
