"""What the conversation's effects do to referrals, inside the turn's own transaction.

A draft is kept encrypted; it leaves only with a consent to exactly what was read and to whom; it can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.advice.dates import months_after
from bot.conversation.effects import (
    Effect,
    Erase,
    Export,
    ForgetUnread,
    KeepUnread,
    OpenPassage,
    PrepareReferral,
    SendReferral,
    WithdrawReferral,
)
from bot.conversation.events import EffectResult, ReferralPrepared, ReferralRefused, ReferralSent, ReferralWithdrawn
from bot.montreal import day_of
from bot.referrals.ledger import Ledger, is_open
from bot.referrals.life import Actor, Move, State
from bot.referrals.reference import new_reference
from bot.service.protocols import EffectContext, EffectHandler, Handlers
from bot.store.tables import consent, referral

SUMMARY = "referral.summary"
BODY = "referral.body"
DIRECT = "direct"
PURPOSE = "referral"
CONFIRMED_FOR_MONTHS = 12

ConfirmedOn = Callable[[Connection, str], date | None]
"""The day an operator last confirmed an organisation's delivery contact, by its id; None where nobody did. It reads on the
connection it is given."""


@dataclass(frozen=True, kw_only=True)
class ReferralEffects:
    """Handles `PrepareReferral`, `SendReferral` and `WithdrawReferral`."""

    ledger: Ledger
    confirmed_on: ConfirmedOn

    def apply(self, effect: Effect, context: EffectContext, connection: Connection) -> EffectResult:
        """See `EffectHandler`."""
        match effect:
            case PrepareReferral():
                return self._prepare(effect, context, connection)
            case SendReferral():
                return self._send(effect, context, connection)
            case WithdrawReferral(draft=int(draft)):
                return self._drop(draft, context, connection)
            case WithdrawReferral(reference=str(reference)):
                return self._withdraw(reference, context, connection)
        raise TypeError(type(effect).__name__)

    # --- the draft ----------------------------------------------------------------------------------------------------

    def _prepare(self, effect: PrepareReferral, context: EffectContext, connection: Connection) -> ReferralPrepared:
        earlier = (referral.c.conversation_id == context.conversation_id) & (referral.c.state == State.DRAFT.value)
        replaced = Move(to=State.WITHDRAWN, actor=Actor.PERSON, reason="replaced")
        for number in connection.execute(select(referral.c.id).where(earlier)).scalars().all():
            self.ledger.move(connection, number, replaced, context.now)
        draft = self.ledger.open(
            connection,
            {
                "person_id": context.person_id,
                "conversation_id": context.conversation_id,
                "organization": effect.organization,
                "kind": effect.kind,
                "urgent": effect.urgent,
                "language": effect.language,
                "summary_sealed": context.sealer.seal(effect.summary, SUMMARY),
                "body_sealed": context.sealer.seal(effect.body, BODY),
                "digest": _recognised(context, effect.digest),
            },
            context.now,
        )
        return ReferralPrepared(draft=draft)

    def _drop(self, draft: int, context: EffectContext, connection: Connection) -> ReferralWithdrawn:
        row = _of_person(connection, context, referral.c.id == draft)
        if row is not None and row.state == State.DRAFT.value:
            move = Move(to=State.WITHDRAWN, actor=Actor.PERSON, reason="refused")
            self.ledger.move(connection, draft, move, context.now)
        return ReferralWithdrawn(reference="")

    # --- sending ------------------------------------------------------------------------------------------------------

    def _send(self, effect: SendReferral, context: EffectContext, connection: Connection) -> EffectResult:
        row = _of_person(connection, context, referral.c.id == effect.draft)
        if row is None:
            return ReferralRefused(reason="unknown_draft")
        deliverable = is_confirmed(self.confirmed_on(connection, row.organization), context.now)
        digest = _recognised(context, effect.digest)
        reason = _refusal(row, effect, digest, context.now, deliverable=deliverable)
        if reason:
            return ReferralRefused(reason=reason)
        direct = effect.consent == DIRECT
        state = State.SENT if direct else State.HELD
        reference = _unused_reference(connection)
        self._record_consent(effect, context, connection)
        move = Move(to=state, actor=Actor.PERSON, reason="consent")
        self.ledger.move(connection, effect.draft, move, context.now, reference=reference)
        return ReferralSent(reference=reference, state=state.value)

    def _record_consent(self, effect: SendReferral, context: EffectContext, connection: Connection) -> None:
        given = {
            "person_id": context.person_id,
            "referral_id": effect.draft,
            "purpose": PURPOSE,
            "organization": effect.organization,
            "via_operator": effect.consent != DIRECT,
            "wording_digest": _recognised(
                context, effect.digest, effect.organization, effect.consent, context.language
            ),
            "language": context.language,
            "given_at": context.now,
        }
        connection.execute(insert(consent).values(given))

    # --- taking back --------------------------------------------------------------------------------------------------

    def _withdraw(self, reference: str, context: EffectContext, connection: Connection) -> EffectResult:
        row = _of_person(connection, context, referral.c.reference == reference)
        if row is None:
            return ReferralRefused(reason="unknown_reference")
        if is_open(row):
            move = Move(to=State.WITHDRAWN, actor=Actor.PERSON, reason="asked")
            self.ledger.move(connection, row.id, move, context.now)
            given = (consent.c.referral_id == row.id) & consent.c.withdrawn_at.is_(None)
            connection.execute(update(consent).where(given).values(withdrawn_at=context.now))
        elif row.state != State.WITHDRAWN.value:
            return ReferralRefused(reason="already_ended")
        return ReferralWithdrawn(reference=reference)


def is_confirmed(confirmed_on: date | None, now: datetime) -> bool:
    """Whether a delivery contact was confirmed within twelve months (rules §3)."""
    return confirmed_on is not None and day_of(now) <= months_after(confirmed_on, CONFIRMED_FOR_MONTHS)


def _recognised(context: EffectContext, *parts: str) -> str:
    """A digest that only who has the keys can compare: a page of few words could be guessed from a plain one."""
    return context.find("page", *parts).hex()


def _refusal(row: Row[Any], effect: SendReferral, digest: str, now: datetime, *, deliverable: bool) -> str | None:
    """Why this draft can't be sent on this consent; None where it can."""
    if row.reference is not None:
        return "already_sent"
    if row.state != State.DRAFT.value:
        return "no_longer_a_draft"
    if row.due_at is not None and row.due_at <= now:
        return "expired"
    if (row.digest, row.organization) != (digest, effect.organization):
        return "changed"
    if effect.consent == DIRECT and not deliverable:
        return "recipient_not_confirmed"
    return None


def _of_person(connection: Connection, context: EffectContext, which: Any) -> Row[Any] | None:
    """The referral, if it is this person's; locked until the turn ends."""
    theirs = select(referral).where(which, referral.c.person_id == context.person_id).with_for_update()
    return connection.execute(theirs).one_or_none()


def _unused_reference(connection: Connection) -> str:
    while True:
        reference = new_reference()
        taken = select(referral.c.id).where(referral.c.reference == reference)
        if connection.execute(taken).first() is None:
            return reference


def effect_handlers(
    ledger: Ledger, confirmed_on: ConfirmedOn, rights: EffectHandler, passages: EffectHandler, unread: EffectHandler
) -> Handlers:
    """The handler of every effect of the conversation; `rights` handles `Erase` and `Export`, `passages` `OpenPassage`,
    `unread` `KeepUnread` and `ForgetUnread`."""
    referrals = ReferralEffects(ledger=ledger, confirmed_on=confirmed_on)
    return {
        PrepareReferral: referrals,
        SendReferral: referrals,
        WithdrawReferral: referrals,
        Erase: rights,
        Export: rights,
        OpenPassage: passages,
        KeepUnread: unread,
        ForgetUnread: unread,
    }
