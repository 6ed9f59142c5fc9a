"""Messages recorded before they are acknowledged: none lost, each taken once, each person's in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import func, select, update

from bot.conversation.events import Began, Chose, Unreadable
from bot.service.data_rights import erase, export, find_person
from bot.service.house import House
from bot.service.inbox import Inbox
from bot.service.updates import Answer, Typed, Update
from bot.store.store import Store
from bot.store.tables import identity, incoming, outgoing
from tests.service.parrot import parrot_house

SECRET = "mi pareja no quiere salir de Montreal"


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


@pytest.fixture
def inbox(house: House) -> Inbox:
    return Inbox(store=house.store, turns=house.turns)


def typed(who: str, text: str, number: int) -> Update:
    return Update(
        channel="telegram",
        address=who,
        id=str(number),
        message=Typed(text=text),
        content=text,
        returned=False,
        context={"message": str(number)},
    )


def waiting(store: Store) -> int:
    query = select(func.count()).select_from(incoming).where(incoming.c.handled_at.is_(None))
    return store.run(lambda c: c.execute(query).scalar_one())


def unsent(store: Store) -> int:
    query = select(func.count()).select_from(outgoing).where(outgoing.c.sent_at.is_(None))
    return store.run(lambda c: c.execute(query).scalar_one())


def test_what_is_recorded_waits_then_is_taken_in_each_one_s_order(house: House, inbox: Inbox) -> None:
    updates = [typed(who, f"{who}{number}", number) for number in range(1, 6) for who in ("ana", "bao")]
    asyncio.run(inbox.record(updates))
    assert waiting(house.store) == 10
    heard: dict[str, list[str]] = {"ana": [], "bao": []}

    async def told(update: Update, answer: Answer) -> None:
        heard[update.address].append(answer.replies[0].text)

    assert asyncio.run(inbox.take_turns("telegram", told)) == 10
    assert heard["ana"] == [f"{n} ana{n} {n - 1}" for n in range(1, 6)]
    assert heard["bao"] == [f"{n} bao{n} {n - 1}" for n in range(1, 6)]
    assert waiting(house.store) == 0
    assert unsent(house.store) == 10


def test_what_comes_again_is_recorded_once_before_and_after_its_turn(house: House, inbox: Inbox) -> None:
    for _ in range(2):
        asyncio.run(inbox.record([typed("ana", "hola", 1)]))
    assert waiting(house.store) == 1
    asyncio.run(inbox.take_turns("telegram"))
    asyncio.run(inbox.record([typed("ana", "hola", 1)]))
    assert waiting(house.store) == 0
    assert asyncio.run(inbox.take_turns("telegram")) == 0


def test_two_workers_take_each_message_once(house: House, inbox: Inbox) -> None:
    other = Inbox(store=house.store, turns=house.turns)
    asyncio.run(inbox.record([typed("ana", str(number), number) for number in range(10)]))

    async def both() -> None:
        await asyncio.gather(inbox.take_turns("telegram"), other.take_turns("telegram"))

    asyncio.run(both())
    said = [turn.entries[0].value for turn in house.conversation("telegram", "ana").turns]  # type: ignore[union-attr]
    assert said == [str(number) for number in range(10)]


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Began(language="es"), "1 began"),
        (Chose(flow="parrot", step="step", option="yes", asking=2), "1 chose yes"),
        (Unreadable(reason="not_text"), "1 not_text"),
    ],
)
def test_every_kind_of_message_keeps_its_meaning_while_it_waits(
    house: House, inbox: Inbox, message: Began | Chose | Unreadable, expected: str
) -> None:
    update_ = Update(channel="telegram", address="ana", id="1", message=message, content="", returned=False)
    asyncio.run(inbox.record([update_]))
    heard: list[str] = []

    async def told(_update: Update, answer: Answer) -> None:
        heard.append(answer.replies[0].text)

    asyncio.run(inbox.take_turns("telegram", told))
    assert heard == [expected]


def test_what_the_channel_keeps_beside_a_message_comes_back_with_its_turn(house: House, inbox: Inbox) -> None:
    asyncio.run(inbox.record([typed("ana", "hola", 7)]))
    contexts = []

    async def told(update: Update, _answer: Answer) -> None:
        contexts.append(dict(update.context))

    asyncio.run(inbox.take_turns("telegram", told))
    assert contexts == [{"message": "7"}]


def test_what_waits_can_be_read_by_nobody_and_is_given_back_whole_afterwards(house: House, inbox: Inbox) -> None:
    asyncio.run(inbox.record([typed("ana", SECRET, 1)]))
    sealed = house.store.run(lambda c: c.execute(select(incoming.c.content_sealed)).scalar_one())
    assert SECRET.encode() not in sealed
    asyncio.run(inbox.take_turns("telegram"))
    kept = export(house.store, find_person(house.store, "telegram:ana"))
    assert [one["content"] for one in kept["received"]] == [SECRET]


def test_a_turn_that_fails_is_answered_kindly_and_the_next_one_is_taken(house: House, inbox: Inbox) -> None:
    asyncio.run(inbox.record([typed("ana", "boom", 1), typed("ana", "hola", 2)]))
    assert asyncio.run(inbox.take_turns("telegram")) == 2
    outcomes = house.store.run(lambda c: list(c.execute(select(incoming.c.outcome).order_by(incoming.c.id)).scalars()))
    assert outcomes == ["trouble", "answered"]


def test_writing_again_makes_someone_reachable_again(house: House, inbox: Inbox) -> None:
    asyncio.run(inbox.record([typed("ana", "hola", 1)]))
    house.store.run(lambda c: c.execute(update(identity).values(unreachable_at=inbox.clock())))
    asyncio.run(inbox.record([typed("ana", "sigo aquí", 2)]))
    assert house.store.run(lambda c: c.execute(select(identity.c.unreachable_at)).scalar_one()) is None


def test_a_message_erased_while_it_is_understood_brings_nobody_back(house: House, inbox: Inbox) -> None:
    store = house.store
    asyncio.run(inbox.record([typed("ana", SECRET, 1)]))
    [head] = store.read(partial(inbox._heads, "telegram")).result()
    erase(store, find_person(store, "telegram:ana"))
    answer = asyncio.run(house.turns.take(head))
    assert (answer.replies, answer.repeated) == ((), True)
    assert store.run(lambda c: c.execute(select(func.count()).select_from(identity)).scalar_one()) == 0


def test_a_message_erased_while_it_is_understood_takes_the_turn_of_no_other(house: House, inbox: Inbox) -> None:
    """SQLite gives the number of a row that is gone to the next one."""
    store = house.store
    asyncio.run(inbox.record([typed("bao", "hola", 1)]))
    asyncio.run(inbox.take_turns("telegram"))
    asyncio.run(inbox.record([typed("ana", SECRET, 1)]))
    [head] = store.read(partial(inbox._heads, "telegram")).result()
    erase(store, find_person(store, "telegram:ana"))
    asyncio.run(inbox.record([typed("bao", "adios", 2), typed("ana", "de nuevo", 3)]))
    asyncio.run(house.turns.take(head))
    assert waiting(store) == 2
    assert SECRET not in str(export(store, find_person(store, "telegram:bao")))
