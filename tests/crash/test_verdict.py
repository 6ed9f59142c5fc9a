"""The judge of the crashes: it says nothing of a faithful database, and names whatever was lost, doubled or altered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, literal, select, update

from bot.channels.rest import CHANNEL, told
from bot.service.house import House
from bot.store.store import Store
from bot.store.tables import conversation, incoming, journal, outgoing
from tests.crash.ledger import Ledger, Message
from tests.crash.verdict import compare
from tests.service.parrot import parrot_house


@pytest.fixture
def database_url(tmp_path: Any) -> str:
    """SQLite alone: the judge reads both alike."""
    return f"sqlite:///{tmp_path / 'escale.db'}"


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


@pytest.fixture
def ledger(house: House) -> Ledger:
    kept = Ledger()
    for sender in ("ana", "bao"):
        for number in range(3):
            message = Message(sender=sender, id=f"m{number}", text=f"hola {number}", sent=1)
            kept.add(message)
            answer = house.take(CHANNEL, sender, message.text, message.id)
            kept.acknowledge(message, [told(sender, reply) for reply in answer.replies])
    return kept


def test_a_faithful_database_has_nothing_against_it(store: Store, ledger: Ledger) -> None:
    assert compare(store, ledger) == []


LAST_INCOMING = select(incoming.c.id).order_by(incoming.c.id.desc()).limit(1).scalar_subquery()
HARM: dict[str, Callable[[Connection], object]] = {
    "lost": lambda c: c.execute(delete(incoming).where(incoming.c.id == LAST_INCOMING)),
    "journal: 5 rows, 6 expected": lambda c: c.execute(
        delete(journal).where((journal.c.number == 3) & (journal.c.conversation_id == 1))
    ),
    "journal: 7 rows, 6 expected": lambda c: c.execute(
        insert(journal).from_select(
            ["conversation_id", "number", "body_sealed"],
            select(journal.c.conversation_id, literal(4), journal.c.body_sealed).limit(1),
        )
    ),
    "other replies": lambda c: c.execute(delete(outgoing).where(outgoing.c.sequence == 2)),
    "isn't marked as sent": lambda c: c.execute(update(outgoing).values(sent_at=None)),
    "recorded, not answered": lambda c: c.execute(update(incoming).values(handled_at=None)),
    "last 9": lambda c: c.execute(update(conversation).values(last_number=9)),
}


@pytest.mark.parametrize("complaint", HARM)
def test_whatever_was_lost_or_doubled_is_named(store: Store, ledger: Ledger, complaint: str) -> None:
    store.run(HARM[complaint])
    assert any(complaint in problem for problem in compare(store, ledger))


def test_other_replies_to_the_same_id_are_a_problem(ledger: Ledger) -> None:
    ledger.acknowledge(ledger.messages[0], [{"text": "other", "custom": {"key": "parrot.heard"}}])
    assert ledger.problems == ["ana m0: sent again, other replies came"]
