"""The ledger of referrals: every move is checked against the table, written with who, when and why, and starts its clocks.

It works on the connection it is given, so that a move and its jobs are committed with whatever asked for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.errors import EscaleError
from bot.referrals.clocks import Action, Clock, Clocks, strikes
from bot.referrals.life import OPEN, Actor, Move, State, moved
from bot.service.protocols import JobQueue
from bot.service.retention import EMPTIED
from bot.store import audit_log
from bot.store.tables import referral, referral_event

CLOCK_JOB = "referral_clock"


class NoSuchReferralError(EscaleError):
    """No referral has this number."""


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Moves referrals; `queue` holds their clocks until they strike."""

    queue: JobQueue
    clocks: Clocks = Clocks()  # noqa: RUF009 immutable

    def open(self, connection: Connection, values: dict[str, Any], now: datetime) -> int:
        """A new draft of these columns; its number."""
        due = self.clocks.deadline(State.DRAFT, now, urgent=values["urgent"])
        row = {**values, "state": State.DRAFT.value, "created_at": now, "state_at": now, "due_at": due}
        inserted = connection.execute(insert(referral).values(row)).inserted_primary_key
        number = int(inserted[0]) if inserted else 0
        _trace(connection, number, None, Move(to=State.DRAFT, actor=Actor.PERSON), now)
        self._start_clocks(connection, number, State.DRAFT, urgent=values["urgent"], now=now)
        return number

    def move(self, connection: Connection, number: int, move: Move, now: datetime, **also: Any) -> State:
        """Moves a referral and sets the columns in `also`; raises `ForbiddenMoveError` or `NoSuchReferralError`.

        One that is withdrawn loses its summary: nobody may read it any more.
        """
        row = locked(connection, number)
        state = State(row.state)
        new = moved(state, move)
        values: dict[str, Any] = {
            "state": new.value,
            "state_at": now,
            "due_at": self.clocks.deadline(new, now, urgent=row.urgent),
            **also,
        }
        if new is State.SENT:
            values["sent_at"] = now
        if new is State.WITHDRAWN:
            values |= EMPTIED
        if new is State.ACCEPTED:
            values["counsellor"] = move.who
        if move.outcome:
            values["outcome"] = move.outcome.value
        if move.decline_reason:
            values["decline_reason"] = move.decline_reason.value
        connection.execute(update(referral).where(referral.c.id == number).values(values))
        _trace(connection, number, state, move, now)
        self._start_clocks(connection, number, new, urgent=row.urgent, now=now)
        return new

    def strike(self, connection: Connection, payload: Any, now: datetime) -> State | None:
        """What a clock does when it strikes; the state into which the referral ended, None where it did not."""
        number, action = int(payload["referral"]), Action(payload["action"])
        row = _locked(connection, number)
        if row is None or row.state != payload["state"]:
            return None
        state = State(row.state)
        if action is Action.END:
            ended = State.WITHDRAWN if state is State.DRAFT else State.EXPIRED
            return self.move(connection, number, Move(to=ended, actor=Actor.CLOCK, reason="out_of_time"), now)
        _trace(connection, number, state, Move(to=state, actor=Actor.CLOCK, reason=action.value), now)
        for clock in self.clocks.of(state, urgent=row.urgent):
            if clock.repeats and clock.action is action:
                self._start(connection, number, state, clock, now)
        return None

    def _start_clocks(self, connection: Connection, number: int, state: State, *, urgent: bool, now: datetime) -> None:
        for clock in self.clocks.of(state, urgent=urgent):
            self._start(connection, number, state, clock, now)

    def _start(self, connection: Connection, number: int, state: State, clock: Clock, now: datetime) -> None:
        payload: dict[str, str | int] = {"referral": number, "state": state.value, "action": clock.action.value}
        key = f"{number}:{state.value}:{clock.action.value}"
        self.queue.defer(connection, CLOCK_JOB, key, strikes(clock.after, now), payload)


def take_back(connection: Connection, number: int, actor: Actor, reason: str, now: datetime) -> None:
    """Withdraws a referral whose person is erased, whoever does it for them; one that has ended stays as it is."""
    row = locked(connection, number)
    if is_open(row):
        ended = {"state": State.WITHDRAWN.value, "state_at": now, "due_at": None, **EMPTIED}
        connection.execute(update(referral).where(referral.c.id == number).values(ended))
        _trace(connection, number, State(row.state), Move(to=State.WITHDRAWN, actor=actor, reason=reason), now)


def locked(connection: Connection, number: int) -> Row[Any]:
    """The row of a referral, kept from others until the transaction ends; raises `NoSuchReferralError`."""
    row = _locked(connection, number)
    if row is None:
        raise NoSuchReferralError(f"There is no referral number {number}.")
    return row


def _locked(connection: Connection, number: int) -> Row[Any] | None:
    return connection.execute(select(referral).where(referral.c.id == number).with_for_update()).one_or_none()


def is_open(row: Row[Any]) -> bool:
    """Whether someone can still move it."""
    return State(row.state) in OPEN


def _trace(connection: Connection, number: int, state: State | None, move: Move, now: datetime) -> None:
    """The event of the move, for who follows the referral, and the same in the audit log."""
    actor = move.actor.value if move.who is None else f"{move.actor.value}:{move.who}"
    reason = move.reason or (move.outcome and move.outcome.value) or (move.decline_reason and move.decline_reason.value)
    event = {
        "referral_id": number,
        "at": now,
        "actor": actor,
        "state_from": state.value if state else None,
        "state_to": move.to.value,
        "reason": reason,
    }
    connection.execute(insert(referral_event).values(event))
    audit_log.note(
        connection, at=now, actor=actor, action=f"referral_{move.to.value}", subject=f"referral:{number}", detail=reason
    )
