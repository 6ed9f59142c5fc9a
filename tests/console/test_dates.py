"""Days and hours as the staff read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.console.dates import When, day_in_words, hour_in_words, when

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "hours"),
    [
        ("fr", "lundi 23 novembre", ("9 h", "14 h 30")),
        ("en", "Monday, November 23", ("9:00 a.m.", "2:30 p.m.")),
        ("es", "lunes 23 de noviembre", ("9:00 a.m.", "2:30 p.m.")),
    ],
)
def test_a_deadline_reads_as_the_language_writes_it(language: str, day: str, hours: tuple[str, str]) -> None:
    assert day_in_words(language, date(2026, 11, 23), date(2026, 11, 20)) == day
    assert "2027" in day_in_words(language, date(2027, 1, 4), date(2026, 11, 20))
    instants = (datetime(2026, 11, 23, 14, tzinfo=UTC), datetime(2026, 11, 23, 19, 30, tzinfo=UTC))
    read = tuple(hour_in_words(language, one) for one in instants)
    assert all(" " not in one for one in read), "an hour stays on one line"
    assert tuple(" ".join(one.split()) for one in read) == hours


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, When.UNSET),
        (NOW, When.LATE),
        (datetime(2026, 11, 21, 4, 59, tzinfo=UTC), When.TODAY),
        (datetime(2026, 11, 21, 5, tzinfo=UTC), When.TOMORROW),
        (datetime(2026, 11, 23, 14, tzinfo=UTC), When.LATER),
    ],
)
def test_how_far_a_deadline_is_goes_by_the_day_in_montreal(due: datetime | None, expected: When) -> None:
    assert when(due, NOW) is expected
