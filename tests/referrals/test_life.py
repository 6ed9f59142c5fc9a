"""What a referral may become, and at whose hands."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.referrals.life import (
    FINAL,
    MOVES,
    NEXT_TO_ACT,
    OPEN,
    Actor,
    DeclineReason,
    ForbiddenMoveError,
    Move,
    Outcome,
    State,
    moved,
)

# contracts.md, "A referral's life": state → what it may become
CONTRACT = {
    "draft": "sent held withdrawn",
    "held": "sent closed declined withdrawn",
    "sent": "received accepted declined expired withdrawn",
    "received": "accepted declined expired withdrawn",
    "accepted": "contacted closed withdrawn",
    "contacted": "closed withdrawn",
    "closed": "",
    "declined": "",
    "expired": "",
    "withdrawn": "",
}


def a_move(to: State, actor: Actor) -> Move:
    return Move(
        to=to,
        actor=actor,
        who="counsellor-7",
        outcome=Outcome.STAY_BOOKED if to is State.CLOSED else None,
        decline_reason=DeclineReason.NO_CAPACITY if to is State.DECLINED else None,
    )


def test_the_table_is_the_contract() -> None:
    assert {state.value: {to.value for to in moves} for state, moves in MOVES.items()} == {
        state: set(moves.split()) for state, moves in CONTRACT.items()
    }


@pytest.mark.parametrize(("state", "to", "actor"), list(itertools.product(State, State, Actor)))
def test_only_listed_moves_are_allowed(state: State, to: State, actor: Actor) -> None:
    if to.value in CONTRACT[state.value].split() and actor in MOVES[state][to]:
        assert moved(state, a_move(to, actor)) is to
    else:
        with pytest.raises(ForbiddenMoveError):
            moved(state, a_move(to, actor))


@given(st.lists(st.tuples(st.sampled_from(State), st.sampled_from(Actor))))
def test_nothing_leaves_a_final_state_and_a_move_not_listed_changes_nothing(wishes: list[tuple[State, Actor]]) -> None:
    state = State.DRAFT
    for to, actor in wishes:
        before = state
        try:
            state = moved(state, a_move(to, actor))
        except ForbiddenMoveError:
            assert state is before
        else:
            assert before in OPEN
            assert actor in MOVES[before][to]


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_person_can_withdraw_from_any_open_state(state: State) -> None:
    assert moved(state, a_move(State.WITHDRAWN, Actor.PERSON)) is State.WITHDRAWN


@pytest.mark.parametrize("state", sorted(OPEN))
def test_apart_from_withdrawing_and_time_only_who_is_awaited_moves_it(state: State) -> None:
    movers = {actor for to, actors in MOVES[state].items() if to is not State.WITHDRAWN for actor in actors}
    assert movers - {Actor.CLOCK} <= NEXT_TO_ACT[state]


def test_final_states_await_nobody() -> None:
    assert {state.value for state in FINAL} == {"closed", "declined", "expired", "withdrawn"}
    assert not any(NEXT_TO_ACT[state] for state in FINAL)


@pytest.mark.parametrize(
    ("state", "move", "missing"),
    [
        (State.SENT, Move(to=State.ACCEPTED, actor=Actor.ORGANIZATION), "named counsellor"),
        (State.ACCEPTED, Move(to=State.CLOSED, actor=Actor.COUNSELLOR), "settled_in_region"),
        (State.SENT, Move(to=State.DECLINED, actor=Actor.ORGANIZATION), "no_capacity"),
        (State.DRAFT, Move(to=State.HELD, actor=Actor.PERSON, outcome=Outcome.DUPLICATE), "outcome"),
    ],
)
def test_a_move_says_what_it_lacks(state: State, move: Move, missing: str) -> None:
    with pytest.raises(ForbiddenMoveError, match=missing):
        moved(state, move)


def test_a_forbidden_move_says_what_is_possible() -> None:
    with pytest.raises(ForbiddenMoveError, match=r"may become: accepted \(organization\)"):
        moved(State.RECEIVED, a_move(State.SENT, Actor.OPERATOR))
    with pytest.raises(ForbiddenMoveError, match="expired is final"):
        moved(State.EXPIRED, a_move(State.ACCEPTED, Actor.ORGANIZATION))
