"""What a person may ask about what is kept of them, what is no longer kept, and the backup."""

from __future__ import annotations

import json
import sqlite3
import stat
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.conversation.effects import Erase, Export, PrepareReferral, SendReferral, WithdrawReferral
from bot.conversation.events import EffectResult, Erased, Exported, ReferralPrepared, ReferralSent
from bot.conversation.facts import FactSpec, FactType
from bot.conversation.journal import Applied, FactSet, Turn
from bot.conversation.replies import Reply
from bot.conversation.script import Script
from bot.conversation.words import Words
from bot.jobs import queue_for
from bot.jobs.work import job_kinds, schedule
from bot.referrals.handler import effect_handlers
from bot.referrals.ledger import Ledger
from bot.referrals.life import Actor, Move, State
from bot.service import people, records
from bot.service.data_rights import (
    BackupError,
    DataRights,
    UnknownPersonError,
    backup,
    erase,
    export,
    find_person,
    purge,
    scrub,
)
from bot.service.heart import Heart
from bot.service.passages import Passages
from bot.service.people import Place
from bot.service.protocols import EffectContext
from bot.service.retention import Purged
from bot.service.unread import Unread
from bot.service.updates import of_text
from bot.store.store import Store
from bot.store.tables import (
    audit,
    consent,
    conversation,
    incoming,
    metadata,
    outgoing,
    person,
    referral,
    referral_event,
)
from tests.jobs.passing import NOW, run_until, waiting

MARKER = "Ximena-Quetzalcoatl-514"
ORGANIZATION = "fixture-regional"
VOCABULARY = {
    "project": FactSpec(type=FactType.MANY, purpose="", values=("job", "training")),
    "request": FactSpec(type=FactType.WORDS, purpose=""),
}
TEXTS = {
    "facts.project.name": "su proyecto",
    "facts.project.options.job.label": "Un empleo",
    "facts.project.options.training.label": "Una formación",
    "facts.request.name": "su petición",
    "common.not_said": "nada",
}
EXPIRED = {"referral.expired": "{reference}"}


class Names:
    """The part of the policies that names things."""

    def finding(self, name: str, memory: object) -> None:
        return None

    def display(self, fact: str, value: str, language: str) -> str | None:
        return {"fixture-regional": "La Casa Regional"}.get(value)


class Life:
    """People who talk, hand over and come back, on a real store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.queue = queue_for(store)
        script = Script(flows={}, vocabulary=VOCABULARY, words=Words(texts={"es": TEXTS}), opened_by={})
        heart = Heart(script=script, knowledge=None, advised=lambda *_: Names())  # type: ignore[arg-type]
        self.ledger = Ledger(queue=self.queue)
        rights = DataRights(heart=heart, queue=self.queue)
        confirmed = lambda _connection, _organization: NOW.date()  # noqa: E731
        self.handlers = effect_handlers(self.ledger, confirmed, rights, Passages(), Unread())
        self.kinds = job_kinds(store, self.ledger, Words(texts={"fr": EXPIRED, "es": EXPIRED}))

    def says(self, who: str, text: str, now: datetime = NOW, *, sent: bool = True) -> Place:
        """A turn in which someone asks for what `text` says; it is kept as a turn keeps it."""

        def turn(connection: Connection) -> Place:
            place = people.lock(connection, self.store, "rest", who, now)
            number = place.last_number + 1
            entries = (FactSet(fact="project", value=("job",)), FactSet(fact="request", value=text))
            message, key = of_text("rest", who, text, None), f"{who}-{number}"
            replies = (Reply(text=f"Entendido: {text}", key="k", language="es"),)
            sealer = self.store.sealer
            row = records.record_incoming(connection, sealer, place, message, key, now, "answered")
            records.record_turn(connection, sealer, place, Turn(number=number, at=now, entries=entries))
            records.record_replies(connection, sealer, place, row, replies, now, sent=sent)
            records.move(connection, place, language="es", base=place.base, number=number, replies=1, now=now)
            return place

        return self.store.run(turn)

    def apply(self, place: Place, effect: Any, now: datetime = NOW) -> EffectResult:
        def work(connection: Connection) -> EffectResult:
            context = EffectContext(
                person_id=place.person_id,
                conversation_id=place.conversation_id,
                number=9,
                now=now,
                channel="rest",
                language="es",
                sealer=self.store.sealer,
                find=self.store.find,
            )
            return self.handlers[type(effect)].apply(effect, context, connection)

        return self.store.run(work)

    def hands_over(self, place: Place, how: str = "direct") -> str:
        words = {"summary": f"Pide {MARKER}", "body": json.dumps({"request": MARKER}), "digest": "d"}
        draft = PrepareReferral(organization=ORGANIZATION, kind="claimants", urgent=True, language="es", **words)
        prepared = self.apply(place, draft)
        assert isinstance(prepared, ReferralPrepared)
        send = SendReferral(draft=prepared.draft, organization=ORGANIZATION, digest="d", consent=how)
        sent = self.apply(place, send)
        assert isinstance(sent, ReferralSent)
        return sent.reference

    def erases_in_chat(self, place: Place, now: datetime = NOW, *, sent: bool = True) -> None:
        """What a turn does with an erasure: the effect, then the last turn and the farewell."""

        def farewell(connection: Connection) -> None:
            at = people.find(connection, self.store, "rest", "ana")
            assert at is not None
            entries = (Applied(effect="erasure", detail=""),)
            number = at.last_number + 1
            replies = (Reply(text="Todo está borrado.", key="erase.says.done", language="es"),)
            records.record_turn(connection, self.store.sealer, at, Turn(number=number, at=now, entries=entries))
            records.record_replies(connection, self.store.sealer, at, None, replies, now, sent=sent)
            records.move(connection, at, language="es", base=at.base, number=number, replies=1, now=now)

        assert self.apply(place, Erase(reason="asked", language="es"), now) == Erased(reason="asked", language="es")
        self.store.run(farewell)

    def until(self, now: datetime) -> None:
        run_until(self.store, self.kinds, now)

    def count(self, table: Any) -> int:
        return self.store.run(
            lambda connection: connection.execute(select(func.count()).select_from(table)).scalar_one()
        )

    def referral(self) -> Any:
        return self.store.run(lambda connection: connection.execute(select(referral)).one())


@pytest.fixture
def life(store: Store) -> Life:
    return Life(store)


def sealed_of(store: Store, place: Place) -> list[bytes]:
    """Every ciphertext kept about a person, as it stands in the database."""

    def read(connection: Connection) -> list[bytes]:
        found: list[bytes] = []
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if column.name.endswith("_sealed")]
            if columns and table.name != "setting":
                rows = connection.execute(select(*columns, *table.c)).mappings()
                mine = [row for row in rows if _is_of(row, place)]
                found += [bytes(row[column.name]) for row in mine for column in columns if row[column.name]]
        return found

    return store.run(read)


def _is_of(row: Any, place: Place) -> bool:
    owner = {"person_id": place.person_id, "conversation_id": place.conversation_id, "identity_id": place.identity_id}
    return any(row.get(column) == number for column, number in owner.items())


def files_of(store: Store) -> bytes:
    path = Path(str(store.engine.url.database))
    return b"".join(one.read_bytes() for one in (path, path.with_name(path.name + "-wal")) if one.exists())


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


# --- retention --------------------------------------------------------------------------------------------------------


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


# --- backup -----------------------------------------------------------------------------------------------------------


def test_a_backup_is_made_while_the_database_is_used(life: Life, tmp_path: Path) -> None:
    life.says("ana", MARKER)
    copy = tmp_path / "copy.db"
    if not life.store.sqlite:
        with pytest.raises(BackupError, match="pg_dump"):
            backup(life.store, copy)
        return
    backup(life.store, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    opened = sqlite3.connect(copy)
    assert opened.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()
    assert MARKER.encode() not in copy.read_bytes()
    with pytest.raises(BackupError, match="Choose a new file"):
        backup(life.store, copy)
