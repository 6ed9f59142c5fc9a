"""A hundred messages while the server is killed with kill -9 again and again: none is lost, each has one turn, what may have gone twice is counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.journeys.bot_api.server import bot_api_served
from bot.journeys.bot_api.world import Person, World
from bot.journeys.telegram_door import as_heard
from bot.service import people
from bot.service.records import BODY, read_reply
from bot.settings import Settings, encryption_keys
from bot.store.store import Store, open_store
from bot.store.tables import incoming, journal, outgoing
from tests.channels.telegram.exchange import KEY, SECRET
from tests.crash.lives import Lives

SAID = (
    *("/start", "am i eligible", "find a job", "in 3 months", "Rimouski", "I live in Laval", "why", "back"),
    *("i don't know", "/help"),
)
SOMEONE = 10
DEATHS = ("after_intake:3", "before_commit:4", "after_sending:7", "after_commit:30")
PATIENCE = 60.0


@pytest.mark.parametrize("way", ["polling", "webhook"])
def test_a_hundred_messages_and_kills_in_the_middle_lose_none(tmp_path: Path, way: str) -> None:
    world = World()
    with bot_api_served(world) as api:
        variables = {
            "ESCALE_DATA": str(tmp_path),
            "ESCALE_KEYS": KEY,
            "ESCALE_TELEGRAM_TOKEN": world.token,
            "ESCALE_TELEGRAM_API": api,
        }
        lives = Lives(variables, tmp_path / "server.log")
        also = {}
        if way == "webhook":
            also = {"ESCALE_TELEGRAM_SECRET": SECRET, "ESCALE_PUBLIC_URL": f"http://127.0.0.1:{lives.port}"}
        people_there = [world.arrive(language_code="en") for _ in range(SOMEONE)]
        for text in SAID:
            for person in people_there:
                world.say(person, text)
        try:
            for death in DEATHS:
                lives.start(**also, ESCALE_CRASH_AT=death)
                _until(lambda: not lives.alive, f"the death at {death}")
                assert lives.killed
            lives.start(**also)
            _until(lambda: world.still_waiting == 0 and len(world.spoken(people_there[0].id)) > 5, "the first answers")
            lives.kill()
            lives.start(**also)
            settings = Settings(data=tmp_path, keys=KEY)
            with closing(open_store(settings.database_url, encryption_keys(settings).keys)) as store:
                _until(lambda: _nothing_waits(store), "everything to be sent")
                _assert_whole(store, world, people_there)
        finally:
            lives.stop()
    log = (tmp_path / "server.log").read_text()
    assert world.token not in log
    assert "Rimouski" not in log


def _assert_whole(store: Store, world: World, people_there: list[Person]) -> None:
    handled = store.read(lambda c: c.execute(select(incoming.c.outcome, incoming.c.handled_at)).all()).result()
    assert [row.outcome for row in handled] == ["answered"] * len(SAID) * SOMEONE
    twice = 0
    for person in people_there:
        turns, texts = _recorded(store, person)
        assert turns == len(SAID)
        heard = [as_heard(message.text) for message in world.spoken(person.id)]
        twice += len(heard) - len(texts)
        assert [text for text, _ in groupby(heard)] == [text for text, _ in groupby(texts)]
    assert twice <= SOMEONE * (len(DEATHS) + 1)  # one a conversation that was being sent to


def _recorded(store: Store, person: Person) -> tuple[int, list[str]]:
    """How many turns someone had, and all that was to be said to them, in order."""

    def read(connection: Connection) -> tuple[int, list[str]]:
        place = people.find(connection, store, "telegram", str(person.id))
        assert place is not None
        mine = outgoing.c.conversation_id == place.conversation_id
        rows = connection.execute(select(outgoing.c.body_sealed).where(mine).order_by(outgoing.c.sequence)).scalars()
        turns = connection.execute(select(journal.c.number).where(journal.c.conversation_id == place.conversation_id))
        texts = [as_heard(read_reply(store.sealer.unseal(sealed, BODY)).text) for sealed in rows]
        return len(turns.all()), texts

    return store.read(read).result()


def _nothing_waits(store: Store) -> bool:
    def read(connection: Connection) -> bool:
        unread = select(incoming.c.id).where(incoming.c.handled_at.is_(None))
        unsent = select(outgoing.c.sequence).where(outgoing.c.sent_at.is_(None))
        return connection.execute(unread).first() is None and connection.execute(unsent).first() is None

    return store.read(read).result()


def _until(done: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"waited for {what}"
        time.sleep(0.01)
