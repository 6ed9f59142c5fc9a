"""From a draft to a referral: what is kept, what a consent must name, what can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.conversation.effects import PrepareReferral, SendReferral, WithdrawReferral
from bot.conversation.events import EffectResult, ReferralPrepared, ReferralRefused, ReferralSent, ReferralWithdrawn
from bot.jobs import queue_for
from bot.jobs.kinds import JobKind
from bot.montreal import ZONE
from bot.referrals.handler import ReferralEffects, is_confirmed
from bot.referrals.ledger import CLOCK_JOB, Ledger, NoSuchReferralError
from bot.referrals.life import FINAL, Actor, DeclineReason, Move, State
from bot.referrals.reading import UnreadableReferralError, show
from bot.referrals.reference import new_reference, read_reference
from bot.service.protocols import EffectContext
from bot.service.retention import FINAL_STATES
from bot.store.store import Store
from bot.store.tables import audit, consent, conversation, person, referral, referral_event
from tests.jobs.passing import NOW, run_until

CONFIRMED, UNCONFIRMED = "fixture-confirmed", "fixture-unconfirmed"
WORDS = "Échéance : 12 mars. Demande : un emploi à Rimouski."


class Desk:
    """A person's conversation with the referrals' effects, on a real store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.ledger = Ledger(queue=queue_for(store))
        confirmed = {CONFIRMED: NOW.date() - timedelta(days=30)}
        self.effects = ReferralEffects(ledger=self.ledger, confirmed_on=lambda _connection, one: confirmed.get(one))
        self.kinds = (JobKind(name=CLOCK_JOB, work=self.ledger.strike),)
        self.person_id = store.run(a_person)

    def apply(self, effect: PrepareReferral | SendReferral | WithdrawReferral, now: datetime = NOW) -> EffectResult:
        context = EffectContext(
            person_id=self.person_id,
            conversation_id=self.person_id,
            number=3,
            now=now,
            channel="rest",
            language="es",
            sealer=self.store.sealer,
            find=self.store.find,
        )
        return self.store.run(lambda connection: self.effects.apply(effect, context, connection))

    def draft(self, organization: str = UNCONFIRMED, *, urgent: bool = False, now: datetime = NOW) -> int:
        prepared = self.apply(
            PrepareReferral(
                organization=organization,
                kind="regional",
                summary=WORDS,
                body='{"request": "un emploi"}',
                digest=f"digest-{organization}",
                urgent=urgent,
                language="es",
            ),
            now,
        )
        assert isinstance(prepared, ReferralPrepared)
        return prepared.draft

    def consent(self, draft: int, organization: str = UNCONFIRMED, now: datetime = NOW, **other: Any) -> EffectResult:
        how = "direct" if organization == CONFIRMED else "through_operator"
        given = {"organization": organization, "digest": f"digest-{organization}", "consent": how, **other}
        return self.apply(SendReferral(draft=draft, **given), now)

    def sent(self, organization: str = UNCONFIRMED, *, urgent: bool = False, now: datetime = NOW) -> str:
        result = self.consent(self.draft(organization, urgent=urgent, now=now), organization, now)
        assert isinstance(result, ReferralSent)
        return result.reference

    def move(self, number: int, move: Move, now: datetime = NOW) -> State:
        return self.store.run(lambda connection: self.ledger.move(connection, number, move, now))

    def row(self, number: int) -> Any:
        return self.store.run(
            lambda connection: connection.execute(select(referral).where(referral.c.id == number)).one()
        )

    def moves(self, number: int) -> list[tuple[str, str, str | None]]:
        query = select(referral_event.c.actor, referral_event.c.state_to, referral_event.c.reason)
        mine = query.where(referral_event.c.referral_id == number).order_by(referral_event.c.id)
        return self.store.run(lambda connection: [tuple(row) for row in connection.execute(mine)])

    def until(self, now: datetime) -> None:
        run_until(self.store, self.kinds, now)


def a_person(connection: Connection) -> int:
    connection.execute(insert(person).values(id=1, created_at=NOW))
    numbers = {"base": 0, "last_number": 0, "last_sequence": 0, "revision": 0}
    connection.execute(insert(conversation).values(id=1, person_id=1, created_at=NOW, last_at=NOW, **numbers))
    return 1


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def montreal(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_a_draft_is_kept_encrypted_and_an_earlier_one_is_withdrawn_and_emptied(desk: Desk) -> None:
    first, second = desk.draft(), desk.draft(CONFIRMED)
    assert desk.row(first).state == "withdrawn"
    assert (desk.row(first).summary_sealed, desk.row(first).body_sealed, desk.row(first).digest) == (b"", b"", "")
    assert desk.moves(first) == [("person", "draft", None), ("person", "withdrawn", "replaced")]
    kept = desk.row(second)
    assert kept.state == "draft"
    assert WORDS.encode() not in kept.summary_sealed
    assert desk.store.sealer.unseal(kept.summary_sealed, "referral.summary") == WORDS


def test_without_a_confirmed_contact_a_referral_waits_with_the_operator_and_can_be_read(desk: Desk) -> None:
    draft = desk.draft()
    result = desk.consent(draft)
    assert isinstance(result, ReferralSent)
    assert result.state == "held"
    assert read_reference(result.reference) == result.reference
    assert show(desk.store, result.reference.lower(), now=NOW) == WORDS
    assert desk.row(draft).sent_at is None
    given = desk.store.run(lambda connection: connection.execute(select(consent)).one())
    assert (given.referral_id, given.organization, given.via_operator) == (draft, UNCONFIRMED, True)
    assert (given.purpose, given.given_at) == ("referral", NOW)
    looks = select(func.count()).select_from(audit).where(audit.c.action == "referral_read")
    assert desk.store.run(lambda connection: connection.execute(looks).scalar()) == 1


def test_a_page_cannot_be_guessed_from_its_digest_and_a_consent_names_whom_how_and_in_which_language(
    desk: Desk,
) -> None:
    draft = desk.draft()
    desk.consent(draft)
    page, to_operator = f"digest-{UNCONFIRMED}", (UNCONFIRMED, "through_operator", "es")
    assert desk.row(draft).digest == desk.store.find("page", page).hex()
    given = desk.store.run(lambda connection: connection.execute(select(consent.c.wording_digest)).scalar())
    assert given == desk.store.find("page", page, *to_operator).hex()


def test_with_a_confirmed_contact_it_is_sent(desk: Desk) -> None:
    draft = desk.draft(CONFIRMED)
    result = desk.consent(draft, CONFIRMED)
    assert isinstance(result, ReferralSent)
    assert result.state == "sent"
    assert desk.row(draft).sent_at == NOW


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"digest": "another page"}, "changed"),
        ({"organization": CONFIRMED}, "changed"),
        ({"consent": "direct"}, "recipient_not_confirmed"),
        ({"draft": 4096}, "unknown_draft"),
    ],
)
def test_a_consent_to_something_else_sends_nothing(desk: Desk, other: dict[str, Any], reason: str) -> None:
    draft = desk.draft()
    named = {"draft": draft, **other}
    assert desk.consent(**named) == ReferralRefused(reason=reason)
    assert desk.row(draft).state == "draft"
    assert desk.store.run(lambda connection: connection.execute(select(consent)).all()) == []


def test_a_draft_leaves_once(desk: Desk) -> None:
    draft = desk.draft()
    assert isinstance(desk.consent(draft), ReferralSent)
    assert desk.consent(draft) == ReferralRefused(reason="already_sent")


def test_a_consent_after_seven_days_comes_too_late_even_if_no_job_ran(desk: Desk) -> None:
    draft = desk.draft()
    week = NOW + timedelta(days=7)
    assert desk.consent(draft, now=week) == ReferralRefused(reason="expired")
    assert isinstance(desk.consent(draft, now=week - timedelta(seconds=1)), ReferralSent)


def test_the_draft_of_another_person_is_unknown(desk: Desk) -> None:
    draft = desk.draft()
    desk.store.run(lambda connection: connection.execute(insert(person).values(id=2, created_at=NOW)))
    desk.person_id = 2
    assert desk.consent(draft) == ReferralRefused(reason="unknown_draft")
    assert desk.apply(WithdrawReferral(draft=draft)) == ReferralWithdrawn(reference="")
    assert desk.row(draft).state == "draft"


def test_refusing_costs_nothing_and_keeps_nothing(desk: Desk) -> None:
    draft = desk.draft()
    assert desk.apply(WithdrawReferral(draft=draft)) == ReferralWithdrawn(reference="")
    assert desk.row(draft).summary_sealed == b""
    assert desk.consent(draft) == ReferralRefused(reason="no_longer_a_draft")


def test_a_referral_taken_back_can_no_longer_be_read_and_its_consent_is_withdrawn(desk: Desk) -> None:
    reference = desk.sent(CONFIRMED)
    later = NOW + timedelta(hours=1)
    assert desk.apply(WithdrawReferral(reference=reference), later) == ReferralWithdrawn(reference=reference)
    assert desk.apply(WithdrawReferral(reference=reference), later) == ReferralWithdrawn(reference=reference)
    given = desk.store.run(lambda connection: connection.execute(select(consent.c.withdrawn_at)).scalar())
    assert given == later
    with pytest.raises(UnreadableReferralError, match="withdrawn since"):
        show(desk.store, reference)


def test_what_has_ended_or_is_not_theirs_cannot_be_taken_back(desk: Desk) -> None:
    reference = desk.sent(CONFIRMED)
    no_room = Move(to=State.DECLINED, actor=Actor.ORGANIZATION, decline_reason=DeclineReason.NO_CAPACITY)
    desk.move(1, no_room)
    assert desk.apply(WithdrawReferral(reference=reference)) == ReferralRefused(reason="already_ended")
    assert desk.apply(WithdrawReferral(reference=new_reference())) == ReferralRefused(reason="unknown_reference")
    assert desk.row(1).decline_reason == "no_capacity"
    assert show(desk.store, reference) == WORDS


@pytest.mark.parametrize("written", ["", "12", "ESC-7KQ2-9MXO"])
def test_what_is_not_a_reference_is_said_so(store: Store, written: str) -> None:
    with pytest.raises(UnreadableReferralError, match="is not a reference"):
        show(store, written)


def test_an_unknown_reference_is_said_so(store: Store) -> None:
    with pytest.raises(UnreadableReferralError, match="There is no referral ESC-7KQ2-9MXD"):
        show(store, "esc 7kq2 9mxd")


# --- clocks -----------------------------------------------------------------------------------------------------------


def test_a_draft_left_for_seven_days_is_withdrawn_and_erased(desk: Desk) -> None:
    draft = desk.draft()
    desk.until(NOW + timedelta(days=7) - timedelta(minutes=1))
    assert desk.row(draft).state == "draft"
    desk.until(NOW + timedelta(days=7))
    assert desk.row(draft).state == "withdrawn"
    assert desk.row(draft).summary_sealed == b""
    assert desk.moves(draft)[-1] == ("clock", "withdrawn", "out_of_time")


def test_a_referral_that_waits_alerts_the_operator_each_working_day_and_never_expires(desk: Desk) -> None:
    friday = montreal("2041-03-15T11:00")
    desk.sent(now=friday)
    for day in ("2041-03-16T12:00", "2041-03-17T12:00", "2041-03-18T08:59"):
        desk.until(montreal(day))
    assert "alert" not in [reason for _, _, reason in desk.moves(1)]
    desk.until(montreal("2041-03-18T09:00"))
    desk.until(montreal("2041-03-18T17:00"))
    desk.until(montreal("2041-03-19T09:00"))
    assert [reason for _, _, reason in desk.moves(1)] == [None, "consent", "alert", "alert"]
    desk.until(montreal("2041-06-20T09:00"))
    assert desk.row(1).state == "held"


def test_an_organisation_that_says_nothing_is_reminded_then_the_referral_expires(desk: Desk) -> None:
    reference = desk.sent(CONFIRMED, now=montreal("2041-03-14T11:00"))
    desk.until(montreal("2041-03-18T11:00"))
    assert desk.moves(1)[-1] == ("clock", "sent", "remind")
    desk.until(montreal("2041-03-21T11:00"))
    assert desk.row(1).state == "expired"
    assert show(desk.store, reference) == WORDS


def test_an_urgent_referral_is_reminded_in_four_hours_and_expires_in_a_day(desk: Desk) -> None:
    desk.sent(CONFIRMED, urgent=True, now=montreal("2041-03-14T15:00"))
    assert desk.row(1).due_at == montreal("2041-03-15T15:00")
    desk.until(montreal("2041-03-15T11:00"))
    assert desk.moves(1)[-1] == ("clock", "sent", "remind")
    desk.until(montreal("2041-03-15T15:00"))
    assert desk.row(1).state == "expired"


def test_the_clocks_of_a_state_that_was_left_strike_for_nothing(desk: Desk) -> None:
    desk.sent(CONFIRMED, now=montreal("2041-03-14T11:00"))
    desk.move(1, Move(to=State.ACCEPTED, actor=Actor.ORGANIZATION, who="7"), montreal("2041-03-14T12:00"))
    desk.until(montreal("2041-03-21T11:00"))
    assert desk.row(1).state == "accepted"
    assert desk.row(1).counsellor == "7"
    assert [actor for actor, _, _ in desk.moves(1)] == ["person", "person", "organization:7"]
    desk.until(montreal("2041-03-21T12:00"))
    assert desk.moves(1)[-1] == ("clock", "accepted", "alert")


def test_a_move_of_no_referral_is_refused(desk: Desk) -> None:
    with pytest.raises(NoSuchReferralError):
        desk.move(9, Move(to=State.HELD, actor=Actor.PERSON))


@pytest.mark.parametrize(
    ("confirmed_on", "confirmed"),
    [(None, False), (date(2026, 3, 1), True), (date(2025, 11, 21), True), (date(2025, 11, 19), False)],
)
def test_a_contact_counts_for_twelve_months(confirmed_on: date | None, confirmed: bool) -> None:
    assert is_confirmed(confirmed_on, datetime(2026, 11, 20, 15, tzinfo=UTC)) is confirmed


def test_the_final_states_are_the_same_for_retention() -> None:
    assert set(FINAL_STATES) == {state.value for state in FINAL}
