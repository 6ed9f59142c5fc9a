"""Where a handoff goes (rules §3): the rows that apply, the organisations proposed with the reason for each, one next step.

Candidates serve the status and cover the place; then come intercultural expertise, working language and distance, never
proximity first, and equals take turns from day to day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.advice.directory import Organization
from bot.advice.eligibility import Screening, screen
from bot.advice.fields import UNSAID
from bot.advice.knowledge import Knowledge
from bot.advice.places import folded
from bot.advice.profile import Profile, Values
from bot.advice.routes import (
    CRITERION,
    CURRENT_COUNSELLOR,
    MINISTRY,
    OPERATOR,
    VERDICT,
    Area,
    Condition,
    Route,
    Wanted,
)
from bot.advice.territory import GREATER_MONTREAL, Spot, covers, steps_away

TRUSTED_ADULT = "trusted_adult"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An organisation to choose, of what kind, and why.

    `organization` is its name, and `organization_id` None where the directory does not know it. Only a `deliverable` one can
    receive a handoff itself; the others' handoffs wait with the operator.
    """

    organization: str
    organization_id: str | None
    kind: str
    reasons: tuple[str, ...]
    deliverable: bool


@dataclass(frozen=True, kw_only=True)
class Routing:
    """The rows that applied, the proposals in their order, and the one next step."""

    rows: tuple[int, ...]
    proposals: tuple[Proposal, ...]
    next_step: str


def route(knowledge: Knowledge, profile: Profile, screening: Screening | None = None) -> Routing:
    """The organisations for this person; `screening` is computed where it is not at hand."""
    screening = screening or screen(knowledge, profile)
    applying = tuple(_applying(knowledge, profile, screening))
    seeking = _Seeking(knowledge, profile, screening, frozenset(row.row for row in applying))
    proposed = [(row, seeking.proposals(row.propose)) for row in applying]
    proposals = _merged(proposal for _, found in proposed for proposal in found)
    if not proposals or seeking.found_nobody:
        proposals = _merged([*proposals, *seeking.proposals(knowledge.routes.fallback)])
    return Routing(
        rows=tuple(row.row for row in applying),
        proposals=proposals,
        next_step=_next_step(knowledge, profile, proposed),
    )


def _applying(knowledge: Knowledge, profile: Profile, screening: Screening) -> Iterator[Route]:
    for row in knowledge.routes.rows:
        alternatives = row.any_of or ({},)
        if _holds(row.when, profile, screening) and any(_holds(c, profile, screening) for c in alternatives):
            yield row
            if row.stop:
                return


def _holds(condition: Condition, profile: Profile, screening: Screening) -> bool:
    return all(
        any(value in accepted for value in _values(name, profile, screening)) for name, accepted in condition.items()
    )


def _values(name: str, profile: Profile, screening: Screening) -> Values:
    if name.startswith(VERDICT):
        return (screening.verdict(name.removeprefix(VERDICT)),)
    if name.startswith(CRITERION):
        reading = screening.readings.get(name.removeprefix(CRITERION))
        return (reading.outcome,) if reading else ()
    return profile.values(name)


class _Seeking:
    """Looks for the organisations of a kind for one person; `found_nobody` once a named place had none."""

    def __init__(self, knowledge: Knowledge, profile: Profile, screening: Screening, rows: frozenset[int]) -> None:
        self._knowledge = knowledge
        self._profile = profile
        self._screening = screening
        routes = knowledge.routes
        self._ministry_allowed = rows.isdisjoint(routes.rows_never_to_a_ministry) and not profile.says(
            "status", *routes.statuses_never_to_a_ministry
        )
        self.found_nobody = False

    def proposals(self, wanted: Iterable[Wanted]) -> tuple[Proposal, ...]:
        return tuple(
            proposal
            for one in wanted
            if _holds(one.when, self._profile, self._screening)
            for proposal in self._of_kind(one)
        )

    def _of_kind(self, wanted: Wanted) -> tuple[Proposal, ...]:
        if wanted.kind == CURRENT_COUNSELLOR:
            return (self._current_counsellor(wanted.reason),)
        if wanted.kind == MINISTRY and not self._ministry_allowed:
            return ()
        area, spot = self._place(wanted.areas)
        if area is None:
            return ()
        candidates = self._candidates(wanted.kind, spot)
        self.found_nobody = self.found_nobody or not candidates
        return tuple(
            Proposal(
                organization=organization.name,
                organization_id=organization.id,
                kind=wanted.kind,
                reasons=tuple(self._reasons(wanted, organization, area)),
                deliverable=organization.is_deliverable(self._profile.on),
            )
            for organization in candidates[: self._knowledge.routes.at_most]
        )

    def _place(self, areas: tuple[Area, ...]) -> tuple[Area | None, Spot]:
        for area in areas:
            spot = self._spot(area)
            if spot.is_named or area is Area.ANYWHERE:
                return area, spot
        return None, Spot()

    def _spot(self, area: Area) -> Spot:
        match area:
            case Area.GREATER_MONTREAL:
                return GREATER_MONTREAL
            case Area.HOME if self._profile.home.is_named:
                return self._profile.home
            case Area.HOME if self._profile.says("residence", "rmm"):
                return GREATER_MONTREAL
            case Area.DESTINATION if self._profile.goal.perimeter != "rmm":
                return self._profile.goal
        return Spot()

    def _candidates(self, kind: str, spot: Spot) -> tuple[Organization, ...]:
        """Those that serve the status and cover the place, the best first."""
        places = self._knowledge.places
        serving = [
            organization
            for organization in self._knowledge.directory.of_kind(kind)
            if self._serves(organization) and covers(organization.territory, spot, places)
        ]
        serving.sort(key=lambda organization: (self._rank(organization, spot), organization.id))
        ranked: list[Organization] = []
        for _, equals in groupby(serving, key=lambda organization: self._rank(organization, spot)):
            ranked.extend(self._in_turn(tuple(equals)))
        return tuple(ranked)

    def _serves(self, organization: Organization) -> bool:
        status = self._profile.values("status")[0]
        return status in UNSAID or organization.serves(status)

    def _rank(self, organization: Organization, spot: Spot) -> tuple[bool, bool, int]:
        return (
            not organization.intercultural,
            not self._works_in_their_language(organization),
            steps_away(organization, spot, self._knowledge.places),
        )

    def _works_in_their_language(self, organization: Organization) -> bool:
        language = self._profile.values("language")[0]
        return language not in UNSAID and organization.works_in(language)

    def _in_turn(self, equals: tuple[Organization, ...]) -> tuple[Organization, ...]:
        turn = self._profile.on.toordinal() % len(equals)
        return (*equals[turn:], *equals[:turn])

    def _reasons(self, wanted: Wanted, organization: Organization, area: Area) -> Iterator[str]:
        yield wanted.reason
        if self._profile.values("status")[0] not in UNSAID:
            yield "serves_your_status"
        yield f"covers_{area.value}"
        if organization.intercultural:
            yield "intercultural_expertise"
        if self._works_in_their_language(organization):
            yield "works_in_your_language"

    def _current_counsellor(self, reason: str) -> Proposal:
        """The organisation that the person named, as the directory knows it where just one bears that name."""
        name = str(self._profile.followed_by)
        known = [
            organization
            for organization in self._knowledge.directory.organizations
            if folded(name)
            in {folded(other) for other in (organization.id, organization.name, *organization.alternate_names)}
        ]
        match = known[0] if len(known) == 1 else None
        return Proposal(
            organization=match.name if match else name,
            organization_id=match.id if match else None,
            kind=CURRENT_COUNSELLOR,
            reasons=(reason,),
            deliverable=bool(match and match.is_deliverable(self._profile.on)),
        )


def _merged(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Each organisation once for a kind, with all the reasons for it."""
    merged: dict[tuple[str, str], Proposal] = {}
    for proposal in proposals:
        key = (proposal.kind, proposal.organization)
        before = merged[key].reasons if key in merged else ()
        merged[key] = Proposal(
            organization=proposal.organization,
            organization_id=proposal.organization_id,
            kind=proposal.kind,
            reasons=tuple(dict.fromkeys((*before, *proposal.reasons))),
            deliverable=proposal.deliverable,
        )
    return tuple(merged.values())


def _next_step(knowledge: Knowledge, profile: Profile, proposed: list[tuple[Route, tuple[Proposal, ...]]]) -> str:
    """The step of the first row that names one, those that only add coming last."""
    in_order = sorted(proposed, key=lambda item: item[0].beside)
    if in_order and in_order[0][0].stop and in_order[0][0].next_step:
        return in_order[0][0].next_step
    adult_first = knowledge.routes.trusted_adult_first
    if all(profile.says(name, *values) for name, values in adult_first.items()):
        return TRUSTED_ADULT
    for row, proposals in in_order:
        if row.next_step:
            return row.next_step
        if proposals:
            return f"contact_{proposals[0].kind}"
    return f"contact_{OPERATOR}"
