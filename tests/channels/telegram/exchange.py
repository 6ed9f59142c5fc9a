"""Everything of a Telegram exchange, for real: a Bot API server on the loopback, a house on a database, the server over both."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, select

from bot.app import build_app, doors_of
from bot.house import open_house
from bot.journeys.bot_api.server import bot_api_served
from bot.journeys.bot_api.world import Button, Message, Person, World
from bot.service.house import House
from bot.settings import Settings
from bot.store.sealing import new_key
from bot.store.tables import identity, incoming, outgoing
from tests.channels.telegram.validated import assert_valid
from tests.live import served

SECRET = "a-secret-of-the-webhook-tests"
KEY = new_key()
PATIENCE = 10.0


@dataclass(kw_only=True)
class Exchange:
    """A world, the house that answers it, and the addresses of both servers."""

    world: World
    house: House
    address: str
    api: str

    def newcomer(self, language: str | None = None) -> Person:
        """Someone who has begun, and sees the menu."""
        person = self.world.arrive(language_code=language)
        self.world.say(person, "/start")
        self.until(lambda: bool(self.world.spoken(person.id)) and bool(self.last(person).buttons))
        return person

    def say(self, person: Person, text: str) -> list[Message]:
        """Someone types; what they are told, once no more comes."""
        before = len(self.world.spoken(person.id))
        self.world.say(person, text)
        return self.told_since(person, before)

    def press(self, person: Person, title: str) -> list[Message]:
        """Someone presses the button with this title under the last message."""
        message = self.last(person)
        before = len(self.world.spoken(person.id))
        self.world.press(person, message, self.button(message, title).data)
        return self.told_since(person, before)

    def told_since(self, person: Person, before: int) -> list[Message]:
        """What someone is told after so many messages, once a question or an end is there."""
        self.until(lambda: self.settled(person) and len(self.world.spoken(person.id)) > before)
        return self.world.spoken(person.id)[before:]

    def say_quickly(self, person: Person, text: str) -> None:
        """Someone types, and is told something, whoever else waits."""
        before = len(self.world.spoken(person.id))
        self.world.say(person, text)
        self.until(lambda: len(self.world.spoken(person.id)) > before)

    def settled(self, person: Person) -> bool:
        """Whether nothing of theirs waits."""
        return not self.world.waits_for(person) and self.waiting() == 0 and self.unsent() == 0

    def button(self, message: Message, title: str) -> Button:
        """The button with this title."""
        return next(one for one in message.buttons if one.text == title)

    def last(self, person: Person) -> Message:
        """What the bot said last."""
        return self.world.spoken(person.id)[-1]

    def until(self, done: Callable[[], bool], within: float = PATIENCE) -> None:
        """Waits until something is so."""
        end = time.monotonic() + within
        while not done():
            assert time.monotonic() < end, "it never came to be"
            time.sleep(0.01)

    def calls(self, method: str) -> list[Mapping[str, Any]]:
        """The parameters of each call of a method that was answered well."""
        with self.world.lock:
            return [call.params for call in self.world.calls if call.method == method and call.status == 200]

    def recorded(self) -> int:
        """How many messages are recorded."""
        return self._count(select(func.count()).select_from(incoming))

    def waiting(self) -> int:
        """How many wait for their turn."""
        return self._count(select(func.count()).select_from(incoming).where(incoming.c.handled_at.is_(None)))

    def unsent(self) -> int:
        """How many replies wait to be sent to people who can be reached."""
        reachable = identity.c.unreachable_at.is_(None)
        query = select(func.count()).where(outgoing.c.identity_id == identity.c.id, reachable)
        return self._count(query.where(outgoing.c.sent_at.is_(None), outgoing.c.body_sealed.is_not(None)))

    def ready(self) -> dict[str, str]:
        """What `/readyz` says."""
        parts: dict[str, str] = httpx.get(f"{self.address}/readyz").json()
        return parts

    def metric(self, line: str) -> float:
        """The value of a line of `/metrics`."""
        for written in httpx.get(f"{self.address}/metrics").text.splitlines():
            if written.startswith(f"{line} "):
                return float(written.rpartition(" ")[2])
        return 0.0

    def _count(self, query: Any) -> int:
        number: int = self.house.store.read(lambda connection: connection.execute(query).scalar_one()).result()
        return number


def free_port() -> int:
    """A port where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def settings_for(folder: Path, api: str, world: World, *, webhook: bool, database: str, port: int) -> Settings:
    """The settings of an exchange."""
    return Settings(
        data=folder,
        database=database,
        keys=KEY,
        telegram_token=world.token,
        telegram_api=api,
        telegram_secret=SECRET if webhook else "",
        public_url=f"http://127.0.0.1:{port}" if webhook else "",
    )


@contextmanager
def answering(settings: Settings, world: World, api: str, port: int = 0) -> Iterator[Exchange]:
    """A house served, answering a world."""
    house = open_house(settings)
    app = build_app(house, "", {}, doors_of(house, settings))
    with served(app, port=port) as address:
        yield Exchange(world=world, house=house, address=address, api=api)


@contextmanager
def exchange(
    folder: Path, *, webhook: bool = False, database: str = "", world: World | None = None
) -> Iterator[Exchange]:
    """An exchange by asking, or by `webhook`; each call the bot made is checked at the end with another library's models."""
    world = world or World()
    port = free_port()
    with bot_api_served(world) as api:
        settings = settings_for(folder, api, world, webhook=webhook, database=database, port=port)
        with answering(settings, world, api, port) as one:
            yield one
    assert_valid(world.calls)
