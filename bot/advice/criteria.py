"""What each criterion gives for a profile, and the verdict that several criteria give together (rules §1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.advice.dates import arrival_band
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile, Values
from bot.advice.programmes import Criterion, Programme, Variant
from bot.advice.tables import Reading


class Outcome(StrEnum):
    """What a criterion gives."""

    MET = "met"
    FAILED = "failed"
    TO_CONFIRM = "to_confirm"  # in doubt, or the person doesn't know or would rather not say
    UNANSWERED = "unanswered"  # its field was never asked


class Verdict(StrEnum):
    """What a programme gives."""

    ELIGIBLE = "eligible"
    TO_CONFIRM = "to_confirm"
    INCOMPLETE = "incomplete"
    NOT_ELIGIBLE = "not_eligible"
    NOT_ASSESSED = "not_assessed"  # nothing is computed for a person without status


_VERDICT_BY_WORST_OUTCOME = (
    (Outcome.FAILED, Verdict.NOT_ELIGIBLE),
    (Outcome.UNANSWERED, Verdict.INCOMPLETE),
    (Outcome.TO_CONFIRM, Verdict.TO_CONFIRM),
)

Readings = Mapping[str, Reading]
"""What each criterion that exists on the day gave, by its id."""


def read_criteria(knowledge: Knowledge, profile: Profile) -> Readings:
    """The outcome of every criterion that exists on the day of the profile."""
    return read_some(knowledge.programmes.criteria.values(), profile)


def read_some(criteria: Iterable[Criterion], profile: Profile) -> Readings:
    """The outcome of these criteria, those that do not exist on the day of the profile left out."""
    return {
        criterion.id: _read(variant, profile) for criterion in criteria if (variant := criterion.variant(profile.on))
    }


def verdict_of(programme: Programme, readings: Readings) -> Verdict:
    """The first verdict that applies to the outcomes of a programme's criteria."""
    outcomes = {readings[criterion].outcome for criterion in programme.criteria if criterion in readings}
    return next((verdict for outcome, verdict in _VERDICT_BY_WORST_OUTCOME if outcome in outcomes), Verdict.ELIGIBLE)


def _read(variant: Variant, profile: Profile) -> Reading:
    if variant.years is None:
        return variant.decision.read(profile.values)
    years = variant.years

    def values(field: str) -> Values:
        if field == "arrival_date" and profile.arrival_date:
            return (arrival_band(profile.arrival_date, profile.on, years),)
        return profile.values(field)

    return variant.decision.read(values)
