"""What is no longer kept, and when it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, update

from bot.conversation.effects import PrepareReferral, WithdrawReferral
from bot.jobs.work import schedule
from bot.service.data_rights import (
    UnknownPersonError,
    export,
    find_person,
    purge,
)
from bot.service.retention import Purged
from bot.store.store import Store
from bot.store.tables import (
    audit,
    consent,
    conversation,
    incoming,
    person,
    referral,
)
from tests.jobs.passing import NOW, waiting
from tests.service.lives import MARKER, ORGANIZATION, Life


@pytest.fixture
def life(store: Store) -> Life:
    return Life(store)


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


def test_messages_lose_their_content_after_thirty_days_and_keep_their_keys(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.says("ana", "recent", days(20))
    assert purge(life.store, days(29)) == Purged()
    assert purge(life.store, days(31)) == Purged(incoming=1, outgoing=1)
    given = export(life.store, ana.person_id)
    assert [message["content"] for message in given["received"]] == [None, "recent"]
    assert [message["text"] for message in given["sent"]] == [None, "Entendido: recent"]
    assert len(given["journal"]) == 2


def test_a_conversation_left_for_thirty_days_goes_whole(life: Life) -> None:
    life.says("ana", MARKER)
    life.says("bao", "comes back", days(2))
    assert purge(life.store, days(31)).conversations == 1
    assert (life.count(person), life.count(conversation), life.count(incoming)) == (1, 1, 1)
    with pytest.raises(UnknownPersonError):
        find_person(life.store, "rest:ana")


def test_with_consent_to_follow_up_it_is_kept_thirteen_months(life: Life) -> None:
    ana = life.says("ana", MARKER)
    row = {"purpose": "follow_up", "via_operator": False, "wording_digest": "w", "language": "es", "given_at": NOW}
    life.store.run(lambda c: c.execute(insert(consent).values(person_id=ana.person_id, **row)))
    assert purge(life.store, days(390)).conversations == 0
    assert export(life.store, ana.person_id)["facts"]["request"]["value"] == MARKER
    life.store.run(lambda c: c.execute(update(consent).values(withdrawn_at=days(1))))
    assert purge(life.store, days(390)).conversations == 1


def test_while_a_referral_is_open_the_person_can_still_be_told_of_it(life: Life) -> None:
    ana = life.says("ana", MARKER)
    reference = life.hands_over(ana, "through_operator")
    assert purge(life.store, days(40)).conversations == 1
    assert purge(life.store, days(41)) == Purged()
    given = export(life.store, ana.person_id)
    assert given["facts"] == {}
    assert given["identities"] == [{"channel": "rest", "address": "ana"}]
    assert given["referrals"][0]["summary"] == f"Pide {MARKER}"
    life.apply(ana, WithdrawReferral(reference=reference), days(42))
    assert purge(life.store, days(43)).conversations == 1
    assert life.count(person) == 0


def test_what_still_waits_for_an_answer_is_not_erased(life: Life) -> None:
    ana = life.says("ana", MARKER)
    row = {"channel": "telegram", "update_id": "7", "identity_id": ana.identity_id, "received_at": days(1)}
    sealed = life.store.sealer.seal("still waiting", "incoming.content")
    life.store.run(lambda c: c.execute(insert(incoming).values(content_sealed=sealed, **row)))
    purge(life.store, days(40))
    contents = [message["content"] for message in export(life.store, ana.person_id)["received"]]
    assert contents == [None, "still waiting"]


def test_the_summary_of_a_referral_that_ended_is_erased_after_thirty_days(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.hands_over(ana)
    life.until(days(10))
    assert life.referral().state == "expired"
    assert purge(life.store, days(39)).summaries == 0
    assert purge(life.store, days(41)).summaries == 1
    assert (life.referral().summary_sealed, life.referral().body_sealed) == (b"", b"")
    assert purge(life.store, days(41)) == Purged()


def test_a_draft_that_no_clock_has_ended_goes_after_seven_days(life: Life) -> None:
    ana = life.says("ana", MARKER)
    words = {"summary": MARKER, "body": "{}", "digest": "d"}
    life.apply(ana, PrepareReferral(organization=ORGANIZATION, kind="regional", urgent=False, language="es", **words))
    assert purge(life.store, days(6.9)).drafts == 0
    assert purge(life.store, days(7)).drafts == 1
    assert life.count(referral) == 0
    life.until(days(8))


def test_who_looked_at_what_is_kept_thirteen_months(life: Life) -> None:
    ana = life.says("ana", MARKER)
    export(life.store, ana.person_id, NOW)
    assert purge(life.store, days(390)).audit == 0
    assert purge(life.store, days(397)).audit == 1
    assert life.count(audit) == 0


def test_the_purge_comes_back_every_night(life: Life) -> None:
    schedule(life.store, life.queue, NOW)
    schedule(life.store, life.queue, NOW)
    assert waiting(life.store) == 1
    life.says("ana", MARKER)
    for day in (1, 31, 32):
        life.until(days(day))
    assert life.count(person) == 0
    assert waiting(life.store) == 1
