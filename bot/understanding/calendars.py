"""What each language calls its months, weekdays, seasons and durations, for the dates that people type.

The names come from Babel, the other words from each language's `lexicon/dates.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from babel import Locale

from bot.loading.strict_yaml import Written, read
from bot.understanding import numbers
from bot.understanding.numbers import NumberWords
from bot.understanding.text import fold

FILE = "lexicon/dates.yml"


@dataclass(frozen=True, kw_only=True)
class DateWords(Written):
    """One language's `lexicon/dates.yml`; every entry may be several words."""

    months: Mapping[int, tuple[str, ...]]
    weekdays: Mapping[int, tuple[str, ...]]
    not_dates: tuple[str, ...]
    doubtful: tuple[str, ...]
    days: Mapping[int, tuple[str, ...]]
    relative: Mapping[str, int]
    not_after: Mapping[str, tuple[str, ...]]
    day: tuple[str, ...]
    week: tuple[str, ...]
    month: tuple[str, ...]
    year: tuple[str, ...]
    ahead: tuple[str, ...]
    ago: tuple[str, ...]
    after_ago: tuple[str, ...]
    after_ahead: tuple[str, ...]
    next: tuple[str, ...]
    last: tuple[str, ...]
    this: tuple[str, ...]
    the_next: tuple[str, ...]
    start: tuple[str, ...]
    middle: tuple[str, ...]
    finish: tuple[str, ...]
    of: tuple[str, ...]
    in_period: tuple[str, ...]
    seasons: Mapping[int, tuple[str, ...]]
    several: Mapping[str, int]
    not_years: tuple[str, ...]


Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")


class Forms:
    """Folded forms of one or several words, with what they begin and end by, so that most words are passed over at once."""

    def __init__(self, forms: Iterable[str]) -> None:
        self.whole = frozenset(fold(form) or form for form in forms)
        self.firsts = frozenset(form.split(" ", 1)[0] for form in self.whole)
        self.lasts = frozenset(form.rsplit(" ", 1)[-1] for form in self.whole)

    def __contains__(self, form: str) -> bool:
        return form in self.whole


@dataclass(frozen=True)
class Calendar:
    """One language's words of dates, folded and ready to look up."""

    language: str
    words: DateWords
    numbers: NumberWords

    @cached_property
    def months(self) -> dict[str, int]:
        """Names and abbreviations of months."""
        return _names(Locale(self.language).months, self.words.months)

    @cached_property
    def full_months(self) -> frozenset[str]:
        """Names of months that stand without a day beside them."""
        wide = Locale(self.language).months["format"]["wide"].values()
        return frozenset(fold(name) for name in wide) - Forms(self.words.doubtful).whole

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Names of days, Monday 0; abbreviations are too often other words."""
        babel = {fold(name): day for day, name in Locale(self.language).days["format"]["wide"].items()}
        ours = {fold(name): day - 1 for day, names in self.words.weekdays.items() for name in names}
        plural = {f"{name}s": day for name, day in babel.items() if not name.endswith("s")}
        return {**plural, **babel, **ours}

    @cached_property
    def not_dates(self) -> Forms:
        """Real words one letter away from a month or a day."""
        return Forms(self.words.not_dates)

    @cached_property
    def relative(self) -> dict[str, int]:
        """Days from today."""
        return {fold(form): days for form, days in self.words.relative.items()}

    @cached_property
    def not_after(self) -> dict[str, Forms]:
        """Words before which a relative day means something else."""
        return {fold(form): Forms(before) for form, before in self.words.not_after.items()}

    @cached_property
    def units(self) -> dict[str, Unit]:
        """What a duration counts."""
        return {fold(form): unit for unit in UNITS for form in getattr(self.words, unit)}

    @cached_property
    def seasons(self) -> dict[str, int]:
        """The month in which a season begins."""
        return {fold(name): month for month, names in self.words.seasons.items() for name in names}

    @cached_property
    def several(self) -> dict[str, int]:
        """Vague quantities."""
        return {fold(form): number for form, number in self.words.several.items()}

    @cached_property
    def days(self) -> dict[str, int]:
        """Days of the month in words, beside numbers."""
        return {fold(form): day for day, forms in self.words.days.items() for form in forms}

    @cached_property
    def lists(self) -> dict[str, Forms]:
        """The lists of words by their name."""
        names = (
            "ahead",
            "ago",
            "after_ago",
            "after_ahead",
            "next",
            "last",
            "this",
            "the_next",
            "start",
            "middle",
            "finish",
            "of",
            "in_period",
            "not_years",
        )
        named = {name: Forms(getattr(self.words, name)) for name in names}
        return {**named, "relative": Forms(self.words.relative), "several": Forms(self.words.several)}


def _names(babel: Mapping[str, Mapping[str, Mapping[int, str]]], ours: Mapping[int, tuple[str, ...]]) -> dict[str, int]:
    named = {fold(name): number for width in ("abbreviated", "wide") for number, name in babel["format"][width].items()}
    return {**named, **{fold(name): number for number, names in ours.items() for name in names}}


class Calendars:
    """The words of dates of every language."""

    def __init__(self, calendars: Sequence[Calendar]) -> None:
        self._calendars = {calendar.language: calendar for calendar in calendars}

    @classmethod
    def load(cls, content: Path) -> Calendars:
        """Reads `<content>/<language>/lexicon/dates.yml` and `numbers.yml`; raises `ProblemsError`."""
        number_words = numbers.load(content)
        files = {path.parent.parent.name: path for path in sorted(content.glob(f"*/{FILE}"))}
        return cls([Calendar(name, read(path, DateWords), number_words[name]) for name, path in files.items()])

    @cached_property
    def amounts(self) -> frozenset[str]:
        """Words after which four digits count something, in any language."""
        return frozenset(form for each in self._calendars.values() for form in each.lists["not_years"].whole)

    def of(self, language: str | None) -> tuple[Calendar, ...]:
        """The calendar of a language first, then the others: people mix them."""
        return tuple(sorted(self._calendars.values(), key=lambda each: each.language != language))
