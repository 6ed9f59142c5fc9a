"""A move made in the console: checked against what was shown, written by the ledger, told to the person, all in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from bot.console.cases import Case, acting, case_of, find, possible
from bot.console.staff import Staff
from bot.conversation.words import Words
from bot.referrals.handler import ConfirmedOn, is_confirmed
from bot.referrals.ledger import Ledger, locked
from bot.referrals.life import DeclineReason, Move, Outcome, State
from bot.referrals.news import news_of
from bot.service.telling import tell
from bot.store.store import Store
from bot.store.tables import person, referral_event


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A move wished for: of which referral, seen in what state, into what, and what goes with it."""

    number: int
    seen: str
    to: State
    outcome: Outcome | None = None
    decline_reason: DeclineReason | None = None


class Result(StrEnum):
    """What became of a wish."""

    DONE = "done"  # moved, or moved a moment ago by the same click
    UNKNOWN = "unknown"  # there is none, or none for them
    CHANGED = "changed"  # somebody else moved it since it was shown
    FORBIDDEN = "forbidden"  # not from that state, or not theirs to do
    NOT_CONFIRMED = "not_confirmed"  # the organisation has no confirmed contact


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The result, the referral as it stands, and whether the person was told."""

    result: Result
    case: Case | None = None
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class Mover:
    """Moves referrals of a store."""

    store: Store
    words: Words
    ledger: Ledger
    confirmed_on: ConfirmedOn

    def move(self, connection: Connection, who: Staff, wish: Wish, now: datetime) -> Moved:
        """Moves the referral as wished, or says why not."""
        seen = find(connection, who, wish.number)
        if seen is None:
            return Moved(result=Result.UNKNOWN)
        self._lock_person(connection, seen.person_id)
        row = locked(connection, wish.number)
        case = case_of(row)
        if case.state.value != wish.seen:
            again = case.state is wish.to and self._was_theirs(connection, who, wish)
            return Moved(result=Result.DONE if again else Result.CHANGED, case=case, told=row.person_id is not None)
        if wish.to not in possible(who, case.state):
            return Moved(result=Result.FORBIDDEN, case=case)
        if wish.to is State.SENT and not is_confirmed(self.confirmed_on(connection, case.organization), now):
            return Moved(result=Result.NOT_CONFIRMED, case=case)
        move = Move(
            to=wish.to,
            actor=acting(who, wish.to),
            who=who.mark,
            outcome=wish.outcome,
            decline_reason=wish.decline_reason,
        )
        self.ledger.move(connection, wish.number, move, now)
        after = case_of(locked(connection, wish.number))
        return Moved(result=Result.DONE, case=after, told=self._tell(connection, row.person_id, after, now))

    def _lock_person(self, connection: Connection, person_id: int | None) -> None:
        """Before the referral, as in a turn: two that hold each what the other needs would wait for ever."""
        connection.execute(select(person.c.id).where(person.c.id == person_id).with_for_update())

    def _tell(self, connection: Connection, person_id: int | None, case: Case, now: datetime) -> bool:
        if person_id is None:
            return False
        key, params = news_of(case.reference, case.state, case.due_at, case.outcome, case.decline_reason)
        return tell(connection, self.store.sealer, self.words, person_id, key, params, now)

    def _was_theirs(self, connection: Connection, who: Staff, wish: Wish) -> bool:
        """Whether the last move was this one, by the same person: a click that came twice."""
        moves = referral_event.c.state_from != referral_event.c.state_to
        last = connection.execute(
            select(referral_event)
            .where(referral_event.c.referral_id == wish.number, moves)
            .order_by(referral_event.c.id.desc())
            .limit(1)
        ).one_or_none()
        actor = f"{acting(who, wish.to)}:{who.mark}"
        return last is not None and (last.actor, last.state_from) == (actor, wish.seen)
