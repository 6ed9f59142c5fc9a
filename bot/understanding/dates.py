"""Reads the dates that a message says, whatever their form: numbers, names of months and days, or "in two weeks".

The words are those of `bot.understanding.calendars`; today is always an argument.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from functools import partial
from typing import Literal

from rapidfuzz.distance import OSA

from bot.understanding import numbers
from bot.understanding.calendars import Calendar, Calendars, Unit
from bot.understanding.text import Word, words

YEARS = range(1950, 2100)
"""Four digits outside these years are not a date."""

Prefer = Literal["future", "past"]

_LONGEST = 5
_FUZZY_LETTERS = 5
_NOT_A_DATE = "24/7"
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<mark>[-/.])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{2})"
    r"|(?<!\d )(?P<e>\d{1,2})/(?P<f>\d{1,2}))(?![\d/-]|\.\d)"
)


class Precision(Enum):
    """How much of the date was said; the rest is its beginning."""

    DAY = "day"
    MONTH = "month"  # a month or a season
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class FoundDate:
    """A date and the text it was read from; not `sure` where it should be confirmed."""

    value: date
    text: str
    start: int
    end: int
    precision: Precision
    sure: bool


def find_dates(
    text: str, today: date, calendars: Calendars, language: str | None = None, *, prefer: Prefer = "future"
) -> tuple[FoundDate, ...]:
    """The dates that the text says, in order; a day or month without a year is the next one, or the last if `past`."""
    found = list(_numeric(text, today, language, prefer))
    said, amounts = words(text), calendars.amounts
    for each in calendars.of(language):
        for date_found in _Reading(text, said, today, each, amounts, prefer).dates():
            if not any(date_found.start < other.end and other.start < date_found.end for other in found):
                found.append(date_found)
    return tuple(sorted(found, key=lambda each: each.start))


def _numeric(text: str, today: date, language: str | None, prefer: Prefer) -> Iterator[FoundDate]:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            value, sure = _date(int(match["y"]), int(match["m"]), int(match["d"])), True
        elif match["a"]:
            year = int(match["c"]) + (2000 if len(match["c"]) == 2 else 0)
            value, sure = _day_and_month(int(match["a"]), int(match["b"]), language, partial(_date, year))
        elif match.group() == _NOT_A_DATE:
            continue
        else:
            build = partial(_nearest, today, prefer=prefer)
            value, _ = _day_and_month(int(match["e"]), int(match["f"]), language, build)
            sure = False
        if value and value.year in YEARS:
            yield FoundDate(
                value=value,
                text=match.group(),
                start=match.start(),
                end=match.end(),
                precision=Precision.DAY,
                sure=sure,
            )


def _day_and_month(
    first: int, second: int, language: str | None, build: Callable[[int, int], date | None]
) -> tuple[date | None, bool]:
    """Day first, except in English; sure unless English or an unknown language leaves both orders open."""
    day_first, month_first = build(second, first), build(first, second)
    if not day_first or not month_first or day_first == month_first:
        return day_first or month_first, True
    if language == "en":
        return month_first, False
    return day_first, language is not None


def _date(year: int, month: int, day: int) -> date | None:
    if year in YEARS and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _nearest(today: date, month: int, day: int, prefer: Prefer) -> date | None:
    """This day in the year that puts it on the preferred side of today; 29 February waits for its year."""
    step = 1 if prefer == "future" else -1
    for year in range(today.year, today.year + 9 * step, step):
        found = _date(year, month, day)
        if found and (found >= today if prefer == "future" else found <= today):
            return found
    return None


def _add_months(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year not in YEARS:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _shift(day: date, unit: Unit, count: int) -> date | None:
    if abs(count) > 1200:
        return None
    if unit in ("month", "year"):
        return _add_months(day, count * (12 if unit == "year" else 1))
    return day + timedelta(days=count * (7 if unit == "week" else 1))


@dataclass(frozen=True)
class _Said:
    """What a reader found: the date, and the index after its last word."""

    value: date
    after: int
    precision: Precision = Precision.DAY
    sure: bool = True


@dataclass(frozen=True)
class _Reading:
    """One message read with one language's words; each reader takes an index and says what it found there."""

    text: str
    said: Sequence[Word]
    today: date
    calendar: Calendar
    amounts: frozenset[str]
    prefer: Prefer

    def dates(self) -> Iterator[FoundDate]:
        """Every date, the readers tried in order at each word."""
        readers = (
            self._duration, self._edge, self._day_month, self._month_day, self._month,
            self._relative, self._weekday, self._period, self._season, self._year,
        )  # fmt: skip
        index = 0
        while index < len(self.said):
            found = next((found for reader in readers if (found := reader(index))), None)
            if found:
                start, end = self.said[index].start, self.said[found.after - 1].end
                yield FoundDate(
                    value=found.value, text=self.text[start:end], start=start, end=end,
                    precision=found.precision, sure=found.sure,
                )  # fmt: skip
            index = found.after if found else index + 1

    def _form(self, index: int) -> str:
        return self.said[index].form if 0 <= index < len(self.said) else ""

    def _taken(self, index: int, name: str) -> int:
        """How many words from here are one of the list's entries, the longest first; 0 if none is."""
        forms = self.calendar.lists[name]
        if self._form(index) not in forms.firsts:
            return 0
        lengths = range(min(_LONGEST, len(self.said) - index), 0, -1)
        return next((taken for taken in lengths if self._joined(index, taken) in forms), 0)

    def _joined(self, index: int, taken: int) -> str:
        return " ".join(word.form for word in self.said[index : index + taken])

    def _skip(self, index: int, name: str) -> int:
        return index + self._taken(index, name)

    def _before(self, index: int, name: str) -> bool:
        """Whether one of the list's entries ends just before this word."""
        forms = self.calendar.lists[name]
        if self._form(index - 1) not in forms.lasts:
            return False
        return any(self._joined(index - taken, taken) in forms for taken in range(1, min(_LONGEST, index) + 1))

    def _day_at(self, index: int) -> tuple[int, int] | None:
        """A day of the month and the index after it."""
        form = self._form(index)
        digits = form.rstrip("abcdefghijklmnopqrstuvwxyz")
        if digits.isascii() and digits.isdigit() and len(digits) <= 2:
            suffix = form[len(digits) :]
            known = not suffix or suffix in self.calendar.numbers.endings
            return (int(digits), index + 1) if known and 1 <= int(digits) <= 31 else None
        if form in self.calendar.days:
            return self.calendar.days[form], index + 1
        number = numbers.value_at(self.said, index, self.calendar.numbers) if index < len(self.said) else None
        return (number[0], index + number[1]) if number and 1 <= number[0] <= 31 else None

    def _year_at(self, index: int) -> tuple[int, int] | None:
        """A year after a month, and the index after it."""
        after = self._skip(index, "of")
        form = self._form(after)
        if len(form) == 4 and form.isascii() and form.isdigit() and int(form) in YEARS:
            return int(form), after + 1
        return None

    def _month_at(self, index: int, *, beside_number: bool) -> tuple[int, bool] | None:
        """A month, and whether its name is well written."""
        form = self._form(index)
        if form in self.calendar.months and (beside_number or form in self.calendar.full_months):
            return self.calendar.months[form], True
        return self._typo(form, self.calendar.months)

    def _typo(self, form: str, names: Mapping[str, int]) -> tuple[int, bool] | None:
        if len(form) < _FUZZY_LETTERS or form in self.calendar.not_dates:
            return None
        close = {number for name, number in names.items() if len(name) >= _FUZZY_LETTERS and _one_edit(form, name)}
        return (close.pop(), False) if len(close) == 1 else None

    def _dated(self, day: int, month: int, year: tuple[int, int] | None, after: int, *, sure: bool) -> _Said | None:
        if year:
            value, after = _date(year[0], month, day), year[1]
        else:
            value = _nearest(self.today, month, day, self.prefer)
        return _Said(value, after, sure=sure) if value else None

    def _day_month(self, index: int) -> _Said | None:
        """3 mars 2027, 3rd of March, el 3 de marzo de 2027."""
        day = self._day_at(index)
        if not day:
            return None
        at = self._skip(day[1], "of")
        month = self._month_at(at, beside_number=True)
        if not month:
            return None
        return self._dated(day[0], month[0], self._year_at(at + 1), at + 1, sure=month[1])

    def _month_day(self, index: int) -> _Said | None:
        """March 3, 2027; the month comes first only in English."""
        if self.calendar.language != "en":
            return None
        day = self._day_at(self._skip(index + 1, "the_next"))
        month = self._month_at(index, beside_number=True) if day else None
        if not month or not day:
            return None
        return self._dated(day[0], month[0], self._year_at(day[1]), day[1], sure=month[1])

    def _month(self, index: int) -> _Said | None:
        """mars 2027, "en mars", next March; a doubtful name needs a word that says it is a month."""
        return self._month_led(index, led=self._before(index, "in_period") or self._before(index, "of"))

    def _month_led(self, index: int, *, led: bool) -> _Said | None:
        beside = self._year_at(index + 1)
        shown = led or beside is not None
        if not shown and self._form(index) not in self.calendar.full_months:
            return None
        month = self._month_at(index, beside_number=shown)
        if not month:
            return None
        if beside:
            return _Said(date(beside[0], month[0], 1), beside[1], Precision.MONTH, sure=month[1])
        after, prefer = self._which(index, index + 1)
        value = self._month_start(month[0], prefer)
        return _Said(value, after, Precision.MONTH, sure=False)

    def _which(self, index: int, after: int) -> tuple[int, Prefer]:
        """Past what says next or last after a name, and the side of today it points to."""
        following = self._skip(after, "next")
        if following > after:
            return following, "future"
        behind = self._skip(after, "last")
        if behind > after or self._before(index, "last"):
            return behind, "past"
        return after, "future" if self._before(index, "next") else self.prefer

    def _month_start(self, month: int, prefer: Prefer) -> date:
        year = self.today.year
        if prefer == "future":
            return date(year + (month < self.today.month), month, 1)
        return date(year - (month > self.today.month), month, 1)

    def _edge(self, index: int) -> _Said | None:
        """début mars, mid-March, a finales de marzo de 2027, end of the month."""
        for name, day in (("start", 1), ("middle", 15), ("finish", 31)):
            at = self._skip(index, name)
            if at == index:
                continue
            at = self._skip(at, "of")
            if month := self._month_led(at, led=True):
                return replace(month, value=_on(month.value, day), sure=False)
            unit = self.calendar.units.get(self._form(at))
            if unit == "month":
                return _Said(_on(self.today, day), at + 1, Precision.MONTH, sure=False)
            if unit == "year":
                return _Said(
                    _on(self.today.replace(day=1, month=_edge_month(day)), day), at + 1, Precision.MONTH, sure=False
                )
        return None

    def _relative(self, index: int) -> _Said | None:
        """Today, tomorrow, pasado mañana."""
        taken = self._taken(index, "relative")
        form = self._joined(index, taken)
        if not taken or self._form(index - 1) in self.calendar.not_after.get(form, ()):
            return None
        return _Said(self.today + timedelta(days=self.calendar.relative[form]), index + taken)

    def _count_at(self, index: int) -> tuple[int, int, bool] | None:
        """How many, the index after it, and whether it is exact."""
        if taken := self._taken(index, "several"):
            form = self._joined(index, taken)
            return self.calendar.several[form], index + taken, self.calendar.several[form] == 1
        number = numbers.value_at(self.said, index, self.calendar.numbers) if index < len(self.said) else None
        return (number[0], index + number[1], True) if number else None

    def _duration(self, index: int) -> _Said | None:
        """dans deux semaines, in 3 weeks, hace un mes, two years ago."""
        ahead, ago = self._skip(index, "ahead"), self._skip(index, "ago")
        at = max(ahead, ago)
        count = self._count_at(at)
        unit = self.calendar.units.get(self._form(count[1])) if count else None
        if not count or not unit:
            return None
        after = count[1] + 1
        side = self._side(index, ahead, ago, after)
        if not side:
            return None
        value = _shift(self.today, unit, side[0] * count[0])
        exact = count[2] and not (side[0] < 0 and unit in ("month", "year"))
        return _Said(value, side[1], _precision(unit, side[0]), sure=exact) if value else None

    def _side(self, index: int, ahead: int, ago: int, after: int) -> tuple[int, int] | None:
        """1 for ahead or -1 for ago, and the index after what said so."""
        for name, sign in (("after_ago", -1), ("after_ahead", 1)):
            end = self._skip(after, name)
            if end > after:
                return sign, end
        if ago > index and ago >= ahead:
            return -1, after
        return (1, after) if ahead > index else None

    def _weekday(self, index: int) -> _Said | None:
        """lundi, next monday, el lunes que viene, vendredi dernier; "lundi 30 novembre" is the 30th."""
        lead = self._lead(index)
        after, prefer = self._which(lead, lead + 1)
        alone = len(self.said) == 1
        named = self._weekday_at(lead, typo=alone or lead > index or after > lead + 1)
        if not named:
            return None
        if whole := self._day_month(self._skip(lead + 1, "the_next")) or self._month_day(lead + 1):
            return replace(whole, sure=whole.sure and whole.value.weekday() == named[0])
        ahead = (named[0] - self.today.weekday() - 1) % 7 + 1
        value = self.today + timedelta(days=ahead if prefer == "future" else ahead - 7 or -7)
        said_next = self._before(lead, "next") or self._skip(lead + 1, "next") > lead + 1
        this_week = value.isocalendar()[:2] == self.today.isocalendar()[:2]
        return _Said(value, after, sure=named[1] and not (said_next and this_week))

    def _weekday_at(self, index: int, *, typo: bool) -> tuple[int, bool] | None:
        form = self._form(index)
        if form in self.calendar.weekdays:
            return self.calendar.weekdays[form], True
        return self._typo(form, self.calendar.weekdays) if typo else None

    def _lead(self, index: int) -> int:
        """Past "next", "last" or "this" before a name."""
        for name in ("next", "last", "this"):
            at = self._skip(index, name)
            if at > index:
                return at
        return index

    def _period(self, index: int) -> _Said | None:
        """le mois prochain, next year, la semana que viene, this year."""
        lead = self._lead(index)
        unit = self.calendar.units.get(self._form(lead))
        if not unit or unit == "day":
            return None
        after = lead + 1
        ahead, behind = self._skip(after, "next"), self._skip(after, "last")
        if self._before(lead, "next") or ahead > after:
            return self._around(unit, 1, max(after, ahead))
        if (lead > index and self._before(lead, "last")) or behind > after:
            return self._around(unit, -1, max(after, behind))
        return self._around(unit, 0, after) if lead > index else None

    def _around(self, unit: Unit, count: int, after: int) -> _Said | None:
        value = _shift(self.today, unit, count)
        if not value:
            return None
        if unit == "week":
            return _Said(value - timedelta(days=value.weekday()), after, sure=False)
        if unit == "month":
            return _Said(value.replace(day=1), after, Precision.MONTH, sure=False)
        return _Said(value.replace(month=1, day=1), after, Precision.YEAR, sure=False)

    def _season(self, index: int) -> _Said | None:
        """l'été prochain, next fall, en primavera de 2027; a season alone is talk of the weather."""
        lead = self._lead(index)
        month = self.calendar.seasons.get(self._form(lead))
        if month is None:
            return None
        year = self._year_at(lead + 1)
        if year:
            return _Said(date(year[0], month, 1), year[1], Precision.MONTH, sure=False)
        after, prefer = self._which(lead, lead + 1)
        if lead == index and after == lead + 1:
            return None
        return _Said(self._month_start(month, prefer), after, Precision.MONTH, sure=False)

    def _year(self, index: int) -> _Said | None:
        """depuis 2022, in 2019, or four digits that count nothing else."""
        form = self._form(index)
        if len(form) != 4 or not (form.isascii() and form.isdigit()) or int(form) not in YEARS:
            return None
        around = self.text[max(0, self.said[index].start - 2) : self.said[index].end + 2]
        if "$" in around or "€" in around or self._form(index + 1) in self.amounts:
            return None
        return _Said(date(int(form), 1, 1), index + 1, Precision.YEAR, sure=False)


def _precision(unit: Unit, side: int) -> Precision:
    if side < 0 and unit in ("month", "year"):
        return Precision.MONTH if unit == "month" else Precision.YEAR
    return Precision.DAY


def _on(month: date, day: int) -> date:
    return month.replace(day=min(day, calendar.monthrange(month.year, month.month)[1]))


def _edge_month(day: int) -> int:
    return {1: 1, 15: 6}.get(day, 12)


def _one_edit(form: str, known: str) -> bool:
    return OSA.distance(form, known, score_cutoff=1) <= 1
