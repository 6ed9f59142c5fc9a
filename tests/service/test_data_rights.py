"""What a person may ask about what is kept of them: a copy, an erasure."""

from __future__ import annotations

import json
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import Connection, select, update

from bot.conversation.effects import Erase, Export, PrepareReferral
from bot.conversation.events import Erased, Exported
from bot.referrals.life import Actor, Move, State
from bot.service.data_rights import (
    UnknownPersonError,
    erase,
    export,
    find_person,
    scrub,
)
from bot.store.store import Store
from bot.store.tables import (
    audit,
    consent,
    incoming,
    metadata,
    outgoing,
    person,
    referral,
    referral_event,
)
from tests.jobs.passing import NOW, waiting
from tests.service.lives import MARKER, ORGANIZATION, Life, files_of, sealed_of


@pytest.fixture
def life(store: Store) -> Life:
    return Life(store)


# --- export -----------------------------------------------------------------------------------------------------------


def test_everything_kept_about_a_person_can_be_taken_along(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.says("bao", "someone else entirely")
    reference = life.hands_over(ana)
    given = export(life.store, ana.person_id)
    assert json.loads(json.dumps(given)) == given
    assert given["identities"] == [{"channel": "rest", "address": "ana"}]
    assert given["facts"]["request"] == {"value": MARKER, "said_at": NOW.isoformat()}
    assert [message["content"] for message in given["received"]] == [MARKER]
    assert [message["text"] for message in given["sent"]] == [f"Entendido: {MARKER}"]
    assert [(one["reference"], one["summary"]) for one in given["referrals"]] == [(reference, f"Pide {MARKER}")]
    assert [one["organization"] for one in given["consents"]] == [ORGANIZATION]
    assert "someone else" not in json.dumps(given)


def test_a_person_reads_in_their_language_what_they_said_and_handed_over(life: Life) -> None:
    ana = life.says("ana", MARKER)
    reference = life.hands_over(ana)
    exported = life.apply(ana, Export())
    assert isinstance(exported, Exported)
    assert exported.text.splitlines() == [
        "• su proyecto – Un empleo (14 de marzo de 2041)",
        f"• su petición – {MARKER} (14 de marzo de 2041)",
        f"• {reference} – La Casa Regional (14 de marzo de 2041)",
    ]


def test_a_person_is_found_by_number_reference_or_address(life: Life) -> None:
    ana = life.says("ana", MARKER)
    reference = life.hands_over(ana)
    for written in (str(ana.person_id), reference.lower(), reference.replace("-", " "), "rest:ana"):
        assert find_person(life.store, written) == ana.person_id
    for written in ("99", "9" * 23, "rest:bao", "ESC-2222-2222", "nobody"):
        with pytest.raises(UnknownPersonError):
            find_person(life.store, written)
    for asked in (export, erase):
        with pytest.raises(UnknownPersonError, match="99"):
            asked(life.store, 99)


# --- erasure ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["the operator", "the person"])
def test_after_an_erasure_nothing_said_remains_anywhere_in_the_files(life: Life, by: str) -> None:
    if not life.store.sqlite:
        pytest.skip("PostgreSQL reuses freed pages at its own time; the files are the server's")
    others = [life.says(f"someone {number}", f"words of {number} " * 30) for number in range(40)]
    ana = life.says("ana", MARKER * 200)
    for n in range(30):
        life.says("ana", f"{MARKER} {n} " * (n + 1))
        life.says(f"someone {n}", f"more words of {n}")
    life.hands_over(ana)
    kept = sealed_of(life.store, others[7])
    gone = sealed_of(life.store, ana)
    assert len(gone) > 90
    if by == "the person":
        gone = [one for one in gone if life.store.sealer.unseal(one, _place(life.store, one)) != "ana"]
        life.erases_in_chat(ana)
        life.until(NOW)
    else:
        erase(life.store, ana.person_id, NOW)
    scrub(life.store)
    raw = files_of(life.store)
    assert MARKER.encode() not in raw
    assert [one for one in gone if one[:40] in raw or one[-40:] in raw] == []
    assert all(one[:40] in raw for one in kept)


def _place(store: Store, sealed: bytes) -> str:
    for place in (
        "journal.body",
        "incoming.content",
        "outgoing.body",
        "identity.address",
        "referral.summary",
        "referral.body",
    ):
        try:
            store.sealer.unseal(sealed, place)
        except Exception:  # noqa: BLE001 sealed for another place
            continue
        return place
    raise AssertionError("sealed for no known place")


def test_what_was_handed_over_keeps_reference_organisation_state_and_dates(life: Life) -> None:
    ana = life.says("ana", MARKER)
    reference = life.hands_over(ana)
    erase(life.store, ana.person_id, NOW + timedelta(hours=2))
    row = life.referral()
    assert (row.reference, row.organization, row.state) == (reference, ORGANIZATION, "withdrawn")
    assert (row.created_at, row.sent_at, row.state_at) == (NOW, NOW, NOW + timedelta(hours=2))
    assert (row.person_id, row.conversation_id, row.kind, row.language, row.urgent) == (None, None, "", "", False)
    assert (row.summary_sealed, row.body_sealed, row.digest) == (b"", b"", "")
    last = select(referral_event.c.actor, referral_event.c.reason).order_by(referral_event.c.id.desc())
    assert life.store.run(lambda c: c.execute(last).first()) == ("operator", "erased")
    given = life.store.run(lambda c: c.execute(select(consent)).one())
    assert (given.person_id, given.organization, given.withdrawn_at) == (None, ORGANIZATION, NOW + timedelta(hours=2))
    life.until(NOW + timedelta(days=60))
    assert life.referral().state == "withdrawn"


def test_an_erasure_waits_for_the_counsellor_who_is_accepting_and_the_log_tells_both(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.hands_over(ana)
    accepted, go_on = Event(), Event()
    move = Move(to=State.ACCEPTED, actor=Actor.ORGANIZATION, who="7")

    def accepts(connection: Connection) -> None:
        life.ledger.move(connection, only_referral(connection), move, NOW)
        accepted.set()
        assert go_on.wait(10)

    accepting = life.store.write(accepts)
    assert accepted.wait(10)
    erasing = Thread(target=erase, args=(life.store, ana.person_id, NOW))
    erasing.start()
    erasing.join(0.3)
    go_on.set()
    accepting.result()
    erasing.join(10)
    events = select(referral_event.c.state_from, referral_event.c.state_to).order_by(referral_event.c.id)
    moves = [tuple(row) for row in life.store.run(lambda c: c.execute(events).all())]
    assert moves == [(None, "draft"), ("draft", "sent"), ("sent", "accepted"), ("accepted", "withdrawn")]
    logged = select(audit.c.action, audit.c.actor, audit.c.detail).order_by(audit.c.id)
    assert [tuple(row) for row in life.store.run(lambda c: c.execute(logged).all())][-2:] == [
        ("referral_withdrawn", "operator", "erased"),
        ("data_erase", "operator", None),
    ]


def only_referral(connection: Connection) -> int:
    return connection.execute(select(referral.c.id)).scalar_one()


def test_an_erasure_in_the_chat_keeps_the_address_until_the_last_message_is_sent(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.says("bao", "stays")
    life.erases_in_chat(ana, sent=False)
    life.until(NOW + timedelta(hours=2))
    assert find_person(life.store, "rest:ana") == ana.person_id
    life.store.run(lambda c: c.execute(update(outgoing).values(sent_at=NOW + timedelta(hours=2))))
    life.until(NOW + timedelta(hours=3))
    with pytest.raises(UnknownPersonError):
        find_person(life.store, "rest:ana")
    assert life.count(person) == 1
    assert life.count(incoming) == life.count(outgoing) == 1
    assert waiting(life.store) == 0


def test_a_last_message_that_never_goes_does_not_keep_the_address_for_ever(life: Life) -> None:
    life.erases_in_chat(life.says("ana", MARKER), sent=False)
    life.until(NOW + timedelta(days=6))
    assert life.count(person) == 1
    life.until(NOW + timedelta(days=7))
    assert life.count(person) == 0


def test_who_writes_again_after_an_erasure_begins_anew_and_stays(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.erases_in_chat(ana)
    life.says("ana", "hola de nuevo", NOW + timedelta(minutes=5))
    life.until(NOW + timedelta(days=8))
    given = export(life.store, ana.person_id)
    assert [message["content"] for message in given["received"]] == [None, "hola de nuevo"]
    assert given["facts"]["request"]["value"] == "hola de nuevo"


def test_who_erases_twice_within_the_hour_is_gone_too(life: Life) -> None:
    life.erases_in_chat(life.says("ana", MARKER))
    again = life.says("ana", MARKER, NOW + timedelta(minutes=5))
    life.erases_in_chat(again, NOW + timedelta(minutes=10))
    for minutes in (0, 15, 65, 75):
        life.until(NOW + timedelta(minutes=minutes))
    assert life.count(person) == 0


def test_once_erased_nothing_in_plain_says_why(life: Life) -> None:
    ana = life.says("ana", MARKER)
    life.hands_over(ana)
    assert life.apply(ana, Erase(reason="under_14", language="es")) == Erased(reason="under_14", language="es")
    life.until(NOW + timedelta(hours=2))

    def everything(connection: Connection) -> str:
        return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])

    assert "under_14" not in life.store.run(everything)
    if life.store.sqlite:
        assert b"under_14" not in files_of(life.store)


def test_a_draft_never_sent_goes_with_the_erasure(life: Life) -> None:
    ana = life.says("ana", MARKER)
    words = {"summary": MARKER, "body": "{}", "digest": "d"}
    life.apply(ana, PrepareReferral(organization=ORGANIZATION, kind="regional", urgent=False, language="es", **words))
    life.erases_in_chat(ana)
    life.until(NOW + timedelta(days=7))
    assert life.count(referral) == 0
