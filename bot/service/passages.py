"""Passages: a conversation goes on on another channel by a code, used once, within ten minutes; two people become one.

The conversation that the code opens is kept. What was said where the code is given comes along: its facts and the pages it
handed over as an event for the heart, its messages after those of the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bot.conversation.effects import Effect, OpenPassage
from bot.conversation.events import EffectResult, Joined, JoinRefused, PassageOpened
from bot.conversation.journal import fold
from bot.service import records
from bot.service.codes import new_code
from bot.service.people import Place
from bot.service.protocols import EffectContext
from bot.store import audit_log
from bot.store.store import Store
from bot.store.tables import consent, conversation, identity, outgoing, passage_code, person, referral, unread

LIFETIME = timedelta(minutes=10)
_FINAL = ("closed", "declined", "expired", "withdrawn")


@dataclass(kw_only=True)
class Addresses:
    """Where a conversation may go on: the web page's address, and the link of the Telegram bot once its name is known."""

    web: str = ""
    telegram: str = ""

    def link(self, code: str) -> str:
        """The link that opens Telegram with a code, empty where there is no bot."""
        return f"{self.telegram}?start={code}" if self.telegram else ""


@dataclass(frozen=True, kw_only=True)
class Passages:
    """Handles `OpenPassage`: one code at a time for each person."""

    addresses: Addresses = field(default_factory=Addresses)

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        if not isinstance(effect, OpenPassage):
            raise TypeError(type(effect).__name__)
        code = new_code()
        connection.execute(delete(passage_code).where(passage_code.c.person_id == context.person_id))
        row = {"hash": context.find(_KIND, code), "person_id": context.person_id, "expires_at": context.now + LIFETIME}
        connection.execute(insert(passage_code).values(row))
        return PassageOpened(code=code, web=self.addresses.web, telegram=self.addresses.link(code))


_KIND = "passage"


def join(connection: Connection, store: Store, place: Place, code: str, now: datetime) -> Joined | JoinRefused:
    """Moves whoever stands at `place` to the conversation that the code opens; the place must then be found again."""
    other = _used(connection, store, code, now)
    if other is None:
        return JoinRefused()
    if other == place.person_id:
        return Joined()
    connection.execute(select(person.c.id).where(person.c.id == other).with_for_update())
    there = connection.execute(select(conversation).where(conversation.c.person_id == other)).one()
    brought = fold(records.conversation_at(connection, store.sealer, place).turns)
    references = _references(connection, place.person_id)
    _move(connection, place, other, there.id, there.last_sequence)
    audit_log.note(connection, at=now, actor="person", action="passage", subject=f"person:{other}")
    return Joined(facts=tuple(brought.facts.items()), referrals=references)


def _used(connection: Connection, store: Store, code: str, now: datetime) -> int | None:
    """The person whose code it is; it never serves again, even too late."""
    mine = passage_code.c.hash == store.find(_KIND, code)
    gone = delete(passage_code).where(mine).returning(passage_code.c.person_id, passage_code.c.expires_at)
    row = connection.execute(gone).one_or_none()
    return row.person_id if row and row.expires_at > now else None


def _references(connection: Connection, person_id: int) -> tuple[str, ...]:
    """The references of the pages still open that a person handed over."""
    theirs = (referral.c.person_id == person_id) & referral.c.reference.is_not(None)
    query = select(referral.c.reference).where(theirs, referral.c.state.not_in(_FINAL)).order_by(referral.c.id)
    return tuple(connection.execute(query).scalars())


def _move(connection: Connection, place: Place, other: int, there: int, after: int) -> None:
    """Everything of the person at `place` becomes that of `other`, whose messages go up to `after`; drafts are dropped.

    So is what was erased: where it came along, a client would believe that the whole conversation was.
    """
    never_sent = (referral.c.person_id == place.person_id) & referral.c.reference.is_(None)
    connection.execute(delete(referral).where(never_sent))
    mine = referral.c.person_id == place.person_id
    connection.execute(update(referral).where(mine).values(person_id=other, conversation_id=there))
    for table in (consent, identity, unread):
        connection.execute(update(table).where(table.c.person_id == place.person_id).values(person_id=other))
    connection.execute(
        update(outgoing)
        .where(outgoing.c.conversation_id == place.conversation_id, outgoing.c.body_sealed.is_not(None))
        .values(conversation_id=there, sequence=outgoing.c.sequence + after)
    )
    moved = {"last_sequence": after + place.last_sequence, "revision": conversation.c.revision + 1}
    connection.execute(update(conversation).where(conversation.c.id == there).values(moved))
    connection.execute(delete(person).where(person.c.id == place.person_id))


def forget_codes(connection: Connection, person_id: int) -> None:
    """No code opens what was erased."""
    connection.execute(delete(passage_code).where(passage_code.c.person_id == person_id))


def purge_codes(connection: Connection, now: datetime) -> int:
    """Deletes the codes that no longer open anything; how many."""
    return connection.execute(delete(passage_code).where(passage_code.c.expires_at <= now)).rowcount
