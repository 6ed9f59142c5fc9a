"""The referrals as the console reads them: which of them someone may see, in what order, and what each shows.

A counsellor sees those that were sent to their organisation; the operator reads those that are held, and of the others only
the reference, the organisation, the state and the dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from bot.console import staff as accounts
from bot.console.staff import Role, Staff
from bot.referrals.life import FINAL, MOVES, Actor, State
from bot.referrals.reading import look
from bot.store.store import Store
from bot.store.tables import referral, referral_event

PAGE = 25
LARGEST_NUMBER = 2**63 - 1
BY_STAFF = (State.RECEIVED, State.ACCEPTED, State.CONTACTED, State.SENT, State.CLOSED, State.DECLINED)
"""The states into which the console moves a referral, in the order in which they are offered."""
_FINAL = tuple(state.value for state in FINAL)


class View(StrEnum):
    """A list of referrals."""

    OPEN = "open"  # those that wait for an action of whoever looks, or that they follow
    ELSEWHERE = "elsewhere"  # the operator's: those that organisations have
    ENDED = "ended"  # those that nobody moves any more


@dataclass(frozen=True, kw_only=True)
class Case:
    """A referral without its content; `counsellor` is the number of whoever accepted it."""

    id: int
    reference: str
    state: State
    organization: str
    urgent: bool
    language: str
    sent_at: datetime | None
    state_at: datetime
    due_at: datetime | None
    counsellor: int | None
    outcome: str | None
    decline_reason: str | None


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """One page of a list: `number` of `count`, and how many referrals the list holds."""

    cases: tuple[Case, ...]
    number: int
    count: int
    total: int
    people: dict[int, str]


@dataclass(frozen=True, kw_only=True)
class Past:
    """A move of the past: when, by what kind of actor and who (None where nobody is named), into what state, why."""

    at: datetime
    actor: str
    name: str | None
    state: State
    moved: bool
    reason: str | None

    @property
    def why(self) -> str | None:
        """The key of the words for the reason, where a move was given one that its state doesn't say already."""
        if not self.moved or self.reason is None:
            return None
        return {State.CLOSED: f"outcomes.{self.reason}", State.DECLINED: f"decline_reasons.{self.reason}"}.get(
            self.state
        )


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A referral with its page (None where it isn't theirs to read or is no more), its past, and the names in it."""

    case: Case
    readable: bool
    summary: str | None
    past: tuple[Past, ...]
    people: dict[int, str]


def acting(who: Staff, to: State) -> Actor:
    """As whom someone moves a referral into a state."""
    if who.role is Role.OPERATOR:
        return Actor.OPERATOR
    return Actor.COUNSELLOR if to in (State.CONTACTED, State.CLOSED) else Actor.ORGANIZATION


def possible(who: Staff, state: State) -> tuple[State, ...]:
    """The states into which someone may move what they see in this state."""
    return tuple(to for to in BY_STAFF if acting(who, to) in MOVES[state].get(to, frozenset()))


def visible(who: Staff) -> ColumnElement[bool]:
    """Whether someone may see a referral at all."""
    if who.role is Role.OPERATOR:
        return referral.c.reference.is_not(None)
    return (referral.c.organization == who.organization) & referral.c.sent_at.is_not(None)


def may_read(who: Staff, state: State) -> bool:
    """Whether someone who sees a referral in this state may read its page."""
    return state is State.HELD if who.role is Role.OPERATOR else state is not State.WITHDRAWN


def find(connection: Connection, who: Staff, number: int) -> Row[Any] | None:
    """The row of a referral that someone may see; None where there is none, or none for them."""
    if number > LARGEST_NUMBER:
        return None
    return connection.execute(select(referral).where(referral.c.id == number, visible(who))).one_or_none()


def page(connection: Connection, who: Staff, view: View, number: int) -> CasePage:
    """A page of a list; the last one where the list is shorter."""
    wanted = visible(who) & _in(view, who)
    total = connection.execute(select(func.count()).select_from(referral).where(wanted)).scalar_one()
    count = max(1, -(-total // PAGE))
    number = min(max(number, 1), count)
    query = select(referral).where(wanted).order_by(*_order(view)).limit(PAGE).offset((number - 1) * PAGE)
    cases = tuple(case_of(row) for row in connection.execute(query))
    return CasePage(cases=cases, number=number, count=count, total=total, people=_people(connection, cases))


def _in(view: View, who: Staff) -> ColumnElement[bool]:
    match view:
        case View.ENDED:
            return referral.c.state.in_(_FINAL)
        case View.ELSEWHERE:
            return referral.c.state.not_in((*_FINAL, State.HELD.value))
    if who.role is Role.OPERATOR:
        return referral.c.state == State.HELD.value
    return referral.c.state.not_in(_FINAL)


def _order(view: View) -> Sequence[ColumnElement[Any]]:
    """By the clock: what is due first comes first; what has no clock, the urgent first, then the oldest."""
    if view is View.ENDED:
        return (referral.c.state_at.desc(), referral.c.id.desc())
    return (referral.c.due_at.asc().nulls_last(), referral.c.urgent.desc(), referral.c.state_at, referral.c.id)


def detail(connection: Connection, store: Store, who: Staff, number: int, now: datetime) -> Detail | None:
    """A referral as someone may see it; its page being read is in the audit log."""
    row = find(connection, who, number)
    if row is None:
        return None
    case = case_of(row)
    readable = may_read(who, case.state)
    summary = look(connection, store, row, f"{who.role}:{who.id}", now) if readable and row.summary_sealed else None
    events = connection.execute(
        select(referral_event).where(referral_event.c.referral_id == number).order_by(referral_event.c.id)
    ).all()
    numbers = {mark for one in events if (mark := _number(one.actor)) is not None}
    people = _people(connection, (case,), numbers)
    past = tuple(_past(one, people) for one in events if one.state_to != State.DRAFT.value)
    return Detail(case=case, readable=readable, summary=summary, past=past, people=people)


def case_of(row: Row[Any]) -> Case:
    """The referral of a row, without its content."""
    return Case(
        id=row.id,
        reference=row.reference,
        state=State(row.state),
        organization=row.organization,
        urgent=row.urgent,
        language=row.language,
        sent_at=row.sent_at,
        state_at=row.state_at,
        due_at=row.due_at,
        counsellor=int(row.counsellor) if (row.counsellor or "").isdecimal() else None,
        outcome=row.outcome,
        decline_reason=row.decline_reason,
    )


def _past(row: Row[Any], people: dict[int, str]) -> Past:
    number = _number(row.actor)
    return Past(
        at=row.at,
        actor=row.actor.partition(":")[0],
        name=None if number is None else people.get(number),
        state=State(row.state_to),
        moved=row.state_from != row.state_to,
        reason=row.reason,
    )


def _number(actor: str) -> int | None:
    mark = actor.partition(":")[2]
    return int(mark) if mark.isdecimal() else None


def _people(connection: Connection, cases: Sequence[Case], also: set[int] | None = None) -> dict[int, str]:
    """The names of the counsellors of these referrals, by number."""
    numbers = {one.counsellor for one in cases if one.counsellor is not None} | (also or set())
    return {number: row.name for number, row in accounts.names(connection, numbers).items()} if numbers else {}
