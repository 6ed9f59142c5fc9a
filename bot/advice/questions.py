"""Which question to ask next so that the verdicts settle in as few as can be.

Need and project come first, then when and where, the status last and what only some statuses need after it.
"""

from __future__ import annotations

from bot.advice.criteria import Outcome, Readings, Verdict, read_criteria, read_some, verdict_of
from bot.advice.eligibility import missing_fields
from bot.advice.fields import NO_STATUS, cells_of
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile
from bot.advice.programmes import Programme


def next_fields(knowledge: Knowledge, profile: Profile) -> tuple[str, ...]:
    """The absent fields that an unsettled verdict still waits for, in the order to ask them; none once all is settled.

    The tiers of the knowledge say what comes before what; within a tier the field that can settle most programmes is first.
    """
    if profile.says("status", NO_STATUS):
        return ()
    readings = read_criteria(knowledge, profile)
    waiting = tuple(
        programme
        for programme in knowledge.programmes.programmes
        if verdict_of(programme, readings) is Verdict.INCOMPLETE
    )
    wanted = {field for programme in waiting for field in missing_fields(programme, readings)}
    decisiveness = {field: _settled_by(field, waiting, knowledge, profile, readings) for field in wanted}
    return tuple(
        field
        for tier in knowledge.programmes.asking
        for field in sorted((f for f in tier if f in wanted), key=lambda f: -decisiveness[f])
    )


def _settled_by(
    field: str, waiting: tuple[Programme, ...], knowledge: Knowledge, profile: Profile, readings: Readings
) -> int:
    """How many programmes some value of the field takes out of the incomplete, the other answers staying as they are."""
    touched = {
        id_: criterion
        for id_, criterion in knowledge.programmes.criteria.items()
        if field in criterion.fields and id_ in readings and readings[id_].outcome == Outcome.UNANSWERED
    }
    unsettled = [programme for programme in waiting if not touched.keys().isdisjoint(programme.criteria)]
    count = len(unsettled)
    for value in cells_of(field):
        after = {**readings, **read_some(touched.values(), profile.with_answer(field, value))}
        unsettled = [programme for programme in unsettled if verdict_of(programme, after) is Verdict.INCOMPLETE]
    return count - len(unsettled)
