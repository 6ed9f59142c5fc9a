"""Who stands on what the script no longer has: counted by flow, step and fact, on both databases, which are only read."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from bot.checking import standing
from bot.checking.standing import UnreadableDatabaseError
from bot.conversation.journal import Asked, Entry, FactSet, FrameOpened, Turn, dump
from bot.service.records import JOURNAL
from bot.store.sealing import Sealer
from bot.store.store import open_store
from bot.store.tables import conversation, journal, person
from tests.checking.small import Small
from tests.keys import KEYS

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def _keep(url: str, conversations: list[tuple[Entry, ...]]) -> None:
    store = open_store(url, KEYS)
    for number, entries in enumerate(conversations, start=1):
        body = store.sealer.seal(json.dumps(dump(Turn(number=1, at=NOW, entries=entries))), JOURNAL)
        row = {"id": number, "person_id": number, "base": 0, "last_number": 1, "last_sequence": 0, "revision": 1}
        store.run(
            lambda connection, number=number, row=row, body=body: (  # type: ignore[misc]
                connection.execute(insert(person).values(id=number, created_at=NOW)),
                connection.execute(insert(conversation).values(**row, created_at=NOW, last_at=NOW)),
                connection.execute(insert(journal).values(conversation_id=number, number=1, body_sealed=body)),
            )
        )
    store.close()


def test_conversations_on_what_is_gone_are_counted(small: Small, database_url: str) -> None:
    gone_step = (FrameOpened(frame="1.0", flow="eligibility"), Asked(frame="1.0", step="old_step", fact="project"))
    gone_flow = (FrameOpened(frame="1.0", flow="old_flow"), FactSet(fact="old_fact", value="a"))
    gone_value = (FactSet(fact="situation", value="old_value"), FactSet(fact="status", value="canadian"))
    sound = (FrameOpened(frame="1.0", flow="eligibility"), Asked(frame="1.0", step="project", fact="project"))
    _keep(database_url, [gone_step, gone_step, gone_flow, gone_value, sound])
    told = small.told(lambda material: standing.problems(material, database_url, Sealer(KEYS)))
    assert told == [
        (
            "flows/eligibility.yml: warning: 2 conversations stand on the step 'old_step' of 'eligibility', which is gone → "
            "they go on from the first step that waits"
        ),
        (
            "flows/facts.yml: warning: 1 conversation holds 'old_value' for 'situation', which no longer accepts it → "
            "add it to 'renamed_from' of 'situation', or they are asked again"
        ),
        (
            "flows/facts.yml: warning: 1 conversation holds the fact 'old_fact', which is gone → "
            "it is dropped at their next message; put it back to keep it"
        ),
        (
            "flows/old_flow.yml: warning: 1 conversation stands in the flow 'old_flow', which is gone → "
            "they go on from the menu; put it back to keep them in it"
        ),
    ]


@pytest.mark.parametrize("database", ["/nowhere/escale.db", "mysql://host/escale", "what:ever"])
def test_a_database_that_cannot_be_read_says_so(small: Small, database: str) -> None:
    with pytest.raises(UnreadableDatabaseError, match="database"):
        small.told(lambda material: standing.problems(material, database, Sealer(KEYS)))


def test_a_server_that_does_not_answer_is_named_without_its_password(small: Small) -> None:
    with pytest.raises(UnreadableDatabaseError, match=r"escale:.*@127\.0\.0\.1:1/house can't be read") as raised:
        small.told(
            lambda material: standing.problems(material, "postgresql://escale:secret@127.0.0.1:1/house", Sealer(KEYS))
        )
    assert "secret" not in str(raised.value)


def test_a_file_that_is_no_database_says_so_and_stays_as_it_is(small: Small) -> None:
    path = small.folder / "notes.txt"
    path.write_text("not a database")
    with pytest.raises(UnreadableDatabaseError, match="can't be read"):
        small.told(lambda material: standing.problems(material, str(path), Sealer(KEYS)))
    assert path.read_text() == "not a database"
