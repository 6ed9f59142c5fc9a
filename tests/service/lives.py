"""A life in the service: someone who talks, asks for help, erases; and what the store holds of them, as bytes and as rows."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from bot.conversation.effects import Erase, PrepareReferral, SendReferral
from bot.conversation.events import EffectResult, Erased, ReferralPrepared, ReferralSent
from bot.conversation.facts import FactSpec, FactType
from bot.conversation.journal import Applied, FactSet, Turn
from bot.conversation.replies import Reply
from bot.conversation.script import Script
from bot.conversation.words import Words
from bot.jobs import queue_for
from bot.jobs.work import job_kinds
from bot.referrals.handler import effect_handlers
from bot.referrals.ledger import Ledger
from bot.service import people, records
from bot.service.data_rights import (
    DataRights,
)
from bot.service.heart import Heart
from bot.service.passages import Passages
from bot.service.people import Place
from bot.service.protocols import EffectContext
from bot.service.unread import Unread
from bot.service.updates import of_text
from bot.store.store import Store
from bot.store.tables import (
    metadata,
    referral,
)
from tests.jobs.passing import NOW, run_until

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
