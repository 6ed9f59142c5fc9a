"""What goes out: in order, by one sender at a time, again after a crash, later when told so, never to who is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.journeys.stage import MovableClock
from bot.service.data_rights import erase, find_person
from bot.service.house import House
from bot.service.inbox import Inbox
from bot.service.outbox import LaterError, Outbox, Outgoing, UncertainError, UnreachableError
from bot.service.telling import tell
from bot.service.updates import Typed, Update
from bot.store.store import Store
from bot.store.tables import identity, outgoing
from tests.service.parrot import parrot_house

KEY = "common.unknown"


@dataclass
class Wire:
    """Sends by noting what it is given; `fails` are raised first, one a message, None where it goes."""

    fails: list[Exception | None] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, message: Outgoing) -> None:
        failure = self.fails.pop(0) if self.fails else None
        if failure:
            raise failure
        await asyncio.sleep(0)
        self.sent.append((message.address, message.reply.text))


@pytest.fixture
def house(store: Store) -> Iterator[House]:
    opened = parrot_house(store)
    yield opened
    opened.turns.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(now=datetime.now(UTC))


@pytest.fixture
def outbox(house: House, clock: MovableClock) -> Outbox:
    return Outbox(store=house.store, clock=clock, measures=house.measures)


def say(house: House, who: str, *texts: str) -> None:
    inbox = Inbox(store=house.store, turns=house.turns)
    updates = [
        Update(channel="telegram", address=who, id=text, message=Typed(text=text), content=text, returned=False)
        for text in texts
    ]
    asyncio.run(inbox.record(updates))
    asyncio.run(inbox.take_turns("telegram"))


def unsent(store: Store) -> int:
    query = select(func.count()).select_from(outgoing).where(outgoing.c.sent_at.is_(None))
    return store.run(lambda c: c.execute(query).scalar_one())


def test_each_conversation_is_sent_in_order_and_once(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno", "dos", "tres")
    say(house, "bao", "one")
    wire = Wire()
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 4
    assert [text for who, text in wire.sent if who == "ana"] == ["1 uno 0", "2 dos 1", "3 tres 2"]
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 0
    assert unsent(house.store) == 0


def test_two_senders_never_send_the_same_conversation_at_once(house: House, outbox: Outbox) -> None:
    say(house, "ana", *(str(number) for number in range(8)))
    wires = Wire(), Wire()

    async def both() -> None:
        await asyncio.gather(*(outbox.send_all("telegram", wire.send) for wire in wires))

    asyncio.run(both())
    assert sorted(len(wire.sent) for wire in wires) == [0, 8]


@pytest.mark.parametrize("failure", [None, UnreachableError("gone")])
def test_who_is_erased_while_they_are_written_to_takes_nothing_from_whoever_comes_next(
    house: House, outbox: Outbox, failure: Exception | None
) -> None:
    """SQLite gives the numbers of rows that are gone to the next ones."""
    say(house, "ana", "uno")
    heard: list[str] = []

    async def slowly(message: Outgoing) -> None:
        if message.address == "ana":
            await asyncio.to_thread(erased_then_another)
            if failure:
                raise failure
        heard.append(message.reply.text)

    def erased_then_another() -> None:
        erase(house.store, find_person(house.store, "telegram:ana"))
        say(house, "bao", "one")

    asyncio.run(outbox.send_all("telegram", slowly))
    asyncio.run(outbox.send_all("telegram", slowly))
    assert heard[-1] == "1 one 0"
    assert unsent(house.store) == 0


def test_what_cannot_go_now_goes_later_in_the_same_order(house: House, outbox: Outbox, clock: MovableClock) -> None:
    say(house, "ana", "uno", "dos")
    wire = Wire(fails=[LaterError(30)])
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 0
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 0
    clock.now += timedelta(seconds=31)
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 2
    assert [text for _, text in wire.sent] == ["1 uno 0", "2 dos 1"]
    assert b"escale_sent_again_total{" not in house.measures.text()


def test_one_who_must_wait_makes_nobody_else_wait(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno")
    say(house, "bao", "one")
    wire = Wire(fails=[LaterError(30)])
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 1


def test_a_broken_connection_is_tried_again_and_counted(house: House, outbox: Outbox, clock: MovableClock) -> None:
    say(house, "ana", "uno")
    wire = Wire(fails=[UncertainError(5)])
    asyncio.run(outbox.send_all("telegram", wire.send))
    clock.now += timedelta(seconds=6)
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 1
    assert b'escale_sent_again_total{channel="telegram"} 1.0' in house.measures.text()


def test_a_sender_that_dies_after_sending_is_followed_by_one_that_sends_again_and_counts(
    house: House, outbox: Outbox, clock: MovableClock
) -> None:
    say(house, "ana", "uno", "dos")
    wire = Wire(fails=[None, KeyboardInterrupt()])  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(outbox.send_all("telegram", wire.send))
    assert unsent(house.store) == 1
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 0
    clock.now += timedelta(seconds=61)
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 1
    assert b'escale_sent_again_total{channel="telegram"} 1.0' in house.measures.text()


def test_the_leases_of_a_former_process_are_void_at_the_start(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno")
    wire = Wire(fails=[KeyboardInterrupt()])  # type: ignore[list-item]
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(outbox.send_all("telegram", wire.send))
    asyncio.run(outbox.void_leases())
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 1


def test_who_blocked_the_sender_is_left_alone_until_they_write_again(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno")
    wire = Wire(fails=[UnreachableError("blocked")])
    asyncio.run(outbox.send_all("telegram", wire.send))
    assert house.store.run(lambda c: c.execute(select(identity.c.unreachable_at)).scalar_one()) is not None
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 0
    say(house, "ana", "dos")
    assert asyncio.run(outbox.send_all("telegram", wire.send)) == 2


# --- telling someone something unasked --------------------------------------------------------------------------------


def told(house: House, who: str) -> bool:
    number = find_person(house.store, who)
    words, sealer = house.heart.script.words, house.store.sealer
    return house.store.run(lambda c: tell(c, sealer, words, number, KEY, {}, datetime.now(UTC)))


def test_what_is_told_on_telegram_is_sent_after_what_waited(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno")
    assert told(house, "telegram:ana")
    wire = Wire()
    asyncio.run(outbox.send_all("telegram", wire.send))
    assert [text for _, text in wire.sent] == ["1 uno 0", "Je ne sais pas"]


def test_what_is_told_on_rest_comes_before_the_next_replies_and_again_with_them(house: House) -> None:
    house.take("rest", "ana", "hola", "m1")
    assert told(house, "rest:ana")
    answer = house.take("rest", "ana", "otra", "m2")
    assert [reply.text for reply in answer.replies] == ["Je ne sais pas", "2 otra 1"]
    assert house.take("rest", "ana", "otra", "m2").replies == answer.replies
    assert [reply.text for reply in house.take("rest", "ana", "fin", "m3").replies] == ["3 fin 2"]


def test_what_is_told_on_the_web_waits_for_nobody_to_send_it(house: House) -> None:
    house.take("web", "ana", "hola")
    assert told(house, "web:ana")
    assert unsent(house.store) == 0


def test_nobody_is_told_where_the_person_can_no_longer_be_reached(house: House, outbox: Outbox) -> None:
    say(house, "ana", "uno")
    asyncio.run(outbox.send_all("telegram", Wire(fails=[UnreachableError("blocked")]).send))
    assert not told(house, "telegram:ana")
