"""Days and hours as the console writes them: Montréal's time, in words, in the language of the page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from babel.core import Locale
from babel.dates import format_date, format_time

from bot.montreal import ZONE, day_of

_LOCALES = {"fr": Locale("fr", "CA"), "en": Locale("en", "CA"), "es": Locale("es", "US")}
_DAYS = {"fr": "EEEE d MMMM", "en": "EEEE, MMMM d", "es": "EEEE d 'de' MMMM"}


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


def day_in_words(language: str, day: date, today: date) -> str:
    """A day with its name, and its year where it isn't this one: "vendredi 27 novembre"."""
    if day.year != today.year:
        return str(format_date(day, "full", _LOCALES[language]))
    return str(format_date(day, _DAYS[language], _LOCALES[language]))


def hour_in_words(language: str, instant: datetime) -> str:
    """An hour in Montréal: "9 h", "14 h 30"; it stays on one line."""
    local = instant.astimezone(ZONE)
    if language == "fr":
        return f"{local.hour}\xa0h" + (f"\xa0{local.minute:02}" if local.minute else "")
    return str(format_time(local.time(), "short", locale=_LOCALES[language])).replace(" ", "\xa0")
