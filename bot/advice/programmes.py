"""The programmes and the criteria of each, as data: dated decision tables with their sources.

A criterion has one variant for each period; where no variant holds on a day, the criterion does not exist that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.advice.tables import Decision


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A criterion's decision from the day `since` (included) until `before` (excluded); None leaves that side open.

    `years` is how long after the arrival the column `arrival_date` says `within`.
    """

    decision: Decision
    since: date | None = None
    before: date | None = None
    years: int | None = None

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.before is None or on < self.before)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A condition, where it was read, how sure that is and when it was last checked."""

    id: str
    variants: tuple[Variant, ...]
    source: str
    confidence: str
    checked_on: date
    fields: frozenset[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        read = (variant.decision.fields() for variant in self.variants)
        object.__setattr__(self, "fields", frozenset().union(*read))

    def variant(self, on: date) -> Variant | None:
        return next((variant for variant in self.variants if variant.holds(on)), None)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A programme, its criteria in order, and the day an operator last confirmed that it runs."""

    id: str
    criteria: tuple[str, ...]
    confirmed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Programmes:
    """Every programme in the order people read them, the criteria they share, and the tiers in which to ask."""

    programmes: tuple[Programme, ...]
    criteria: Mapping[str, Criterion]
    asking: tuple[tuple[str, ...], ...]
