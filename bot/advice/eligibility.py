"""Which programmes a person seems to meet the known conditions of (rules §1): verdicts, reasons, what is missing.

A verdict is what the criteria of a programme give together: one failure is a no, then an unanswered question, then a doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.advice.changes import Changes, Lifting
from bot.advice.criteria import Outcome, Readings, Verdict, read_criteria, verdict_of
from bot.advice.dates import months_after
from bot.advice.fields import NO_STATUS
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile
from bot.advice.programmes import Programme

_CONFIRMED_FOR_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class CriterionResult:
    """A criterion's outcome, and where its condition was read."""

    id: str
    outcome: Outcome
    source: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeResult:
    """A programme's verdict and its reasons.

    `missing` holds the absent fields of an incomplete verdict; `would_change` the smallest sets of changes that lift a
    verdict; `confirmed_on` the day an operator confirmed that the programme runs, where that is less than a year ago.
    """

    id: str
    verdict: Verdict
    confirmed_on: date | None
    criteria: tuple[CriterionResult, ...] = ()
    missing: tuple[str, ...] = ()
    would_change: tuple[Changes, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Screening:
    """Every programme's result in the order of the rules, on one day, and what each criterion gave."""

    on: date
    programmes: tuple[ProgrammeResult, ...]
    readings: Readings

    def verdict(self, programme: str) -> Verdict:
        return next(result.verdict for result in self.programmes if result.id == programme)


def screen(knowledge: Knowledge, profile: Profile) -> Screening:
    """Every programme's verdict for this person, on the day of the profile."""
    programmes = knowledge.programmes.programmes
    if profile.says("status", NO_STATUS):
        return Screening(
            on=profile.on,
            programmes=tuple(_not_assessed(programme, profile.on) for programme in programmes),
            readings={},
        )
    readings = read_criteria(knowledge, profile)
    lifting = Lifting(knowledge, profile, readings)
    return Screening(
        on=profile.on,
        programmes=tuple(_result(knowledge, programme, profile.on, readings, lifting) for programme in programmes),
        readings=readings,
    )


def missing_fields(programme: Programme, readings: Readings) -> tuple[str, ...]:
    """The absent fields behind a programme's unanswered criteria, in the order of the criteria."""
    unanswered = (
        readings[id_] for id_ in programme.criteria if id_ in readings and readings[id_].outcome == Outcome.UNANSWERED
    )
    return tuple(dict.fromkeys(field for reading in unanswered for field in reading.blanks))


def _result(
    knowledge: Knowledge, programme: Programme, on: date, readings: Readings, lifting: Lifting
) -> ProgrammeResult:
    verdict = verdict_of(programme, readings)
    criteria = knowledge.programmes.criteria
    return ProgrammeResult(
        id=programme.id,
        verdict=verdict,
        confirmed_on=_confirmed(programme, on),
        criteria=tuple(
            CriterionResult(id=id_, outcome=Outcome(readings[id_].outcome), source=criteria[id_].source)
            for id_ in programme.criteria
            if id_ in readings
        ),
        missing=missing_fields(programme, readings) if verdict is Verdict.INCOMPLETE else (),
        would_change=lifting.of(programme, verdict),
    )


def _not_assessed(programme: Programme, on: date) -> ProgrammeResult:
    return ProgrammeResult(id=programme.id, verdict=Verdict.NOT_ASSESSED, confirmed_on=_confirmed(programme, on))


def _confirmed(programme: Programme, on: date) -> date | None:
    day = programme.confirmed_on
    return day if day and day <= on <= months_after(day, _CONFIRMED_FOR_MONTHS) else None
