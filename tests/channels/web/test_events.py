"""The stream: what was said and what comes, in every tab, from every process; it ends with its server and with its client."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert

from bot.app import LAST_ANSWERS
from bot.channels.web.conversations import CHANNEL, Conversations
from bot.channels.web.events import Streams
from bot.channels.web.tokens import Tokens
from bot.channels.web.watch import MOST_STREAMS, Watch
from bot.conversation.words import Words
from bot.service.data_rights import erase
from bot.service.house import House
from bot.service.people import find
from bot.service.telling import tell
from bot.store.store import Store, open_store
from bot.store.tables import identity
from tests.channels.web.ports import free_port
from tests.channels.web.visitor import Visitor
from tests.keys import KEYS
from tests.service.parrot import parrot_house

PROMISED = 2.0
WORDS = Words(texts={"fr": {"told": "Quelqu’un vous répond."}})


def person_of(store: Store, token: str) -> int:
    """The number of whoever bears a token."""
    address = Tokens(store=store).address(token) or ""
    place = store.read(lambda c: find(c, store, CHANNEL, address)).result()
    assert place is not None
    return place.person_id


def tell_them(store: Store, token: str) -> None:
    """Tells whoever bears a token something they didn't ask."""
    who = person_of(store, token)
    store.run(lambda c: tell(c, store.sealer, WORDS, who, "told", {}, datetime.now(UTC)))


def test_what_was_said_comes_in_order_buttons_by_their_label_and_openings_left_out(visitor: Visitor) -> None:
    visitor.begin()
    visitor.press("/start")
    visitor.say("hola")
    visitor.press("parrot:step:yes:1")
    visitor.press("parrot:step:gone:1")
    events = visitor.history(6)
    assert [(event["sequence"], event.get("said", event.get("text"))) for event in events] == [
        (1, "1 began"),
        (2, "hola"),
        (2, "2 hola 1"),
        (3, "Oui"),
        (3, "3 chose yes"),
        (4, "4 chose gone"),
    ]
    assert visitor.history(3, after=2) == events[3:]
    assert events[0] == {
        "sequence": 1,
        "text": "1 began",
        "language": "fr",
        "key": "parrot.heard",
        "buttons": [{"title": "Oui", "payload": "parrot:step:yes:1", "role": "answer"}],
    }


def test_a_turn_in_one_tab_reaches_the_other_at_once(visitor: Visitor) -> None:
    visitor.begin()
    with visitor.listening() as one, visitor.listening() as other:
        started = time.monotonic()
        replies = visitor.say("hola")
        for ear in (one, other):
            assert ear.next() == {"sequence": 1, "said": "hola"}
            assert ear.next() == replies[0]
        assert time.monotonic() - started < PROMISED / 2


def test_what_is_told_unasked_comes_in_time_and_once(visitor: Visitor, store: Store) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening(after=1) as ear:
        assert ear.silent()
        tell_them(store, visitor.token)
        event = ear.next(PROMISED)
        assert (event["sequence"], event["text"], event["buttons"]) == (2, "Quelqu’un vous répond.", [])
        assert ear.silent(1.5)
    assert visitor.history(1, after=1) == [event]
    assert visitor.say("gracias")[0]["sequence"] == 3


def test_what_another_process_takes_comes_in_time(visitor: Visitor, database_url: str) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening(after=1) as ear:
        elsewhere = open_store(database_url, KEYS)
        tell_them(elsewhere, visitor.token)
        elsewhere.close()
        assert ear.next(PROMISED)["sequence"] == 2


def test_what_the_same_person_says_on_another_channel_is_of_the_conversation(
    visitor: Visitor, house: House, store: Store
) -> None:
    visitor.begin()
    visitor.say("hola")
    joined = {"person_id": person_of(store, visitor.token), "channel": "telegram", "created_at": datetime.now(UTC)}
    store.run(lambda c: c.execute(insert(identity).values(hash=store.find("telegram", "42"), **joined)))
    with visitor.listening(after=1) as ear:
        house.take("telegram", "42", "desde el teléfono")
        assert ear.next(PROMISED) == {"sequence": 2, "said": "desde el teléfono"}
        assert ear.next()["text"] == "2 desde el teléfono 1"


def test_on_postgresql_the_bell_wakes_a_stream_long_before_the_next_look(
    new_postgresql_database: Callable[[], str],
) -> None:
    store = open_store(new_postgresql_database(), KEYS)
    house = parrot_house(store)
    token = Tokens(store=store).issue()
    address = Tokens(store=store).address(token) or ""
    house.take(CHANNEL, address, "hola")

    async def woken() -> float:
        watch = Watch(store=store, channel=CHANNEL, every=60.0)
        async with watch.running():
            with watch.follow(store.find(CHANNEL, address)) as following:
                following.point = (await Conversations(house=house).read(address, 0)).point
                while await following.moved(1.0):
                    pass
                started = time.monotonic()
                await asyncio.to_thread(tell_them, store, token)
                assert await following.moved(10.0)
                return time.monotonic() - started

    assert asyncio.run(woken()) < PROMISED
    house.close()


# --- erasure reaches every tab ----------------------------------------------------------------------------------------


def test_once_erased_every_tab_is_told_and_ends(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening() as ear, visitor.listening(after=1) as other:
        assert visitor.end() == 204
        assert ear.ended()[-1] == {"sequence": 1, "erased": True}
        assert other.ended() == [{"sequence": 1, "erased": True}]


def test_erased_in_the_chat_every_tab_forgets_what_came_before(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening(after=1) as ear:
        erased = visitor.say("erase")
        assert ear.next() == {"sequence": 1, "erased": True}
        assert ear.next() == erased[0]
        visitor.say("de nuevo")
        assert [ear.next().get("said"), ear.next().get("text")] == ["de nuevo", "4 de nuevo 3"]
        assert ear.silent()
    assert visitor.history(4, after=1)[0] == {"sequence": 1, "erased": True}, "a tab that was asleep is told too"
    assert "erased" not in visitor.history(2, after=2)[0]


def test_erased_by_the_operator_it_is_told_too(visitor: Visitor, store: Store) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening(after=1) as ear:
        erase(store, person_of(store, visitor.token))
        assert ear.ended() == [{"sequence": 1, "erased": True}]


# --- streams end ------------------------------------------------------------------------------------------------------


def test_more_streams_than_a_session_may_have_end_the_oldest(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hola")
    with visitor.listening(after=1) as oldest:
        others = [visitor.listening(after=1) for _ in range(MOST_STREAMS)]
        ears = [other.__enter__() for other in others]
        assert oldest.ended() == []
        visitor.say("sigue")
        assert {ear.next()["said"] for ear in ears} == {"sigue"}
        for other in others:
            other.__exit__(None, None, None)


@pytest.fixture
def streams(house: House) -> Iterator[Streams]:
    """Streams that live briefly."""
    watch = Watch(store=house.store, channel=CHANNEL, every=0.1)
    yield Streams(conversations=Conversations(house=house), watch=watch, alive_every=0.2, lifetime=0.7)
    house.turns.close()


def test_a_silent_stream_says_that_it_is_alive_then_asks_to_come_back(streams: Streams) -> None:
    async def whole() -> list[bytes]:
        address = "a" * 64
        response = await streams.open(address, 0)
        async with streams.watch.running():
            return [bytes(part) async for part in response.body_iterator]

    started = time.monotonic()
    parts = asyncio.run(whole())
    assert set(parts) == {b"\n"}
    assert 3 <= len(parts) <= 5
    assert 0.6 < time.monotonic() - started < 3
    assert streams.watch.streams == 0


def test_a_client_that_goes_leaves_nothing_behind(streams: Streams) -> None:
    async def leave() -> int:
        response = await streams.open("a" * 64, 0)
        parts = response.body_iterator.__aiter__()
        async with streams.watch.running():
            await parts.__anext__()
            task = asyncio.ensure_future(parts.__anext__())
            await asyncio.sleep(0.05)
            assert streams.watch.streams == 1
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return streams.watch.streams

    assert asyncio.run(leave()) == 0


@contextmanager
def a_server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """`bot serve` in a process of its own."""
    port = free_port()
    environment = {**os.environ, "ESCALE_DATA": str(folder), "ESCALE_PORT": str(port)}
    process = subprocess.Popen(
        [Path(sys.executable).parent / "bot", "serve"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                httpx.get(f"{url}/healthz")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process, url
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_at_once_whoever_listens(tmp_path: Path, number: signal.Signals) -> None:
    with a_server(tmp_path) as (process, url), httpx.Client(timeout=20) as client:
        visitor = Visitor(url, client)
        visitor.begin()
        visitor.say("bonjour")
        with visitor.listening() as ear:
            ear.next()
            started = time.monotonic()
            process.send_signal(number)
            ear.ended()
            said, _ = process.communicate(timeout=10)
            assert time.monotonic() - started < LAST_ANSWERS
            assert b"Cancel" not in said
            assert b"Traceback" not in said
