"""The life of a referral: its states, and the one table of who may move it from what into what.

Nothing is stored or sent here: a move is looked up, allowed or refused, and the new state is the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from bot.errors import EscaleError


class State(StrEnum):
    """Where a referral stands."""

    DRAFT = "draft"  # the person reads the summary and consents, or not
    HELD = "held"  # waits with the operator
    SENT = "sent"  # waits with the organisation
    RECEIVED = "received"  # the organisation has seen it
    ACCEPTED = "accepted"  # a named counsellor has taken it
    CONTACTED = "contacted"  # the counsellor and the person have spoken
    CLOSED = "closed"  # final: it ended, with an outcome
    DECLINED = "declined"  # final: refused, with a reason
    EXPIRED = "expired"  # final: nobody answered in time
    WITHDRAWN = "withdrawn"  # final: the person took it back, or never sent it


class Actor(StrEnum):
    """Who moves a referral."""

    PERSON = "person"  # whom it is about
    OPERATOR = "operator"  # who runs the service
    ORGANIZATION = "organization"  # who received it
    COUNSELLOR = "counsellor"  # who took it
    CLOCK = "clock"  # time ran out


class Outcome(StrEnum):
    """How a referral ended when it was closed."""

    SETTLED_IN_REGION = "settled_in_region"  # lives outside Greater Montréal
    STAY_BOOKED = "stay_booked"  # has a place in an exploratory stay
    IN_PROGRESS_ELSEWHERE = "in_progress_elsewhere"  # followed by another organisation
    DECIDED_TO_STAY = "decided_to_stay"  # stays in Greater Montréal
    NOT_REACHED = "not_reached"  # never answered
    NOT_ELIGIBLE = "not_eligible"  # the service isn't for this person
    DUPLICATE = "duplicate"  # the same as another referral
    HANDLED_BY_OPERATOR = "handled_by_operator"  # the operator saw to it


class DeclineReason(StrEnum):
    """Why a referral was declined."""

    OUTSIDE_AREA = "outside_area"  # not the recipient's territory
    NO_CAPACITY = "no_capacity"  # no room for now
    NOT_ELIGIBLE = "not_eligible"  # the service isn't for this person
    LANGUAGE_NOT_OFFERED = "language_not_offered"  # nobody speaks the person's language
    MISSING_INFORMATION = "missing_information"  # the summary says too little


_PERSON = frozenset({Actor.PERSON})
_OPERATOR = frozenset({Actor.OPERATOR})
_ORGANIZATION = frozenset({Actor.ORGANIZATION})
_COUNSELLOR = frozenset({Actor.COUNSELLOR})
_CLOCK = frozenset({Actor.CLOCK})

MOVES: Mapping[State, Mapping[State, frozenset[Actor]]] = {
    State.DRAFT: {State.SENT: _PERSON, State.HELD: _PERSON, State.WITHDRAWN: _PERSON | _CLOCK},
    State.HELD: {
        State.SENT: _OPERATOR,
        State.CLOSED: _OPERATOR,
        State.DECLINED: _OPERATOR,
        State.WITHDRAWN: _PERSON,
    },
    State.SENT: {
        State.RECEIVED: _ORGANIZATION,
        State.ACCEPTED: _ORGANIZATION,
        State.DECLINED: _ORGANIZATION,
        State.EXPIRED: _CLOCK,
        State.WITHDRAWN: _PERSON,
    },
    State.RECEIVED: {
        State.ACCEPTED: _ORGANIZATION,
        State.DECLINED: _ORGANIZATION,
        State.EXPIRED: _CLOCK,
        State.WITHDRAWN: _PERSON,
    },
    State.ACCEPTED: {State.CONTACTED: _COUNSELLOR, State.CLOSED: _COUNSELLOR, State.WITHDRAWN: _PERSON},
    State.CONTACTED: {State.CLOSED: _COUNSELLOR | _PERSON, State.WITHDRAWN: _PERSON},
    State.CLOSED: {},
    State.DECLINED: {},
    State.EXPIRED: {},
    State.WITHDRAWN: {},
}
"""Every move there is: from a state, into a state, by whom."""

NEXT_TO_ACT: Mapping[State, frozenset[Actor]] = {
    State.DRAFT: _PERSON,
    State.HELD: _OPERATOR,
    State.SENT: _ORGANIZATION,
    State.RECEIVED: _ORGANIZATION,
    State.ACCEPTED: _COUNSELLOR,
    State.CONTACTED: _COUNSELLOR | _PERSON,
    State.CLOSED: frozenset(),
    State.DECLINED: frozenset(),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
"""Who is awaited in each state; nobody in a final one."""

OPEN = frozenset(state for state, moves in MOVES.items() if moves)
FINAL = frozenset(State) - OPEN


@dataclass(frozen=True, kw_only=True)
class Move:
    """A wish to move a referral: into what, by whom, and why.

    `who` names a member of staff (an id, never a person's name); `reason` is a code. `accepted` needs `who`, `closed` an
    `outcome`, `declined` a `decline_reason`.
    """

    to: State
    actor: Actor
    who: str | None = None
    reason: str | None = None
    outcome: Outcome | None = None
    decline_reason: DeclineReason | None = None


class ForbiddenMoveError(EscaleError):
    """A referral can't be moved this way; the message says from what, into what, by whom, and what is allowed."""


def moved(state: State, move: Move) -> State:
    """The state after the move; raises `ForbiddenMoveError` where the table doesn't list it or something is missing."""
    allowed = MOVES[state]
    if move.actor not in allowed.get(move.to, frozenset()):
        raise ForbiddenMoveError(
            f"A referral that is {state.value} can't become {move.to.value} at the hands of {move.actor.value}. "
            f"{_possible(state)}"
        )
    if move.to is State.ACCEPTED and not move.who:
        raise ForbiddenMoveError("A referral is accepted by a named counsellor: say who.")
    if (move.outcome is not None) != (move.to is State.CLOSED):
        raise ForbiddenMoveError(f"An outcome goes with closed, and only with it. Outcomes: {_values(Outcome)}.")
    if (move.decline_reason is not None) != (move.to is State.DECLINED):
        raise ForbiddenMoveError(f"A decline reason goes with declined, and only with it: {_values(DeclineReason)}.")
    return move.to


def _possible(state: State) -> str:
    listed = [f"{to.value} ({_values(actors)})" for to, actors in MOVES[state].items()]
    return f"From {state.value} it may become: {', '.join(listed)}." if listed else f"{state.value} is final."


def _values(members: frozenset[Actor] | type[Enum]) -> str:
    return ", ".join(sorted(str(member.value) for member in members))
