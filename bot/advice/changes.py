"""The smallest change of answers that would lift a verdict: a destination, a project added, a job offer going forward.

Never a home, a programme left, a status or an age (rules §1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from bot.advice.criteria import Outcome, Readings, Verdict, read_some, verdict_of
from bot.advice.fields import ABSENT, DECLINED, FIELDS, UNKNOWN
from bot.advice.knowledge import Knowledge
from bot.advice.profile import Profile
from bot.advice.programmes import Programme


@dataclass(frozen=True, kw_only=True)
class Change:
    """One answer changed: `field` becomes `to` (a project is added to the others)."""

    field: str
    to: str


Changes = tuple[Change, ...]

_TOWARD_A_REGION = Change(field="destination_perimeter", to="region")
_LOOKING_FOR_WORK = Change(field="project", to="job")
_CHANGEABLE = ("destination_perimeter", "project", "job_offer")
_STAGES = FIELDS["job_offer"].values


class Lifting:
    """Searches, for one profile, what would lift the verdict of a programme."""

    def __init__(self, knowledge: Knowledge, profile: Profile, readings: Readings) -> None:
        self._criteria = knowledge.programmes.criteria
        self._profile = profile
        self._readings = readings
        self._changed: dict[Changes, Readings] = {}

    def of(self, programme: Programme, verdict: Verdict) -> tuple[Changes, ...]:
        """All the sets of changes of the smallest size that lift the verdict; none where no set does."""
        if not self._may_lift(programme, verdict):
            return ()
        candidates = tuple(self._candidates(programme))
        for size in range(1, len(candidates) + 1):
            sets = tuple(
                changes for changes in combinations(candidates, size) if self._lifts(programme, verdict, changes)
            )
            if sets:
                return sets
        return ()

    def _may_lift(self, programme: Programme, verdict: Verdict) -> bool:
        """Whether each outcome that holds the verdict down reads an answer that may change."""
        outcome = {Verdict.NOT_ELIGIBLE: Outcome.FAILED, Verdict.TO_CONFIRM: Outcome.TO_CONFIRM}.get(verdict)
        return outcome is not None and all(
            not self._criteria[id_].fields.isdisjoint(_CHANGEABLE)
            for id_ in programme.criteria
            if id_ in self._readings and self._readings[id_].outcome == outcome
        )

    def _candidates(self, programme: Programme) -> Iterator[Change]:
        read = frozenset().union(*(self._criteria[id_].fields for id_ in programme.criteria))
        if "destination_perimeter" in read and not self._profile.says("destination_perimeter", ABSENT, "region"):
            yield _TOWARD_A_REGION
        if "project" in read and not self._profile.says("project", "job"):
            yield _LOOKING_FOR_WORK
        if "job_offer" in read:
            yield from self._offers(programme)

    def _offers(self, programme: Programme) -> Iterator[Change]:
        """The next stage of a job offer at which the programme's criterion about it is met."""
        stage = self._profile.values("job_offer")[0]
        criteria = [self._criteria[id_] for id_ in programme.criteria if "job_offer" in self._criteria[id_].fields]
        for later in _STAGES[_STAGES.index(stage) + 1 :] if stage in _STAGES else ():
            readings = read_some(criteria, self._profile.with_answer("job_offer", later))
            if all(reading.outcome == Outcome.MET for reading in readings.values()):
                yield Change(field="job_offer", to=later)
                return

    def _lifts(self, programme: Programme, verdict: Verdict, changes: Changes) -> bool:
        lifted = verdict_of(programme, self._after(changes))
        return lifted is Verdict.ELIGIBLE or (verdict is Verdict.NOT_ELIGIBLE and lifted is not Verdict.NOT_ELIGIBLE)

    def _after(self, changes: Changes) -> Readings:
        if changes not in self._changed:
            profile = self._profile
            for change in changes:
                profile = changed(profile, change)
            fields = {change.field for change in changes}
            touched = (criterion for criterion in self._criteria.values() if criterion.fields & fields)
            self._changed[changes] = {**self._readings, **read_some(touched, profile)}
        return self._changed[changes]


def changed(profile: Profile, change: Change) -> Profile:
    """The profile with that change made; a project is added to those there are."""
    if change.field != "project":
        return profile.with_answer(change.field, change.to)
    projects = (project for project in profile.values("project") if project not in (ABSENT, UNKNOWN, DECLINED))
    return profile.with_answer("project", *projects, change.to)
